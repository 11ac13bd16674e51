use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::value::Value;

use super::{ask, codes, furnished, names, place, read, text};
use crate::support::{House, record};

const ITEMS: &str = "/wijk/ogc/collections/places/items";

fn found(house: &House, query: &str) -> Vec<String> {
    names(&read(house, &format!("{ITEMS}?{query}")))
}

#[test]
fn a_box_finds_what_it_touches() {
    let (house, _) = furnished();
    assert_eq!(found(&house, "bbox=5.1,52.0,5.15,52.15"), ["Buurttuin \"De Kas\""]);
    assert_eq!(found(&house, "bbox=5.1,52.0,-5,5.15,52.15,50"), ["Buurttuin \"De Kas\""]);
    assert_eq!(found(&house, "bbox=5.1,52.0,5.3,52.3").len(), 2);
    assert_eq!(found(&house, "bbox=5.2,52.2,5.2,52.2"), ["Schuur"]);
    assert_eq!(found(&house, "bbox=-180,-90,180,90").len(), 2);
    assert_eq!(found(&house, "bbox=0,0,1,1").len(), 0);
    let crs = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
    assert_eq!(found(&house, &format!("bbox=5.1,52.0,5.15,52.15&bbox-crs={crs}&crs={crs}")).len(), 1);
}

#[test]
fn a_box_across_the_date_line_finds_both_sides() {
    let house = House::empty();
    for (name, longitude) in [("Fiji", 178.4), ("Samoa", -172.1), ("Wijk", 5.1)] {
        house.add(place(&house, name, Some((longitude, -14.0))));
    }
    assert_eq!(found(&house, "bbox=170,-20,-170,-10"), ["Fiji", "Samoa"]);
    assert_eq!(found(&house, "bbox=-170,-20,170,-10"), ["Wijk"]);
    assert_eq!(found(&house, "bbox=180,-20,-172,-10"), ["Samoa"]);
}

#[test]
fn a_shape_is_found_by_its_shape_and_not_by_the_box_round_it() {
    let house = House::empty();
    let mut bent = place(&house, "Haak", None);
    let shape = geo::wkt!(LINESTRING(5.0 52.0, 5.0 53.0, 6.0 53.0));
    bent.whereabouts = Some(wijkweb::inventory::whereabouts::Whereabouts::new(shape.into()).unwrap());
    house.add(bent);
    assert_eq!(found(&house, "bbox=4.9,52.4,5.1,52.5"), ["Haak"]);
    assert!(found(&house, "bbox=5.5,52.2,5.6,52.3").is_empty());
}

#[test]
fn fields_words_functions_and_tags_narrow() {
    let (house, _) = furnished();
    assert_eq!(found(&house, "name=Schuur"), ["Schuur"]);
    assert_eq!(found(&house, "name=schuur").len(), 0);
    assert_eq!(found(&house, "size_m2=768"), ["Buurttuin \"De Kas\""]);
    assert_eq!(found(&house, "size_m2=768.00&access=everyone").len(), 1);
    assert_eq!(found(&house, "access=closed").len(), 0);
    assert_eq!(found(&house, "q=kas"), ["Buurttuin \"De Kas\""]);
    assert_eq!(found(&house, "function=meeting"), ["Buurttuin \"De Kas\""]);
    assert_eq!(found(&house, "functions=sport").len(), 2);
    assert_eq!(found(&house, "function=meeting&function=sport").len(), 2);
    assert_eq!(found(&house, "function=housing").len(), 0);
    assert_eq!(found(&house, "tag=groen&q=&function="), ["Buurttuin \"De Kas\""]);
    assert_eq!(found(&house, "q=schuur&bbox=5.1,52.0,5.15,52.15").len(), 0);
    assert_eq!(read(&house, "/wijk/ogc/collections/things/items?function=meeting")["numberMatched"], 0);
}

#[test]
fn money_yes_and_no_and_days_are_asked_as_they_are_shown() {
    let house = House::empty();
    let day = "2026-05-01".parse().unwrap();
    house.add(record(&house, Kind::Service, &[("name", text("Eten")), ("cost", Value::Whole(1250))], None));
    house.add(record(&house, Kind::Association, &[("name", text("Koor")), ("formal", Value::YesNo(true))], None));
    house.add(record(&house, Kind::Activity, &[("name", text("Feest")), ("starts", Value::Day(day))], None));
    for address in
        ["services/items?cost=12.5", "associations/items?formal=true", "associations/items?formal=1", "activities/items?starts=2026-05-01"]
    {
        assert_eq!(read(&house, &format!("/wijk/ogc/collections/{address}"))["numberMatched"], 1, "{address}");
    }
    let service = read(&house, "/wijk/ogc/collections/services/items");
    assert_eq!(service["features"][0]["properties"]["cost"], 12.5);
}

#[test]
fn time_asks_what_exists_then() {
    let house = House::empty();
    let during = |name: &str, from: Option<&str>, to: Option<&str>| {
        let mut record = place(&house, name, None);
        record.validity.from = from.map(|day| day.parse().unwrap());
        record.validity.to = to.map(|day| day.parse().unwrap());
        house.add(record);
    };
    during("vroeger", None, Some("2019-12-31"));
    during("toen", Some("2020-01-01"), Some("2020-12-31"));
    during("nu", Some("2021-01-01"), None);
    during("altijd", None, None);
    for (asked, expected) in [
        ("2020-06-01T12:00:00Z", vec!["toen", "altijd"]),
        ("2020-06-01", vec!["toen", "altijd"]),
        ("2019-12-31T00:00:00Z/2020-01-01T23:00:00Z", vec!["vroeger", "toen", "altijd"]),
        ("2021-01-02T00:00:00Z/..", vec!["nu", "altijd"]),
        ("../2019-01-01T00:00:00%2B01:00", vec!["vroeger", "altijd"]),
        ("/2019-01-01", vec!["vroeger", "altijd"]),
        ("../..", vec!["vroeger", "toen", "nu", "altijd"]),
    ] {
        assert_eq!(found(&house, &format!("datetime={asked}")), expected, "{asked}");
    }
}

#[test]
fn what_cannot_be_understood_is_refused_with_words() {
    let (house, ids) = furnished();
    let both = format!("after={0}&before={0}", ids[0]);
    for query in [
        "bbox=",
        "bbox=1,2,3",
        "bbox=1,2,3,4,5",
        "bbox=1,2,3,4,5,6,7",
        "bbox=5,53,6,52",
        "bbox=NaN,1,2,3",
        "bbox=1,2,inf,4",
        "bbox=1,2,1e999,4",
        "bbox=-200,1,2,3",
        "bbox=52,5,155000,460000",
        "bbox=a,b,c,d",
        "bbox=1;2;3;4",
        "bbox=1,2,3,4&bbox=1,2,3,4",
        "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/28992",
        "crs=EPSG:3857",
        "limit=0",
        "limit=-1",
        "limit=",
        "limit=ten",
        "limit=1.5",
        "limit=%2B5",
        "limit=5&limit=6",
        "datetime=",
        "datetime=yesterday",
        "datetime=2026-13-01",
        "datetime=2026-05-02/2026-05-01",
        "datetime=../../..",
        "datetime=2020-01-01T00:00:00Z&datetime=2020-01-01T00:00:00Z",
        "after=7",
        "before=",
        &both,
        "size_m2=big",
        "size_m2=NaN",
        "access=nobody",
        "name=a&name=b",
        "q=a&q=b",
        "email=x@y.example",
        "visibility=everyone",
    ] {
        let answer = ask(&house.anonymous(), &format!("{ITEMS}?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        let problem: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
        assert!(problem["detail"].as_str().unwrap().len() > 20, "{query}: {problem}");
        let page = house.anonymous().reading("en").get(&format!("{ITEMS}?{query}"));
        assert_eq!((page.status, page.count("h1")), (400, 1), "{query}");
    }
}

#[test]
fn a_limit_above_the_most_gives_the_most() {
    let (house, _) = furnished();
    assert_eq!(found(&house, "limit=10001").len(), 3);
    assert_eq!(found(&house, "limit=99999999999999999999999999").len(), 3);
    assert_eq!(found(&house, "limit=1"), ["Buurttuin \"De Kas\""]);
}

#[test]
fn odd_words_are_just_words() {
    let (house, _) = furnished();
    house.add(record(&house, Kind::Place, &[("name", text("'; DROP TABLE\u{0}é%&=+#")), ("tags", codes(&["a,b"]))], None));
    assert_eq!(found(&house, "name=%27%3B+DROP+TABLE%00%C3%A9%25%26%3D%2B%23").len(), 1);
    assert_eq!(found(&house, "tag=a,b").len(), 1);
    for odd in ["q=%FF%FE", "name=%E0%A4%A", "q=***", "tag=%00", "q=%F0%9F%8C%B3"] {
        assert_eq!(ask(&house.anonymous(), &format!("{ITEMS}?{odd}")).status, 200, "{odd}");
    }
}
