use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::contents::Contents;
use super::sidecar::{self, Sidecar};
use crate::store::error::Error;
use crate::store::journal::Segment;

/// Writes sidecars in the background, a while after the start and shortly after journal files are full, so that whoever
/// first looks back need not wait. It takes a core a third of the time at most, and nothing depends on its having come to
/// an end: what is missing is made by who looks. Ended when it is dropped.
#[derive(Debug)]
pub(in crate::store) struct Upkeep {
    /// Says that there is something to do; that there is no door any more ends the work.
    door: Option<Sender<()>>,
    work: Option<JoinHandle<()>>,
}

/// How it keeps out of the way of others.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// It begins so long after the start, when what people ask for first has been read.
    first: Duration,
    /// It rests after each so many bytes of the journal.
    bytes: u64,
    /// So long.
    rest: Duration,
    /// Files smaller than this are read so quickly that nothing is written beside them beforehand.
    least: u64,
}

/// A megabyte is read in some five milliseconds.
const UNHURRIED: Pace = Pace { first: Duration::from_secs(5), bytes: 1 << 20, rest: Duration::from_millis(10), least: 1 << 20 };

impl Upkeep {
    /// Of the journal in `folder`.
    pub(in crate::store) fn of(folder: &Path) -> Self {
        Self::at_pace(folder, UNHURRIED)
    }

    fn at_pace(folder: &Path, pace: Pace) -> Self {
        let (door, asked) = mpsc::channel();
        let folder = folder.to_owned();
        let work = move || Work { folder, asked, pace }.go_on();
        // Where no thread can be had, a sidecar is written when it is first needed.
        let work = thread::Builder::new().name("index".to_owned()).spawn(work).ok();
        Self { door: Some(door), work }
    }

    /// Begins to write the sidecars that are missing, or goes on with that.
    pub(in crate::store) fn begin(&mut self) {
        if let Some(door) = &self.door {
            // Whoever ended badly said so, and is missed by nobody.
            let _ = door.send(());
        }
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        drop(self.door.take());
        if let Some(work) = self.work.take()
            && work.join().is_err()
        {
            tracing::error!("writing an index ended badly");
        }
    }
}

/// What the thread does.
struct Work {
    folder: PathBuf,
    asked: Receiver<()>,
    pace: Pace,
}

impl Work {
    /// Works until the door is gone.
    fn go_on(self) {
        let mut pause = Some(self.pace.first);
        loop {
            let asked = match pause.take() {
                Some(first) => self.asked.recv_timeout(first),
                None => self.asked.recv().map_err(RecvTimeoutError::from),
            };
            if asked == Err(RecvTimeoutError::Disconnected) {
                return;
            }
            // What was asked so far is done in one go.
            self.asked.try_iter().for_each(drop);
            if let Err(error) = self.write_missing() {
                tracing::warn!(%error, "an index was not written");
            }
        }
    }

    /// Rests, and tells whether the door is gone.
    fn rest(&self) -> bool {
        loop {
            match self.asked.recv_timeout(self.pace.rest) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => return true,
            }
        }
    }

    /// Writes the sidecars of all full files that have none, also of those that become full meanwhile.
    fn write_missing(&self) -> Result<(), Error> {
        let mut after = 0;
        loop {
            let mut segments = Segment::list(&self.folder)?;
            segments.pop();
            let Some(segment) = segments.into_iter().find(|segment| segment.first > after) else { return Ok(()) };
            after = segment.first;
            if !self.is_missing(&segment) {
                continue;
            }
            let mut contents = Contents::unread(segment);
            let (mut rested_at, mut is_stopped) = (0, false);
            contents.read_up_to(u64::MAX, &mut |end| {
                if end >= rested_at + self.pace.bytes {
                    rested_at = end;
                    is_stopped = self.rest();
                }
                is_stopped
            })?;
            if is_stopped {
                return Ok(());
            }
            sidecar::write(&contents).map_err(|cause| Error::not_kept(&sidecar::path_for(&contents.segment), cause))?;
        }
    }

    fn is_missing(&self, segment: &Segment) -> bool {
        let length = std::fs::metadata(&segment.path).map_or(0, |metadata| metadata.len());
        length >= self.pace.least && Sidecar::open(segment).is_err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::id::Id;
    use crate::store::journal::Journal;

    const NEVER: Duration = Duration::from_secs(3600);
    /// Begins when it is told to, and does not stop on the way.
    const HASTY: Pace = Pace { first: NEVER, bytes: u64::MAX, rest: Duration::ZERO, least: 0 };

    fn id(number: u64) -> String {
        format!("018bcfe5-6800-7000-8000-{number:012}")
    }

    fn append(journal: &mut Journal, numbers: std::ops::Range<u64>) {
        for number in numbers {
            let text = format!(r#"{{"at":"2023-11-14T22:13:20Z","writes":[{{"id":"{}"}}]}}"#, id(number % 7));
            journal.append(&[text.into_bytes()]).unwrap();
        }
    }

    /// A journal of some files, full ones and the one that is written to.
    fn journal(folder: &Path) -> Journal {
        let mut journal = Journal::open(folder, 1000, 0, &mut |_| Ok(())).unwrap().0;
        append(&mut journal, 0..50);
        journal
    }

    /// The numbers of the files that have a sidecar, and of those that are full.
    fn indexed(folder: &Path) -> (Vec<u64>, Vec<u64>) {
        let mut segments = Segment::list(folder).unwrap();
        segments.pop();
        let full = segments.iter().map(|segment| segment.first).collect();
        (segments.iter().filter(|segment| Sidecar::open(segment).is_ok()).map(|segment| segment.first).collect(), full)
    }

    #[test]
    fn what_is_missing_is_written_and_what_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let _journal = journal(folder.path());
        let there = Segment::list(folder.path()).unwrap().remove(1);
        std::fs::write(sidecar::path_for(&there), b"damaged").unwrap();
        let mut upkeep = Upkeep::at_pace(folder.path(), HASTY);
        upkeep.begin();
        drop(upkeep);
        let (written, full) = indexed(folder.path());
        assert!(written == full && full.len() >= 4, "{written:?} of {full:?}");
        let found = Sidecar::open(&there).unwrap().about(id(3).parse::<Id>().unwrap()).unwrap();
        assert!(!found.is_empty() && found.iter().all(|mention| (there.first + u64::from(mention.ordinal)) % 7 == 4), "{found:?}");
    }

    #[test]
    fn files_that_are_full_later_are_written_when_it_is_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = journal(folder.path());
        let (_, before) = indexed(folder.path());
        for (numbers, more) in [(50..51, 0), (51..90, 3)] {
            append(&mut journal, numbers);
            let mut upkeep = Upkeep::at_pace(folder.path(), HASTY);
            upkeep.begin();
            upkeep.begin();
            drop(upkeep);
            let (written, full) = indexed(folder.path());
            assert!(written == full && full.len() >= before.len() + more, "{written:?} of {full:?}");
        }
    }

    #[test]
    fn it_ends_at_once_before_it_began_and_on_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let _journal = journal(folder.path());
        drop(Upkeep::at_pace(folder.path(), HASTY));
        let mut upkeep = Upkeep::at_pace(folder.path(), Pace { bytes: 1, rest: NEVER, ..HASTY });
        upkeep.begin();
        drop(upkeep);
        assert_eq!(indexed(folder.path()).0, [0_u64; 0]);
    }

    #[test]
    fn it_begins_by_itself_after_a_while_and_leaves_small_files_to_whoever_looks() {
        let folder = tempfile::tempdir().unwrap();
        let _journal = journal(folder.path());
        let (door, asked) = mpsc::channel();
        let work = |least| Work { folder: folder.path().to_owned(), asked: mpsc::channel().1, pace: Pace { least, ..HASTY } };
        work(1 << 20).write_missing().unwrap();
        assert_eq!(indexed(folder.path()).0, [0_u64; 0]);
        let pace = Pace { first: Duration::ZERO, rest: Duration::ZERO, ..HASTY };
        let working = thread::spawn(move || Work { folder: folder.keep(), asked, pace }.go_on());
        drop(door);
        working.join().unwrap();
    }
}
