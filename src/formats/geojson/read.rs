//! A GeoJSON file as a foreign file: every feature a row, every property a column.

use geo::{CoordsIter, Geometry, Validation};

use super::geometry;
use crate::capture::foreign::{ColumnsAsMet, Foreign, ForeignRow, Format};
use crate::capture::reason::Reason;
use crate::capture::snag::{Severity, Snags};
use crate::formats::coordinates;
use crate::formats::json::Json;
use crate::formats::json_table::add_members;

/// Whether a shape crosses itself is found by comparing each of its lines with each other. So many comparisons are made
/// for a file, which takes seconds; shapes beyond that are taken as they are.
const MOST_COMPARISONS: usize = 100_000_000;

/// Whether these documents are meant to be GeoJSON, however odd.
pub fn is_meant(documents: &[Json]) -> bool {
    documents.first().is_some_and(|first| {
        let named =
            first.member("type").and_then(Json::as_text).is_some_and(|name| geometry::kind_of(name).is_some() || kind(name) != Kind::Other);
        let umap = first.member("type").and_then(Json::as_text) == Some("umap");
        named || umap || first.member("features").is_some() || (first.member("geometry").is_some() && first.member("properties").is_some())
    })
}

/// Reads features from documents: collections, single features, bare geometries, several one after the other.
pub fn read(documents: &[Json], most_rows: Option<u64>) -> Foreign {
    let mut reading = Reading { most_rows, ..Reading::default() };
    for document in documents {
        reading.document(document);
    }
    let mut foreign = Foreign { format: Format::GeoJson, rows: reading.rows, ..Foreign::default() };
    let mut snags = reading.snags;
    let system = coordinates::settle(&mut foreign.rows, reading.declared.as_deref(), &mut snags);
    foreign.system = system.map(coordinates::System::name);
    let mut comparisons_left = MOST_COMPARISONS;
    for row in &foreign.rows {
        tell_crossing(row, &mut comparisons_left, &mut snags);
    }
    if foreign.rows.is_empty() && snags.list().is_empty() {
        snags.warn(None, None, None, Reason::NoRows);
    }
    foreign.columns = reading.columns.into_columns();
    foreign.snags = snags.into_list();
    foreign
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Collection,
    Feature,
    Other,
}

fn kind(name: &str) -> Kind {
    match name.trim().to_lowercase().as_str() {
        "featurecollection" => Kind::Collection,
        "feature" => Kind::Feature,
        _ => Kind::Other,
    }
}

#[derive(Default)]
struct Reading {
    columns: ColumnsAsMet,
    rows: Vec<ForeignRow>,
    snags: Snags,
    declared: Option<String>,
    most_rows: Option<u64>,
    met: u64,
}

impl Reading {
    fn document(&mut self, document: &Json) {
        self.tell_twice(document, None);
        self.tell_box(document, None);
        if let Some(name) = declared_system(document) {
            self.declared = Some(name);
        }
        let name = document.member("type").and_then(Json::as_text).unwrap_or_default();
        let has_shape = document.member("coordinates").is_some() || document.member("geometries").is_some();
        if geometry::kind_of(name).is_some() && has_shape {
            return self.bare_geometry(document);
        }
        // A map of uMap, saved whole: each of its layers is a collection.
        if let Some(layers) = document.member("layers").and_then(Json::as_list).filter(|_| name == "umap") {
            for layer in layers {
                self.document(layer);
            }
            return;
        }
        if document.member("features").is_some() && kind(name) != Kind::Feature {
            self.tell_type(name, "FeatureCollection", None);
            return self.collection(document);
        }
        match kind(name) {
            Kind::Collection => self.snags.refuse(None, None, None, Reason::FeaturesNotAList),
            Kind::Feature => self.feature(document),
            Kind::Other if geometry::kind_of(name).is_some() => self.bare_geometry(document),
            Kind::Other if document.member("geometry").is_some() => self.feature(document),
            Kind::Other => self.snags.refuse(None, None, Some(name), Reason::JsonUnknown),
        }
    }

    fn collection(&mut self, document: &Json) {
        for (name, value) in members(document) {
            // Other members are allowed (RFC 7946 section 6.1), but these belong to features and geometries.
            if matches!(name.as_str(), "properties" | "coordinates" | "geometry") && !matches!(value, Json::Null) {
                self.snags.note(None, None, None, Reason::MemberNotRead { name: name.clone() });
            }
        }
        let Some(features) = document.member("features").and_then(Json::as_list) else {
            return self.snags.refuse(None, None, None, Reason::FeaturesNotAList);
        };
        for feature in features {
            if self.full() {
                break;
            }
            match feature {
                Json::Object(_) => self.feature(feature),
                other => {
                    self.met += 1;
                    self.snags.refuse(Some(self.met), None, Some(&other.to_string()), Reason::FeatureNotAnObject);
                }
            }
        }
    }

    fn full(&mut self) -> bool {
        let Some(limit) = self.most_rows.filter(|limit| self.met >= *limit) else { return false };
        self.snags.refuse(Some(self.met + 1), None, None, Reason::TooManyRows { limit });
        true
    }

    fn feature(&mut self, feature: &Json) {
        let name = feature.member("type").and_then(Json::as_text).unwrap_or_default();
        if geometry::kind_of(name).is_some() && feature.member("geometry").is_none() {
            return self.bare_geometry(feature);
        }
        self.met += 1;
        let row = Some(self.met);
        self.tell_type(name, "Feature", row);
        self.tell_twice(feature, row);
        self.tell_box(feature, row);
        if feature.member("features").is_some() {
            self.snags.note(row, None, None, Reason::MemberNotRead { name: "features".to_owned() });
        }
        let cells = match feature.member("properties") {
            Some(properties @ Json::Object(_)) => {
                self.tell_twice(properties, row);
                let mut cells = Vec::new();
                add_members(properties, "", &mut self.columns, &mut cells, row, &mut self.snags);
                cells
            }
            None | Some(Json::Null) => Vec::new(),
            Some(other) => {
                self.snags.warn(row, Some("properties"), Some(&other.to_string()), Reason::PropertiesNotAnObject);
                Vec::new()
            }
        };
        let mut read = ForeignRow::new(self.met, cells);
        read.id = self.id(feature, row);
        read.geometry = match feature.member("geometry") {
            None | Some(Json::Null) => None,
            Some(shape) => self.geometry(shape, row, Severity::Warning),
        };
        self.rows.push(read);
    }

    fn bare_geometry(&mut self, shape: &Json) {
        self.met += 1;
        let row = Some(self.met);
        for name in ["properties", "geometry", "features"] {
            if shape.member(name).is_some() {
                self.snags.note(row, None, None, Reason::MemberNotRead { name: name.to_owned() });
            }
        }
        let mut read = ForeignRow::new(self.met, Vec::new());
        read.geometry = self.geometry(shape, row, Severity::Refused);
        if read.geometry.is_some() {
            self.rows.push(read);
        }
    }

    /// Reads a shape; `without` is how much it weighs when there is none.
    fn geometry(&mut self, shape: &Json, row: Option<u64>, without: Severity) -> Option<Geometry<f64>> {
        if !shape.is_object() {
            let reason = Reason::GeometryTypeUnknown { name: String::new() };
            self.snags.tell(without, row, Some("geometry"), Some(&shape.to_string()), reason);
            return None;
        }
        self.tell_twice(shape, row);
        self.tell_box(shape, row);
        let mut notes = Vec::new();
        let read = geometry::read(shape, &mut notes);
        notes.dedup();
        for reason in notes {
            let severity = if matches!(reason, Reason::PartLeftOut | Reason::MixedCollection) { Severity::Warning } else { Severity::Note };
            self.snags.tell(severity, row, Some("geometry"), None, reason);
        }
        match read {
            Ok(geometry) => Some(geometry),
            Err(reason) => {
                let given = shape.member("coordinates").map(ToString::to_string);
                self.snags.tell(without, row, Some("geometry"), given.as_deref(), reason);
                None
            }
        }
    }

    fn id(&mut self, feature: &Json, row: Option<u64>) -> Option<String> {
        match feature.member("id")? {
            Json::Text(id) if !id.trim().is_empty() => Some(id.trim().to_owned()),
            Json::Number(number) => Some(crate::formats::json_table::shortest(number)),
            Json::Null => None,
            other => {
                self.snags.warn(row, Some("id"), Some(&other.to_string()), Reason::IdNotUsable);
                None
            }
        }
    }

    fn tell_type(&mut self, name: &str, expected: &str, row: Option<u64>) {
        if name != expected {
            let reason = Reason::GeoJsonTypeOdd { expected: expected.to_owned() };
            self.snags.note(row, Some("type"), Some(name), reason);
        }
    }

    fn tell_twice(&mut self, object: &Json, row: Option<u64>) {
        for name in twice(object) {
            self.snags.warn(row, None, None, Reason::JsonNameTwice { name });
        }
    }

    fn tell_box(&mut self, object: &Json, row: Option<u64>) {
        let Some(bbox) = object.member("bbox").filter(|bbox| !matches!(bbox, Json::Null)) else { return };
        let sound = bbox
            .as_list()
            .is_some_and(|numbers| matches!(numbers.len(), 4 | 6) && numbers.iter().all(|number| matches!(number, Json::Number(_))));
        if !sound {
            self.snags.note(row, Some("bbox"), Some(&bbox.to_string()), Reason::BoxOdd);
        }
    }
}

fn members(object: &Json) -> &[(String, Json)] {
    match object {
        Json::Object(members) => members,
        _ => &[],
    }
}

fn twice(object: &Json) -> Vec<String> {
    let mut names: Vec<&str> = members(object).iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let mut twice: Vec<String> = names
        .windows(2)
        .filter(|pair| pair.first() == pair.last())
        .filter_map(|pair| pair.first())
        .map(|name| (*name).to_owned())
        .collect();
    twice.dedup();
    twice
}

/// The system that the file names itself, as GeoJSON had it before RFC 7946.
fn declared_system(document: &Json) -> Option<String> {
    let crs = document.member("crs")?;
    if let Some(name) = crs.as_text() {
        return Some(name.to_owned());
    }
    let properties = crs.member("properties")?;
    let name = properties.member("name").or_else(|| properties.member("href")).or_else(|| properties.member("code"))?;
    match name {
        Json::Text(name) => Some(name.clone()),
        other => Some(other.to_string()),
    }
}

fn tell_crossing(row: &ForeignRow, comparisons_left: &mut usize, snags: &mut Snags) {
    let comparisons = row.geometry.as_ref().map_or(0, |geometry| geometry.coords_count().saturating_pow(2));
    let Some(left) = comparisons_left.checked_sub(comparisons) else { return };
    *comparisons_left = left;
    let crosses = match &row.geometry {
        Some(Geometry::Polygon(polygon)) => !polygon.is_valid(),
        Some(Geometry::MultiPolygon(polygons)) => !polygons.is_valid(),
        _ => false,
    };
    if crosses {
        snags.note(Some(row.row), Some("geometry"), None, Reason::ShapeCrossesItself);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::foreign::Cell;
    use crate::formats::json::documents;

    fn foreign(text: &str) -> Foreign {
        read(&documents(text).unwrap().0, None)
    }

    fn told(foreign: &Foreign) -> Vec<String> {
        foreign.snags.iter().map(|snag| format!("{} {}", snag.reason.key(), snag.rows)).collect()
    }

    #[test]
    fn properties_become_columns_in_the_order_in_which_they_are_met() {
        let read = foreign(
            r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","id":7,"properties":{"naam":"De Kas","open":true,"jaar":2004.0},"geometry":{"type":"Point","coordinates":[4.5,51.9]}},
            {"type":"Feature","id":"b","properties":{"straat":"Kade ","naam":null,"tags":["a","b"],"deep":{"x":{"y":1}}},"geometry":null}]}"#,
        );
        let names: Vec<_> = read.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["naam", "open", "jaar", "straat", "tags", "deep.x.y"]);
        assert_eq!(read.rows[0].id.as_deref(), Some("7"));
        assert_eq!(read.rows[0].cell(2), Some(&Cell::Number("2004".to_owned())));
        assert_eq!(read.rows[1].cell(0), None);
        assert_eq!(read.rows[1].cell(4).map(Cell::as_text), Some("a; b"));
        assert_eq!(told(&read), ["snag-nested-flattened 2", "snag-nested-flattened 2"]);
    }

    #[test]
    fn one_bad_feature_does_not_cost_another() {
        let read = foreign(
            r#"{"type":"FeatureCollection","features":[null,
            {"type":"Feature","properties":[],"geometry":null},
            {"type":"Featre","properties":{},"geometry":{"type":"Point","coordinates":[4.5,51.9]}},
            {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":["x",51.9]}}]}"#,
        );
        assert_eq!(read.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(
            told(&read),
            [
                "snag-feature-not-an-object 1",
                "snag-properties-not-an-object 2",
                "snag-geojson-type-odd 3",
                "snag-coordinate-not-a-number 4"
            ]
        );
    }

    #[test]
    fn bare_geometries_and_single_features_are_files_too() {
        assert_eq!(foreign(r#"{"type":"Point","coordinates":[4.5,51.9]}"#).rows.len(), 1);
        assert_eq!(foreign(r#"{"type":"Feature","properties":null,"geometry":null}"#).rows.len(), 1);
        assert_eq!(told(&foreign(r#"{"type":"FeatureCollection","features":{}}"#)), ["snag-features-not-a-list "]);
        assert_eq!(told(&foreign(r#"{"type":"FeatureCollection","features":[]}"#)), ["snag-no-rows "]);
    }

    #[test]
    fn a_shape_that_crosses_itself_is_kept_and_named() {
        let read = foreign(r#"{"type":"Polygon","coordinates":[[[4,51],[5,52],[5,51],[4,52],[4,51]]]}"#);
        assert!(read.rows[0].geometry.is_some());
        assert_eq!(told(&read), ["snag-shape-crosses-itself 1"]);
    }
}
