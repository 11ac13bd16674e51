//! The files a journal consists of, and reading one line after the other from them.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::line::{self, Line};
use crate::store::error::Error;

/// One file of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Segment {
    /// The number of the first commit in it, which is also its name: `000000000001.ndjson`.
    pub(in crate::store) first: u64,
    pub(in crate::store) path: PathBuf,
}

impl Segment {
    /// The file in `folder` that begins with commit number `first`.
    pub(super) fn starting_at(first: u64, folder: &Path) -> Self {
        Self { first, path: folder.join(format!("{first:012}.ndjson")) }
    }

    /// All files of the journal in `folder`, by number. Files of other names are not the journal's.
    pub(in crate::store) fn list(folder: &Path) -> Result<Vec<Self>, Error> {
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
pub(in crate::store) enum Read<'a> {
    /// A commit.
    Whole(Line<'a>),
    /// Something that is not whole, or was changed since it was written.
    Bad,
}

/// A file of the journal being read line by line.
pub(in crate::store) struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    /// How many lines were read so far.
    pub(in crate::store) number: u64,
    /// Where the line read last begins, in bytes from the start of the file.
    pub(in crate::store) start: u64,
    /// Where it ends.
    pub(in crate::store) end: u64,
    bytes: Vec<u8>,
}

impl Lines {
    pub(super) fn of(segment: &Segment) -> Result<Self, Error> {
        Self::after(segment, 0, 0)
    }

    /// The lines behind the first `number`, which end at byte `end`.
    pub(in crate::store) fn after(segment: &Segment, number: u64, end: u64) -> Result<Self, Error> {
        let unreadable = |cause| Error::unreadable(&segment.path, cause);
        let mut file = File::open(&segment.path).map_err(unreadable)?;
        if end > 0 {
            file.seek(SeekFrom::Start(end)).map_err(unreadable)?;
        }
        let (path, reader) = (segment.path.clone(), BufReader::with_capacity(1 << 18, file));
        Ok(Self { path, reader, number, start: end, end, bytes: Vec::new() })
    }

    /// The checksum of the line read last, its line feed included.
    pub(super) fn sum(&self) -> u32 {
        crc32fast::hash(&self.bytes)
    }

    /// The next line; nothing at the end of the file.
    pub(in crate::store) fn next(&mut self) -> Result<Option<Read<'_>>, Error> {
        self.bytes.clear();
        self.read_line().map_err(|cause| Error::unreadable(&self.path, cause))?;
        if !self.bytes.ends_with(b"\n") {
            self.bytes.truncate(without_room(&self.bytes).len());
        }
        if self.bytes.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        self.start = self.end;
        self.end += u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        Ok(Some(line::read(&self.bytes).map_or(Read::Bad, Read::Whole)))
    }

    fn read_line(&mut self) -> io::Result<usize> {
        self.reader.read_until(b'\n', &mut self.bytes)
    }
}

/// The end of a file without the zeros behind it: they are room for what comes, and mean nothing.
pub(super) fn without_room(bytes: &[u8]) -> &[u8] {
    let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    &bytes[..used]
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
