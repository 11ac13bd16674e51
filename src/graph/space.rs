use geo::Rect;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::inventory::id::Id;
use crate::inventory::record::Record;

type Entry = GeomWithData<Rectangle<[f64; 2]>, Id>;

/// Which records lie in a box, by the boxes round them, in degrees of WGS 84.
#[derive(Clone, Default)]
pub(super) struct SpaceIndex(RTree<Entry>);

impl SpaceIndex {
    pub(super) fn learn(&mut self, record: &Record) {
        if let Some(entry) = entry(record) {
            self.0.insert(entry);
        }
    }

    pub(super) fn forget(&mut self, record: &Record) {
        if let Some(entry) = entry(record) {
            self.0.remove(&entry);
        }
    }

    /// Records whose box touches this one, in no order.
    pub(super) fn touching(&self, bounds: Rect<f64>) -> impl Iterator<Item = Id> {
        let envelope = AABB::from_corners([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
        self.0.locate_in_envelope_intersecting(&envelope).map(|entry| entry.data)
    }
}

fn entry(record: &Record) -> Option<Entry> {
    let bounds = record.whereabouts.as_ref()?.bounds();
    let corners = Rectangle::from_corners([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
    Some(GeomWithData::new(corners, record.id))
}
