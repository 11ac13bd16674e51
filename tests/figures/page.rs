use std::time::Duration;

use wijkweb::consent::Scope;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::value::Value;

use super::residents::{SQUARE, counted, release, resident};
use crate::support::{House, record};

#[test]
fn before_the_first_release_the_page_says_so_and_nothing_else() {
    let (house, _) = counted(12);
    let page = house.anonymous().get("/wijk/talents");
    assert_eq!(page.status, 200);
    assert_eq!(page.text(".empty h2"), "Er zijn nog geen cijfers");
    assert_eq!((page.count("dl.talents > div"), page.count("tbody tr")), (0, 0));
    assert!(!page.body().contains("12 ") && !page.body().contains("Geheim"));
}

#[test]
fn figures_are_bands_with_their_day_ground_and_coverage_and_no_name() {
    let (house, _) = counted(12);
    house.add(record(
        &house,
        Kind::Area,
        &[("name", Value::Text("Noord".to_owned())), ("level", Value::Codes(vec!["buurt".to_owned()])), ("population", Value::Whole(3210))],
        None,
    ));
    release(&house);
    let page = house.anonymous().get("/wijk/talents");
    assert_eq!(page.texts("dl.talents dt"), ["Mensen die meetellen", "Eten en drinken"]);
    assert_eq!(page.texts("dl.talents dd"), ["10 tot en met 19 mensen", "10 tot en met 19 mensen"]);
    assert_eq!(page.texts("tbody th"), [format!("{SQUARE} (100 meter)"), format!("{SQUARE} (100 meter)")]);
    assert!(page.text("#all ~ p").starts_with("Cijfers van 15 november 2023."));
    assert!(page.body().contains("3.210 mensen") && !page.body().contains("Geheim"));
    let english = house.anonymous().reading("en").get("/wijk/talents");
    assert_eq!(english.texts("dl.talents dd"), ["10 to 19 people", "10 to 19 people"]);
}

#[test]
fn what_is_not_known_of_the_neighbourhood_is_said_not_to_be_known() {
    let (house, _) = counted(12);
    release(&house);
    let page = house.anonymous().get("/wijk/talents");
    assert!(page.body().contains("is hier niet bekend") && !page.body().contains(" 0 "));
}

#[test]
fn only_who_agrees_to_be_counted_is() {
    let (house, _) = counted(4);
    for number in 10..30 {
        resident(&house, number, SQUARE, &[Scope::Store, Scope::ShowNeighbours]);
    }
    release(&house);
    assert_eq!(house.anonymous().get("/wijk/talents").count(".empty"), 1, "four are too few, whoever else is there");
}

#[test]
fn people_of_one_home_are_not_five_homes() {
    let house = House::empty();
    for _ in 0..9 {
        resident(&house, 1, SQUARE, &[Scope::Store, Scope::Statistics]);
    }
    release(&house);
    assert_eq!(house.anonymous().get("/wijk/talents").count(".empty"), 1);
}

#[test]
fn a_steward_makes_the_figures_by_hand_but_not_twice_in_a_month() {
    let (house, _) = counted(6);
    let steward = house.steward();
    let page = steward.get("/wijk/talents");
    assert_eq!(page.text("form[action='/wijk/talents'] button"), "Maak de cijfers nu");
    assert_eq!(house.anonymous().get("/wijk/talents").count("form[action='/wijk/talents']"), 0);
    assert!(house.anonymous().post_form("/wijk/talents", &[]).status >= 300);
    assert_eq!(house.anonymous().get("/wijk/talents").count(".empty"), 1, "a visitor makes none");
    let made = steward.post_form("/wijk/talents", &[]);
    assert_eq!(made.header("location"), Some("/wijk/talents?done=made"));
    assert_eq!(steward.get("/wijk/talents?done=made").text(".message strong"), "De nieuwe cijfers zijn gemaakt.");
    assert_eq!(steward.get("/wijk/talents").count("form[action='/wijk/talents']"), 0);
    assert_eq!(steward.post_form("/wijk/talents", &[]).header("location"), Some("/wijk/talents?done=too-soon"));
    house.pass(Duration::from_secs(31 * 24 * 3600));
    assert_eq!(house.steward().get("/wijk/talents").count("form[action='/wijk/talents']"), 1);
}

#[test]
fn the_map_has_the_layer_to_switch_on_and_its_list_beside_it() {
    let house = House::empty();
    let page = house.anonymous().get("/wijk/map");
    assert_eq!(page.count("[data-map-talents] input[type=checkbox]:not([checked])"), 1);
    assert!(page.texts("[data-map-talents] option").contains(&"Eten en drinken".to_owned()));
    assert_eq!(page.attribute("[data-map-talents] a", "href").as_deref(), Some("/wijk/talents"));
    assert_eq!(house.anonymous().get("/wijk/map?talents=yes").count("[data-talents-on][checked]"), 1);
}
