//! Large commits that were read a moment ago.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::store::commit::Kept;
use crate::store::row::Understood;

/// Commits with a text shorter than this are read again as quickly as they are looked up.
const LEAST_BYTES: usize = 16 << 10;
/// So many bytes of text are remembered; the oldest make room.
const MOST_BYTES: usize = 64 << 20;

/// Large commits that were read, so that whoever asks of ten thousand records what one commit did to each reads it once.
/// For the length of one task, as it takes the place of a few of them in memory.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<AsOf>);

/// What is remembered as of some generation of the keys.
#[derive(Debug, Default)]
struct AsOf {
    generation: u64,
    known: VecDeque<Arc<Remembered>>,
}

impl AsOf {
    /// What was read before keys were destroyed may be of somebody who was erased, and is forgotten.
    fn up_to_date(&mut self, generation: u64) -> &mut VecDeque<Arc<Remembered>> {
        if self.generation < generation {
            self.known.clear();
            self.generation = generation;
        }
        &mut self.known
    }
}

/// A commit that was read whole.
#[derive(Debug)]
pub(super) struct Remembered {
    kept: Kept,
    /// Whether some of it could not be opened.
    is_partial: bool,
    bytes: usize,
    /// Which of its changes are of a record or tie.
    of: HashMap<Id, Vec<usize>>,
}

impl Memory {
    /// The commit with this number, if it is remembered. `generation`: that of the keys at this moment.
    pub(super) fn find(&self, seq: u64, generation: u64) -> Option<Arc<Remembered>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.up_to_date(generation).iter().find(|known| known.kept.seq == seq).cloned()
    }

    /// Remembers a commit that was read from a text of so many bytes, where that is worth it. `generation`: that of the keys
    /// before it was read.
    pub(super) fn keep(&self, understood: Understood, bytes: usize, generation: u64) -> Arc<Remembered> {
        let Understood { kept, unopened } = understood;
        let mut of: HashMap<Id, Vec<usize>> = HashMap::new();
        for (at, change) in kept.changes.iter().enumerate() {
            of.entry(change.id()).or_default().push(at);
        }
        let known = Arc::new(Remembered { kept, is_partial: unopened.any(), bytes, of });
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.generation > generation {
            return known;
        }
        let all = all.up_to_date(generation);
        all.push_front(Arc::clone(&known));
        while all.len() > 1 && all.iter().map(|known| known.bytes).sum::<usize>() > MOST_BYTES {
            all.pop_back();
        }
        known
    }

    /// Whether a text of so many bytes is worth remembering.
    pub(super) fn is_worth_it(bytes: usize) -> bool {
        bytes >= LEAST_BYTES
    }
}

impl Remembered {
    /// Whether some of it could not be opened.
    pub(super) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// All of it.
    pub(super) fn all(&self) -> Kept {
        self.kept.clone()
    }

    /// Of its changes, those of this record or tie.
    pub(super) fn own(&self, id: Id) -> Kept {
        let own = self.of.get(&id).into_iter().flatten().filter_map(|at| self.kept.changes.get(*at));
        self.with(own.cloned().collect())
    }

    /// Of its changes, those of this record, and those of ties that are written with it at an end.
    pub(super) fn around(&self, id: Id) -> Kept {
        let is_around = |change: &&Change| matches!(change, Change::Tie(tie) if tie.from == id || tie.to == id);
        let ties = self.kept.changes.iter().filter(is_around).map(Change::id);
        let around: BTreeSet<Id> = ties.chain([id]).collect();
        self.with(self.kept.changes.iter().filter(|change| around.contains(&change.id())).cloned().collect())
    }

    fn with(&self, changes: Vec<Change>) -> Kept {
        let Kept { seq, at, ref by, delivery, act, changes: _ } = self.kept;
        Kept { seq, at, by: by.clone(), delivery, act, changes }
    }
}
