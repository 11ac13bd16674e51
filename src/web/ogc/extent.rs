use geo::Rect;
use serde_json::{Value, json};

use crate::graph::View;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Day;

/// The one coordinate system: WGS 84, longitude before latitude.
pub(super) const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// Where and when the records are, as far as this audience sees them.
#[derive(Default)]
pub(super) struct Extent {
    bounds: Option<Rect<f64>>,
    from: Option<Day>,
    to: Option<Day>,
    is_open: (bool, bool),
}

/// Days are looked up among so many records at most; of more, the time is left open, which promises nothing.
const MOST_FOR_DAYS: usize = 5_000;

impl Extent {
    /// The extent of all records of these kinds.
    pub(super) fn of(view: View<'_>, kinds: &[Kind]) -> Self {
        let mut extent = Self { bounds: view.extent_of(kinds), ..Self::default() };
        let many = kinds.iter().map(|kind| view.count(*kind)).sum::<usize>();
        extent.is_open = (many > MOST_FOR_DAYS, many > MOST_FOR_DAYS);
        for record in kinds.iter().filter(|_| many <= MOST_FOR_DAYS).flat_map(|kind| view.of_kind(*kind)) {
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
        if let Some(bounds) = self.bounds {
            let corners = [bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y];
            extent["spatial"] = json!({ "bbox": [corners.map(rounded)], "crs": CRS84 });
        }
        let text = |day: Option<Day>, time: &str, is_open: bool| day.filter(|_| !is_open).map(|day| format!("{day}T{time}Z"));
        let (from, to) = (text(self.from, "00:00:00", self.is_open.0), text(self.to, "23:59:59", self.is_open.1));
        extent["temporal"] = json!({ "interval": [[from, to]], "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian" });
        extent
    }
}

pub(super) fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}
