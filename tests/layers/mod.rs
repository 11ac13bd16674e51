//! The layers as programs read them: the abstract tests of OGC API - Features part 1 (annex A.2: core, HTML, GeoJSON,
//! OpenAPI 3.0), and what this house promises besides.

mod core;
mod create;
mod description;
mod export;
mod items;
mod question;
mod shapes;
mod together;
mod trace;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::ACCEPT;
use serde_json::Value as Json;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::{Kind, Role};
use wijkweb::inventory::record::Record;
use wijkweb::inventory::value::Value;

use crate::support::{Answer, House, Visitor, record};

/// Every layer's name: what the kinds that are no person, no profile and no photo are called.
fn layers() -> Vec<&'static str> {
    let shown = Kind::ALL.iter().filter(|kind| !matches!(kind.role(), Role::Task | Role::Evidence | Role::Profile | Role::Illustration));
    shown.map(|kind| kind.plural()).collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn codes(codes: &[&str]) -> Value {
    Value::Codes(codes.iter().map(ToString::to_string).collect())
}

fn place(house: &House, name: &str, at: Option<(f64, f64)>) -> Record {
    record(house, Kind::Place, &[("name", text(name))], at)
}

/// A house with three places and a surface.
fn furnished() -> (House, [Id; 3]) {
    let house = House::empty();
    let fields = [
        ("name", text("Buurttuin \"De Kas\"")),
        ("functions", codes(&["meeting", "sport"])),
        ("tags", codes(&["groen"])),
        ("access", codes(&["everyone"])),
        ("size_m2", Value::Decimal(768.0)),
    ];
    let ids = [
        house.add(record(&house, Kind::Place, &fields, Some((5.123_456_789, 52.1)))),
        house.add(record(&house, Kind::Place, &[("name", text("Schuur")), ("functions", codes(&["sport"]))], Some((5.2, 52.2)))),
        house.add(place(&house, "Ergens", None)),
    ];
    (house, ids)
}

/// Asks as a program does.
fn ask(visitor: &Visitor<'_>, address: &str) -> Answer {
    visitor.send(Request::get(address).header(ACCEPT, "application/geo+json, application/json"), Body::empty())
}

/// Asks as a program of whom nothing is known, and reads the document.
fn read(house: &House, address: &str) -> Json {
    let answer = ask(&house.anonymous(), address);
    assert_eq!(answer.status, 200, "{address}: {}", answer.body());
    serde_json::from_slice(&answer.bytes).unwrap()
}

/// The names of the features on a page.
fn names(document: &Json) -> Vec<String> {
    let features = document["features"].as_array().unwrap();
    features.iter().map(|feature| feature["properties"]["name"].as_str().unwrap().to_owned()).collect()
}

/// The address of the link with this relation and media type.
fn link(document: &Json, rel: &str, media_type: &str) -> Option<String> {
    let links = document["links"].as_array().unwrap();
    let found = links.iter().find(|link| link["rel"] == rel && link["type"] == media_type)?;
    Some(found["href"].as_str().unwrap().to_owned())
}
