//! What is offered to the store, and what it gives back of earlier times.

use crate::consent::Consented;
use crate::inventory::act::Act;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;

/// Changes that are kept together or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Commit {
    /// When.
    pub at: Moment,
    /// Who did it.
    pub by: Actor,
    /// The import that brought it.
    pub delivery: Option<Id>,
    /// What was being done, where it was more than to write something.
    pub act: Option<Act>,
    /// What changes. Two changes of one record take effect in this order.
    pub changes: Vec<Consented<Change>>,
}

/// A commit as it was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its number: 1 for the first of a neighbourhood, then without gaps.
    pub seq: u64,
    /// When.
    pub at: Moment,
    /// Who did it.
    pub by: Actor,
    /// The import that brought it.
    pub delivery: Option<Id>,
    /// What was being done, where it was more than to write something.
    pub act: Option<Act>,
    /// What changed.
    pub changes: Vec<Change>,
}
