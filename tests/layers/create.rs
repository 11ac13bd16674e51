//! New features from a program.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use super::{furnished, read};
use crate::support::{Answer, House, Visitor};

const PLACES: &str = "/wijk/ogc/collections/places/items";

fn send(visitor: &Visitor<'_>, address: &str, document: &serde_json::Value) -> Answer {
    let request = Request::post(address).header("content-type", "application/geo+json");
    visitor.send(request, Body::from(document.to_string()))
}

fn shed() -> serde_json::Value {
    json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": [5.12, 52.1] },
        "properties": { "name": "Schuur", "functions": ["meeting"], "tags": ["hout", "droog"], "size_m2": 12.5, "access": "members",
            "valid_from": "2020-01-01", "source": "gemeente", "source_id": "7" },
    })
}

#[test]
fn a_feature_is_kept_and_found_at_the_address_that_is_answered() {
    let (house, _) = furnished();
    let answer = send(&house.steward(), PLACES, &shed());
    assert_eq!(answer.status, 201, "{}", answer.body());
    let feature = read(&house, answer.header("location").unwrap());
    for (name, value) in shed()["properties"].as_object().unwrap() {
        assert_eq!(&feature["properties"][name], value, "{name}");
    }
    assert_eq!(feature["geometry"], shed()["geometry"]);
}

#[test]
fn several_features_are_kept_whole_or_not_at_all() {
    let house = House::empty();
    let mut wrong = shed();
    wrong["properties"]["size_m2"] = json!("veel");
    let answer = send(&house.steward(), PLACES, &json!({ "type": "FeatureCollection", "features": [shed(), wrong] }));
    assert_eq!(answer.status, 400);
    assert!(answer.body().contains("Object 2") && answer.body().contains("size_m2"), "{}", answer.body());
    assert_eq!(read(&house, PLACES)["numberMatched"], 0);
    let mut other = shed();
    other["properties"]["source_id"] = json!("8");
    other["properties"]["kind"] = json!("thing");
    other["properties"].as_object_mut().unwrap().retain(|name, _| !matches!(name.as_str(), "functions" | "size_m2" | "access"));
    let mut first = shed();
    first["properties"]["kind"] = json!("place");
    let all = "/wijk/ogc/collections/assets/items";
    let answer = send(&house.steward(), all, &json!({ "type": "FeatureCollection", "features": [first, other] }));
    assert_eq!(answer.status, 201, "{}", answer.body());
    let created: serde_json::Value = serde_json::from_str(&answer.body()).unwrap();
    assert_eq!(created["created"].as_array().unwrap().len(), 2);
    assert_eq!(read(&house, all)["numberMatched"], 2);
}

#[test]
fn sent_twice_under_its_own_id_it_is_kept_once_and_other_words_are_refused() {
    let house = House::empty();
    let mut feature = shed();
    feature["id"] = json!("018bcfe5-6800-7101-8101-010101010101");
    for _ in 0..2 {
        assert_eq!(send(&house.steward(), PLACES, &feature).status, 201);
    }
    assert_eq!(read(&house, PLACES)["numberMatched"], 1);
    feature["properties"]["name"] = json!("Loods");
    assert_eq!(send(&house.steward(), PLACES, &feature).status, 409);
    assert_eq!(read(&house, PLACES)["features"][0]["properties"]["name"], "Schuur");
}

#[test]
fn what_is_odd_is_named_and_nothing_is_kept() {
    let house = House::empty();
    let with = |name: &str, value: serde_json::Value| {
        let mut feature = shed();
        feature["properties"][name] = value;
        feature
    };
    let cases = [
        (json!({ "type": "Feature", "properties": {} }), "name"),
        (with("smell", json!("teer")), "smell"),
        (with("functions", json!(["rocket_base"])), "rocket_base"),
        (with("visibility", json!("moon")), "visibility"),
        (with("valid_to", json!("1999-01-01")), "valid_to"),
        (with("kind", json!("person")), "kind"),
        (json!({ "type": "Point", "coordinates": [1, 2] }), "FeatureCollection"),
        (json!({ "type": "FeatureCollection", "features": [] }), "FeatureCollection"),
        (
            {
                let mut feature = shed();
                feature["geometry"]["coordinates"] = json!([500, 52]);
                feature
            },
            "geometrie",
        ),
        (
            {
                let mut feature = shed();
                feature["id"] = json!("7");
                feature
            },
            "UUID",
        ),
    ];
    for (document, named) in cases {
        let answer = send(&house.steward(), PLACES, &document);
        assert_eq!(answer.status, 400, "{document}");
        assert!(answer.body().contains(named), "{named}: {}", answer.body());
    }
    assert_eq!(house.steward().send(Request::post(PLACES), Body::from("{")).status, 400);
    assert_eq!(read(&house, PLACES)["numberMatched"], 0);
}

#[test]
fn only_stewards_add_features_and_never_persons() {
    let house = House::empty();
    assert_eq!(send(&house.anonymous(), PLACES, &shed()).status, 403);
    let mut anna = shed();
    anna["properties"]["kind"] = json!("person");
    for (layer, feature) in [("persons", &shed()), ("persons", &anna), ("assets", &anna)] {
        let refused = send(&house.steward(), &format!("/wijk/ogc/collections/{layer}/items"), feature);
        assert_eq!(refused.status, 400, "{layer} {feature}");
    }
    assert!(house.neighbourhood.snapshot().persons().next().is_none());
    assert_eq!(read(&house, PLACES)["numberMatched"], 0);
}
