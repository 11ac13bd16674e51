use std::sync::Arc;
use std::sync::mpsc::Receiver;

use tokio::sync::oneshot;

use crate::consent::admit;
use crate::graph::{Graph, Step};
use crate::inventory::change::{Change, Removal};
use crate::neighbourhood::order::{Broken, Order, Refusal, Rule};
use crate::neighbourhood::rules::{broken_rules, ends};
use crate::neighbourhood::snapshot::Snapshots;
use crate::store::{Commit, Log};

/// Most orders that are made durable together.
const LARGEST_GROUP: usize = 256;

/// An order and where its answer is awaited.
pub(super) struct Request {
    pub(super) order: Order,
    /// The number of its commit; 0 where it was only asked.
    pub(super) answer: oneshot::Sender<Result<u64, Refusal>>,
    /// Only whether it could be written is asked.
    pub(super) is_only_weighed: bool,
}

/// The one writer of a neighbourhood. Orders that wait together are checked one after another, made durable together,
/// then shown together, then answered.
pub(super) struct Writer {
    pub(super) log: Log,
    pub(super) snapshots: Snapshots,
}

/// An order that breaks no rule and is applied to the working copy.
struct Accepted {
    commit: Commit,
    steps: Vec<Step>,
    way_back: Vec<Step>,
    answer: oneshot::Sender<Result<u64, Refusal>>,
}

impl Writer {
    /// Works until nobody can send orders any more.
    pub(super) fn work(mut self, requests: &Receiver<Request>) {
        while let Ok(first) = requests.recv() {
            let more = requests.try_iter().take(LARGEST_GROUP - 1);
            let group: Vec<_> = std::iter::once(first).chain(more).collect();
            self.write(group);
        }
    }

    fn write(&mut self, group: Vec<Request>) {
        let graph = self.snapshots.working_copy();
        let mut accepted = Vec::new();
        for Request { order, answer, is_only_weighed } in group {
            match accept(graph, order) {
                Ok((_, _, way_back)) if is_only_weighed => {
                    go_back(graph, way_back);
                    drop(answer.send(Ok(0)));
                }
                Ok((commit, steps, way_back)) => accepted.push(Accepted { commit, steps, way_back, answer }),
                // Whoever asked may have gone away; then there is nobody to tell.
                Err(broken) => drop(answer.send(Err(Refusal::Broken(broken)))),
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
                self.snapshots.publish(steps.into_iter().flatten().collect());
                for (seq, answer) in (first..).zip(answers) {
                    drop(answer.send(Ok(seq)));
                }
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
fn accept(graph: &mut Graph, order: Order) -> Result<(Commit, Vec<Step>, Vec<Step>), Vec<Broken>> {
    let (mut kept, mut steps, mut way_back, mut broken) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (at, change) in order.changes.into_iter().enumerate() {
        let id = change.id();
        for change in with_its_ties(graph, change) {
            let rules = broken_rules(graph, &change);
            if !rules.is_empty() {
                broken.extend(rules.into_iter().map(|rule| Broken { at, id, rule }));
                continue;
            }
            let joined = ends(graph, &change);
            match admit(change, joined, &order.consents) {
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
        Ok((Commit { at: order.at, by: order.by, delivery: order.delivery, changes: kept }, steps, way_back))
    } else {
        go_back(graph, way_back);
        Err(broken)
    }
}

fn go_back(graph: &mut Graph, way_back: Vec<Step>) {
    for step in way_back.into_iter().rev() {
        graph.apply(&step);
    }
}

/// A record does not go without its ties: they go first, each a change of its own.
fn with_its_ties(graph: &Graph, change: Change) -> Vec<Change> {
    let Change::Remove(removal) = &change else { return vec![change] };
    let ties = if graph.record(removal.id).is_some() { graph.ties_of(removal.id) } else { Vec::new() };
    let gone = ties.into_iter().map(|tie| Change::Remove(Removal { id: tie.id, version: tie.version }));
    gone.collect::<Vec<_>>().into_iter().chain([change]).collect()
}
