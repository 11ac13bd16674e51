use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::provenance::{Actor, Origin, Provenance};
use crate::inventory::record::Record;
use crate::inventory::surroundings::Surroundings;
use crate::neighbourhood::import::plan::Fresh;
use crate::neighbourhood::loaded::{Neighbourhood, Pending};
use crate::neighbourhood::order::{Broken, Order, Refusal, Rule};

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
    // While the writer has a group the next is made ready.
    let mut handed_in: Option<(Vec<Row>, Pending)> = None;
    loop {
        let group: Vec<_> = waiting.by_ref().take(GROUP).map(|fresh| record(fresh, delivery, surroundings)).collect();
        let next = if group.is_empty() { None } else { Some(order_of(&group, delivery, surroundings)) };
        if let Some((group, pending)) = handed_in.take() {
            let (count, broken) = finish(neighbourhood, group, pending.wait(), delivery, surroundings)?;
            written += count;
            left_out.extend(broken);
            progress(written + left_out.len(), total);
        }
        let Some(order) = next else { return Ok((written, left_out)) };
        handed_in = Some((group, neighbourhood.begin_write(order)?));
    }
}

type Row = (u64, Record);

fn order_of(group: &[Row], delivery: &Delivery, surroundings: &Surroundings) -> Order {
    let changes = group.iter().map(|(_, record)| Change::Record(record.clone())).collect();
    Order { changes, by: delivery.by.clone(), at: surroundings.now(), delivery: Some(delivery.id) }
}

/// What became of a group; if some of it breaks a rule, the rest of it is written.
fn finish(
    neighbourhood: &Neighbourhood,
    mut group: Vec<Row>,
    mut answer: Result<u64, Refusal>,
    delivery: &Delivery,
    surroundings: &Surroundings,
) -> Result<(usize, Vec<(u64, Rule)>), Refusal> {
    let mut left_out = Vec::new();
    loop {
        match answer {
            Ok(_) => return Ok((group.len(), left_out)),
            Err(Refusal::Broken(broken)) if !broken.is_empty() => {
                left_out.extend(broken.iter().map(|Broken { at, rule, .. }| (group[*at].0, rule.clone())));
                let mut at = 0..;
                group.retain(|_| at.next().is_some_and(|at| broken.iter().all(|broken| broken.at != at)));
            }
            Err(refusal) => return Err(refusal),
        }
        if group.is_empty() {
            return Ok((0, left_out));
        }
        answer = neighbourhood.write(order_of(&group, delivery, surroundings));
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
