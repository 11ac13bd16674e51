use axum::body::Body;
use axum::http::Request;
use axum::http::header::{ACCEPT, CONTENT_TYPE};

use crate::support::{Answer, House};

/// A multipart form, as sent, with this body.
fn hand_in(house: &House, body: impl Into<Body>) -> Answer {
    let request = Request::post("/wijk/import").header(CONTENT_TYPE, "multipart/form-data; boundary=grens");
    house.steward().send(request, body.into())
}

fn part(head: &str, body: &str) -> String {
    format!("--grens\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
}

/// What is kept of files that were handed in.
fn uploads(house: &House) -> usize {
    std::fs::read_dir(house.state.neighbourhoods.folder().join("uploads/wijk")).map_or(0, Iterator::count)
}

#[test]
fn a_file_that_does_not_come_in_whole_is_not_kept() {
    let house = House::empty();
    let whole = part(r#"name="file"; filename="plekken.csv""#, "naam;lon;lat");
    let answer = hand_in(&house, whole.trim_end().to_owned());
    assert_eq!((answer.status, answer.text("h1").as_str()), (400, "Het bestand is niet heel aangekomen"));
    assert_eq!(uploads(&house), 0);
}

#[test]
fn a_word_of_the_form_does_not_fill_the_memory() {
    let house = House::empty();
    let answer = hand_in(&house, part(r#"name="kind""#, &"x".repeat(1_000_000)) + "--grens--\r\n");
    assert_eq!((answer.status, uploads(&house)), (413, 0));
}

#[test]
fn what_a_library_refuses_is_said_with_what_to_do() {
    let house = House::empty();
    let request = Request::post("/wijk/import").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = house.steward().send(request, Body::from("a=b"));
    assert_eq!(answer.status, 400);
    assert!(!answer.text("p.lead").is_empty());
    let answer = house.anonymous().get("/%ff?f=json");
    assert_eq!(answer.status, 400);
    let said: serde_json::Value = serde_json::from_str(&answer.body()).unwrap();
    assert!(!said["detail"].as_str().unwrap().is_empty(), "{said}");
}

#[test]
fn a_wrong_method_is_told_with_the_right_ones() {
    let house = House::empty();
    let answer = house.anonymous().send(Request::delete("/wijk").header(ACCEPT, "*/*"), Body::empty());
    assert_eq!((answer.status, answer.header("allow").is_some_and(|allowed| allowed.contains("GET"))), (405, true));
}
