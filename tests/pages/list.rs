use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use crate::support::{House, record};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn codes(codes: &[&str]) -> Value {
    Value::Codes(codes.iter().map(ToString::to_string).collect())
}

fn furnished() -> House {
    let house = House::empty();
    let garden = [("name", text("Binnentuin")), ("functions", codes(&["meeting"])), ("tags", codes(&["groen"]))];
    house.add(record(&house, Kind::Place, &garden, Some((5.11, 52.09))));
    house.add(record(&house, Kind::Place, &[("name", text("Achterpad"))], None));
    house.add(record(&house, Kind::Association, &[("name", text("Zangkoor Ámbitie")), ("description", text("Zingt elke dinsdag"))], None));
    let mut hidden = record(&house, Kind::Place, &[("name", text("Geheime kelder")), ("tags", codes(&["groen"]))], Some((5.1, 52.1)));
    hidden.visibility = Visibility::Stewards;
    house.add(hidden);
    house.add(record(&house, Kind::Area, &[("name", text("Noord"))], None));
    house
}

#[test]
fn the_list_shows_assets_by_name_and_nothing_that_is_hidden() {
    let house = furnished();
    let page = house.anonymous().get("/wijk/assets");
    assert_eq!(page.status, 200);
    assert_eq!(page.texts(".assets .name"), ["Achterpad", "Binnentuin", "Zangkoor Ámbitie"]);
    assert_eq!(page.text("#found"), "3 gevonden");
    assert!(!page.body().contains("Geheim"));
    let page = house.steward().reading("en").get("/wijk/assets");
    assert_eq!(page.text("#found"), "4 found");
    assert_eq!(page.header("cache-control"), Some("no-store"));
}

#[test]
fn each_filter_narrows_the_list() {
    let house = furnished();
    let names = |query: &str| house.anonymous().get(&format!("/wijk/assets?{query}")).texts(".assets .name");
    assert_eq!(names("kind=place&kind=association").len(), 3);
    assert_eq!(names("kind=association"), ["Zangkoor Ámbitie"]);
    assert_eq!(names("q=ambitie"), ["Zangkoor Ámbitie"]);
    assert_eq!(names("function=meeting"), ["Binnentuin"]);
    assert_eq!(names("tag=groen"), ["Binnentuin"]);
    assert_eq!(names("place=yes"), ["Binnentuin"]);
    assert_eq!(names("place=no"), ["Achterpad", "Zangkoor Ámbitie"]);
    assert_eq!(names("kind=area"), ["Noord"]);
    assert_eq!(names("utm_source=mail&kind=&q="), ["Achterpad", "Binnentuin", "Zangkoor Ámbitie"]);
}

#[test]
fn map_and_files_are_asked_the_same_as_the_list() {
    let page = furnished().anonymous().get("/wijk/assets?kind=place&place=yes&page=1");
    let links = page.attributes("section a.button", "href");
    for address in ["/wijk/map", "/wijk/export/geojson", "/wijk/export/csv"] {
        assert!(links.contains(&format!("{address}?kind=place&place=yes")), "{links:?}");
    }
}

#[test]
fn a_long_list_is_walked_page_by_page_without_missing_or_repeating() {
    let house = House::empty();
    for number in 0..25 {
        house.add(record(&house, Kind::Thing, &[("name", text(&format!("Ladder {}", number % 3)))], None));
    }
    let mut address = Some("/wijk/assets?kind=thing&kind=place&per=10".to_owned());
    let mut seen = Vec::new();
    while let Some(here) = address {
        let page = house.anonymous().get(&here);
        seen.extend(page.attributes(".assets .name a", "href"));
        address = page.attribute(".pager a[rel=next]", "href");
    }
    assert_eq!(seen.len(), 25);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 25);
    let beyond = house.anonymous().get("/wijk/assets?page=9&per=10");
    assert_eq!(beyond.attribute(".empty a", "href").unwrap(), "/wijk/assets?per=10&page=3");
}

#[test]
fn a_value_that_is_not_understood_is_named_and_left_out() {
    let page = furnished().anonymous().get("/wijk/assets?kind=eenhoorn&kind=place&page=-1&per=many&function=vliegen");
    assert_eq!(page.status, 400);
    let told = page.texts(".message li");
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[0].contains("eenhoorn"));
    assert_eq!(page.texts(".assets .name"), ["Achterpad", "Binnentuin"]);
}

#[test]
fn an_empty_neighbourhood_says_what_to_do_next() {
    let house = House::empty();
    assert!(house.anonymous().get("/wijk/assets").text(".empty").contains("Hier is nog niets"));
    let steward = house.steward().get("/wijk/assets");
    let ways = steward.attributes(".empty a", "href");
    assert_eq!(ways, ["/wijk/assets/new", "/wijk/import"]);
}

#[test]
fn a_list_that_finds_nothing_says_how_to_widen_it() {
    let page = furnished().anonymous().get("/wijk/assets?kind=association&tag=groen");
    assert_eq!(page.texts(".empty a"), ["Zonder Verenigingen en groepen: 1", "Zonder trefwoord “groen”: 1", "Alles laten zien (3)"]);
}

#[test]
fn words_of_others_stay_words() {
    let house = House::empty();
    let hostile = "<script>alert(1)</script>\" onmouseover='x' {{7*7}} \u{202e}";
    house.add(record(&house, Kind::Place, &[("name", text(hostile)), ("tags", codes(&[hostile]))], None));
    let page = house.anonymous().get(&format!("/wijk/assets?q=alert&tag={}", "%3Cscript%3E"));
    assert_eq!(page.count("main script"), 0);
    let page = house.anonymous().get("/wijk/assets?q=alert");
    assert_eq!(page.count("main script") + page.count("[onmouseover]"), 0);
    assert!(page.text(".assets .name").starts_with("<script>alert(1)</script>\""));
}
