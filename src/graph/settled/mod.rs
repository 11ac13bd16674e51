//! The part of a neighbourhood that has been as it is for a while: packed once, shared by all copies of the graph, and
//! written to a file as it stands, so that a start reads that file instead of every change there ever was. It answers by
//! positions in the order of ids; it promises that what it was packed from comes back the same, and does not know what
//! has been changed since ([`crate::graph::Graph`] does).

mod code;
mod lexicon;
mod pack;
mod pen;
mod sections;
mod shelf;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use geo::{Coord, Rect};
use geo_index::rtree::{RTreeIndex, RTreeRef};

use crate::graph::extents::{Extent, round_all};
use crate::graph::rendered::Rendered;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::{Origin, Source};
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::visibility::Visibility;

use self::lexicon::Lexicon;
use self::shelf::{Shelf, index};
use self::words::Words;

pub(super) use self::pack::Packing;

/// What is settled. Records and ties have positions, in the order of their ids.
#[derive(Default)]
pub(super) struct Settled {
    records: Shelf<Record>,
    ties: Shelf<Tie>,
    lexicon: Lexicon,
    /// A byte for each record: its place among all kinds.
    kinds: Vec<u8>,
    visibilities: Vec<u8>,
    origins: Vec<u8>,
    marks: Vec<u8>,
    /// The number of its import among `imports`, counted from 1; 0 for none.
    delivered: Vec<u32>,
    imports: Vec<Id>,
    /// Names in plain form, one behind the other by position, and where each begins.
    names: String,
    name_starts: Vec<u32>,
    /// Positions by kind, and within a kind by id; and where each kind begins.
    by_kind: Vec<u32>,
    /// The same, within a kind by name and then id.
    by_name: Vec<u32>,
    kind_starts: Vec<u32>,
    /// Assets by the moment they were captured and then id.
    by_age: Vec<u32>,
    /// Checksums of sources in order, and the record of each.
    source_sums: Vec<u32>,
    source_at: Vec<u32>,
    /// A packed Hilbert R-tree of boxes in degrees, and the record of each box.
    tree: Vec<u8>,
    located: Vec<u32>,
    tie_kinds: Vec<u8>,
    tie_visibilities: Vec<u8>,
    tie_from: Vec<u32>,
    tie_to: Vec<u32>,
    /// The ties at each record, at either end, and where those of each record begin.
    edges: Vec<u32>,
    edge_starts: Vec<u32>,
    words: Words,
    rendered: Box<[OnceLock<Option<Rendered>>]>,
    extents: OnceLock<Vec<Extent>>,
}

/// It has a whereabouts.
const LOCATED: u8 = 1;
/// It may be a second copy of another.
const QUESTIONED: u8 = 2;
/// Its whereabouts is one point.
const POINT: u8 = 4;

/// It was joined to another record and is in none of the lists.
const JOINED: u8 = 8;

impl Settled {
    /// How many records.
    pub(super) fn len(&self) -> u32 {
        self.records.len()
    }

    /// How many ties.
    pub(super) fn tie_count(&self) -> u32 {
        self.ties.len()
    }

    pub(super) fn find(&self, id: Id) -> Option<u32> {
        self.records.find(id)
    }

    pub(super) fn find_tie(&self, id: Id) -> Option<u32> {
        self.ties.find(id)
    }

    pub(super) fn id(&self, at: u32) -> Id {
        self.records.id(at)
    }

    pub(super) fn record(&self, at: u32) -> Option<&Record> {
        self.records.get(at, |id, bytes| code::read_record(id, bytes, &self.lexicon))
    }

    /// The record, without keeping it in mind.
    pub(super) fn read_once(&self, at: u32) -> Option<Cow<'_, Record>> {
        self.records.once(at, |id, bytes| code::read_record(id, bytes, &self.lexicon))
    }

    /// All records of a kind with their positions, each read and let go again.
    pub(super) fn read_through(&self, kind: Kind) -> impl Iterator<Item = (u32, Record)> {
        let read = |at: u32| Some((at, code::read_record(self.id(at), self.records.bytes_of(at), &self.lexicon)?));
        self.of_kind(kind).iter().copied().filter_map(read)
    }

    pub(super) fn tie(&self, at: u32) -> Option<&Tie> {
        let ends = (self.id(*self.tie_from.get(index(at))?), self.id(*self.tie_to.get(index(at))?));
        self.ties.get(at, |id, bytes| code::read_tie(id, ends, bytes, &self.lexicon))
    }

    pub(super) fn tie_id(&self, at: u32) -> Id {
        self.ties.id(at)
    }

    /// The kind, visibility, way it came and whether it has a whereabouts, without reading the record.
    pub(super) fn tallied(&self, at: u32) -> (Kind, Visibility, Origin, bool) {
        let at = index(at);
        let kind = Kind::ALL[usize::from(self.kinds[at])];
        let visibility = Visibility::ALL[usize::from(self.visibilities[at])];
        (kind, visibility, Origin::ALL[usize::from(self.origins[at])], self.marks[at] & LOCATED != 0)
    }

    pub(super) fn visibility(&self, at: u32) -> Visibility {
        Visibility::ALL[usize::from(self.visibilities[index(at)])]
    }

    pub(super) fn kind(&self, at: u32) -> Kind {
        Kind::ALL[usize::from(self.kinds[index(at)])]
    }

    /// Its whereabouts is a point, so that its box is the whole truth.
    pub(super) fn is_point(&self, at: u32) -> bool {
        self.marks[index(at)] & POINT != 0
    }

    /// Records that may be second copies of others.
    pub(super) fn questioned(&self) -> impl Iterator<Item = u32> {
        (0..self.len()).filter(|at| self.marks[index(*at)] & QUESTIONED != 0)
    }

    /// It was joined to another record.
    pub(super) fn is_joined(&self, at: u32) -> bool {
        self.marks[index(at)] & JOINED != 0
    }

    /// The name in plain form.
    pub(super) fn name(&self, at: u32) -> &str {
        self.names.get(span(&self.name_starts, index(at))).unwrap_or_default()
    }

    /// The records of a kind by id.
    pub(super) fn of_kind(&self, kind: Kind) -> &[u32] {
        self.by_kind.get(self.span_of_kind(kind)).unwrap_or_default()
    }

    /// The records of a kind by name in plain form, then id.
    pub(super) fn by_name(&self, kind: Kind) -> &[u32] {
        self.by_name.get(self.span_of_kind(kind)).unwrap_or_default()
    }

    /// Assets by the moment they were captured.
    pub(super) fn by_age(&self) -> &[u32] {
        &self.by_age
    }

    /// The records that may come from this place in a source of others, to be looked at.
    pub(super) fn perhaps_from(&self, source: &Source) -> impl Iterator<Item = u32> {
        let sum = source_sum(source);
        let first = self.source_sums.partition_point(|one| *one < sum);
        let same = self.source_sums[first..].iter().take_while(move |one| **one == sum).count();
        self.source_at[first..first + same].iter().copied()
    }

    /// Records whose box touches this one, in the order of their ids.
    pub(super) fn touching(&self, bounds: Rect<f64>) -> Vec<u32> {
        let Some(tree) = self.tree() else { return Vec::new() };
        let mut found = tree.search(bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y);
        for at in &mut found {
            *at = self.located[index(*at)];
        }
        found.sort_unstable();
        found
    }

    /// The ties at a record.
    pub(super) fn ties_at(&self, at: u32) -> &[u32] {
        self.edges.get(span(&self.edge_starts, index(at))).unwrap_or_default()
    }

    /// The ends and the kind of a tie, without reading it.
    pub(super) fn ends(&self, tie: u32) -> (u32, u32, TieKind) {
        let at = index(tie);
        (self.tie_from[at], self.tie_to[at], TieKind::ALL[usize::from(self.tie_kinds[at])])
    }

    /// The import that brought a record.
    pub(super) fn delivery(&self, at: u32) -> Option<Id> {
        let number = index(*self.delivered.get(index(at))?);
        self.imports.get(number.checked_sub(1)?).copied()
    }

    /// Words that begin with this text, each with the records that have it.
    pub(super) fn words_begun(&self, text: &str) -> impl Iterator<Item = (&str, &[u32])> {
        self.words.begun(text).map(|number| (self.words.word(number), self.words.positions(number)))
    }

    /// All words, each with the records that have it.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &[u32])> {
        (0..self.words.len()).map(|number| (self.words.word(number), self.words.positions(number)))
    }

    /// What a room above made of the record for everyone, made the first time.
    pub(super) fn rendered(&self, at: u32, make: impl FnOnce() -> Option<Rendered>) -> Option<&Rendered> {
        self.rendered.get(index(at))?.get_or_init(make).as_ref()
    }

    /// Where the first record after this id stands.
    pub(super) fn first_after(&self, id: Id) -> u32 {
        u32::try_from(self.records.ids.partition_point(|one| *one <= id)).unwrap_or(u32::MAX)
    }

    /// When the record was captured, without reading the rest of it.
    pub(super) fn created(&self, at: u32) -> Moment {
        code::read_created(self.records.bytes_of(at)).unwrap_or(Moment::EPOCH)
    }

    /// The boxes of records in degrees (west, south, east, north), in no order.
    fn boxes(&self) -> Vec<(u32, [f64; 4])> {
        let Some(tree) = self.tree() else { return Vec::new() };
        let (boxes, indices) = (tree.boxes(), tree.indices());
        let items = boxes.chunks_exact(4).take(self.located.len()).enumerate();
        items.map(|(at, edges)| (self.located[indices.get(at)], [edges[0], edges[1], edges[2], edges[3]])).collect()
    }

    /// Records with a whereabouts, and the boxes round them.
    pub(super) fn located(&self) -> impl Iterator<Item = (u32, Rect<f64>)> {
        let boxes = self.boxes().into_iter();
        boxes.map(|(at, [west, south, east, north])| (at, Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north })))
    }

    /// The boxes round all settled records of each kind and visibility.
    pub(super) fn extents(&self) -> &[Extent] {
        self.extents.get_or_init(|| round_all(self.located().map(|(at, bounds)| (self.kind(at), self.visibility(at), bounds))))
    }

    fn tree(&self) -> Option<RTreeRef<'_, f64>> {
        if self.located.is_empty() { None } else { RTreeRef::try_new(&self.tree).ok() }
    }

    fn span_of_kind(&self, kind: Kind) -> std::ops::Range<usize> {
        span(&self.kind_starts, usize::try_from(code::place_in(Kind::ALL, &kind)).unwrap_or(usize::MAX))
    }
}

/// The part of a list that belongs to one number.
fn span(starts: &[u32], number: usize) -> std::ops::Range<usize> {
    let end = number.checked_add(1).and_then(|next| starts.get(next));
    starts.get(number).zip(end).map_or(0..0, |(from, to)| index(*from)..index(*to))
}

fn source_sum(source: &Source) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(source.name.as_bytes());
    hasher.update(&[0]);
    hasher.update(source.external_id.as_bytes());
    hasher.finalize()
}

/// Words of records on their way to be settled: which positions have each.
type Postings = BTreeMap<String, Vec<u32>>;
