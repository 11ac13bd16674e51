use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use petgraph::Direction;
use petgraph::stable_graph::{EdgeIndex, NodeIndex, StableDiGraph};

use crate::consent::Aliases;
use crate::graph::bits::Bits;
use crate::graph::extents::{Extent, is_at_edge};
use crate::graph::indexes::Indexes;
use crate::graph::recent::Recent;
use crate::graph::settled::{Packing, Settled};
use crate::graph::uses::SettledUses;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::Source;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::visibility::Visibility;
use crate::inventory::whereabouts::Whereabouts;

/// Everything a neighbourhood has and how it hangs together, with its indexes. It grows by single changes, at a cost
/// that depends on the change and not on what is there already.
///
/// Most of it is *settled*: packed, and shared by all copies of the graph. What came or changed since is *recent*; each
/// copy has its own, small. Every answer is that of both together.
#[derive(Clone, Default)]
pub struct Graph {
    pub(super) settled: Arc<Settled>,
    /// Settled records that are gone or replaced by recent ones, and settled ties likewise.
    pub(super) gone: Bits,
    pub(super) gone_ties: Bits,
    pub(super) recent: HashMap<Id, Arc<Recent>>,
    /// Recent ties between records that are named by their ids, wherever these stand.
    network: StableDiGraph<Id, Arc<Tie>>,
    nodes: HashMap<Id, NodeIndex>,
    ties: HashMap<Id, EdgeIndex>,
    indexes: Indexes,
    /// Names what readers see; another at each publication.
    edition: u64,
    /// Under which names persons are known to whom.
    aliases: Arc<Aliases>,
    /// Which settled records refer to which words, once it was asked for.
    pub(super) settled_uses: Arc<OnceLock<SettledUses>>,
    pub(super) extents: OnceLock<Vec<Extent>>,
    /// A settled record is gone that lay at an edge of the box round all of its kind.
    pub(super) has_lost_an_edge: bool,
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Handle {
    Settled(u32),
    Recent(Id),
}

/// A change in the form in which several copies of a graph share what it holds.
#[derive(Debug, Clone)]
pub enum Step {
    /// The record is new or becomes this.
    Record(Arc<Recent>),
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
            Change::Record(record) => Self::Record(Arc::new(Recent::of(record))),
            Change::Tie(tie) => Self::Tie(Arc::new(tie)),
            Change::Remove(removal) => Self::Remove(removal.id),
        }
    }
}

impl Graph {
    /// A graph of all these, in which nothing is recent. A tie that lacks an end is left out. Of two with one id the
    /// later stands.
    pub fn of(changes: impl IntoIterator<Item = Change>) -> Self {
        let (mut records, mut ties) = (Vec::new(), Vec::new());
        for change in changes {
            match change {
                Change::Record(record) => records.push(record),
                Change::Tie(tie) => ties.push(tie),
                Change::Remove(_) => {}
            }
        }
        records.sort_by_key(|record| record.id);
        ties.sort_by_key(|tie| tie.id);
        let packing = Packing {
            settled: &Settled::default(),
            is_gone: &|_| false,
            is_tie_gone: &|_| false,
            records: records.iter().collect(),
            ties: ties.iter().collect(),
        };
        Self::over(Arc::new(packing.pack()))
    }

    /// A graph in which nothing is recent.
    pub(super) fn over(settled: Arc<Settled>) -> Self {
        let (gone, gone_ties) = (Bits::none_of(settled.len()), Bits::none_of(settled.tie_count()));
        Self { indexes: Indexes::over(&settled), gone, gone_ties, settled, ..Self::default() }
    }

    /// The same, with nothing recent any more. What did not change is copied as it stands.
    #[must_use]
    pub fn settle(&self) -> Self {
        let mut records: Vec<&Record> = self.recent.values().map(|recent| &recent.record).collect();
        records.sort_by_key(|record| record.id);
        let mut ties: Vec<&Tie> = self.network.edge_weights().map(AsRef::as_ref).collect();
        ties.sort_by_key(|tie| tie.id);
        let packing =
            Packing { settled: &self.settled, is_gone: &|at| self.gone.has(at), is_tie_gone: &|at| self.gone_ties.has(at), records, ties };
        Self::over(Arc::new(packing.pack())).with_aliases(Arc::clone(&self.aliases))
    }

    /// How many records and ties are recent or gone since the rest was settled, and how many are settled.
    pub fn unsettled(&self) -> (usize, usize) {
        let recent = self.recent.len() + self.ties.len() + self.gone.count() + self.gone_ties.count();
        (recent, usize::try_from(u64::from(self.settled.len()) + u64::from(self.settled.tie_count())).unwrap_or(usize::MAX))
    }

    /// What is settled, as pieces of bytes for a file. Ask it of a graph in which nothing is recent.
    pub fn to_pieces(&self) -> Vec<Vec<u8>> {
        self.settled.to_pieces()
    }

    /// The graph that was written as these pieces; nothing if another build of the program wrote them.
    pub fn from_pieces(pieces: Vec<Vec<u8>>) -> Option<Self> {
        Settled::from_pieces(pieces).map(|settled| Self::over(Arc::new(settled)))
    }

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
        if let Some(recent) = self.recent.get(&id) {
            return Step::Record(Arc::clone(recent));
        }
        let record = self.record(id).map(|record| Step::from(Change::Record(record.clone())));
        record.or_else(|| self.tie(id).map(|tie| Step::Tie(Arc::new(tie.clone())))).unwrap_or(Step::Remove(id))
    }

    fn put_record(&mut self, record: Arc<Recent>) {
        let id = record.record.id;
        self.take_out(id);
        self.indexes.learn(&record);
        self.recent.insert(id, record);
    }

    fn put_tie(&mut self, tie: Arc<Tie>) -> bool {
        if self.handle(tie.from).is_none() || self.handle(tie.to).is_none() {
            return false;
        }
        self.take_out_tie(tie.id);
        let (from, to, id) = (self.node(tie.from), self.node(tie.to), tie.id);
        self.ties.insert(id, self.network.add_edge(from, to, tie));
        true
    }

    fn remove(&mut self, id: Id) {
        self.take_out_tie(id);
        if self.handle(id).is_none() {
            return;
        }
        let ties: Vec<_> = self.ties_of(id).into_iter().map(|tie| tie.id).collect();
        for tie in ties {
            self.take_out_tie(tie);
        }
        if let Some(node) = self.nodes.remove(&id) {
            self.network.remove_node(node);
        }
        self.take_out(id);
    }

    /// Takes a record out, leaving its ties.
    fn take_out(&mut self, id: Id) {
        if let Some(old) = self.recent.remove(&id) {
            self.indexes.forget(&old);
        } else if let Some(at) = self.settled.find(id).filter(|at| !self.gone.has(*at)) {
            if let Some(old) = self.settled.record(at) {
                self.indexes.forget_settled(old);
                let extent = self.settled.extents().iter().find(|(kind, visibility, _)| (*kind, *visibility) == (old.kind, old.visibility));
                let bounds = old.whereabouts.as_ref().map(Whereabouts::bounds);
                self.has_lost_an_edge |= extent.zip(bounds).is_some_and(|((.., extent), bounds)| is_at_edge(*extent, bounds));
            }
            self.gone.mark(at);
        }
        self.extents = OnceLock::new();
    }

    fn take_out_tie(&mut self, id: Id) {
        if let Some(edge) = self.ties.remove(&id) {
            self.network.remove_edge(edge);
        } else if let Some(at) = self.settled.find_tie(id) {
            self.gone_ties.mark(at);
        }
    }

    fn node(&mut self, id: Id) -> NodeIndex {
        *self.nodes.entry(id).or_insert_with(|| self.network.add_node(id))
    }

    /// Where the record with this id stands.
    pub(super) fn handle(&self, id: Id) -> Option<Handle> {
        if self.recent.contains_key(&id) {
            return Some(Handle::Recent(id));
        }
        self.settled.find(id).filter(|at| !self.gone.has(*at)).map(Handle::Settled)
    }

    /// The record that stands here.
    pub(super) fn at(&self, handle: Handle) -> Option<&Record> {
        match handle {
            Handle::Settled(at) => self.settled.record(at),
            Handle::Recent(id) => self.recent.get(&id).map(|recent| &recent.record),
        }
    }

    pub(super) fn id_at(&self, handle: Handle) -> Id {
        match handle {
            Handle::Settled(at) => self.settled.id(at),
            Handle::Recent(id) => id,
        }
    }

    /// How far the record that stands here may be seen, without reading it.
    pub(super) fn visibility_at(&self, handle: Handle) -> Visibility {
        match handle {
            // One that was joined to another is in nobody's sight.
            Handle::Settled(at) if self.settled.is_joined(at) => Visibility::Own,
            Handle::Settled(at) => self.settled.visibility(at),
            Handle::Recent(id) => {
                let seen = self.recent.get(&id).filter(|recent| recent.record.merged_into.is_none());
                seen.map_or(Visibility::Own, |recent| recent.record.visibility)
            }
        }
    }

    pub(super) fn kind_at(&self, handle: Handle) -> Option<Kind> {
        match handle {
            Handle::Settled(at) => Some(self.settled.kind(at)),
            Handle::Recent(id) => self.recent.get(&id).map(|recent| recent.record.kind),
        }
    }

    /// The same, in which persons are known under these names.
    #[must_use]
    pub fn with_aliases(self, aliases: Arc<Aliases>) -> Self {
        Self { aliases, ..self }
    }

    /// Under which names persons are known in it.
    pub fn aliases(&self) -> &Arc<Aliases> {
        &self.aliases
    }

    /// That these two belong together would say of a person what is nobody else's business: that they are of a group by which
    /// their health, belief or opinion can be known (GDPR art. 9).
    pub fn is_sensitive(&self, one: &Record, other: &Record) -> bool {
        match (one.kind, other.kind) {
            (Kind::Person, Kind::Association) => self.says_much_of_its_members(other),
            (Kind::Association, Kind::Person) => self.says_much_of_its_members(one),
            _ => false,
        }
    }

    /// The record with this id. Readers ask a [`crate::graph::View`]; this is for whoever writes.
    pub fn record(&self, id: Id) -> Option<&Record> {
        self.at(self.handle(id)?)
    }

    /// The tie with this id, for whoever writes.
    pub fn tie(&self, id: Id) -> Option<&Tie> {
        if let Some(edge) = self.ties.get(&id) {
            return self.network.edge_weight(*edge).map(AsRef::as_ref);
        }
        self.settled.find_tie(id).filter(|at| !self.gone_ties.has(*at)).and_then(|at| self.settled.tie(at))
    }

    /// The ties of a record, at either end, in the order of their ids.
    pub fn ties_of(&self, id: Id) -> Vec<&Tie> {
        let settled = self.settled.find(id).map(|at| self.settled.ties_at(at)).unwrap_or_default();
        let settled = settled.iter().filter(|tie| !self.gone_ties.has(**tie)).filter_map(|tie| self.settled.tie(*tie));
        let recent = self.nodes.get(&id).into_iter().flat_map(|node| {
            let directed = |direction| self.network.edges_directed(*node, direction).map(|edge| edge.weight().as_ref());
            directed(Direction::Outgoing).chain(directed(Direction::Incoming))
        });
        let mut ties: Vec<&Tie> = settled.chain(recent).collect();
        ties.sort_by_key(|tie| tie.id);
        ties.dedup_by_key(|tie| tie.id);
        ties
    }

    /// The ties of one kind that lead to a record, in the order of their ids; the others are not read.
    pub(super) fn ties_to(&self, id: Id, kind: TieKind) -> Vec<&Tie> {
        let at = self.settled.find(id);
        let ties = at.map(|at| self.settled.ties_at(at)).unwrap_or_default().iter();
        let is_asked = |tie: u32| self.settled.ends(tie).2 == kind && Some(self.settled.ends(tie).1) == at;
        let settled = ties.filter(|tie| is_asked(**tie) && !self.gone_ties.has(**tie)).filter_map(|tie| self.settled.tie(*tie));
        let recent = self.nodes.get(&id).into_iter().flat_map(|node| self.network.edges_directed(*node, Direction::Incoming));
        let mut ties: Vec<&Tie> = settled.chain(recent.map(|edge| edge.weight().as_ref()).filter(|tie| tie.kind == kind)).collect();
        ties.sort_by_key(|tie| tie.id);
        ties.dedup_by_key(|tie| tie.id);
        ties
    }

    /// The record that came from this place in a source of others.
    pub fn record_of_source(&self, source: &Source) -> Option<&Record> {
        if let Some(id) = self.indexes.found_at(source) {
            return self.record(id);
        }
        let settled = self.settled.perhaps_from(source).filter(|at| !self.gone.has(*at));
        settled.filter_map(|at| self.settled.record(at)).find(|record| record.provenance.source.as_ref() == Some(source))
    }

    /// The vocabulary has this word.
    pub fn has_term(&self, scheme: &str, code: &str) -> bool {
        self.indexes.term(scheme, code).next().is_some()
    }

    /// Whether following ties of this kind, as far as they count, leads from one record to another.
    pub fn leads(&self, kind: TieKind, from: Id, to: Id, counts: impl Fn(&Tie) -> bool) -> bool {
        let mut seen = HashSet::from([from]);
        let mut waiting = vec![from];
        while let Some(id) = waiting.pop() {
            if id == to {
                return true;
            }
            let next = self.ties_of(id).into_iter().filter(|tie| tie.kind == kind && tie.from == id && counts(tie));
            waiting.extend(next.map(|tie| tie.to).filter(|target| seen.insert(*target)));
        }
        false
    }

    /// The records that were joined to this one, oldest id first, for whoever writes.
    pub fn joined_to(&self, id: Id) -> impl Iterator<Item = &Record> {
        self.indexes.joined_to(id).filter_map(|joined| self.record(joined))
    }

    /// How many records and ties there are, for whoever looks after them.
    pub fn size(&self) -> (usize, usize) {
        let settled = |all: u32, gone: &Bits| usize::try_from(all).unwrap_or(usize::MAX) - gone.count();
        (settled(self.settled.len(), &self.gone) + self.recent.len(), settled(self.settled.tie_count(), &self.gone_ties) + self.ties.len())
    }

    /// Every record, for whoever writes. It reads all of them: ask for less where you can.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        let settled = (0..self.settled.len()).filter(|at| !self.gone.has(*at)).filter_map(|at| self.settled.record(at));
        settled.chain(self.recent.values().map(|recent| &recent.record))
    }

    /// Every tie, for whoever writes. It reads all of them.
    pub fn all_ties(&self) -> impl Iterator<Item = &Tie> {
        let settled = (0..self.settled.tie_count()).filter(|at| !self.gone_ties.has(*at)).filter_map(|at| self.settled.tie(at));
        settled.chain(self.network.edge_weights().map(AsRef::as_ref))
    }

    /// Does beforehand what else waits until a reader asks for it.
    pub fn catch_up(&self) {
        self.indexes.text.catch_up();
    }

    /// The number of the publication that readers look at; what was made from another may be out of date.
    pub fn edition(&self) -> u64 {
        self.edition
    }

    /// Numbers a publication.
    pub fn set_edition(&mut self, edition: u64) {
        self.edition = edition;
    }

    pub(super) fn indexes(&self) -> &Indexes {
        &self.indexes
    }
}
