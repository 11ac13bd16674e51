//! A GeoJSON geometry, read with patience: heights are left out, rings closed, numbers between quotes read. What has no
//! shape (a line of one point, a ring of two) is refused with its reason. Winding is left as it is: writing mends it.

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use crate::capture::reason::Reason;
use crate::formats::json::Json;

/// Reads a geometry in the coordinates of the file. `notes` gets what was put right. An error means no shape.
pub fn read(json: &Json, notes: &mut Vec<Reason>) -> Result<Geometry<f64>, Reason> {
    let Some(name) = json.member("type").and_then(Json::as_text) else {
        return Err(Reason::GeometryTypeUnknown { name: String::new() });
    };
    let Some(kind) = kind_of(name) else {
        return Err(Reason::GeometryTypeUnknown { name: name.to_owned() });
    };
    if kind != name {
        notes.push(Reason::GeoJsonTypeOdd { expected: kind.to_owned() });
    }
    if kind == "GeometryCollection" {
        return collection(json, notes);
    }
    let coordinates = json.member("coordinates").ok_or(Reason::GeometryEmpty)?;
    if matches!(coordinates, Json::Null) || is_hollow(coordinates) {
        return Err(Reason::GeometryEmpty);
    }
    of_coordinates(kind, coordinates, notes)
}

/// The shape of a kind (`Point` … `MultiPolygon`) from its nested coordinates.
pub fn of_coordinates(kind: &str, coordinates: &Json, notes: &mut Vec<Reason>) -> Result<Geometry<f64>, Reason> {
    Ok(match kind {
        "Point" => Geometry::Point(Point(position(coordinates, notes)?)),
        "MultiPoint" => {
            let points = parts(coordinates, notes, |item, notes| position(item, notes).map(Point))?;
            Geometry::MultiPoint(MultiPoint(points))
        }
        "LineString" => Geometry::LineString(line(coordinates, notes)?),
        "MultiLineString" => Geometry::MultiLineString(MultiLineString(parts(coordinates, notes, line)?)),
        "Polygon" => Geometry::Polygon(polygon(coordinates, notes)?),
        "MultiPolygon" => Geometry::MultiPolygon(MultiPolygon(parts(coordinates, notes, polygon)?)),
        other => return Err(Reason::GeometryTypeUnknown { name: other.to_owned() }),
    })
}

const KINDS: [&str; 7] = ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"];

/// The proper name of a geometry type that may be in the wrong case; `None` when it is none.
pub fn kind_of(name: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| kind.eq_ignore_ascii_case(name.trim()))
}

/// A collection of points only, of lines only or of surfaces only becomes the multi-part shape; a single part becomes
/// that part. Of a mixed one the surfaces are kept, or else the lines, because a record has one kind of shape; a note
/// says so.
fn collection(json: &Json, notes: &mut Vec<Reason>) -> Result<Geometry<f64>, Reason> {
    let parts = json.member("geometries").and_then(Json::as_list).ok_or(Reason::GeometryEmpty)?;
    let mut read_parts = Vec::with_capacity(parts.len());
    let mut refused = None;
    for part in parts {
        match read(part, notes) {
            Ok(geometry) => read_parts.push(geometry),
            Err(reason) => refused = refused.or(Some(reason)),
        }
    }
    match (read_parts.len(), refused) {
        (0, refused) => return Err(refused.unwrap_or(Reason::GeometryEmpty)),
        (_, Some(reason)) => notes.push(reason),
        (_, None) => {}
    }
    let (points, lines, surfaces) = sorted(read_parts);
    if [points.is_empty(), lines.is_empty(), surfaces.is_empty()].iter().filter(|empty| !**empty).count() > 1 {
        notes.push(Reason::MixedCollection);
    }
    Ok(match (points.as_slice(), lines.as_slice(), surfaces.as_slice()) {
        (_, _, [surface]) => Geometry::Polygon(surface.clone()),
        (_, [line], []) => Geometry::LineString(line.clone()),
        ([point], [], []) => Geometry::Point(*point),
        (_, [], []) => Geometry::MultiPoint(MultiPoint(points)),
        (_, _, []) => Geometry::MultiLineString(MultiLineString(lines)),
        _ => Geometry::MultiPolygon(MultiPolygon(surfaces)),
    })
}

type Parts = (Vec<Point<f64>>, Vec<LineString<f64>>, Vec<Polygon<f64>>);

fn sorted(parts: Vec<Geometry<f64>>) -> Parts {
    let (mut points, mut lines, mut surfaces) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        match part {
            Geometry::Point(point) => points.push(point),
            Geometry::MultiPoint(many) => points.extend(many.0),
            Geometry::LineString(line) => lines.push(line),
            Geometry::MultiLineString(many) => lines.extend(many.0),
            Geometry::Polygon(surface) => surfaces.push(surface),
            Geometry::MultiPolygon(many) => surfaces.extend(many.0),
            // No other shape is read.
            _ => {}
        }
    }
    (points, lines, surfaces)
}

fn each<T>(json: &Json, mut read: impl FnMut(&Json) -> Result<T, Reason>) -> Result<Vec<T>, Reason> {
    let items = json.as_list().ok_or(Reason::CoordinatesNestedWrong)?;
    items.iter().filter(|item| !is_hollow(item)).map(&mut read).collect()
}

/// The parts of a shape of several. A part that is no line or ring is left out with a note as long as others remain; a
/// wrong number is not, because then the rest cannot be trusted either.
fn parts<T>(json: &Json, notes: &mut Vec<Reason>, read: impl Fn(&Json, &mut Vec<Reason>) -> Result<T, Reason>) -> Result<Vec<T>, Reason> {
    let mut left_out = None;
    let read_parts = each(json, |item| match read(item, notes) {
        Ok(part) => Ok(Some(part)),
        Err(reason @ (Reason::LineTooShort | Reason::RingTooShort)) => {
            left_out = left_out.take().or(Some(reason));
            Ok(None)
        }
        Err(reason) => Err(reason),
    })?;
    let whole: Vec<T> = read_parts.into_iter().flatten().collect();
    match (whole.is_empty(), left_out) {
        (true, left_out) => Err(left_out.unwrap_or(Reason::GeometryEmpty)),
        (false, left_out) => {
            notes.extend(left_out.map(|_| Reason::PartLeftOut));
            Ok(whole)
        }
    }
}

/// A list with nothing in it but such lists: an empty part, which some programs write.
fn is_hollow(json: &Json) -> bool {
    json.as_list().is_some_and(|items| items.iter().all(is_hollow))
}

fn position(json: &Json, notes: &mut Vec<Reason>) -> Result<Coord<f64>, Reason> {
    let numbers = json.as_list().ok_or(Reason::CoordinatesNestedWrong)?;
    if numbers.len() < 2 {
        return Err(Reason::PositionTooShort);
    }
    if numbers.len() > 2 {
        notes.push(Reason::HeightDropped);
    }
    let mut number = |at: usize| match numbers.get(at) {
        Some(Json::Number(number)) => number.as_f64().filter(|it| it.is_finite()).ok_or(Reason::CoordinateNotANumber),
        Some(Json::Text(text)) => {
            let read: f64 = text.trim().parse().map_err(|_| Reason::CoordinateNotANumber)?;
            notes.push(Reason::CoordinateWasText);
            if read.is_finite() { Ok(read) } else { Err(Reason::CoordinateNotANumber) }
        }
        Some(Json::List(_)) => Err(Reason::CoordinatesNestedWrong),
        _ => Err(Reason::CoordinateNotANumber),
    };
    Ok(Coord { x: number(0)?, y: number(1)? })
}

fn line(json: &Json, notes: &mut Vec<Reason>) -> Result<LineString<f64>, Reason> {
    let points = each(json, |item| position(item, notes))?;
    if points.len() < 2 || points.iter().all(|point| Some(point) == points.first()) {
        return Err(Reason::LineTooShort);
    }
    Ok(LineString(points))
}

fn polygon(json: &Json, notes: &mut Vec<Reason>) -> Result<Polygon<f64>, Reason> {
    let rings = json.as_list().ok_or(Reason::CoordinatesNestedWrong)?;
    let (outer, holes) = rings.split_first().ok_or(Reason::GeometryEmpty)?;
    let outer = ring(outer, notes)?;
    let holes: Vec<Json> = holes.iter().filter(|hole| !is_hollow(hole)).cloned().collect();
    let holes = if holes.is_empty() { Vec::new() } else { holes_of(&Json::List(holes), notes)? };
    Ok(Polygon::new(outer, holes))
}

/// The holes that are rings; a hole that is none is left out with a note.
fn holes_of(json: &Json, notes: &mut Vec<Reason>) -> Result<Vec<LineString<f64>>, Reason> {
    match parts(json, notes, ring) {
        Err(Reason::RingTooShort) => {
            notes.push(Reason::PartLeftOut);
            Ok(Vec::new())
        }
        holes => holes,
    }
}

fn ring(json: &Json, notes: &mut Vec<Reason>) -> Result<LineString<f64>, Reason> {
    let mut points = each(json, |item| position(item, notes))?;
    let (first, last) = (points.first().copied(), points.last().copied());
    if let Some(first) = first.filter(|_| first != last) {
        points.push(first);
        notes.push(Reason::RingClosed);
    }
    let mut different = points.clone();
    different.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    different.dedup();
    if different.len() < 3 {
        return Err(Reason::RingTooShort);
    }
    Ok(LineString(points))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::json::documents;

    fn shape(text: &str) -> (Result<Geometry<f64>, Reason>, Vec<Reason>) {
        let mut notes = Vec::new();
        let read = read(&documents(text).unwrap().0[0], &mut notes);
        (read, notes)
    }

    fn refused(text: &str) -> Reason {
        shape(text).0.unwrap_err()
    }

    #[test]
    fn heights_are_left_out_and_rings_closed_with_a_note() {
        let (read, notes) = shape(r#"{"type":"Polygon","coordinates":[[[0,0,1],[1,0,1],[1,1,1]]]}"#);
        assert!(matches!(read, Ok(Geometry::Polygon(polygon)) if polygon.exterior().0.len() == 4));
        assert!(notes.contains(&Reason::HeightDropped) && notes.contains(&Reason::RingClosed));
    }

    #[test]
    fn what_has_no_shape_is_refused_with_its_reason() {
        assert_eq!(refused(r#"{"type":"LineString","coordinates":[[1,2]]}"#), Reason::LineTooShort);
        assert_eq!(refused(r#"{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]}"#), Reason::RingTooShort);
        assert_eq!(refused(r#"{"type":"Point","coordinates":[1]}"#), Reason::PositionTooShort);
        assert_eq!(refused(r#"{"type":"Point","coordinates":["foo",2]}"#), Reason::CoordinateNotANumber);
        assert_eq!(refused(r#"{"type":"Point","coordinates":[NaN,2]}"#), Reason::CoordinateNotANumber);
        assert_eq!(refused(r#"{"type":"MultiPoint","coordinates":[0,0]}"#), Reason::CoordinatesNestedWrong);
        assert_eq!(refused(r#"{"type":"Polygon","coordinates":[[]]}"#), Reason::GeometryEmpty);
        assert_eq!(refused(r#"{"type":"Circle"}"#), Reason::GeometryTypeUnknown { name: "Circle".to_owned() });
    }

    #[test]
    fn a_part_without_a_shape_does_not_cost_the_others() {
        let (read, notes) = shape(r#"{"type":"MultiLineString","coordinates":[[[1,2]],[[1,2],[3,4]]]}"#);
        assert!(matches!(read, Ok(Geometry::MultiLineString(lines)) if lines.0.len() == 1));
        assert_eq!(notes, [Reason::PartLeftOut]);
        let (read, notes) = shape(r#"{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],[[1,1],[2,2],[1,1]]]}"#);
        assert!(matches!(read, Ok(Geometry::Polygon(polygon)) if polygon.interiors().is_empty()));
        assert_eq!(notes, [Reason::PartLeftOut]);
    }

    #[test]
    fn a_collection_becomes_the_simplest_shape_that_says_the_same() {
        let point = r#"{"type":"Point","coordinates":[1,2]}"#;
        let line = r#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#;
        let collected =
            |parts: &[&str]| shape(&format!(r#"{{"type":"GeometryCollection","geometries":[{}]}}"#, parts.join(","))).0.unwrap();
        assert!(matches!(collected(&[point]), Geometry::Point(_)));
        assert!(matches!(collected(&[point, point]), Geometry::MultiPoint(_)));
        assert!(matches!(collected(&[point, line]), Geometry::LineString(_)));
    }
}
