use crate::graph::Graph;
use crate::inventory::act::Act;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::provenance::Actor;
use crate::inventory::record::Record;
use crate::neighbourhood::loaded::Neighbourhood;
use crate::neighbourhood::order::{Order, Refusal, Rule};
use crate::neighbourhood::rules;
use crate::neighbourhood::surroundings::Surroundings;
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

/// Brings a record, or a part of it, back to what it was in version `then`, as a next version and by the rules of today. `seen` is the version it had when the person looked; 0 if it was gone. A record that was taken away comes
/// back whole, under its id; its ties do not, they come back by undoing the change that took them. Returns the number of
/// the change. Reads from the disk.
pub fn restore(
    neighbourhood: &Neighbourhood,
    (id, then): (Id, u32),
    wanted: Part,
    seen: u32,
    by: &Actor,
    surroundings: &Surroundings,
) -> Result<u64, CannotRestore> {
    let (graph, past) = (neighbourhood.snapshot(), neighbourhood.past());
    let (seq, earlier) = earlier(past, id, then)?.ok_or(CannotRestore::NoSuchVersion)?;
    if graph.record(id).map_or(0, |now| now.version) != seen {
        return Err(CannotRestore::ChangedSince);
    }
    let mut again = put_together(&graph, past, earlier, wanted)?;
    let now = surroundings.now();
    (again.provenance.updated, again.provenance.by) = (now, by.clone());
    let order = Order { changes: vec![Change::Record(again)], consents: Vec::new(), by: by.clone(), at: now, delivery: None };
    match neighbourhood.write(order.to(Act::Restore(seq))) {
        Ok(seq) => Ok(seq),
        Err(Refusal::Broken(broken)) if broken.iter().any(|one| one.rule == Rule::Overtaken) => Err(CannotRestore::ChangedSince),
        Err(Refusal::Broken(broken)) => Err(CannotRestore::Broken(broken.into_iter().map(|one| one.rule).collect())),
        Err(refusal) => Err(refusal.into()),
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
