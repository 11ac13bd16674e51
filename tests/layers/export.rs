use serde_json::Value as Json;
use wijkweb::consent::Audience;
use wijkweb::formats::csv::read::{TableOptions, read as read_table};
use wijkweb::formats::csv::write::Dialect;
use wijkweb::formats::{Format, export};
use wijkweb::inventory::change::Change;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::whereabouts::Whereabouts;

use super::{codes, furnished, names, place, text};
use crate::support::{House, record};

fn geojson(house: &House, query: &str) -> Json {
    let answer = house.anonymous().get(&format!("/wijk/export/geojson{query}"));
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/geo+json")));
    serde_json::from_slice(&answer.bytes).unwrap()
}

#[test]
fn a_geojson_file_holds_all_that_is_asked_and_says_what_it_is() {
    let (house, _) = furnished();
    house.add(record(&house, Kind::Thing, &[("name", text("Bakfiets"))], None));
    let file = geojson(&house, "");
    assert_eq!(names(&file), ["Buurttuin \"De Kas\"", "Schuur", "Ergens", "Bakfiets"]);
    assert_eq!((&file["name"], &file["area"], &file["generated"]), (&"assets".into(), &"De Wijk".into(), &"2023-11-15T12:06:40Z".into()));
    assert_eq!(file["suppressed"], "yes");
    assert_eq!(names(&geojson(&house, "?kind=thing")), ["Bakfiets"]);
    assert_eq!(names(&geojson(&house, "?q=schuur&utm_source=mail")), ["Schuur"]);
    assert_eq!(geojson(&house, "?q=niets-van-dit-al")["features"], serde_json::json!([]));
}

#[test]
fn a_file_is_taken_along_under_a_safe_name() {
    let (house, _) = furnished();
    let answer = house.anonymous().get("/wijk/export/csv?kind=place");
    assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"wijk-places-2023-11-15.csv\""));
    for (address, status) in [("/wijk/export/xlsx", 404), ("/wijk/export/csv?kind=unicorn", 400), ("/nergens/export/csv", 404)] {
        assert_eq!(house.anonymous().get(address).status, status, "{address}");
    }
}

#[test]
fn a_table_opens_in_columns_in_the_visitors_spreadsheet() {
    let (house, _) = furnished();
    let table = |language| house.anonymous().reading(language).get("/wijk/export/csv?kind=place").body();
    let (dutch, english) = (table("nl"), table("en"));
    assert!(dutch.starts_with("\u{feff}id;kind;name;description;"), "{dutch}");
    assert!(english.starts_with("\u{feff}id,kind,name,description,"), "{english}");
    assert!(
        dutch.contains(";\"Buurttuin \"\"De Kas\"\"\";") && dutch.contains(";5,1234568;52,1;") && dutch.contains(";\"meeting; sport\";")
    );
    assert!(english.contains(",5.1234568,52.1,") && english.contains(",768,"));
    assert!(!dutch.contains("visibility") && house.steward().get("/wijk/export/csv").body().contains(";visibility;"));
}

#[test]
fn a_table_is_read_back_as_it_was_and_no_cell_is_a_formula() {
    let house = House::empty();
    let odd =
        ["=HYPERLINK(\"http://x\")", "+31 6 123", "-1", "-", "@jan", "'=x", "'s-Gravenhage", "\"q\"", "a;b,c", "regel\nregel", "−5", "é🌳"];
    let records = odd.iter().map(|words| {
        let fields = [("name", text("Plek")), ("description", text(words))];
        Change::Record(record(&house, Kind::Place, &fields, Some((5.0, 52.0))))
    });
    house.write(records.collect()).unwrap();
    let mut surface = place(&house, "vlak", None);
    surface.whereabouts = Some(Whereabouts::new(geo::wkt!(POLYGON((5.0 52.0, 6.0 52.0, 6.0 53.0, 5.0 52.0))).into()).unwrap());
    house.add(surface);
    for language in ["nl", "en"] {
        let table = house.anonymous().reading(language).get("/wijk/export/csv?kind=place").body();
        let read = read_table(table.trim_start_matches('\u{feff}'), TableOptions::default());
        let column = |name: &str| read.columns.iter().position(|column| column.name == name).unwrap();
        let cell = |row: usize, name: &str| read.rows[row].cell(column(name)).map(|cell| cell.as_text().to_owned()).unwrap_or_default();
        assert_eq!((0..odd.len()).map(|row| cell(row, "description")).collect::<Vec<_>>(), odd, "{language}");
        assert_eq!(cell(odd.len(), "geometry"), "POLYGON((5 52,6 52,6 53,5 52))");
        assert_eq!(cell(odd.len(), "longitude"), "");
        for line in table.lines() {
            assert!(
                !line.contains([';', ',']) || !line.contains(";=") && !line.contains(",=") && !line.contains(";@") && !line.contains(";+"),
                "{line}"
            );
        }
    }
}

#[test]
fn the_same_view_gives_the_same_bytes_and_the_page_gives_the_same_file_as_the_command() {
    let (house, _) = furnished();
    house.add(record(&house, Kind::Association, &[("name", text("Koor")), ("tags", codes(&["zang"]))], None));
    let graph = house.neighbourhood.snapshot();
    let written = |format| {
        let mut out = Vec::new();
        export(graph.seen_by(Audience::Everyone), &[], format, house.surroundings().now(), &mut out).unwrap();
        out
    };
    assert_eq!(written(Format::GeoJson), written(Format::GeoJson));
    assert_eq!(written(Format::GeoJson), house.anonymous().get("/wijk/export/geojson").bytes);
    assert_eq!(written(Format::Csv(Dialect::Semicolon)), house.anonymous().get("/wijk/export/csv").bytes);
    assert_eq!(written("csv".parse().unwrap()), house.anonymous().reading("en").get("/wijk/export/csv").bytes);
}

#[test]
fn a_large_file_comes_whole() {
    let house = House::empty();
    let records = (0..600).map(|number| Change::Record(place(&house, &format!("Plek {number}"), Some((5.0, 52.0)))));
    house.write(records.collect()).unwrap();
    let file = geojson(&house, "");
    assert_eq!(file["features"].as_array().unwrap().len(), 600);
    assert!(house.anonymous().get("/wijk/export/geojson").bytes.len() > 3 * 64 * 1024);
    assert_eq!(house.anonymous().get("/wijk/export/csv").body().lines().count(), 601);
}
