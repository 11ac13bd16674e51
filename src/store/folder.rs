//! The data folder as a whole: whose it is at the moment, and of which format.
//!
//! `wijkweb.json` says the format, and which folder in it is the journal: `{"format":1,"journal":"journal"}`. Replacing
//! that one small file is the step by which a migration happens or does not.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::store::error::Error;
use crate::store::keep;
use crate::store::notice::Notice;

/// The format this Wijkweb writes.
pub(super) const FORMAT: u32 = 1;

/// How a data folder of one format becomes one of the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Migration {
    /// The format it begins from.
    pub(super) from: u32,
    /// Writes into the second folder, which is new and empty, what stands in the first, durably.
    pub(super) rewrite: fn(&Path, &Path) -> Result<(), Error>,
}

/// All migrations there are. Format 1 is the first.
pub(super) const MIGRATIONS: &[Migration] = &[];

/// A data folder that is ours for as long as this lives.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    journal: String,
    _lock: File,
}

impl Folder {
    /// Takes possession of the data folder at `path`, making it if there is none, and brings it to the present format.
    pub(super) fn open(path: &Path, migrations: &[Migration]) -> Result<(Self, Vec<Notice>), Error> {
        let unreadable = |cause| Error::unreadable(path, cause);
        keep::make_folder(path).map_err(|cause| Error::not_kept(path, cause))?;
        refuse_strangers(path)?;
        let lock = lock(path)?;
        let (found, journal) = match read_format(path)? {
            Some(format) => format,
            None => (begin(path)?, JOURNAL.to_owned()),
        };
        if found > FORMAT {
            return Err(Error::TooNew { folder: path.to_owned(), found, known: FORMAT });
        }
        let mut folder = Self { path: path.to_owned(), journal, _lock: lock };
        folder.migrate(found, migrations)?;
        folder.remove_former_journals().map_err(unreadable)?;
        let migrated = Notice::Migrated { from: found, to: FORMAT };
        Ok((folder, Some(migrated).filter(|_| found < FORMAT).into_iter().collect()))
    }

    /// The data folder itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder in which every neighbourhood has a folder with its journal.
    pub(super) fn journal(&self) -> PathBuf {
        self.path.join(&self.journal)
    }

    /// The folder with the current rows.
    pub(super) fn rows(&self) -> PathBuf {
        self.path.join("sled")
    }

    /// The folder with what is settled of each neighbourhood.
    pub(super) fn settled(&self) -> PathBuf {
        self.path.join("settled")
    }

    /// The folder with the keys of each neighbourhood.
    pub(super) fn keys(&self) -> PathBuf {
        self.path.join("keys")
    }

    /// The folder in which every neighbourhood with pictures has a folder with them.
    pub(super) fn pictures(&self) -> PathBuf {
        self.path.join("pictures")
    }

    fn migrate(&mut self, found: u32, migrations: &[Migration]) -> Result<(), Error> {
        for from in found..FORMAT {
            let to = from + 1;
            let migration = migrations.iter().find(|migration| migration.from == from);
            let too_old = || Error::TooOld { folder: self.path.clone(), found, known: FORMAT };
            let rewrite = migration.ok_or_else(too_old)?.rewrite;
            let fresh = format!("{JOURNAL}.format-{to}");
            let target = self.path.join(&fresh);
            self.clear_for(&target).map_err(|cause| Error::not_kept(&target, cause))?;
            rewrite(&self.journal(), &target)?;
            write_format(&self.path, to, &fresh)?;
            self.journal = fresh;
        }
        Ok(())
    }

    /// Makes `target` an empty folder, and takes away the rows: they are of the former format, and can be made again.
    fn clear_for(&self, target: &Path) -> io::Result<()> {
        for path in [target, &self.rows()] {
            if path.exists() {
                fs::remove_dir_all(path)?;
            }
        }
        keep::make_folder(target)
    }

    /// A migration that was broken off after its step leaves the former journal behind.
    fn remove_former_journals(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name().into_string().unwrap_or_default();
            if is_journal_name(&name) && name != self.journal {
                fs::remove_dir_all(self.path.join(name))?;
            }
        }
        Ok(())
    }
}

const FORMAT_FILE: &str = "wijkweb.json";
const LOCK_FILE: &str = "lock";
const JOURNAL: &str = "journal";

/// A folder without our file may only hold what we, or the file system, put there before it.
fn refuse_strangers(path: &Path) -> Result<(), Error> {
    if path.join(FORMAT_FILE).exists() {
        return Ok(());
    }
    let unreadable = |cause| Error::unreadable(path, cause);
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        let is_begun = name == JOURNAL && is_empty_folder(&path.join(&name));
        if !is_begun && ![LOCK_FILE, "wijkweb.json.new", "wijkweb.toml", "certificate", "lost+found"].contains(&name.as_str()) {
            return Err(Error::NotOurs { folder: path.to_owned(), name });
        }
    }
    Ok(())
}

/// As it is when the very first start was broken off before the format was written.
fn is_empty_folder(path: &Path) -> bool {
    fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// Tries for a tenth of a second: a process that has just ended, or a copy of one on its way to becoming another program,
/// holds a lock a moment longer.
fn try_lock(file: &File) -> Result<(), TryLockError> {
    for _ in 0..20 {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(5)),
            tried => return tried,
        }
    }
    file.try_lock()
}

fn lock(path: &Path) -> Result<File, Error> {
    let file_path = path.join(LOCK_FILE);
    let open = OpenOptions::new().create(true).read(true).write(true).truncate(false).open(&file_path);
    let mut file = open.map_err(|cause| Error::not_kept(&file_path, cause))?;
    match try_lock(&file) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let process = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
            return Err(Error::InUse { folder: path.to_owned(), process });
        }
        Err(TryLockError::Error(cause)) => return Err(Error::unreadable(&file_path, cause)),
    }
    // The number only helps whoever is refused; on a full disk it is missed by nobody else.
    let note = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
    if let Err(error) = note {
        tracing::warn!(%error, "the process number could not be noted in the lock file");
    }
    Ok(file)
}

fn begin(path: &Path) -> Result<u32, Error> {
    let journal = path.join(JOURNAL);
    keep::make_folder(&journal).map_err(|cause| Error::not_kept(&journal, cause))?;
    write_format(path, FORMAT, JOURNAL)?;
    Ok(FORMAT)
}

fn write_format(path: &Path, format: u32, journal: &str) -> Result<(), Error> {
    let file = path.join(FORMAT_FILE);
    let text = format!("{{\"format\":{format},\"journal\":\"{journal}\"}}\n");
    keep::replace_file(&file, text.as_bytes()).map_err(|cause| Error::not_kept(&file, cause))
}

/// The format and the name of the journal's folder; nothing if there is no such file.
fn read_format(path: &Path) -> Result<Option<(u32, String)>, Error> {
    let file = path.join(FORMAT_FILE);
    let text = match fs::read(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text.map_err(|cause| Error::unreadable(&file, cause))?,
    };
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
    let format = json["format"].as_u64().and_then(|format| u32::try_from(format).ok());
    let journal = json.get("journal").map_or(Some(JOURNAL), serde_json::Value::as_str);
    match (format, journal) {
        // What else a newer one writes is not for us to judge.
        (Some(format), _) if format > FORMAT => Ok(Some((format, String::new()))),
        (Some(format), Some(journal)) if is_journal_name(journal) => Ok(Some((format, journal.to_owned()))),
        _ => Err(Error::SenselessFormat { file }),
    }
}

fn is_journal_name(name: &str) -> bool {
    name == JOURNAL || name.strip_prefix("journal.format-").is_some_and(|number| number.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Format 0, which never was: one file with all there is.
    const FROM_ZERO: Migration = Migration {
        from: 0,
        rewrite: |former, fresh| {
            let copy = || keep::replace_file(&fresh.join("all"), &fs::read(former.join("everything"))?);
            copy().map_err(|cause| Error::not_kept(fresh, cause))
        },
    };

    fn format_zero() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("journal")).unwrap();
        fs::create_dir_all(folder.path().join("sled")).unwrap();
        fs::write(folder.path().join("journal/everything"), b"kept").unwrap();
        fs::write(folder.path().join("sled/db"), b"rows of format 0").unwrap();
        fs::write(folder.path().join(FORMAT_FILE), b"{\"format\":0}").unwrap();
        folder
    }

    fn error(path: &Path) -> String {
        Folder::open(path, MIGRATIONS).unwrap_err().to_string()
    }

    #[test]
    fn a_new_folder_is_begun_and_opens_again() {
        let above = tempfile::tempdir().unwrap();
        let path = above.path().join("some/data");
        for _ in 0..2 {
            let (folder, notices) = Folder::open(&path, MIGRATIONS).unwrap();
            assert!(folder.journal().is_dir() && notices.is_empty());
        }
        assert_eq!(fs::read_to_string(path.join(FORMAT_FILE)).unwrap(), "{\"format\":1,\"journal\":\"journal\"}\n");
    }

    #[test]
    fn a_folder_has_one_owner() {
        let above = tempfile::tempdir().unwrap();
        let owner = Folder::open(above.path(), MIGRATIONS).unwrap();
        let refused = error(above.path());
        assert!(refused.contains("in use by another wijkweb (process "), "{refused}");
        drop(owner);
        Folder::open(above.path(), MIGRATIONS).unwrap();
    }

    #[test]
    fn a_newer_format_is_refused_with_both_numbers_and_left_alone() {
        let above = tempfile::tempdir().unwrap();
        let newer = b"{\"format\":7,\"journal\":\"rolls\",\"more\":[]}";
        fs::write(above.path().join(FORMAT_FILE), newer).unwrap();
        fs::create_dir(above.path().join("journal")).unwrap();
        let refused = error(above.path());
        assert!(refused.contains("has format 7. This wijkweb knows formats up to 1."), "{refused}");
        assert_eq!(fs::read(above.path().join(FORMAT_FILE)).unwrap(), newer);
        assert!(above.path().join("journal").is_dir());
    }

    #[test]
    fn a_folder_of_somebody_else_is_refused_and_nothing_put_in_it() {
        let above = tempfile::tempdir().unwrap();
        fs::write(above.path().join("letter.txt"), b"dear").unwrap();
        assert!(error(above.path()).contains("“letter.txt”"));
        assert_eq!(fs::read_dir(above.path()).unwrap().count(), 1);
        assert!(error(&above.path().join("letter.txt")).contains("not kept"));
    }

    #[test]
    fn a_first_start_that_was_broken_off_anywhere_is_begun_again() {
        let above = tempfile::tempdir().unwrap();
        fs::write(above.path().join(LOCK_FILE), b"").unwrap();
        fs::write(above.path().join("wijkweb.json.new"), b"{\"form").unwrap();
        fs::create_dir(above.path().join(JOURNAL)).unwrap();
        let (folder, _) = Folder::open(above.path(), MIGRATIONS).unwrap();
        assert!(folder.journal().is_dir() && above.path().join(FORMAT_FILE).exists());
        // With something in it that nobody can read without the format it is not ours to begin.
        let above = tempfile::tempdir().unwrap();
        fs::create_dir_all(above.path().join(JOURNAL).join("wijk")).unwrap();
        assert!(error(above.path()).contains("“journal”"));
    }

    #[test]
    fn a_format_file_that_makes_no_sense_is_named() {
        for text in ["", "{", "{}", "[1]", "{\"format\":\"1\"}", "{\"format\":1,\"journal\":\"../..\"}", "{\"format\":-1}"] {
            let above = tempfile::tempdir().unwrap();
            fs::write(above.path().join(FORMAT_FILE), text).unwrap();
            assert!(error(above.path()).contains("wijkweb.json makes no sense"), "{text}");
        }
    }

    #[test]
    fn an_older_format_is_rewritten_in_one_step() {
        let above = format_zero();
        let (folder, notices) = Folder::open(above.path(), &[FROM_ZERO]).unwrap();
        assert_eq!(notices, [Notice::Migrated { from: 0, to: 1 }]);
        assert_eq!(fs::read(folder.journal().join("all")).unwrap(), b"kept");
        assert!(!folder.rows().exists() && !above.path().join("journal").exists());
        drop(folder);
        let (folder, notices) = Folder::open(above.path(), &[FROM_ZERO]).unwrap();
        assert!(notices.is_empty());
        assert_eq!(fs::read(folder.journal().join("all")).unwrap(), b"kept");
    }

    #[test]
    fn a_migration_broken_off_before_or_after_its_step_loses_nothing() {
        let above = format_zero();
        fs::create_dir_all(above.path().join("journal.format-1")).unwrap();
        fs::write(above.path().join("journal.format-1/half"), b"ke").unwrap();
        let (folder, _) = Folder::open(above.path(), &[FROM_ZERO]).unwrap();
        assert_eq!(fs::read_dir(folder.journal()).unwrap().count(), 1);
        drop(folder);
        fs::create_dir_all(above.path().join("journal")).unwrap();
        fs::write(above.path().join("journal/everything"), b"left over").unwrap();
        let (folder, _) = Folder::open(above.path(), &[FROM_ZERO]).unwrap();
        assert_eq!(fs::read(folder.journal().join("all")).unwrap(), b"kept");
        assert!(!above.path().join("journal").exists());
    }

    #[test]
    fn a_format_without_a_way_from_it_is_refused() {
        let above = format_zero();
        assert!(error(above.path()).contains("has format 0. This wijkweb (format 1) cannot bring that up to date."));
        assert!(above.path().join("sled/db").exists() && above.path().join("journal/everything").exists());
    }
}
