//! Undoing a change: every record and tie it wrote becomes what it was just before, as a new change. All of it or nothing:
//! what somebody changed since is named, and stays.

mod plan;
mod say;

use crate::inventory::act::Act;
use crate::inventory::change::{Change, Removal};
use crate::inventory::id::Id;
use crate::inventory::provenance::Actor;
use crate::inventory::surroundings::Surroundings;
use crate::neighbourhood::erased;
use crate::neighbourhood::loaded::Neighbourhood;
use crate::neighbourhood::order::{Order, Refusal, Rule};
use crate::store::{Error, Past};

pub use say::hindrance_in_words;

/// A change that was undone.
#[derive(Debug)]
pub struct Undone {
    /// The number of the change that undid it, by which this can be undone in turn.
    pub seq: u64,
    /// What became of each record and tie.
    pub turned: Vec<Turned>,
    /// What was erased since and did not come back with the rest.
    pub erased: Vec<Change>,
}

/// What undoing does to one record or tie.
#[derive(Debug, Clone, PartialEq)]
pub enum Turned {
    /// It was new and is taken away; this is what it was.
    TakenAway(Change),
    /// It is again what it was before.
    Earlier(Change),
    /// It had been taken away and is put back, under the same id.
    PutBack(Change),
}

/// Nothing of a change was undone, and why.
#[derive(Debug, thiserror::Error)]
pub enum CannotUndo {
    /// There is no change with this number.
    #[error("there is no such change")]
    NoSuchChange,
    /// Everything is already as it was before.
    #[error("it was undone already")]
    Already,
    /// Some of it cannot go back.
    #[error("{} records or ties cannot go back", .0.len())]
    Hindered(Vec<Obstacle>),
    /// The way back could not be written.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What was written earlier could not be read.
    #[error(transparent)]
    Unreadable(#[from] Error),
}

/// A record or tie that cannot go back.
#[derive(Debug, Clone, PartialEq)]
pub struct Obstacle {
    /// Which, as the change left it, or as it was where the change took it away.
    pub what: Change,
    /// What stands in the way.
    pub why: Hindrance,
}

/// What stands in the way of undoing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// Somebody changed it since.
    ChangedSince,
    /// Somebody took it away since.
    GoneSince,
    /// Somebody put it back since.
    BackSince,
    /// Others were tied to it since.
    TiedSince,
    /// Others use this word by now.
    InUse,
    /// A neighbourhood cannot be without it.
    Needed,
    /// Its picture was erased for good.
    Erased,
    /// What comes back would break a rule.
    Rule(Rule),
}

/// Undoes a change: every record and tie it wrote becomes what it was just before, as a new change. All of it or nothing:
/// where something was changed since, that is named and nothing is written.
///
/// What was new is taken away, what was changed becomes what it was as a next version, and what was taken away comes back
/// with its id, its version counting on; but for what was erased for good, which is told. Reads from the disk, so it is not
/// for a thread that must not wait.
pub fn undo_change(neighbourhood: &Neighbourhood, seq: u64, by: &Actor, surroundings: &Surroundings) -> Result<Undone, CannotUndo> {
    let graph = neighbourhood.snapshot();
    let past = &neighbourhood.past().remembering();
    let change = past.commit(seq)?.ok_or(CannotUndo::NoSuchChange)?;
    let now = surroundings.now();
    let (turned, erased) = without_the_erased(past, plan::plan(&graph, past, change, by, now)?)?;
    let changes = turned.iter().map(Turned::change).collect();
    let order = Order { changes, by: by.clone(), at: now, delivery: None };
    match neighbourhood.write(order.to(Act::Undo(seq))) {
        Ok(seq) => Ok(Undone { seq, turned, erased }),
        Err(Refusal::Broken(broken)) => {
            let obstacle = |at: usize, rule: &Rule| {
                let what = turned.get(at)?.what().clone();
                Some(Obstacle { what, why: Hindrance::Rule(rule.clone()) })
            };
            Err(CannotUndo::Hindered(broken.iter().filter_map(|one| obstacle(one.at, &one.rule)).collect()))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What can come back, and the records that cannot because their pictures were erased. A tie to one of those stays away
/// with it, without a word of its own.
fn without_the_erased(past: &Past, turned: Vec<Turned>) -> Result<(Vec<Turned>, Vec<Change>), CannotUndo> {
    let is_erased = |turned: &Turned| matches!(turned, Turned::PutBack(Change::Record(record)) if erased::is_erased(past, record));
    let (erased, rest): (Vec<_>, Vec<_>) = turned.into_iter().partition(is_erased);
    let erased: Vec<_> = erased.into_iter().map(|turned| turned.what().clone()).collect();
    let is_of_erased = |id: Id| erased.iter().any(|change| change.id() == id);
    let stays = |turned: &Turned| matches!(turned.what(), Change::Tie(tie) if is_of_erased(tie.from) || is_of_erased(tie.to));
    let rest: Vec<_> = rest.into_iter().filter(|turned| !stays(turned)).collect();
    if rest.is_empty() && !erased.is_empty() {
        let obstacle = |what| Obstacle { what, why: Hindrance::Erased };
        return Err(CannotUndo::Hindered(erased.into_iter().map(obstacle).collect()));
    }
    Ok((rest, erased))
}

impl Turned {
    /// The record or tie: as it is now or, where it was taken away, as it was.
    pub fn what(&self) -> &Change {
        match self {
            Self::TakenAway(what) | Self::Earlier(what) | Self::PutBack(what) => what,
        }
    }

    fn change(&self) -> Change {
        match self {
            Self::TakenAway(Change::Record(record)) => Change::Remove(Removal { id: record.id, version: record.version }),
            Self::TakenAway(Change::Tie(tie)) => Change::Remove(Removal { id: tie.id, version: tie.version }),
            Self::TakenAway(what @ Change::Remove(_)) | Self::Earlier(what) | Self::PutBack(what) => what.clone(),
        }
    }
}
