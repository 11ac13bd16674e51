//! The file of keys as it stands on the disk. **Frozen**: files of this shape are on people's disks; another shape gets
//! another number in `v`.
//!
//! Each line is a line of the [journal](crate::store::journal): a checksum, a number, and `{"v":1,…}`. The first has the
//! secrets and all who were erased; the others, and those that are added, have keys. Whenever keys are destroyed, the file is
//! made anew and takes the place of the former, the bytes of which are overwritten. A copy to take along lacks the secret of
//! the settled file.
//!
//! ```text
//! {"v":1,"secrets":{"aliases":"…","homes":"…","erasures":"…","settled":"…"},"erased":[["MARK","MOMENT"]],"clean":false}
//! {"v":1,"keys":[["ID","KEY"],…]}
//! {"v":1,"clean":true}
//! ```

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ring::{Key, Ring};
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::store::error::{Error, Flaw};
use crate::store::journal::{Line, Segment, Tail, add_line, read_line};
use crate::store::keep;
use crate::store::shape::Text;

const SHAPE: u32 = 1;

/// So many keys stand in a line of a file that is made anew.
const KEYS_IN_LINE: usize = 500;

/// The file of keys of one neighbourhood, open for writing.
#[derive(Debug)]
pub(super) struct KeyFile {
    path: PathBuf,
    is_there: bool,
    /// Bytes of whole lines.
    good: u64,
    /// What stands behind those: a write that was broken off.
    torn: Vec<u8>,
    /// The number of the last line.
    last: u64,
    /// The end of the file; opened at the first write.
    tail: Option<Tail>,
}

impl KeyFile {
    /// The file at `path`, which is not there yet.
    pub(super) fn none(path: &Path) -> Self {
        Self { path: path.to_owned(), is_there: false, good: 0, torn: Vec::new(), last: 0, tail: None }
    }

    /// The file at `path` and what is in it; nothing if there is none. A broken-off last write is passed over.
    pub(super) fn read(path: &Path) -> Result<Option<(Self, Ring)>, Error> {
        let bytes = match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            bytes => bytes.map_err(|cause| Error::unreadable(path, cause))?,
        };
        let (ring, last, good) = parse(&bytes, path)?;
        if good < bytes.len() {
            tracing::warn!(file = %path.display(), bytes = bytes.len() - good, "the last write to a file of keys was broken off");
        }
        let file = Self { is_there: true, good: long(good), torn: bytes[good..].to_vec(), last, ..Self::none(path) };
        Ok(Some((file, ring)))
    }

    /// Adds keys. They are on the disk when this returns. `ring`: all there is without them, for a file that is not there yet.
    pub(super) fn add(&mut self, keys: &[(Id, Key)], ring: impl FnOnce() -> Ring) -> Result<(), Error> {
        if !self.is_there {
            let mut ring = ring();
            ring.add(keys.iter().copied());
            return self.replace(&ring);
        }
        self.append(&Stored { keys: stored(keys), ..Stored::default() })
    }

    /// Adds that all files are clean.
    pub(super) fn note_clean(&mut self) -> Result<(), Error> {
        self.append(&Stored { clean: Some(true), ..Stored::default() })
    }

    /// Puts `ring` in the place of all there is, and nothing of what was there stays.
    pub(super) fn replace(&mut self, ring: &Ring) -> Result<(), Error> {
        let (bytes, last) = lines(ring).map_err(|cause| Error::not_kept(&self.path, cause))?;
        write_private(&self.path, &bytes).map_err(|cause| Error::not_kept(&self.path, cause))?;
        remove_torn(&self.path);
        *self = Self { is_there: true, good: long(bytes.len()), last, ..Self::none(&self.path) };
        Ok(())
    }

    fn append(&mut self, stored: &Stored) -> Result<(), Error> {
        let mut bytes = Vec::new();
        add(&mut bytes, self.last + 1, stored).map_err(|cause| Error::not_kept(&self.path, cause))?;
        if !self.torn.is_empty() {
            // Most likely never acknowledged; if it was, the keys in it are still to be found.
            let aside = keep::free_name(&self.path, "torn");
            keep::replace_private_file(&aside, &self.torn).map_err(|cause| Error::not_kept(&aside, cause))?;
            self.torn.clear();
        }
        let mut tail = match self.tail.take() {
            Some(tail) => tail,
            None => Tail::open(&Segment { first: 1, path: self.path.clone() }, self.good)?,
        };
        tail.append(&bytes)?;
        (self.last, self.good) = (self.last + 1, tail.good());
        self.tail = Some(tail);
        Ok(())
    }
}

/// The whole of a file with this ring in it.
pub(super) fn lines(ring: &Ring) -> io::Result<(Vec<u8>, u64)> {
    let mut bytes = Vec::with_capacity(400 + ring.keys.len() * 90);
    let head = Stored { secrets: Some(StoredSecrets::of(ring)), erased: erased(ring), clean: Some(ring.is_clean), ..Stored::default() };
    add(&mut bytes, 1, &head)?;
    let mut keys: Vec<_> = ring.keys.iter().map(|(id, key)| (*id, *key)).collect();
    keys.sort_unstable_by_key(|(id, _)| *id);
    let mut last = 1;
    for keys in keys.chunks(KEYS_IN_LINE) {
        last += 1;
        add(&mut bytes, last, &Stored { keys: stored(keys), ..Stored::default() })?;
    }
    Ok((bytes, last))
}

fn add(bytes: &mut Vec<u8>, seq: u64, stored: &Stored) -> io::Result<()> {
    add_line(Line { seq, group: seq, commit: &serde_json::to_vec(stored)? }, bytes);
    Ok(())
}

/// What is in a file, the number of its last whole line, and how many bytes there are up to there.
pub(super) fn parse(bytes: &[u8], path: &Path) -> Result<(Ring, u64, usize), Error> {
    let (mut ring, mut last, mut good) = (None, 0, 0);
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    while let Some(line) = lines.next() {
        let expected = last + 1;
        let damaged = |flaw| Error::Damaged { file: path.to_owned(), line: expected, flaw };
        let Some(whole) = read_line(line) else {
            // A bad line in front of a whole one is no broken-off write, and neither is the first: the file came whole.
            let is_torn = ring.is_some() && lines.all(|line| read_line(line).is_none());
            if is_torn {
                break;
            }
            return Err(damaged(Flaw::Altered));
        };
        if whole.seq != expected {
            return Err(damaged(Flaw::Misplaced { expected, found: whole.seq }));
        }
        let not_understood = |what| Error::NotUnderstood { folder: path.to_owned(), seq: expected, what };
        let stored = Stored::read(whole.commit).map_err(not_understood)?;
        stored.put_in(&mut ring).map_err(not_understood)?;
        (last, good) = (expected, good + line.len());
    }
    let nothing = Error::Damaged { file: path.to_owned(), line: 1, flaw: Flaw::Altered };
    Ok((ring.ok_or(nothing)?, last, good))
}

/// What the whole lines of a damaged file come to; nothing if the secrets are not among them.
pub(super) fn whole_lines(bytes: &[u8]) -> Option<Ring> {
    let mut ring = None;
    for line in bytes.split_inclusive(|byte| *byte == b'\n').filter_map(read_line) {
        let stored = Stored::read(line.commit).ok()?;
        stored.put_in(&mut ring).ok()?;
    }
    ring
}

/// Puts `bytes` in the place of the file at `path`, and overwrites those that were there.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        keep::make_folder(folder)?;
    }
    let former = OpenOptions::new().write(true).open(path);
    keep::replace_private_file(path, bytes)?;
    if let Ok(former) = former
        && let Err(error) = overwrite(former)
    {
        tracing::warn!(file = %path.display(), %error, "a former file of keys is gone, but its bytes could not be overwritten");
    }
    Ok(())
}

/// Where the disk writes in place, what was destroyed cannot be read from it either.
fn overwrite(mut former: File) -> io::Result<()> {
    let metadata = former.metadata()?;
    // Somebody who gave it a second name wanted to keep it.
    if metadata.nlink() == 0 {
        former.write_all(&vec![0; usize::try_from(metadata.len()).unwrap_or(0)])?;
        former.sync_data()?;
    }
    Ok(())
}

/// What was broken off before may have held a key.
fn remove_torn(path: &Path) {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else { return };
    let torn = format!("{name}.torn-");
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(&torn))
            && let Err(error) = fs::remove_file(entry.path())
        {
            tracing::warn!(file = %entry.path().display(), %error, "what was broken off of a file of keys is still there");
        }
    }
}

/// Takes away what was being written in the folder of keys when the power went: nobody reads it, and there are keys in it.
pub(in crate::store) fn clear_left_overs(folder: &Path) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "new") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn long(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn stored(keys: &[(Id, Key)]) -> Vec<(Text<Id>, Bytes)> {
    keys.iter().map(|(id, key)| (Text(*id), Bytes(key.0))).collect()
}

fn erased(ring: &Ring) -> Vec<(Bytes, Text<Moment>)> {
    ring.erased.iter().map(|(mark, at)| (Bytes(*mark), Text(*at))).collect()
}

/// What stands in a line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    v: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secrets: Option<StoredSecrets>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    erased: Vec<(Bytes, Text<Moment>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    keys: Vec<(Text<Id>, Bytes)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clean: Option<bool>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredSecrets {
    aliases: Bytes,
    homes: Bytes,
    erasures: Bytes,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settled: Option<Bytes>,
}

impl StoredSecrets {
    fn of(ring: &Ring) -> Self {
        let [aliases, homes, erasures] = [ring.aliases, ring.homes, ring.erasures].map(|key| Bytes(key.0));
        Self { aliases, homes, erasures, settled: ring.settled.map(|key| Bytes(key.0)) }
    }
}

impl Default for Stored {
    fn default() -> Self {
        Self { v: SHAPE, secrets: None, erased: Vec::new(), keys: Vec::new(), clean: None }
    }
}

/// What all shapes have, whatever else they hold.
#[derive(Deserialize)]
struct Shape {
    v: u32,
}

impl Stored {
    /// The error says what is not understood, and nothing of what is there.
    fn read(text: &[u8]) -> Result<Self, String> {
        let found = serde_json::from_slice(text).map_or(SHAPE, |shape: Shape| shape.v);
        if found != SHAPE {
            return Err(format!("it has shape {found}, and this wijkweb reads shapes up to {SHAPE}"));
        }
        serde_json::from_slice(text).map_err(|_| "it holds something else than keys".to_owned())
    }

    fn put_in(self, ring: &mut Option<Ring>) -> Result<(), String> {
        let open = match (ring.take(), self.secrets) {
            (Some(open), None) => open,
            (None, Some(StoredSecrets { aliases, homes, erasures, settled })) => {
                Ring { settled: settled.map(|key| Key(key.0)), ..Ring::with(Key(aliases.0), Key(homes.0), Key(erasures.0)) }
            }
            (None, None) | (Some(_), Some(_)) => return Err("the secrets do not stand in its first line".to_owned()),
        };
        let open = ring.insert(open);
        open.erased.extend(self.erased.into_iter().map(|(mark, at)| (mark.0, at.0)));
        open.keys.reserve(self.keys.len());
        open.keys.extend(self.keys.into_iter().map(|(id, key)| (id.0, Key(key.0))));
        open.is_clean = self.clean.unwrap_or(open.is_clean);
        Ok(())
    }
}

/// 32 bytes in base64.
struct Bytes([u8; 32]);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD_NO_PAD.encode(self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(BytesReader)
    }
}

struct BytesReader;

impl Visitor<'_> for BytesReader {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("32 bytes in base64")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Bytes, E> {
        let mut bytes = [0; 32];
        match STANDARD_NO_PAD.decode_slice(text, &mut bytes) {
            Ok(32) => Ok(Bytes(bytes)),
            _ => Err(E::custom("not 32 bytes in base64")),
        }
    }
}
