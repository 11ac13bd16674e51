use std::collections::BTreeMap;

use geo::{Coord, Rect};

use crate::graph::network::Graph;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::record::Record;
use crate::inventory::visibility::Visibility;

/// The box round all records of a kind and visibility, in degrees.
pub(super) type Extent = (Kind, Visibility, Rect<f64>);

impl Graph {
    /// The box round all records of each kind and visibility, in degrees; reckoned when it is first asked for.
    pub(super) fn extents(&self) -> &[Extent] {
        self.extents.get_or_init(|| {
            let recent = self.recent.values().filter_map(|recent| {
                let record = &recent.record;
                Some((record.kind, record.visibility, record.whereabouts.as_ref()?.bounds()))
            });
            // What went from within the box leaves it as it was.
            if self.has_lost_an_edge {
                let left = self.settled.located().filter(|(at, _)| !self.gone.has(*at));
                round_all(left.map(|(at, bounds)| (self.settled.kind(at), self.settled.visibility(at), bounds)).chain(recent))
            } else {
                round_all(self.settled.extents().iter().copied().chain(recent))
            }
        })
    }

    /// Every import of which something is here: its first record and how many there are.
    pub(super) fn delivered(&self) -> impl Iterator<Item = (Id, &Record, usize)> {
        let mut found: BTreeMap<Id, (Id, usize)> = BTreeMap::new();
        let settled = (0..self.settled.len()).filter(|at| !self.gone.has(*at));
        let settled = settled.filter_map(|at| Some((self.settled.delivery(at)?, self.settled.id(at))));
        let recent = self.recent.values().filter_map(|recent| Some((recent.record.provenance.delivery?, recent.record.id)));
        for (delivery, id) in settled.chain(recent) {
            let (first, count) = found.entry(delivery).or_insert((id, 0));
            *first = id.min(*first);
            *count += 1;
        }
        found.into_iter().filter_map(|(delivery, (first, count))| Some((delivery, self.record(first)?, count)))
    }
}

/// The box round all of each kind and visibility.
pub(super) fn round_all(all: impl Iterator<Item = Extent>) -> Vec<Extent> {
    let mut extents: BTreeMap<(Kind, Visibility), Rect<f64>> = BTreeMap::new();
    for (kind, visibility, bounds) in all {
        extents.entry((kind, visibility)).and_modify(|so_far| *so_far = round_both(*so_far, bounds)).or_insert(bounds);
    }
    extents.into_iter().map(|((kind, visibility), bounds)| (kind, visibility, bounds)).collect()
}

/// The second box lies at an edge of the first.
pub(super) fn is_at_edge(extent: Rect<f64>, bounds: Rect<f64>) -> bool {
    bounds.min().x <= extent.min().x
        || bounds.min().y <= extent.min().y
        || bounds.max().x >= extent.max().x
        || bounds.max().y >= extent.max().y
}

/// The box round two boxes.
pub(super) fn round_both(one: Rect<f64>, other: Rect<f64>) -> Rect<f64> {
    Rect::new(
        Coord { x: one.min().x.min(other.min().x), y: one.min().y.min(other.min().y) },
        Coord { x: one.max().x.max(other.max().x), y: one.max().y.max(other.max().y) },
    )
}
