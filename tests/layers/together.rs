//! All assets in one layer, sent as they are kept.

use wijkweb::inventory::change::Change;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use super::{ask, furnished, read, text};
use crate::support::record;

const ALL: &str = "/wijk/ogc/collections/assets/items";

fn names(page: &serde_json::Value) -> Vec<&str> {
    page["features"].as_array().unwrap().iter().map(|feature| feature["properties"]["name"].as_str().unwrap()).collect()
}

#[test]
fn all_kinds_of_assets_stand_beside_each_other_with_what_is_filled_in() {
    let (house, ids) = furnished();
    house.add(record(&house, Kind::Thing, &[("name", text("Bakfiets")), ("contact_name", text("Noor"))], Some((5.2, 52.2))));
    house.add(record(&house, Kind::Area, &[("name", text("Noord"))], Some((5.2, 52.2))));
    let page = read(&house, ALL);
    assert_eq!(names(&page), ["Buurttuin \"De Kas\"", "Schuur", "Ergens", "Bakfiets"]);
    assert_eq!((page["numberMatched"].as_u64(), page["numberReturned"].as_u64()), (Some(4), Some(4)));
    let first = &page["features"][0];
    assert_eq!(first["id"], ids[0].to_string());
    assert_eq!(first["properties"]["size_m2"], 768.0);
    assert_eq!(first["properties"].as_object().unwrap().len(), 6, "{first}");
    assert_eq!(page["features"][3]["properties"]["kind"], "thing");
    assert!(!page.to_string().contains("Noor"), "a contact is for neighbours");
}

#[test]
fn boxes_and_pages_ask_for_a_part() {
    let (house, ids) = furnished();
    assert_eq!(names(&read(&house, &format!("{ALL}?bbox=5.15,52,5.3,52.3"))), ["Schuur"]);
    let first = read(&house, &format!("{ALL}?limit=1"));
    assert_eq!(names(&first), ["Buurttuin \"De Kas\""]);
    let next = first["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next").unwrap();
    assert_eq!(names(&read(&house, next["href"].as_str().unwrap())), ["Schuur"]);
    let last = read(&house, &format!("{ALL}?limit=1&after={}", ids[1]));
    assert_eq!(names(&last), ["Ergens"]);
    assert!(last["links"].as_array().unwrap().iter().all(|link| link["rel"] != "next"));
    assert_eq!(names(&read(&house, &format!("{ALL}?before={}", ids[1]))), ["Buurttuin \"De Kas\""]);
}

#[test]
fn what_is_kept_ready_follows_every_change() {
    let (house, ids) = furnished();
    let tag = |page: &crate::support::Answer| page.headers["etag"].to_str().unwrap().to_owned();
    let first = ask(&house.anonymous(), ALL);
    assert_eq!(tag(&ask(&house.anonymous(), ALL)), tag(&first), "the same answer has the same tag");
    let old = house.neighbourhood.snapshot().record(ids[1]).unwrap().clone();
    let mut renamed = Record { version: old.version + 1, ..old };
    renamed.values.set("name", Value::Text("Loods".to_owned()));
    house.write(vec![Change::Record(renamed.clone())]).unwrap();
    let second = ask(&house.anonymous(), ALL);
    assert_ne!(tag(&second), tag(&first));
    assert!(second.body().contains("Loods") && !second.body().contains("Schuur"));
    let hidden = Record { version: renamed.version + 1, visibility: Visibility::Builders, ..renamed };
    house.write(vec![Change::Record(hidden)]).unwrap();
    let third = ask(&house.anonymous(), ALL);
    assert!(!third.body().contains("Loods"));
    assert!(ask(&house.steward(), ALL).body().contains("Loods"), "a steward sees it, made for that visit");
    assert!(!ask(&house.anonymous(), ALL).body().contains("Loods"));
}

#[test]
fn an_answer_of_many_pieces_is_one_document() {
    let (house, _) = furnished();
    let described = |number: usize| {
        let fields = [("name", Value::Text(format!("Plek {number}"))), ("description", Value::Text("lang verhaal ".repeat(1000)))];
        Change::Record(record(&house, Kind::Place, &fields, Some((5.0, 52.0))))
    };
    house.write((0..300).map(described).collect()).unwrap();
    let page = read(&house, &format!("{ALL}?limit=100000"));
    assert_eq!(page["features"].as_array().unwrap().len(), 303);
    assert!(page["timeStamp"].is_string());
}
