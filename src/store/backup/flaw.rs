//! Why a backup is not made, or not brought back.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::store::archive::ArchiveFlaw;
use crate::store::error::Error;
use crate::words::{Language, Words};

/// Why a backup is not made, or not brought back. After each of these everything is as it was.
#[derive(Debug)]
pub enum BackupFlaw {
    /// There is no such folder, or it cannot be read.
    Unreadable { path: PathBuf, cause: io::Error },
    /// The folder is something else: it has no `backup.json`.
    NotABackup { path: PathBuf },
    /// The folder is a data folder.
    DataFolder { path: PathBuf },
    /// `backup.json` was changed since it was written.
    Altered { file: PathBuf },
    /// A newer Wijkweb made it.
    Newer { path: PathBuf, found: u32, known: u32 },
    /// An archive in it is not whole.
    Archive { file: PathBuf, flaw: ArchiveFlaw },
    /// A file in it is whole by itself, but not the one that `backup.json` tells of.
    Exchanged { file: PathBuf },
    /// There is no such neighbourhood in it.
    NoSuch { slug: String, known: Vec<String> },
    /// Another name is asked for, and there are several neighbourhoods in it.
    WhichOne { known: Vec<String> },
    /// It could not be written.
    NotWritten { path: PathBuf, cause: io::Error },
    /// Another backup is being made at this moment.
    Busy,
    /// What is kept cannot be read, or what is in the backup cannot be kept.
    Store(Error),
}

impl BackupFlaw {
    pub(super) fn unreadable(path: &Path, cause: io::Error) -> Self {
        Self::Unreadable { path: path.to_owned(), cause }
    }

    pub(super) fn not_written(path: &Path, cause: io::Error) -> Self {
        Self::NotWritten { path: path.to_owned(), cause }
    }
}

impl fmt::Display for BackupFlaw {
    /// In English, for the log. People are told with [`BackupFlaw::say`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Words::of(Language::English)))
    }
}

impl std::error::Error for BackupFlaw {}

impl From<Error> for BackupFlaw {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}
