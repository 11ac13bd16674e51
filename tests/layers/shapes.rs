use geo::{Geometry, wkt};
use serde_json::{Value as Json, json};
use wijkweb::inventory::whereabouts::Whereabouts;

use super::{place, read};
use crate::support::House;

fn shown(geometry: impl Into<Geometry<f64>>) -> Json {
    let house = House::empty();
    let mut record = place(&house, "Vorm", None);
    record.whereabouts = Some(Whereabouts::new(geometry.into()).unwrap());
    house.add(record);
    read(&house, "/wijk/ogc/collections/places/items")
}

#[test]
fn without_a_place_the_geometry_is_null() {
    let house = House::empty();
    house.add(place(&house, "Nergens", None));
    let page = read(&house, "/wijk/ogc/collections/places/items");
    assert!(page["features"][0].as_object().unwrap().contains_key("geometry") && page["features"][0]["geometry"].is_null());
    assert_eq!(page.get("bbox"), None);
}

#[test]
fn longitude_comes_first_with_seven_decimals() {
    let page = shown(wkt!(POINT(5.123_456_789 52.0)));
    assert_eq!(page["features"][0]["geometry"], json!({ "type": "Point", "coordinates": [5.123_456_8, 52] }));
    assert_eq!(page["bbox"], json!([5.123_456_8, 52, 5.123_456_8, 52]));
}

#[test]
fn rings_are_wound_by_the_right_hand_rule() {
    let wrong = wkt!(POLYGON((5.0 52.0, 5.0 53.0, 6.0 53.0, 6.0 52.0, 5.0 52.0), (5.2 52.2, 5.4 52.2, 5.4 52.4, 5.2 52.2)));
    let rings = shown(wrong)["features"][0]["geometry"]["coordinates"].clone();
    assert_eq!(rings[0], json!([[5, 52], [6, 52], [6, 53], [5, 53], [5, 52]]));
    assert_eq!(rings[1], json!([[5.2, 52.2], [5.4, 52.4], [5.4, 52.2], [5.2, 52.2]]));
}

#[test]
fn what_crosses_the_date_line_is_cut() {
    let page = shown(wkt!(LINESTRING(179.0 - 17.0, -179.0 - 18.0)));
    assert_eq!(
        page["features"][0]["geometry"],
        json!({ "type": "MultiLineString", "coordinates": [[[179, -17], [180, -17.5]], [[-180, -17.5], [-179, -18]]] })
    );
    assert_eq!(page["bbox"], json!([179, -18, -179, -17]));
    let page = shown(wkt!(POLYGON((179.0 - 17.0, 179.0 - 18.0, -179.0 - 18.0, -179.0 - 17.0, 179.0 - 17.0))));
    let geometry = &page["features"][0]["geometry"];
    assert_eq!((&geometry["type"], geometry["coordinates"].as_array().unwrap().len()), (&"MultiPolygon".into(), 2));
    for polygon in geometry["coordinates"].as_array().unwrap() {
        let longitudes: Vec<_> = polygon[0].as_array().unwrap().iter().map(|at| at[0].as_f64().unwrap()).collect();
        assert!(longitudes.iter().all(|longitude| *longitude >= 179.0) || longitudes.iter().all(|longitude| *longitude <= -179.0));
    }
}
