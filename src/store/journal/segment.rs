//! The files a journal consists of, and reading one line after the other from them.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::line::{self, Line};
use crate::store::error::Error;

/// One file of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    /// The number of the first commit in it, which is also its name: `000000000001.ndjson`.
    pub(super) first: u64,
    pub(super) path: PathBuf,
}

impl Segment {
    /// The file in `folder` that begins with commit number `first`.
    pub(super) fn starting_at(first: u64, folder: &Path) -> Self {
        Self { first, path: folder.join(format!("{first:012}.ndjson")) }
    }

    /// All files of the journal in `folder`, by number. Files of other names are not the journal's.
    pub(super) fn list(folder: &Path) -> Result<Vec<Self>, Error> {
        let unreadable = |cause| Error::unreadable(folder, cause);
        let mut segments = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            let first = name.to_str().and_then(|name| name.strip_suffix(".ndjson")?.parse().ok());
            let segment = first.map(|first| Self::starting_at(first, folder));
            segments.extend(segment.filter(|segment| segment.path.file_name() == Some(&name)));
        }
        segments.sort_by_key(|segment| segment.first);
        Ok(segments)
    }
}

/// What stands in one line.
#[derive(Debug, Clone, Copy)]
pub(super) enum Read<'a> {
    /// A commit.
    Whole(Line<'a>),
    /// Something that is not whole, or was changed since it was written.
    Bad,
}

/// A file of the journal being read line by line.
pub(super) struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    /// How many lines were read so far.
    pub(super) number: u64,
    /// Where the line read last begins, in bytes from the start of the file.
    pub(super) start: u64,
    /// Where it ends.
    pub(super) end: u64,
    bytes: Vec<u8>,
}

impl Lines {
    pub(super) fn of(segment: &Segment) -> Result<Self, Error> {
        let file = File::open(&segment.path).map_err(|cause| Error::unreadable(&segment.path, cause))?;
        let (path, reader) = (segment.path.clone(), BufReader::with_capacity(1 << 18, file));
        Ok(Self { path, reader, number: 0, start: 0, end: 0, bytes: Vec::new() })
    }

    /// Begins in the middle of a file, where a line is known to begin. Lines are then counted from there.
    pub(super) fn from(segment: &Segment, start: u64) -> Result<Self, Error> {
        let mut lines = Self::of(segment)?;
        lines.reader.seek(SeekFrom::Start(start)).map_err(|cause| Error::unreadable(&segment.path, cause))?;
        (lines.start, lines.end) = (start, start);
        Ok(lines)
    }

    /// The next line; nothing at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Read<'_>>, Error> {
        self.bytes.clear();
        let length = self.read_line().map_err(|cause| Error::unreadable(&self.path, cause))?;
        if length == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.start = self.end;
        self.end += length;
        Ok(Some(line::read(&self.bytes).map_or(Read::Bad, Read::Whole)))
    }

    fn read_line(&mut self) -> io::Result<u64> {
        let length = self.reader.read_until(b'\n', &mut self.bytes)?;
        u64::try_from(length).map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_in_the_order_of_their_numbers_and_strangers_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["000000000900.ndjson", "000000000001.ndjson", "1234567890123.ndjson"];
        let strangers = ["1.ndjson", "notes.txt", "000000000001.ndjson.torn-1", "+00000000002.ndjson", "a.ndjson"];
        for name in names.iter().chain(&strangers) {
            fs::write(folder.path().join(name), b"").unwrap();
        }
        let found = Segment::list(folder.path()).unwrap();
        let firsts: Vec<u64> = found.iter().map(|segment| segment.first).collect();
        assert_eq!(firsts, [1, 900, 1_234_567_890_123]);
    }
}
