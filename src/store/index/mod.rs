//! Finds in the journal what concerns one record or tie, one number or one moment, without reading the rest.
//!
//! It promises that looking costs what is found and a little for each journal file, and that nothing is answered that the
//! journal does not say: every line is read and checked there. It holds what the file being written is about in memory, and
//! finds the rest in sidecars beside the full files, which are made when they are first needed or shortly after a file is
//! full. It does not know what records are.

mod contents;
mod glance;
mod shelf;
mod sidecar;
mod upkeep;

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use self::contents::{Contents, Place, count};
use self::shelf::Shelf;
use super::error::{Error, Flaw};
use super::journal::{Line, Segment, read_line};
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;

pub(super) use self::glance::glance;
pub(super) use self::upkeep::Upkeep;

/// What the journal in one folder is about.
#[derive(Debug)]
pub(super) struct Index {
    folder: PathBuf,
    known: Mutex<Known>,
    /// Held by who looks, so that the files of the journal stay as they are meanwhile.
    files: RwLock<()>,
}

/// What is at hand: the full files, in order, and the one that is written to.
#[derive(Debug, Default)]
struct Known {
    shelves: Vec<Shelf>,
    tail: Option<Contents>,
}

/// A commit that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its number.
    pub(super) seq: u64,
    /// It only joins what was looked for to something else.
    pub(super) is_end: bool,
    segment: Segment,
    place: Place,
}

impl Index {
    /// Of the journal in `folder`; nothing is read yet.
    pub(super) fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), known: Mutex::default(), files: RwLock::default() }
    }

    /// For as long as it is held no file of the journal is exchanged for another. Not to be asked for twice at once.
    pub(super) fn standing(&self) -> RwLockReadGuard<'_, ()> {
        self.files.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Exchanges a file of the journal, while nobody looks. What is known of it is forgotten, also on the disk.
    pub(super) fn exchange(&self, segment: &Segment, exchange: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let _nobody = self.files.write().unwrap_or_else(PoisonError::into_inner);
        exchange()?;
        self.forget(segment);
        Ok(())
    }

    /// The commits up to number `last` (which must be acknowledged) that wrote this record or tie or took it away, or that
    /// wrote a tie of it, in order.
    pub(super) fn about(&self, id: Id, last: u64) -> Result<Vec<Found>, Error> {
        let mut known = self.up_to_date(last)?;
        let mut found = Vec::new();
        for number in 0..known.shelves.len() {
            let mentions = known.ask(number, |shelf| {
                let mentions = shelf.about(id)?.into_iter();
                mentions.map(|mention| Ok((mention, shelf.place(ordinal(mention.ordinal))?))).collect::<io::Result<Vec<_>>>()
            })?;
            let segment = known.shelves[number].segment();
            let commit = |(mention, place): (contents::Mention, Place)| Found {
                seq: segment.first + u64::from(mention.ordinal),
                is_end: mention.is_end,
                segment: segment.clone(),
                place,
            };
            found.extend(mentions.into_iter().map(commit));
        }
        if let Some(tail) = &known.tail {
            let commit = |mention: contents::Mention| {
                let place = *tail.places.get(ordinal(mention.ordinal))?;
                let seq = tail.segment.first + u64::from(mention.ordinal);
                Some(Found { seq, is_end: mention.is_end, segment: tail.segment.clone(), place })
            };
            found.extend(tail.about(id).filter_map(commit));
        }
        found.retain(|found| found.seq <= last);
        Ok(found)
    }

    /// The commit with this number, if it is not after number `last`.
    pub(super) fn commit(&self, seq: u64, last: u64) -> Result<Option<Found>, Error> {
        if seq == 0 || seq > last {
            return Ok(None);
        }
        let mut known = self.up_to_date(last)?;
        let found = |segment: &Segment, place| Found { seq, is_end: false, segment: segment.clone(), place };
        if let Some(tail) = known.tail.as_ref().filter(|tail| tail.segment.first <= seq) {
            let place = usize::try_from(seq - tail.segment.first).ok().and_then(|at| tail.places.get(at));
            return Ok(place.map(|place| found(&tail.segment, *place)));
        }
        let Some(number) = known.shelves.iter().rposition(|shelf| shelf.segment().first <= seq) else { return Ok(None) };
        let segment = known.shelves[number].segment().clone();
        let at = usize::try_from(seq - segment.first).unwrap_or(usize::MAX);
        known.ask(number, |shelf| shelf.place(at)).map(|place| Some(found(&segment, place)))
    }

    /// The number of the last commit, not after number `last`, before the first one that was made after `moment`: 0 where
    /// that is the very first. A commit whose clock was ahead of `now` says nothing about when it was made, and stands
    /// with those before it.
    pub(super) fn last_before(&self, moment: Moment, now: Moment, last: u64) -> Result<u64, Error> {
        let mut known = self.up_to_date(last)?;
        for number in 0..known.shelves.len() {
            if let Some(at) = known.ask(number, |shelf| shelf.first_between(moment, now))? {
                return Ok((known.shelves[number].segment().first + count(at)).saturating_sub(1).min(last));
            }
        }
        let in_tail = known.tail.as_ref().and_then(|tail| Some(tail.segment.first + count(tail.first_between(moment, now)?)));
        Ok(in_tail.map_or(last, |seq| seq.saturating_sub(1)).min(last))
    }

    /// The JSON text of a commit that was found, read and checked. Nothing if something else stands there: then what led
    /// there is not to be trusted ([`Index::distrust`]).
    pub(super) fn text(found: &Found) -> Result<Option<Vec<u8>>, Error> {
        let unreadable = |cause| Error::unreadable(&found.segment.path, cause);
        let mut line = vec![0; ordinal(found.place.length)];
        match File::open(&found.segment.path).map_err(unreadable)?.read_exact_at(&mut line, found.place.offset) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(unreadable(error)),
        }
        let read = read_line(&line).filter(|line| line.seq == found.seq);
        Ok(read.map(|Line { commit, .. }| commit.to_vec()))
    }

    /// Throws away all that is known of the file in which a commit was not found where it should be, so that it is read
    /// again; what is wrong in the journal itself then comes to light.
    pub(super) fn distrust(&self, found: &Found) {
        self.forget(&found.segment);
    }

    fn forget(&self, segment: &Segment) {
        let mut known = lock(&self.known);
        // What is known of full files is known from the first on, without holes.
        let before = known.shelves.partition_point(|shelf| shelf.segment().first < segment.first);
        known.shelves.truncate(before);
        known.tail = None;
        shelf::throw_away(segment);
    }

    /// What to say when a commit is not where it should be, even after all was read again.
    pub(super) fn damage(found: &Found) -> Error {
        let line = (found.seq - found.segment.first).saturating_add(1);
        Error::Damaged { file: found.segment.path.clone(), line, flaw: Flaw::Altered }
    }

    /// Everything up to commit `last` is known.
    fn up_to_date(&self, last: u64) -> Result<MutexGuard<'_, Known>, Error> {
        let mut known = lock(&self.known);
        if let Some(tail) = &mut known.tail {
            tail.read_up_to(last, &mut |_| false)?;
        }
        if known.tail.as_ref().map_or(0, Contents::next_seq) <= last {
            known.shelve(&self.folder, last)?;
        }
        Ok(known)
    }
}

impl Known {
    /// Looks for files that became full, and begins with the one that is written to now.
    fn shelve(&mut self, folder: &Path, last: u64) -> Result<(), Error> {
        let mut segments = Segment::list(folder)?;
        segments.retain(|segment| segment.first <= last);
        let Some(written_to) = segments.pop() else { return Ok(()) };
        segments.drain(..self.shelves.len().min(segments.len()));
        for segment in segments {
            let begun = self.tail.take_if(|tail| tail.segment == segment);
            self.shelves.push(Shelf::of(segment, begun)?);
        }
        let tail = self.tail.take().filter(|tail| tail.segment == written_to);
        let tail = self.tail.insert(tail.unwrap_or_else(|| Contents::unread(written_to)));
        tail.read_up_to(last, &mut |_| false)
    }

    /// Asks one of the full files; where its sidecar turns out to be damaged it is made again.
    fn ask<T>(&mut self, number: usize, question: impl Fn(&Shelf) -> io::Result<T>) -> Result<T, Error> {
        let asked = &mut self.shelves[number];
        if let Ok(answer) = question(asked) {
            return Ok(answer);
        }
        asked.make_again()?;
        question(asked).map_err(|cause| Error::unreadable(&asked.segment().path, cause))
    }
}

fn lock(known: &Mutex<Known>) -> MutexGuard<'_, Known> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number on the disk as a place in memory.
fn ordinal(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
