//! The keys of people, apart from the backup that they open, and not for longer than thirty days.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::flaw::BackupFlaw;
use super::read::Backup;
use crate::inventory::moment::{Day, Moment};
use crate::inventory::slug::Slug;
use crate::store::keep;
use crate::store::keys::KeyCopy;

/// So many days after it was made the keys of a backup go, however long the backup itself is kept: then who was erased
/// since cannot be read any more in any of them.
pub const DAYS_OF_KEYS: i32 = 30;

/// What stands behind the name of a backup for the folder with its keys.
const KEYS: &str = ".keys";

impl Backup {
    /// The keys of the people of a neighbourhood in it; none if they expired, are kept elsewhere, or there were none.
    pub fn keys_of(&self, slug: &Slug) -> Result<Option<KeyCopy>, BackupFlaw> {
        Ok(KeyCopy::read(&keys_beside(&self.path).join(slug.as_str()))?)
    }

    /// Takes away the keys in the folder of backups that are older than [`DAYS_OF_KEYS`], of whichever data folder they are.
    /// Tells how many went.
    pub fn expire_keys(folder: &Path, now: Moment) -> Result<usize, BackupFlaw> {
        let today = now.day();
        let is_old = |path: &PathBuf| made_on(path).is_some_and(|made| made.until(today).is_ok_and(|age| age.get_days() > DAYS_OF_KEYS));
        let old: Vec<_> = key_folders(folder).into_iter().filter(is_old).collect();
        for path in &old {
            remove(path).map_err(|cause| BackupFlaw::not_written(path, cause))?;
        }
        Ok(old.len())
    }
}

/// Where the keys of the backup at `path` are.
pub(super) fn keys_beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(KEYS);
    path.with_file_name(name)
}

/// The folders with keys in a folder of backups.
pub(super) fn key_folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_ours = |path: &PathBuf| made_on(path).is_some();
    entries.map(|entry| entry.path()).filter(is_ours).collect()
}

/// The day in `wijkweb-000042-2026-11-22.keys`; nothing for what has another name.
fn made_on(path: &Path) -> Option<Day> {
    let name = path.file_name()?.to_str()?.strip_suffix(KEYS)?.strip_prefix("wijkweb-")?;
    name.split_once('-')?.1.get(..10)?.parse().ok()
}

/// Takes a folder with keys away. The bytes are overwritten first, for disks that write in place.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let length = usize::try_from(entry.metadata()?.len()).unwrap_or(0);
        if entry.file_type()?.is_file() {
            let file = fs::OpenOptions::new().write(true).open(entry.path())?;
            io::Write::write_all(&mut &file, &vec![0; length])?;
            file.sync_data()?;
        }
    }
    fs::remove_dir_all(path)?;
    keep::sync_parent(path)
}
