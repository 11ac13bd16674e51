//! Why an archive cannot be brought in.

use std::fmt;
use std::io;

use super::foreign::Foreign;
use crate::store::error::Error;
use crate::words::{Language, Words};

/// Why an archive is not brought in. After each of these nothing of it is there.
#[derive(Debug)]
pub enum ArchiveFlaw {
    /// There is nothing in it.
    Empty,
    /// It is something else.
    Foreign(Foreign),
    /// A newer Wijkweb made it.
    Newer { found: u32, known: u32 },
    /// Something in it was changed since it was made.
    Damaged { line: u64, what: Damage },
    /// It ends too early: the last whole line is this one.
    CutOff { line: u64 },
    /// A line is whole, but this Wijkweb does not know what it means: most likely a newer one wrote it.
    NotUnderstood { line: u64, what: String },
    /// A line tells about a person, of whom this Wijkweb keeps nothing.
    Person { line: u64 },
    /// It cannot be read from where it is.
    Unreadable(io::Error),
    /// It cannot be kept here, or what is kept here cannot be read.
    Store(Error),
    /// It could not be written out.
    NotWritten(io::Error),
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Its checksum does not fit.
    Altered,
    /// All its line ends were changed, as some programs do when they copy or save a text.
    LineEnds,
    /// Another commit should stand there.
    OutOfOrder { expected: u64, found: u64 },
    /// A picture is not whole, or not the one that its name says.
    Picture,
    /// The counts or the checksum of the whole do not fit: lines were taken away or added.
    Whole,
    /// Something follows after the end.
    AfterTheEnd,
}

impl fmt::Display for ArchiveFlaw {
    /// In English, for the log. People are told with [`ArchiveFlaw::say`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Words::of(Language::English)))
    }
}

impl std::error::Error for ArchiveFlaw {}

impl From<io::Error> for ArchiveFlaw {
    /// What goes wrong where the archive is written to.
    fn from(cause: io::Error) -> Self {
        Self::NotWritten(cause)
    }
}

impl From<Error> for ArchiveFlaw {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}
