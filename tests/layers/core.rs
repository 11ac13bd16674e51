use serde_json::Value as Json;

use super::{ask, furnished, layers, link, read};
use crate::support::House;

const GEOJSON: &str = "application/geo+json";

#[test]
fn the_landing_page_leads_to_everything() {
    let (house, _) = furnished();
    for address in ["/wijk/ogc", "/wijk/ogc/"] {
        let landing = read(&house, address);
        for (rel, media_type) in [
            ("self", "application/json"),
            ("alternate", "text/html"),
            ("service-desc", "application/vnd.oai.openapi+json;version=3.0"),
            ("service-doc", "text/html"),
            ("conformance", "application/json"),
            ("data", "application/json"),
        ] {
            let href = link(&landing, rel, media_type).unwrap_or_else(|| panic!("no link {rel} {media_type}"));
            let answer = ask(&house.anonymous(), &href);
            assert_eq!(answer.status, 200, "{href}");
            assert!(answer.header("content-type").unwrap().starts_with(media_type), "{href}");
        }
    }
}

#[test]
fn the_classes_that_are_met_are_declared() {
    let classes = read(&House::empty(), "/wijk/ogc/conformance");
    for class in ["core", "geojson", "html", "oas30"] {
        let uri = format!("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{class}");
        assert!(classes["conformsTo"].as_array().unwrap().iter().any(|declared| *declared == uri), "{class}");
    }
}

#[test]
fn every_layer_is_described() {
    let (house, _) = furnished();
    let all = read(&house, "/wijk/ogc/collections");
    let ids: Vec<_> = all["collections"].as_array().unwrap().iter().map(|layer| layer["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [&["assets"], layers().as_slice(), &["talents"]].concat());
    for layer in all["collections"].as_array().unwrap() {
        let items = link(layer, "items", GEOJSON).unwrap();
        assert_eq!(ask(&house.anonymous(), &items).status, 200, "{items}");
        assert!(!layer["title"].as_str().unwrap().is_empty() && layer["itemType"] == "feature");
        assert_eq!(layer["crs"][0], "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
        let own = link(layer, "self", "application/json").unwrap();
        assert_eq!(read(&house, &own), *layer, "{own}");
    }
    let places = all["collections"].as_array().unwrap().iter().find(|layer| layer["id"] == "places").unwrap();
    assert_eq!(places["extent"]["spatial"]["bbox"], serde_json::json!([[5.123_456_8, 52.1, 5.2, 52.2]]));
    for nothing in ["follow_ups", "neighbourhoods", "place", "unicorns", "..%2f"] {
        assert_eq!(ask(&house.anonymous(), &format!("/wijk/ogc/collections/{nothing}")).status, 404, "{nothing}");
        assert_eq!(ask(&house.anonymous(), &format!("/wijk/ogc/collections/{nothing}/items")).status, 404, "{nothing}");
    }
}

#[test]
fn features_are_geojson_with_links_and_numbers() {
    let (house, ids) = furnished();
    let answer = ask(&house.anonymous(), "/wijk/ogc/collections/places/items");
    assert_eq!(answer.header("content-type"), Some(GEOJSON));
    let page: Json = serde_json::from_slice(&answer.bytes).unwrap();
    assert_eq!((&page["type"], &page["numberMatched"], &page["numberReturned"]), (&"FeatureCollection".into(), &3.into(), &3.into()));
    assert_eq!(page["timeStamp"], "2023-11-15T12:06:40Z");
    assert_eq!(page["area"], "De Wijk");
    assert!(link(&page, "self", GEOJSON).is_some() && link(&page, "alternate", "text/html").is_some());
    assert_eq!(link(&page, "next", GEOJSON), None);
    for (feature, id) in page["features"].as_array().unwrap().iter().zip(ids) {
        assert_eq!(feature["id"], id.to_string());
        let one = read(&house, &format!("/wijk/ogc/collections/places/items/{id}"));
        assert_eq!((&one["properties"], &one["geometry"]), (&feature["properties"], &feature["geometry"]));
        for rel in ["self", "collection"] {
            assert!(one["links"].as_array().unwrap().iter().any(|link| link["rel"] == rel), "{rel}");
        }
    }
    for nothing in ["019c1b0e-9b20-7000-8000-000000000374", "x", "..%2f"] {
        assert_eq!(ask(&house.anonymous(), &format!("/wijk/ogc/collections/places/items/{nothing}")).status, 404);
    }
    // A place is no thing.
    assert_eq!(ask(&house.anonymous(), &format!("/wijk/ogc/collections/things/items/{}", ids[0])).status, 404);
}

#[test]
fn every_address_gives_a_page_to_people() {
    let (house, ids) = furnished();
    let items = format!("/wijk/ogc/collections/places/items/{}", ids[0]);
    for address in [
        "/wijk/ogc",
        "/wijk/ogc/api",
        "/wijk/ogc/conformance",
        "/wijk/ogc/collections",
        "/wijk/ogc/collections/places",
        "/wijk/ogc/collections/places/items",
        &items,
    ] {
        for language in ["nl", "en"] {
            let page = house.anonymous().reading(language).get(address);
            assert_eq!(page.status, 200, "{address}");
            assert!(page.header("content-type").unwrap().starts_with("text/html"), "{address}");
            assert_eq!((page.count("h1"), page.attribute("html", "lang")), (1, Some(language.to_owned())), "{address}");
            assert!(page.header("vary").unwrap().contains("accept"));
        }
        assert!(ask(&house.anonymous(), &format!("{address}?f=html")).header("content-type").unwrap().starts_with("text/html"));
        assert!(house.anonymous().get(&format!("{address}?f=json")).header("content-type").unwrap().contains("json"));
        assert_eq!(ask(&house.anonymous(), &format!("{address}?f=xml")).status, 400, "{address}");
    }
    let table = house.anonymous().get("/wijk/ogc/collections/places/items");
    assert_eq!(table.texts("tbody th"), ["Buurttuin \"De Kas\"", "Schuur", "Ergens"]);
}

#[test]
fn unknown_parameters_and_values_are_refused_everywhere() {
    let (house, _) = furnished();
    for address in [
        "/wijk/ogc",
        "/wijk/ogc/api",
        "/wijk/ogc/conformance",
        "/wijk/ogc/collections",
        "/wijk/ogc/collections/places",
        "/wijk/ogc/collections/places/items",
    ] {
        for query in ["unicorn=1", "f=yaml", "f=json&f=json", "=1"] {
            let answer = ask(&house.anonymous(), &format!("{address}?{query}"));
            assert_eq!(answer.status, 400, "{address}?{query}");
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        }
    }
    let answer = house.anonymous().reading("en").get("/wijk/ogc/collections/places/items?unicorn=1&f=json");
    let problem: Json = serde_json::from_slice(&answer.bytes).unwrap();
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("unicorn") && detail.contains("bbox") && detail.contains("size_m2"), "{detail}");
}
