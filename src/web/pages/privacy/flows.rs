use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use crate::access::Way;
use crate::consent::Disclosed;
use crate::graph::View;
use crate::inventory::field::Field;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::visibility::Visibility;
use crate::web::labels::Labels;
use crate::words::Words;

/// One way in which data about people is kept. Its words are under `flow-{code}`: `.whose`, `.what`, `.long`.
pub(super) struct Flow {
    pub(super) code: &'static str,
    /// For which purpose; it is told of only where that was chosen. None: it is always there.
    pub(super) purpose: Option<&'static str>,
    /// By which key people come in of whom it tells, where it does.
    key: Option<Way>,
    /// Which fields hold it. None of them: it is kept beside the records.
    holds: fn(Kind, &Field) -> bool,
}

/// All of them. A room that keeps data about people adds its line here, with its words; a test finds fields that nobody told of.
pub(super) static FLOWS: &[Flow] = &[
    Flow {
        code: "assets",
        purpose: Some("assets"),
        key: None,
        holds: |kind, field| kind != Kind::Story && is_asset(kind) && field.name == "name",
    },
    Flow {
        code: "contacts",
        purpose: Some("contacts"),
        key: None,
        holds: |kind, field| is_asset(kind) && field.visibility == Visibility::Neighbours,
    },
    Flow { code: "stories", purpose: Some("stories"), key: None, holds: |kind, field| kind == Kind::Story && is_own(kind, field) },
    Flow {
        code: "photos",
        purpose: Some("stories"),
        key: None,
        holds: |kind, field| kind == Kind::Photo && ["alternative", "maker"].contains(&field.name),
    },
    Flow {
        code: "talents",
        purpose: Some("talents"),
        key: None,
        holds: |kind, field| kind == Kind::Person && (field.name == "name" || is_own(kind, field)),
    },
    Flow { code: "follow-ups", purpose: Some("talents"), key: None, holds: |kind, field| kind == Kind::FollowUp && field.name == "name" },
    Flow { code: "addresses", purpose: Some("addresses"), key: None, holds: |kind, field| kind == Kind::Address && is_own(kind, field) },
    Flow { code: "team", purpose: None, key: Some(Way::Password), holds: |_, _| false },
    Flow { code: "residents", purpose: None, key: Some(Way::Card), holds: |_, _| false },
    Flow { code: "visitors", purpose: None, key: None, holds: |_, _| false },
];

fn is_asset(kind: Kind) -> bool {
    kind.role() == Role::Asset
}

fn is_own(kind: Kind, field: &Field) -> bool {
    kind.declaration().own_fields.iter().any(|own| own.name == field.name)
}

impl Flow {
    /// How long it stays, in words.
    pub(super) fn how_long(&self, words: Words) -> Cow<'static, str> {
        let days = |lasts: Duration| lasts.as_secs() / (24 * 3600);
        let ends = self.key.map(|way| [("idle", days(way.idle()).into()), ("longest", days(way.longest()).into())]);
        words.say_with(&format!("flow-{}.long", self.code), ends.as_ref().map_or(&[][..], |ends| &ends[..]))
    }

    /// The fields that hold it, each with who may see it: what is for fewer than its record is for those.
    fn fields(&self) -> impl Iterator<Item = (Kind, &'static Field, Visibility)> + '_ {
        let all = Kind::ALL.iter().flat_map(|kind| kind.fields().map(move |field| (*kind, field)));
        let held = all.filter(|(kind, field)| (self.holds)(*kind, field));
        held.map(|(kind, field)| (kind, field, field.visibility.max(kind.declaration().visibility)))
    }

    /// The words of its fields, by who may see them, from wide to narrow; each word once.
    pub(super) fn fields_by_audience(&self, labels: Labels<'_>) -> Vec<(Visibility, String)> {
        let mut found: BTreeMap<Visibility, Vec<String>> = BTreeMap::new();
        for (kind, field, visibility) in self.fields() {
            let label = labels.field(kind.code(), field).into_owned();
            let known = found.entry(visibility).or_default();
            if !known.contains(&label) {
                known.push(label);
            }
        }
        found.into_iter().map(|(visibility, words)| (visibility, words.join(", "))).collect()
    }

    /// How many records hold it now, of those that this view shows; nothing where it is kept beside the records.
    pub(super) fn count(&self, view: View<'_>) -> Option<usize> {
        let mut held: BTreeMap<Kind, Vec<&'static Field>> = BTreeMap::new();
        for (kind, field, _) in self.fields() {
            held.entry(kind).or_default().push(field);
        }
        let of_kind = |(kind, fields): (&Kind, &Vec<&Field>)| {
            // What every record of a kind has need not be looked for.
            if fields.iter().any(|field| field.required) {
                return view.count(*kind);
            }
            let is_filled = |record: &Disclosed<'_>| fields.iter().any(|field| record.value(field.name).is_some());
            view.of_kind(*kind).filter(is_filled).count()
        };
        (!held.is_empty()).then(|| held.iter().map(of_kind).sum())
    }

    /// The words of the kinds that hold it; empty where no record does.
    pub(super) fn kinds(&self, labels: Labels<'_>) -> String {
        let mut kinds: Vec<_> = self.fields().map(|(kind, ..)| kind).collect();
        kinds.dedup();
        kinds.into_iter().map(|kind| labels.many(kind).to_lowercase()).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_is_for_fewer_than_everyone_is_told_of() {
        for kind in Kind::ALL.iter().filter(|kind| kind.is_open_to_entry() || **kind == Kind::Person) {
            for field in kind.declaration().own_fields {
                let visibility = field.visibility.max(kind.declaration().visibility);
                let is_told = FLOWS.iter().any(|flow| (flow.holds)(*kind, field));
                assert!(visibility == Visibility::Everyone || is_told, "no document tells of {} of {kind}", field.name);
            }
        }
    }

    #[test]
    fn what_a_field_is_for_is_never_wider_than_its_record() {
        let addresses = FLOWS.iter().find(|flow| flow.code == "addresses").unwrap();
        assert!(addresses.fields().count() >= 4);
        assert!(addresses.fields().all(|(.., visibility)| visibility == Kind::Address.declaration().visibility));
        assert!(Kind::Address.declaration().visibility > Visibility::Builders, "homes are for the open round only");
        let contacts = FLOWS.iter().find(|flow| flow.code == "contacts").unwrap();
        assert!(contacts.fields().all(|(_, field, visibility)| visibility == Visibility::Neighbours && field.name != "kvk"));
    }
}
