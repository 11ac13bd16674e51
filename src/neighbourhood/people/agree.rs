use crate::consent::{Consent, Scope, add_entry};
use crate::graph::Graph;
use crate::inventory::change::{Change, Removal};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::Stamp;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::value::Value;
use crate::neighbourhood::people::portrait::show_as_agreed;

/// What a person said cannot be written down as a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotHear {
    /// There is no such person.
    #[error("there is no such person")]
    Nobody,
    /// Whoever does not want to be kept is erased, which is an act of its own.
    #[error("whoever does not want to be kept is erased")]
    Erase,
}

/// Writes down what a person said yes and no to, shows them as they agree now, and takes away what they no longer agree
/// to. Who agrees again is no longer hidden.
pub fn hear(graph: &Graph, id: Id, consent: &Consent, stamp: &Stamp) -> Result<Vec<Change>, CannotHear> {
    if consent.no.contains(&Scope::Store) {
        return Err(CannotHear::Erase);
    }
    let mut person = next(graph, id, stamp)?;
    add_entry(&mut person, consent);
    if consent.yes.contains(&Scope::Store) {
        person.values.clear("hidden");
    }
    show_as_agreed(&mut person);
    let mut changes = Vec::new();
    if consent.no.contains(&Scope::Relations) {
        changes.extend(ties_between_persons(graph, id).map(|tie| Change::Remove(Removal { id: tie.id, version: tie.version })));
    }
    changes.push(Change::Record(person));
    Ok(changes)
}

/// Hides a person from everybody but themself, or shows them again as they agreed.
pub fn hide(graph: &Graph, id: Id, is_hidden: bool, stamp: &Stamp) -> Result<Vec<Change>, CannotHear> {
    let mut person = next(graph, id, stamp)?;
    if is_hidden {
        person.values.set("hidden", Value::YesNo(true));
    } else {
        person.values.clear("hidden");
    }
    show_as_agreed(&mut person);
    Ok(vec![Change::Record(person)])
}

/// The next version of a person.
pub(super) fn next(graph: &Graph, id: Id, stamp: &Stamp) -> Result<Record, CannotHear> {
    let before = graph.record(id).filter(|record| record.kind == Kind::Person).ok_or(CannotHear::Nobody)?;
    Ok(Record { version: before.version.saturating_add(1), provenance: before.provenance.renewed(stamp), ..before.clone() })
}

fn ties_between_persons(graph: &Graph, id: Id) -> impl Iterator<Item = &Tie> {
    let is_person = |end: Id| graph.record(end).is_some_and(|record| record.kind == Kind::Person);
    graph.ties_of(id).into_iter().filter(move |tie| is_person(tie.from) && is_person(tie.to))
}
