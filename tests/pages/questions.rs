use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::provenance::Source;
use wijkweb::inventory::value::Value;

use crate::support::{House, record};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Two sheds that may be one: the first as the operator knew it, the second from a file.
fn sheds(house: &House) -> (Id, Id) {
    let first = house.add(record(house, Kind::Place, &[("name", text("De Schuur")), ("threat", text("sloop"))], Some((5.11, 52.09))));
    let values = [("name", text("Schuur")), ("opening_hours", text("altijd")), ("threat", text("geen"))];
    let mut second = record(house, Kind::Place, &values, Some((5.1101, 52.09)));
    second.provenance.source = Some(Source { name: "lijst.csv".to_owned(), external_id: "7".to_owned() });
    second.likely_same_as = Some(first);
    (first, house.add(second))
}

#[test]
fn only_stewards_see_what_may_be_here_twice() {
    let house = House::empty();
    let (_, second) = sheds(&house);
    for address in ["/wijk/questions".to_owned(), format!("/wijk/questions/{second}")] {
        assert_eq!(house.anonymous().get(&address).status, 403);
    }
    assert_eq!(house.anonymous().post_form(&format!("/wijk/questions/{second}"), &[("decision", "same")]).status, 403);
    assert!(!house.anonymous().get(&format!("/wijk/assets/{second}")).body().contains("questions"));
    let steward = house.steward();
    assert!(steward.get(&format!("/wijk/assets/{second}")).attributes("a", "href").contains(&format!("/wijk/questions/{second}")));
    assert!(steward.get("/wijk/assets").attributes("a", "href").contains(&"/wijk/questions".to_owned()));
}

#[test]
fn both_stand_side_by_side() {
    let house = House::empty();
    sheds(&house);
    let page = house.steward().get("/wijk/questions");
    assert_eq!(page.text(".card h2"), "De Schuur en Schuur");
    assert!(page.text(".card p").contains("7 meter"), "{}", page.text(".card p"));
    let rows = page.texts("tbody tr");
    assert!(rows.contains(&"Wat staat op het spel anderssloopgeen".to_owned()), "{rows:?}");
    assert!(rows.contains(&"Bron anders–lijst.csv".to_owned()));
    assert_eq!(House::empty().steward().get("/wijk/questions").count(".empty"), 1);
}

#[test]
fn two_different_things_stay_two() {
    let house = House::empty();
    let (first, second) = sheds(&house);
    let steward = house.steward();
    let address = format!("/wijk/questions/{second}");
    assert_eq!(steward.post_form(&address, &[("decision", "different"), ("version", "9")]).status, 409);
    assert_eq!(steward.post_form(&address, &[("decision", "perhaps")]).status, 400);
    let sent = steward.post_form(&address, &[("decision", "different"), ("version", "1")]);
    assert_eq!((sent.status, sent.header("location").unwrap()), (303, "/wijk/questions?done=different"));
    let again = steward.post_form(&address, &[("decision", "different"), ("version", "1")]);
    assert_eq!(again.header("location").unwrap(), "/wijk/questions?done=settled");
    assert_eq!(steward.get("/wijk/questions").count(".empty"), 1);
    for id in [first, second] {
        assert_eq!(house.anonymous().get(&format!("/wijk/assets/{id}")).status, 200);
    }
    assert_eq!(house.neighbourhood.snapshot().record(second).unwrap().version, 2);
}

#[test]
fn that_they_are_the_same_is_settled_where_two_are_merged() {
    let house = House::empty();
    let (first, second) = sheds(&house);
    let merge = format!("/wijk/assets/{first}/merge?other={second}");
    let steward = house.steward();
    let page = steward.get(&format!("/wijk/questions/{second}"));
    assert!(page.attributes("main a", "href").contains(&merge));
    assert_eq!(steward.post_form(&format!("/wijk/questions/{second}"), &[("decision", "same")]).header("location"), Some(merge.as_str()));
}
