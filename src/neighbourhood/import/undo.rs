use crate::graph::Graph;
use crate::inventory::change::{Change, Removal};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Actor, Stamp};
use crate::inventory::record::Record;
use crate::neighbourhood::loaded::Neighbourhood;
use crate::neighbourhood::neighbourhoods::Neighbourhoods;
use crate::neighbourhood::order::{Order, Refusal};

/// What became of an import that was taken back.
#[derive(Debug, Default)]
pub struct Undone {
    /// How many records were taken away.
    pub removed: usize,
    /// Records that were changed or tied to others since; they stay.
    pub kept: Vec<Id>,
}

/// Takes a whole import back: every record it brought that nobody has touched since. Persons are erased.
pub fn undo(neighbourhoods: &Neighbourhoods, neighbourhood: &Neighbourhood, delivery: Id, by: &Actor) -> Result<Undone, Refusal> {
    let graph = neighbourhood.snapshot();
    let brought = graph.records().filter(|record| record.provenance.delivery == Some(delivery));
    let (touched, untouched): (Vec<_>, Vec<_>) = brought.partition(|record| is_touched(&graph, record, delivery));
    let (persons, others): (Vec<&Record>, Vec<&Record>) = untouched.iter().copied().partition(|record| record.kind == Kind::Person);
    let stamp = Stamp { by: by.clone(), at: neighbourhoods.surroundings().now() };
    if !persons.is_empty() {
        let persons: Vec<_> = persons.iter().map(|person| person.id).collect();
        neighbourhoods.erase_persons(neighbourhood.slug(), &persons, &stamp)?;
    }
    for group in others.chunks(1_000) {
        let changes = group.iter().map(|record| Change::Remove(Removal { id: record.id, version: record.version })).collect();
        let order = Order { changes, by: stamp.by.clone(), at: stamp.at, delivery: Some(delivery) };
        neighbourhood.write(order)?;
    }
    Ok(Undone { removed: untouched.len(), kept: touched.iter().map(|record| record.id).collect() })
}

/// Somebody changed the record or tied it to another since it was brought in.
fn is_touched(graph: &Graph, record: &Record, delivery: Id) -> bool {
    record.version > 1 || graph.ties_of(record.id).iter().any(|tie| tie.provenance.delivery != Some(delivery))
}
