use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;

use crate::access::{Access, Hardness};
use crate::consent::Audience;
use crate::inventory::provenance::Actor;
use crate::inventory::slug::Slug;
use crate::inventory::surroundings::Surroundings;
use crate::neighbourhood::begin::Beginning;
use crate::neighbourhood::loaded::Neighbourhood;
use crate::neighbourhood::order::{Order, Refusal};
use crate::store::{Error, Notice, Pictures, Releases, Store, keep};

/// All neighbourhoods of a data folder. Each is loaded when it is first asked for.
pub struct Neighbourhoods {
    folder: PathBuf,
    store: Store,
    slots: Mutex<BTreeMap<Slug, Slot>>,
    /// Those in memory, for whoever asks without waiting.
    ready: ArcSwap<BTreeMap<Slug, Arc<Neighbourhood>>>,
    access: Access,
    pub(super) releases: Releases,
    surroundings: Surroundings,
    is_closing: AtomicBool,
    /// Those that could not be opened when they were asked for last.
    unreadable: Mutex<BTreeSet<Slug>>,
    /// Those that are being closed at this moment, which nobody finds.
    pub(super) held: Mutex<BTreeSet<Slug>>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Size {
    /// Neighbourhoods in the data folder.
    pub neighbourhoods: usize,
    /// Bytes of all journals.
    pub journal_bytes: u64,
    /// Neighbourhoods in memory; what follows is of these.
    pub loaded: usize,
    /// Commits ever kept.
    pub commits: u64,
    /// Records.
    pub records: usize,
    /// Ties.
    pub ties: usize,
    /// Orders that wait for the writer.
    pub waiting: usize,
}

/// Whether work can be done.
#[derive(Debug, Clone, Copy)]
pub struct Probe {
    /// The data folder takes files.
    pub can_write: bool,
    /// How many neighbourhoods could not be opened.
    pub unreadable: usize,
}

impl Neighbourhoods {
    /// Opens a data folder, and tells what had to be mended.
    pub fn open(folder: &Path, surroundings: Surroundings) -> Result<(Self, Vec<Notice>), Error> {
        Self::open_with(folder, surroundings, Hardness::usual())
    }

    /// The same, where keys are as hard to compute as told.
    pub fn open_with(folder: &Path, surroundings: Surroundings, hardness: Hardness) -> Result<(Self, Vec<Notice>), Error> {
        let (store, notices) = Store::open(folder, surroundings.for_keys())?;
        let access = Access::open(folder, hardness)?;
        let releases = Releases::open(folder)?;
        Ok((
            Self {
                folder: folder.to_owned(),
                store,
                slots: Mutex::default(),
                ready: ArcSwap::default(),
                access,
                releases,
                surroundings,
                is_closing: AtomicBool::new(false),
                unreadable: Mutex::default(),
                held: Mutex::default(),
            },
            notices,
        ))
    }

    /// The short names of all neighbourhoods, in order.
    pub fn slugs(&self) -> Vec<Slug> {
        self.store.slugs()
    }

    /// The neighbourhood with this short name, if there is one. It is read from the disk the first time.
    pub fn find(&self, slug: &Slug) -> Result<Option<Arc<Neighbourhood>>, Error> {
        let slot = self.slot(slug);
        let mut loaded = lock(&slot);
        if self.is_closing.load(Ordering::Acquire) {
            return Err(Error::System(std::io::Error::other("the program is stopping")));
        }
        if self.is_held(slug) {
            return Ok(None);
        }
        if loaded.is_none() && self.store.slugs().contains(slug) {
            let read = Neighbourhood::load(&self.store, slug);
            match &read {
                Ok(_) => lock(&self.unreadable).remove(slug),
                Err(_) => lock(&self.unreadable).insert(slug.clone()),
            };
            let neighbourhood = Arc::new(read?);
            self.make_ready(&neighbourhood);
            *loaded = Some(neighbourhood);
        }
        Ok(loaded.clone())
    }

    /// The same, if it is in memory already and nobody is just loading it.
    pub fn at_hand(&self, slug: &Slug) -> Option<Arc<Neighbourhood>> {
        self.ready.load().get(slug).cloned()
    }

    fn make_ready(&self, neighbourhood: &Arc<Neighbourhood>) {
        self.ready.rcu(|ready| {
            let mut ready = BTreeMap::clone(ready);
            ready.insert(neighbourhood.slug().clone(), Arc::clone(neighbourhood));
            ready
        });
    }

    /// Begins a neighbourhood with its particulars and the starter vocabularies.
    pub fn begin(&self, slug: &Slug, beginning: &Beginning) -> Result<Arc<Neighbourhood>, CannotBegin> {
        if !self.store.slugs().contains(slug) {
            // Whoever looked after a new one could open the closed one of its name, and take it along.
            if self.closed()?.iter().any(|closed| closed.slug == *slug) {
                return Err(CannotBegin::Taken);
            }
            // Who was of another neighbourhood of this name is not of this one.
            self.access.forget_neighbourhood(&self.surroundings, slug)?;
            self.releases.forget(slug)?;
            self.store.create(slug)?;
        }
        let slot = self.slot(slug);
        let mut loaded = lock(&slot);
        if self.is_held(slug) {
            return Err(CannotBegin::Taken);
        }
        let neighbourhood = match loaded.take() {
            Some(neighbourhood) => neighbourhood,
            None => Arc::new(Neighbourhood::load(&self.store, slug)?),
        };
        self.make_ready(&neighbourhood);
        *loaded = Some(Arc::clone(&neighbourhood));
        // One that has no particulars was broken off at its first write, and is begun again.
        if neighbourhood.snapshot().seen_by(Audience::Stewards).profile().is_some() {
            return Err(CannotBegin::Taken);
        }
        let order =
            Order { changes: beginning.changes(&self.surroundings), by: Actor::operator(), at: self.surroundings.now(), delivery: None };
        neighbourhood.write(order)?;
        Ok(neighbourhood)
    }

    /// The clock and randomness.
    pub fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// Who may come in.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// The neighbourhoods that nobody looks after as a steward.
    pub fn orphans(&self) -> Vec<Slug> {
        self.slugs().into_iter().filter(|slug| !self.access.has_steward(slug)).collect()
    }

    /// Reads everything that is kept and reports what is wrong with it.
    pub fn check(&self) -> Result<crate::store::Report, Error> {
        self.store.check()
    }

    /// The pictures of a neighbourhood, whether it is in memory or not.
    pub fn pictures(&self, slug: &Slug) -> Result<Pictures, Error> {
        self.store.pictures(slug)
    }

    /// How much there is, for whoever watches over the program.
    pub fn size(&self) -> Size {
        let slots: Vec<_> = lock(&self.slots).values().map(Arc::clone).collect();
        let mut size = Size { neighbourhoods: self.slugs().len(), journal_bytes: self.store.journal_bytes(), ..Size::default() };
        for neighbourhood in slots.iter().filter_map(|slot| slot.try_lock().ok()?.clone()) {
            let (records, ties) = neighbourhood.snapshot().size();
            size.loaded += 1;
            size.records += records;
            size.ties += ties;
            size.commits += neighbourhood.past().last_seq();
            size.waiting += neighbourhood.waiting.load(Ordering::Relaxed);
        }
        size
    }

    /// Whether the data folder can be written at this moment, and how many neighbourhoods could not be opened when they
    /// were asked for last.
    pub fn probe(&self) -> Probe {
        let written = self.keep_small_file("probe", b"ready?\n").and_then(|()| std::fs::remove_file(self.folder.join("probe")));
        Probe { can_write: written.is_ok(), unreadable: lock(&self.unreadable).len() }
    }

    /// Refuses all writing from now on, lets every writer finish what it was handed, and writes out what makes the next
    /// start fast. A neighbourhood that somebody still looks at is let go when they look away.
    pub fn close(&self) {
        self.is_closing.store(true, Ordering::Release);
        self.ready.store(Arc::default());
        let slots: Vec<_> = lock(&self.slots).values().map(Arc::clone).collect();
        for slot in slots {
            set_down(&slot);
        }
        self.store.flush();
    }

    /// Takes a neighbourhood out of memory: writing to it has ended, and what was handed in is finished, when this returns.
    /// Whoever still looks at it looks on at how it was. Held, it is not loaded again.
    pub(super) fn set_down(&self, slug: &Slug) {
        let slot = self.slot(slug);
        // If it is just being loaded, that is waited for.
        let loaded = lock(&slot).take();
        self.ready.rcu(|ready| {
            let mut ready = BTreeMap::clone(ready);
            ready.remove(slug);
            ready
        });
        if let Some(neighbourhood) = loaded {
            neighbourhood.end();
        }
    }

    /// Where everything is kept.
    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What a small file of the data folder holds, if it is there.
    pub fn small_file(&self, name: &str) -> std::io::Result<Option<Vec<u8>>> {
        match std::fs::read(self.folder.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Replaces a small file of the data folder, whole or not at all; durable when it returns.
    pub fn keep_small_file(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        keep::replace_file(&self.folder.join(name), bytes)
    }

    /// The place of a neighbourhood in memory. Each has a lock of its own, so that loading one holds up no other.
    fn slot(&self, slug: &Slug) -> Slot {
        let mut slots = lock(&self.slots);
        // Addresses that name no neighbourhood must not fill the memory.
        if !slots.contains_key(slug) && self.store.slugs().contains(slug) {
            slots.insert(slug.clone(), Slot::default());
        }
        slots.get(slug).map(Arc::clone).unwrap_or_default()
    }
}

/// Takes a neighbourhood out of memory. Writing to it ends; what was handed in is finished.
fn set_down(slot: &Slot) {
    if let Some(neighbourhood) = lock(slot).take() {
        neighbourhood.is_closing.store(true, Ordering::Release);
    }
}

type Slot = Arc<Mutex<Option<Arc<Neighbourhood>>>>;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A neighbourhood could not be begun.
#[derive(Debug, thiserror::Error)]
pub enum CannotBegin {
    /// There is one of this short name.
    #[error("there is a neighbourhood with this short name already")]
    Taken,
    /// Its folder could not be made or read.
    #[error(transparent)]
    Store(#[from] Error),
    /// Its first records were refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
}
