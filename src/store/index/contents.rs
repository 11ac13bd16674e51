use std::collections::BTreeSet;

use super::glance::{Written, glance};
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::store::error::{Error, Flaw};
use crate::store::journal::{Lines, Read, Segment};

/// Where one commit stands in its file, and when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Byte at which its line begins.
    pub(super) offset: u64,
    /// Bytes of its line, with the line feed.
    pub(super) length: u32,
    /// Milliseconds since 1970, as the clock was then.
    pub(super) at: i64,
}

/// That a commit is about a record or tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mention {
    /// The record or tie.
    pub(super) id: Id,
    /// Which commit of the file, counted from 0.
    pub(super) ordinal: u32,
    /// It is an end of a tie that was written; otherwise it was itself written or taken away.
    pub(super) is_end: bool,
}

/// What one file of the journal is about, as far as it was read.
#[derive(Debug)]
pub(super) struct Contents {
    pub(super) segment: Segment,
    pub(super) places: Vec<Place>,
    pub(super) mentions: BTreeSet<Mention>,
}

impl Contents {
    /// Nothing of this file was read yet.
    pub(super) fn unread(segment: Segment) -> Self {
        Self { segment, places: Vec::new(), mentions: BTreeSet::new() }
    }

    /// The number of the next commit to be read.
    pub(super) fn next_seq(&self) -> u64 {
        self.segment.first + count(self.places.len())
    }

    /// Where what was read ends, in bytes.
    pub(super) fn end(&self) -> u64 {
        self.places.last().map_or(0, |place| place.offset + u64::from(place.length))
    }

    /// Reads on up to commit number `last`, which must be acknowledged, or the end of the file. `is_stopped` is given how
    /// far it is, in bytes, and may end it there.
    pub(super) fn read_up_to(&mut self, last: u64, is_stopped: &mut dyn FnMut(u64) -> bool) -> Result<(), Error> {
        if self.next_seq() > last {
            return Ok(());
        }
        let mut lines = Lines::after(&self.segment, count(self.places.len()), self.end())?;
        while self.next_seq() <= last && !is_stopped(lines.end) {
            let expected = self.next_seq();
            let (number, start) = (lines.number + 1, lines.end);
            let damaged = |flaw| Error::Damaged { file: self.segment.path.clone(), line: number, flaw };
            let (seq, read) = match lines.next()? {
                None => return Ok(()),
                Some(Read::Whole(line)) if line.seq == expected => (line.seq, glance(line.commit)),
                Some(Read::Whole(line)) => return Err(damaged(Flaw::Misplaced { expected, found: line.seq })),
                Some(Read::Bad) => return Err(damaged(Flaw::Altered)),
            };
            let folder = self.segment.path.parent().unwrap_or(&self.segment.path).to_owned();
            let glance = read.map_err(|what| Error::NotUnderstood { folder, seq, what })?;
            let too_long = |_| damaged(Flaw::Altered);
            let ordinal = u32::try_from(self.places.len()).map_err(too_long)?;
            let length = u32::try_from(lines.end - start).map_err(too_long)?;
            self.places.push(Place { offset: start, length, at: glance.at.millisecond() });
            for Written { id, ends } in glance.written {
                self.mentions.insert(Mention { id, ordinal, is_end: false });
                self.mentions.extend(ends.into_iter().map(|id| Mention { id, ordinal, is_end: true }));
            }
        }
        Ok(())
    }

    /// The commits that are about `id`, in order.
    pub(super) fn about(&self, id: Id) -> impl Iterator<Item = Mention> {
        let first = Mention { id, ordinal: 0, is_end: false };
        let last = Mention { id, ordinal: u32::MAX, is_end: true };
        self.mentions.range(first..=last).copied()
    }

    /// The first commit made after `moment` and not after `now`, counted from 0.
    pub(super) fn first_between(&self, moment: Moment, now: Moment) -> Option<usize> {
        self.places.iter().position(|place| place.at > moment.millisecond() && place.at <= now.millisecond())
    }
}

/// A number of things as it is counted on the disk.
pub(super) fn count(things: usize) -> u64 {
    u64::try_from(things).unwrap_or(u64::MAX)
}
