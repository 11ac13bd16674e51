//! A neighbourhood as one file to take along: everything that was ever kept in it, in lines of JSON.
//!
//! It promises that an archive that goes out, in and out again is the same byte for byte, that one that was damaged, cut
//! off or made by something else is not brought in and is told with its line, and that every format that was ever handed
//! out can be read for ever. It does not know what a commit means beyond that it is understood.
//!
//! ## Format 1
//!
//! UTF-8, a line feed after every line, no blanks between the parts. Every line ends with `,"crc":"0a1b2c3d"}`: the CRC-32
//! (ISO-HDLC, as in zip) of all that stands before it in the line, so that damage is found in its line.
//!
//! ```text
//! {"wijkweb":"archive","format":1,"slug":"meerkolk","name":"Meerkolk","crc":"…"}      what it is
//! {"seq":1,"commit":{…},"crc":"…"}                                                    every commit from 1, as it was kept
//! {"picture":"NAME","part":1,"of":2,"base64":"…","crc":"…"}                           every picture in pieces, by name
//! {"commits":1,"pictures":1,"sha256":"…","crc":"…"}                                   the end: SHA-256 of all before it
//! ```
//!
//! What is about people stands in it as it does in the journal: sealed. Their keys go in a file by themselves (see
//! [`super::keys`]); without it, everything else can be brought in.
//!
//! A commit has the shape of the journal's (see [`super::row`]), which has a version number of its own: a new field or kind
//! makes no new format. **Frozen.** What would change these lines is a next format, and is added like this: the number in
//! [`FORMAT`] goes up and [`Writer`] writes it; [`Reader`] keeps reading every number from 1, by a branch on the number in
//! the first line; an archive as the last version wrote it is put in `fixtures/archive/` and read by a test for ever.

mod bring_in;
mod flaw;
mod foreign;
pub(super) mod line;
mod read;
mod say;
mod take_out;
mod write;

use crate::inventory::slug::Slug;

pub(super) use self::bring_in::remove_left_overs;
pub use self::bring_in::{Restored, Staged};
pub use self::flaw::{ArchiveFlaw, Damage};
pub use self::foreign::Foreign;
pub(super) use self::read::{Item, Reader, verify};
pub(super) use self::take_out::write_archive;
pub(super) use self::write::Writer;

/// The format that is written.
pub(super) const FORMAT: u32 = 1;

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The short name of the neighbourhood it was made of.
    pub slug: Slug,
    /// What people called it; the slug where it had no name yet.
    pub name: String,
    /// How many commits, which is also the number of the last.
    pub commits: u64,
    /// How many pictures.
    pub pictures: u64,
    /// How many bytes in all.
    pub bytes: u64,
    /// The SHA-256 of all of them, in hexadecimal digits.
    pub sha256: String,
}

/// What an archive would hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InBrief {
    /// How many commits, which is also the number of the last.
    pub commits: u64,
    /// How many pictures.
    pub pictures: u64,
    /// About how many bytes in all.
    pub about_bytes: u64,
}

#[cfg(test)]
mod tests;
