use crate::graph::Graph;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::square::{Size, Square};
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::neighbourhood::people::portrait::{Location, Portrait, Tied};

/// The ties that a person tells of in a conversation: what they can, want, care about, offer and belong to.
pub const TOLD: [TieKind; 6] =
    [TieKind::HasTalent, TieKind::WantsToLearn, TieKind::CaresAbout, TieKind::Offers, TieKind::WishesFor, TieKind::MemberOf];

impl Portrait {
    /// What a person told until now, to be told anew with [`revise`](super::revise); nothing for who is no person here. It
    /// holds what is shown to nobody: it is for whoever writes, not for pages.
    pub fn of(graph: &Graph, id: Id) -> Option<Self> {
        let person = graph.record(id).filter(|record| record.kind == Kind::Person)?;
        let text = |field| person.values.text(field).unwrap_or_default().to_owned();
        let is_so = |field| person.values.get(field) == Some(&Value::YesNo(true));
        let ties = graph.ties_of(id).into_iter().filter(|tie| tie.from == id);
        let area = ties.clone().find(|tie| tie.kind == TieKind::LivesIn).map(|tie| tie.to);
        let told = ties.filter(|tie| TOLD.contains(&tie.kind));
        Some(Self {
            name: person.name().to_owned(),
            description: text("description"),
            contact: text("contact"),
            languages: person.values.codes("languages").to_vec(),
            location: Location {
                precision: person.values.codes("location_precision").first().cloned().unwrap_or_default(),
                street: text("street"),
                square: Square::with_code(Size::Hundred, &text("square")).ok(),
                home: text("home"),
                area,
            },
            is_adult: is_so("adult16"),
            is_connector: is_so("connector"),
            ties: told.map(|tie| Tied { kind: tie.kind, to: tie.to, values: tie.values.clone(), visibility: tie.visibility }).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::consent::{Channel, Consent, Scope};
    use crate::inventory::moment::Moment;
    use crate::inventory::provenance::{Actor, Origin, Stamp};
    use crate::inventory::values::Values;
    use crate::inventory::visibility::Visibility;
    use crate::neighbourhood::people::{enter, revise};
    use crate::neighbourhood::{Beginning, Neighbourhoods, Order, Surroundings};

    #[test]
    fn what_was_told_is_read_back_and_told_again_changes_nothing_but_the_version() {
        let folder = tempfile::tempdir().unwrap();
        let surroundings = Surroundings::fixed(Moment::from_second(1_767_254_400).unwrap());
        let (neighbourhoods, _) = Neighbourhoods::open(folder.path(), surroundings).unwrap();
        let surroundings = neighbourhoods.surroundings();
        let beginning = Beginning {
            name: "Kade".to_owned(),
            description: String::new(),
            data_source: String::new(),
            language: crate::words::Language::Dutch,
            particulars: Values::from_iter([("purposes", Value::Codes(vec!["talents".to_owned()]))]),
        };
        let neighbourhood = neighbourhoods.begin(&"kade".parse().unwrap(), &beginning).unwrap();
        let word = |code| neighbourhood.snapshot().seen_by(crate::consent::Audience::Everyone).term("skill", code).unwrap().id();
        let talent = Tied {
            kind: TieKind::HasTalent,
            to: word("singing"),
            values: Values::from_iter([("best3", Value::YesNo(true))]),
            visibility: Visibility::Builders,
        };
        let portrait = Portrait {
            name: "Fatima".to_owned(),
            description: "Zingt graag.".to_owned(),
            contact: "06-00000000".to_owned(),
            languages: vec!["nl".to_owned()],
            location: Location {
                precision: "street".to_owned(),
                street: "Kolkstraat".to_owned(),
                square: Square::with_code(Size::Hundred, "E1451N5021").ok(),
                home: "token".to_owned(),
                area: None,
            },
            is_adult: true,
            is_connector: true,
            ties: vec![talent],
        };
        let (at, by) = (surroundings.now(), Actor::operator());
        let consent = Consent {
            yes: BTreeSet::from([Scope::Store]),
            no: BTreeSet::new(),
            text_version: "1".to_owned(),
            language: "nl".to_owned(),
            channel: Channel::Spoken,
            by_guardian: false,
            given: at,
            witness: by.clone(),
        };
        let stamp = Stamp { by: by.clone(), at };
        let id = surroundings.mint();
        let changes = enter(id, &portrait, &consent, &stamp, Origin::Conversation, &mut || surroundings.mint());
        neighbourhood.write(Order { changes, by, at, delivery: None }).unwrap();
        let graph = neighbourhood.snapshot();
        let read = Portrait::of(&graph, id).unwrap();
        assert_eq!(read, portrait);
        assert_eq!(revise(&graph, id, &read, &TOLD, &stamp, &mut || surroundings.mint()).len(), 1, "the ties stay as they were");
        assert_eq!(Portrait::of(&graph, word("singing")), None);
    }
}
