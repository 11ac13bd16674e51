use std::collections::BTreeSet;

use crate::graph::Graph;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::provenance::{Origin, Stamp};
use crate::inventory::surroundings::Surroundings;
use crate::neighbourhood::people::enter;
use crate::neighbourhood::people::file::basis::Basis;
use crate::neighbourhood::people::file::prepare::Entrant;
use crate::neighbourhood::{Neighbourhood, Order, Refusal, Rule};

/// So many persons are made durable together, each with all that is theirs.
const GROUP: usize = 200;

/// What was written of a file.
#[derive(Debug, Default)]
pub struct Written {
    /// How many persons.
    pub count: usize,
    /// How many of them may be a second copy of somebody.
    pub likely: usize,
    /// Rows that broke a rule, and so were left out.
    pub left_out: Vec<(u64, Rule)>,
}

/// Writes those who are new, after the proof that they were asked. `file` is what the file is called; `delivery` the id under
/// which all of it can be taken back. What was written before an error stays, and bringing the file in again writes the rest.
pub fn bring_in(
    neighbourhood: &Neighbourhood,
    entrants: Vec<Entrant>,
    (basis, file): (&Basis, &str),
    (delivery, stamp): (Id, &Stamp),
    surroundings: &Surroundings,
) -> Result<Written, Refusal> {
    let mut written = Written::default();
    if entrants.is_empty() {
        return Ok(written);
    }
    let order = |changes, delivery| Order { changes, by: stamp.by.clone(), at: stamp.at, delivery };
    let proof = basis.record(surroundings.mint(), file, delivery, stamp);
    neighbourhood.write(order(vec![Change::Record(proof)], None))?;
    let mut waiting = entrants.into_iter().peekable();
    while waiting.peek().is_some() {
        let mut group: Vec<_> = waiting.by_ref().take(GROUP).collect();
        while !group.is_empty() {
            let persons: Vec<_> = group.iter().map(|entrant| changes(entrant, delivery, stamp, surroundings)).collect();
            match neighbourhood.write(order(persons.concat(), Some(delivery))) {
                Ok(_) => {
                    written.count += group.len();
                    written.likely += group.iter().filter(|entrant| entrant.likely_same_as.is_some()).count();
                    break;
                }
                Err(Refusal::Broken(broken)) if !broken.is_empty() => {
                    let whose = |at: usize| {
                        persons
                            .iter()
                            .scan(0, |end, changes| {
                                *end += changes.len();
                                Some(*end)
                            })
                            .position(|end| at < end)
                    };
                    let mut gone = BTreeSet::new();
                    for broken in broken {
                        if let Some((of, entrant)) = whose(broken.at).and_then(|of| Some((of, group.get(of)?)))
                            && gone.insert(of)
                        {
                            written.left_out.push((entrant.row, broken.rule));
                        }
                    }
                    let mut at = 0..;
                    group.retain(|_| at.next().is_some_and(|at| !gone.contains(&at)));
                }
                Err(refusal) => return Err(refusal),
            }
        }
    }
    Ok(written)
}

/// A person with all that is theirs.
fn changes(entrant: &Entrant, delivery: Id, stamp: &Stamp, surroundings: &Surroundings) -> Vec<Change> {
    let mut changes = enter(entrant.id, &entrant.portrait, &entrant.consent, stamp, Origin::Import, &mut || surroundings.mint());
    for change in &mut changes {
        match change {
            Change::Record(person) => {
                person.provenance.source = Some(entrant.source.clone());
                person.provenance.delivery = Some(delivery);
                person.likely_same_as = entrant.likely_same_as;
            }
            Change::Tie(tie) => tie.provenance.delivery = Some(delivery),
            Change::Remove(_) => {}
        }
    }
    changes
}

/// Something of this import that is still here is a person.
pub fn is_of_people(graph: &Graph, delivery: Id) -> bool {
    graph.persons().any(|person| person.provenance.delivery == Some(delivery))
}
