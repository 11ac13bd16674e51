use geo::{BoundingRect, Coord, CoordsIter, Geometry, InteriorPoint, Intersects, LineString, Polygon, Rect};

use crate::inventory::date_line;

/// Where something is: a point, line or surface in WGS 84 (EPSG:4326), longitude before latitude, in degrees.
///
/// Every coordinate is finite and on the globe, every line has two points and every ring is closed and has four.
#[derive(Debug, Clone, PartialEq)]
pub struct Whereabouts(Geometry<f64>);

/// Most coordinates one record may have.
pub const MOST_COORDINATES: usize = 200_000;

impl Whereabouts {
    /// Checks a geometry; it must be a point, line or surface, or several of one of these.
    pub fn new(geometry: Geometry<f64>) -> Result<Self, Nowhere> {
        let coordinates = geometry.coords_count();
        if coordinates == 0 {
            return Err(Nowhere::Empty);
        }
        if coordinates > MOST_COORDINATES {
            return Err(Nowhere::TooDetailed);
        }
        if let Some(coordinate) = geometry.coords_iter().find(|coordinate| !is_on_the_globe(*coordinate)) {
            return Err(if coordinate.x.is_finite() && coordinate.y.is_finite() { Nowhere::OffTheGlobe } else { Nowhere::NotANumber });
        }
        if has_sound_shape(&geometry) { Ok(Self(geometry)) } else { Err(Nowhere::UnsoundShape) }
    }

    /// A point at this longitude and latitude.
    pub fn point(longitude: f64, latitude: f64) -> Result<Self, Nowhere> {
        Self::new(Geometry::Point(geo::Point::new(longitude, latitude)))
    }

    /// The geometry.
    pub fn geometry(&self) -> &Geometry<f64> {
        &self.0
    }

    /// The box round it, in degrees; round the whole world where it goes across the date line.
    pub fn bounds(&self) -> Rect<f64> {
        date_line::cut(&self.0).bounding_rect().unwrap_or_else(|| Rect::new(Coord::zero(), Coord::zero()))
    }

    /// It shares a point with this box, in degrees.
    pub fn touches(&self, bounds: Rect<f64>) -> bool {
        let own = self.bounds();
        let apart =
            own.max().x < bounds.min().x || bounds.max().x < own.min().x || own.max().y < bounds.min().y || bounds.max().y < own.min().y;
        let inside = bounds.min().x <= own.min().x
            && own.max().x <= bounds.max().x
            && bounds.min().y <= own.min().y
            && own.max().y <= bounds.max().y;
        !apart && (inside || date_line::cut(&self.0).intersects(&bounds))
    }

    /// A point on or in it, for a marker or a distance.
    pub fn middle(&self) -> Coord<f64> {
        match &self.0 {
            Geometry::Point(point) => point.0,
            Geometry::Polygon(surface) => widest(std::slice::from_ref(surface)).unwrap_or_else(|| self.bounds().center()),
            Geometry::MultiPolygon(surfaces) => widest(&surfaces.0).unwrap_or_else(|| self.bounds().center()),
            other => other.interior_point().map_or_else(|| self.bounds().center(), |point| point.0),
        }
    }

    /// Metres between the middles of two places, on a sphere of 6,371,008.8 m.
    pub fn metres_to(&self, other: &Self) -> f64 {
        metres_between(self.middle(), other.middle())
    }
}

/// Metres between two coordinates in WGS 84, by the haversine formula on a sphere of 6,371,008.8 m.
pub fn metres_between(one: Coord<f64>, other: Coord<f64>) -> f64 {
    use geo::{Distance, Haversine, Point};
    Haversine.distance(Point::from(one), Point::from(other))
}

/// The middle of the widest stretch inside a surface at half its height. It takes one look at each line, also of a
/// scribble that crosses itself everywhere.
fn widest(surfaces: &[Polygon<f64>]) -> Option<Coord<f64>> {
    let stretches = surfaces.iter().filter_map(|surface| {
        let height = surface.bounding_rect()?.center().y;
        let rings = std::iter::once(surface.exterior()).chain(surface.interiors());
        let lines = rings.flat_map(LineString::lines).filter(|line| (line.start.y > height) != (line.end.y > height));
        let mut cuts: Vec<f64> = lines.map(|line| line.start.x + (height - line.start.y) * line.dx() / line.dy()).collect();
        cuts.sort_unstable_by(f64::total_cmp);
        let inside = cuts.chunks_exact(2).map(|pair| (pair[1] - pair[0], Coord { x: f64::midpoint(pair[0], pair[1]), y: height }));
        inside.max_by(|one, other| one.0.total_cmp(&other.0))
    });
    stretches.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, middle)| middle)
}

fn is_on_the_globe(coordinate: Coord<f64>) -> bool {
    (-180.0..=180.0).contains(&coordinate.x) && (-90.0..=90.0).contains(&coordinate.y)
}

fn has_sound_shape(geometry: &Geometry<f64>) -> bool {
    let sound_ring = |ring: &LineString<f64>| ring.0.len() >= 4 && ring.is_closed();
    let sound_polygon = |polygon: &Polygon<f64>| sound_ring(polygon.exterior()) && polygon.interiors().iter().all(sound_ring);
    match geometry {
        Geometry::Point(_) => true,
        Geometry::MultiPoint(points) => !points.0.is_empty(),
        Geometry::LineString(line) => line.0.len() >= 2,
        Geometry::MultiLineString(lines) => lines.0.iter().all(|line| line.0.len() >= 2),
        Geometry::Polygon(polygon) => sound_polygon(polygon),
        Geometry::MultiPolygon(polygons) => polygons.0.iter().all(sound_polygon),
        _ => false,
    }
}

/// Why a geometry is no whereabouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Nowhere {
    /// It has no coordinates.
    #[error("it has no coordinates")]
    Empty,
    /// A coordinate is not a finite number.
    #[error("a coordinate is not a number")]
    NotANumber,
    /// A longitude outside -180..180 or a latitude outside -90..90.
    #[error("a coordinate is not on the globe")]
    OffTheGlobe,
    /// A line of one point, a ring that is not closed or has fewer than four points, or a mixed collection.
    #[error("the shape is not a sound point, line or surface")]
    UnsoundShape,
    /// More than [`MOST_COORDINATES`].
    #[error("more than {MOST_COORDINATES} coordinates")]
    TooDetailed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coordinate_that_is_no_number_is_nowhere() {
        assert_eq!(Whereabouts::point(f64::NAN, 52.0), Err(Nowhere::NotANumber));
        assert_eq!(Whereabouts::point(5.0, f64::INFINITY), Err(Nowhere::NotANumber));
        assert_eq!(Whereabouts::point(52.0, 155_000.0), Err(Nowhere::OffTheGlobe));
    }

    #[test]
    fn a_bent_shape_does_not_touch_what_lies_in_its_bend() {
        let bent = geo::wkt!(LINESTRING(0.0 0.0, 0.0 3.0, 3.0 3.0));
        let whereabouts = Whereabouts::new(bent.into()).unwrap();
        let boxed = |west: f64, south: f64| Rect::new(Coord { x: west, y: south }, Coord { x: west + 1.0, y: south + 1.0 });
        assert!(whereabouts.touches(boxed(-0.5, 1.0)) && !whereabouts.touches(boxed(1.0, 1.0)) && !whereabouts.touches(boxed(5.0, 5.0)));
    }

    #[test]
    fn a_shape_across_the_date_line_does_not_touch_the_rest_of_the_world() {
        let across = geo::wkt!(LINESTRING(179.0 0.0, -179.0 0.0));
        let whereabouts = Whereabouts::new(across.into()).unwrap();
        let boxed = |west: f64| Rect::new(Coord { x: west, y: -1.0 }, Coord { x: west + 0.5, y: 1.0 });
        assert!(whereabouts.touches(boxed(179.2)) && whereabouts.touches(boxed(-179.8)) && !whereabouts.touches(boxed(0.0)));
    }

    #[test]
    fn the_middle_of_a_bent_surface_lies_in_it() {
        let bent = geo::wkt!(POLYGON((0.0 0.0, 3.0 0.0, 3.0 1.0, 1.0 1.0, 1.0 2.0, 3.0 2.0, 3.0 3.0, 0.0 3.0, 0.0 0.0)));
        let whereabouts = Whereabouts::new(bent.clone().into()).unwrap();
        assert!(geo::Contains::contains(&bent, &geo::Point(whereabouts.middle())));
        let holed = geo::wkt!(POLYGON((0.0 0.0, 4.0 0.0, 4.0 4.0, 0.0 4.0, 0.0 0.0), (1.0 1.0, 3.0 1.0, 3.0 3.0, 1.0 3.0, 1.0 1.0)));
        let whereabouts = Whereabouts::new(holed.clone().into()).unwrap();
        assert!(geo::Contains::contains(&holed, &geo::Point(whereabouts.middle())));
        let flat = geo::wkt!(POLYGON((0.0 1.0, 4.0 1.0, 2.0 1.0, 0.0 1.0)));
        assert_eq!(Whereabouts::new(flat.into()).unwrap().middle(), Coord { x: 2.0, y: 1.0 });
    }
}
