//! What a full file of the journal is about, written beside it: `000000000001.index`.
//!
//! Derived, and never trusted above the journal: it can be thrown away at any time, and whatever it leads to is checked
//! there. All numbers are little-endian. A head of 64 bytes: `WIJKIDX1`, the number of the first commit (8), of commits
//! (4) and of mentions (4), bytes of the journal file (8), the checksums of its first and last line as they stand there (8
//! each), earliest and latest moment (8 each). Then the first id of each block of mentions (16 each) and a checksum (4) of
//! all so far. Then the blocks: up to 200 entries of 20 bytes and a checksum (4). A place is offset (8), length (4), moment
//! (8); a mention is an id (16) and the number of the commit in the file times two, plus one for an end of a tie (4).
//! Mentions are sorted.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::contents::{Contents, Mention, Place, count};
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::store::journal::Segment;

const MARK: &[u8; 8] = b"WIJKIDX1";
const HEAD: usize = 64;
const ENTRY: usize = 20;
const ENTRIES: usize = 200;
const BLOCK: usize = ENTRY * ENTRIES + 4;

/// Held by whoever writes a sidecar.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A sidecar whose head was read and found good.
#[derive(Debug)]
pub(super) struct Sidecar {
    path: PathBuf,
    /// The file it is about.
    pub(super) segment: Segment,
    /// How many commits that has.
    pub(super) commits: usize,
    mentions: usize,
    earliest: i64,
    latest: i64,
    /// The first id of each block of mentions.
    fence: Vec<Id>,
}

/// Where the sidecar of a journal file is.
pub(super) fn path_for(segment: &Segment) -> PathBuf {
    segment.path.with_extension("index")
}

/// Writes the sidecar of a whole journal file. It appears under its name when it is whole. It is not forced to the disk:
/// after a power cut it is found to be bad and made again. Of two at the same time one waits.
pub(super) fn write(contents: &Contents) -> io::Result<()> {
    let ids: Vec<_> = contents.mentions.iter().collect();
    let mut bytes = Vec::with_capacity(HEAD + (contents.places.len() + ids.len()) * (ENTRY + 1));
    bytes.extend_from_slice(MARK);
    bytes.extend_from_slice(&contents.segment.first.to_le_bytes());
    bytes.extend_from_slice(&small(contents.places.len())?.to_le_bytes());
    bytes.extend_from_slice(&small(ids.len())?.to_le_bytes());
    bytes.extend_from_slice(&contents.end().to_le_bytes());
    for line in ends_of(&contents.segment, contents.places.last())? {
        bytes.extend_from_slice(&line);
    }
    let moments = || contents.places.iter().map(|place| place.at);
    bytes.extend_from_slice(&moments().min().unwrap_or(0).to_le_bytes());
    bytes.extend_from_slice(&moments().max().unwrap_or(0).to_le_bytes());
    for block in ids.chunks(ENTRIES) {
        bytes.extend_from_slice(&block[0].id.bytes());
    }
    seal(&mut bytes, 0);
    for block in contents.places.chunks(ENTRIES) {
        let start = bytes.len();
        for place in block {
            bytes.extend_from_slice(&place.offset.to_le_bytes());
            bytes.extend_from_slice(&place.length.to_le_bytes());
            bytes.extend_from_slice(&place.at.to_le_bytes());
        }
        seal(&mut bytes, start);
    }
    for block in ids.chunks(ENTRIES) {
        let start = bytes.len();
        for mention in block {
            bytes.extend_from_slice(&mention.id.bytes());
            bytes.extend_from_slice(&(mention.ordinal << 1 | u32::from(mention.is_end)).to_le_bytes());
        }
        seal(&mut bytes, start);
    }
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let (path, fresh) = (path_for(&contents.segment), contents.segment.path.with_extension("index.new"));
    let written = fs::write(&fresh, bytes).and_then(|()| fs::rename(&fresh, path));
    if written.is_err() {
        // On a full disk this gives back the space; the error that counts is the first.
        let _ = fs::remove_file(fresh);
    }
    written
}

impl Sidecar {
    /// Opens the sidecar of a whole journal file. An error is one of reading, or says that it is not about this file as it
    /// is now.
    pub(super) fn open(segment: &Segment) -> io::Result<Self> {
        let path = path_for(segment);
        let file = File::open(&path)?;
        let mut head = [0; HEAD];
        file.read_exact_at(&mut head, 0)?;
        let (mark, rest) = head.split_at(MARK.len());
        let whole = |at: usize| u64::from_le_bytes(array(&rest[at..at + 8]));
        let half = |at: usize| usize::try_from(u32::from_le_bytes(array(&rest[at..at + 4]))).unwrap_or(usize::MAX);
        let (commits, mentions) = (half(8), half(12));
        let length = fs::metadata(&segment.path)?.len();
        if mark != MARK || whole(0) != segment.first || whole(16) != length || commits == 0 {
            return Err(bad("it is not about this journal file"));
        }
        let fence_length = mentions.div_ceil(ENTRIES).saturating_mul(16);
        let expected = size(commits).saturating_add(size(mentions)).saturating_add(HEAD + 4).saturating_add(fence_length);
        if file.metadata()?.len() != count(expected) {
            return Err(bad("it is cut short"));
        }
        let (mut fence, mut checksum) = (vec![0; fence_length], [0; 4]);
        file.read_exact_at(&mut fence, count(HEAD))?;
        file.read_exact_at(&mut checksum, count(HEAD + fence.len()))?;
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&head);
        hasher.update(&fence);
        if hasher.finalize().to_le_bytes() != checksum {
            return Err(bad("its checksum does not fit"));
        }
        let moment = |at: usize| i64::from_le_bytes(array(&rest[at..at + 8]));
        let (earliest, latest) = (moment(40), moment(48));
        let fence = fence.chunks_exact(16).map(|id| Id::from_bytes(array(id))).collect();
        let sidecar = Self { path, segment: segment.clone(), commits, mentions, earliest, latest, fence };
        let last = sidecar.place(commits - 1)?;
        if ends_of(segment, Some(&last))?.concat() != rest[24..40] {
            return Err(bad("the journal file is not what it was"));
        }
        Ok(sidecar)
    }

    /// Where a commit stands, counted from 0.
    pub(super) fn place(&self, ordinal: usize) -> io::Result<Place> {
        let block = self.block(ordinal / ENTRIES, self.commits, 0)?;
        let entry = block.chunks_exact(ENTRY).nth(ordinal % ENTRIES).ok_or_else(|| bad("there is no such commit"))?;
        Ok(place(entry))
    }

    /// The commits that are about `id`, in order.
    pub(super) fn about(&self, id: Id) -> io::Result<Vec<Mention>> {
        // The first mention may stand at the end of the block before the first one that begins with this id or a later one.
        let first = self.fence.partition_point(|start| *start < id).saturating_sub(1);
        let mut found = Vec::new();
        for number in (first..self.fence.len()).take_while(|number| self.fence[*number] <= id) {
            let block = self.block(number, self.mentions, size(self.commits))?;
            found.extend(block.chunks_exact(ENTRY).map(mention).filter(|mention| mention.id == id));
        }
        Ok(found)
    }

    /// The first commit made after `moment` and not after `now`, counted from 0.
    pub(super) fn first_between(&self, moment: Moment, now: Moment) -> io::Result<Option<usize>> {
        let (after, until) = (moment.millisecond(), now.millisecond());
        if self.latest <= after || self.earliest > until {
            return Ok(None);
        }
        for number in 0..self.commits.div_ceil(ENTRIES) {
            let block = self.block(number, self.commits, 0)?;
            let fits = |entry: &[u8]| (after + 1..=until).contains(&place(entry).at);
            if let Some(at) = block.chunks_exact(ENTRY).position(fits) {
                return Ok(Some(number * ENTRIES + at));
            }
        }
        Ok(None)
    }

    /// The entries of one block of a table with `entries` entries, whose first block begins `skip` bytes behind the head.
    fn block(&self, number: usize, entries: usize, skip: usize) -> io::Result<Vec<u8>> {
        let start = HEAD + self.fence.len() * 16 + 4 + skip + number * BLOCK;
        let here = entries.saturating_sub(number * ENTRIES).min(ENTRIES);
        let mut block = vec![0; here * ENTRY + 4];
        File::open(&self.path)?.read_exact_at(&mut block, count(start))?;
        let checksum = block.split_off(here * ENTRY);
        if crc32fast::hash(&block).to_le_bytes() == checksum[..] { Ok(block) } else { Err(bad("a checksum does not fit")) }
    }
}

/// Bytes of a table with so many entries.
fn size(entries: usize) -> usize {
    entries.saturating_mul(ENTRY).saturating_add(entries.div_ceil(ENTRIES) * 4)
}

/// The checksums of the first and last line, as they stand in the journal file.
fn ends_of(segment: &Segment, last: Option<&Place>) -> io::Result<[[u8; 8]; 2]> {
    let file = File::open(&segment.path)?;
    let mut ends = [[0; 8]; 2];
    file.read_exact_at(&mut ends[0], 0)?;
    file.read_exact_at(&mut ends[1], last.map_or(0, |place| place.offset))?;
    Ok(ends)
}

fn place(entry: &[u8]) -> Place {
    Place {
        offset: u64::from_le_bytes(array(&entry[..8])),
        length: u32::from_le_bytes(array(&entry[8..12])),
        at: i64::from_le_bytes(array(&entry[12..20])),
    }
}

fn mention(entry: &[u8]) -> Mention {
    let number = u32::from_le_bytes(array(&entry[16..20]));
    Mention { id: Id::from_bytes(array(&entry[..16])), ordinal: number >> 1, is_end: number & 1 == 1 }
}

/// The first bytes as an array; zeros where there are too few, which is for a checksum to notice.
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.first_chunk().copied().unwrap_or([0; N])
}

fn seal(bytes: &mut Vec<u8>, from: usize) {
    let checksum = crc32fast::hash(&bytes[from..]);
    bytes.extend_from_slice(&checksum.to_le_bytes());
}

fn small(number: usize) -> io::Result<u32> {
    u32::try_from(number).ok().filter(|number| *number < 1 << 31).ok_or_else(|| io::Error::other("too many entries"))
}

fn bad(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
