use serde_json::{Value, json};

use crate::formats::geojson::shape::Bounds;
use crate::graph::View;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Day;

/// The one coordinate system: WGS 84, longitude before latitude.
pub(super) const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// Where and when the records of a kind are, as far as this audience sees them.
#[derive(Default)]
pub(super) struct Extent {
    bounds: Bounds,
    from: Option<Day>,
    to: Option<Day>,
    is_open: (bool, bool),
}

impl Extent {
    /// The extent of all records of a kind.
    pub(super) fn of(view: View<'_>, kind: Kind) -> Self {
        let mut extent = Self::default();
        for record in view.of_kind(kind) {
            if let Some(place) = record.whereabouts() {
                extent.bounds.add(place.geometry());
            }
            let validity = record.validity();
            extent.is_open.0 |= validity.from.is_none();
            extent.is_open.1 |= validity.to.is_none();
            extent.from = extent.from.into_iter().chain(validity.from).min();
            extent.to = extent.to.max(validity.to);
        }
        extent
    }

    /// As documents have it; a part that is not known is left out.
    pub(super) fn json(&self) -> Value {
        let mut extent = json!({});
        if let Some(corners) = self.bounds.corners() {
            extent["spatial"] = json!({ "bbox": [corners.map(rounded)], "crs": CRS84 });
        }
        let text = |day: Option<Day>, time: &str, is_open: bool| day.filter(|_| !is_open).map(|day| format!("{day}T{time}Z"));
        let (from, to) = (text(self.from, "00:00:00", self.is_open.0), text(self.to, "23:59:59", self.is_open.1));
        extent["temporal"] = json!({ "interval": [[from, to]], "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian" });
        extent
    }
}

fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}
