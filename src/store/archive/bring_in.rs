use std::fs;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{ArchiveFlaw, Contents, Item, Reader};
use crate::inventory::slug::Slug;
use crate::store::error::Error;
use crate::store::journal::{self, Journal};
use crate::store::keys::Ring;
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
}

impl Store {
    /// Reads an archive, and makes ready the neighbourhood in it under its own short name or another one.
    pub fn stage(&self, source: impl Read, slug: Option<&Slug>) -> Result<Staged, ArchiveFlaw> {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let mut reader = Reader::begin(BufReader::with_capacity(1 << 18, source), Ring::empty())?;
        let slug = slug.unwrap_or(&reader.contents().slug).clone();
        if locked(&self.0.slugs).contains(&slug) {
            return Err(Error::AlreadyThere(slug.to_string()).into());
        }
        let aside = format!("{slug}{MARK}{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let (journal, pictures) = (self.0.folder.journal().join(&aside), self.0.folder.pictures().join(&aside));
        // From here on it cleans up after itself.
        let mut staged = Staged { shared: Arc::clone(&self.0), slug, contents: reader.contents().clone(), journal, pictures };
        staged.fill(&mut reader)?;
        staged.contents = reader.contents().clone();
        staged.read_back()?;
        Ok(staged)
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

    /// Makes it one of the neighbourhoods: whole, and there after a power cut when this returns.
    pub fn keep(self) -> Result<Contents, Error> {
        let mut slugs = locked(&self.shared.slugs);
        if slugs.contains(&self.slug) {
            return Err(Error::AlreadyThere(self.slug.to_string()));
        }
        // What is derived is made again from the journal; of a former neighbourhood of this name nothing must be left.
        self.shared.forget_derived(&self.slug);
        let (journal, pictures) = (self.shared.journal_of(&self.slug), self.shared.folder.pictures().join(self.slug.as_str()));
        // The pictures first: what is broken off in between leaves pictures that nothing shows.
        replace_folder(&self.pictures, &pictures).map_err(|cause| Error::not_kept(&pictures, cause))?;
        let moved = fs::rename(&self.journal, &journal).and_then(|()| keep::sync_parent(&journal));
        moved.map_err(|cause| Error::not_kept(&journal, cause))?;
        slugs.insert(self.slug.clone());
        Ok(self.contents.clone())
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
