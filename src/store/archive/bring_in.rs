use std::fs;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{ArchiveFlaw, Contents, Item, Reader};
use crate::inventory::slug::Slug;
use crate::store::error::Error;
use crate::store::journal::{self, Journal};
use crate::store::keys::{KeyCopy, Ring};
use crate::store::pictures::Pictures;
use crate::store::{Shared, Store, keep, locked};

/// Commits of an archive are made durable together in pieces of about so many bytes.
const PIECE_BYTES: usize = 4 << 20;

/// What stands beside a name while it is brought in. No slug has a full stop in it.
const MARK: &str = ".restoring-";

/// A neighbourhood out of an archive that was read to its end, found whole, and stands ready beside the others. It is one
/// of them when it is [kept](Staged::keep); dropped, nothing of it stays.
#[derive(Debug)]
pub struct Staged {
    shared: Arc<Shared>,
    slug: Slug,
    contents: Contents,
    journal: PathBuf,
    pictures: PathBuf,
    /// The keys it will have; none if it has those that are there under its name, if any are.
    keys: Option<KeyCopy>,
    locked: u64,
}

/// A neighbourhood that was brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The short name it has.
    pub slug: Slug,
    /// What is in it.
    pub contents: Contents,
    /// How many rows about people, of now and of earlier, cannot be read, as their keys did not come along.
    pub locked: u64,
}

impl Store {
    /// Reads an archive, and makes ready the neighbourhood in it under its own short name or another one. Without the `keys`
    /// that belong to it all is there but what is told of people. Who was erased in this data folder after it was made stays
    /// erased.
    pub fn stage(&self, source: impl Read, keys: Option<KeyCopy>, slug: Option<&Slug>) -> Result<Staged, ArchiveFlaw> {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let mut reader = Reader::begin(BufReader::with_capacity(1 << 18, source))?;
        let slug = slug.unwrap_or(&reader.contents().slug).clone();
        let keys = self.keys_for(&slug, keys)?;
        reader.open_with(keys.as_ref().map_or_else(Ring::empty, |keys| keys.ring().clone()));
        if locked(&self.0.slugs).contains(&slug) {
            return Err(Error::AlreadyThere(slug.to_string()).into());
        }
        let aside = format!("{slug}{MARK}{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let (journal, pictures) = (self.0.folder.journal().join(&aside), self.0.folder.pictures().join(&aside));
        // From here on it cleans up after itself.
        let (shared, contents) = (Arc::clone(&self.0), reader.contents().clone());
        let mut staged = Staged { shared, slug, contents, journal, pictures, keys, locked: 0 };
        staged.fill(&mut reader)?;
        (staged.contents, staged.locked) = (reader.contents().clone(), reader.locked());
        staged.read_back()?;
        Ok(staged)
    }

    /// The keys for a neighbourhood that is brought in: those that come along, with those that are still here under its name,
    /// as when only the journal was lost.
    fn keys_for(&self, slug: &Slug, along: Option<KeyCopy>) -> Result<Option<KeyCopy>, Error> {
        let file = self.0.keys_file_of(slug);
        let Some(mut keys) = along else { return KeyCopy::of_file(&file) };
        if let Some(here) = KeyCopy::of_file(&file).unwrap_or_else(|_| KeyCopy::salvage(&file)) {
            keys.join(&here);
        }
        for other in KeyCopy::all_in(&self.0.folder.keys()) {
            keys.replay(&other);
        }
        Ok(Some(keys))
    }
}

impl Staged {
    /// The short name it will have.
    pub fn slug(&self) -> &Slug {
        &self.slug
    }

    /// What it was made of.
    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// How many rows about people cannot be read, as their keys did not come along.
    pub fn locked(&self) -> u64 {
        self.locked
    }

    /// Makes it one of the neighbourhoods: whole, and there after a power cut when this returns.
    pub fn keep(self) -> Result<Restored, Error> {
        let mut slugs = locked(&self.shared.slugs);
        if slugs.contains(&self.slug) {
            return Err(Error::AlreadyThere(self.slug.to_string()));
        }
        // What is derived is made again from the journal; of a former neighbourhood of this name nothing must be left.
        self.shared.forget_derived(&self.slug);
        let (journal, pictures) = (self.shared.journal_of(&self.slug), self.shared.folder.pictures().join(self.slug.as_str()));
        // The pictures first: what is broken off in between leaves pictures that nothing shows.
        replace_folder(&self.pictures, &pictures).map_err(|cause| Error::not_kept(&pictures, cause))?;
        if let Some(keys) = &self.keys {
            keys.put(&self.shared.keys_file_of(&self.slug), &self.shared.randomness)?;
            locked(&self.shared.rings).remove(&self.slug);
        }
        let moved = fs::rename(&self.journal, &journal).and_then(|()| keep::sync_parent(&journal));
        moved.map_err(|cause| Error::not_kept(&journal, cause))?;
        slugs.insert(self.slug.clone());
        Ok(Restored { slug: self.slug.clone(), contents: self.contents.clone(), locked: self.locked })
    }

    fn fill<R: io::BufRead>(&self, reader: &mut Reader<R>) -> Result<(), ArchiveFlaw> {
        keep::make_folder(&self.journal).map_err(|cause| Error::not_kept(&self.journal, cause))?;
        let (mut journal, _) = Journal::open(&self.journal, self.shared.sizes.journal_file, 0, &mut |_| Ok(()))?;
        let pictures = Pictures::in_folder(self.pictures.clone());
        let (mut waiting, mut bytes) = (Vec::new(), 0);
        while let Some(item) = reader.next()? {
            match item {
                Item::Commit(commit) => {
                    bytes += commit.len();
                    waiting.push(commit);
                    if bytes >= PIECE_BYTES {
                        journal.append_settled(&waiting)?;
                        (waiting, bytes) = (Vec::new(), 0);
                    }
                }
                Item::Picture { name, bytes } => pictures.keep_as(&name, &bytes)?,
            }
        }
        journal.append_settled(&waiting)?;
        Ok(())
    }

    fn read_back(&self) -> Result<(), Error> {
        let (expected, found) = (self.contents.commits, journal::last_seq(&self.journal)?);
        let gap = Error::Gap { folder: self.journal.clone(), expected: expected + 1, found: found + 1 };
        if found == expected { Ok(()) } else { Err(gap) }
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for folder in [&self.journal, &self.pictures] {
            if let Err(error) = remove_folder(folder) {
                tracing::warn!(folder = %folder.display(), %error, "what was not brought in could not be taken away; the next start does so");
            }
        }
    }
}

/// Takes away what broken-off restores left in this folder.
pub(in crate::store) fn remove_left_overs(folder: &Path) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(|name| name.contains(MARK)) {
            remove_folder(&entry.path())?;
        }
    }
    Ok(())
}

/// Puts the folder `fresh`, if it is there, in the place of `path`.
fn replace_folder(fresh: &Path, path: &Path) -> io::Result<()> {
    remove_folder(path)?;
    if fresh.exists() {
        fs::rename(fresh, path)?;
        keep::sync_parent(path)?;
    }
    Ok(())
}

fn remove_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
