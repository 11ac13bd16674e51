//! Records by where they stand, for answers too large to hold in the hand: read and written down one after the other.

use std::borrow::Cow;

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
                settled
                    .rendered(at, || record().as_deref().and_then(|record| disclose(record, Audience::Everyone)).map(make))
                    .map(Cow::Borrowed)
            }
            Handle::Recent(id) => {
                let recent = self.graph().recent.get(&id)?;
                recent.rendered(|| self.at(place.0).map(make)).map(Cow::Borrowed)
            }
        }
    }
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
