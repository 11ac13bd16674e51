//! One neighbourhood open for writing.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::consent::Consented;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;
use crate::store::Shared;
use crate::store::cleaning::Cleaner;
use crate::store::commit::Commit;
use crate::store::error::Error;
use crate::store::index::{Index, Upkeep};
use crate::store::journal::Journal;
use crate::store::keys::{Keys, Sealing, Secrets};
use crate::store::past::{Changes, Past};
use crate::store::row;
use crate::store::settled::{self, Mark};

/// So many changes of rows are kept in mind until there is time to write them.
const MOST_WAITING: usize = 4096;

/// The writer of one neighbourhood. There is one at a time; when it is dropped the neighbourhood can be loaded again.
#[derive(Debug)]
pub struct Log {
    pub(super) shared: Arc<Shared>,
    pub(super) slug: Slug,
    pub(super) journal: Journal,
    /// The number of the last acknowledged commit, for readers.
    pub(super) last: Arc<AtomicU64>,
    /// What the rows have yet to learn: all after the commit with this number.
    pub(super) waiting_since: u64,
    pub(super) waiting: Vec<Vec<u8>>,
    pub(super) changes_waiting: usize,
    /// That is more than is worth keeping in mind; the journal has it.
    pub(super) are_rows_behind: bool,
    /// What finds earlier commits, for readers.
    pub(super) index: Arc<Index>,
    pub(super) upkeep: Upkeep,
    pub(super) keys: Arc<Keys>,
    /// What cleans out those who were erased, in the background.
    pub(super) cleaner: Arc<Cleaner>,
}

impl Log {
    pub(super) fn of(shared: &Arc<Shared>, slug: &Slug, journal: Journal, keys: Arc<Keys>) -> Self {
        let waiting_since = journal.last_seq();
        let last = Arc::new(AtomicU64::new(waiting_since));
        super::locked(&shared.loaded).insert(slug.clone(), Some(Arc::clone(&last)));
        let folder = shared.journal_of(slug);
        let cleaner = Arc::new(Cleaner {
            shared: Arc::clone(shared),
            slug: slug.clone(),
            keys: Arc::clone(&keys),
            index: Arc::new(Index::of(&folder)),
            upto: AtomicU64::default(),
            moved: Mutex::default(),
        });
        let (index, cleaning) = (Arc::clone(&cleaner.index), Arc::clone(&cleaner));
        let mut log = Self {
            shared: Arc::clone(shared),
            slug: slug.clone(),
            journal,
            last,
            waiting_since,
            waiting: Vec::new(),
            changes_waiting: 0,
            are_rows_behind: false,
            index,
            upkeep: Upkeep::of(&folder, Box::new(move |is_stopped| cleaning.clean(is_stopped))),
            keys,
            cleaner,
        };
        if !log.keys.is_clean() {
            log.begin_behind();
            log.upkeep.clean();
        }
        log
    }

    /// Keeps a group of commits, with one write for all of them. When this returns they are on the disk; after an error
    /// none of them are kept ([`Error::DiskFull`], [`Error::NotKept`], [`Error::ReadOnly`], [`Error::Unfit`]), and the
    /// same call may be made again. What is about a person is sealed with that person's key, which is on the disk before;
    /// about somebody who was erased nothing is kept ([`Error::Erased`]).
    pub fn append(&mut self, commits: &[Commit]) -> Result<(), Error> {
        let texts = self.texts(commits)?;
        let filled = self.journal.files_filled();
        self.journal.append(&texts)?;
        self.last.store(self.journal.last_seq(), Ordering::Release);
        if self.journal.files_filled() > filled {
            self.upkeep.begin();
        }
        // Kept. The rows are derived and follow when there is time: nobody waits for them.
        self.changes_waiting += commits.iter().map(|commit| commit.changes.len()).sum::<usize>();
        if self.changes_waiting <= MOST_WAITING && !self.are_rows_behind {
            self.waiting.extend(texts);
        } else {
            self.are_rows_behind = true;
            self.waiting = Vec::new();
        }
        Ok(())
    }

    /// The commits as they are written down.
    fn texts(&self, commits: &[Commit]) -> Result<Vec<Vec<u8>>, Error> {
        let persons = commits.iter().flat_map(|commit| &commit.changes).flat_map(Consented::subjects);
        self.keys.provide(persons)?.map_err(|id| Error::Erased { id })?;
        let ring = self.keys.ring();
        let sealing = Sealing { ring: &ring, randomness: self.keys.randomness() };
        commits.iter().map(|commit| row::write(commit, &sealing).map_err(|what| Error::Unfit { what })).collect()
    }

    /// Brings the rows up to date while nothing else is asked. After more than a little they stay behind, until the next
    /// settling or the next start.
    pub fn rest(&mut self) {
        let (texts, _) = (std::mem::take(&mut self.waiting), std::mem::take(&mut self.changes_waiting));
        if self.are_rows_behind || texts.is_empty() {
            return;
        }
        let ring = self.keys.ring();
        let writes = texts.iter().map(|text| row::writes_of(text, &ring)).collect::<Result<Vec<_>, _>>();
        drop(ring);
        let Ok(writes) = writes.map(|of_each| of_each.concat()) else {
            self.are_rows_behind = true;
            return;
        };
        match self.shared.rows.apply(self.slug.as_str(), self.waiting_since, self.journal.last_seq(), &writes) {
            Ok(true) => self.waiting_since = self.journal.last_seq(),
            Ok(false) => self.are_rows_behind = true,
            Err(trouble) => {
                self.are_rows_behind = true;
                tracing::warn!(neighbourhood = %self.slug, ?trouble, "the rows wait for the next loading");
            }
        }
    }

    /// The last acknowledged line: what is settled at this moment goes up to there. Nothing while that line is still being
    /// cleaned.
    pub fn mark(&self) -> Option<Mark> {
        let mut last = self.journal.last_line()?;
        if last.seq <= self.cleaner.upto.load(Ordering::Acquire) {
            if !self.keys.is_clean() {
                return None;
            }
            last = super::locked(&self.cleaner.moved).filter(|moved| moved.seq == last.seq).unwrap_or(last);
        }
        Some(Mark { erasings: self.keys.generation(), ..last })
    }

    /// Erases these persons: their keys are destroyed, and with them all that was ever told of them and of their ties. It is
    /// done, for good and on the disk, when this returns, whatever happens next; after an error it is not done. They can be
    /// met again, in an old backup or from a phone that was away, and are then passed over.
    ///
    /// Whoever asks takes them out of what is shown before anything else is written, without writing that they went. What
    /// they left in the files is cleaned out in the background, which goes on after the next start if it must; nobody waits for
    /// that. `at` is the present moment.
    pub fn erase(&mut self, persons: &[Id], at: Moment) -> Result<(), Error> {
        self.begin_behind();
        let settled = self.shared.settled_of(&self.slug);
        match self.keys.destroy(persons, at) {
            // What is settled goes in any case; it may have taken the space that is missing.
            Err(error) if error.is_disk_full() && settled::remove(&settled).is_ok() => self.keys.destroy(persons, at)?,
            done => done?,
        }
        // The rows are made anew without them.
        (self.waiting, self.changes_waiting, self.are_rows_behind) = (Vec::new(), 0, true);
        if let Err(error) = settled::remove(&settled) {
            tracing::warn!(neighbourhood = %self.slug, %error, "what is settled cannot be read any more, but is still there");
        }
        self.upkeep.clean();
        Ok(())
    }

    /// Whether nothing is left in the files of those who were erased.
    pub fn is_clean(&self) -> bool {
        self.keys.is_clean()
    }

    /// Waits until nothing is left in the files of those who were erased, or an attempt at that has failed; tells which.
    pub fn wait_until_clean(&mut self) -> bool {
        self.upkeep.wait();
        self.is_clean()
    }

    /// Nothing is added any more to the files there are, so that they can be cleaned.
    fn begin_behind(&mut self) {
        self.journal.begin_another_file();
        self.cleaner.upto.store(self.journal.last_seq(), Ordering::Release);
    }

    /// The neighbourhood that is written to.
    pub fn slug(&self) -> &Slug {
        &self.slug
    }

    /// The number of the last commit that is kept; 0 when there is none.
    pub fn last_seq(&self) -> u64 {
        self.journal.last_seq()
    }

    /// The secrets of the neighbourhood. They stay the same from the moment on when something is first told of a person.
    pub fn secrets(&self) -> Secrets {
        self.keys.secrets()
    }

    /// What was written earlier, for readers beside this writer.
    pub fn past(&self) -> Past {
        Past::new(Arc::clone(&self.shared), self.slug.clone(), Arc::clone(&self.last), Arc::clone(&self.index), Arc::clone(&self.keys))
    }

    /// The commits after number `after`; see [`Past::changes_since`].
    pub fn changes_since(&self, after: u64) -> Result<Changes, Error> {
        self.past().changes_since(after)
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.rest();
        self.upkeep.end();
        self.shared.rows.flush();
        super::locked(&self.shared.loaded).remove(&self.slug);
    }
}
