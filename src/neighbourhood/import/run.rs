use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::provenance::{Actor, Origin, Provenance};
use crate::inventory::record::Record;
use crate::neighbourhood::import::plan::Fresh;
use crate::neighbourhood::loaded::Neighbourhood;
use crate::neighbourhood::order::{Broken, Order, Refusal, Rule};
use crate::neighbourhood::surroundings::Surroundings;

/// Records that are made durable together. Larger groups are faster, smaller ones let others write in between.
const GROUP: usize = 1_000;

/// Who brings something in, and under which id it can be taken back.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The import.
    pub id: Id,
    /// Who brings it.
    pub by: Actor,
}

/// Told how many records were written, of how many.
pub type Progress<'a> = dyn Fn(usize, usize) + 'a;

/// Writes what is new. Returns how many were written, and the rows that broke a rule, which were left out.
///
/// What was written before an error stays, and bringing the same file in again writes the rest.
pub fn run(
    neighbourhood: &Neighbourhood,
    fresh: Vec<Fresh>,
    delivery: &Delivery,
    surroundings: &Surroundings,
    progress: &Progress<'_>,
) -> Result<(usize, Vec<(u64, Rule)>), Refusal> {
    let total = fresh.len();
    let (mut written, mut left_out) = (0, Vec::new());
    let mut waiting = fresh.into_iter().peekable();
    while waiting.peek().is_some() {
        let group: Vec<_> = waiting.by_ref().take(GROUP).map(|fresh| record(fresh, delivery, surroundings)).collect();
        let (count, broken) = write(neighbourhood, group, delivery, surroundings)?;
        written += count;
        left_out.extend(broken);
        progress(written + left_out.len(), total);
    }
    Ok((written, left_out))
}

type Row = (u64, Record);

/// Writes a group; if some of it breaks a rule, writes the rest of it.
fn write(
    neighbourhood: &Neighbourhood,
    mut group: Vec<Row>,
    delivery: &Delivery,
    surroundings: &Surroundings,
) -> Result<(usize, Vec<(u64, Rule)>), Refusal> {
    let mut left_out = Vec::new();
    loop {
        if group.is_empty() {
            return Ok((0, left_out));
        }
        let changes = group.iter().map(|(_, record)| Change::Record(record.clone())).collect();
        let order = Order { changes, consents: Vec::new(), by: delivery.by.clone(), at: surroundings.now(), delivery: Some(delivery.id) };
        match neighbourhood.write(order) {
            Ok(_) => return Ok((group.len(), left_out)),
            Err(Refusal::Broken(broken)) if !broken.is_empty() => {
                left_out.extend(broken.iter().map(|Broken { at, rule, .. }| (group[*at].0, rule.clone())));
                let mut at = 0..;
                group.retain(|_| at.next().is_some_and(|at| broken.iter().all(|broken| broken.at != at)));
            }
            Err(refusal) => return Err(refusal),
        }
    }
}

fn record(fresh: Fresh, delivery: &Delivery, surroundings: &Surroundings) -> Row {
    let now = surroundings.now();
    let Fresh { candidate, likely_same_as } = fresh;
    let provenance = Provenance {
        created: now,
        updated: now,
        by: delivery.by.clone(),
        origin: Origin::Import,
        source: Some(candidate.source),
        delivery: Some(delivery.id),
    };
    let record = Record {
        id: surroundings.mint(),
        kind: candidate.kind,
        version: 1,
        visibility: candidate.visibility,
        validity: candidate.validity,
        provenance,
        whereabouts: candidate.whereabouts,
        values: candidate.values,
        likely_same_as,
        merged_into: None,
    };
    (candidate.row, record)
}
