use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::consent::{Disclosed, DisclosedTie};
use crate::inventory::change::{Change, Removal};
use crate::inventory::content::Content;
use crate::inventory::field::Shape;
use crate::inventory::id::Id;
use crate::inventory::provenance::{Origin, Provenance, Stamp, Validity};
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::neighbourhood::{Order, Refusal, Rule, Surroundings};
use crate::web::here::Here;
use crate::web::pages::change::Subject;
use crate::web::pages::many::selection::Selection;
use crate::web::pages::many::wish::{Wish, own_field};
use crate::web::problem::Problem;

/// What would happen to each record. Nothing is written yet.
pub(super) struct Plan {
    /// Records that change.
    pub(super) changing: Vec<Id>,
    /// Records that are so already.
    pub(super) already: usize,
    /// Records that cannot, and why; without a rule where a thing of this kind cannot have it.
    pub(super) cannot: Vec<(Id, Option<Rule>)>,
    /// All of it.
    pub(super) order: Order,
}

impl Plan {
    /// What the form tells back, so that nothing is done that was not shown: a checksum of the records and their versions.
    pub(super) fn seen(&self) -> String {
        let mut sum = Sha256::new();
        for change in &self.order.changes {
            let (id, version) = match change {
                Change::Record(record) => (record.id, record.version),
                // A new tie has another id each time.
                Change::Tie(tie) if tie.version == 1 => (tie.from, 0),
                Change::Tie(tie) => (tie.id, tie.version),
                Change::Remove(removal) => (removal.id, removal.version),
            };
            sum.update(id.bytes());
            sum.update(version.to_be_bytes());
        }
        format!("{} {:x}", self.changing.len(), sum.finalize())
    }
}

enum Outcome {
    Changes(Vec<Change>),
    Already,
    CannotHave,
}

/// Plans the wish for every record, and leaves out those that would break a rule.
pub(super) async fn plan(here: &Here, selection: &Selection<'_>, wish: &Wish, surroundings: &Surroundings) -> Result<Plan, Problem> {
    let now = surroundings.now();
    let (mut groups, mut already, mut cannot) = (Vec::new(), 0, Vec::new());
    for record in &selection.records {
        match outcome(here, *record, wish, surroundings) {
            Outcome::Changes(changes) => groups.push((record.id(), changes)),
            Outcome::Already => already += 1,
            Outcome::CannotHave => cannot.push((record.id(), None)),
        }
    }
    loop {
        let changes: Vec<Change> = groups.iter().flat_map(|(_, changes)| changes.iter().cloned()).collect();
        let order = Order { changes, by: here.visitor.actor(), at: now, delivery: None };
        let broken = if order.changes.is_empty() { Ok(()) } else { here.neighbourhood.weigh(order.clone()).await };
        match broken {
            Ok(()) => return Ok(Plan { changing: groups.into_iter().map(|(id, _)| id).collect(), already, cannot, order }),
            Err(Refusal::Broken(broken)) => {
                let rules: BTreeMap<usize, Rule> = broken.into_iter().map(|one| (one.at, one.rule)).collect();
                let mut at = 0;
                let mut kept = Vec::with_capacity(groups.len());
                for (id, changes) in groups {
                    let span = at..at + changes.len();
                    at = span.end;
                    match rules.range(span).next() {
                        Some((_, rule)) => cannot.push((id, Some(rule.clone()))),
                        None => kept.push((id, changes)),
                    }
                }
                groups = kept;
            }
            Err(refusal) => return Err(refusal.into()),
        }
    }
}

fn outcome(here: &Here, record: Disclosed<'_>, wish: &Wish, surroundings: &Surroundings) -> Outcome {
    let Some(whole) = record.record() else { return Outcome::CannotHave };
    let subject = Subject::Record(Box::new(whole.clone()));
    let before = subject.content();
    let mut content = before.clone();
    let stamp = Stamp { by: here.visitor.actor(), at: surroundings.now() };
    match wish {
        Wish::AddTags(tags) => add_codes(&mut content, "tags", tags),
        Wish::RemoveTags(tags) => remove_codes(&mut content, "tags", tags),
        Wish::SetTerm(field, code) => match own_field(record, field) {
            Some(own) if matches!(own.shape, Shape::Terms(_)) => add_codes(&mut content, own.name, std::slice::from_ref(code)),
            Some(own) => content.put(own.name, Some(Value::Codes(vec![code.clone()]))),
            None => return Outcome::CannotHave,
        },
        Wish::RemoveTerm(field, code) => match own_field(record, field) {
            Some(own) => remove_codes(&mut content, own.name, std::slice::from_ref(code)),
            None => return Outcome::CannotHave,
        },
        Wish::See(visibility) => content.visibility = *visibility,
        // What stopped earlier stopped then.
        Wish::End(last) => content.validity.to = Some(content.validity.to.map_or(*last, |to| to.min(*last))),
        Wish::Move { to, point } => {
            if *to == record.id() {
                return Outcome::CannotHave;
            }
            if let Some(point) = point.as_ref().filter(|_| record.kind().declaration().located) {
                content.whereabouts = Some(point.clone());
            }
            let mut changes = if content == before { Vec::new() } else { vec![subject.becoming(content, &stamp)] };
            changes.extend(moving(here, record, *to, surroundings));
            return if changes.is_empty() { Outcome::Already } else { Outcome::Changes(changes) };
        }
    }
    if content == before { Outcome::Already } else { Outcome::Changes(vec![subject.becoming(content, &stamp)]) }
}

fn add_codes(content: &mut Content, field: &'static str, codes: &[String]) {
    let mut all = content.values.codes(field).to_vec();
    let known: BTreeSet<String> = all.iter().cloned().collect();
    all.extend(codes.iter().filter(|code| !known.contains(*code)).cloned());
    content.put(field, Some(Value::Codes(all)));
}

fn remove_codes(content: &mut Content, field: &'static str, codes: &[String]) {
    let left: Vec<_> = content.values.codes(field).iter().filter(|code| !codes.contains(code)).cloned().collect();
    content.put(field, Some(Value::Codes(left)).filter(|value| !value.codes().is_empty()));
}

/// The tie that says where the record is ends yesterday, and one with the new place begins today. One that began today goes.
fn moving(here: &Here, record: Disclosed<'_>, to: Id, surroundings: &Surroundings) -> Vec<Change> {
    let (today, stamp) = (here.today, Stamp { by: here.visitor.actor(), at: surroundings.now() });
    let at_places = |tie: &DisclosedTie<'_>| tie.kind() == TieKind::LocatedAt && tie.from().id() == record.id();
    let ties = here.view().ties_of(record.id()).into_iter().filter(at_places).filter_map(DisclosedTie::tie);
    let (mut changes, mut is_there) = (Vec::new(), false);
    for tie in ties.filter(|tie| tie.validity.holds_on(today)) {
        if tie.to == to {
            is_there = true;
            continue;
        }
        let yesterday = today.yesterday().ok().filter(|yesterday| tie.validity.from.is_none_or(|from| from <= *yesterday));
        changes.push(match yesterday {
            Some(yesterday) => {
                let mut content = Content::from(tie);
                content.validity.to = Some(yesterday);
                Subject::Tie(Box::new(tie.clone())).becoming(content, &stamp)
            }
            None => Change::Remove(Removal { id: tie.id, version: tie.version }),
        });
    }
    if !is_there {
        changes.push(Change::Tie(new_place(record.id(), to, Validity { from: Some(today), to: None }, surroundings, &stamp)));
    }
    changes
}

fn new_place(from: Id, to: Id, validity: Validity, surroundings: &Surroundings, stamp: &Stamp) -> Tie {
    let provenance = Provenance::new(stamp, Origin::Desk);
    Tie {
        id: surroundings.mint(),
        kind: TieKind::LocatedAt,
        from,
        to,
        version: 1,
        visibility: Visibility::Everyone,
        validity,
        provenance,
        values: Values::default(),
    }
}
