//! Keys beside an archive or a backup: a copy to take along, kept apart from what it opens.

use std::fs;
use std::io;
use std::path::Path;

use super::file::{KeyFile, lines, parse, whole_lines, write_private};
use super::ring::Ring;
use crate::inventory::surroundings::Randomness;
use crate::store::error::{Error, Flaw};

/// The keys that belong to an archive. Who has both can read what is told of people in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyCopy(Ring);

impl KeyCopy {
    /// The keys in the file at `path`; nothing if there is none. One that is not whole is an error.
    pub fn read(path: &Path) -> Result<Option<Self>, Error> {
        let bytes = match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            bytes => bytes.map_err(|cause| Error::unreadable(path, cause))?,
        };
        let (ring, last, good) = parse(&bytes, path)?;
        if good < bytes.len() {
            return Err(Error::Damaged { file: path.to_owned(), line: last + 1, flaw: Flaw::Altered });
        }
        Ok(Some(Self::of_ring(&ring)))
    }

    /// Puts them in the file at `path`, which nobody else may read. The same keys are always the same bytes.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let written = lines(&self.0).and_then(|(bytes, _)| write_private(path, &bytes));
        written.map_err(|cause| Error::not_kept(path, cause))
    }

    /// A copy of these keys. Nothing if there is nobody in them, and nobody was erased: then nothing is sealed either.
    pub(in crate::store) fn of(ring: &Ring) -> Option<Self> {
        (ring.has_keys() || ring.has_erased()).then(|| Self::of_ring(ring))
    }

    fn of_ring(ring: &Ring) -> Self {
        Self(Ring { settled: None, is_clean: true, ..ring.clone() })
    }

    /// The keys that a neighbourhood has in the file at `path`, if there is one.
    pub(in crate::store) fn of_file(path: &Path) -> Result<Option<Self>, Error> {
        Ok(KeyFile::read(path)?.map(|(_, ring)| Self::of_ring(&ring)))
    }

    /// What can still be read of a file that is damaged.
    pub(in crate::store) fn salvage(path: &Path) -> Option<Self> {
        whole_lines(&fs::read(path).ok()?).map(|ring| Self::of_ring(&ring))
    }

    /// The keys, to look at what they open.
    pub(in crate::store) fn ring(&self) -> &Ring {
        &self.0
    }

    /// Erases whoever was erased in another copy.
    pub(in crate::store) fn replay(&mut self, other: &Self) {
        self.0.replay(&other.0);
    }

    /// Adds the keys of another copy, of those who were not erased in either.
    pub(in crate::store) fn join(&mut self, other: &Self) {
        self.0.join(&other.0);
    }

    /// Makes them the keys of a neighbourhood, in the file at `path`. If anybody was ever erased, what they may have left in
    /// its archive is cleaned out when it is loaded.
    pub(in crate::store) fn put(&self, path: &Path, randomness: &Randomness) -> Result<(), Error> {
        let ring = Ring { is_clean: !self.0.has_erased(), ..self.0.clone() }.complete(randomness);
        let written = lines(&ring).and_then(|(bytes, _)| write_private(path, &bytes));
        written.map_err(|cause| Error::not_kept(path, cause))
    }

    /// The keys in all files of a folder. What cannot be read is passed over.
    pub(in crate::store) fn all_in(folder: &Path) -> Vec<Self> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.filter_map(|entry| Self::of_file(&entry.path()).ok().flatten()).collect()
    }
}
