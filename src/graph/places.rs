//! Records by where they stand, for answers too large to hold in the hand: read and written down one after the other.

use std::borrow::Cow;

use geo::Rect;

use crate::consent::{Audience, Disclosed, disclose};
use crate::graph::filter::Filter;
use crate::graph::network::{Graph, Handle};
use crate::graph::rendered::Rendered;
use crate::graph::view::View;
use crate::inventory::id::Id;

/// Where a record stands in one graph. In another it means nothing.
#[derive(Debug, Clone, Copy)]
pub struct Place(Handle);

impl<'a> View<'a> {
    /// Where the records stand that meet a filter and come after an id, in the order of their ids: at most so many, and
    /// how many meet it in all.
    pub fn places(self, filter: &Filter, after: Option<Id>, most: usize) -> (Vec<Place>, usize) {
        let graph = self.graph();
        if filter.is_only_kinds() {
            let seen = graph.after(after).filter(|handle| graph.kind_at(*handle).is_some_and(|kind| filter.wants(kind)));
            let places = seen.filter(|handle| self.may_see(*handle)).map(Place).take(most).collect();
            return (places, filter.wanted_kinds().into_iter().map(|kind| self.count(kind)).sum());
        }
        let all = self.places_matching(filter);
        let from = after.map_or(0, |after| all.partition_point(|handle| graph.id_at(*handle) <= after));
        (all[from..].iter().copied().map(Place).take(most).collect(), all.len())
    }

    /// How many records a filter would meet if they lay evenly, for whoever decides where an answer is made. Nothing where
    /// that cannot be told beforehand: the filter names no box, or asks more than kinds and boxes.
    pub fn guess(self, filter: &Filter) -> Option<f64> {
        if filter.within.is_empty() || filter.text.is_some() || !filter.asks_only_kinds_words_and_boxes() {
            return None;
        }
        let kinds = filter.wanted_kinds();
        let Some(extent) = self.extent_of(&kinds) else { return Some(0.0) };
        let all: u32 = kinds.into_iter().map(|kind| u32::try_from(self.count(kind)).unwrap_or(u32::MAX)).fold(0, u32::saturating_add);
        Some(f64::from(all) * filter.within.iter().map(|bounds| share(extent, *bounds)).sum::<f64>())
    }

    /// The id of what stands here.
    pub fn id_at(self, place: Place) -> Id {
        self.graph().id_at(place.0)
    }

    /// What a room above makes of the record that stands here. What everyone sees is made once and kept until the record
    /// changes; what others see is made each time.
    pub fn rendered(self, place: Place, make: impl FnOnce(Disclosed<'_>) -> Rendered) -> Option<Cow<'a, Rendered>> {
        if !self.may_see(place.0) {
            return None;
        }
        if self.audience() != Audience::Everyone {
            return self.at(place.0).map(make).map(Cow::Owned);
        }
        match place.0 {
            Handle::Settled(at) => {
                let settled = &self.graph().settled;
                // Read for this once only: what was made of it stays, the record need not.
                let record = || settled.read_once(at);
                settled.rendered(at, || record().as_deref().and_then(|record| disclose(record, self.eyes())).map(make)).map(Cow::Borrowed)
            }
            Handle::Recent(id) => {
                let recent = self.graph().recent.get(&id)?;
                recent.rendered(|| self.at(place.0).map(make)).map(Cow::Borrowed)
            }
        }
    }
}

/// The share of the first box that lies in the second: 0 to 1.
fn share(whole: Rect<f64>, part: Rect<f64>) -> f64 {
    let along = |(least, most): (f64, f64), (from, to): (f64, f64)| {
        let (common, length) = (to.min(most) - from.max(least), most - least);
        if common < 0.0 {
            0.0
        } else if length > 0.0 {
            common / length
        } else {
            1.0
        }
    };
    along((whole.min().x, whole.max().x), (part.min().x, part.max().x))
        * along((whole.min().y, whole.max().y), (part.min().y, part.max().y))
}

impl Graph {
    /// All records after an id, in the order of their ids.
    fn after(&self, after: Option<Id>) -> impl Iterator<Item = Handle> {
        let first = after.map_or(0, |after| self.settled.first_after(after));
        let settled = (first..self.settled.len()).filter(|at| !self.gone.has(*at)).map(|at| (self.settled.id(at), Handle::Settled(at)));
        let mut recent: Vec<Id> = self.recent.keys().copied().filter(|id| after.is_none_or(|after| *id > after)).collect();
        recent.sort_unstable();
        let recent = recent.into_iter().map(|id| (id, Handle::Recent(id)));
        super::find::merged(settled, recent, |(id, _)| *id).map(|(_, handle)| handle)
    }
}
