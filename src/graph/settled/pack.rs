//! Making what is settled anew, from what was settled and what came since. What did not change is copied, not read.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use geo_index::rtree::RTreeBuilder;
use geo_index::rtree::sort::HilbertSort;

use crate::graph::text::words_of_record;
use crate::inventory::id::Id;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::visibility::Visibility;
use crate::words::fold;

use super::code::{self, place_in};
use super::shelf::{Shelf, index};
use super::{JOINED, LOCATED, POINT, Postings, QUESTIONED, Settled, source_sum};

/// What was settled, what of it is gone or replaced, and what came since in the order of ids.
pub(in crate::graph) struct Packing<'a> {
    pub(in crate::graph) settled: &'a Settled,
    pub(in crate::graph) is_gone: &'a dyn Fn(u32) -> bool,
    pub(in crate::graph) is_tie_gone: &'a dyn Fn(u32) -> bool,
    pub(in crate::graph) records: Vec<&'a Record>,
    pub(in crate::graph) ties: Vec<&'a Tie>,
}

/// Where one of the new whole comes from.
#[derive(Clone, Copy)]
enum From<'a, T> {
    Settled(u32),
    Since(&'a T),
}

impl Packing<'_> {
    /// All of it, settled. Ties that have lost an end are left out.
    pub(in crate::graph) fn pack(&self) -> Settled {
        let mut made = Settled { lexicon: self.settled.lexicon.clone(), imports: self.settled.imports.clone(), ..Settled::default() };
        let moved = self.put_records(&mut made);
        let is_new = is_new(&moved, made.records.len());
        self.put_order(&mut made, &moved, &is_new);
        self.put_places(&mut made, &moved);
        self.put_words(&mut made, &moved);
        self.put_ties(&mut made, &moved);
        made.rendered = std::iter::repeat_with(OnceLock::new).take(made.records.ids.len()).collect();
        made
    }

    /// Puts down every record with what is known of it without reading it. Tells where each settled one stands now.
    fn put_records(&self, made: &mut Settled) -> Vec<u32> {
        let old = self.settled;
        let mut moved = vec![u32::MAX; index(old.len())];
        let (mut ids, mut starts, mut bytes) = (Vec::new(), vec![0], Vec::with_capacity(old.records.bytes.len()));
        made.name_starts.push(0);
        let kept = (0..old.len()).filter(|at| !(self.is_gone)(*at));
        for from in merged(kept, |at| old.id(at), &self.records, |record| record.id) {
            let at = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            match from {
                From::Settled(was) => {
                    moved[index(was)] = at;
                    ids.push(old.id(was));
                    bytes.extend(old.records.bytes_of(was));
                    let was_at = index(was);
                    made.kinds.push(old.kinds[was_at]);
                    made.visibilities.push(old.visibilities[was_at]);
                    made.origins.push(old.origins[was_at]);
                    made.marks.push(old.marks[was_at]);
                    made.delivered.push(old.delivered[was_at]);
                    made.names.push_str(old.name(was));
                }
                From::Since(record) => {
                    ids.push(record.id);
                    code::write_record(record, &mut made.lexicon, &mut bytes);
                    put_light(made, record);
                }
            }
            starts.push(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
            made.name_starts.push(u32::try_from(made.names.len()).unwrap_or(u32::MAX));
        }
        bytes.shrink_to_fit();
        made.records = Shelf::of(ids, starts, bytes);
        moved
    }

    /// The orders in which records are read, each a merging of the one there was with what is new.
    fn put_order(&self, made: &mut Settled, moved: &[u32], is_new: &[bool]) {
        let old = self.settled;
        let again = |list: &[u32]| list.iter().map(|at| moved[index(*at)]).filter(|at| *at != u32::MAX).collect::<Vec<_>>();
        let fresh: Vec<u32> = (0..made.len()).filter(|at| is_new[index(*at)] && !made.is_joined(*at)).collect();
        let kind = |at: u32| made.kinds[index(at)];
        made.by_kind = joined(again(&old.by_kind), fresh.clone(), |one, other| (kind(one), one).cmp(&(kind(other), other)));
        made.kind_starts = starts_of(Kind::ALL.len(), made.by_kind.iter().map(|at| usize::from(kind(*at))));
        made.by_name = joined(again(&old.by_name), fresh.clone(), |one, other| {
            (kind(one), made.name(one), one).cmp(&(kind(other), made.name(other), other))
        });
        let assets = fresh.iter().copied().filter(|at| made.kind(*at).role() == Role::Asset).collect();
        let created: Vec<_> = (0..made.len()).map(|at| made.created(at)).collect();
        let age = |at: u32| (created[index(at)], at);
        made.by_age = joined(again(&old.by_age), assets, |one, other| age(one).cmp(&age(other)));
        let of_old = old.source_sums.iter().copied().zip(old.source_at.iter().map(|at| moved[index(*at)]));
        let sources =
            self.records.iter().filter_map(|record| Some((source_sum(record.provenance.source.as_ref()?), made.find(record.id)?)));
        let mut sums: Vec<(u32, u32)> = of_old.filter(|(_, at)| *at != u32::MAX).collect();
        sums.extend(sources);
        sums.sort_unstable();
        (made.source_sums, made.source_at) = sums.into_iter().unzip();
    }

    fn put_places(&self, made: &mut Settled, moved: &[u32]) {
        let of_old = self.settled.boxes().into_iter().map(|(at, edges)| (moved[index(at)], edges)).filter(|(at, _)| *at != u32::MAX);
        let since = self.records.iter().filter(|record| record.merged_into.is_none()).filter_map(|record| {
            let bounds = record.whereabouts.as_ref()?.bounds();
            Some((made.find(record.id)?, [bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y]))
        });
        let boxes: Vec<_> = of_old.chain(since).collect();
        if boxes.is_empty() {
            return;
        }
        let mut tree = RTreeBuilder::<f64>::new(u32::try_from(boxes.len()).unwrap_or(u32::MAX));
        for (_, [west, south, east, north]) in &boxes {
            tree.add(*west, *south, *east, *north);
        }
        made.tree = tree.finish::<HilbertSort>().into_inner();
        made.located = boxes.into_iter().map(|(at, _)| at).collect();
    }

    fn put_words(&self, made: &mut Settled, moved: &[u32]) {
        let mut postings: Postings = BTreeMap::new();
        for record in self.records.iter().filter(|record| record.merged_into.is_none()) {
            let Some(at) = made.find(record.id) else { continue };
            for word in words_of_record(record) {
                postings.entry(word).or_default().push(at);
            }
        }
        made.words = self.settled.words.with(postings, |at| Some(moved[index(at)]).filter(|at| *at != u32::MAX));
    }

    fn put_ties(&self, made: &mut Settled, moved: &[u32]) {
        let old = self.settled;
        let (mut ids, mut starts, mut bytes) = (Vec::new(), vec![0], Vec::with_capacity(old.ties.bytes.len()));
        let kept = (0..old.tie_count()).filter(|at| !(self.is_tie_gone)(*at));
        for from in merged(kept, |at| old.tie_id(at), &self.ties, |tie| tie.id) {
            let place = |id: Id| made.find(id);
            let found = match from {
                // An end that was replaced stands where its newer self stands.
                From::Settled(was) => {
                    let end = |at: u32| Some(moved[index(at)]).filter(|at| *at != u32::MAX).or_else(|| place(old.id(at)));
                    let (from, to, _) = old.ends(was);
                    end(from).zip(end(to)).map(|ends| (old.tie_id(was), ends, old.tie_kinds[index(was)], old.tie_visibilities[index(was)]))
                }
                From::Since(tie) => place(tie.from).zip(place(tie.to)).map(|ends| {
                    (tie.id, ends, small(place_in(TieKind::ALL, &tie.kind)), small(place_in(&Visibility::ALL, &tie.visibility)))
                }),
            };
            let Some((id, (begins, ends), kind, visibility)) = found else { continue };
            match from {
                From::Settled(was) => bytes.extend(old.ties.bytes_of(was)),
                From::Since(tie) => code::write_tie(tie, &mut made.lexicon, &mut bytes),
            }
            ids.push(id);
            starts.push(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
            made.tie_kinds.push(kind);
            made.tie_visibilities.push(visibility);
            made.tie_from.push(begins);
            made.tie_to.push(ends);
        }
        bytes.shrink_to_fit();
        made.ties = Shelf::of(ids, starts, bytes);
        put_edges(made);
    }
}

/// What is known of a record without reading it.
fn put_light(made: &mut Settled, record: &Record) {
    let is_point = record.whereabouts.as_ref().is_some_and(|place| matches!(place.geometry(), geo::Geometry::Point(_)));
    let is_joined = record.merged_into.is_some();
    let mark = |is: bool, mark: u8| if is && !is_joined { mark } else { 0 };
    made.kinds.push(small(place_in(Kind::ALL, &record.kind)));
    made.visibilities.push(small(place_in(&Visibility::ALL, &record.visibility)));
    made.origins.push(small(place_in(&crate::inventory::provenance::Origin::ALL, &record.provenance.origin)));
    made.marks.push(
        if is_joined { JOINED } else { 0 }
            | mark(record.whereabouts.is_some(), LOCATED)
            | mark(record.likely_same_as.is_some(), QUESTIONED)
            | mark(is_point, POINT),
    );
    let import = record.provenance.delivery.map(|id| {
        // The last is the likeliest: records come in the order of their ids, import by import.
        let known = made.imports.iter().rposition(|known| *known == id);
        known.unwrap_or_else(|| {
            made.imports.push(id);
            made.imports.len() - 1
        })
    });
    made.delivered.push(import.map_or(0, |number| u32::try_from(number + 1).unwrap_or(0)));
    made.names.push_str(&fold(record.name()));
}

/// The ties at each record, by counting. A tie stands at both its ends.
fn put_edges(made: &mut Settled) {
    let mut starts = vec![0_u32; made.records.ids.len() + 1];
    let ends = || made.tie_from.iter().chain(&made.tie_to).copied();
    for at in ends() {
        starts[index(at) + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let (mut next, mut edges) = (starts.clone(), vec![0; made.tie_from.len() * 2]);
    for tie in 0..made.ties.len() {
        for end in [made.tie_from[index(tie)], made.tie_to[index(tie)]] {
            edges[index(next[index(end)])] = tie;
            next[index(end)] += 1;
        }
    }
    (made.edges, made.edge_starts) = (edges, starts);
}

/// Two lists in the order of ids as one.
fn merged<'a, T>(
    settled: impl Iterator<Item = u32>,
    settled_id: impl Fn(u32) -> Id,
    since: &[&'a T],
    since_id: impl Fn(&T) -> Id,
) -> impl Iterator<Item = From<'a, T>> {
    let (mut settled, mut since) = (settled.peekable(), since.iter().copied().peekable());
    std::iter::from_fn(move || {
        let settled_first = match (settled.peek(), since.peek()) {
            (None, None) => return None,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(at), Some(one)) => settled_id(*at) < since_id(one),
        };
        if settled_first { settled.next().map(From::Settled) } else { since.next().map(From::Since) }
    })
}

/// Two lists, of which the first is in order already, as one in order.
fn joined(mut sorted: Vec<u32>, mut more: Vec<u32>, order: impl Fn(u32, u32) -> Ordering) -> Vec<u32> {
    more.sort_by(|one, other| order(*one, *other));
    sorted.extend(more);
    // Two runs in order: the sort finds them and only merges.
    sorted.sort_by(|one, other| order(*one, *other));
    sorted
}

/// Where each number begins in a list of numbers in order, and where the last ends.
fn starts_of(numbers: usize, list: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut starts = vec![0_u32; numbers + 1];
    for number in list {
        starts[number + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    starts
}

fn is_new(moved: &[u32], count: u32) -> Vec<bool> {
    let mut is_new = vec![true; index(count)];
    for at in moved.iter().filter(|at| **at != u32::MAX) {
        is_new[index(*at)] = false;
    }
    is_new
}

/// A place among few.
fn small(place: u64) -> u8 {
    u8::try_from(place).unwrap_or(u8::MAX)
}
