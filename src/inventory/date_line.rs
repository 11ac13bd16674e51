//! Shapes that cross the date line, cut in two at 180 degrees (RFC 7946, 3.1.9).

use std::borrow::Cow;

use geo::{BooleanOps, BoundingRect, Coord, Geometry, LineString, MapCoords, MultiLineString, MultiPolygon, Polygon, Rect};

/// The shape with every part on one side of the date line. Two neighbouring corners more than 180 degrees of longitude
/// apart mean that the line between them goes the short way, across.
pub fn cut(geometry: &Geometry<f64>) -> Cow<'_, Geometry<f64>> {
    if !crosses(geometry) {
        return Cow::Borrowed(geometry);
    }
    let cut = match geometry {
        Geometry::LineString(line) => lines(std::slice::from_ref(line)),
        Geometry::MultiLineString(many) => lines(&many.0),
        Geometry::Polygon(polygon) => polygons(std::slice::from_ref(polygon)),
        Geometry::MultiPolygon(many) => polygons(&many.0),
        _ => None,
    };
    cut.map_or(Cow::Borrowed(geometry), Cow::Owned)
}

/// Some line of the shape goes across the date line.
pub fn crosses(geometry: &Geometry<f64>) -> bool {
    match geometry {
        Geometry::LineString(line) => line_crosses(line),
        Geometry::MultiLineString(many) => many.0.iter().any(line_crosses),
        Geometry::Polygon(polygon) => line_crosses(polygon.exterior()),
        Geometry::MultiPolygon(many) => many.0.iter().any(|polygon| line_crosses(polygon.exterior())),
        _ => false,
    }
}

fn line_crosses(line: &LineString<f64>) -> bool {
    line.0.windows(2).any(|pair| (pair[1].x - pair[0].x).abs() > 180.0)
}

/// The line with longitudes that run on past 180 degrees.
fn unrolled(line: &LineString<f64>) -> LineString<f64> {
    let (mut turns, mut before) = (0.0, None);
    let unroll = |corner: &Coord<f64>| {
        let step: f64 = before.map_or(0.0, |before| corner.x - before);
        before = Some(corner.x);
        if step > 180.0 {
            turns -= 360.0;
        } else if step < -180.0 {
            turns += 360.0;
        }
        Coord { x: corner.x + turns, y: corner.y }
    };
    line.0.iter().map(unroll).collect()
}

fn lines(lines: &[LineString<f64>]) -> Option<Geometry<f64>> {
    let cut: Vec<_> = lines.iter().flat_map(cut_line).filter(|line| line.0.len() > 1).collect();
    (!cut.is_empty()).then_some(Geometry::MultiLineString(MultiLineString(cut)))
}

fn cut_line(line: &LineString<f64>) -> Vec<LineString<f64>> {
    let mut parts = vec![Vec::new()];
    let mut put = |corner: Coord<f64>, is_new: bool| {
        if is_new {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(corner);
        }
    };
    let mut before: Option<Coord<f64>> = None;
    for corner in &line.0 {
        if let Some(from) = before.filter(|from| (corner.x - from.x).abs() > 180.0) {
            // The side on which the crossing begins decides on which side each half ends.
            let edge = if from.x > 0.0 { 180.0 } else { -180.0 };
            let (ahead, length) = (edge - from.x, corner.x + 2.0 * edge - from.x);
            let share = if length == 0.0 { 0.0 } else { ahead / length };
            let y = (corner.y - from.y).mul_add(share, from.y);
            put(Coord { x: edge, y }, false);
            put(Coord { x: -edge, y }, true);
        }
        put(*corner, false);
        before = Some(*corner);
    }
    parts.into_iter().map(LineString).collect()
}

fn polygons(polygons: &[Polygon<f64>]) -> Option<Geometry<f64>> {
    let mut cut = Vec::new();
    for polygon in polygons {
        if line_crosses(polygon.exterior()) {
            cut.extend(cut_polygon(polygon)?);
        } else {
            cut.push(polygon.clone());
        }
    }
    (!cut.is_empty()).then_some(Geometry::MultiPolygon(MultiPolygon(cut)))
}

/// The parts of a surface; nothing where it goes round a pole and has no two sides.
fn cut_polygon(polygon: &Polygon<f64>) -> Option<Vec<Polygon<f64>>> {
    let outer = unrolled(polygon.exterior());
    if !outer.is_closed() {
        return None;
    }
    let middle = outer.bounding_rect()?.center().x;
    let beside = |hole: &LineString<f64>| {
        let hole = unrolled(hole);
        let shift = hole.bounding_rect().map_or(0.0, |bounds| ((middle - bounds.center().x) / 360.0).round() * 360.0);
        shifted(&hole, shift)
    };
    let whole = Polygon::new(outer, polygon.interiors().iter().map(beside).collect());
    let parts = [-360.0, 0.0, 360.0].into_iter().flat_map(|turn| {
        let side = Rect::new(Coord { x: turn - 180.0, y: -90.0 }, Coord { x: turn + 180.0, y: 90.0 }).to_polygon();
        whole.intersection(&side).0.into_iter().map(move |part| part.map_coords(|corner| Coord { x: corner.x - turn, y: corner.y }))
    });
    let parts: Vec<_> = parts.collect();
    (!parts.is_empty()).then_some(parts)
}

fn shifted(line: &LineString<f64>, shift: f64) -> LineString<f64> {
    line.map_coords(|corner| Coord { x: corner.x + shift, y: corner.y })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, wkt};

    #[test]
    fn a_line_across_the_date_line_becomes_two() {
        let line: Geometry<f64> = wkt!(LINESTRING(170.0 45.0, -170.0 55.0)).into();
        let expected: Geometry<f64> = wkt!(MULTILINESTRING((170.0 45.0, 180.0 50.0),(-180.0 50.0, -170.0 55.0))).into();
        assert_eq!(cut(&line).into_owned(), expected);
    }

    #[test]
    fn a_surface_across_the_date_line_keeps_its_surface_and_its_hole() {
        let ring = wkt!(POLYGON((170.0 40.0, -170.0 40.0, -170.0 50.0, 170.0 50.0, 170.0 40.0),
            (175.0 42.0, 178.0 42.0, 178.0 44.0, 175.0 44.0, 175.0 42.0)));
        let Geometry::MultiPolygon(parts) = cut(&ring.into()).into_owned() else { panic!("two parts") };
        assert_eq!(parts.0.len(), 2);
        assert!((parts.unsigned_area() - (200.0 - 6.0)).abs() < 1e-6);
        assert!(parts.0.iter().all(|part| part.bounding_rect().unwrap().width() <= 10.0 + 1e-9));
    }

    #[test]
    fn what_stays_on_one_side_is_not_touched() {
        let near: Geometry<f64> = wkt!(LINESTRING(-179.0 0.0, 0.0 0.0, 179.0 0.0)).into();
        assert!(matches!(cut(&near), Cow::Borrowed(_)));
    }
}
