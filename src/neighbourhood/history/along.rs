use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;
use crate::inventory::tie::Tie;
use crate::neighbourhood::rules;
use crate::store::{Error, Kept, Past};

/// What went when a record was taken away and would come back with it: the records that were joined to it, then the ties of
/// all of them, each as it was last and in the version in which it comes back.
pub(super) fn taken_along(past: &Past, id: Id, by: &Actor, now: Moment) -> Result<Vec<Change>, Error> {
    let around = past.around(id)?;
    let goes = |change: &Change| matches!(change, Change::Remove(removal) if removal.id == id);
    let Some(seq) = around.iter().rev().find(|kept| kept.changes.iter().any(goes)).map(|kept| kept.seq) else { return Ok(Vec::new()) };
    let ties = last_ties(around, id, seq);
    let (mut family, mut records, mut knots) = (BTreeSet::from([id]), Vec::new(), Vec::new());
    let went = past.commit(seq)?.map(|kept| kept.changes).unwrap_or_default();
    let mut went: Vec<_> =
        went.into_iter().filter_map(|change| if let Change::Remove(removal) = change { Some(removal) } else { None }).collect();
    // Whatever went by itself with the record was written right before it; its own ties may stand anywhere.
    let mut is_right_before = false;
    while let Some(removal) = went.pop() {
        let version = rules::put_back_as(removal.version);
        if removal.id == id {
            is_right_before = true;
        } else if let Some(tie) = ties.get(&removal.id) {
            knots.push(Change::Tie(again_tie(tie.clone(), version, by, now)));
        } else if is_right_before {
            match before(past, removal.id, seq)? {
                Some(Change::Record(mut record)) if record.merged_into.is_some_and(|other| family.contains(&other)) => {
                    family.insert(record.id);
                    (record.version, record.provenance.updated, record.provenance.by) = (version, now, by.clone());
                    records.push(Change::Record(record));
                }
                Some(Change::Tie(tie)) if family.contains(&tie.from) || family.contains(&tie.to) => {
                    knots.push(Change::Tie(again_tie(tie, version, by, now)));
                }
                _ => is_right_before = false,
            }
        }
    }
    records.extend(knots);
    Ok(records)
}

/// The ties that had the record at an end before the commit with this number, as they were then.
fn last_ties(around: Vec<Kept>, id: Id, seq: u64) -> BTreeMap<Id, Tie> {
    let mut ties = BTreeMap::new();
    for change in around.into_iter().filter(|kept| kept.seq < seq).flat_map(|kept| kept.changes) {
        match change {
            Change::Tie(tie) => drop(ties.insert(tie.id, tie)),
            Change::Remove(removal) => drop(ties.remove(&removal.id)),
            Change::Record(_) => {}
        }
    }
    ties.retain(|_, tie| tie.from == id || tie.to == id);
    ties
}

/// What this was before the commit with this number.
fn before(past: &Past, id: Id, seq: u64) -> Result<Option<Change>, Error> {
    let earlier = past.of(id)?.into_iter().rev().find(|kept| kept.seq < seq);
    Ok(earlier.and_then(|kept| kept.changes.into_iter().next_back()))
}

fn again_tie(mut tie: Tie, version: u32, by: &Actor, now: Moment) -> Tie {
    (tie.version, tie.provenance.updated, tie.provenance.by) = (version, now, by.clone());
    tie
}
