use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::TryLockError;

use super::flaw::BackupFlaw;
use super::key_copies::{self, keys_beside};
use super::manifest::{Manifest, Neighbourhood, SmallFile};
use super::read::{archive_name, checksum, name};
use super::{Backup, FILES, FORMAT, MANIFEST};
use crate::inventory::moment::Moment;
use crate::store::archive::{ArchiveFlaw, Contents};
use crate::store::error::Error;
use crate::store::{Store, keep};

/// What stands behind the name of a backup that is being made.
const UNFINISHED: &str = "unfinished";

impl Store {
    /// Makes a backup in `folder`: every neighbourhood as it was acknowledged when its turn came, and those of the small
    /// `files` that are there. `at` is the present moment, `mark` tells this data folder from others that have their
    /// backups in the same place. The backup has its name once all of it was read back and found whole; a neighbourhood
    /// that is damaged is left out and told, so that it does not keep the others from being backed up.
    pub fn back_up(&self, folder: &Path, at: Moment, mark: &str, files: &[&str]) -> Result<Backup, BackupFlaw> {
        let _turn = match self.0.backing_up.try_lock() {
            Ok(turn) => turn,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Err(BackupFlaw::Busy),
        };
        keep::make_folder(folder).map_err(|cause| BackupFlaw::not_written(folder, cause))?;
        remove_unfinished(folder, mark).map_err(|cause| BackupFlaw::not_written(folder, cause))?;
        let number = Backup::all_in(folder)?.last().map_or(1, |last| last.number.saturating_add(1));
        let path = free(folder, &name(number, at));
        let unfinished = folder.join(format!("{}.{mark}.{UNFINISHED}", name(number, at)));
        let keys = folder.join(format!("{}.keys.{mark}.{UNFINISHED}", name(number, at)));
        let making = Making { store: self, path: &unfinished, keys: &keys, files };
        let made = making.make(number, at, mark).and_then(|backup| {
            // The keys first: there is no backup then that lacks them.
            let moved = move_keys(&keys, &keys_beside(&path));
            let moved = moved.and_then(|()| fs::rename(&unfinished, &path)).and_then(|()| keep::sync_folder(folder));
            moved.map_err(|cause| BackupFlaw::not_written(&path, cause))?;
            Ok(Backup { path, ..backup })
        });
        if let Err(error) = Backup::expire_keys(folder, at) {
            tracing::error!(%error, "keys of old backups are still there");
        }
        if made.is_err()
            && let Err(error) = remove_unfinished(folder, mark)
        {
            tracing::warn!(%error, "what was written of a backup that failed could not be taken away; the next one does so");
        }
        made
    }
}

/// A backup being made.
struct Making<'a> {
    store: &'a Store,
    path: &'a Path,
    /// Where the keys go.
    keys: &'a Path,
    files: &'a [&'a str],
}

impl Making<'_> {
    fn make(&self, number: u64, at: Moment, mark: &str) -> Result<Backup, BackupFlaw> {
        let not_written = |path: &Path| {
            let path = path.to_owned();
            move |cause| BackupFlaw::NotWritten { path, cause }
        };
        fs::create_dir(self.path).map_err(not_written(self.path))?;
        let (mut neighbourhoods, mut left_out) = (Vec::new(), Vec::new());
        for slug in self.store.slugs() {
            let file = self.path.join(archive_name(&slug));
            match keep::write_new(&file, |out| self.store.archive(&slug, out)) {
                Ok(contents) => neighbourhoods.push(contents),
                Err(ArchiveFlaw::NotWritten(cause)) => return Err(not_written(&file)(cause)),
                // Closed while the others were written.
                Err(ArchiveFlaw::Store(Error::NoSuchNeighbourhood(_))) => fs::remove_file(&file).map_err(not_written(&file))?,
                Err(flaw) => {
                    tracing::error!(%slug, %flaw, "a neighbourhood cannot be read and is not in the backup");
                    fs::remove_file(&file).map_err(not_written(&file))?;
                    left_out.push(slug.to_string());
                }
            }
        }
        for contents in &neighbourhoods {
            // After the archive, so that there is a key for all that is in it.
            if let Some(keys) = self.store.archive_keys(&contents.slug)? {
                keys.write(&self.keys.join(contents.slug.as_str()))?;
            }
        }
        let files = self.small_files()?;
        let manifest = Manifest {
            wijkweb: "backup".to_owned(),
            format: FORMAT,
            of: mark.to_owned(),
            number,
            made: at.to_string(),
            neighbourhoods: neighbourhoods.iter().map(Neighbourhood::of).collect::<Vec<_>>(),
            left_out,
            files,
        };
        Self::write(&self.path.join(MANIFEST), &manifest.to_bytes().map_err(|error| not_written(self.path)(error.into()))?)?;
        keep::sync_folder(self.path).map_err(not_written(self.path))?;
        self.read_back(&neighbourhoods)
    }

    fn small_files(&self) -> Result<Vec<SmallFile>, BackupFlaw> {
        let folder = self.path.join(FILES);
        fs::create_dir(&folder).map_err(|cause| BackupFlaw::not_written(&folder, cause))?;
        let mut kept = Vec::new();
        for name in self.files {
            let path = self.store.0.folder.path().join(name);
            match fs::read(&path) {
                Ok(bytes) => {
                    Self::write(&folder.join(name), &bytes)?;
                    kept.push(SmallFile { name: (*name).to_owned(), sha256: checksum(&bytes) });
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(cause) => return Err(BackupFlaw::unreadable(&path, cause)),
            }
        }
        keep::sync_folder(&folder).map_err(|cause| BackupFlaw::not_written(&folder, cause))?;
        Ok(kept)
    }

    /// What was written is what can be read, and holds every commit of the journal by its very bytes.
    fn read_back(&self, written: &[Contents]) -> Result<Backup, BackupFlaw> {
        let backup = Backup::at(self.path)?;
        backup.verify()?;
        if backup.neighbourhoods == written { Ok(backup) } else { Err(BackupFlaw::Exchanged { file: self.path.join(MANIFEST) }) }
    }

    fn write(path: &Path, bytes: &[u8]) -> Result<(), BackupFlaw> {
        let written = keep::write_new(path, |out| io::Write::write_all(out, bytes));
        written.map_err(|cause| BackupFlaw::not_written(path, cause))
    }
}

/// Puts the keys, if there are any, in their place. What stands there is of a backup that was broken off.
fn move_keys(fresh: &Path, path: &Path) -> io::Result<()> {
    key_copies::remove(path)?;
    if fresh.exists() {
        fs::rename(fresh, path)?;
    }
    Ok(())
}

/// Takes away what a backup of this data folder left that was broken off.
fn remove_unfinished(folder: &Path, mark: &str) -> io::Result<()> {
    let ending = format!(".{mark}.{UNFINISHED}");
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(|name| name.starts_with("wijkweb-") && name.ends_with(&ending)) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// A name that nothing in the folder has: several data folders may count in the same place.
fn free(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    if path.exists() {
        let mut others = (2_u64..).map(|other| folder.join(format!("{name}-{other}")));
        return others.find(|other| !other.exists()).unwrap_or(path);
    }
    path
}
