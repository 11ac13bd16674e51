//! Reading commits back from the journal while it goes on being written.

use std::collections::VecDeque;
use std::path::Path;

use super::segment::{Lines, Read, Segment};
use crate::store::error::{Error, Flaw};

/// The commits of one journal from some number on, oldest first, up to the one that was last when the reading began.
pub(in crate::store) struct History {
    segments: VecDeque<Segment>,
    lines: Option<Lines>,
    next: u64,
    last: u64,
}

impl History {
    /// The commits after number `after` up to `last` of the journal in `folder`. `last` must be acknowledged: of what is
    /// being written at this moment nothing is read.
    pub(in crate::store) fn between(folder: &Path, after: u64, last: u64) -> Result<Self, Error> {
        let mut segments = VecDeque::from(Segment::list(folder)?);
        while segments.get(1).is_some_and(|second| second.first <= after.saturating_add(1)) {
            segments.pop_front();
        }
        Ok(Self { segments, lines: None, next: after.saturating_add(1), last })
    }

    fn read(&mut self) -> Result<Option<(u64, Vec<u8>)>, Error> {
        while self.next <= self.last {
            let Some(lines) = &mut self.lines else {
                let Some(segment) = self.segments.front() else {
                    return Ok(None);
                };
                self.lines = Some(Lines::of(segment)?);
                continue;
            };
            let flaw = match lines.next()? {
                Some(Read::Whole(line)) if line.seq < self.next => continue,
                Some(Read::Whole(line)) if line.seq == self.next => {
                    self.next += 1;
                    return Ok(Some((line.seq, line.commit.to_vec())));
                }
                Some(Read::Whole(line)) => Flaw::Misplaced { expected: self.next, found: line.seq },
                Some(Read::Bad) => Flaw::Altered,
                None => {
                    self.segments.pop_front();
                    self.lines = None;
                    continue;
                }
            };
            let file = self.segments.pop_front().map(|segment| segment.path).unwrap_or_default();
            return Err(Error::Damaged { file, line: lines.number, flaw });
        }
        Ok(None)
    }
}

impl Iterator for History {
    type Item = Result<(u64, Vec<u8>), Error>;

    /// The number and the JSON text of the next commit. After an error nothing follows.
    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read();
        if !matches!(read, Ok(Some(_))) {
            self.last = 0;
        }
        read.transpose()
    }
}
