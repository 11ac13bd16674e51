use std::collections::HashMap;
use std::sync::Arc;

use petgraph::Direction;
use petgraph::stable_graph::{EdgeIndex, NodeIndex, StableDiGraph};
use petgraph::visit::EdgeRef;

use crate::graph::indexes::Indexes;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::provenance::Source;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;

/// Everything a neighbourhood has and how it hangs together, with its indexes. It grows by single changes, at a cost
/// that depends on the change and not on what is there already.
#[derive(Clone, Default)]
pub struct Graph {
    network: StableDiGraph<Arc<Record>, Arc<Tie>>,
    records: HashMap<Id, NodeIndex>,
    ties: HashMap<Id, EdgeIndex>,
    indexes: Indexes,
}

/// A change in the form in which several copies of a graph share what it holds.
#[derive(Debug, Clone)]
pub enum Step {
    /// The record is new or becomes this.
    Record(Arc<Record>),
    /// The tie is new or becomes this.
    Tie(Arc<Tie>),
    /// The record, with its ties, or the tie goes.
    Remove(Id),
}

impl From<&Change> for Step {
    fn from(change: &Change) -> Self {
        Self::from(change.clone())
    }
}

impl From<Change> for Step {
    fn from(change: Change) -> Self {
        match change {
            Change::Record(record) => Self::Record(Arc::new(record)),
            Change::Tie(tie) => Self::Tie(Arc::new(tie)),
            Change::Remove(removal) => Self::Remove(removal.id),
        }
    }
}

impl Graph {
    /// Takes a step in. A tie needs both its ends; one that comes without is left out and reported as `false`.
    pub fn apply(&mut self, step: &Step) -> bool {
        match step {
            Step::Record(record) => self.put_record(Arc::clone(record)),
            Step::Tie(tie) => return self.put_tie(Arc::clone(tie)),
            Step::Remove(id) => self.remove(*id),
        }
        true
    }

    /// The step that would bring a record or tie back to what it is now.
    pub fn way_back(&self, id: Id) -> Step {
        let record = self.record(id).map(|record| Step::Record(Arc::clone(record)));
        record.or_else(|| self.tie(id).map(|tie| Step::Tie(Arc::clone(tie)))).unwrap_or(Step::Remove(id))
    }

    /// Takes in a record, new or changed.
    pub fn put_record(&mut self, record: Arc<Record>) {
        if let Some(node) = self.records.get(&record.id) {
            if let Some(slot) = self.network.node_weight_mut(*node) {
                self.indexes.forget(slot);
                self.indexes.learn(&record);
                *slot = record;
            }
        } else {
            self.indexes.learn(&record);
            let id = record.id;
            self.records.insert(id, self.network.add_node(record));
        }
    }

    /// Takes in a tie, new or changed, if both its ends are here.
    pub fn put_tie(&mut self, tie: Arc<Tie>) -> bool {
        let (Some(from), Some(to)) = (self.records.get(&tie.from), self.records.get(&tie.to)) else { return false };
        let (from, to, id) = (*from, *to, tie.id);
        if let Some(old) = self.ties.remove(&id) {
            self.network.remove_edge(old);
        }
        self.ties.insert(id, self.network.add_edge(from, to, tie));
        true
    }

    fn remove(&mut self, id: Id) {
        if let Some(edge) = self.ties.remove(&id) {
            self.network.remove_edge(edge);
        }
        let Some(node) = self.records.remove(&id) else { return };
        let ties: Vec<_> = self.edges(node).map(|tie| tie.id).collect();
        for tie in ties {
            self.ties.remove(&tie);
        }
        if let Some(record) = self.network.remove_node(node) {
            self.indexes.forget(&record);
        }
    }

    /// The record with this id. Readers ask a [`crate::graph::View`]; this is for whoever writes.
    pub fn record(&self, id: Id) -> Option<&Arc<Record>> {
        self.network.node_weight(*self.records.get(&id)?)
    }

    /// The tie with this id, for whoever writes.
    pub fn tie(&self, id: Id) -> Option<&Arc<Tie>> {
        self.network.edge_weight(*self.ties.get(&id)?)
    }

    /// The ties of a record, at either end, in the order of their ids.
    pub fn ties_of(&self, id: Id) -> Vec<&Arc<Tie>> {
        let mut ties: Vec<_> = self.records.get(&id).into_iter().flat_map(|node| self.edges(*node)).collect();
        ties.sort_by_key(|tie| tie.id);
        ties.dedup_by_key(|tie| tie.id);
        ties
    }

    /// The record that came from this place in a source of others.
    pub fn record_of_source(&self, source: &Source) -> Option<&Arc<Record>> {
        self.record(self.indexes.found_at(source)?)
    }

    /// The vocabulary has this word.
    pub fn has_term(&self, scheme: &str, code: &str) -> bool {
        self.indexes.term(scheme, code).next().is_some()
    }

    /// Whether following ties of this kind leads from one record to another.
    pub fn leads(&self, kind: TieKind, from: Id, to: Id) -> bool {
        let (Some(start), Some(goal)) = (self.records.get(&from), self.records.get(&to)) else { return false };
        let mut seen = std::collections::HashSet::from([*start]);
        let mut waiting = vec![*start];
        while let Some(node) = waiting.pop() {
            if node == *goal {
                return true;
            }
            let next = self.network.edges_directed(node, Direction::Outgoing).filter(|edge| edge.weight().kind == kind);
            waiting.extend(next.map(|edge| edge.target()).filter(|target| seen.insert(*target)));
        }
        false
    }

    /// How many records and ties there are, for whoever looks after them.
    pub fn size(&self) -> (usize, usize) {
        (self.network.node_count(), self.network.edge_count())
    }

    /// Every record, for whoever writes.
    pub fn records(&self) -> impl Iterator<Item = &Arc<Record>> {
        self.network.node_weights()
    }

    /// Every tie, for whoever writes.
    pub fn all_ties(&self) -> impl Iterator<Item = &Arc<Tie>> {
        self.network.edge_weights()
    }

    pub(super) fn indexes(&self) -> &Indexes {
        &self.indexes
    }

    fn edges(&self, node: NodeIndex) -> impl Iterator<Item = &Arc<Tie>> {
        let directed = move |direction| self.network.edges_directed(node, direction).map(|edge| edge.weight());
        directed(Direction::Outgoing).chain(directed(Direction::Incoming))
    }
}
