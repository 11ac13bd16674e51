//! Where people live: what was filled in becomes a square at once, and the address is kept nowhere.

use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::value::Value;

use super::{builder_of, conversation, person, told};
use crate::support::{House, record};

/// A house with one address, `Kolkstraat 12`.
fn with_address() -> House {
    let house = House::empty();
    let text = |text: &str| Value::Text(text.to_owned());
    let door = [("name", text("Kolkstraat 12")), ("street", text("Kolkstraat")), ("number", text("12"))];
    house.add(record(&house, Kind::Address, &door, Some((4.5, 51.9))));
    house
}

#[test]
fn an_address_becomes_a_square_and_is_forgotten() {
    let house = with_address();
    let home = [("precision", "cell"), ("street", "kolkstraat"), ("number", "12"), ("agree-show_neighbours", "yes")];
    let mut answers = conversation("Fatima", &home);
    answers.retain(|answer| *answer != ("precision", "none"));
    let (page, _) = told(&builder_of(&house), &answers);
    let kept = person(&house, "Fatima");
    assert!(kept.values.text("square").unwrap().starts_with('E') && kept.values.text("home").is_some());
    assert_eq!(kept.values.text("street"), None, "the street may not be told");
    assert!(kept.whereabouts.is_some_and(|place| place.middle() != geo::coord! { x: 4.5, y: 51.9 }));
    let form = builder_of(&house).get(&format!("{page}/edit"));
    assert_eq!([form.attribute("#street", "value"), form.attribute("#number", "value")], [Some(String::new()), Some(String::new())]);
    let list = house.neighbour().get("/wijk/people");
    let seen = house.neighbour().get(&list.attribute(".assets a", "href").unwrap()).text("main");
    assert!(seen.contains("100 bij 100 meter") && !seen.contains("Kolkstraat"), "{seen}");
}

#[test]
fn two_people_behind_one_door_have_one_home_and_others_another() {
    let house = with_address();
    let builder = builder_of(&house);
    let at = |name: &'static str, number: &'static str| {
        told(
            &builder,
            &[
                ("name", name),
                ("precision", "street"),
                ("street", "Kolkstraat"),
                ("number", number),
                ("age", "adult"),
                ("agree-store", "yes"),
            ],
        );
        person(&house, name).values.text("home").unwrap().to_owned()
    };
    let (anna, bert, corrie) = (at("Anna", "12"), at("Bert", " 12 "), at("Corrie", "14"));
    assert_eq!(anna, bert);
    assert_ne!(anna, corrie);
}

#[test]
fn a_spot_on_the_map_becomes_a_square_and_a_home() {
    let house = with_address();
    let spot = [("precision", "cell"), ("latitude", "51.90005"), ("longitude", "4.50005"), ("age", "adult"), ("agree-store", "yes")];
    told(&builder_of(&house), &[&[("name", "Fatima")][..], &spot].concat());
    let by_address = [("precision", "cell"), ("street", "Kolkstraat"), ("number", "12"), ("age", "adult"), ("agree-store", "yes")];
    told(&builder_of(&house), &[&[("name", "Mien")][..], &by_address].concat());
    let (one, other) = (person(&house, "Fatima"), person(&house, "Mien"));
    assert_eq!(one.values.text("square"), other.values.text("square"));
    assert_eq!(one.values.text("home"), other.values.text("home"), "the spot is at that door");
    let raw = format!("{one:?}");
    assert!(!raw.contains("51.90005") && !raw.contains("4.50005"), "{raw}");
}

#[test]
fn what_is_neither_told_nor_counted_is_not_kept() {
    let house = with_address();
    let home = |statistics| {
        [
            ("precision", "none"),
            ("street", "Kolkstraat"),
            ("number", "12"),
            ("age", "adult"),
            ("agree-store", "yes"),
            ("agree-statistics", statistics),
        ]
    };
    told(&builder_of(&house), &[&[("name", "Fatima")][..], &home("no")].concat());
    told(&builder_of(&house), &[&[("name", "Mien")][..], &home("yes")].concat());
    let (not_counted, counted) = (person(&house, "Fatima"), person(&house, "Mien"));
    assert_eq!((not_counted.values.text("square"), not_counted.values.text("home")), (None, None));
    assert!(counted.values.text("square").is_some() && counted.values.text("home").is_some() && counted.whereabouts.is_none());
}

#[test]
fn a_square_that_cannot_be_known_is_asked_for_again() {
    let house = House::empty();
    let answers =
        [("name", "Fatima"), ("precision", "cell"), ("street", "Nergensstraat"), ("number", "1"), ("age", "adult"), ("agree-store", "yes")];
    let form = builder_of(&house).post_form("/wijk/people", &answers);
    assert!(form.status == 422 && form.text("[role=alert]").contains("Dit adres kennen wij niet"), "{}", form.text("[role=alert]"));
    assert_eq!(form.attribute("#street", "value").as_deref(), Some("Nergensstraat"));
    let nothing = builder_of(&house).post_form("/wijk/people", &[("name", "Fatima"), ("age", "adult"), ("agree-store", "yes")]);
    assert!(nothing.status == 422 && nothing.text("[role=alert]").contains("verteld mag worden"));
}
