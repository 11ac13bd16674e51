//! Which coordinate system do the places of a file have? Its own word, checked against all its numbers; then every
//! place in WGS 84, longitude first. A place that cannot be right is named and taken away, its row is kept.

use geo::{BoundingRect, Geometry, MapCoords, Rect};

use super::projection::{MERCATOR_EDGE, from_web_mercator};
use crate::capture::foreign::ForeignRow;
use crate::capture::reason::Reason;
use crate::capture::snag::Snags;
use crate::inventory::rd_new::{RD_X, RD_Y, from_rd};

/// A coordinate system that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    Wgs84,
    RdNew,
    WebMercator,
}

impl System {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wgs84 => "WGS 84",
            Self::RdNew => "RD New (EPSG:28992)",
            Self::WebMercator => "Web Mercator (EPSG:3857)",
        }
    }

    /// The system of a name such as `urn:ogc:def:crs:EPSG::28992`, `EPSG:4326` or `OGC:CRS84`; `None` when it is not read.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_uppercase();
        match name.rsplit([':', '/', '#']).next().unwrap_or_default() {
            "CRS84" | "CRS84H" | "4326" | "4258" | "4979" | "WGS84" | "WGS 84" => Some(Self::Wgs84),
            "28992" | "28991" | "7415" => Some(Self::RdNew),
            "3857" | "900913" | "102100" | "102113" | "3785" => Some(Self::WebMercator),
            _ => None,
        }
    }
}

/// What the numbers of one place say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looks {
    In(System),
    /// The two numbers in the other order.
    Swapped(System),
    /// A latitude beyond the pole that would do as a longitude.
    MaybeSwapped,
    Zero,
    Nowhere,
}

/// The Netherlands in degrees, a little wide.
const DUTCH_LONGITUDES: std::ops::RangeInclusive<f64> = 3.0..=7.5;
const DUTCH_LATITUDES: std::ops::RangeInclusive<f64> = 50.5..=53.9;

/// The Netherlands in Web Mercator, a little wide, in metres.
const DUTCH_MERCATOR_X: std::ops::RangeInclusive<f64> = 330_000.0..=840_000.0;
const DUTCH_MERCATOR_Y: std::ops::RangeInclusive<f64> = 6_500_000.0..=7_150_000.0;

/// Rounding of a neighbour's converter may leave a place this far beyond the edge of the world, in degrees.
const EDGE_TOLERANCE: f64 = 1e-6;

/// Brings all places of a file to WGS 84. `declared` is the name of the system that the file gives, if it does.
/// Returns the system that most places had. A name that is not known is believed only when the numbers are degrees.
pub fn settle(rows: &mut [ForeignRow], declared: Option<&str>, snags: &mut Snags) -> Option<System> {
    let looks: Vec<Option<Looks>> = rows.iter().map(|row| row.geometry.as_ref().map(looks_of)).collect();
    let usual = most(&looks)?;
    let known = declared.map(|name| (name, System::named(name)));
    match known {
        Some((name, None)) => {
            snags.warn(None, None, Some(name), Reason::SystemUnknown { name: name.to_owned() });
            if usual != System::Wgs84 {
                for row in rows.iter_mut().filter(|row| row.geometry.is_some()) {
                    row.geometry = None;
                    snags.warn(Some(row.row), None, None, Reason::SystemUnknown { name: name.to_owned() });
                }
                return None;
            }
        }
        Some((_, Some(named))) if named != usual => {
            let (named, taken) = (named.name().to_owned(), usual.name().to_owned());
            snags.warn(None, None, None, Reason::SystemContradicted { named, taken });
        }
        _ => {}
    }
    if usual != System::Wgs84 {
        snags.note(None, None, None, Reason::ConvertedFrom { system: usual.name().to_owned() });
    }
    for (row, looks) in rows.iter_mut().zip(looks) {
        let (Some(looks), Some(geometry)) = (looks, row.geometry.take()) else { continue };
        row.geometry = settle_one(&geometry, looks, usual, row.row, snags);
    }
    Some(usual)
}

/// The system of most places; where none is recognised the numbers are taken for degrees, so that each is named.
fn most(looks: &[Option<Looks>]) -> Option<System> {
    let count = |system: System| {
        looks.iter().flatten().filter(|looks| matches!(looks, Looks::In(it) | Looks::Swapped(it) if *it == system)).count()
    };
    looks.iter().any(Option::is_some).then(|| {
        let counted = [System::WebMercator, System::RdNew, System::Wgs84].map(|system| (count(system), system));
        counted.into_iter().max_by_key(|(count, _)| *count).map_or(System::Wgs84, |(_, system)| system)
    })
}

fn settle_one(geometry: &Geometry<f64>, looks: Looks, usual: System, row: u64, snags: &mut Snags) -> Option<Geometry<f64>> {
    let row = Some(row);
    let shown = geometry.bounding_rect().map(|bounds| format!("{} {}", bounds.min().x, bounds.min().y));
    let shown = shown.as_deref();
    let (system, swapped) = match looks {
        Looks::In(system) => (system, false),
        Looks::Swapped(system) => (system, true),
        Looks::Zero => {
            snags.warn(row, None, shown, Reason::CoordinatesZero);
            return None;
        }
        Looks::MaybeSwapped => {
            snags.warn(row, None, shown, Reason::CoordinatesMaybeSwapped);
            return None;
        }
        Looks::Nowhere => {
            snags.warn(row, None, shown, Reason::CoordinatesOutOfRange);
            return None;
        }
    };
    let converted = converted(geometry, system, swapped);
    let plausible = system == usual || system != System::WebMercator || converted.as_ref().is_some_and(is_dutch);
    let Some(converted) = converted.filter(|_| plausible) else {
        snags.warn(row, None, shown, Reason::CoordinatesOutOfRange);
        return None;
    };
    if swapped {
        snags.note(row, None, shown, Reason::CoordinatesSwapped);
    }
    if system != usual {
        snags.note(row, None, shown, Reason::OtherSystemThanRest { system: system.name().to_owned() });
    }
    Some(converted)
}

fn is_dutch(geometry: &Geometry<f64>) -> bool {
    geometry.bounding_rect().is_some_and(|bounds| within(&bounds, &(DUTCH_LONGITUDES, DUTCH_LATITUDES)))
}

fn converted(geometry: &Geometry<f64>, system: System, swapped: bool) -> Option<Geometry<f64>> {
    let convert = |at: geo::Coord<f64>| -> Result<geo::Coord<f64>, ()> {
        let (x, y) = if swapped { (at.y, at.x) } else { (at.x, at.y) };
        let (longitude, latitude) = match system {
            System::Wgs84 => Some((x.clamp(-180.0, 180.0), y.clamp(-90.0, 90.0))),
            System::RdNew => from_rd(x, y),
            System::WebMercator => from_web_mercator(x, y),
        }
        .filter(|(longitude, latitude)| longitude.is_finite() && latitude.is_finite())
        .ok_or(())?;
        Ok(geo::Coord { x: longitude, y: latitude })
    };
    geometry.try_map_coords(convert).ok()
}

type Box2 = (std::ops::RangeInclusive<f64>, std::ops::RangeInclusive<f64>);

fn within(bounds: &Rect<f64>, (xs, ys): &Box2) -> bool {
    let (low, high) = (bounds.min(), bounds.max());
    xs.contains(&low.x) && xs.contains(&high.x) && ys.contains(&low.y) && ys.contains(&high.y)
}

fn looks_of(geometry: &Geometry<f64>) -> Looks {
    let Some(bounds) = geometry.bounding_rect() else { return Looks::Nowhere };
    let around = |x: f64, y: f64| (-x..=x, -y..=y);
    let is = |xs: std::ops::RangeInclusive<f64>, ys: std::ops::RangeInclusive<f64>| within(&bounds, &(xs, ys));
    let degrees = |longest: f64, highest: f64| within(&bounds, &around(longest + EDGE_TOLERANCE, highest + EDGE_TOLERANCE));
    match () {
        () if within(&bounds, &around(f64::MIN_POSITIVE, f64::MIN_POSITIVE)) => Looks::Zero,
        () if is(DUTCH_LATITUDES, DUTCH_LONGITUDES) => Looks::Swapped(System::Wgs84),
        () if degrees(180.0, 90.0) => Looks::In(System::Wgs84),
        () if degrees(90.0, 180.0) => Looks::MaybeSwapped,
        () if is(RD_X, RD_Y) => Looks::In(System::RdNew),
        () if is(RD_Y, RD_X) => Looks::Swapped(System::RdNew),
        () if is(DUTCH_MERCATOR_Y, DUTCH_MERCATOR_X) => Looks::Swapped(System::WebMercator),
        () if within(&bounds, &around(MERCATOR_EDGE + 1.0, MERCATOR_EDGE + 1.0)) && !degrees(360.0, 360.0) => {
            Looks::In(System::WebMercator)
        }
        () => Looks::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::point;

    fn rows(places: &[(f64, f64)]) -> Vec<ForeignRow> {
        let row = |(at, (x, y)): (usize, &(f64, f64))| {
            let mut row = ForeignRow::new(at as u64 + 1, Vec::new());
            row.geometry = Some(Geometry::Point(point!(x: *x, y: *y)));
            row
        };
        places.iter().enumerate().map(row).collect()
    }

    fn settled(places: &[(f64, f64)], declared: Option<&str>) -> (Vec<Option<(i64, i64)>>, Vec<String>) {
        let (mut rows, mut snags) = (rows(places), Snags::new());
        settle(&mut rows, declared, &mut snags);
        let rounded = |row: &ForeignRow| match &row.geometry {
            Some(Geometry::Point(point)) =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "degrees in a test")]
                Some(((point.x() * 10.0).round() as i64, (point.y() * 10.0).round() as i64))
            }
            _ => None,
        };
        let told = snags.list().iter().map(|snag| format!("{} {}", snag.reason.key(), snag.rows)).collect();
        (rows.iter().map(rounded).collect(), told)
    }

    #[test]
    fn the_dutch_grid_is_recognised_without_being_named() {
        let (places, told) = settled(&[(93_000.0, 436_000.0), (436_000.0, 93_000.0)], None);
        assert_eq!(places, [Some((45, 519)); 2]);
        assert_eq!(told, ["snag-converted-from ", "snag-coordinates-swapped 2"]);
    }

    #[test]
    fn swapped_dutch_degrees_are_put_right_and_others_named() {
        let (places, told) = settled(&[(51.9, 4.5), (4.5, 51.9), (39.3, -176.6)], Some("EPSG:4326"));
        assert_eq!(places, [Some((45, 519)), Some((45, 519)), None]);
        assert_eq!(told, ["snag-coordinates-swapped 1", "snag-coordinates-maybe-swapped 3"]);
    }

    #[test]
    fn web_mercator_is_recognised_and_a_stray_number_in_another_file_is_not_taken_for_it() {
        assert_eq!(settled(&[(499_117.28, 6_782_966.72)], None).0, [Some((45, 519))]);
        let (places, told) = settled(&[(93_000.0, 436_000.0), (9_300_000.0, 436_000.0)], None);
        assert_eq!(places, [Some((45, 519)), None]);
        assert_eq!(told[1], "snag-coordinates-out-of-range 2");
    }

    #[test]
    fn nowhere_and_null_island_are_named() {
        let (places, told) = settled(&[(0.0, 0.0), (4.5, 51.9), (1e9, 5.0), (200.0, 51.0)], None);
        assert_eq!(places, [None, Some((45, 519)), None, None]);
        assert_eq!(told, ["snag-coordinates-zero 1", "snag-coordinates-out-of-range 3", "snag-coordinates-out-of-range 4"]);
    }

    #[test]
    fn a_mixed_file_is_read_row_by_row() {
        let (places, told) = settled(&[(4.5, 51.9), (4.5, 51.9), (93_000.0, 436_000.0)], None);
        assert_eq!(places, [Some((45, 519)); 3]);
        assert_eq!(told, ["snag-other-system-than-rest 3"]);
    }

    #[test]
    fn the_word_of_the_file_is_checked_against_its_numbers() {
        let (places, told) = settled(&[(93_000.0, 436_000.0)], Some("urn:ogc:def:crs:OGC:1.3:CRS84"));
        assert_eq!(places, [Some((45, 519))]);
        assert_eq!(told[0], "snag-system-contradicted ");
        let (places, told) = settled(&[(150_000.0, 170_000.0)], Some("urn:ogc:def:crs:EPSG::31370"));
        assert_eq!(places, [None]);
        assert_eq!(told.len(), 2);
    }
}
