//! The current rows of every neighbourhood, so that starting does not read the whole history.
//!
//! Rows are derived: whatever is wrong with them (a lost folder, flipped bits, a panic in sled) is noticed at the latest
//! when they are read, and answered by setting them aside and making them again from the journal. They promise that what
//! they hand out is exactly the outcome of all commits up to the number they name. They do not know what a row means.

mod catch_up;
mod engine;
mod seal;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError, RwLock};
use std::thread::{self, JoinHandle};

use self::seal::Summary;
use crate::store::error::Error;
use crate::store::keep;
use crate::store::notice::Notice;

pub(super) use self::catch_up::CatchUp;
pub(super) use self::seal::Key;

/// What a commit does to one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Write {
    pub(super) key: Key,
    /// The new content; `None` takes the row away.
    pub(super) row: Option<Vec<u8>>,
}

/// Why rows cannot be had at the moment.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// There is no engine: it could not be opened nor made anew.
    Off,
    /// The engine, or what it holds, is damaged. [`Rows::mend`] helps.
    Broken { generation: u64, why: String },
}

/// The rows of all neighbourhoods of a data folder.
#[derive(Debug)]
pub(super) struct Rows {
    folder: PathBuf,
    /// After this many bytes written the engine is asked to write them out.
    flush_bytes: u64,
    unflushed: AtomicU64,
    state: RwLock<State>,
    /// The engine while it is being opened: nobody waits for it before it is needed.
    opening: Mutex<Option<JoinHandle<Opened>>>,
    /// What was done at opening and not told yet.
    notices: Mutex<Vec<Notice>>,
}

type Opened = (Option<sled::Db>, Vec<Notice>);

#[derive(Debug)]
struct State {
    engine: Option<sled::Db>,
    /// Why the engine is no longer used, once that is so.
    broken: OnceLock<String>,
    /// Counts the engines, so that one break is mended once.
    generation: u64,
}

/// Rows are written in pieces of about so many bytes.
const PIECE_BYTES: usize = 1 << 20;

/// How many damaged folders are kept to look at.
const DAMAGED_KEPT: usize = 3;

impl Rows {
    /// Begins to open the rows in `folder`, or to make them anew, without waiting for that; what was done is told by
    /// [`Rows::notices`].
    pub(super) fn open(folder: &Path, flush_bytes: u64) -> Self {
        let (path, unflushed) = (folder.to_owned(), AtomicU64::new(0));
        let open = move || match engine::open(&path) {
            Ok(engine) => (Some(engine), Vec::new()),
            Err(why) => open_anew(&path, "damaged", &why),
        };
        let opening = match thread::Builder::new().name("rows".to_owned()).spawn(open) {
            Ok(opening) => Some(opening),
            Err(error) => {
                tracing::warn!(%error, "the rows stay closed");
                None
            }
        };
        let state = RwLock::new(State { engine: None, broken: OnceLock::new(), generation: 0 });
        let (opening, notices) = (Mutex::new(opening), Mutex::default());
        Self { folder: folder.to_owned(), flush_bytes, unflushed, state, opening, notices }
    }

    /// What was done at opening, told once. Waits until they are open.
    pub(super) fn notices(&self) -> Vec<Notice> {
        self.be_open();
        std::mem::take(&mut *self.notices.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until the engine is opened, or could not be.
    fn be_open(&self) {
        let mut opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(opened) = opening.take().map(JoinHandle::join) else { return };
        if let Ok((engine, notices)) = opened {
            self.state.write().unwrap_or_else(PoisonError::into_inner).engine = engine;
            self.notices.lock().unwrap_or_else(PoisonError::into_inner).extend(notices);
        } else {
            tracing::error!("opening the rows broke down; all is read from the journal");
        }
    }

    /// The number of the last commit that is in the rows of a neighbourhood; 0 if there are none.
    pub(super) fn applied(&self, neighbourhood: &str) -> Result<u64, Trouble> {
        self.run(|engine| Ok(summary(&tree(engine, neighbourhood)?)?.applied))
    }

    /// Applies the writes of the commits after number `after` up to `upto`, together or not at all. Rows that are not at
    /// `after` are left as they are, and caught up at the next loading: then the answer is false.
    pub(super) fn apply(&self, neighbourhood: &str, after: u64, upto: u64, writes: &[Write]) -> Result<bool, Trouble> {
        self.run(|engine| {
            let tree = tree(engine, neighbourhood)?;
            let mut summary = summary(&tree)?;
            if summary.applied != after {
                return Ok(false);
            }
            let last_writes: BTreeMap<&Key, Option<&Vec<u8>>> = writes.iter().map(|write| (&write.key, write.row.as_ref())).collect();
            let (mut batch, mut bytes) = (sled::Batch::default(), 0);
            for (key, row) in last_writes {
                let row_key = seal::row_key(key);
                if let Some(former) = tree.get(row_key).map_err(text)? {
                    summary.take_away(seal::stated_checksum(&former).ok_or("a row is too short")?);
                    batch.remove(&row_key);
                }
                if let Some(row) = row {
                    let (checksum, sealed) = seal::seal(key, row);
                    summary.add(checksum);
                    bytes += sealed.len();
                    batch.insert(&row_key, sealed);
                }
            }
            summary.applied = upto;
            batch.insert(&seal::SUMMARY_KEY, summary.to_bytes());
            tree.apply_batch(batch).map_err(text)?;
            self.flush_now_and_then(engine, bytes)?;
            Ok(true)
        })
    }

    /// Makes all rows of a neighbourhood anew, as they are after the commit with number `upto`. Broken off, there are none.
    pub(super) fn fill(&self, neighbourhood: &str, upto: u64, rows: &BTreeMap<Key, Vec<u8>>) -> Result<(), Trouble> {
        self.run(|engine| {
            if !tree(engine, neighbourhood)?.is_empty() {
                engine.drop_tree(neighbourhood).map_err(text)?;
            }
            let tree = tree(engine, neighbourhood)?;
            let mut summary = Summary { applied: upto, ..Summary::default() };
            let (mut batch, mut bytes) = (sled::Batch::default(), 0);
            for (key, row) in rows {
                let (checksum, sealed) = seal::seal(key, row);
                summary.add(checksum);
                bytes += sealed.len();
                batch.insert(&seal::row_key(key), sealed);
                if bytes >= PIECE_BYTES {
                    tree.apply_batch(std::mem::take(&mut batch)).map_err(text)?;
                    self.flush_now_and_then(engine, std::mem::take(&mut bytes))?;
                }
            }
            batch.insert(&seal::SUMMARY_KEY, summary.to_bytes());
            tree.apply_batch(batch).map_err(text)?;
            engine.flush().map(drop).map_err(text)
        })
    }

    /// Takes all rows of a neighbourhood away, as if there never were any.
    pub(super) fn forget(&self, neighbourhood: &str) -> Result<(), Trouble> {
        self.run(|engine| {
            engine.drop_tree(neighbourhood).map_err(text)?;
            engine.flush().map(drop).map_err(text)
        })
    }

    /// Hands all rows of a neighbourhood to `visit`, by key, checked one by one; tells the number of the last commit in
    /// them. What was handed over counts only if there is no trouble, as only then the rows are right together.
    pub(super) fn read(&self, neighbourhood: &str, visit: &mut dyn FnMut(Key, &[u8])) -> Result<u64, Trouble> {
        self.run(|engine| {
            let tree = tree(engine, neighbourhood)?;
            let expected = summary(&tree)?;
            let mut found = Summary { applied: expected.applied, ..Summary::default() };
            for entry in &tree {
                let (key, sealed) = entry.map_err(text)?;
                if *key == seal::SUMMARY_KEY {
                    continue;
                }
                let key = seal::record_of(&key).ok_or("there is a key of an unknown shape")?;
                let (checksum, row) = seal::unseal(&key, &sealed).ok_or("a row does not fit its checksum")?;
                found.add(checksum);
                visit(key, row);
            }
            if found != expected {
                return Err(format!("there are {} rows where {} should be, or old ones", found.count, expected.count));
            }
            Ok(expected.applied)
        })
    }

    /// Answers `trouble`: sets the folder aside as `sled.REASON-N` and begins an empty one. If somebody else did so
    /// meanwhile, or nothing can be done, nothing happens.
    pub(super) fn mend(&self, trouble: &Trouble, reason: &str) -> Vec<Notice> {
        let Trouble::Broken { generation, why } = trouble else {
            return Vec::new();
        };
        self.be_open();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.generation != *generation {
            return Vec::new();
        }
        let engine = state.engine.take();
        let close = || {
            drop(engine);
            Ok(())
        };
        if let Err(error) = engine::guarded(close) {
            tracing::warn!(error, "closing the damaged rows failed");
        }
        let (engine, notices) = open_anew(&self.folder, reason, why);
        *state = State { engine, broken: OnceLock::new(), generation: generation + 1 };
        notices
    }

    /// Throws all rows of all neighbourhoods away, also those that were set aside, and begins without: the engine does not
    /// say when the bytes of what was taken away are gone. Nobody misses them but the next start of a neighbourhood of which
    /// nothing is settled.
    pub(super) fn make_anew(&self) -> Result<(), Error> {
        self.be_open();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let engine = state.engine.take();
        let close = || {
            drop(engine);
            Ok(())
        };
        if let Err(error) = engine::guarded(close) {
            tracing::warn!(error, "closing the rows failed");
        }
        let removed = remove_with_asides(&self.folder);
        let opened = engine::open(&self.folder).inspect_err(|why| tracing::error!(why, "the rows stay closed"));
        *state = State { engine: opened.ok(), broken: OnceLock::new(), generation: state.generation + 1 };
        removed.map_err(|cause| Error::not_kept(&self.folder, cause))
    }

    /// Declares the rows unusable, for a reason that only the caller can know.
    pub(super) fn reject(&self, why: String) -> Trouble {
        self.run(|_| Err::<(), String>(why)).err().unwrap_or(Trouble::Off)
    }

    /// Asks the engine to write everything out. Nothing depends on it but the time of the next start.
    pub(super) fn flush(&self) {
        let flushed = self.run(|engine| engine.flush().map_err(text));
        if let Err(Trouble::Broken { why, .. }) = flushed {
            tracing::warn!(why, "the rows could not be written out");
        }
    }

    /// Runs something on the engine. After the first failure the engine is not used any more until it is mended.
    fn run<T>(&self, act: impl FnOnce(&sled::Db) -> Result<T, String>) -> Result<T, Trouble> {
        self.be_open();
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let engine = state.engine.as_ref().ok_or(Trouble::Off)?;
        let broken = |why: &String| Trouble::Broken { generation: state.generation, why: why.clone() };
        if let Some(why) = state.broken.get() {
            return Err(broken(why));
        }
        engine::guarded(|| act(engine)).map_err(|why| broken(state.broken.get_or_init(|| why)))
    }

    fn flush_now_and_then(&self, engine: &sled::Db, bytes: usize) -> Result<(), String> {
        let bytes = u64::try_from(bytes).map_err(text)?;
        if self.unflushed.fetch_add(bytes, Ordering::Relaxed) + bytes >= self.flush_bytes {
            self.unflushed.store(0, Ordering::Relaxed);
            engine.flush().map_err(text)?;
        }
        Ok(())
    }
}

/// Sets the folder aside and opens an empty one in its place.
fn open_anew(folder: &Path, reason: &str, why: &str) -> (Option<sled::Db>, Vec<Notice>) {
    let anew = || {
        if reason == "damaged" {
            make_room(folder)?;
        }
        let aside = keep::set_aside(folder, reason)?;
        Ok((aside, engine::open(folder)))
    };
    let set_aside = |aside| Notice::RowsSetAside { why: why.to_owned(), aside };
    match anew() {
        Ok((aside, Ok(engine))) => (Some(engine), vec![set_aside(aside)]),
        Ok((aside, Err(why))) => (None, vec![set_aside(aside), Notice::RowsOff { why }]),
        Err(error) => {
            let error: std::io::Error = error;
            (None, vec![Notice::RowsOff { why: format!("{why}; {error}") }])
        }
    }
}

/// Forgets the oldest of the damaged folders when there are as many as are kept.
fn make_room(folder: &Path) -> std::io::Result<()> {
    let next = keep::free_name(folder, "damaged");
    let name = |number: usize| folder.with_extension(format!("damaged-{number}"));
    if next == name(DAMAGED_KEPT + 1) {
        fs::remove_dir_all(name(1))?;
        for number in 1..DAMAGED_KEPT {
            fs::rename(name(number + 1), name(number))?;
        }
    }
    Ok(())
}

/// Takes the folder away, and all that was set aside of it.
fn remove_with_asides(folder: &Path) -> std::io::Result<()> {
    let (Some(above), Some(name)) = (folder.parent(), folder.file_name().and_then(|name| name.to_str())) else { return Ok(()) };
    let aside = format!("{name}.");
    for entry in fs::read_dir(above)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(|other| other == name || other.starts_with(&aside)) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    keep::sync_folder(above)
}

fn tree(engine: &sled::Db, neighbourhood: &str) -> Result<sled::Tree, String> {
    engine.open_tree(neighbourhood).map_err(text)
}

fn summary(tree: &sled::Tree) -> Result<Summary, String> {
    match tree.get(seal::SUMMARY_KEY).map_err(text)? {
        Some(bytes) => Summary::from_bytes(&bytes).ok_or_else(|| "the summary of the rows is damaged".to_owned()),
        None => Ok(Summary::default()),
    }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests;
