//! Opening sled 0.34 so that nothing it does wrong stops us.

use std::any::Any;
use std::fs;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::store::keep;

const CACHE_BYTES: u64 = 64 << 20;

/// Opens the engine in `folder`, or tells why it will not.
///
/// A crash while sled writes its snapshot leaves `snap.*.generating`, which sled later takes for a snapshot and stumbles
/// over; these go first. If it still will not open, the snapshots are moved to `snapshots-aside`, as sled can do without
/// them, and it is tried once more. A panic inside sled counts as an error.
pub(super) fn open(folder: &Path) -> Result<sled::Db, String> {
    remove_unfinished_snapshots(folder).map_err(|error| error.to_string())?;
    let first = match open_once(folder) {
        Ok(engine) => return Ok(engine),
        Err(error) => error,
    };
    match move_snapshots(folder) {
        Ok(0) => Err(first),
        Ok(moved) => {
            tracing::warn!(moved, why = first, "the rows' snapshots were set aside");
            open_once(folder)
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Runs something that calls sled; a panic in it becomes an error.
pub(super) fn guarded<T>(act: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(act)).unwrap_or_else(|panic| Err(panic_text(panic.as_ref())))
}

fn open_once(folder: &Path) -> Result<sled::Db, String> {
    /// Threads of a sled closed in this process a moment ago may still hold its lock; nobody else can, as the data
    /// folder is ours.
    const TRIES: u32 = 200;
    let mut tried = 0;
    loop {
        match guarded(|| config(folder).open().map_err(|error| error.to_string())) {
            Err(error) if error.contains("could not acquire lock") && tried < TRIES => {
                tried += 1;
                thread::sleep(Duration::from_millis(10));
            }
            opened => return opened,
        }
    }
}

fn config(folder: &Path) -> sled::Config {
    let config = sled::Config::new().path(folder).mode(sled::Mode::LowSpace);
    config.cache_capacity(CACHE_BYTES).flush_every_ms(None)
}

fn remove_unfinished_snapshots(folder: &Path) -> io::Result<()> {
    for name in snapshots(folder)? {
        if name.ends_with(".generating") {
            fs::remove_file(folder.join(name))?;
        }
    }
    Ok(())
}

fn move_snapshots(folder: &Path) -> io::Result<usize> {
    let names = snapshots(folder)?;
    let aside = folder.join("snapshots-aside");
    keep::make_folder(&aside)?;
    for name in &names {
        fs::rename(folder.join(name), aside.join(name))?;
    }
    keep::sync_folder(folder)?;
    Ok(names.len())
}

fn snapshots(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry?.file_name().into_string().unwrap_or_default();
        names.extend(Some(name).filter(|name| name.starts_with("snap.")));
    }
    Ok(names)
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("the engine broke down: {}", text.unwrap_or_else(|| "no reason given".to_owned()))
}
