use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use super::contents::Contents;
use super::sidecar::{self, Sidecar};
use crate::store::error::Error;
use crate::store::journal::Segment;

/// Writes sidecars in the background, shortly after journal files are full, so that whoever first looks back need not
/// wait. Ended when it is dropped.
#[derive(Debug)]
pub(in crate::store) struct Upkeep {
    folder: PathBuf,
    is_stopped: Arc<AtomicBool>,
    work: Option<JoinHandle<()>>,
}

impl Upkeep {
    /// Of the journal in `folder`; nothing is done yet.
    pub(in crate::store) fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), is_stopped: Arc::default(), work: None }
    }

    /// Begins to write the sidecars that are missing, if that is not going on already.
    pub(in crate::store) fn begin(&mut self) {
        if self.work.as_ref().is_some_and(|work| !work.is_finished()) {
            return;
        }
        let (folder, is_stopped) = (self.folder.clone(), Arc::clone(&self.is_stopped));
        let work = move || {
            if let Err(error) = write_missing(&folder, &|| is_stopped.load(Ordering::Relaxed)) {
                tracing::warn!(%error, "an index was not written");
            }
        };
        // Where no thread can be had, the sidecar is written when it is first needed.
        self.work = thread::Builder::new().name("index".to_owned()).spawn(work).ok();
    }
}

/// Writes the sidecars of all full files that have none.
fn write_missing(folder: &Path, is_stopped: &dyn Fn() -> bool) -> Result<(), Error> {
    let mut segments = Segment::list(folder)?;
    segments.pop();
    for segment in segments {
        if Sidecar::open(&segment).is_ok() {
            continue;
        }
        let mut contents = Contents::unread(segment);
        contents.read_up_to(u64::MAX, is_stopped)?;
        if is_stopped() {
            return Ok(());
        }
        sidecar::write(&contents).map_err(|cause| Error::not_kept(&sidecar::path_for(&contents.segment), cause))?;
    }
    Ok(())
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        if let Some(work) = self.work.take()
            && work.join().is_err()
        {
            tracing::error!("writing an index ended badly");
        }
    }
}
