//! The journal of one neighbourhood: every commit ever kept, one line each, in files that are only added to.
//!
//! It promises that what it acknowledged is on the disk, numbered without gaps, and that what it did not acknowledge is
//! there whole or not at all. It notices every change that something else made to its files. It does not know what is in
//! a commit.

mod history;
mod line;
mod scan;
mod segment;
mod survey;
mod tail;

use std::path::{Path, PathBuf};

use crate::store::error::Error;
use crate::store::settled::Mark;

pub(super) use self::history::History;
pub(super) use self::line::{Line, read as read_line, write as add_line};
pub(super) use self::segment::{Lines, Read, Segment};
pub(super) use self::survey::survey;
pub(super) use self::tail::{Tail, cut_off};

/// A commit as it is read: its number and its JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) seq: u64,
    pub(super) commit: &'a [u8],
}

/// A broken-off write that was cut off.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Torn {
    /// How many bytes.
    pub(super) bytes: u64,
    /// The file that they are kept in.
    pub(super) aside: PathBuf,
}

/// An open journal. There must be one at a time for a folder.
#[derive(Debug)]
pub(super) struct Journal {
    folder: PathBuf,
    segment_bytes: u64,
    last_seq: u64,
    /// The file written to; opened at the first write, so that a journal can be read on a full disk.
    tail: Option<Tail>,
    /// That file, and how many good bytes it has, until it is opened.
    end: Option<(Segment, u64)>,
    /// The last acknowledged line.
    last_line: Option<Mark>,
    /// How often a file was full and the next was begun.
    files_filled: u64,
    /// Where a group is put together; empty between two.
    group: Vec<u8>,
}

/// So many bytes are kept for the next group.
const GROUP_BYTES: usize = 4 << 20;

impl Journal {
    /// Opens the journal in `folder`, which must exist (an empty one is an empty journal), reads it from beginning to end
    /// and hands every commit to `visit`. A broken-off last write is cut off and told.
    ///
    /// `segment_bytes`: a file that has reached this size gets no more groups. `promised`: the number of the last commit
    /// known to have been acknowledged, 0 if unknown. Errors: [`Error::Damaged`], [`Error::Gap`], [`Error::Unreadable`],
    /// those of `visit`, and those of writing if something had to be cut off.
    pub(super) fn open(
        folder: &Path,
        segment_bytes: u64,
        promised: u64,
        visit: &mut dyn FnMut(Entry<'_>) -> Result<(), Error>,
    ) -> Result<(Self, Option<Torn>), Error> {
        Self::open_from(folder, segment_bytes, None, promised, visit)
    }

    /// As [`Journal::open`], but what stands before the line `from` is not read. [`Error::Damaged`] if that line does not
    /// stand there.
    pub(super) fn open_from(
        folder: &Path,
        segment_bytes: u64,
        from: Option<Mark>,
        promised: u64,
        visit: &mut dyn FnMut(Entry<'_>) -> Result<(), Error>,
    ) -> Result<(Self, Option<Torn>), Error> {
        let found = scan::scan(folder, from, promised, visit)?;
        let mut torn = None;
        if let Some((segment, good)) = found.tail.as_ref().filter(|_| found.torn_bytes > 0) {
            torn = Some(Torn { bytes: found.torn_bytes, aside: cut_off(&segment.path, *good)? });
        }
        let (folder, last_seq, end, last_line) = (folder.to_owned(), found.last_seq, found.tail, found.last_line);
        Ok((Self { folder, segment_bytes, last_seq, tail: None, end, last_line, files_filled: 0, group: Vec::new() }, torn))
    }

    /// The number of the last acknowledged commit; 0 when there is none.
    pub(super) fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// The last acknowledged line.
    pub(super) fn last_line(&self) -> Option<Mark> {
        self.last_line
    }

    /// How often, since it was opened, a file was full and the next was begun.
    pub(super) fn files_filled(&self) -> u64 {
        self.files_filled
    }

    /// The next group begins another file, and nothing is added to those that there are.
    pub(super) fn begin_another_file(&mut self) {
        (self.tail, self.end) = (None, None);
    }

    /// Adds a group of commits (JSON texts without line feeds) with the next numbers, in one write. They are on the disk
    /// when this returns. After an error none of them are kept, now or later, and the numbers are free again.
    pub(super) fn append(&mut self, commits: &[Vec<u8>]) -> Result<(), Error> {
        self.put(commits, |_, first| first)
    }

    /// As [`Journal::append`], but every commit is a group of its own: for commits that were acknowledged long ago, so that
    /// damage to one of them is never taken for the broken-off end of a large group. Only for a journal that counts when
    /// all of it is there.
    pub(super) fn append_settled(&mut self, commits: &[Vec<u8>]) -> Result<(), Error> {
        self.put(commits, |seq, _| seq)
    }

    /// `group`: what the group of a commit is called, by its number and that of the first that is written with it.
    fn put(&mut self, commits: &[Vec<u8>], group: fn(u64, u64) -> u64) -> Result<(), Error> {
        if commits.is_empty() {
            return Ok(());
        }
        let first = self.last_seq + 1;
        let mut bytes = std::mem::take(&mut self.group);
        bytes.reserve(commits.iter().map(|commit| commit.len() + 64).sum());
        let (mut next_seq, mut last_line) = (first, 0);
        for commit in commits {
            debug_assert!(!commit.contains(&b'\n'), "a commit is one line");
            last_line = bytes.len();
            line::write(Line { seq: next_seq, group: group(next_seq, first), commit }, &mut bytes);
            next_seq += 1;
        }
        let tail = self.tail(first)?;
        let (segment, begins) = (tail.first(), tail.good());
        tail.append(&bytes)?;
        self.last_seq = next_seq - 1;
        let line = begins + u64::try_from(last_line).unwrap_or(u64::MAX);
        self.last_line = Some(Mark::of(segment, line, self.last_seq, crc32fast::hash(&bytes[last_line..])));
        bytes.clear();
        bytes.shrink_to(GROUP_BYTES);
        self.group = bytes;
        Ok(())
    }

    /// The file that the group beginning with number `group` goes to: the last one, or a new one when that is full.
    fn tail(&mut self, group: u64) -> Result<&mut Tail, Error> {
        let open = match (self.tail.take(), self.end.take()) {
            (Some(tail), _) => tail,
            (None, Some((segment, good))) => Tail::open(&segment, good).inspect_err(|_| {
                self.end = Some((segment, good));
            })?,
            (None, None) => Tail::open(&Segment::starting_at(group, &self.folder), 0)?,
        };
        let full = open.good() >= self.segment_bytes;
        let tail = self.tail.insert(open.with_room());
        if full {
            *tail = Tail::open(&Segment::starting_at(group, &self.folder), 0)?.with_room();
            self.files_filled += 1;
        }
        Ok(tail)
    }
}

/// The number of the last whole commit of the journal in `folder`, which is read from beginning to end and not changed.
pub(super) fn last_seq(folder: &Path) -> Result<u64, Error> {
    scan::scan(folder, None, 0, &mut |_| Ok(())).map(|found| found.last_seq)
}

/// A line that is a group of its own.
#[cfg(test)]
pub(super) fn write_line(seq: u64, commit: &[u8], out: &mut Vec<u8>) {
    line::write(Line { seq, group: seq, commit }, out);
}

#[cfg(test)]
mod tests;
