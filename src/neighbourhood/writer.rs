use std::collections::HashSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::consent::{Consented, NoConsent, admit};
use crate::graph::{Graph, Step};
use crate::inventory::act::Act;
use crate::inventory::change::{Change, Removal};
use crate::inventory::id::Id;
use crate::inventory::kind::Role;
use crate::inventory::provenance::Stamp;
use crate::neighbourhood::order::{Broken, Deed, Refusal, Rule};
use crate::neighbourhood::rules::{self, broken_rules};
use crate::neighbourhood::snapshot::Snapshots;
use crate::store::{Commit, Error, Log, Past};

/// Most orders that are made durable together.
const LARGEST_GROUP: usize = 256;

/// An order and where its answer is awaited.
pub(super) struct Request {
    pub(super) deed: Deed,
    /// The number of its commit; 0 where it was only asked.
    pub(super) answer: oneshot::Sender<Result<u64, Refusal>>,
    /// Only whether it could be written is asked.
    pub(super) is_only_weighed: bool,
}

/// What reaches the writer.
pub(super) enum Message {
    /// Somebody wants something written.
    Order(Request),
    /// Somebody is to be erased.
    Erase(Erasure),
    /// The graph that was being settled is.
    Settled(Box<Graph>),
    /// What came before is written, and nothing more.
    End,
}

/// Whom to erase, and where that is awaited.
pub(super) struct Erasure {
    pub(super) ids: Vec<Id>,
    pub(super) stamp: Stamp,
    pub(super) answer: oneshot::Sender<Result<(), Refusal>>,
}

/// So much has to be recent before it is worth settling while there is time: at least this, or a quarter of what is
/// settled, but no more than the last. That much is settled however busy it is: few and large settlings cost less, and
/// what is recent takes more memory.
const WORTH_SETTLING: (usize, usize) = (60_000, 250_000);

/// After so long without an order there is time for other work.
const PAUSE: Duration = Duration::from_millis(20);

/// The one writer of a neighbourhood. Orders that wait together are checked one after another, made durable together,
/// then shown together, then answered. Now and then it has the graph settled, beside its work.
pub(super) struct Writer {
    log: Log,
    snapshots: Snapshots,
    /// The way to itself, for what is settled. It keeps nobody from ending.
    door: Weak<Sender<Message>>,
    /// What was shown since the graph that is being settled, if one is.
    since: Option<Vec<Step>>,
    /// What was settled at loading, on its way to the disk.
    keeping: Option<JoinHandle<()>>,
    /// Somebody was erased, and what was settled went with them. It is settled again when their files are clean.
    is_settled_gone: bool,
}

impl Drop for Writer {
    /// The folder is free when the writer is gone.
    fn drop(&mut self) {
        if self.keeping.take().is_some_and(|keeping| keeping.join().is_err()) {
            tracing::error!("keeping what was settled broke down");
        }
    }
}

/// An order that breaks no rule and is applied to the working copy.
struct Accepted {
    commit: Commit,
    steps: Vec<Step>,
    way_back: Vec<Step>,
    answer: oneshot::Sender<Result<u64, Refusal>>,
}

impl Writer {
    pub(super) fn new(log: Log, snapshots: Snapshots, door: Weak<Sender<Message>>) -> Self {
        Self { log, snapshots, door, since: None, keeping: None, is_settled_gone: false }
    }

    /// Works until nobody can send orders any more, or it is told to end.
    pub(super) fn work(mut self, messages: &Receiver<Message>) {
        let mut is_rested = false;
        loop {
            let first = match if is_rested { messages.recv().map_err(RecvTimeoutError::from) } else { messages.recv_timeout(PAUSE) } {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => {
                    self.log.rest();
                    self.snapshots.catch_up();
                    self.settle_if_worth_it(true);
                    is_rested = !self.is_settled_gone;
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return,
            };
            is_rested = false;
            let more = messages.try_iter().take(LARGEST_GROUP - 1);
            let (mut orders, mut is_last) = (Vec::new(), false);
            for message in std::iter::once(first).chain(more) {
                match message {
                    // Whoever handed it in hears that the door is closed.
                    Message::Order(_) if is_last => {}
                    Message::Order(order) => orders.push(order),
                    // What was handed in before comes before.
                    Message::Erase(erasure) => {
                        self.write(std::mem::take(&mut orders));
                        self.erase(erasure);
                    }
                    Message::Settled(graph) => self.adopt(*graph),
                    Message::End => is_last = true,
                }
            }
            self.write(orders);
            if is_last {
                return;
            }
            self.settle_if_worth_it(false);
        }
    }

    /// Has what readers see settled and kept, where there is enough of it.
    fn settle_if_worth_it(&mut self, has_time: bool) {
        let (least, most) = WORTH_SETTLING;
        let (recent, settled) = self.snapshots.front().load().unsettled();
        let enough = if has_time { (settled / 4).clamp(least, most) } else { most };
        let is_wanted = recent >= enough || (has_time && self.is_settled_gone);
        if self.since.is_none() && is_wanted {
            let (graph, past, door) = (self.snapshots.front().load_full(), self.log.past(), self.door.upgrade());
            let (Some(mark), Some(door)) = (self.log.mark(), door) else { return };
            let settle = move || {
                let settled = graph.settle();
                drop(graph);
                past.keep_settled(mark, &settled.to_pieces());
                // Whoever closes the neighbourhood meanwhile needs it no more.
                drop(door.send(Message::Settled(Box::new(settled))));
            };
            match thread::Builder::new().name("settling".to_owned()).spawn(settle) {
                Ok(_) => (self.since, self.is_settled_gone) = (Some(Vec::new()), false),
                Err(error) => tracing::warn!(%error, "nothing can be settled at the moment"),
            }
        }
    }

    /// Keeps what was settled at loading, where nothing was kept before. It must not hold up the first order.
    pub(super) fn keep_what_is_settled(&mut self) {
        let (graph, past, mark) = (self.snapshots.front().load_full(), self.log.past(), self.log.mark());
        self.is_settled_gone = !self.log.is_clean();
        let keep = move || {
            if let Some(mark) = mark {
                past.keep_settled(mark, &graph.to_pieces());
            }
        };
        match thread::Builder::new().name("settling".to_owned()).spawn(keep) {
            Ok(keeping) => self.keeping = Some(keeping),
            Err(error) => tracing::warn!(%error, "what is settled is not kept"),
        }
    }

    /// Goes on with a graph that was settled, and what was shown since.
    fn adopt(&mut self, mut graph: Graph) {
        for step in self.since.take().unwrap_or_default() {
            graph.apply(&step);
        }
        self.snapshots.replace(graph);
    }

    /// Erases persons: their keys go first, and from then on it is done, whatever is killed when. Then they go from what
    /// readers see, with all their ties and whatever was joined to them.
    fn erase(&mut self, Erasure { ids, stamp, answer }: Erasure) {
        let graph = self.snapshots.working_copy();
        let removals = removals_of(graph, &ids);
        let ids: Vec<Id> = removals.iter().map(Change::id).filter(|id| graph.record(*id).is_some()).collect();
        if let Err(error) = self.log.erase(&ids, stamp.at) {
            tracing::error!(%error, "somebody could not be erased");
            drop(answer.send(Err(Refusal::NotKept(Arc::new(error)))));
            return;
        }
        let steps: Vec<Step> = removals.iter().map(Step::from).collect();
        for step in &steps {
            graph.apply(step);
        }
        // That it was done, by whom and when; not whom it was about.
        let commit = Commit { at: stamp.at, by: stamp.by, delivery: None, act: Some(Act::Erase), changes: Vec::new() };
        if let Err(error) = self.log.append(&[commit]) {
            // Nobody can read them any more; that is told at the next start as well.
            tracing::warn!(%error, "that somebody was erased could not be noted");
        }
        if let Some(since) = &mut self.since {
            since.extend(steps.iter().cloned());
        }
        self.snapshots.publish(steps);
        self.is_settled_gone = true;
        drop(answer.send(Ok(())));
    }

    fn write(&mut self, group: Vec<Request>) {
        let (graph, past) = (self.snapshots.working_copy(), self.log.past());
        let mut accepted = Vec::new();
        for Request { deed, answer, is_only_weighed } in group {
            match accept(graph, &past, deed) {
                Ok((_, _, way_back)) if is_only_weighed => {
                    go_back(graph, way_back);
                    drop(answer.send(Ok(0)));
                }
                Ok((commit, steps, way_back)) => accepted.push(Accepted { commit, steps, way_back, answer }),
                // Whoever asked may have gone away; then there is nobody to tell.
                Err(refusal) => drop(answer.send(Err(refusal))),
            }
        }
        if accepted.is_empty() {
            return;
        }
        let (commits, rest): (Vec<_>, Vec<_>) = accepted.into_iter().map(|a| (a.commit, (a.steps, a.way_back, a.answer))).unzip();
        let first = self.log.last_seq() + 1;
        match self.log.append(&commits) {
            Ok(()) => {
                let (steps, answers): (Vec<_>, Vec<_>) = rest.into_iter().map(|(steps, _, answer)| (steps, answer)).unzip();
                let steps: Vec<_> = steps.into_iter().flatten().collect();
                if let Some(since) = &mut self.since {
                    since.extend(steps.iter().cloned());
                }
                self.snapshots.publish(steps);
                for (seq, answer) in (first..).zip(answers) {
                    drop(answer.send(Ok(seq)));
                }
                self.snapshots.get_ready();
            }
            Err(error) => {
                tracing::error!(%error, "a group of changes could not be kept");
                let error = Arc::new(error);
                for (_, way_back, answer) in rest.into_iter().rev() {
                    go_back(graph, way_back);
                    drop(answer.send(Err(Refusal::NotKept(Arc::clone(&error)))));
                }
            }
        }
    }
}

/// Applies an order to the working copy, or finds all that it breaks and leaves the copy as it was.
fn accept(graph: &mut Graph, past: &Past, Deed { order, act }: Deed) -> Result<(Commit, Vec<Step>, Vec<Step>), Refusal> {
    let many = order.changes.len();
    let (mut kept, mut steps, mut way_back) = (Vec::with_capacity(many), Vec::with_capacity(many), Vec::with_capacity(many));
    let mut broken = Vec::new();
    for (at, change) in order.changes.into_iter().enumerate() {
        let id = change.id();
        for change in with_its_ties(graph, change) {
            let taken_away = match taken_away(graph, past, &change) {
                Ok(version) => version,
                Err(error) => {
                    go_back(graph, way_back);
                    return Err(Refusal::NotKept(Arc::new(error)));
                }
            };
            let rules = broken_rules(graph, &change, taken_away);
            if !rules.is_empty() {
                broken.extend(rules.into_iter().map(|rule| Broken { at, id, rule }));
                continue;
            }
            match admit_in(graph, change) {
                Err(no) => broken.push(Broken { at, id, rule: Rule::NoConsent(no.scope) }),
                Ok(consented) => {
                    let step = Step::from(consented.get());
                    way_back.push(graph.way_back(consented.get().id()));
                    graph.apply(&step);
                    steps.push(step);
                    kept.push(consented);
                }
            }
        }
    }
    if broken.is_empty() {
        Ok((Commit { at: order.at, by: order.by, delivery: order.delivery, act, changes: kept }, steps, way_back))
    } else {
        go_back(graph, way_back);
        Err(Refusal::Broken(broken))
    }
}

/// The version in which something that is to be put back was taken away. Read from the past, so that nobody has to
/// remember all that ever went; asked only for what is not new and not there.
fn taken_away(graph: &Graph, past: &Past, change: &Change) -> Result<Option<u32>, Error> {
    let (id, version) = match change {
        Change::Record(record) => (record.id, record.version),
        Change::Tie(tie) => (tie.id, tie.version),
        Change::Remove(_) => return Ok(None),
    };
    if version <= 1 || rules::version(graph, id).is_some() {
        return Ok(None);
    }
    Ok(past.of(id)?.pop().and_then(|last| last.changes.into_iter().next_back()).and_then(|last| match last {
        Change::Remove(removal) => Some(removal.version),
        Change::Record(_) | Change::Tie(_) => None,
    }))
}

/// Lets a change through to a neighbourhood that stands as in this graph.
fn admit_in(graph: &Graph, change: Change) -> Result<Consented<Change>, NoConsent> {
    let ends = if let Change::Tie(tie) = &change { graph.record(tie.from).zip(graph.record(tie.to)) } else { None };
    admit(change, ends)
}

/// What goes when these persons or tasks go: each with its ties, and those that were joined to it. What is not there, or is
/// something else, does not go this way.
fn removals_of(graph: &Graph, ids: &[Id]) -> Vec<Change> {
    let is_erased = |record: &&crate::inventory::record::Record| matches!(record.kind.role(), Role::Person | Role::Task);
    let records = ids.iter().filter_map(|id| graph.record(*id)).filter(is_erased);
    let mut known = HashSet::new();
    let gone = records.flat_map(|record| with_its_ties(graph, Change::Remove(Removal { id: record.id, version: record.version })));
    gone.filter(|change| known.insert(change.id())).collect()
}

fn go_back(graph: &mut Graph, way_back: Vec<Step>) {
    for step in way_back.into_iter().rev() {
        graph.apply(&step);
    }
}

/// A record does not go without its ties, nor without those that were joined to it: they go first, each a change of its
/// own. A word that is tied to something is in use, and does not go at all.
fn with_its_ties(graph: &Graph, change: Change) -> Vec<Change> {
    let Change::Remove(removal) = &change else { return vec![change] };
    let joined = graph.joined_to(removal.id).map(|record| Change::Remove(Removal { id: record.id, version: record.version }));
    let mut gone: Vec<_> = joined.flat_map(|change| with_its_ties(graph, change)).collect();
    let has_own_ties = graph.record(removal.id).is_some_and(|record| record.kind.role() != Role::Vocabulary);
    let ties = if has_own_ties { graph.ties_of(removal.id) } else { Vec::new() };
    let known: HashSet<_> = gone.iter().map(Change::id).collect();
    let ties = ties.into_iter().filter(|tie| !known.contains(&tie.id));
    gone.extend(ties.map(|tie| Change::Remove(Removal { id: tie.id, version: tie.version })));
    gone.push(change);
    gone
}
