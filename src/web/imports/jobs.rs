use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::capture::snag::Snag;
use crate::inventory::id::Id;
use crate::neighbourhood::Rule;
use crate::web::imports::held::Held;

/// Most imports whose reports are kept in memory.
const MOST_KEPT: usize = 100;

/// Imports that run or ran since the program started, and files with residents that were handed in.
#[derive(Default)]
pub struct Jobs {
    jobs: Mutex<BTreeMap<Id, Arc<Job>>>,
    /// Files with residents.
    pub(crate) residents: Held,
}

/// One import.
pub(crate) struct Job {
    /// The name of the file.
    pub(crate) file: String,
    done: AtomicUsize,
    total: AtomicUsize,
    outcome: OnceLock<Outcome>,
}

/// How an import ended.
pub(crate) enum Outcome {
    /// Everything that was new and broke no rule was written.
    Written {
        /// How many records.
        count: usize,
        /// Rows that broke a rule.
        left_out: Vec<(u64, Rule)>,
        /// Everything odd that was met.
        snags: Vec<Snag>,
        /// How many may be a second copy of what was here.
        likely: usize,
    },
    /// It stopped half-way; what was written before stays.
    Stopped,
}

impl Jobs {
    /// Begins an import; nothing if it was begun before, so that a button pressed twice does no harm.
    pub(crate) fn begin(&self, id: Id, file: &str) -> Option<Arc<Job>> {
        let mut jobs = self.lock();
        if jobs.contains_key(&id) {
            return None;
        }
        while jobs.len() >= MOST_KEPT {
            jobs.pop_first();
        }
        let job = Job { file: file.to_owned(), done: AtomicUsize::new(0), total: AtomicUsize::new(0), outcome: OnceLock::new() };
        let job = Arc::new(job);
        jobs.insert(id, Arc::clone(&job));
        Some(job)
    }

    /// The import with this id.
    pub(crate) fn find(&self, id: Id) -> Option<Arc<Job>> {
        self.lock().get(&id).map(Arc::clone)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Id, Arc<Job>>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    /// So many of so many records were written.
    pub(crate) fn progress(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Notes how far it is.
    pub(crate) fn note(&self, done: usize, total: usize) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Notes how it ended.
    pub(crate) fn end(&self, outcome: Outcome) {
        // A job ends once.
        let _ = self.outcome.set(outcome);
    }

    /// How it ended, if it did.
    pub(crate) fn outcome(&self) -> Option<&Outcome> {
        self.outcome.get()
    }
}
