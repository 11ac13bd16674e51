//! Why an archive is not brought in, in the words of the person who has it.

use std::borrow::Cow;
use std::io;

use super::flaw::{ArchiveFlaw, Damage};
use super::foreign::Foreign;
use crate::words::Words;

impl ArchiveFlaw {
    /// What is wrong, where, and what to do.
    pub fn say(&self, words: Words) -> Cow<'static, str> {
        let line = |line: &u64| ("line", line.to_string().into());
        match self {
            Self::Empty => words.say("archive-empty"),
            Self::Foreign(foreign) => words.say(of_foreign(*foreign)),
            Self::Newer { found, known } => {
                words.say_with("archive-newer", &[("found", found.to_string().into()), ("known", known.to_string().into())])
            }
            Self::Damaged { line: at, what: Damage::OutOfOrder { expected, found } } => {
                let numbers = [line(at), ("expected", expected.to_string().into()), ("found", found.to_string().into())];
                words.say_with("archive-out-of-order", &numbers)
            }
            Self::Damaged { line: at, what } => words.say_with(of_damage(*what), &[line(at)]),
            Self::CutOff { line: at } => words.say_with("archive-cut-off", &[line(at)]),
            Self::NotUnderstood { line: at, what } => words.say_with("archive-not-understood", &[line(at), ("why", what.clone().into())]),
            Self::Person { line: at } => words.say_with("archive-person", &[line(at)]),
            Self::Unreadable(cause) => words.say_with("archive-unreadable", &[("why", cause.to_string().into())]),
            Self::Store(error) => error.say(words),
            Self::NotWritten(cause) if is_disk_full(cause) => words.say("archive-no-space"),
            Self::NotWritten(cause) => words.say_with("archive-not-written", &[("why", cause.to_string().into())]),
        }
    }
}

fn is_disk_full(cause: &io::Error) -> bool {
    matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

fn of_foreign(foreign: Foreign) -> &'static str {
    match foreign {
        Foreign::Packed => "archive-packed",
        Foreign::Locked => "archive-locked",
        Foreign::Journal => "archive-is-journal",
        Foreign::GeoJson => "archive-is-geojson",
        Foreign::Text => "archive-is-text",
        Foreign::Bytes => "archive-is-bytes",
    }
}

fn of_damage(damage: Damage) -> &'static str {
    match damage {
        Damage::Altered | Damage::OutOfOrder { .. } => "archive-altered",
        Damage::LineEnds => "archive-line-ends",
        Damage::Picture => "archive-picture",
        Damage::Whole => "archive-not-whole",
        Damage::AfterTheEnd => "archive-after-the-end",
    }
}
