use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::provenance::Source;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use crate::support::{Answer, House, Visitor, record, tie};

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

fn named(house: &House, kind: Kind, name: &str) -> Id {
    house.add(record(house, kind, &[("name", text(name))], None))
}

/// Sends the form for "the same" as the page of the question has it.
fn confirm(steward: &Visitor<'_>, question: Id, page: &Answer) -> Answer {
    let names = page.attributes("form:has(.strict) input", "name");
    let values = page.attributes("form:has(.strict) input", "value");
    let fields: Vec<_> = names.iter().zip(&values).map(|(name, value)| (name.as_str(), value.as_str())).collect();
    steward.post_form(&format!("/wijk/questions/{question}"), &fields)
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
fn the_second_copy_goes_and_what_hangs_on_it_moves_or_is_named() {
    let house = House::empty();
    let (first, second) = sheds(&house);
    let [club, choir] = ["Club", "Koor"].map(|name| named(&house, Kind::Association, name));
    let [field, square] = ["Veld", "Plein"].map(|name| named(&house, Kind::Place, name));
    let mut uses = tie(&house, TieKind::Uses, club, second);
    uses.values.set("when", text("zondag"));
    house.join(uses);
    house.join(tie(&house, TieKind::PartOf, first, field));
    house.join(tie(&house, TieKind::PartOf, second, square));
    house.join(tie(&house, TieKind::Uses, choir, first));
    let mut third = record(&house, Kind::Place, &[("name", text("Schuurtje"))], None);
    third.likely_same_as = Some(second);
    let third = house.add(third);

    let steward = house.steward();
    let page = steward.get(&format!("/wijk/questions/{second}"));
    assert_eq!(page.texts(".moved li"), ["Club gebruikt Schuur"]);
    assert!(page.text(".lost li").starts_with("Schuur hoort bij Plein – Er is al zo’n verbinding"));
    assert!(page.text("main").contains("nemen we over van de ander: Openingstijden"));
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{second}")).status, 200, "looking changes nothing");

    let sent = confirm(&steward, second, &page);
    assert_eq!((sent.status, sent.header("location").unwrap()), (303, format!("/wijk/assets/{first}?done=merged").as_str()));
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{second}")).status, 404);
    let kept = house.anonymous().get(&format!("/wijk/assets/{first}"));
    assert_eq!(kept.texts(".connections li"), ["Veld", "Club · Wanneer: zondag", "Koor"]);
    assert!(kept.text(".facts").contains("sloop") && kept.text(".facts").contains("altijd"));
    assert!(kept.text("section.card").contains("lijst.csv"), "the file finds its record again");
    assert_eq!(house.neighbourhood.snapshot().record(third).unwrap().likely_same_as, Some(first));
    assert_eq!(confirm(&steward, second, &page).header("location").unwrap(), "/wijk/questions?done=settled");
}

#[test]
fn what_changed_meanwhile_is_not_decided_over() {
    let house = House::empty();
    let (first, second) = sheds(&house);
    let steward = house.steward();
    let page = steward.get(&format!("/wijk/questions/{second}"));
    house.join(tie(&house, TieKind::PartOf, first, named(&house, Kind::Place, "Veld")));
    house.join(tie(&house, TieKind::PartOf, second, named(&house, Kind::Place, "Plein")));
    assert_eq!(confirm(&steward, second, &page).status, 409, "a tie would be lost that was not named");
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{second}")).status, 200);
}

#[test]
fn joining_shows_nobody_what_was_hidden() {
    let house = House::empty();
    let (_, second) = sheds(&house);
    let mut hidden = wijkweb::inventory::record::Record::clone(house.neighbourhood.snapshot().record(second).unwrap());
    hidden.version = 2;
    hidden.visibility = Visibility::Stewards;
    house.add(hidden);
    house.join(tie(&house, TieKind::Uses, named(&house, Kind::Association, "Club"), second));
    let steward = house.steward();
    let page = steward.get(&format!("/wijk/questions/{second}"));
    let address = confirm(&steward, second, &page).header("location").unwrap().to_owned();
    let seen = house.anonymous().get(&address);
    assert!(!["Club", "altijd", "lijst.csv"].iter().any(|hidden| seen.body().contains(hidden)));
    assert!(steward.get(&address).body().contains("Club"));
}
