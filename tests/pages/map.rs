use wijkweb::inventory::change::Change;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use crate::support::{House, record};

fn place(house: &House, name: &str, function: &str, at: Option<(f64, f64)>) -> Record {
    let values = [("name", Value::Text(name.to_owned())), ("functions", Value::Codes(vec![function.to_owned()]))];
    record(house, Kind::Place, &values, at)
}

#[test]
fn every_kind_and_every_function_that_occurs_has_a_toggle() {
    let house = House::empty();
    house.add(place(&house, "Binnentuin", "meeting", Some((5.11, 52.09))));
    let mut hidden = place(&house, "Kelder", "development", None);
    hidden.visibility = Visibility::Stewards;
    house.add(hidden);
    let page = house.anonymous().get("/wijk/map");
    assert_eq!(page.status, 200);
    let kinds = page.attributes("input[name=kind]", "value");
    assert!(kinds.len() >= 8 && kinds.contains(&"place".to_owned()), "{kinds:?}");
    assert_eq!(page.count("input[name=kind][checked]"), kinds.len());
    assert_eq!(page.attributes("input[name=function]", "value"), ["meeting"]);
    assert_eq!(house.steward().get("/wijk/map").count("input[name=function]"), 2);
}

#[test]
fn a_shared_link_ticks_its_filters_and_the_list_gets_the_same_questions() {
    let house = House::empty();
    house.add(place(&house, "Binnentuin", "meeting", Some((5.11, 52.09))));
    let query = "q=tuin&kind=place&kind=thing&function=meeting&tag=groen";
    let page = house.anonymous().get(&format!("/wijk/map?{query}"));
    assert_eq!(page.attributes("input[name=kind][checked]", "value").len(), 2);
    assert_eq!(page.attributes("input[name=function][checked]", "value"), ["meeting"]);
    assert_eq!(page.attributes("input[name=tag][checked]", "value"), ["groen"]);
    assert_eq!(page.attribute("#q", "value").as_deref(), Some("tuin"));
    assert_eq!(page.attribute("a[data-list-link]", "href"), Some(format!("/wijk/assets?{query}")));
}

#[test]
fn a_link_to_one_asset_names_its_layer_only_to_who_may_see_it() {
    let house = House::empty();
    let seen = house.add(place(&house, "Binnentuin", "meeting", Some((5.11, 52.09))));
    let mut hidden = place(&house, "Kelder", "meeting", Some((5.12, 52.09)));
    hidden.visibility = Visibility::Stewards;
    let hidden = house.add(hidden);
    let collection = |id| house.anonymous().get(&format!("/wijk/map?asset={id}")).attribute("#map", "data-asset-collection");
    assert_eq!(collection(seen).as_deref(), Some("places"));
    assert_eq!(collection(hidden), None);
    assert_eq!(house.anonymous().get("/wijk/map?asset=%00&kind=nonsense").status, 200);
}

#[test]
fn without_script_the_map_says_where_the_list_is() {
    let page = House::empty().anonymous().get("/wijk/map");
    assert!(page.body().contains("<noscript>"));
    assert_eq!(page.attribute("form[data-map-filters]", "action").as_deref(), Some("/wijk/assets"));
}

#[test]
fn only_a_stewards_outside_tiles_open_the_policy_and_only_on_the_map() {
    let house = House::empty();
    let policy = |address: &str| house.anonymous().get(address).header("content-security-policy").unwrap().to_owned();
    assert!(!policy("/wijk/map").contains("https:"));
    let steward = house.neighbourhood.snapshot();
    let profile = steward.seen_by(wijkweb::consent::Audience::Stewards).profile().unwrap();
    let mut changed = profile.record().unwrap().clone();
    changed.version += 1;
    changed.values.set("tile_url", Value::Text("https://tegels.example/{z}/{x}/{y}.png".to_owned()));
    house.write(vec![Change::Record(changed)]).unwrap();
    assert!(policy("/wijk/map").contains("img-src 'self' data: https://tegels.example;"));
    assert!(!policy("/wijk").contains("https:"));
}

#[test]
fn everything_a_page_loads_is_carried_by_the_program() {
    let house = House::empty();
    let page = house.anonymous().get("/wijk/map");
    let files = [page.attributes("link[href]", "href"), page.attributes("script[src]", "src")].concat();
    assert!(files.len() > 9, "{files:?}");
    for file in files {
        let answer = house.anonymous().get(&file);
        assert_eq!(answer.status, 200, "{file}");
        assert!(answer.header("cache-control").unwrap().contains("immutable"), "{file}");
    }
    assert_eq!(page.count("script:not([src]), style, [style]"), 0);
}
