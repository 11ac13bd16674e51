use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use arc_swap::ArcSwap;
use tokio::sync::oneshot;

use crate::consent::{Aliases, Audience, Disclosed};
use crate::graph::{Graph, Step};
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::opening;
use crate::inventory::provenance::Stamp;
use crate::inventory::slug::Slug;
use crate::neighbourhood::figures::Told;
use crate::neighbourhood::order::{Deed, Order, Refusal};
use crate::neighbourhood::snapshot::Snapshots;
use crate::neighbourhood::writer::{Erasure, Message, Request, Writer};
use crate::store::{Error, Loaded, Log, Notice, Past, Settling, Store};

/// One neighbourhood: what readers see, and the door to its writer.
pub struct Neighbourhood {
    slug: Slug,
    front: Arc<ArcSwap<Graph>>,
    past: Past,
    door: Option<Arc<Sender<Message>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    pub(super) is_closing: AtomicBool,
    /// How many orders wait for the writer.
    pub(super) waiting: AtomicUsize,
    /// What is told of its people in figures.
    pub(super) figures: Mutex<Told>,
}

impl Neighbourhood {
    pub(super) fn load(store: &Store, slug: &Slug) -> Result<Self, Error> {
        let (log, graph, is_settled) = read(store, slug)?;
        let secrets = log.secrets();
        let graph = graph.with_aliases(Arc::new(Aliases::of(secrets.aliases)));
        let (past, snapshots) = (log.past().without_memory(), Snapshots::of(graph));
        let front = snapshots.front();
        let (door, requests) = mpsc::channel();
        let door = Arc::new(door);
        let mut writer = Writer::new(log, snapshots, Arc::downgrade(&door));
        let work = move || {
            if !is_settled {
                writer.keep_what_is_settled();
            }
            writer.work(&requests);
        };
        let writer = thread::Builder::new().name(format!("writer {slug}")).spawn(work);
        let writer = writer.map_err(Error::from)?;
        Ok(Self {
            slug: slug.clone(),
            front,
            past,
            door: Some(door),
            writer: Mutex::new(Some(writer)),
            is_closing: AtomicBool::new(false),
            waiting: AtomicUsize::new(0),
            figures: Mutex::default(),
        })
    }

    /// Its short name.
    pub fn slug(&self) -> &Slug {
        &self.slug
    }

    /// The neighbourhood as it is now. It does not change while it is looked at.
    pub fn snapshot(&self) -> Arc<Graph> {
        self.front.load_full()
    }

    /// It said what it has to say about itself, and was opened: others than its stewards may see it.
    pub fn is_open(&self) -> bool {
        let graph = self.snapshot();
        let profile = graph.seen_by(Audience::Stewards).profile().and_then(Disclosed::record);
        profile.is_some_and(|profile| opening::is_open(&profile.values))
    }

    /// What was written earlier.
    pub fn past(&self) -> &Past {
        &self.past
    }

    /// Writes an order: it is durable and visible when this returns the number of its commit, and nothing of it is written
    /// otherwise.
    pub fn write(&self, deed: impl Into<Deed>) -> Result<u64, Refusal> {
        let _waiting = Waiting::begin(&self.waiting);
        self.hand_in(deed.into(), false)?.blocking_recv().map_err(|_| Refusal::Closed)?
    }

    /// Hands an order in, and goes on; what becomes of it is asked of the answer.
    pub(super) fn begin_write(&self, order: Order) -> Result<Pending, Refusal> {
        self.hand_in(order.into(), false).map(Pending)
    }

    /// Writes an order, without holding up the thread.
    pub async fn write_async(&self, deed: impl Into<Deed>) -> Result<u64, Refusal> {
        let _waiting = Waiting::begin(&self.waiting);
        self.hand_in(deed.into(), false)?.await.map_err(|_| Refusal::Closed)?
    }

    /// Erases persons, or tasks in which somebody is named, for good. They are gone when this returns, also from what is on
    /// the disk: nothing can read it any more, and its bytes follow in the background. What is not there is erased already.
    pub(super) fn erase(&self, ids: &[Id], stamp: &Stamp) -> Result<(), Refusal> {
        let _waiting = Waiting::begin(&self.waiting);
        let (answer, awaited) = oneshot::channel();
        if self.is_closing.load(Ordering::Acquire) {
            return Err(Refusal::Closed);
        }
        let door = self.door.as_ref().ok_or(Refusal::Closed)?;
        let erasure = Erasure { ids: ids.to_vec(), stamp: stamp.clone(), answer };
        door.send(Message::Erase(erasure)).map_err(|_| Refusal::Closed)?;
        awaited.blocking_recv().map_err(|_| Refusal::Closed)?
    }

    /// Says what an order would break, and writes nothing.
    pub async fn weigh(&self, order: Order) -> Result<(), Refusal> {
        self.hand_in(order.into(), true)?.await.map_err(|_| Refusal::Closed)?.map(drop)
    }

    /// Ends writing: what was handed in before is finished when this returns, and what is handed in later is refused. What
    /// readers see stays as it is.
    pub(super) fn end(&self) {
        self.is_closing.store(true, Ordering::Release);
        if let Some(door) = &self.door {
            // If nobody is behind it, the writer has ended already.
            drop(door.send(Message::End));
        }
        self.wait_for_the_writer();
    }

    fn wait_for_the_writer(&self) {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if writer.is_some_and(|writer| writer.join().is_err()) {
            tracing::error!(slug = %self.slug, "the writer ended badly");
        }
    }

    fn hand_in(&self, deed: Deed, is_only_weighed: bool) -> Result<oneshot::Receiver<Result<u64, Refusal>>, Refusal> {
        let (answer, awaited) = oneshot::channel();
        if self.is_closing.load(Ordering::Acquire) {
            return Err(Refusal::Closed);
        }
        let door = self.door.as_ref().ok_or(Refusal::Closed)?;
        door.send(Message::Order(Request { deed, answer, is_only_weighed })).map_err(|_| Refusal::Closed)?;
        Ok(awaited)
    }
}

/// An order that the writer has.
pub(super) struct Pending(oneshot::Receiver<Result<u64, Refusal>>);

impl Pending {
    /// As [`Neighbourhood::write`].
    pub(super) fn wait(self) -> Result<u64, Refusal> {
        self.0.blocking_recv().map_err(|_| Refusal::Closed)?
    }
}

/// That somebody waits for the writer, also if they go away before it answers.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Reads a neighbourhood from the disk: its writer, its graph, and whether that was settled already.
fn read(store: &Store, slug: &Slug) -> Result<(Log, Graph, bool), Error> {
    let tell = |notices: Vec<Notice>| notices.into_iter().for_each(|notice| tracing::warn!(%slug, "{notice}"));
    match store.load_settled(slug, Graph::from_pieces)? {
        Settling::Settled { settled: mut graph, since, log, notices } => {
            tell(notices);
            for change in since {
                graph.apply(&Step::from(change));
            }
            Ok((log, graph, true))
        }
        Settling::Rows(Loaded { log, rows, notices }) => {
            tell(notices);
            let ties = rows.iter().filter(|change| matches!(change, Change::Tie(_))).count();
            let graph = Graph::of(rows);
            if graph.size().1 < ties {
                tracing::error!(%slug, "a tie without one of its ends is left out");
            }
            Ok((log, graph, false))
        }
    }
}

impl Drop for Neighbourhood {
    /// Lets the writer finish what it was handed.
    fn drop(&mut self) {
        drop(self.door.take());
        self.wait_for_the_writer();
    }
}
