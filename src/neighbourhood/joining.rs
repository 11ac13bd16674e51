use crate::graph::Graph;
use crate::inventory::change::{Change, Removal};
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::neighbourhood::neighbourhoods::Neighbourhood;
use crate::neighbourhood::order::{Order, Refusal, Rule};
use crate::neighbourhood::surroundings::Surroundings;

/// How the second copy of a record is taken away without losing what hangs on it. Nothing is written yet.
#[derive(Debug)]
pub struct Joining {
    /// Fields that the record that stays takes over, because it has nothing there; `whereabouts` for the place.
    pub filled: Vec<&'static str>,
    /// Ties that move to the record that stays, as they were.
    pub moved: Vec<Tie>,
    /// Ties that cannot move, and the rule that forbids it.
    pub lost: Vec<(Tie, Rule)>,
    /// All of it, to be written.
    pub order: Order,
}

/// Plans that `gone` goes and `kept` stays, with all of `gone`'s ties that the rules allow it. Nothing if one is not there.
///
/// What only those who look after the records may see stays so: ties that move are seen by no more people than before,
/// and fields of a record that fewer may see are not taken over.
pub async fn plan_joining(
    neighbourhood: &Neighbourhood,
    kept: Id,
    gone: Id,
    surroundings: &Surroundings,
) -> Result<Option<Joining>, Refusal> {
    let graph = neighbourhood.snapshot();
    let (Some(kept), Some(gone)) = (graph.record(kept), graph.record(gone)) else { return Ok(None) };
    let now = surroundings.now();
    let (stays, filled) = taking_over(kept, gone, now);
    let mut moving: Vec<_> =
        graph.ties_of(gone.id).into_iter().map(|tie| (Tie::clone(tie), moved(tie, kept, gone, surroundings))).collect();
    let mut lost = Vec::new();
    loop {
        let mut changes = vec![Change::Remove(Removal { id: gone.id, version: gone.version }), Change::Record(stays.clone())];
        let first = changes.len();
        changes.extend(moving.iter().map(|(_, tie)| Change::Tie(tie.clone())));
        changes.extend(marks(&graph, kept.id, gone.id, now));
        let order = Order { changes, consents: Vec::new(), by: Actor::steward(), at: now, delivery: None };
        let broken = match neighbourhood.weigh(order.clone()).await {
            Ok(()) => return Ok(Some(Joining { filled, moved: moving.into_iter().map(|(tie, _)| tie).collect(), lost, order })),
            Err(Refusal::Broken(broken)) => broken,
            Err(refusal) => return Err(refusal),
        };
        let forbidden = |at: usize| broken.iter().find(|one| one.at == at + first).map(|one| one.rule.clone());
        let before = moving.len();
        let mut may_move = Vec::new();
        for (at, (old, new)) in moving.into_iter().enumerate() {
            match forbidden(at) {
                Some(rule) => lost.push((old, rule)),
                None => may_move.push((old, new)),
            }
        }
        moving = may_move;
        if moving.len() == before {
            return Err(Refusal::Broken(broken));
        }
    }
}

/// The record that stays, with what it had not and the other has.
fn taking_over(kept: &Record, gone: &Record, now: Moment) -> (Record, Vec<&'static str>) {
    let mut stays = Record { version: kept.version.saturating_add(1), ..kept.clone() };
    let mut filled = Vec::new();
    if gone.kind == kept.kind && gone.visibility <= kept.visibility {
        for (field, value) in gone.values.iter().filter(|(field, _)| kept.values.get(field).is_none()) {
            stays.values.set(field, value.clone());
            filled.push(field);
        }
        if kept.whereabouts.is_none() && gone.whereabouts.is_some() {
            stays.whereabouts.clone_from(&gone.whereabouts);
            filled.push("whereabouts");
        }
        // A file that is brought in again must find what it brought before.
        if stays.provenance.source.is_none() {
            stays.provenance.source.clone_from(&gone.provenance.source);
        }
    }
    stays.likely_same_as = kept.likely_same_as.filter(|other| *other != gone.id);
    stays.provenance.updated = now;
    stays.provenance.by = Actor::steward();
    (stays, filled)
}

/// The tie with the record that stays in the place of the one that goes. It is a new one, for a tie never changes its ends.
fn moved(tie: &Tie, kept: &Record, gone: &Record, surroundings: &Surroundings) -> Tie {
    let end = |id: Id| if id == gone.id { kept.id } else { id };
    let (mut from, mut to) = (end(tie.from), end(tie.to));
    if tie.kind.declaration().rules.undirected && from > to {
        std::mem::swap(&mut from, &mut to);
    }
    let visibility = tie.visibility.max(gone.visibility);
    Tie { id: surroundings.mint(), from, to, version: 1, visibility, ..tie.clone() }
}

/// Others that were taken for the record that goes are now taken for the one that stays.
fn marks(graph: &Graph, kept: Id, gone: Id, now: Moment) -> Vec<Change> {
    let marked = graph.records().filter(|record| record.likely_same_as == Some(gone) && record.id != kept);
    let mut marks: Vec<_> = marked
        .map(|record| {
            let mut record = Record::clone(record);
            record.version = record.version.saturating_add(1);
            record.likely_same_as = Some(kept);
            record.provenance.updated = now;
            record
        })
        .collect();
    marks.sort_by_key(|record| record.id);
    marks.into_iter().map(Change::Record).collect()
}
