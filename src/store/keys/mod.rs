//! The keys under which is sealed what is told of people, and the secrets of a neighbourhood.
//!
//! `keys/SLUG` is a small file by itself (see [mod@file]): a key for each person, drawn when something is first told of them,
//! and four secrets. It promises that a key is on the disk before anything sealed with it, that a key which was destroyed
//! is nowhere in the file, and that whoever was erased stays erased: of them there is a mark, which tells nobody who it
//! was, and says so when they are met again. It does not know what it seals.

mod copied;
mod file;
mod ring;
mod seal;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::surroundings::Randomness;
use crate::store::error::Error;

use self::file::KeyFile;

pub use self::copied::KeyCopy;
pub(super) use self::file::clear_left_overs;
pub(super) use self::ring::{Found, Key, Ring};
pub(super) use self::seal::{Sealing, open};

/// Secrets of a neighbourhood for what rooms above derive from persons. They stay the same for as long as its keys are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secrets {
    /// For the names persons have for each audience.
    pub aliases: [u8; 32],
    /// For the marks that tell whether two persons live at the same address.
    pub homes: [u8; 32],
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the secrets of a neighbourhood")
    }
}

/// The keys of one neighbourhood, for its writer and all who read beside it.
#[derive(Debug)]
pub(super) struct Keys {
    randomness: Randomness,
    ring: RwLock<Ring>,
    file: Mutex<KeyFile>,
    /// Goes up when keys are destroyed: what was read before may be of somebody who is erased now.
    generation: AtomicU64,
}

impl Keys {
    /// The keys in the file at `path`. Where there is none they are new, and on the disk when the first is needed.
    pub(super) fn open(path: &Path, randomness: &Randomness) -> Result<Self, Error> {
        let (file, ring) = match KeyFile::read(path)? {
            Some((file, ring)) => (file, ring.complete(randomness)),
            None => (KeyFile::none(path), Ring::new(randomness)),
        };
        let (ring, file, randomness) = (RwLock::new(ring), Mutex::new(file), randomness.clone());
        Ok(Self { randomness, ring, file, generation: AtomicU64::new(0) })
    }

    /// What keys there are at this moment. Nobody adds or destroys any while it is held.
    pub(super) fn ring(&self) -> RwLockReadGuard<'_, Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where nonces come from.
    pub(super) fn randomness(&self) -> &Randomness {
        &self.randomness
    }

    /// How often keys were destroyed since it was opened.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Whether this person was erased.
    pub(super) fn is_erased(&self, id: Id) -> bool {
        self.ring().is_erased(id)
    }

    /// Sees to it that each of these persons has a key. When this returns the new ones are on the disk; after an error there
    /// are none. Of those who were erased the first is told: nobody gets a second key.
    pub(super) fn provide(&self, persons: impl IntoIterator<Item = Id>) -> Result<Result<(), Id>, Error> {
        let mut fresh: Vec<(Id, Key)> = Vec::new();
        {
            let ring = self.ring();
            for id in persons {
                match ring.find(&[id]) {
                    Found::Key(_) => {}
                    Found::Erased => return Ok(Err(id)),
                    Found::Missing => fresh.push((id, Key::draw(&self.randomness))),
                }
            }
        }
        fresh.sort_by_key(|(id, _)| *id);
        fresh.dedup_by_key(|(id, _)| *id);
        if fresh.is_empty() {
            return Ok(Ok(()));
        }
        let mut file = self.file();
        file.add(&fresh, || self.ring().clone())?;
        self.change(|ring| ring.add(fresh));
        Ok(Ok(()))
    }

    /// Destroys the keys of these persons for good: it is done when this returns, and nothing is done after an error. Marks
    /// stay of all of them, also of those who have no key here. Also the settled file cannot be opened any more.
    pub(super) fn destroy(&self, persons: &[Id], at: Moment) -> Result<(), Error> {
        let mut file = self.file();
        let mut left = self.ring().clone();
        left.destroy(persons, at, &self.randomness);
        file.replace(&left)?;
        self.change(|ring| *ring = left);
        self.generation.fetch_add(1, Ordering::Release);
        Ok(())
    }

    /// Whether everything sealed with keys that were destroyed is gone from the files as well.
    pub(super) fn is_clean(&self) -> bool {
        self.ring().is_clean
    }

    /// Notes that it is, if no key was destroyed after `generation` was asked.
    pub(super) fn note_clean(&self, generation: u64) -> Result<bool, Error> {
        let mut file = self.file();
        if self.generation() != generation {
            return Ok(false);
        }
        file.note_clean()?;
        self.change(|ring| ring.is_clean = true);
        Ok(true)
    }

    /// The secrets for rooms above.
    pub(super) fn secrets(&self) -> Secrets {
        self.ring().secrets()
    }

    fn file(&self) -> MutexGuard<'_, KeyFile> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Ring)) {
        change(&mut self.ring.write().unwrap_or_else(PoisonError::into_inner));
    }
}

#[cfg(test)]
mod tests;
