use std::collections::BTreeSet;

use geo::Rect;

use crate::consent::Disclosed;
use crate::graph::filter::Filter;
use crate::graph::text::points_of_name;
use crate::graph::view::{Found, View};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::words::fold;

impl<'a> View<'a> {
    /// The records that meet a filter, in the order of their ids.
    pub fn matching(self, filter: &Filter) -> Vec<Disclosed<'a>> {
        let candidates: BTreeSet<Id> = if let Some(text) = &filter.text {
            self.graph().indexes().text.matching(text).into_keys().collect()
        } else if !filter.within.is_empty() {
            filter.within.iter().flat_map(|bounds| self.graph().indexes().space.touching(*bounds)).collect()
        } else {
            filter.wanted_kinds().into_iter().flat_map(|kind| self.graph().indexes().of_kind(kind)).collect()
        };
        let seen = candidates.into_iter().filter_map(|id| self.record(id));
        seen.filter(|record| filter.admits(*record)).collect()
    }

    /// A page of the records that meet a filter: by how well they fit the words asked for, then by name.
    pub fn page(self, filter: &Filter, skip: usize, most: usize) -> Found<'a> {
        if filter.is_only_kinds() {
            return self.page_of_kinds(&filter.wanted_kinds(), skip, most);
        }
        let question = filter.text.as_deref().unwrap_or_default();
        let points = filter.text.as_deref().map(|text| self.graph().indexes().text.matching(text)).unwrap_or_default();
        let mut ranked: Vec<_> = self.matching(filter).into_iter().collect();
        ranked.sort_by_cached_key(|record| {
            let fit = points.get(&record.id()).copied().unwrap_or(0) + points_of_name(record.name(), question);
            (std::cmp::Reverse(fit), fold(record.name()), record.id())
        });
        Found { total: ranked.len(), records: ranked.into_iter().skip(skip).take(most).collect() }
    }

    /// The shelves of these kinds, each in the order of names, read as one: nothing is sorted, and what is past is not drawn.
    fn page_of_kinds(self, kinds: &[Kind], skip: usize, most: usize) -> Found<'a> {
        let mut shelves: Vec<_> = kinds.iter().map(|kind| self.graph().indexes().by_name(*kind).peekable()).collect();
        let next = || {
            let first = shelves.iter_mut().enumerate().filter_map(|(at, shelf)| Some((*shelf.peek()?, at))).min()?;
            shelves[first.1].next()
        };
        let seen = std::iter::from_fn(next).filter_map(|(_, id)| self.record(*id));
        Found { total: kinds.iter().map(|kind| self.count(*kind)).sum(), records: seen.skip(skip).take(most).collect() }
    }

    /// Records whose box touches this box, in the order of their ids.
    pub fn within(self, bounds: Rect<f64>) -> impl Iterator<Item = Disclosed<'a>> {
        let ids: BTreeSet<_> = self.graph().indexes().space.touching(bounds).collect();
        ids.into_iter().filter_map(move |id| self.record(id))
    }
}
