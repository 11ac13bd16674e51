//! Taking neighbourhoods along, and bringing them in again.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::access::{ACCOUNTS, DEEDS};
use crate::inventory::slug::Slug;
use crate::neighbourhood::neighbourhoods::Neighbourhoods;
use crate::store::{
    ArchiveFlaw, Backup, BackupFlaw, Contents, Error as StoreError, Health, KeyCopy, Mended, NotMended, RELEASES, Restored, Store, keep,
};

/// The small files of a data folder that go into a backup: the accounts, what was done with them, the
/// figures about people, and the settings. The
/// lock, the format and the mark are of this folder alone; rows and uploads are made or handed in again, and sessions begun.
const SMALL_FILES: &[&str] = &[ACCOUNTS, DEEDS, RELEASES, "wijkweb.toml"];

/// The small file with what tells this data folder from others.
const MARK: &str = "backup-mark";

impl Neighbourhoods {
    /// Writes everything that was ever kept in a neighbourhood, history and pictures too, as an archive: up to what was
    /// acknowledged when this was called. Others may go on writing.
    pub fn archive(&self, slug: &Slug, out: impl Write) -> Result<Contents, ArchiveFlaw> {
        self.store().archive(slug, out)
    }

    /// The same, as the file at `path`: it is there when it was read back and found whole, and otherwise what was there stays.
    /// The keys of the people in it are in [a file beside it](keys_beside): with both of them they can be read.
    pub fn archive_to(&self, slug: &Slug, path: &Path) -> Result<Contents, ArchiveFlaw> {
        let written = keep::replace_with(path, |fresh| {
            let written = keep::write_new(fresh, |out| self.archive(slug, out))?;
            let read = Store::verify(File::open(fresh).map_err(ArchiveFlaw::Unreadable)?)?;
            let different = || ArchiveFlaw::Unreadable(io::Error::other("what is read is not what was written"));
            if read == written { Ok(written) } else { Err(different()) }
        })?;
        let beside = keys_beside(path);
        match self.store().archive_keys(slug)? {
            Some(keys) => keys.write(&beside)?,
            // Those of what stood here before open nothing any more.
            None if beside.exists() => fs::remove_file(&beside)?,
            None => {}
        }
        Ok(written)
    }

    /// The keys of the people in the archive of a neighbourhood; none where nothing is told of people.
    pub fn archive_keys(&self, slug: &Slug) -> Result<Option<KeyCopy>, StoreError> {
        self.store().archive_keys(slug)
    }

    /// Reads an archive to its end and tells what is in it; nothing is kept.
    pub fn verify_archive(source: impl Read) -> Result<Contents, ArchiveFlaw> {
        Store::verify(source)
    }

    /// Makes a backup of all neighbourhoods, and of the small files that matter, in a folder of its own in `folder`. It was
    /// read back and found whole when this returns; otherwise nothing of it is there.
    pub fn back_up(&self, folder: &Path) -> Result<Backup, BackupFlaw> {
        let mark = self.backup_mark().map_err(|cause| BackupFlaw::NotWritten { path: self.folder().join(MARK), cause })?;
        self.store().back_up(folder, self.surroundings().now(), &mark, SMALL_FILES)
    }

    /// Brings the neighbourhoods of a backup back, all of them or only one, which may get another short name.
    pub fn restore_backup(&self, backup: &Backup, only: Option<&Slug>, slug: Option<&Slug>) -> Result<Vec<Restored>, BackupFlaw> {
        let restored = self.store().restore_backup(backup, only, slug)?;
        self.access().reload(self.folder())?;
        self.releases.reload(self.folder())?;
        Ok(restored)
    }

    /// What tells the backups of this data folder from those of others in the same place.
    pub(super) fn backup_mark(&self) -> io::Result<String> {
        if let Some(mark) = self.small_file(MARK)? {
            return Ok(String::from_utf8_lossy(&mark).trim().to_owned());
        }
        let mut random = [0; 8];
        self.surroundings().fill(&mut random);
        let mark = format!("{:016x}", u64::from_be_bytes(random));
        self.keep_small_file(MARK, mark.as_bytes())?;
        Ok(mark)
    }

    /// Puts right what a check found in a neighbourhood, with commits from a backup if it must be, and never by guessing.
    pub fn repair(&self, health: &Health, from: Option<&Backup>) -> Result<Vec<Mended>, NotMended> {
        self.store().repair(health, from)
    }

    /// Makes a neighbourhood of an archive, whole or not at all, under its own short name or another one. Without the `keys`
    /// of the people in it they do not come back.
    pub fn restore(&self, source: impl Read, keys: Option<KeyCopy>, slug: Option<&Slug>) -> Result<Restored, ArchiveFlaw> {
        Ok(self.store().stage(source, keys, slug)?.keep()?)
    }
}

/// Where the keys of the people in the archive at `path` are: `NAME.keys`.
pub fn keys_beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".keys");
    path.with_file_name(name)
}
