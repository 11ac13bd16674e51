use std::collections::{BTreeMap, BTreeSet};

use super::{CannotUndo, Hindrance, Obstacle, Turned};
use crate::graph::Graph;
use crate::inventory::change::Change;
use crate::inventory::field::Shape;
use crate::inventory::id::Id;
use crate::inventory::kind::Role;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::neighbourhood::rules;
use crate::store::{Error, Kept, Past};

/// The way back, in reverse order: so each step finds the neighbourhood as it was before the step it undoes.
pub(super) fn plan(graph: &Graph, past: &Past, change: Kept, by: &Actor, now: Moment) -> Result<Vec<Turned>, CannotUndo> {
    let seq = change.seq;
    let (mut seen, mut written) = (BTreeSet::new(), Vec::new());
    for change in change.changes.into_iter().rev() {
        if seen.insert(change.id()) {
            written.push(change);
        }
    }
    let (mut turned, mut obstacles, mut as_before) = (Vec::new(), Vec::new(), 0);
    let mut used = None;
    for after in &written {
        let before = before(past, after, seq)?;
        if is_as_before(graph, after.id(), before.as_ref()) {
            as_before += 1;
        }
        let hindrance = match hindrance(graph, past, after, before.as_ref(), seq)? {
            None if is_still_tied(graph, after, before.as_ref(), &seen) => Some(Hindrance::TiedSince),
            None if before.is_none() && is_needed(after) => Some(Hindrance::Needed),
            None if before.is_none() && is_in_use(graph, after, &seen, &mut used) => Some(Hindrance::InUse),
            hindrance => hindrance,
        };
        match (hindrance, before) {
            (Some(why), before) => {
                let what = if matches!(after, Change::Remove(_)) { before } else { None };
                obstacles.push(Obstacle { what: what.unwrap_or_else(|| after.clone()), why });
            }
            (None, before) => turned.extend(turn(after, before, by, now)),
        }
    }
    if as_before == written.len() {
        return Err(CannotUndo::Already);
    }
    if obstacles.is_empty() { Ok(turned) } else { Err(CannotUndo::Hindered(obstacles)) }
}

/// What the record or tie was before the change with this number; nothing if it was not there.
fn before(past: &Past, after: &Change, seq: u64) -> Result<Option<Change>, Error> {
    if matches!(after, Change::Record(Record { version: 1, .. }) | Change::Tie(Tie { version: 1, .. })) {
        return Ok(None);
    }
    let earlier = past.of(after.id())?.into_iter().rev().find(|kept| kept.seq < seq);
    let last = earlier.and_then(|kept| kept.changes.into_iter().next_back());
    Ok(last.filter(|last| !matches!(last, Change::Remove(_))))
}

/// Somebody was at it after the change.
fn hindrance(graph: &Graph, past: &Past, after: &Change, before: Option<&Change>, seq: u64) -> Result<Option<Hindrance>, Error> {
    let known = rules::version(graph, after.id());
    Ok(match (after, known) {
        (Change::Remove(_), Some(_)) => Some(Hindrance::BackSince),
        // Taken away and never there before: a change that left nothing behind.
        (Change::Remove(_), None) if before.is_none() => None,
        (Change::Remove(removal), None) => {
            let last = past.of(removal.id)?.pop();
            last.is_some_and(|last| last.seq != seq).then_some(Hindrance::GoneSince)
        }
        (_, None) => Some(Hindrance::GoneSince),
        (after, Some(_)) => (!is_now(graph, after)).then_some(Hindrance::ChangedSince),
    })
}

fn is_now(graph: &Graph, change: &Change) -> bool {
    match change {
        Change::Record(record) => graph.record(record.id).is_some_and(|now| *now == *record),
        Change::Tie(tie) => graph.tie(tie.id).is_some_and(|now| *now == *tie),
        Change::Remove(removal) => rules::version(graph, removal.id).is_none(),
    }
}

/// It is what it was before the change, whoever made it so and in whichever version.
fn is_as_before(graph: &Graph, id: Id, before: Option<&Change>) -> bool {
    match before {
        Some(Change::Record(record)) => graph
            .record(id)
            .is_some_and(|now| Record { version: now.version, provenance: now.provenance.clone(), ..record.clone() } == *now),
        Some(Change::Tie(tie)) => {
            graph.tie(id).is_some_and(|now| Tie { version: now.version, provenance: now.provenance.clone(), ..tie.clone() } == *now)
        }
        _ => rules::version(graph, id).is_none(),
    }
}

/// Taking the record away would take ties along that others made.
fn is_still_tied(graph: &Graph, after: &Change, before: Option<&Change>, written: &BTreeSet<Id>) -> bool {
    let Change::Record(record) = after else { return false };
    before.is_none() && graph.ties_of(record.id).iter().any(|tie| !written.contains(&tie.id))
}

fn is_needed(after: &Change) -> bool {
    matches!(after, Change::Record(record) if record.kind.role() == Role::Profile)
}

type Words = BTreeMap<&'static str, BTreeSet<String>>;

/// The record is a word of a vocabulary that others than those written with it refer to.
fn is_in_use(graph: &Graph, after: &Change, written: &BTreeSet<Id>, used: &mut Option<Words>) -> bool {
    let Change::Record(record) = after else { return false };
    if record.kind.role() != Role::Vocabulary {
        return false;
    }
    let (scheme, code) = (record.values.text("scheme").unwrap_or(record.kind.code()), record.values.text("code"));
    let used = used.get_or_insert_with(|| words_in_use(graph, written));
    code.is_some_and(|code| used.get(scheme).is_some_and(|codes| codes.contains(code)))
}

/// The words that fields of all others refer to, by vocabulary.
fn words_in_use(graph: &Graph, without: &BTreeSet<Id>) -> Words {
    let mut used = Words::new();
    let of_records = graph
        .records()
        .filter(|record| !without.contains(&record.id))
        .flat_map(|record| record.kind.fields().map(|field| (field, record.values.codes(field.name))));
    let of_ties = graph
        .all_ties()
        .filter(|tie| !without.contains(&tie.id))
        .flat_map(|tie| tie.kind.fields().iter().map(|field| (field, tie.values.codes(field.name))));
    for (field, codes) in of_records.chain(of_ties) {
        if let (Shape::Term(scheme) | Shape::Terms(scheme), false) = (field.shape, codes.is_empty()) {
            used.entry(scheme).or_default().extend(codes.iter().cloned());
        }
    }
    used
}

/// The way back for one record or tie; none where nothing was there before nor after.
fn turn(after: &Change, before: Option<Change>, by: &Actor, now: Moment) -> Option<Turned> {
    let version = match after {
        Change::Record(record) => record.version.saturating_add(1),
        Change::Tie(tie) => tie.version.saturating_add(1),
        Change::Remove(removal) => rules::put_back_as(removal.version),
    };
    let again = match before {
        None => return (!matches!(after, Change::Remove(_))).then(|| Turned::TakenAway(after.clone())),
        Some(Change::Record(mut record)) => {
            record.version = version;
            (record.provenance.updated, record.provenance.by) = (now, by.clone());
            Change::Record(record)
        }
        Some(Change::Tie(mut tie)) => {
            tie.version = version;
            (tie.provenance.updated, tie.provenance.by) = (now, by.clone());
            Change::Tie(tie)
        }
        Some(Change::Remove(_)) => return None,
    };
    Some(if matches!(after, Change::Remove(_)) { Turned::PutBack(again) } else { Turned::Earlier(again) })
}
