use axum::body::Body;
use axum::http::Request;
use axum::http::header::{ACCEPT_ENCODING, HOST, IF_NONE_MATCH};
use wijkweb::inventory::change::Change;

use super::{ask, furnished, link, names, place, read};
use crate::support::House;

const ITEMS: &str = "/wijk/ogc/collections/places/items";

#[test]
fn values_keep_their_types() {
    let (house, ids) = furnished();
    let properties = read(&house, &format!("{ITEMS}/{}", ids[0]))["properties"].clone();
    assert_eq!(properties["kind"], "place");
    assert_eq!(properties["name"], "Buurttuin \"De Kas\"");
    assert_eq!(properties["functions"], serde_json::json!(["meeting", "sport"]));
    assert_eq!(properties["access"], "everyone");
    assert_eq!(properties["size_m2"], 768.0);
    assert!(properties["description"].is_null());
    // Programs take a column that begins with whole numbers for one of whole numbers.
    assert!(ask(&house.anonymous(), ITEMS).body().contains("\"size_m2\":768.0"));
    // What is for others is not even named.
    let associations = read(&house, "/wijk/ogc/collections/associations/schema");
    assert!(associations.to_string().contains("members_approx") && !associations.to_string().contains("email"));
}

#[test]
fn turning_pages_visits_every_feature_once_also_when_one_is_added_meanwhile() {
    let house = House::empty();
    let expected: Vec<String> = (0..23).map(|number| format!("Plek {number:02}")).collect();
    house.write(expected.iter().map(|name| Change::Record(place(&house, name, Some((5.0, 52.0))))).collect()).unwrap();
    for query in ["limit=5", "limit=5&bbox=4,51,6,53", "limit=5&q=plek"] {
        let (mut next, mut back, mut seen, mut pages) = (Some(format!("{ITEMS}?{query}")), None, Vec::new(), 0);
        while let Some(address) = next {
            let page = read(&house, &address);
            seen.extend(names(&page));
            next = link(&page, "next", "application/geo+json");
            assert!(next.iter().all(|next| query.split('&').all(|kept| next.contains(&kept.replace(',', "%2C")))), "{next:?}");
            back = link(&page, "prev", "application/geo+json");
            pages += 1;
            if pages == 2 {
                house.add(place(&house, "Plek nieuw", Some((5.0, 52.0))));
            }
        }
        assert_eq!(seen[..23], expected, "{query}");
        assert!(seen[23..].iter().all(|name| name == "Plek nieuw"));
        assert_eq!(names(&read(&house, &back.unwrap())), seen[(pages - 2) * 5..(pages - 1) * 5], "{query}");
    }
}

#[test]
fn the_first_page_has_no_page_before_it_and_the_last_none_after_it() {
    let (house, ids) = furnished();
    for query in ["", "&q=kas schuur ergens"] {
        let first = read(&house, &format!("{ITEMS}?limit=2{}", query.replace(' ', "+")));
        assert_eq!(link(&first, "prev", "application/geo+json"), None);
    }
    let last = read(&house, &format!("{ITEMS}?limit=2&after={}", ids[0]));
    assert_eq!((names(&last), link(&last, "next", "application/geo+json")), (vec!["Schuur".to_owned(), "Ergens".to_owned()], None));
    let before = read(&house, &link(&last, "prev", "application/geo+json").unwrap());
    assert_eq!(names(&before), ["Buurttuin \"De Kas\""]);
}

#[test]
fn an_answer_that_is_known_is_not_sent_again() {
    let (house, ids) = furnished();
    let mut east = 5.5;
    for address in [ITEMS.to_owned(), format!("{ITEMS}/{}", ids[0]), "/wijk/ogc/api".to_owned(), "/wijk/ogc/collections".to_owned()] {
        let first = ask(&house.anonymous(), &address);
        let tag = first.header("etag").unwrap().to_owned();
        let known = |tags: &str| {
            house.anonymous().send(Request::get(&address).header("accept", "application/json").header(IF_NONE_MATCH, tags), Body::empty())
        };
        for tags in [tag.clone(), format!("\"x\", {tag}"), tag.trim_start_matches("W/").to_owned(), "*".to_owned()] {
            let again = known(&tags);
            assert_eq!((again.status, again.bytes.len()), (304, 0), "{address} {tags}");
            assert_eq!(again.header("etag"), Some(tag.as_str()));
        }
        assert_eq!(known("\"x\"").status, 200);
        assert_ne!(house.anonymous().get(&address).header("etag").unwrap(), tag, "a page is another answer");
        east += 0.1;
        house.add(place(&house, "Nieuw", Some((east, 52.9))));
        let unchanged = address.ends_with(&ids[0].to_string()) || address.ends_with("api");
        assert_eq!(known(&tag).status == 304, unchanged, "{address}");
    }
}

#[test]
fn head_and_compression_work() {
    let (house, _) = furnished();
    let head = house.anonymous().send(Request::head(format!("{ITEMS}?f=json")), Body::empty());
    assert_eq!((head.status, head.bytes.len()), (200, 0));
    assert_eq!(head.header("content-type"), Some("application/geo+json"));
    let packed = house.anonymous().send(Request::get(format!("{ITEMS}?f=json")).header(ACCEPT_ENCODING, "gzip"), Body::empty());
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(packed.bytes[..2], [0x1f, 0x8b]);
}

#[test]
fn links_bear_the_name_under_which_the_server_was_asked() {
    let (house, _) = furnished();
    let asked = |host: &str| {
        let request = Request::get("/wijk/ogc?f=json").header(HOST, host).header("x-forwarded-proto", "https");
        house.anonymous().send(request, Body::empty())
    };
    let landing: serde_json::Value = serde_json::from_slice(&asked("wijk.example:8080").bytes).unwrap();
    let data = link(&landing, "data", "application/json").unwrap();
    assert_eq!(data, "http://wijk.example:8080/wijk/ogc/collections", "nobody is believed about the scheme who is no proxy of ours");
    assert_eq!(asked("a\"><script>").status, 400);
}
