use std::collections::BTreeMap;

use crate::graph::Graph;
use crate::inventory::act::Act;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::provenance::Actor;
use crate::inventory::record::Record;
use crate::inventory::surroundings::Surroundings;
use crate::neighbourhood::erased::is_erased;
use crate::neighbourhood::history::along::taken_along;
use crate::neighbourhood::loaded::Neighbourhood;
use crate::neighbourhood::order::{Order, Refusal, Rule};
use crate::neighbourhood::rules;
use crate::store::{Error, Past};

/// How much of a record is brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// One field of its kind.
    Field(&'static str),
    /// Where it is.
    Whereabouts,
    /// From when and until when it exists.
    Validity,
    /// How far it may be seen.
    Visibility,
}

/// Nothing was brought back, and why.
#[derive(Debug, thiserror::Error)]
pub enum CannotRestore {
    /// The record was not there then.
    #[error("there is no such earlier version")]
    NoSuchVersion,
    /// Somebody changed it since the version that was looked at.
    #[error("it was changed since")]
    ChangedSince,
    /// What is here already is the same.
    #[error("it is so already")]
    Already,
    /// Its picture was erased for good.
    #[error("its picture was erased")]
    Erased,
    /// Rules the earlier version would break now.
    #[error("it may not be so now")]
    Broken(Vec<Rule>),
    /// It could not be written.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What was written earlier could not be read.
    #[error(transparent)]
    Unreadable(#[from] Error),
}

/// Something was brought back.
#[derive(Debug)]
pub struct Restored {
    /// The number of the change that did it.
    pub seq: u64,
    /// How many ties came back with the record.
    pub ties: usize,
    /// What went with the record and could not come back with it, as it was, each with the reason.
    pub left: Vec<(Change, Rule)>,
}

/// Brings a record, or a part of it, back to what it was in version `then`, as a next version and by the rules of today.
/// `seen` is the version it had when the person looked; 0 if it was gone. A record that was taken away comes back whole,
/// under its id, with the ties that went with it and the records that were joined to it; what of those cannot be any more
/// stays away and is told. Reads from the disk.
pub fn restore(
    neighbourhood: &Neighbourhood,
    (id, then): (Id, u32),
    wanted: Part,
    seen: u32,
    by: &Actor,
    surroundings: &Surroundings,
) -> Result<Restored, CannotRestore> {
    let (graph, past) = (neighbourhood.snapshot(), &neighbourhood.past().remembering());
    let (seq, earlier) = earlier(past, id, then)?.ok_or(CannotRestore::NoSuchVersion)?;
    let is_gone = graph.record(id).is_none();
    if graph.record(id).map_or(0, |now| now.version) != seen {
        return Err(CannotRestore::ChangedSince);
    }
    let mut again = put_together(&graph, past, earlier, wanted)?;
    if is_gone && is_erased(past, &again) {
        return Err(CannotRestore::Erased);
    }
    let now = surroundings.now();
    (again.provenance.updated, again.provenance.by) = (now, by.clone());
    let mut changes = vec![Change::Record(again)];
    if is_gone {
        let along = taken_along(past, id, by, now)?;
        // What somebody put back already stays as it is.
        changes.extend(along.into_iter().filter(|change| rules::version(&graph, change.id()).is_none()));
    }
    let order = Order { changes, by: by.clone(), at: now, delivery: None };
    write_what_may_be(neighbourhood, order, Act::Restore(seq))
}

/// Writes an order of which all but the first may stay away.
fn write_what_may_be(neighbourhood: &Neighbourhood, mut order: Order, act: Act) -> Result<Restored, CannotRestore> {
    let mut left = Vec::new();
    loop {
        let broken = match neighbourhood.write(order.clone().to(act)) {
            Ok(seq) => {
                let ties = order.changes.iter().filter(|change| matches!(change, Change::Tie(_))).count();
                return Ok(Restored { seq, ties, left });
            }
            Err(Refusal::Broken(broken)) => broken,
            Err(refusal) => return Err(refusal.into()),
        };
        let of_itself: Vec<_> = broken.iter().filter(|one| one.at == 0).map(|one| one.rule.clone()).collect();
        if of_itself.contains(&Rule::Overtaken) {
            return Err(CannotRestore::ChangedSince);
        }
        if !of_itself.is_empty() || broken.is_empty() {
            return Err(CannotRestore::Broken(of_itself));
        }
        // What is broken was not there when the others were judged: they may be without it.
        let mut reasons: BTreeMap<usize, Rule> = broken.into_iter().rev().map(|one| (one.at, one.rule)).collect();
        let changes = std::mem::take(&mut order.changes);
        for (at, change) in changes.into_iter().enumerate() {
            match reasons.remove(&at) {
                Some(rule) => left.push((change, rule)),
                None => order.changes.push(change),
            }
        }
    }
}

/// The record in this version, and the number of the change that made it so.
fn earlier(past: &Past, id: Id, version: u32) -> Result<Option<(u64, Record)>, Error> {
    let written = past.of(id)?.into_iter().rev().flat_map(|kept| kept.changes.into_iter().rev().map(move |change| (kept.seq, change)));
    let mut records = written.filter_map(|(seq, change)| if let Change::Record(record) = change { Some((seq, record)) } else { None });
    Ok(records.find(|(_, record)| record.version == version))
}

/// The next version: what is here now with the part of then, or all of then.
fn put_together(graph: &Graph, past: &Past, earlier: Record, wanted: Part) -> Result<Record, CannotRestore> {
    let Some(now) = graph.record(earlier.id) else {
        let last = past.of(earlier.id)?.pop().and_then(|kept| kept.changes.into_iter().next_back());
        let Some(Change::Remove(removal)) = last else { return Err(CannotRestore::ChangedSince) };
        return if wanted == Part::Whole {
            Ok(Record { version: rules::put_back_as(removal.version), ..earlier })
        } else {
            Err(CannotRestore::NoSuchVersion)
        };
    };
    let mut again = Record::clone(now);
    match wanted {
        Part::Whole => {
            again.values = earlier.values;
            again.whereabouts = earlier.whereabouts;
            again.validity = earlier.validity;
            again.visibility = earlier.visibility;
        }
        Part::Field(field) => match earlier.values.get(field) {
            Some(value) => again.values.set(field, value.clone()),
            None => again.values.clear(field),
        },
        Part::Whereabouts => again.whereabouts = earlier.whereabouts,
        Part::Validity => again.validity = earlier.validity,
        Part::Visibility => again.visibility = earlier.visibility,
    }
    if again == *now {
        return Err(CannotRestore::Already);
    }
    again.version = now.version.saturating_add(1);
    Ok(again)
}
