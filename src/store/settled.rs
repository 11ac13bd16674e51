//! What rooms above made of all records together, kept beside the journal as it stands, for a fast start.
//!
//! `settled/SLUG` is derived and may be thrown away. It promises that what it gives back is what was put in, whole, and
//! that it belongs to this journal: it names a line of the journal, and is not believed if that line does not stand there.
//! It does not know what is in its pieces.
//!
//! The file: `wijkweb settled 1` and a line feed; the mark (first commit of the journal's file, where the line begins in
//! it, the number of its commit, and its checksum); how many pieces; then for each piece its length, its checksum (CRC-32) and its
//! bytes; then the checksum of the mark and of all lengths and checksums. Numbers have eight bytes, the lowest first.
//!
//! Where there are persons it is sealed. Then it begins with `wijkweb settled 2`, a line feed and a salt of 32 bytes, from which and a secret
//! among the [keys](super::keys) its own key follows; each piece is, behind its length, sealed in chunks of a megabyte with
//! AES-256-GCM, numbered through the file by their nonces. When somebody is erased the secret is destroyed, and with it the file.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::store::keep;
use crate::store::keys::{Keys, Ring};

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
    /// How often somebody was erased before, since the neighbourhood was loaded: for what is settled, not for the line.
    pub(super) erasings: u64,
}

impl Mark {
    /// The line of commit `seq`, which begins at byte `line` of the file that begins with commit `segment`.
    pub(super) fn of(segment: u64, line: u64, seq: u64, sum: u32) -> Self {
        Self { segment, line, seq, sum, erasings: 0 }
    }
}

const HEAD: &[u8] = b"wijkweb settled 1\n";
/// How a sealed one begins.
const SEALED_HEAD: &[u8] = b"wijkweb settled 2\n";

/// Most pieces there may be, so that nonsense does not fill the memory.
const MOST_PIECES: u64 = 1000;

/// Keeps the pieces in the file at `path`, whole or not at all; sealed where there are persons.
pub(super) fn write(path: &Path, mark: Mark, pieces: &[Vec<u8>], keys: &Keys) -> io::Result<()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(folder) = path.parent() {
        keep::make_folder(folder)?;
    }
    let fresh = path.with_extension("new");
    let written = write_out(&fresh, mark, pieces, Seal::fresh(keys)).and_then(|()| fs::rename(&fresh, path));
    if written.is_err() {
        // On a full disk this gives back the space, which the journal needs; the error that counts is the first.
        let _ = fs::remove_file(&fresh);
    }
    written?;
    keep::sync_parent(path)
}

/// Takes the file at `path` away, if there is one.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    for path in [path, &path.with_extension("new")] {
        match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed.and_then(|()| keep::sync_parent(path))?,
        }
    }
    Ok(())
}

fn write_out(fresh: &Path, mark: Mark, pieces: &[Vec<u8>], seal: Option<Seal>) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 16, File::create(fresh)?);
    let mut sum = crc32fast::Hasher::new();
    match &seal {
        Some(seal) => file.write_all(SEALED_HEAD).and_then(|()| file.write_all(&seal.salt))?,
        None => file.write_all(HEAD)?,
    }
    let number = |number: u64, file: &mut BufWriter<File>, sum: &mut crc32fast::Hasher| {
        sum.update(&number.to_le_bytes());
        file.write_all(&number.to_le_bytes())
    };
    for part in [mark.segment, mark.line, mark.seq, mark.sum.into(), length(pieces.len())] {
        number(part, &mut file, &mut sum)?;
    }
    let mut seal = seal;
    for piece in pieces {
        number(length(piece.len()), &mut file, &mut sum)?;
        if let Some(seal) = &mut seal {
            seal.write(piece, &mut file)?;
        } else {
            number(crc32fast::hash(piece).into(), &mut file, &mut sum)?;
            file.write_all(piece)?;
        }
    }
    file.write_all(&u64::from(sum.finalize()).to_le_bytes())?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// The mark and the pieces in the file at `path`; nothing if there is no such file, it is not whole, or its key was destroyed.
pub(super) fn read(path: &Path, keys: &Keys) -> Option<(Mark, Vec<Vec<u8>>)> {
    match try_read(path, keys) {
        Ok(read) => Some(read),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            tracing::warn!(%error, "what was settled cannot be read, and is made again");
            None
        }
    }
}

fn try_read(path: &Path, keys: &Keys) -> io::Result<(Mark, Vec<Vec<u8>>)> {
    let file = File::open(path)?;
    let mut left = file.metadata()?.len();
    let mut file = BufReader::with_capacity(1 << 16, file);
    let mut head = [0; HEAD.len()];
    file.read_exact(&mut head)?;
    let mut seal = match &head[..] {
        HEAD => None,
        SEALED_HEAD => Some(Seal::read(&mut file, keys)?),
        _ => return Err(damaged("it is of another sort")),
    };
    let mut sum = crc32fast::Hasher::new();
    let number = |file: &mut BufReader<File>, sum: &mut crc32fast::Hasher| -> io::Result<u64> {
        let mut bytes = [0; 8];
        file.read_exact(&mut bytes)?;
        sum.update(&bytes);
        Ok(u64::from_le_bytes(bytes))
    };
    let [segment, line, seq, line_sum] = [(); 4].map(|()| number(&mut file, &mut sum));
    let mark = Mark::of(segment?, line?, seq?, u32::try_from(line_sum?).map_err(io::Error::other)?);
    let count = number(&mut file, &mut sum)?;
    if count > MOST_PIECES {
        return Err(damaged("it has too many pieces"));
    }
    let mut pieces = Vec::new();
    for _ in 0..count {
        let length = number(&mut file, &mut sum)?;
        left = left.checked_sub(length).ok_or_else(|| damaged("a piece is cut off"))?;
        let length = usize::try_from(length).map_err(io::Error::other)?;
        if let Some(seal) = &mut seal {
            pieces.push(seal.open(length, &mut file)?);
            continue;
        }
        let checksum = number(&mut file, &mut sum)?;
        let mut piece = vec![0; length];
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

/// So many bytes are sealed together.
const CHUNK: usize = 1 << 20;
/// Each is followed by so many that tell whether it is what it was.
const TAG: usize = 16;
const SALT: usize = 32;

/// The seal of one file: AES-256-GCM under a key of its own, chunk after chunk.
struct Seal {
    salt: [u8; SALT],
    key: LessSafeKey,
    /// How many chunks were sealed or opened.
    chunks: u64,
}

impl Seal {
    /// For a file to be written; none where there are no persons.
    fn fresh(keys: &Keys) -> Option<Self> {
        let ring = keys.ring();
        ring.has_keys().then(|| Self::with(keys.randomness().draw(), &ring)).flatten()
    }

    fn read(file: &mut impl Read, keys: &Keys) -> io::Result<Self> {
        let mut salt = [0; SALT];
        file.read_exact(&mut salt)?;
        Self::with(salt, &keys.ring()).ok_or_else(|| damaged("there is no key for it"))
    }

    fn with(salt: [u8; SALT], ring: &Ring) -> Option<Self> {
        let key = UnboundKey::new(&AES_256_GCM, ring.settled(&salt)?.bytes()).ok()?;
        Some(Self { salt, key: LessSafeKey::new(key), chunks: 0 })
    }

    /// Never twice the same under the key of one file.
    fn nonce(&mut self) -> Nonce {
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&self.chunks.to_be_bytes());
        self.chunks += 1;
        Nonce::assume_unique_for_key(nonce)
    }

    fn write(&mut self, piece: &[u8], file: &mut impl Write) -> io::Result<()> {
        let mut sealed = Vec::with_capacity(CHUNK.min(piece.len()) + TAG);
        for chunk in piece.chunks(CHUNK) {
            sealed.clear();
            sealed.extend_from_slice(chunk);
            let nonce = self.nonce();
            self.key.seal_in_place_append_tag(nonce, Aad::empty(), &mut sealed).map_err(|_| damaged("it cannot be sealed"))?;
            file.write_all(&sealed)?;
        }
        Ok(())
    }

    /// A piece of so many bytes.
    fn open(&mut self, length: usize, file: &mut impl Read) -> io::Result<Vec<u8>> {
        let mut piece = Vec::with_capacity(length + TAG);
        while piece.len() < length {
            let (start, chunk) = (piece.len(), CHUNK.min(length - piece.len()));
            piece.resize(start + chunk + TAG, 0);
            file.read_exact(&mut piece[start..])?;
            let nonce = self.nonce();
            let opened = self.key.open_in_place(nonce, Aad::empty(), &mut piece[start..]);
            opened.map_err(|_| damaged("a piece cannot be opened: it was changed, or its key was destroyed"))?;
            piece.truncate(start + chunk);
        }
        Ok(piece)
    }
}

fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::inventory::id::Id;
    use crate::inventory::moment::Moment;
    use crate::inventory::surroundings::Randomness;

    const MARK: Mark = Mark { segment: 1, line: 300, seq: 7, sum: 0xdead_beef, erasings: 0 };

    /// The keys of a neighbourhood, with or without a person.
    fn keys(folder: &Path, has_persons: bool) -> Keys {
        let keys = Keys::open(&folder.join("keys"), &Randomness::real()).unwrap();
        keys.provide(has_persons.then_some(person())).unwrap().unwrap();
        keys
    }

    fn person() -> Id {
        Id::mint(Moment::EPOCH, [1; 10])
    }

    #[test]
    fn pieces_come_back_and_a_changed_file_does_not() {
        for has_persons in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let (path, keys) = (folder.path().join("settled/wijk"), keys(folder.path(), has_persons));
            let pieces = vec![b"one".to_vec(), Vec::new(), vec![7; 100_000]];
            write(&path, MARK, &pieces, &keys).unwrap();
            assert_eq!(read(&path, &keys), Some((MARK, pieces)));
            let whole = fs::read(&path).unwrap();
            for at in (0..whole.len()).step_by(997).chain(0..120) {
                let mut changed = whole.clone();
                changed[at] ^= 4;
                fs::write(&path, &changed).unwrap();
                assert_eq!(read(&path, &keys), None, "byte {at}");
                fs::write(&path, &whole[..at]).unwrap();
                assert_eq!(read(&path, &keys), None, "cut at {at}");
            }
        }
    }

    #[test]
    fn where_there_are_persons_nothing_of_it_shows_and_after_an_erasing_it_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let (path, keys) = (folder.path().join("settled/wijk"), keys(folder.path(), true));
        let pieces = vec![b"canary".repeat(400_000), b"canary".to_vec()];
        write(&path, MARK, &pieces, &keys).unwrap();
        let first = fs::read(&path).unwrap();
        assert!(!first.windows(6).any(|window| window == b"canary"));
        assert_eq!(read(&path, &keys), Some((MARK, pieces.clone())));
        write(&path, MARK, &pieces, &keys).unwrap();
        assert_ne!(fs::read(&path).unwrap()[60..], first[60..], "under another key each time");
        keys.destroy(&[person()], Moment::EPOCH).unwrap();
        assert_eq!(read(&path, &keys), None);
    }

    #[test]
    fn what_could_not_be_kept_takes_no_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wijk");
        // Nothing can take the name of a folder.
        fs::create_dir(&path).unwrap();
        write(&path, MARK, &[vec![7; 1000]], &keys(folder.path(), false)).unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn without_a_file_nothing_is_settled() {
        assert_eq!(read(Path::new("/nowhere/at/all"), &keys(Path::new("/nowhere"), false)), None);
    }
}
