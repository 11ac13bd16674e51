use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::contents::Contents;
use super::sidecar::{self, Sidecar};
use crate::store::error::Error;
use crate::store::journal::Segment;

/// Looks after the files of a journal in the background: cleans them when somebody was erased, and writes sidecars, a while
/// after the start and shortly after journal files are full, so that whoever first looks back need not wait. For sidecars it
/// takes a core a third of the time at most, and nothing depends on their being written: what is missing is made by who
/// looks. Ended when it is dropped.
#[derive(Debug)]
pub(in crate::store) struct Upkeep {
    /// Takes what is to be done; that there is no door any more ends the work.
    door: Option<Sender<Ask>>,
    work: Option<JoinHandle<()>>,
}

/// Cleans the files, and tells whether it came to an end; it asks now and then whether it should.
pub(in crate::store) type Clean = dyn FnMut(&mut dyn FnMut() -> bool) -> Result<bool, Error> + Send;

/// Something to be done.
enum Ask {
    /// Sidecars are missing.
    Sidecars,
    /// The files are to be cleaned.
    Clean,
    /// Somebody waits until what was asked before is done, or was tried.
    Tell(Sender<()>),
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

/// What could not be cleaned, as on a full disk, is tried again after so long.
const AGAIN: Duration = Duration::from_secs(60);

impl Upkeep {
    /// Of the journal in `folder`, with what cleans it.
    pub(in crate::store) fn of(folder: &Path, clean: Box<Clean>) -> Self {
        Self::at_pace(folder, UNHURRIED, clean)
    }

    fn at_pace(folder: &Path, pace: Pace, clean: Box<Clean>) -> Self {
        let (door, asked) = mpsc::channel();
        let folder = folder.to_owned();
        let work = move || Work { folder, asked, pace, clean, put_off: Vec::new() }.go_on();
        // Where no thread can be had, a sidecar is written when it is first needed, and it is cleaned after the next start.
        let work = thread::Builder::new().name("upkeep".to_owned()).spawn(work).ok();
        Self { door: Some(door), work }
    }

    /// Begins to write the sidecars that are missing, or goes on with that.
    pub(in crate::store) fn begin(&mut self) {
        self.ask(Ask::Sidecars);
    }

    /// Has the files cleaned.
    pub(in crate::store) fn clean(&mut self) {
        self.ask(Ask::Clean);
    }

    /// Waits until what was asked before is done, or was tried.
    pub(in crate::store) fn wait(&mut self) {
        let (done, told) = mpsc::channel();
        self.ask(Ask::Tell(done));
        // Where it ended badly there is nothing to wait for.
        let _ = told.recv();
    }

    /// Ends the work; what is not done yet is left.
    pub(in crate::store) fn end(&mut self) {
        drop(self.door.take());
        if let Some(work) = self.work.take()
            && work.join().is_err()
        {
            tracing::error!("looking after the files of a journal ended badly");
        }
    }

    fn ask(&self, ask: Ask) {
        if let Some(door) = &self.door {
            // Whoever ended badly said so, and is missed by nobody.
            let _ = door.send(ask);
        }
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        self.end();
    }
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("something to be done")
    }
}

/// What the thread does.
struct Work {
    folder: PathBuf,
    asked: Receiver<Ask>,
    pace: Pace,
    clean: Box<Clean>,
    /// What was asked while something else was being done.
    put_off: Vec<Ask>,
}

impl Work {
    /// Works until the door is gone.
    fn go_on(mut self) {
        let (mut pause, mut is_unclean) = (Some(self.pace.first), false);
        loop {
            let first = match (self.put_off.pop(), pause.take()) {
                (Some(ask), _) => Ok(ask),
                (None, Some(pause)) => self.asked.recv_timeout(pause),
                (None, None) => self.asked.recv().map_err(RecvTimeoutError::from),
            };
            if matches!(first, Err(RecvTimeoutError::Disconnected)) {
                return;
            }
            // What was asked so far is done in one go.
            let mut waiting = Vec::new();
            for ask in first.into_iter().chain(std::mem::take(&mut self.put_off)).chain(self.asked.try_iter()) {
                match ask {
                    Ask::Sidecars => {}
                    Ask::Clean => is_unclean = true,
                    Ask::Tell(done) => waiting.push(done),
                }
            }
            if is_unclean {
                is_unclean = !self.clean();
                pause = is_unclean.then_some(AGAIN);
            }
            if let Err(error) = self.write_missing() {
                tracing::warn!(%error, "an index was not written");
            }
            for done in waiting {
                // Whoever waited may have gone.
                let _ = done.send(());
            }
        }
    }

    /// Tells whether it came to an end.
    fn clean(&mut self) -> bool {
        let (asked, put_off) = (&self.asked, &mut self.put_off);
        let mut is_stopped = || loop {
            match asked.try_recv() {
                Ok(ask) => put_off.push(ask),
                Err(error) => return error == TryRecvError::Disconnected,
            }
        };
        match (self.clean)(&mut is_stopped) {
            Ok(is_done) => is_done,
            Err(error) => {
                tracing::error!(%error, "what is left of somebody who was erased, which cannot be read any more, is not cleaned out yet");
                false
            }
        }
    }

    /// Rests, and tells whether the door is gone.
    fn rest(&mut self) -> bool {
        loop {
            match self.asked.recv_timeout(self.pace.rest) {
                Ok(ask) => self.put_off.push(ask),
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => return true,
            }
        }
    }

    /// Writes the sidecars of all full files that have none, also of those that become full meanwhile.
    fn write_missing(&mut self) -> Result<(), Error> {
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
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::inventory::id::Id;
    use crate::store::journal::Journal;

    const NEVER: Duration = Duration::from_secs(3600);
    /// Begins when it is told to, and does not stop on the way.
    const HASTY: Pace = Pace { first: NEVER, bytes: u64::MAX, rest: Duration::ZERO, least: 0 };

    fn nothing_to_clean() -> Box<Clean> {
        Box::new(|_| Ok(true))
    }

    fn work(folder: &Path, asked: Receiver<Ask>, pace: Pace) -> Work {
        Work { folder: folder.to_owned(), asked, pace, clean: nothing_to_clean(), put_off: Vec::new() }
    }

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
        let mut upkeep = Upkeep::at_pace(folder.path(), HASTY, nothing_to_clean());
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
            let mut upkeep = Upkeep::at_pace(folder.path(), HASTY, nothing_to_clean());
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
        drop(Upkeep::at_pace(folder.path(), HASTY, nothing_to_clean()));
        let mut upkeep = Upkeep::at_pace(folder.path(), Pace { bytes: 1, rest: NEVER, ..HASTY }, nothing_to_clean());
        upkeep.begin();
        drop(upkeep);
        assert_eq!(indexed(folder.path()).0, [0_u64; 0]);
    }

    #[test]
    fn it_begins_by_itself_after_a_while_and_leaves_small_files_to_whoever_looks() {
        let folder = tempfile::tempdir().unwrap();
        let _journal = journal(folder.path());
        let (door, asked) = mpsc::channel();
        work(folder.path(), mpsc::channel().1, Pace { least: 1 << 20, ..HASTY }).write_missing().unwrap();
        assert_eq!(indexed(folder.path()).0, [0_u64; 0]);
        let pace = Pace { first: Duration::ZERO, rest: Duration::ZERO, ..HASTY };
        let working = thread::spawn(move || work(&folder.keep(), asked, pace).go_on());
        drop(door);
        working.join().unwrap();
    }

    #[test]
    fn it_is_cleaned_until_that_succeeds_and_who_waits_is_told_after_an_attempt() {
        let folder = tempfile::tempdir().unwrap();
        let (cleaned, seen) = mpsc::channel();
        let is_disk_full = Arc::new(AtomicBool::new(true));
        let fails = Arc::clone(&is_disk_full);
        let clean = move |_: &mut dyn FnMut() -> bool| {
            let is_done = !fails.load(Ordering::Relaxed);
            cleaned.send(is_done).unwrap();
            if is_done { Ok(true) } else { Err(Error::NoSuchNeighbourhood("wijk".to_owned())) }
        };
        let mut upkeep = Upkeep::at_pace(folder.path(), HASTY, Box::new(clean));
        upkeep.wait();
        assert_eq!(seen.try_iter().count(), 0, "nothing was to be cleaned");
        upkeep.clean();
        upkeep.wait();
        assert_eq!(seen.try_iter().last(), Some(false));
        is_disk_full.store(false, Ordering::Relaxed);
        upkeep.begin();
        upkeep.wait();
        assert_eq!(seen.try_iter().last(), Some(true), "it is tried again at the next occasion");
        upkeep.wait();
        assert_eq!(seen.try_iter().count(), 0);
    }

    #[test]
    fn cleaning_is_broken_off_when_it_ends_and_what_is_asked_meanwhile_is_not_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let (begun, has_begun) = mpsc::channel();
        let clean = move |is_stopped: &mut dyn FnMut() -> bool| {
            begun.send(()).unwrap();
            while !is_stopped() {
                thread::yield_now();
            }
            Ok(false)
        };
        let mut upkeep = Upkeep::at_pace(folder.path(), HASTY, Box::new(clean));
        upkeep.clean();
        has_begun.recv().unwrap();
        let (done, told) = mpsc::channel();
        upkeep.ask(Ask::Tell(done));
        drop(upkeep);
        assert!(told.recv().is_ok(), "who waits hears that it ended");
    }
}
