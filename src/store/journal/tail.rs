//! The end of the journal's last file: adding to it durably, and taking back what failed.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::segment::{Segment, without_room};
use crate::store::error::Error;
use crate::store::keep;

/// The file that is being added to.
#[derive(Debug)]
pub(in crate::store) struct Tail {
    first: u64,
    path: PathBuf,
    file: File,
    /// How many bytes are acknowledged; the file never has less.
    good: u64,
    /// Up to here the file has bytes already: zeros, room for what comes.
    room: u64,
    /// How much room is made at a time.
    wanted: usize,
    /// Whether there may be remains of a failed write behind them.
    remains: bool,
    #[cfg(test)]
    pub(super) faults: std::collections::VecDeque<Fault>,
}

/// So much room is made at a time, for groups of at most a quarter of it.
const ROOM: usize = 256 << 10;

impl Tail {
    /// Opens the file of a segment, of which the first `good` bytes stand, making it if there is none. What stands behind
    /// those is taken away before the first write.
    pub(in crate::store) fn open(segment: &Segment, good: u64) -> Result<Self, Error> {
        let path = segment.path.clone();
        let open = || {
            let file = OpenOptions::new().create(true).write(true).truncate(false).open(&path)?;
            keep::sync_parent(&path)?;
            Ok(file)
        };
        let file = open().map_err(|cause| Error::not_kept(&path, cause))?;
        Ok(Self {
            first: segment.first,
            path,
            file,
            good,
            room: good,
            wanted: 0,
            remains: true,
            #[cfg(test)]
            faults: std::collections::VecDeque::new(),
        })
    }

    /// The same, with room made for small groups before they come. Whoever reads the file passes over the zeros at its end.
    pub(super) fn with_room(mut self) -> Self {
        self.wanted = ROOM;
        self
    }

    /// The number of the first commit in it.
    pub(super) fn first(&self) -> u64 {
        self.first
    }

    /// How many bytes are acknowledged.
    pub(in crate::store) fn good(&self) -> u64 {
        self.good
    }

    /// Adds `bytes`; they are on the disk when this returns. After an error none of them are there.
    pub(in crate::store) fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.take_back().map_err(|cause| Error::ReadOnly { file: self.path.clone(), cause })?;
        let length = u64::try_from(bytes.len()).map_err(|cause| self.not_kept(io::Error::other(cause)))?;
        self.remains = true;
        if let Err(cause) = self.write(bytes) {
            if let Err(failed) = self.take_back() {
                tracing::error!(file = %self.path.display(), error = %failed, "a failed write could not be taken back");
            }
            return Err(self.not_kept(cause));
        }
        self.remains = false;
        self.good += length;
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        #[cfg(test)]
        match self.faults.pop_front() {
            Some(Fault::Write { after }) => {
                self.put(&bytes[..after.min(bytes.len())])?;
                return Err(io::ErrorKind::StorageFull.into());
            }
            Some(Fault::Sync) => {
                self.put(bytes)?;
                return Err(io::Error::other("the disk did not confirm"));
            }
            Some(Fault::TakeBack | Fault::None) | None => {}
        }
        self.make_room(bytes.len());
        self.put(bytes)?;
        self.file.sync_data()
    }

    /// Writes behind what is acknowledged.
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.good))?;
        self.file.write_all(bytes)
    }

    /// Has the next small groups fall on bytes that the file has already. Then its length need not be put on the disk with
    /// each of them, which takes a third of the time. Where there is no space for that, it goes without.
    fn make_room(&mut self, group: usize) {
        let end = |bytes: usize| self.good.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        if group > self.wanted / 4 || end(group) <= self.room {
            return;
        }
        let room = end(self.wanted);
        if self.put(&vec![0; self.wanted]).is_ok() {
            self.room = room;
        } else {
            // What there is of it is in the way of others, and means nothing if it stays.
            let _ = self.file.set_len(self.room.max(self.good));
        }
    }

    /// Cuts the file back to what is acknowledged, if it may be longer.
    fn take_back(&mut self) -> io::Result<()> {
        if self.remains {
            #[cfg(test)]
            if self.faults.pop_front_if(|fault| matches!(fault, Fault::TakeBack)).is_some() {
                return Err(io::Error::other("the file cannot be shortened"));
            }
            if self.file.metadata()?.len() < self.good {
                return Err(io::Error::other("the file became shorter than what was written to it"));
            }
            self.file.set_len(self.good)?;
            self.file.sync_data()?;
            self.room = self.good;
            self.remains = false;
        }
        Ok(())
    }

    fn not_kept(&self, cause: io::Error) -> Error {
        Error::not_kept(&self.path, cause)
    }
}

impl Drop for Tail {
    /// Gives the room back.
    fn drop(&mut self) {
        if self.room > self.good
            && let Err(error) = self.file.set_len(self.good)
        {
            tracing::warn!(file = %self.path.display(), %error, "the journal keeps the room for more behind its last line");
        }
    }
}

/// Keeps the bytes behind the first `good` of the file at `path` in a file of their own (`NAME.torn-N`), and cuts them
/// off. Tells that file. Broken off anywhere, it can be done again.
pub(in crate::store) fn cut_off(path: &Path, good: u64) -> Result<PathBuf, Error> {
    use std::io::Read;
    let cut = || {
        let mut file = OpenOptions::new().read(true).write(true).open(path)?;
        file.seek(SeekFrom::Start(good))?;
        let mut torn = Vec::new();
        file.read_to_end(&mut torn)?;
        torn.truncate(without_room(&torn).len());
        let aside = keep::free_name(path, "torn");
        keep::replace_file(&aside, &torn)?;
        file.set_len(good)?;
        file.sync_all()?;
        Ok(aside)
    };
    cut().map_err(|cause| Error::not_kept(path, cause))
}

/// What a test lets go wrong at the next write.
#[cfg(test)]
#[derive(Debug)]
pub(super) enum Fault {
    /// Nothing, this time.
    None,
    /// The disk is full after so many bytes.
    Write { after: usize },
    /// All bytes are written, but their being on the disk is not confirmed.
    Sync,
    /// Cutting back fails.
    TakeBack,
}
