use serde_json::Value as Json;

use super::residents::{SQUARE, counted, release};
use crate::support::{House, Visitor};

const ITEMS: &str = "/wijk/ogc/collections/talents/items";

fn read(visitor: &Visitor<'_>, address: &str) -> Json {
    let answer = visitor.get(address);
    assert_eq!(answer.status, 200, "{address}");
    serde_json::from_str(&answer.body()).unwrap()
}

#[test]
fn the_layer_has_squares_as_surfaces_and_totals_without_one() {
    let (house, _) = counted(7);
    release(&house);
    let all = read(&house.anonymous(), &format!("{ITEMS}?f=json"));
    assert_eq!((&all["numberMatched"], &all["withheld"], &all["suppressed"]), (&4.into(), &"yes".into(), &"yes".into()));
    for feature in all["features"].as_array().unwrap() {
        let properties = &feature["properties"];
        assert_eq!((properties["band"].as_str(), properties["date"].as_str()), (Some("5-9"), Some("2023-11-15")));
        assert_eq!(feature["geometry"].is_null(), properties["square"].is_null());
        assert!(feature["geometry"].is_null() || feature["geometry"]["type"] == "Polygon" && properties["square"] == SQUARE);
    }
    assert_eq!(read(&house.steward(), &format!("{ITEMS}?f=json"))["suppressed"], "yes", "for stewards as for everyone");
}

#[test]
fn the_layer_answers_questions_as_others_do() {
    let (house, _) = counted(7);
    release(&house);
    let visitor = house.anonymous();
    let count = |question: &str| read(&visitor, &format!("{ITEMS}?f=json&{question}"))["numberMatched"].as_u64().unwrap();
    assert_eq!([count("group=people"), count("group=food"), count("group=office"), count("q=eten")], [2, 2, 0, 2]);
    assert_eq!([count("bbox=3,50,8,54"), count("bbox=5,52,5.1,52.1")], [2, 0], "what has no place is in no box");
    assert_eq!([count("datetime=2023-11-15"), count("datetime=2023-11-16/.."), count("function=meeting")], [4, 0, 0]);
    for wrong in ["groups=food", "bbox=1,2", "limit=0", "datetime=yesterday", "crs=EPSG:28992", "group=a&group=b", "after=x"] {
        assert_eq!(visitor.get(&format!("{ITEMS}?f=json&{wrong}")).status, 400, "{wrong}");
    }
    let tag = visitor.get(&format!("{ITEMS}?f=json")).header("etag").unwrap().to_owned();
    let request = axum::http::Request::get(format!("{ITEMS}?f=json")).header("if-none-match", tag);
    assert_eq!(visitor.send(request, axum::body::Body::empty()).status, 304);
    assert_eq!(visitor.get(&format!("{ITEMS}?f=html")).count("tbody tr"), 4);
    assert_eq!(visitor.get(&format!("{ITEMS}/00000000-0000-8000-8000-000000000000?f=json")).status, 404);
    assert_eq!(house.steward().post_form(ITEMS, &[]).status, 400, "nobody adds a figure");
}

#[test]
fn the_layer_is_described_with_its_extent_schema_and_filter() {
    let (house, _) = counted(7);
    let before = read(&house.anonymous(), "/wijk/ogc/collections/talents?f=json");
    assert!(before["extent"]["spatial"].is_null());
    release(&house);
    let after = read(&house.anonymous(), "/wijk/ogc/collections/talents?f=json");
    assert_eq!(after["extent"]["spatial"]["bbox"][0].as_array().unwrap().len(), 4);
    let schema = read(&house.anonymous(), "/wijk/ogc/collections/talents/schema");
    assert_eq!(schema["properties"]["properties"]["properties"]["band"]["enum"][3], "50+");
    let api = read(&house.anonymous(), "/wijk/ogc/api?f=json");
    let parameters = api["paths"]["/collections/talents/items"]["get"]["parameters"].as_array().unwrap();
    assert!(parameters.iter().any(|parameter| parameter["name"] == "group"));
}

#[test]
fn the_table_opens_in_columns_in_the_language_of_the_visitor() {
    let (house, _) = counted(7);
    let table = |house: &House, language| house.anonymous().reading(language).get("/wijk/talents/csv");
    assert_eq!(table(&house, "nl").body().lines().count(), 1);
    release(&house);
    let (dutch, english) = (table(&house, "nl"), table(&house, "en"));
    assert!(dutch.body().contains(&format!("food;Eten en drinken;{SQUARE};100;5-9;5;9;2023-11-15")));
    assert!(english.body().contains(&format!("food,Food and drink,{SQUARE},100,5-9,5,9,2023-11-15")));
    assert_eq!(dutch.header("content-disposition"), Some("attachment; filename=\"wijk-talents-2023-11-15.csv\""));
    assert_eq!(house.anonymous().get("/wijk/talents/xlsx").status, 404);
}
