//! What rooms above made of all records together, kept beside the journal as it stands, for a fast start.
//!
//! `settled/SLUG` is derived and may be thrown away. It promises that what it gives back is what was put in, whole, and
//! that it belongs to this journal: it names a line of the journal, and is not believed if that line does not stand there.
//! It does not know what is in its pieces.
//!
//! The file: `wijkweb settled 1` and a line feed; the mark (first commit of the journal's file, where the line begins in
//! it, the number of its commit, and its checksum); how many pieces; then for each piece its length, its checksum (CRC-32) and its
//! bytes; then the checksum of the mark and of all lengths and checksums. Numbers have eight bytes, the lowest first.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use crate::store::keep;

/// A line of a journal: up to and with it, everything is in what is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The number of the first commit in the file of the journal.
    pub(super) segment: u64,
    /// Where the line begins in that file, in bytes.
    pub(super) line: u64,
    /// The number of the commit in it.
    pub(super) seq: u64,
    /// The checksum of the line.
    pub(super) sum: u32,
}

const HEAD: &[u8] = b"wijkweb settled 1\n";

/// Most pieces there may be, so that nonsense does not fill the memory.
const MOST_PIECES: u64 = 1000;

/// Keeps the pieces in the file at `path`, whole or not at all.
pub(super) fn write(path: &Path, mark: Mark, pieces: &[Vec<u8>]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        keep::make_folder(folder)?;
    }
    let fresh = path.with_extension("new");
    let written = write_out(&fresh, mark, pieces).and_then(|()| fs::rename(&fresh, path));
    if written.is_err() {
        // On a full disk this gives back the space, which the journal needs; the error that counts is the first.
        let _ = fs::remove_file(&fresh);
    }
    written?;
    keep::sync_parent(path)
}

fn write_out(fresh: &Path, mark: Mark, pieces: &[Vec<u8>]) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 16, File::create(fresh)?);
    let mut sum = crc32fast::Hasher::new();
    file.write_all(HEAD)?;
    let number = |number: u64, file: &mut BufWriter<File>, sum: &mut crc32fast::Hasher| {
        sum.update(&number.to_le_bytes());
        file.write_all(&number.to_le_bytes())
    };
    for part in [mark.segment, mark.line, mark.seq, mark.sum.into(), length(pieces.len())] {
        number(part, &mut file, &mut sum)?;
    }
    for piece in pieces {
        number(length(piece.len()), &mut file, &mut sum)?;
        number(crc32fast::hash(piece).into(), &mut file, &mut sum)?;
        file.write_all(piece)?;
    }
    file.write_all(&u64::from(sum.finalize()).to_le_bytes())?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// The mark and the pieces in the file at `path`; nothing if there is no such file or it is not whole.
pub(super) fn read(path: &Path) -> Option<(Mark, Vec<Vec<u8>>)> {
    match try_read(path) {
        Ok(read) => Some(read),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            tracing::warn!(%error, "what was settled cannot be read, and is made again");
            None
        }
    }
}

fn try_read(path: &Path) -> io::Result<(Mark, Vec<Vec<u8>>)> {
    let damaged = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let file = File::open(path)?;
    let mut left = file.metadata()?.len();
    let mut file = BufReader::with_capacity(1 << 16, file);
    let mut head = [0; HEAD.len()];
    file.read_exact(&mut head)?;
    if head != HEAD {
        return Err(damaged("it is of another sort"));
    }
    let mut sum = crc32fast::Hasher::new();
    let number = |file: &mut BufReader<File>, sum: &mut crc32fast::Hasher| -> io::Result<u64> {
        let mut bytes = [0; 8];
        file.read_exact(&mut bytes)?;
        sum.update(&bytes);
        Ok(u64::from_le_bytes(bytes))
    };
    let mark =
        Mark { segment: number(&mut file, &mut sum)?, line: number(&mut file, &mut sum)?, seq: number(&mut file, &mut sum)?, sum: 0 };
    let mark = Mark { sum: u32::try_from(number(&mut file, &mut sum)?).map_err(io::Error::other)?, ..mark };
    let count = number(&mut file, &mut sum)?;
    if count > MOST_PIECES {
        return Err(damaged("it has too many pieces"));
    }
    let mut pieces = Vec::new();
    for _ in 0..count {
        let (length, checksum) = (number(&mut file, &mut sum)?, number(&mut file, &mut sum)?);
        left = left.checked_sub(length).ok_or_else(|| damaged("a piece is cut off"))?;
        let mut piece = vec![0; usize::try_from(length).map_err(io::Error::other)?];
        file.read_exact(&mut piece)?;
        if u64::from(crc32fast::hash(&piece)) != checksum {
            return Err(damaged("a piece does not fit its checksum"));
        }
        pieces.push(piece);
    }
    let expected = u64::from(sum.clone().finalize());
    if number(&mut file, &mut sum)? != expected {
        return Err(damaged("it does not fit its checksum"));
    }
    Ok((mark, pieces))
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: Mark = Mark { segment: 1, line: 300, seq: 7, sum: 0xdead_beef };

    #[test]
    fn pieces_come_back_and_a_changed_file_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settled/wijk");
        let pieces = vec![b"one".to_vec(), Vec::new(), vec![7; 100_000]];
        write(&path, MARK, &pieces).unwrap();
        assert_eq!(read(&path), Some((MARK, pieces)));
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(997).chain(0..120) {
            let mut changed = whole.clone();
            changed[at] ^= 4;
            fs::write(&path, &changed).unwrap();
            assert_eq!(read(&path), None, "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(read(&path), None, "cut at {at}");
        }
    }

    #[test]
    fn what_could_not_be_kept_takes_no_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wijk");
        // Nothing can take the name of a folder.
        fs::create_dir(&path).unwrap();
        write(&path, MARK, &[vec![7; 1000]]).unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn without_a_file_nothing_is_settled() {
        assert_eq!(read(Path::new("/nowhere/at/all")), None);
    }
}
