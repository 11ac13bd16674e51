//! Keeps what was agreed to: in a journal that is only added to, and beside it what makes a start fast.
//!
//! It promises that what it acknowledged is kept, whole, through crashes and power cuts, and that damage is noticed and
//! named, never passed over. It takes [`Consented`](crate::consent::Consented) changes only. It does not know who may see
//! what, nor what records mean to each other; it is the only room that knows sled and how records are written down.
//!
//! A data folder holds `wijkweb.json` (the format), `lock` (one process at a time), `journal/SLUG/*.ndjson` (the truth: a
//! line a commit, each with its checksum; behind the last line there may be zeros, room for more), `pictures/SLUG/HASH` (photos, each named after its bytes), `settled/SLUG`
//! (all records together as the graph had packed them, up to a line of the journal: read first) and `sled` (the current rows, read
//! where nothing is settled), and `keys/SLUG` (the keys under which is sealed what is about persons: without it, all else of
//! them is noise). `settled` and `sled` follow when there is time, and are made again when anything is wrong with them.
//! Acknowledged means: the journal's line is on the disk.

mod archive;
mod backup;
mod check;
mod cleaning;
mod closing;
mod commit;
mod error;
mod folder;
mod index;
mod journal;
pub mod keep;
mod keys;
mod load;
mod log;
mod memory;
mod notice;
mod past;
mod pictures;
mod register;
mod releases;
mod repair;
mod row;
mod rows;
mod say;
mod settled;
mod shape;
mod stored;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::{fs, io};

use crate::inventory::change::Change;
use crate::inventory::slug::Slug;
use crate::inventory::surroundings::Randomness;

use self::folder::Folder;
use self::keys::Keys;
use self::load::Opening;
use self::rows::Rows;

pub use self::archive::{ArchiveFlaw, Contents, Damage, Foreign, InBrief, Restored, Staged};
pub use self::backup::{Backup, BackupFlaw, DAYS_OF_KEYS, Retention};
pub use self::check::{Health, Problem, Report};
pub use self::closing::{Closed, DAYS_KEPT};
pub use self::commit::{Commit, Kept};
pub use self::error::{Error, Flaw};
pub use self::keys::{KeyCopy, Secrets};
pub use self::log::Log;
pub use self::notice::Notice;
pub use self::past::{Changes, Past};
pub use self::pictures::Pictures;
pub use self::register::Register;
pub use self::releases::{RELEASES, Releases};
pub use self::repair::{Mended, NotMended};
pub use self::settled::Mark;

/// An open data folder.
#[derive(Debug, Clone)]
pub struct Store(Arc<Shared>);

/// A neighbourhood that was loaded.
#[derive(Debug)]
pub struct Loaded {
    /// The writer.
    pub log: Log,
    /// All records and ties there are now, in the order of their ids: [`Change::Record`] and [`Change::Tie`].
    pub rows: Vec<Change>,
    /// What was put right on the way.
    pub notices: Vec<Notice>,
}

/// A neighbourhood that was loaded one way or the other.
#[derive(Debug)]
pub enum Settling<T> {
    /// By what was settled.
    Settled {
        /// What was made of it.
        settled: T,
        /// What came since, oldest first.
        since: Vec<Change>,
        /// The writer.
        log: Log,
        /// What was put right on the way.
        notices: Vec<Notice>,
    },
    /// By its rows or its journal.
    Rows(Loaded),
}

/// Sizes at which the store does its housekeeping.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// A journal file of this many bytes or more gets no more commits; the next one is begun.
    pub journal_file: u64,
    /// After this many bytes of rows they are written out.
    pub unwritten_rows: u64,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { journal_file: 64 << 20, unwritten_rows: 4 << 20 }
    }
}

impl Store {
    /// Opens the data folder at `path`, which is made if it is not there, and keeps every other process out of it until
    /// the store and all its logs are dropped. What was put right on the way is told.
    ///
    /// `randomness` is where keys of persons come from.
    pub fn open(path: &Path, randomness: &Randomness) -> Result<(Self, Vec<Notice>), Error> {
        Self::open_with(path, randomness, Sizes::default())
    }

    /// As [`Store::open`], with other sizes.
    pub fn open_with(path: &Path, randomness: &Randomness, sizes: Sizes) -> Result<(Self, Vec<Notice>), Error> {
        let (folder, notices) = Folder::open(path, folder::MIGRATIONS)?;
        keys::clear_left_overs(&folder.keys()).map_err(|cause| Error::unreadable(&folder.keys(), cause))?;
        for part in [folder.journal(), folder.pictures(), folder.keys()] {
            archive::remove_left_overs(&part).map_err(|cause| Error::unreadable(&part, cause))?;
        }
        let slugs = slugs_in(&folder.journal())?;
        pictures::clear_left_overs(&folder.pictures()).map_err(|cause| Error::unreadable(&folder.pictures(), cause))?;
        let rows = Rows::open(&folder.rows(), sizes.unwritten_rows);
        let (slugs, loaded) = (Mutex::new(slugs), Mutex::new(BTreeMap::new()));
        let (randomness, rings, backing_up) = (randomness.clone(), Mutex::default(), Mutex::default());
        let store = Self(Arc::new(Shared { rows, slugs, loaded, rings, randomness, sizes, backing_up, folder }));
        store.finish_closing()?;
        Ok((store, notices))
    }

    /// The neighbourhoods there are, by name.
    pub fn slugs(&self) -> Vec<Slug> {
        locked(&self.0.slugs).iter().cloned().collect()
    }

    /// Makes an empty neighbourhood; it is there after a power cut when this returns.
    pub fn create(&self, slug: &Slug) -> Result<(), Error> {
        let folder = self.0.journal_of(slug);
        let mut slugs = locked(&self.0.slugs);
        if slugs.contains(slug) {
            return Err(Error::AlreadyThere(slug.to_string()));
        }
        keep::make_folder(&folder).map_err(|cause| Error::not_kept(&folder, cause))?;
        slugs.insert(slug.clone());
        Ok(())
    }

    /// Loads a neighbourhood: its writer and all its records and ties. The whole journal is read and checked.
    pub fn load(&self, slug: &Slug) -> Result<Loaded, Error> {
        let folder = self.0.journal_of(slug);
        if !locked(&self.0.slugs).contains(slug) {
            return Err(Error::NoSuchNeighbourhood(slug.to_string()));
        }
        if !self.0.claim(slug) {
            return Err(Error::AlreadyLoaded(slug.to_string()));
        }
        let given_up = |_: &Error| drop(locked(&self.0.loaded).remove(slug));
        let keys = self.0.keys_of(slug).inspect_err(given_up)?;
        let (neighbourhood, segment_bytes) = (slug.as_str(), self.0.sizes.journal_file);
        let mut opening = Opening { folder: &folder, neighbourhood, segment_bytes, rows: &self.0.rows, keys: &keys, notices: Vec::new() };
        let opened = opening.open().inspect_err(given_up);
        let mut notices = opening.notices;
        notices.splice(0..0, self.0.rows.notices());
        let (journal, rows) = opened?;
        Ok(Loaded { log: Log::of(&self.0, slug, journal, keys), rows, notices })
    }

    /// As [`Store::load`], but by what was settled, where that is to be had: then only what came since is read from the
    /// journal. `read` makes of the pieces what it can; nothing if they are of no use to it.
    pub fn load_settled<T>(&self, slug: &Slug, read: impl FnOnce(Vec<Vec<u8>>) -> Option<T>) -> Result<Settling<T>, Error> {
        let mut promised = 0;
        if let Ok(keys) = self.0.keys_of(slug)
            && let Some((mark, pieces)) = settled::read(&self.0.settled_of(slug), &keys)
            && let Some(settled) = read(pieces)
            && locked(&self.0.slugs).contains(slug)
            && self.0.claim(slug)
        {
            let opened = load::since(&self.0.journal_of(slug), slug, self.0.sizes.journal_file, mark, &keys);
            match opened {
                Ok((journal, since, notices)) => {
                    return Ok(Settling::Settled { settled, since, log: Log::of(&self.0, slug, journal, keys), notices });
                }
                // Whatever is wrong is found and named by reading all of the journal.
                Err(error) => {
                    promised = mark.seq;
                    locked(&self.0.loaded).remove(slug);
                    tracing::warn!(%slug, %error, "what was settled does not fit the journal, and is made again");
                }
            }
        }
        let mut loaded = self.load(slug)?;
        let is_told = loaded.notices.iter().any(|notice| matches!(notice, Notice::ChangesLost { .. }));
        if loaded.log.last_seq() < promised && !is_told {
            let (neighbourhood, journal) = (slug.to_string(), loaded.log.last_seq());
            loaded.notices.push(Notice::ChangesLost { neighbourhood, journal, rows: promised, aside: None });
        }
        Ok(Settling::Rows(loaded))
    }

    /// Reads everything and tells how it is: every line of every journal, and whether the rows are what the journal says.
    /// Nothing is changed. May be asked while neighbourhoods are written to.
    pub fn check(&self) -> Result<Report, Error> {
        let health = |slug: Slug| {
            let pictures = Pictures::in_folder(self.0.folder.pictures().join(slug.as_str()));
            let keys = self.0.keys_of(&slug);
            check::check(&self.0.journal_of(&slug), slug, &self.0.rows, &pictures, keys)
        };
        Ok(Report { neighbourhoods: self.slugs().into_iter().map(health).collect() })
    }

    /// How many bytes all journals have. What cannot be looked at counts nothing.
    pub fn journal_bytes(&self) -> u64 {
        self.slugs().iter().map(|slug| self.0.journal_bytes_of(slug)).sum()
    }

    /// Writes out what can make the next start faster.
    pub fn flush(&self) {
        self.0.rows.flush();
    }

    /// Writes out what can make the next start faster. Dropping the last handle does it as well.
    pub fn close(self) {
        self.0.rows.flush();
    }
}

/// What a store and its logs have in common. When the last of them goes, the folder is free.
#[derive(Debug)]
struct Shared {
    rows: Rows,
    slugs: Mutex<BTreeSet<Slug>>,
    /// Those with a writer, each with the number of its last commit once that is known.
    loaded: Mutex<BTreeMap<Slug, Option<Arc<AtomicU64>>>>,
    /// The keys of those that somebody has to do with at the moment.
    rings: Mutex<BTreeMap<Slug, Weak<Keys>>>,
    randomness: Randomness,
    sizes: Sizes,
    /// Held while a backup is made.
    backing_up: Mutex<()>,
    /// Last, so that the lock is given up after all else is closed.
    folder: Folder,
}

impl Shared {
    /// Takes a neighbourhood for a writer; there is one at a time.
    fn claim(&self, slug: &Slug) -> bool {
        let mut loaded = locked(&self.loaded);
        if loaded.contains_key(slug) {
            return false;
        }
        loaded.insert(slug.clone(), None);
        true
    }

    /// The keys of a neighbourhood, the same for all who ask at the same time.
    fn keys_of(&self, slug: &Slug) -> Result<Arc<Keys>, Error> {
        let mut rings = locked(&self.rings);
        if let Some(keys) = rings.get(slug).and_then(Weak::upgrade) {
            return Ok(keys);
        }
        let keys = Arc::new(Keys::open(&self.keys_file_of(slug), &self.randomness)?);
        rings.insert(slug.clone(), Arc::downgrade(&keys));
        Ok(keys)
    }

    fn keys_file_of(&self, slug: &Slug) -> PathBuf {
        self.folder.keys().join(slug.as_str())
    }

    /// The file with what is settled of a neighbourhood.
    fn settled_of(&self, slug: &Slug) -> PathBuf {
        self.folder.settled().join(slug.as_str())
    }

    fn journal_of(&self, slug: &Slug) -> PathBuf {
        self.folder.journal().join(slug.as_str())
    }

    fn journal_bytes_of(&self, slug: &Slug) -> u64 {
        let entries = fs::read_dir(self.journal_of(slug)).into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
    }

    /// Takes away what was derived from the journal of a neighbourhood; at the next loading it is made again.
    fn forget_derived(&self, slug: &Slug) {
        let settled = self.settled_of(slug);
        if let Err(error) = fs::remove_file(&settled)
            && error.kind() != io::ErrorKind::NotFound
        {
            // It names a line of a journal, and is not believed beside another.
            tracing::warn!(neighbourhood = %slug, %error, "what is settled is not taken away");
        }
        if let Err(trouble) = self.rows.forget(slug.as_str()) {
            // Then nothing of them is used until they are made again.
            tracing::warn!(neighbourhood = %slug, ?trouble, "the rows are not taken away");
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The neighbourhoods with a journal. What else stands between them is not ours.
fn slugs_in(folder: &Path) -> Result<BTreeSet<Slug>, Error> {
    let unreadable = |cause| Error::unreadable(folder, cause);
    let mut slugs = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let slug = entry.file_name().to_str().and_then(|name| name.parse().ok());
        slugs.extend(slug.filter(|_| entry.path().is_dir()));
    }
    Ok(slugs)
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.rows.flush();
    }
}
