//! Reading what was written earlier, beside the writer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::picture::PictureName;
use crate::inventory::slug::Slug;
use crate::store::Shared;
use crate::store::commit::Kept;
use crate::store::error::Error;
use crate::store::index::{Found, Index, glance};
use crate::store::journal::History;
use crate::store::keys::{Keys, Ring, Secrets};
use crate::store::memory::{Memory, Remembered};
use crate::store::pictures::Pictures;
use crate::store::row::{self, Understood};
use crate::store::settled::{self, Mark};

/// Every commit that was ever acknowledged in one neighbourhood. Reading goes on beside writing, and neither waits.
#[derive(Clone)]
pub struct Past {
    shared: Arc<Shared>,
    slug: Slug,
    last: Arc<AtomicU64>,
    index: Arc<Index>,
    keys: Arc<Keys>,
    /// Where it serves one task.
    memory: Option<Arc<Memory>>,
}

impl Past {
    pub(super) fn new(shared: Arc<Shared>, slug: Slug, last: Arc<AtomicU64>, index: Arc<Index>, keys: Arc<Keys>) -> Self {
        Self { shared, slug, last, index, keys, memory: Some(Arc::default()) }
    }

    /// The same for one task that may ask about many records: a large commit is then read once. What it remembers goes with
    /// it.
    #[must_use]
    pub fn remembering(&self) -> Self {
        Self { memory: Some(Arc::default()), ..self.clone() }
    }

    /// The same, to be held for long.
    #[must_use]
    pub fn without_memory(self) -> Self {
        Self { memory: None, ..self }
    }

    /// The number of the last commit; 0 when there is none.
    pub fn last_seq(&self) -> u64 {
        self.last.load(Ordering::Acquire)
    }

    /// The commits after number `after`, oldest first, up to the last one of this moment; read from the disk as one goes.
    pub fn changes_since(&self, after: u64) -> Result<Changes, Error> {
        let folder = self.shared.journal_of(&self.slug);
        Ok(Changes { history: History::between(&folder, after, self.last_seq())?, folder, keys: Arc::clone(&self.keys) })
    }

    /// The secrets of the neighbourhood.
    pub fn secrets(&self) -> Secrets {
        self.keys.secrets()
    }

    /// Whether this person was erased here. Nothing about them is kept any more, and nothing will be.
    pub fn is_erased(&self, person: Id) -> bool {
        self.keys.is_erased(person)
    }

    /// The commit with this number, if there is one.
    pub fn commit(&self, seq: u64) -> Result<Option<Kept>, Error> {
        let found = self.look(Wanted::All, |index, last| Ok(index.commit(seq, last)?.into_iter().collect()))?;
        Ok(found.into_iter().next())
    }

    /// Whether this picture is there and was not erased.
    pub fn has_picture(&self, name: &PictureName) -> bool {
        Pictures::in_folder(self.shared.folder.pictures().join(self.slug.as_str())).has(name)
    }

    /// Keeps pieces that hold everything up to and with a line, for a fast start. Nothing depends on their being kept. What was
    /// made before somebody was erased is not kept.
    pub fn keep_settled(&self, mark: Mark, pieces: &[Vec<u8>]) {
        let path = self.shared.settled_of(&self.slug);
        let is_outdated = || mark.erasings < self.keys.generation();
        if is_outdated() {
            return;
        }
        let kept = settled::write(&path, mark, pieces, &self.keys);
        // Somebody who was erased meanwhile is in it. Its key was destroyed then; it goes as well.
        let kept = kept.and_then(|()| if is_outdated() { settled::remove(&path) } else { Ok(()) });
        if let Err(error) = kept {
            tracing::warn!(neighbourhood = %self.slug, %error, "what is settled could not be kept; the next start takes longer");
        }
    }

    /// The commits that wrote this record or tie, oldest first; of each only what it did to it.
    pub fn of(&self, id: Id) -> Result<Vec<Kept>, Error> {
        let own = |index: &Index, last| index.about(id, last).map(|found| found.into_iter().filter(|found| !found.is_end).collect());
        self.look(Wanted::Own(id), own)
    }

    /// The commits that wrote this record, or one of the ties it had at any time, oldest first; of each only what it did to
    /// those.
    pub fn around(&self, id: Id) -> Result<Vec<Kept>, Error> {
        let about = self.look(Wanted::Around(id), |index, last| {
            let mut found = index.about(id, last)?;
            found.dedup_by_key(|found| found.seq);
            Ok(found)
        })?;
        let ties: BTreeSet<Id> = about.iter().flat_map(|kept| &kept.changes).map(Change::id).filter(|tie| *tie != id).collect();
        // When a tie is taken away its ends are not said; such commits are found by the tie.
        let mut around: BTreeMap<u64, Kept> = about.into_iter().map(|kept| (kept.seq, kept)).collect();
        for tie in ties {
            for kept in self.of(tie)? {
                let Some(known) = around.get_mut(&kept.seq) else {
                    around.insert(kept.seq, kept);
                    continue;
                };
                let is_new = |change: &Change| known.changes.iter().all(|other| other != change);
                let more: Vec<_> = kept.changes.into_iter().filter(is_new).collect();
                known.changes.extend(more);
            }
        }
        Ok(around.into_values().collect())
    }

    /// When the commit with this number was made, and the records and ties it wrote or took away, without reading them.
    pub fn written(&self, seq: u64) -> Result<Option<(Moment, Vec<Id>)>, Error> {
        let text = {
            let _standing = self.index.standing();
            let found = self.index.commit(seq, self.last_seq())?;
            found.as_ref().map(Index::text).transpose()?.flatten()
        };
        if let Some(glance) = text.and_then(|text| glance(&text).ok()) {
            return Ok(Some((glance.at, glance.written.into_iter().map(|written| written.id).collect())));
        }
        // There is none, or it is not as it should be: the whole reading says which.
        Ok(self.commit(seq)?.map(|kept| (kept.at, kept.changes.iter().map(Change::id).collect())))
    }

    /// The number of the last commit before the first one that was made after `moment`; 0 where that is the very first.
    ///
    /// Commits count in the order in which they were written. A clock that was set back in between does not bring a later
    /// commit before an earlier one; a commit from the future, as seen from `now`, stands with those before it.
    pub fn last_before(&self, moment: Moment, now: Moment) -> Result<u64, Error> {
        let _standing = self.index.standing();
        self.index.last_before(moment, now, self.last_seq())
    }

    /// Reads the commits that `find` finds, of each the changes that are wanted. What led to a line that is not there is
    /// made again once; after that it is the journal that is damaged.
    fn look(&self, wanted: Wanted, find: impl Fn(&Index, u64) -> Result<Vec<Found>, Error>) -> Result<Vec<Kept>, Error> {
        let _standing = self.index.standing();
        match self.look_once(wanted, &find)? {
            Ok(read) => Ok(read),
            Err(misled) => {
                self.index.distrust(&misled);
                self.look_once(wanted, &find)?.map_err(|found| Index::damage(&found))
            }
        }
    }

    fn look_once(
        &self,
        wanted: Wanted,
        find: &impl Fn(&Index, u64) -> Result<Vec<Found>, Error>,
    ) -> Result<Result<Vec<Kept>, Found>, Error> {
        let mut read = Vec::new();
        for found in find(&self.index, self.last_seq())? {
            let Some((kept, is_partial)) = self.read(wanted, &found)? else { return Ok(Err(found)) };
            if !kept.changes.is_empty() || wanted == Wanted::All {
                read.push(kept);
            } else if !is_partial {
                return Ok(Err(found));
            }
        }
        Ok(Ok(read))
    }

    /// What is wanted of a commit that was found, and whether some of it could not be opened; nothing if something else
    /// stands there.
    fn read(&self, wanted: Wanted, found: &Found) -> Result<Option<(Kept, bool)>, Error> {
        let generation = self.keys.generation();
        if let Some(known) = self.memory.as_ref().and_then(|memory| memory.find(found.seq, generation)) {
            return Ok(Some((wanted.of(&known), known.is_partial())));
        }
        let Some(text) = Index::text(found)? else { return Ok(None) };
        let ring = self.keys.ring();
        let read = match &self.memory {
            Some(memory) if Memory::is_worth_it(text.len()) => row::read(found.seq, &text, &ring).map(|understood| {
                let known = memory.keep(understood, text.len(), generation);
                (wanted.of(&known), known.is_partial())
            }),
            _ => wanted.read(found.seq, &text, &ring).map(|Understood { kept, unopened }| (kept, unopened.any())),
        };
        let folder = || self.shared.journal_of(&self.slug);
        read.map(Some).map_err(|what| Error::NotUnderstood { folder: folder(), seq: found.seq, what })
    }
}

/// Which changes of a commit are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    /// Of this record or tie.
    Own(Id),
    /// Of this record, and of ties that are written with it at an end.
    Around(Id),
}

impl Wanted {
    fn of(self, known: &Remembered) -> Kept {
        match self {
            Self::All => known.all(),
            Self::Own(id) => known.own(id),
            Self::Around(id) => known.around(id),
        }
    }

    fn read(self, seq: u64, text: &[u8], ring: &Ring) -> Result<Understood, String> {
        match self {
            Self::All => row::read(seq, text, ring),
            Self::Own(id) => row::read_some(seq, text, ring, &|written| written == id),
            Self::Around(id) => {
                let written = glance(text)?.written.into_iter();
                let around: BTreeSet<_> =
                    written.filter(|written| written.id == id || written.ends.contains(&id)).map(|written| written.id).collect();
                row::read_some(seq, text, ring, &|written| around.contains(&written))
            }
        }
    }
}

impl fmt::Debug for Past {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the past of {}", self.slug)
    }
}

/// Commits of earlier times, in order. After an error nothing follows.
///
/// What is about persons who were erased is not in them, nor what there is no key for.
pub struct Changes {
    history: History,
    folder: PathBuf,
    keys: Arc<Keys>,
}

impl Iterator for Changes {
    type Item = Result<Kept, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let understood = |(seq, text): (u64, Vec<u8>)| {
            let read = row::read(seq, &text, &self.keys.ring()).map(|understood| understood.kept);
            read.map_err(|what| Error::NotUnderstood { folder: self.folder.clone(), seq, what })
        };
        self.history.next().map(|read| read.and_then(understood))
    }
}
