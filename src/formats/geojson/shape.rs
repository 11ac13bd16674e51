//! Geometries as RFC 7946 wants them: outer rings anticlockwise, holes clockwise, cut at the date line.

use std::io::{self, Write};

use geo::{BoundingRect, Coord, Geometry, LineString, Polygon};

use crate::inventory::date_line;

/// Writes a geometry object.
pub fn write(geometry: &Geometry<f64>, out: &mut impl Write) -> io::Result<()> {
    match date_line::cut(geometry).as_ref() {
        Geometry::Point(point) => object(out, "Point", |out| position(point.0, out)),
        Geometry::MultiPoint(many) => object(out, "MultiPoint", |out| list(out, &many.0, |point, out| position(point.0, out))),
        Geometry::LineString(one) => object(out, "LineString", |out| line(one, out)),
        Geometry::MultiLineString(many) => object(out, "MultiLineString", |out| list(out, &many.0, line)),
        Geometry::Polygon(one) => object(out, "Polygon", |out| polygon(one, out)),
        Geometry::MultiPolygon(many) => object(out, "MultiPolygon", |out| list(out, &many.0, polygon)),
        // A whereabouts is never anything else.
        _ => out.write_all(b"null"),
    }
}

fn object<W: Write>(out: &mut W, name: &str, coordinates: impl FnOnce(&mut W) -> io::Result<()>) -> io::Result<()> {
    write!(out, "{{\"type\":\"{name}\",\"coordinates\":")?;
    coordinates(out)?;
    out.write_all(b"}")
}

fn list<W: Write, T>(out: &mut W, items: &[T], each: impl Fn(&T, &mut W) -> io::Result<()>) -> io::Result<()> {
    out.write_all(b"[")?;
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        each(item, out)?;
    }
    out.write_all(b"]")
}

fn line<W: Write>(line: &LineString<f64>, out: &mut W) -> io::Result<()> {
    list(out, &line.0, |corner, out| position(*corner, out))
}

fn polygon<W: Write>(polygon: &Polygon<f64>, out: &mut W) -> io::Result<()> {
    out.write_all(b"[")?;
    ring(polygon.exterior(), true, out)?;
    for hole in polygon.interiors() {
        out.write_all(b",")?;
        ring(hole, false, out)?;
    }
    out.write_all(b"]")
}

fn ring<W: Write>(ring: &LineString<f64>, anticlockwise: bool, out: &mut W) -> io::Result<()> {
    if is_anticlockwise(ring) == anticlockwise {
        return line(ring, out);
    }
    out.write_all(b"[")?;
    for (at, corner) in ring.0.iter().rev().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        position(*corner, out)?;
    }
    out.write_all(b"]")
}

/// By the sign of the surface (shoelace formula), reckoned from the first corner to lose no digits.
pub(crate) fn is_anticlockwise(ring: &LineString<f64>) -> bool {
    let origin = ring.0.first().copied().unwrap_or_default();
    let surface: f64 = ring
        .0
        .windows(2)
        .map(|pair| (pair[0].x - origin.x) * (pair[1].y - origin.y) - (pair[1].x - origin.x) * (pair[0].y - origin.y))
        .sum();
    surface >= 0.0
}

fn position(at: Coord<f64>, out: &mut impl Write) -> io::Result<()> {
    write!(out, "[{},{}]", degrees(at.x), degrees(at.y))
}

/// Degrees with at most seven decimals, about a centimetre, without trailing zeros.
pub fn degrees(value: f64) -> String {
    let mut text = format!("{value:.7}");
    text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    if text == "-0" { "0".to_owned() } else { text }
}

/// The box round several geometries; where one of them crosses the date line, its west may be greater than its east
/// (RFC 7946, 5.2).
#[derive(Debug, Clone, Default)]
pub struct Bounds {
    /// West and east of every part on one side of the date line.
    sides: Vec<(f64, f64)>,
    south_north: Option<(f64, f64)>,
    crosses: bool,
}

impl Bounds {
    /// Makes the box large enough for this one.
    pub fn add(&mut self, geometry: &Geometry<f64>) {
        if let Geometry::Point(point) = geometry {
            return self.add_part(Some(point.bounding_rect()));
        }
        self.crosses |= date_line::crosses(geometry);
        match date_line::cut(geometry).as_ref() {
            Geometry::MultiPolygon(many) => many.0.iter().for_each(|part| self.add_part(part.bounding_rect())),
            Geometry::MultiLineString(many) => many.0.iter().for_each(|part| self.add_part(part.bounding_rect())),
            other => self.add_part(other.bounding_rect()),
        }
    }

    fn add_part(&mut self, bounds: Option<geo::Rect<f64>>) {
        let Some(bounds) = bounds else { return };
        let (low, high) = (bounds.min(), bounds.max());
        let (south, north) = self.south_north.unwrap_or((low.y, high.y));
        self.south_north = Some((south.min(low.y), north.max(high.y)));
        if let Some(side) = self.sides.last_mut().filter(|_| !self.crosses) {
            *side = (side.0.min(low.x), side.1.max(high.x));
        } else {
            self.sides.push((low.x, high.x));
        }
    }

    /// West, south, east and north, if anything was added.
    pub fn corners(&self) -> Option<[f64; 4]> {
        let (south, north) = self.south_north?;
        let mut sides = self.sides.clone();
        sides.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (first, mut reached) = *sides.first()?;
        // The widest stretch of the globe without anything is left out; without a crossing that is the one over 180°.
        let mut gap: Option<(f64, f64)> = None;
        for (west, east) in sides.into_iter().skip(1) {
            if west - reached > gap.map_or(0.0, |(from, to)| to - from) {
                gap = Some((reached, west));
            }
            reached = reached.max(east);
        }
        let round = first + 360.0 - reached;
        match gap.filter(|(from, to)| self.crosses && to - from > round) {
            Some((east, west)) => Some([west, south, east, north]),
            None => Some([first, south, reached, north]),
        }
    }

    /// The box as a member of an object, with the comma before it; nothing where there is no box.
    pub fn member(&self) -> String {
        self.corners().map(|corners| format!(",\"bbox\":[{}]", corners.map(degrees).join(","))).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::wkt;

    fn written(geometry: impl Into<Geometry<f64>>) -> String {
        let mut out = Vec::new();
        write(&geometry.into(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn outer_rings_turn_left_and_holes_right() {
        let wrong = wkt!(POLYGON((0.0 0.0, 0.0 9.0, 9.0 9.0, 9.0 0.0, 0.0 0.0), (1.0 1.0, 2.0 1.0, 2.0 2.0, 1.0 1.0)));
        let expected = r#"{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[2,2],[2,1],[1,1]]]}"#;
        assert_eq!(written(wrong), expected);
    }

    #[test]
    fn coordinates_have_seven_decimals_and_no_nought_below_nought() {
        assert_eq!(written(wkt!(POINT(4.123_456_789 - 0.000_000_01))), r#"{"type":"Point","coordinates":[4.1234568,0]}"#);
        assert_eq!(degrees(100.0), "100");
    }

    #[test]
    fn the_box_round_a_shape_across_the_date_line_runs_from_east_to_west() {
        let mut bounds = Bounds::default();
        bounds.add(&wkt!(LINESTRING(179.0 -1.0, -179.5 1.0)).into());
        assert_eq!(bounds.corners(), Some([179.0, -1.0, -179.5, 1.0]));
        bounds.add(&wkt!(POINT(170.0 5.0)).into());
        assert_eq!(bounds.member(), ",\"bbox\":[170,-1,-179.5,5]");
    }

    #[test]
    fn the_box_round_two_sides_of_the_world_is_wide() {
        let mut bounds = Bounds::default();
        bounds.add(&wkt!(POINT(179.0 0.0)).into());
        bounds.add(&wkt!(POINT(-179.0 0.0)).into());
        assert_eq!(bounds.corners(), Some([-179.0, 0.0, 179.0, 0.0]));
        assert_eq!(Bounds::default().corners(), None);
    }
}
