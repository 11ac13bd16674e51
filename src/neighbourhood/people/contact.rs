use crate::graph::Graph;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::{Actor, Stamp};
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::neighbourhood::people::agree::{CannotHear, next};

/// Where it is written who looked at how to reach a person.
const SEEN: &str = "contact_seen";

/// So many looks are remembered; older ones make room.
const MOST_LOOKS: usize = 500;

/// Somebody looked at how to reach a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: Actor,
}

/// Writes down that somebody looks at how to reach a person: it is shown only after this is kept.
pub fn contact_entry(graph: &Graph, id: Id, stamp: &Stamp) -> Result<Vec<Change>, CannotHear> {
    let mut person = next(graph, id, stamp)?;
    // To look is not to change: who changed it last stays.
    person.provenance = graph.record(id).ok_or(CannotHear::Nobody)?.provenance.clone();
    let mut seen = person.values.codes(SEEN).to_vec();
    seen.push(format!("{} {}", stamp.at, stamp.by.0));
    let over = seen.len().saturating_sub(MOST_LOOKS);
    seen.drain(..over);
    person.values.set(SEEN, Value::Codes(seen));
    Ok(vec![Change::Record(person)])
}

/// Who looked at how to reach this person, oldest first.
pub fn looks(person: &Record) -> impl Iterator<Item = Look> {
    let look = |entry: &String| {
        let (at, by) = entry.split_once(' ')?;
        Some(Look { at: at.parse().ok()?, by: Actor(by.to_owned()) })
    };
    person.values.codes(SEEN).iter().filter_map(look)
}
