use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use crate::support::{House, record};

fn named(name: &str) -> [(&'static str, Value); 1] {
    [("name", Value::Text(name.to_owned()))]
}

#[test]
fn the_front_page_leads_to_every_neighbourhood() {
    let house = House::empty();
    let page = house.anonymous().get("/");
    assert_eq!(page.status, 200);
    assert_eq!(page.texts(".neighbourhood h2"), ["De Wijk"]);
    assert_eq!(page.attributes(".neighbourhood h2 a", "href"), ["/wijk"]);
}

#[test]
fn an_empty_neighbourhood_says_what_to_do_next() {
    let house = House::empty();
    let page = house.anonymous().get("/wijk");
    assert_eq!((page.status, page.count(".figure"), page.count(".empty")), (200, 0, 1));
    assert_eq!(page.attributes(".empty a", "href"), ["/wijk/about"]);
    let page = house.steward().get("/wijk");
    assert_eq!(page.attributes(".empty a", "href"), ["/wijk/assets/new", "/wijk/import"]);
}

#[test]
fn a_figure_says_its_day_its_ground_and_how_much_of_it_is_placed() {
    let house = House::empty();
    house.add(record(&house, Kind::Place, &named("Binnentuin"), Some((5.11, 52.09))));
    house.add(record(&house, Kind::Place, &named("Achterpad"), None));
    let page = house.anonymous().reading("en").get("/wijk");
    assert!(page.body().contains("15 November 2023"));
    let places = page.texts(".figure").into_iter().find(|text| text.starts_with("Places")).unwrap();
    assert!(places.contains('2') && places.contains("1 of 2 on the map"), "{places}");
    assert_eq!(page.attributes(".figure progress", "value"), ["1"]);
    let things = page.texts(".figure").into_iter().find(|text| text.starts_with("Things")).unwrap();
    assert!(things.contains("not known") && !things.contains('0'), "{things}");
}

#[test]
fn what_is_hidden_is_in_no_figure_and_not_among_the_new() {
    let house = House::empty();
    house.add(record(&house, Kind::Place, &named("Binnentuin"), Some((5.11, 52.09))));
    let before = house.anonymous().get("/wijk").body();
    let mut hidden = record(&house, Kind::Place, &named("Geheime kelder"), Some((5.1, 52.1)));
    hidden.visibility = Visibility::Stewards;
    house.add(hidden);
    assert_eq!(house.anonymous().get("/wijk").body(), before);
    assert!(house.steward().get("/wijk").body().contains("Geheime kelder"));
}

#[test]
fn about_tells_the_visitor_which_audience_they_are() {
    let house = House::empty();
    let page = house.anonymous().get("/wijk/about");
    assert_eq!(page.status, 200);
    assert_eq!(page.texts("tr:has(.new) th"), ["Iedereen u nu"]);
    assert_eq!(house.steward().reading("en").get("/wijk/about").texts("tr:has(.new) th"), ["Stewards you now"]);
}

#[test]
fn a_page_that_is_not_there_says_so_in_the_frame() {
    let house = House::empty();
    let page = house.anonymous().get("/wijk/nergens");
    assert_eq!((page.status, page.count("header.head"), page.count("main h1")), (404, 1, 1));
}

#[test]
fn the_language_switch_leads_back_to_the_same_questions() {
    let house = House::empty();
    let page = house.anonymous().get("/wijk/map?kind=place&q=a%26b");
    assert_eq!(page.attributes(".languages a", "href"), ["/language/en?back=/wijk/map%3Fkind%3Dplace%26q%3Da%2526b"]);
}
