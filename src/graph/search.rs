use std::cmp::Reverse;

use geo::Rect;

use crate::consent::Disclosed;
use crate::graph::filter::Filter;
use crate::graph::network::Handle;
use crate::graph::text::points_of_name;
use crate::graph::view::{Found, View};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::words::words_of;

impl<'a> View<'a> {
    /// The records that meet a filter, in the order of their ids.
    pub fn matching(self, filter: &Filter) -> Vec<Disclosed<'a>> {
        self.places_matching(filter).into_iter().filter_map(|handle| self.at(handle)).collect()
    }

    /// Where they stand.
    pub(super) fn places_matching(self, filter: &Filter) -> Vec<Handle> {
        let graph = self.graph();
        let candidates = if let Some(text) = &filter.text {
            graph.in_order(self.hits(text).into_keys().collect())
        } else if !filter.within.is_empty() {
            graph.touching(&filter.within)
        } else {
            match filter.wanted_kinds().as_slice() {
                [kind] => graph.of_kind(*kind).collect(),
                kinds => graph.in_order(kinds.iter().flat_map(|kind| graph.of_kind(*kind)).collect()),
            }
        };
        candidates.into_iter().filter(|handle| self.meets(*handle, filter)).collect()
    }

    /// Whether this audience sees what stands here and it meets the filter. What can be told without reading is.
    fn meets(self, handle: Handle, filter: &Filter) -> bool {
        let graph = self.graph();
        self.may_see(handle)
            && graph.kind_at(handle).is_some_and(|kind| filter.wants(kind))
            && (filter.asks_only_kinds_words_and_boxes() && self.surely_lies_within(handle, filter)
                || self.at(handle).is_some_and(|record| filter.admits(record)))
    }

    /// A point that was found by its box lies in it, and where no box is asked for everything does.
    fn surely_lies_within(self, handle: Handle, filter: &Filter) -> bool {
        let is_point = |at: u32| self.graph().settled.is_point(at);
        filter.within.is_empty() || (filter.text.is_none() && matches!(handle, Handle::Settled(at) if is_point(at)))
    }

    /// A page of the records that meet a filter: by how well they fit the words asked for, then by name.
    pub fn page(self, filter: &Filter, skip: usize, most: usize) -> Found<'a> {
        if filter.is_only_kinds() {
            return self.page_of_kinds(&filter.wanted_kinds(), skip, most);
        }
        let graph = self.graph();
        let text = filter.text.as_deref().unwrap_or_default();
        let question: Vec<_> = words_of(text).collect();
        let points = if filter.text.is_some() { self.hits(text) } else { std::collections::HashMap::default() };
        let met: Vec<Handle> = if filter.text.is_some() {
            points.keys().copied().filter(|handle| self.meets(*handle, filter)).collect()
        } else {
            self.places_matching(filter)
        };
        let names = |handle: Handle| -> std::borrow::Cow<'a, str> {
            match handle {
                Handle::Settled(at) => graph.settled.name(at).into(),
                Handle::Recent(id) => graph.recent.get(&id).map_or("", |recent| &recent.name).into(),
            }
        };
        let mut ranked: Vec<_> = met
            .into_iter()
            .map(|handle| {
                let name = names(handle);
                let fit = points.get(&handle).copied().unwrap_or(0) + points_of_name(&name, &question);
                (Reverse(fit), name, graph.id_at(handle), handle)
            })
            .collect();
        let total = ranked.len();
        let order = |one: &Ranked<'_>, other: &Ranked<'_>| (one.0, &one.1, one.2).cmp(&(other.0, &other.1, other.2));
        let last = skip.saturating_add(most).min(total);
        // Only what is on the page and before it is put in order.
        if last < total {
            ranked.select_nth_unstable_by(last, order);
            ranked.truncate(last);
        }
        ranked.sort_unstable_by(order);
        let records = ranked.into_iter().skip(skip).filter_map(|(.., handle)| self.at(handle)).collect();
        Found { records, total }
    }

    /// The shelves of these kinds, each in the order of names, read as one: nothing is sorted, and what is past is not drawn.
    fn page_of_kinds(self, kinds: &[Kind], skip: usize, most: usize) -> Found<'a> {
        let mut shelves: Vec<_> = kinds.iter().map(|kind| self.graph().by_name(*kind).peekable()).collect();
        let next = || {
            let first = shelves.iter_mut().enumerate().filter_map(|(at, shelf)| {
                let (name, id, _) = shelf.peek()?;
                Some(((*name, *id), at))
            });
            let first = first.min()?;
            shelves[first.1].next()
        };
        let seen = std::iter::from_fn(next).map(|(.., handle)| handle).filter(|handle| self.may_see(*handle));
        let records = seen.skip(skip).take(most).filter_map(|handle| self.at(handle)).collect();
        Found { total: kinds.iter().map(|kind| self.count(*kind)).sum(), records }
    }

    /// Records of a kind by their names alone, in the order of names: each word asked for begins a word of the name. Persons
    /// are found so, who are in no index of words.
    pub fn called(self, kind: Kind, asked: &str) -> impl Iterator<Item = Disclosed<'a>> {
        let asked: Vec<String> = words_of(asked).collect();
        let is_it = move |name: &str| asked.iter().all(|word| words_of(name).any(|known| known.starts_with(word.as_str())));
        let named = self.graph().by_name(kind).filter(move |(name, ..)| is_it(name)).map(|(.., handle)| handle);
        named.filter_map(move |handle| self.at(handle))
    }

    /// Records whose box touches this box, in the order of their ids.
    pub fn within(self, bounds: Rect<f64>) -> impl Iterator<Item = Disclosed<'a>> {
        self.graph().touching(&[bounds]).into_iter().filter_map(move |handle| self.at(handle))
    }
}

/// A record on its way to a page: how well it fits, its name in plain form, its id and where it stands.
type Ranked<'a> = (Reverse<u32>, std::borrow::Cow<'a, str>, Id, Handle);
