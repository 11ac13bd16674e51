//! The place of a row from its columns: longitude and latitude, x and y of a grid, a pair in one cell, or a shape as
//! WKT or GeoJSON text.

use geo::{Distance, Geometry, Haversine, Point};

use super::coordinates::{self, System};
use super::geojson::geometry;
use super::json;
use crate::capture::foreign::{Cell, Foreign, ForeignRow};
use crate::capture::mapping::column_named;
use crate::capture::number::{self, DecimalMark};
use crate::capture::reason::Reason;
use crate::capture::snag::Snags;

/// Names of columns, folded to small letters and digits.
const LONGITUDE: [&str; 12] =
    ["lon", "lng", "long", "longitude", "lengtegraad", "wgs84lon", "lonwgs84", "geolon", "geolng", "geolongitude", "xwgs84", "pointlon"];
const LATITUDE: [&str; 12] = [
    "lat",
    "latitude",
    "breedtegraad",
    "wgs84lat",
    "latwgs84",
    "geolat",
    "geolatitude",
    "ywgs84",
    "pointlat",
    "breedte",
    "latitudewgs84",
    "gpslat",
];
const X: [&str; 14] = [
    "x",
    "rdx",
    "xrd",
    "xcoord",
    "coordx",
    "xcoordinaat",
    "xcoordinate",
    "xcoordinaatrd",
    "easting",
    "pointx",
    "xcoor",
    "geox",
    "locatiex",
    "rdxcoordinaat",
];
const Y: [&str; 14] = [
    "y",
    "rdy",
    "yrd",
    "ycoord",
    "coordy",
    "ycoordinaat",
    "ycoordinate",
    "ycoordinaatrd",
    "northing",
    "pointy",
    "ycoor",
    "geoy",
    "locatiey",
    "rdycoordinaat",
];
/// Columns that hold a whole place.
const WHOLE: [&str; 18] = [
    "wkt",
    "geom",
    "thegeom",
    "geometry",
    "geometrie",
    "shape",
    "geojson",
    "geoshape",
    "geopoint2d",
    "geopoint",
    "location",
    "locatie",
    "locationcoordinates",
    "coordinates",
    "coordinaten",
    "centroidell",
    "centroiderd",
    "point",
];

/// Rows with two places further apart than this (in metres) are told.
const FURTHEST_APART: f64 = 50.0;

/// Gives rows without a place one from their columns, brings them to WGS 84 and marks the columns that were used. What a
/// person says of columns (`column=longitude`) goes before what is guessed from their names.
pub fn fill(foreign: &mut Foreign, said: &[String], snags: &mut Snags) {
    let without: Vec<bool> = foreign.rows.iter().map(|row| row.geometry.is_none()).collect();
    if !without.contains(&true) {
        return;
    }
    let told = |field: &str| {
        let mut columns = said.iter().filter_map(|one| one.rsplit_once('=')).filter(|(_, name)| name.trim() == field);
        columns.find_map(|(column, _)| column_named(foreign, column.trim()).ok())
    };
    let told_pair = |x: &str, y: &str| told(x).zip(told(y)).map(|(x, y)| pair_of(foreign, x, y));
    let degrees = told_pair("longitude", "latitude").or_else(|| pair(foreign, &LONGITUDE, &LATITUDE));
    let grid = told_pair("x", "y").or_else(|| pair(foreign, &X, &Y));
    let whole = told("geometry").or_else(|| named(foreign, &WHOLE).filter(|column| holds_places(foreign, *column)));
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for row in foreign.rows.iter().zip(&without).filter(|(_, without)| **without).map(|(row, _)| row) {
        let by_degrees = degrees.as_ref().and_then(|pair| place(row, pair, snags));
        let by_grid = grid.as_ref().and_then(|pair| place(row, pair, snags));
        let by_text = whole.and_then(|column| written_place(row, column, &foreign.columns[column].name, snags));
        let mut found = [by_degrees, by_text, by_grid].into_iter().flatten();
        first.push(placed(row.row, found.next()));
        second.push(placed(row.row, found.next()));
    }
    let system = coordinates::settle(&mut first, None, snags);
    coordinates::settle(&mut second, None, &mut Snags::new());
    compare(&first, &second, snags);
    let mut settled = first.into_iter().zip(second);
    for (row, _) in foreign.rows.iter_mut().zip(without).filter(|(_, without)| *without) {
        if let Some((first, second)) = settled.next() {
            row.geometry = first.geometry.or(second.geometry);
        }
    }
    if system.is_none() {
        return;
    }
    foreign.system = foreign.system.or(system.map(System::name));
    let used = [&degrees, &grid].into_iter().flatten().flat_map(|pair| [pair.x, pair.y]).chain(whole);
    for column in used.collect::<Vec<_>>() {
        if let Some(column) = foreign.columns.get_mut(column) {
            column.gives_place = true;
        }
    }
}

struct Pair {
    x: usize,
    y: usize,
    x_name: String,
    y_name: String,
    mark: DecimalMark,
}

fn pair(foreign: &Foreign, xs: &[&str], ys: &[&str]) -> Option<Pair> {
    let (x, y) = named(foreign, xs).zip(named(foreign, ys)).or_else(|| twins(foreign, xs, ys))?;
    Some(pair_of(foreign, x, y))
}

fn pair_of(foreign: &Foreign, x: usize, y: usize) -> Pair {
    let values = foreign.rows.iter().flat_map(|row| [row.cell(x), row.cell(y)]).flatten();
    let mark = number::decimal_mark(values.map(Cell::as_text));
    let name = |column: usize| foreign.columns.get(column).map_or_else(String::new, |column| column.name.clone());
    Pair { x, y, x_name: name(x), y_name: name(y), mark }
}

fn named(foreign: &Foreign, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| foreign.columns.iter().position(|column| folded(&column.name) == *name))
}

/// Two columns whose names differ only in a word of the lists: `etrs89_lon` and `etrs89_lat`, `punt x` and `punt y`.
fn twins(foreign: &Foreign, xs: &[&str], ys: &[&str]) -> Option<(usize, usize)> {
    let without = |name: &str, words: &[&str]| {
        let parts: Vec<String> = name.split(|c: char| !c.is_alphanumeric()).map(folded).filter(|part| !part.is_empty()).collect();
        let rest: Vec<String> = parts.iter().filter(|part| !words.contains(&part.as_str())).cloned().collect();
        (rest.len() + 1 == parts.len()).then_some(rest)
    };
    let columns = || foreign.columns.iter().enumerate();
    columns().find_map(|(x, column)| {
        let rest = without(&column.name, xs)?;
        columns().find(|(_, other)| without(&other.name, ys).as_ref() == Some(&rest)).map(|(y, _)| (x, y))
    })
}

fn folded(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.nfd().filter(char::is_ascii_alphanumeric).map(|character| character.to_ascii_lowercase()).collect()
}

fn placed(row: u64, place: Option<Geometry<f64>>) -> ForeignRow {
    let mut placed = ForeignRow::new(row, Vec::new());
    placed.geometry = place;
    placed
}

fn place(row: &ForeignRow, pair: &Pair, snags: &mut Snags) -> Option<Geometry<f64>> {
    let mut read = |column: usize, name: &str| {
        let text = row.cell(column).map(Cell::as_text).filter(|text| !is_missing(text))?;
        let number = number::read(text, pair.mark, false).ok().map(|number| number.value);
        if number.is_none() {
            snags.warn(Some(row.row), Some(name), Some(text), Reason::CoordinateNotANumber);
        }
        Some(number)
    };
    match (read(pair.x, &pair.x_name), read(pair.y, &pair.y_name)) {
        (Some(Some(x)), Some(Some(y))) => Some(Geometry::Point(Point::new(x, y))),
        (None, Some(Some(_))) => {
            snags.warn(Some(row.row), Some(&pair.x_name), None, Reason::CoordinateMissing);
            None
        }
        (Some(Some(_)), None) => {
            snags.warn(Some(row.row), Some(&pair.y_name), None, Reason::CoordinateMissing);
            None
        }
        _ => None,
    }
}

fn is_missing(text: &str) -> bool {
    crate::capture::missing::is_missing(text, crate::capture::missing::ReadAs::Value) && !text.eq_ignore_ascii_case("nan")
}

/// Whether a column with a promising name really holds places: its first values can be read as such.
fn holds_places(foreign: &Foreign, column: usize) -> bool {
    let mut values = foreign.rows.iter().filter_map(|row| row.cell(column)).take(20).peekable();
    values.peek().is_some() && values.any(|cell| shape_of(cell.as_text(), &mut Vec::new()).is_some_and(|it| it.is_ok()))
}

fn written_place(row: &ForeignRow, column: usize, name: &str, snags: &mut Snags) -> Option<Geometry<f64>> {
    let text = row.cell(column)?.as_text();
    let mut notes = Vec::new();
    let read = shape_of(text, &mut notes).unwrap_or(Err(Reason::CoordinateNotANumber));
    notes.dedup();
    for reason in notes {
        snags.note(Some(row.row), Some(name), None, reason);
    }
    read.inspect_err(|reason| snags.warn(Some(row.row), Some(name), Some(text), reason.clone())).ok()
}

/// A shape written as GeoJSON, WKT or `latitude, longitude`; `None` when it is none of these.
fn shape_of(text: &str, notes: &mut Vec<Reason>) -> Option<Result<Geometry<f64>, Reason>> {
    let text = text.trim();
    if text.starts_with('{') {
        let (documents, _) = json::documents(text).ok()?;
        return documents.first().map(|document| geometry::read(document, notes));
    }
    if let Some((kind, coordinates)) = from_wkt(text) {
        return Some(geometry::of_coordinates(kind, &coordinates, notes));
    }
    let bare = text.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let (first, second) = bare.split_once([',', ';']).or_else(|| bare.split_once(' '))?;
    let read = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    // A pair in one cell is usually copied from a map on the web, which has latitude first.
    Some(Ok(Geometry::Point(Point::new(read(second)?, read(first)?))))
}

/// WKT as the name of a shape and GeoJSON's nested coordinates.
fn from_wkt(text: &str) -> Option<(&'static str, json::Json)> {
    let text = match text.split_once(';') {
        Some((system, rest)) if system.to_uppercase().starts_with("SRID=") => rest,
        _ => text,
    };
    let open = text.find('(')?;
    let name = text.get(..open)?.trim();
    let name = name.split_whitespace().next()?;
    let kind = geometry::kind_of(name.trim_end_matches(['Z', 'M', 'z', 'm'])).or_else(|| geometry::kind_of(name))?;
    let mut nested = String::with_capacity(text.len() * 2);
    for part in text.get(open..)?.split_inclusive(['(', ')', ',']) {
        let (numbers, mark) = part.split_at(part.len().checked_sub(1)?);
        let numbers: Vec<&str> = numbers.split_whitespace().collect();
        if !numbers.is_empty() {
            nested.push('[');
            nested.push_str(&numbers.join(","));
            nested.push(']');
        }
        nested.push(match mark {
            "(" => '[',
            ")" => ']',
            _ => ',',
        });
    }
    let parsed = json::documents(&nested).ok()?.0.into_iter().next()?;
    // `POINT(1 2)` has one pair of brackets more than GeoJSON; `MULTIPOINT((1 2))` too, around each point.
    let unwrapped = |item: json::Json| match item {
        json::Json::List(mut items) if items.len() == 1 && items.first().is_some_and(|it| it.as_list().is_some()) => items.remove(0),
        other => other,
    };
    Some((
        kind,
        match (kind, parsed) {
            ("Point", parsed) => unwrapped(parsed),
            ("MultiPoint", json::Json::List(items)) => json::Json::List(items.into_iter().map(unwrapped).collect()),
            (_, parsed) => parsed,
        },
    ))
}

fn compare(first: &[ForeignRow], second: &[ForeignRow], snags: &mut Snags) {
    for (one, other) in first.iter().zip(second) {
        let (Some(Geometry::Point(a)), Some(Geometry::Point(b))) = (&one.geometry, &other.geometry) else { continue };
        let apart = Haversine.distance(*a, *b);
        if apart > FURTHEST_APART {
            let metres = format!("{apart:.0}").parse().unwrap_or(u64::MAX);
            snags.warn(Some(one.row), None, None, Reason::PlacesDisagree { metres });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::csv::read::{TableOptions, read};

    type Rounded = Option<(String, String)>;

    fn filled(text: &str) -> (Vec<Rounded>, Vec<String>, Foreign) {
        let mut foreign = read(text, TableOptions::default());
        let mut snags = Snags::new();
        fill(&mut foreign, &[], &mut snags);
        let rounded = |row: &ForeignRow| match &row.geometry {
            Some(Geometry::Point(point)) => Some((format!("{:.2}", point.x()), format!("{:.2}", point.y()))),
            _ => None,
        };
        let told = snags.list().iter().map(|snag| format!("{} {}", snag.reason.key(), snag.rows)).collect();
        (foreign.rows.iter().map(rounded).collect(), told, foreign)
    }

    fn delft() -> (String, String) {
        ("4.36".to_owned(), "52.01".to_owned())
    }

    #[test]
    fn degrees_are_taken_and_the_grid_checked_against_them() {
        let (places, told, foreign) =
            filled("naam;x;y;lon;lat\na;84500;447500;4,3603;52,0114\nb;84500;447500;4,3603;52,1114\nc;84500;447500;;\n");
        assert_eq!(places, [Some(delft()), Some(("4.36".to_owned(), "52.11".to_owned())), Some(delft())]);
        assert_eq!(told, ["snag-other-system-than-rest 4", "snag-places-disagree 3"]);
        assert_eq!(foreign.columns.iter().filter(|column| column.gives_place).count(), 4);
    }

    #[test]
    fn half_a_place_and_no_number_are_named_by_column() {
        let (places, told, _) = filled("naam,Longitude,Latitude\na,4.361,52.011\nb,4.361,\nc,oost,52.011\nd,NaN,52\ne,-,\n");
        assert_eq!(places[1..], [None, None, None, None]);
        assert_eq!(told, ["snag-coordinate-missing 3", "snag-coordinate-not-a-number 4", "snag-coordinate-not-a-number 5"]);
    }

    #[test]
    fn whole_places_are_read_in_each_usual_way() {
        let (places, told, _) = filled(
            "naam\tgeom\na\tPOINT (4.361 52.011)\nb\tSRID=4326;POINT Z(4.361 52.011 3)\nc\t{\"type\":\"Point\",\"coordinates\":[4.361,52.011]}\nd\t52.011, 4.361\ne\tMULTIPOINT((4.361 52.011))\nf\tLINESTRING(4 52,5 53)\ng\tergens\n",
        );
        assert_eq!(places[..4], [Some(delft()), Some(delft()), Some(delft()), Some(delft())]);
        assert_eq!(told, ["snag-height-dropped 3", "snag-coordinate-not-a-number 8"]);
    }

    #[test]
    fn a_location_in_words_is_no_place() {
        let (places, told, foreign) = filled("naam;locatie\nKas;achter de kerk\n");
        assert_eq!((places, told.len()), (vec![None], 0));
        assert!(!foreign.columns[1].gives_place);
    }
}
