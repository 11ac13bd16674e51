//! Reading an archive, line after line, and believing none of them unchecked.

use std::io::{self, BufRead, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::flaw::{ArchiveFlaw, Damage};
use super::foreign::Foreign;
use super::line::{self, End, Head, Piece};
use super::{Contents, FORMAT};
use crate::inventory::picture::PictureName;
use crate::store::keys::Ring;
use crate::store::row;

/// What stands in an archive beside its first and last line.
pub(in crate::store) enum Item {
    /// The next commit, as it stands in the journal.
    Commit(Vec<u8>),
    /// A whole picture.
    Picture { name: PictureName, bytes: Vec<u8> },
}

/// An archive being read.
pub(in crate::store) struct Reader<R: BufRead> {
    source: R,
    contents: Contents,
    sha: Sha256,
    /// How many lines were read.
    number: u64,
    line: Vec<u8>,
    room: Vec<u8>,
    /// With which what is about persons is opened, to see whether that can be done.
    ring: Ring,
    locked: u64,
}

/// The first line is no longer than this, in bytes, whatever the name is; so much is read of something foreign.
const LONGEST_HEAD: u64 = 16 << 10;

impl<R: BufRead> Reader<R> {
    /// Reads the first line.
    pub(in crate::store) fn begin(mut source: R) -> Result<Self, ArchiveFlaw> {
        let mut line = Vec::new();
        source.by_ref().take(LONGEST_HEAD).read_until(b'\n', &mut line).map_err(ArchiveFlaw::Unreadable)?;
        let head = head(&line)?;
        let damaged = || ArchiveFlaw::Damaged { line: 1, what: Damage::Altered };
        let slug = head.slug.parse().map_err(|_| damaged())?;
        let contents = Contents { slug, name: head.name, commits: 0, pictures: 0, bytes: 0, sha256: String::new() };
        let mut reader = Self { source, contents, sha: Sha256::new(), number: 1, line, room: Vec::new(), ring: Ring::empty(), locked: 0 };
        reader.count();
        Ok(reader)
    }

    /// What was read so far; all of it once [`Reader::next`] had nothing more.
    pub(in crate::store) fn contents(&self) -> &Contents {
        &self.contents
    }

    /// Looks from here on whether what is about people can be opened with these keys.
    pub(in crate::store) fn open_with(&mut self, ring: Ring) {
        self.ring = ring;
    }

    /// How many rows about persons were read for which there is no key.
    pub(in crate::store) fn locked(&self) -> u64 {
        self.locked
    }

    /// The next commit or picture; nothing once the last line was read, and with it all was found whole.
    pub(in crate::store) fn next(&mut self) -> Result<Option<Item>, ArchiveFlaw> {
        let before = self.sha.clone();
        let open = self.read_line()?;
        if let Some((seq, commit)) = line::commit(&open) {
            return self.commit(seq, commit).map(Some);
        }
        if let Some(end) = line::close::<End>(&open, &mut self.room) {
            let fits = end.commits == self.contents.commits && end.pictures == self.contents.pictures;
            if !fits || end.sha256 != format!("{:x}", before.finalize()) {
                return Err(self.damaged(Damage::Whole));
            }
            self.contents.sha256 = format!("{:x}", self.sha.clone().finalize());
            return self.nothing_follows().map(|()| None);
        }
        self.picture(&open).map(Some)
    }

    fn commit(&mut self, seq: u64, commit: &[u8]) -> Result<Item, ArchiveFlaw> {
        let expected = self.contents.commits + 1;
        if seq != expected || self.contents.pictures > 0 {
            return Err(self.damaged(Damage::OutOfOrder { expected, found: seq }));
        }
        let read = row::read(seq, commit, &self.ring).map_err(|what| ArchiveFlaw::NotUnderstood { line: self.number, what })?;
        // What is about somebody is sealed.
        if row::has_open_person(commit) {
            return Err(ArchiveFlaw::Person { line: self.number });
        }
        self.locked += read.unopened.locked;
        self.contents.commits = seq;
        Ok(Item::Commit(commit.to_vec()))
    }

    /// Reads the other pieces of the picture that begins in this line.
    fn picture(&mut self, first: &[u8]) -> Result<Item, ArchiveFlaw> {
        let (mut open, mut bytes, mut begun) = (first.to_vec(), Vec::new(), None);
        loop {
            let wrong = self.damaged(Damage::Picture);
            let Some(piece) = line::close::<Piece<'_>>(&open, &mut self.room) else {
                let what = String::from_utf8_lossy(&open[..open.len().min(40)]).into_owned();
                return Err(ArchiveFlaw::NotUnderstood { line: self.number, what });
            };
            let (name, of, expected) = begun.take().unwrap_or_else(|| (piece.picture.to_owned(), piece.of, 1));
            let Ok(decoded) = STANDARD.decode(piece.base64) else { return Err(wrong) };
            if (piece.picture, piece.part, piece.of) != (name.as_str(), expected, of) || piece.part > of {
                return Err(wrong);
            }
            bytes.extend(decoded);
            if expected == of {
                let Some(name) = name.parse().ok().filter(|name| *name == PictureName::of(&bytes)) else { return Err(wrong) };
                self.contents.pictures += 1;
                return Ok(Item::Picture { name, bytes });
            }
            begun = Some((name, of, expected + 1));
            open = self.read_line()?;
        }
    }

    /// The next line without its seal.
    fn read_line(&mut self) -> Result<Vec<u8>, ArchiveFlaw> {
        self.line.clear();
        self.source.read_until(b'\n', &mut self.line).map_err(ArchiveFlaw::Unreadable)?;
        let Some(line) = self.line.strip_suffix(b"\n") else {
            return Err(ArchiveFlaw::CutOff { line: self.number });
        };
        self.number += 1;
        let open = line::unseal(line).map(<[u8]>::to_vec).ok_or_else(|| self.damaged(Damage::Altered))?;
        self.count();
        Ok(open)
    }

    fn count(&mut self) {
        self.sha.update(&self.line);
        self.contents.bytes += u64::try_from(self.line.len()).unwrap_or(u64::MAX);
    }

    fn nothing_follows(&mut self) -> Result<(), ArchiveFlaw> {
        let rest = self.source.fill_buf().map_err(ArchiveFlaw::Unreadable)?;
        if rest.is_empty() { Ok(()) } else { Err(ArchiveFlaw::Damaged { line: self.number + 1, what: Damage::AfterTheEnd }) }
    }

    fn damaged(&self, what: Damage) -> ArchiveFlaw {
        ArchiveFlaw::Damaged { line: self.number, what }
    }
}

/// The first line, if it is that of an archive which is read here.
fn head(line: &[u8]) -> Result<Head, ArchiveFlaw> {
    let is_ours = line.starts_with(b"{\"wijkweb\":\"archive\"");
    if line.is_empty() {
        return Err(ArchiveFlaw::Empty);
    }
    if !is_ours {
        return Err(ArchiveFlaw::Foreign(Foreign::judge(line)));
    }
    let Some(whole) = line.strip_suffix(b"\n") else { return Err(ArchiveFlaw::CutOff { line: 0 }) };
    let damaged = |what| ArchiveFlaw::Damaged { line: 1, what };
    if whole.ends_with(b"\r") {
        return Err(damaged(Damage::LineEnds));
    }
    // What else stands in the first line of a later format is not for us to judge.
    let format = serde_json::from_slice::<serde_json::Value>(whole).ok().and_then(|head| head["format"].as_u64());
    match format.and_then(|format| u32::try_from(format).ok()) {
        Some(found) if found > FORMAT => return Err(ArchiveFlaw::Newer { found, known: FORMAT }),
        Some(FORMAT) => {}
        _ => return Err(damaged(Damage::Altered)),
    }
    let open = line::unseal(whole).ok_or_else(|| damaged(Damage::Altered))?;
    line::close(open, &mut Vec::new()).ok_or_else(|| damaged(Damage::Altered))
}

/// Reads an archive to its end, keeps nothing of it, and tells what is in it.
pub(in crate::store) fn verify(source: impl Read) -> Result<Contents, ArchiveFlaw> {
    let mut reader = Reader::begin(io::BufReader::with_capacity(1 << 18, source))?;
    while reader.next()?.is_some() {}
    Ok(reader.contents)
}
