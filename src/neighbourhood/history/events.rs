use std::collections::BTreeMap;

use crate::inventory::act::Act;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::store::{Error, Kept, Past};

/// One change of the past, as far as it concerns what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The number of the change.
    pub seq: u64,
    /// When, by the clock of then.
    pub at: Moment,
    /// Who did it.
    pub by: Actor,
    /// The import it belongs to.
    pub delivery: Option<Id>,
    /// What was being done, where that is known.
    pub act: Option<Act>,
    /// More happened; of a large change only the first is told.
    pub has_more: bool,
    /// What happened, in the order in which it was written.
    pub happenings: Vec<Happening>,
}

/// What happened to a record or tie. What it was before is there where the journal has it.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// The record is new, or back after it was taken away.
    Added {
        /// What it became.
        now: Record,
        /// It was there before.
        is_back: bool,
    },
    /// The record became something else.
    Changed {
        /// What it was.
        before: Record,
        /// What it became.
        now: Record,
    },
    /// The record went.
    Removed {
        /// What it was.
        before: Record,
    },
    /// The tie is new, or back.
    Tied {
        /// What it became.
        now: Tie,
        /// It was there before.
        is_back: bool,
    },
    /// The tie became something else.
    Retied {
        /// What it was.
        before: Tie,
        /// What it became.
        now: Tie,
    },
    /// The tie went.
    Untied {
        /// What it was.
        before: Tie,
    },
}

/// The whole history of a record and of the ties it ever had, oldest first. Empty for what never was. Reads from the disk.
pub fn history(past: &Past, id: Id) -> Result<Vec<Event>, Error> {
    let (past, mut known) = (past.remembering(), Known::default());
    let events = past.around(id)?.into_iter().map(|kept| known.event(kept));
    Ok(events.filter(|event| !event.happenings.is_empty()).collect())
}

/// What records and ties were last, while one goes through the past in order.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// What it is, or was when it was taken away, and whether it is there.
    last: BTreeMap<Id, (Change, bool)>,
}

impl Known {
    /// What this record or tie was before some change, and whether it was there.
    pub(super) fn learn(&mut self, change: Change, is_there: bool) {
        self.last.insert(change.id(), (change, is_there));
    }

    /// The next change of the past, as an event.
    pub(super) fn event(&mut self, kept: Kept) -> Event {
        let Kept { seq, at, by, delivery, act, changes } = kept;
        let happenings: Vec<_> = changes.into_iter().filter_map(|change| self.happening(change)).collect();
        Event { seq, at, by, delivery, act, has_more: false, happenings }
    }

    fn happening(&mut self, change: Change) -> Option<Happening> {
        let before = self.last.get(&change.id()).cloned();
        match change {
            Change::Remove(removal) => {
                let (_, is_there) = self.last.get_mut(&removal.id).filter(|(_, is_there)| *is_there)?;
                *is_there = false;
                match before?.0 {
                    Change::Record(before) => Some(Happening::Removed { before }),
                    Change::Tie(before) => Some(Happening::Untied { before }),
                    Change::Remove(_) => None,
                }
            }
            Change::Record(now) => {
                self.learn(Change::Record(now.clone()), true);
                Some(match before {
                    Some((Change::Record(before), true)) => Happening::Changed { before, now },
                    before => Happening::Added { now, is_back: before.is_some() },
                })
            }
            Change::Tie(now) => {
                self.learn(Change::Tie(now.clone()), true);
                Some(match before {
                    Some((Change::Tie(before), true)) => Happening::Retied { before, now },
                    before => Happening::Tied { now, is_back: before.is_some() },
                })
            }
        }
    }
}
