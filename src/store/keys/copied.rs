//! Keys beside an archive or a backup: a copy to take along, kept apart from what it opens.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::file::{self, KeyFile, lines, parse};
use super::ring::Ring;
use crate::inventory::surroundings::Randomness;
use crate::store::error::Error;

/// The keys that belong to an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Companion(Ring);

impl Companion {
    /// A copy of these keys. Nothing if there is nobody in them, and nobody was erased: then nothing is sealed either.
    pub(in crate::store) fn of(ring: &Ring) -> Option<Self> {
        let is_needed = ring.has_keys() || !ring.erased.is_empty();
        is_needed.then(|| Self(Ring { settled: None, is_clean: true, ..ring.clone() }))
    }

    /// The bytes of the file, always the same for the same keys.
    pub(in crate::store) fn to_bytes(&self) -> io::Result<Vec<u8>> {
        lines(&self.0).map(|(bytes, _)| bytes)
    }

    /// The keys in a file that was taken along; `path` is told in errors. One that was cut off is not whole.
    pub(in crate::store) fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let (ring, last, good) = parse(bytes, path)?;
        if good < bytes.len() {
            return Err(Error::Damaged { file: path.to_owned(), line: last + 1, flaw: crate::store::error::Flaw::Altered });
        }
        Ok(Self(ring))
    }

    /// Erases whoever was erased in another copy of the keys of the same neighbourhood.
    pub(in crate::store) fn replay(&mut self, other: &Self) {
        self.0.replay(&other.0);
    }

    /// Adds the keys that another copy of the keys of the same neighbourhood has, of those who were not erased in either.
    pub(in crate::store) fn complete_with(&mut self, other: &Self) {
        if self.is_of_the_same(other) {
            for (id, key) in &other.0.keys {
                self.0.keys.entry(*id).or_insert(*key);
            }
            self.0.replay(&other.0);
            let Ring { keys, erased, erasures, .. } = &mut self.0;
            keys.retain(|id, _| !erased.contains_key(&erasures.mark(&[&id.bytes()])));
        }
    }

    /// Whether both are of the same neighbourhood.
    pub(in crate::store) fn is_of_the_same(&self, other: &Self) -> bool {
        self.0.erasures == other.0.erasures
    }

    /// The keys, to look at what they open.
    pub(in crate::store) fn ring(&self) -> &Ring {
        &self.0
    }

    /// Makes the file of keys of a neighbourhood at `path`. If somebody was erased since its archive was made, what they left
    /// in it is cleaned away when it is opened.
    pub(in crate::store) fn put(&self, path: &Path, randomness: &Randomness) -> Result<(), Error> {
        let ring = Ring { is_clean: self.0.erased.is_empty(), ..self.0.clone() }.complete(randomness);
        let written = lines(&ring).and_then(|(bytes, _)| file::write_private(path, &bytes));
        written.map_err(|cause| Error::not_kept(path, cause))
    }
}

/// The keys in the files of a folder, each with its path; those that cannot be read are passed over.
pub(in crate::store) fn former(folder: &Path) -> Vec<(PathBuf, Companion)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let readable = entries.filter_map(|entry| {
        let (_, ring) = KeyFile::read(&entry.path()).ok().flatten()?;
        Some((entry.path(), Companion(Ring { settled: None, ..ring })))
    });
    readable.collect()
}
