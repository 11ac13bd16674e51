use crate::consent::Audience;
use crate::graph::Graph;
use crate::inventory::change::Change;
use crate::inventory::content::{Aspect, Content};
use crate::inventory::field::Shape;
use crate::inventory::id::Id;
use crate::inventory::kind::Role;
use crate::inventory::provenance::{Actor, Stamp};
use crate::inventory::record::Record;
use crate::inventory::surroundings::Surroundings;
use crate::inventory::tie::Tie;
use crate::inventory::value::Value;
use crate::neighbourhood::joining::{redirected, shared_aspects, with_parts};
use crate::neighbourhood::loaded::Neighbourhood;
use crate::neighbourhood::order::{Order, Refusal, Rule};
use crate::neighbourhood::people::show_as_agreed;
use crate::neighbourhood::rules::{Counted, is_seen, of_ends};

/// How two records become one without losing what hangs on either. Nothing is written yet.
#[derive(Debug)]
pub struct Joining {
    /// The parts in which the two differ and between which one can choose.
    pub differing: Vec<Aspect>,
    /// Ties that move to the record that stays, as they were; told are those that a steward may see.
    pub moved: Vec<Tie>,
    /// Ties that the rules forbid there, and which rule: they rest with the other until the two are taken apart. Told are
    /// those that a steward may see and for reasons that a steward may see; others rest untold, and none is lost.
    pub resting: Vec<(Tie, Rule)>,
    /// All of it, to be written.
    pub order: Order,
}

/// Plans that `gone` is joined to `kept`, which takes these parts over from it. Nothing if one is not there, or if things of
/// these kinds cannot be one: assets can be one whatever their kind, areas and addresses if they are of one kind.
///
/// What few may see stays so: ties that move are seen by no more people than before.
pub async fn plan_joining(
    neighbourhood: &Neighbourhood,
    kept: Id,
    gone: Id,
    taken: &[Aspect],
    by: Actor,
    surroundings: &Surroundings,
) -> Result<Option<Joining>, Refusal> {
    let graph = neighbourhood.snapshot();
    let (Some(kept), Some(gone)) = (graph.record(kept), graph.record(gone)) else { return Ok(None) };
    if !can_be_one(kept, gone) {
        return Ok(None);
    }
    let stamp = &Stamp { by, at: surroundings.now() };
    let (of_kept, of_gone) = (Content::from(kept), Content::from(gone));
    let shared = shared_aspects(kept, gone);
    let differing = shared.into_iter().filter(|aspect| !of_kept.agrees(&of_gone, *aspect)).collect::<Vec<_>>();
    let stays = staying(kept, gone, taken.iter().copied().filter(|aspect| differing.contains(aspect)), stamp);
    let mut moving: Vec<_> = graph.ties_of(gone.id).into_iter().map(|tie| moved(tie, kept, gone, stamp)).collect();
    loop {
        let mut changes = vec![Change::Record(going(gone, kept.id, stamp)), Change::Record(stays.clone())];
        let first = changes.len();
        changes.extend(moving.iter().cloned().map(Change::Tie));
        changes.extend(marks(&graph, kept.id, gone.id, stamp));
        let order = Order { changes, by: stamp.by.clone(), at: stamp.at, delivery: None };
        let broken = match neighbourhood.weigh(order.clone()).await {
            Ok(()) => {
                let (moved, resting) = told(&graph, kept, gone, stamp);
                return Ok(Some(Joining { differing, moved, resting, order }));
            }
            Err(Refusal::Broken(broken)) => broken,
            Err(refusal) => return Err(refusal),
        };
        let before = moving.len();
        let mut at = first..;
        moving.retain(|_| at.next().is_some_and(|at| broken.iter().all(|one| one.at != at)));
        if moving.len() == before {
            return Err(Refusal::Broken(broken));
        }
    }
}

/// What a steward is told of the ties: those that move, and those that rest and why, both as if there were nothing hidden.
fn told(graph: &Graph, kept: &Record, gone: &Record, stamp: &Stamp) -> (Vec<Tie>, Vec<(Tie, Rule)>) {
    let counted = Counted::default().seen_by(Audience::Stewards);
    let (mut moving, mut resting) = (Vec::new(), Vec::new());
    for tie in graph.ties_of(gone.id).into_iter().filter(|tie| is_seen(graph, tie, Audience::Stewards)) {
        match of_ends(graph, &moved(tie, kept, gone, stamp), counted).into_iter().next() {
            Some(rule) => resting.push((Tie::clone(tie), rule)),
            None => moving.push(Tie::clone(tie)),
        }
    }
    (moving, resting)
}

/// The parts that the record that stays takes over where nobody chose: what it has not and the other has, unless fewer
/// people may see the other.
pub fn usually_taken(kept: &Record, gone: &Record) -> Vec<Aspect> {
    if gone.visibility > kept.visibility {
        return Vec::new();
    }
    let is_empty = |content: &Record, aspect: Aspect| match aspect {
        Aspect::Field(name) => content.values.get(name).is_none(),
        Aspect::Whereabouts => content.whereabouts.is_none(),
        Aspect::From => content.validity.from.is_none(),
        // An open end and a narrow circle say something.
        Aspect::To | Aspect::Visibility => false,
    };
    shared_aspects(kept, gone).into_iter().filter(|aspect| is_empty(kept, *aspect) && !is_empty(gone, *aspect)).collect()
}

fn can_be_one(kept: &Record, gone: &Record) -> bool {
    let are_free = kept.merged_into.is_none() && gone.merged_into.is_none() && kept.id != gone.id;
    are_free
        && match (kept.kind.role(), gone.kind.role()) {
            (Role::Asset, Role::Asset) | (Role::Person, Role::Person) => true,
            (Role::Setting, Role::Setting) => kept.kind == gone.kind,
            _ => false,
        }
}

fn staying(kept: &Record, gone: &Record, taken: impl Iterator<Item = Aspect>, stamp: &Stamp) -> Record {
    let mut stays = with_parts(kept, &Content::from(gone), taken);
    stays.version = stays.version.saturating_add(1);
    stays.likely_same_as = kept.likely_same_as.filter(|other| *other != gone.id);
    stays.provenance = stays.provenance.renewed(stamp);
    if stays.kind.role() == Role::Person {
        put_together(&mut stays, gone);
    }
    stays
}

/// Of a person, everything stays that was said by either name: what holds is the last word about each thing, whenever it
/// was said, and nobody sees more of them than by both names.
fn put_together(stays: &mut Record, gone: &Record) {
    for field in stays.kind.fields().filter(|field| field.shape == Shape::Entries) {
        let mut entries = [stays.values.codes(field.name), gone.values.codes(field.name)].concat();
        // They begin with the moment.
        entries.sort();
        entries.dedup();
        if !entries.is_empty() {
            stays.values.set(field.name, Value::Codes(entries));
        }
    }
    show_as_agreed(stays);
    stays.visibility = stays.visibility.max(gone.visibility);
}

fn going(gone: &Record, kept: Id, stamp: &Stamp) -> Record {
    let mut goes = Record { version: gone.version.saturating_add(1), merged_into: Some(kept), ..gone.clone() };
    goes.likely_same_as = gone.likely_same_as.filter(|other| *other != kept);
    goes.provenance = goes.provenance.renewed(stamp);
    goes
}

/// The tie with the record that stays in the place of the one that goes.
fn moved(tie: &Tie, kept: &Record, gone: &Record, stamp: &Stamp) -> Tie {
    let mut moved = redirected(tie, gone.id, kept.id);
    moved.visibility = tie.visibility.max(gone.visibility);
    moved.provenance = moved.provenance.renewed(stamp);
    moved
}

/// Others that were taken for the record that goes are now taken for the one that stays.
fn marks(graph: &Graph, kept: Id, gone: Id, stamp: &Stamp) -> Vec<Change> {
    let marked = graph.records().filter(|record| record.likely_same_as == Some(gone) && record.id != kept);
    let mut marks: Vec<_> = marked
        .map(|record| {
            let mut record = Record::clone(record);
            record.version = record.version.saturating_add(1);
            record.likely_same_as = Some(kept);
            record.provenance.updated = stamp.at;
            record
        })
        .collect();
    marks.sort_by_key(|record| record.id);
    marks.into_iter().map(Change::Record).collect()
}
