use std::time::Duration;

use wijkweb::access::Token;
use wijkweb::consent::{Agreed, Scope};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::moment::Moment;

use super::{browser_of_person, somebody};
use crate::support::House;

const PERSONS: &str = "/wijk/ogc/collections/persons/items?f=json";

#[test]
fn everybody_sees_all_that_is_kept_about_them_and_nobody_elses() {
    let house = House::empty();
    let anna = somebody(&house, "Anna", &[Scope::Store]);
    let ben = somebody(&house, "Ben", &[Scope::Store]);
    let (browser, _) = browser_of_person(&house, anna, "Anna");
    let page = browser.get("/wijk/me");
    assert_eq!(page.status, 200);
    for told in ["Anna vertelt graag", "06 12345678 Anna", "Annastraat", "Fietsen maken", "ook bakfietsen"] {
        assert!(page.body().contains(told), "{told}");
    }
    assert!(!page.body().contains("Ben"), "not what is kept about others");
    for address in ["/wijk/me", "/wijk/me/data/json", "/wijk/me/data/csv", "/wijk/me/erase"] {
        assert_eq!(house.anonymous().get(address).status, 403, "{address}");
    }
    // A neighbour of whom nothing is kept is told so, and a builder has no page of somebody else.
    for nobody in [house.neighbour(), house.builder()] {
        let page = nobody.get("/wijk/me");
        assert!(page.status == 200 && !page.body().contains("Anna"), "{}", page.body());
        assert_eq!(nobody.get("/wijk/me/data/json").status, 404);
    }
    assert_eq!(house.neighbour().get(&format!("/wijk/people/{ben}/consent")).status, 403);
}

#[test]
fn a_no_takes_one_press_and_holds_in_the_very_next_answer() {
    let house = House::empty();
    let anna = somebody(&house, "Anna", &[Scope::Store, Scope::ShowNeighbours]);
    let (browser, _) = browser_of_person(&house, anna, "Anna");
    let neighbour = house.neighbour();
    let before = neighbour.get(PERSONS);
    assert!(before.body().contains("Anna"));
    assert!(!house.anonymous().get(PERSONS).body().contains("Anna"));
    assert_eq!(browser.post_form("/wijk/me/consent", &[("no", "show_neighbours")]).status, 303);
    let after = neighbour.get(PERSONS);
    assert!(!after.body().contains("Anna") && after.header("etag") != before.header("etag"));
    let page = browser.get("/wijk/me?done=said");
    assert!(page.body().contains("Nee tegen: laten zien aan bewoners"), "all that was said stays to be read: {}", page.text("main"));
    assert_eq!(browser.post_form("/wijk/me/consent", &[("yes", "show_neighbours")]).status, 303);
    assert!(neighbour.get(PERSONS).body().contains("Anna"), "and a yes as well");
}

#[test]
fn a_no_told_to_a_builder_holds_as_well() {
    let house = House::empty();
    let anna = somebody(&house, "Anna", &[Scope::Store, Scope::ShowPublic]);
    assert!(house.anonymous().get(PERSONS).body().contains("Anna"));
    let builder = house.builder();
    let page = builder.get(&format!("/wijk/people/{anna}/consent"));
    assert!(page.status == 200 && !page.body().contains("06 12345678"), "{}", page.body());
    assert_eq!(builder.post_form(&format!("/wijk/people/{anna}/consent"), &[("no", "show_public"), ("channel", "paper")]).status, 303);
    assert!(!house.anonymous().get(PERSONS).body().contains("Anna"));
    let graph = house.neighbourhood.snapshot();
    let last = wijkweb::consent::entries(graph.record(anna).unwrap()).last().unwrap().unwrap();
    assert_eq!(last.channel, wijkweb::consent::Channel::Paper);
    assert!(last.witness.accounts().is_some(), "who heard it is named");
}

#[test]
fn whoever_hides_is_seen_by_nobody_but_themself() {
    let house = House::empty();
    let anna = somebody(&house, "Anna", &[Scope::Store, Scope::ShowPublic]);
    let (browser, _) = browser_of_person(&house, anna, "Anna");
    browser.post_form("/wijk/me", &[("act", "hide")]);
    for visitor in [house.anonymous(), house.neighbour(), house.builder(), house.steward()] {
        assert!(!visitor.get(PERSONS).body().contains("Anna"));
    }
    assert!(browser.get("/wijk/me").body().contains("Anna vertelt graag"));
    browser.post_form("/wijk/me", &[("act", "show")]);
    assert!(house.anonymous().get(PERSONS).body().contains("Anna"));
}

#[test]
fn what_is_kept_can_be_taken_along_and_does_nothing_in_a_spreadsheet() {
    let house = House::empty();
    let anna = somebody(&house, "=HYPERLINK(1)", &[Scope::Store, Scope::Statistics]);
    let (browser, _) = browser_of_person(&house, anna, "Anna");
    let json: serde_json::Value = serde_json::from_str(&browser.get("/wijk/me/data/json").body()).unwrap();
    assert_eq!(json["told"]["name"], "=HYPERLINK(1)");
    assert_eq!(json["agrees_to"], serde_json::json!(["store", "statistics"]));
    assert!(json["ties"][0]["to"] == "Fietsen maken" && json["said"].as_array().unwrap().len() == 1);
    let table = browser.get("/wijk/me/data/csv");
    assert!(table.body().contains("'=HYPERLINK(1)") && !table.body().contains(";=HYPERLINK"), "{}", table.body());
    assert_eq!(table.header("cache-control"), Some("no-store"));
}

#[test]
fn whoever_does_not_answer_is_asked_then_hidden_then_erased_and_a_wrong_clock_alone_erases_nobody() {
    let house = House::empty();
    let anna = somebody(&house, "Anna", &[Scope::Store, Scope::ShowNeighbours]);
    let ben = somebody(&house, "Ben", &[Scope::Store, Scope::ShowNeighbours]);
    let (browser, _) = browser_of_person(&house, ben, "Ben");
    let months = |number: u32| Duration::from_secs(u64::from(number) * 30 * 24 * 3600);
    let shown = || house.neighbour().get(PERSONS).body();
    house.pass(months(13));
    house.neighbourhoods().keep_people();
    assert!(shown().contains("Anna"), "asked, but still there");
    assert!(house.browser_of(&token_of(&house, ben)).get("/wijk/me").body().contains("Klopt het nog?"));
    drop(browser);
    house.browser_of(&token_of(&house, ben)).post_form("/wijk/me", &[("act", "confirm")]);
    house.pass(months(11));
    // As if the clock had been wrong all that time: nobody was hidden in between.
    house.neighbourhoods().keep_people();
    assert!(!shown().contains("Anna") && shown().contains("Ben"));
    assert!(house.neighbourhood.snapshot().record(anna).is_some(), "hidden first");
    house.pass(months(1));
    house.neighbourhoods().keep_people();
    assert!(house.neighbourhood.snapshot().record(anna).is_none());
    let graph = house.neighbourhood.snapshot();
    assert!(Agreed::of(graph.record(ben).unwrap()).confirmed().is_some_and(|confirmed| confirmed > Moment::EPOCH));
}

/// A new card for a person: browsers are forgotten in half a year.
fn token_of(house: &House, person: Id) -> Token {
    browser_of_person(house, person, "Ben").1
}

#[test]
fn two_who_are_one_become_one_with_all_that_was_said_and_the_last_word_holds() {
    let house = House::empty();
    let first = somebody(&house, "Anna", &[Scope::Store, Scope::ShowPublic]);
    house.pass(Duration::from_secs(3600));
    let again = somebody(&house, "Anna", &[Scope::Store, Scope::Statistics]);
    let (browser, _) = browser_of_person(&house, again, "Anna");
    browser.post_form("/wijk/me/consent", &[("no", "show_public")]);
    let steward = house.steward();
    let address = format!("/wijk/people/{first}/same");
    assert!(steward.get(&address).body().contains(&again.to_string()));
    let builder = house.builder();
    assert_eq!(builder.get(&address).status, 403);
    let joined = steward.post_form(&address, &[("other", &again.to_string())]);
    assert_eq!(joined.status, 303, "{}", joined.body());
    let graph = house.neighbourhood.snapshot();
    let person = graph.record(first).unwrap();
    assert_eq!(wijkweb::consent::entries(person).count(), 3);
    let agreed = Agreed::of(person);
    assert!(agreed.to(Scope::Statistics) && !agreed.to(Scope::ShowPublic), "the last word");
    assert_eq!(graph.ties_of(first).len(), 2, "what both could do");
    assert!(!house.anonymous().get(PERSONS).body().contains("Anna"));
    // Whoever is erased is erased by both names.
    builder.post_form(&format!("/wijk/people/{first}/erase"), &[("sure", "yes")]);
    let graph = house.neighbourhood.snapshot();
    assert!(graph.record(first).is_none() && graph.record(again).is_none());
}

#[test]
fn pages_of_neighbours_in_a_box_go_on_where_the_last_one_ended() {
    let house = House::empty();
    let names = ["Jo", "Ans", "Mien", "Femke", "Sietse", "Annelie", "Willemijn"];
    for name in names {
        somebody(&house, name, &[Scope::Store, Scope::ShowPublic]);
    }
    let mut found = Vec::new();
    let mut next = Some("/wijk/ogc/collections/persons/items?f=json&limit=2&bbox=4.8,52,5.1,52.2".to_owned());
    while let Some(address) = next {
        let page: serde_json::Value = serde_json::from_str(&house.anonymous().get(&address).body()).unwrap();
        found.extend(page["features"].as_array().unwrap().iter().map(|feature| feature["properties"]["name"].as_str().unwrap().to_owned()));
        let link = page["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next");
        next = link.map(|link| link["href"].as_str().unwrap().split_once("/wijk").map(|(_, rest)| format!("/wijk{rest}")).unwrap());
    }
    found.sort();
    let mut expected = names.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(found, expected);
}
