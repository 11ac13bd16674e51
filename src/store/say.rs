//! Errors, notices and problems in the words of the person who runs the server.

use std::borrow::Cow;
use std::path::Path;

use crate::store::check::Problem;
use crate::store::error::{Error, Flaw};
use crate::store::notice::Notice;
use crate::words::{Filling, Words};

impl Error {
    /// What happened, where, and what to do.
    pub fn say(&self, words: Words) -> Cow<'static, str> {
        let say = |key: &str, fillings: &[Filling<'_>]| words.say_with(key, fillings);
        match self {
            Self::DiskFull { file } => say("store-disk-full", &[path(file)]),
            Self::NotKept { file, cause } => say("store-not-kept", &[path(file), why(cause)]),
            Self::ReadOnly { file, cause } => say("store-read-only", &[path(file), why(cause)]),
            Self::Unfit { what } => say("store-unfit", &[why(what)]),
            Self::Erased { .. } => words.say("store-erased"),
            Self::Unreadable { file, cause } => say("store-unreadable", &[path(file), why(cause)]),
            Self::Damaged { file, line, flaw: Flaw::Altered } => say("store-damaged-altered", &[path(file), text("line", line)]),
            Self::Damaged { file, line, flaw: Flaw::Misplaced { expected, found } } => {
                let numbers = [text("expected", expected), text("found", found)];
                say("store-damaged-misplaced", &[&[path(file), text("line", line)][..], &numbers].concat())
            }
            Self::PictureDamaged { file } => say("store-picture-damaged", &[path(file)]),
            Self::Gap { folder, expected, found } => say("store-gap", &[path(folder), text("expected", expected), text("found", found)]),
            Self::NotUnderstood { folder, seq, what } => say("store-not-understood", &[path(folder), text("seq", seq), why(what)]),
            Self::RowNotUnderstood { folder, what } => say("store-row-not-understood", &[path(folder), why(what)]),
            Self::TooNew { folder, found, known } => say("store-too-new", &[path(folder), text("found", found), text("known", known)]),
            Self::TooOld { folder, found, known } => say("store-too-old", &[path(folder), text("found", found), text("known", known)]),
            Self::InUse { folder, process: Some(process) } => say("store-in-use-by", &[path(folder), text("process", process)]),
            Self::InUse { folder, process: None } => say("store-in-use", &[path(folder)]),
            Self::NotOurs { folder, name } => say("store-not-ours", &[path(folder), text("name", name)]),
            Self::SenselessFormat { file } => say("store-senseless-format", &[path(file)]),
            Self::NoSuchNeighbourhood(slug) => say("store-no-such-neighbourhood", &[text("slug", slug)]),
            Self::AlreadyThere(slug) => say("store-already-there", &[text("slug", slug)]),
            Self::AlreadyLoaded(slug) => say("store-already-loaded", &[text("slug", slug)]),
            Self::System(cause) => say("store-system", &[why(cause)]),
        }
    }
}

impl Notice {
    /// What was found, and what was done about it.
    pub fn say(&self, words: Words) -> Cow<'static, str> {
        let say = |key: &str, fillings: &[Filling<'_>]| words.say_with(key, fillings);
        match self {
            Self::TornTail { neighbourhood, bytes, aside } => {
                say("store-torn-tail", &[text("slug", neighbourhood), text("bytes", bytes), path(aside)])
            }
            Self::RowsSetAside { why: reason, aside } => say("store-rows-set-aside", &[why(reason), path(aside)]),
            Self::RowsOff { why: reason } => say("store-rows-off", &[why(reason)]),
            Self::ChangesLost { neighbourhood, journal, rows, aside } => {
                let lost = [text("slug", neighbourhood), text("journal", journal), text("rows", rows)];
                match aside {
                    Some(aside) => say("store-changes-lost-aside", &[&lost[..], &[path(aside)]].concat()),
                    None => say("store-changes-lost", &lost),
                }
            }
            Self::PeopleLocked { neighbourhood, rows } => say("store-people-locked", &[text("slug", neighbourhood), text("rows", rows)]),
            Self::Migrated { from, to } => say("store-migrated", &[text("from", from), text("to", to)]),
        }
    }
}

impl Problem {
    /// What is not as it should be, and what to do.
    pub fn say(&self, words: Words) -> Cow<'static, str> {
        match self {
            Self::Journal(error) | Self::Pictures(error) | Self::Keys(error) => error.say(words),
            Self::TornTail { bytes } => words.say_with("store-problem-torn-tail", &[text("bytes", bytes)]),
            Self::Rows { why: reason } => words.say_with("store-problem-rows", &[why(reason)]),
            Self::RowsDiffer { rows } => words.say_with("store-problem-rows-differ", &[text("rows", rows)]),
            Self::RowNotUnderstood { what } => words.say_with("store-problem-row-not-understood", &[why(what)]),
            Self::PeopleLocked { rows } => words.say_with("store-problem-people-locked", &[text("rows", rows)]),
            Self::Unclean => words.say("store-problem-unclean"),
            Self::PictureMissing { name } => words.say_with("store-problem-picture-missing", &[text("name", name)]),
            Self::PicturesUnused { pictures, bytes } => {
                words.say_with("store-problem-pictures-unused", &[text("pictures", pictures), text("bytes", bytes)])
            }
        }
    }
}

/// A number or name as it is, without separators.
fn text(name: &'static str, value: &(impl ToString + ?Sized)) -> Filling<'static> {
    (name, value.to_string().into())
}

fn path(path: &Path) -> Filling<'static> {
    text("path", &path.display())
}

fn why(cause: &(impl ToString + ?Sized)) -> Filling<'static> {
    text("why", cause)
}
