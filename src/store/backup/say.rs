//! Why a backup is not made or not brought back, in the words of the person who runs the server.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use super::flaw::BackupFlaw;
use crate::words::{Filling, Words};

impl BackupFlaw {
    /// What is wrong, where, and what to do.
    pub fn say(&self, words: Words) -> Cow<'static, str> {
        match self {
            Self::Unreadable { path, cause } => words.say_with("backup-unreadable", &[at(path), why(cause)]),
            Self::NotABackup { path } => words.say_with("backup-none", &[at(path)]),
            Self::DataFolder { path } => words.say_with("backup-is-data-folder", &[at(path)]),
            Self::Altered { file } => words.say_with("backup-altered", &[at(file)]),
            Self::Newer { path, found, known } => {
                words.say_with("backup-newer", &[at(path), ("found", found.to_string().into()), ("known", known.to_string().into())])
            }
            Self::Archive { file, flaw } => words.say_with("backup-archive", &[at(file), ("why", flaw.say(words).into())]),
            Self::Exchanged { file } => words.say_with("backup-exchanged", &[at(file)]),
            Self::NoSuch { slug, known } => {
                words.say_with("backup-no-such", &[("slug", slug.clone().into()), ("known", known.join(", ").into())])
            }
            Self::WhichOne { known } => words.say_with("backup-which-one", &[("known", known.join(", ").into())]),
            Self::NotWritten { path, cause } if is_disk_full(cause) => words.say_with("backup-no-space", &[at(path)]),
            Self::NotWritten { path, cause } => words.say_with("backup-not-written", &[at(path), why(cause)]),
            Self::Busy => words.say("backup-busy"),
            Self::Store(error) => error.say(words),
        }
    }

    /// Whether making space on the disk is the remedy.
    pub fn is_disk_full(&self) -> bool {
        match self {
            Self::NotWritten { cause, .. } => is_disk_full(cause),
            Self::Store(error) => error.is_disk_full(),
            _ => false,
        }
    }
}

fn is_disk_full(cause: &io::Error) -> bool {
    matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

fn at(path: &Path) -> Filling<'static> {
    ("path", path.display().to_string().into())
}

fn why(cause: &io::Error) -> Filling<'static> {
    ("why", cause.to_string().into())
}
