//! What comes back with a record that was taken away, and what cannot come back any more.

use wijkweb::inventory::change::{Change, Removal};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use super::photos::{add, garden};
use crate::support::{Answer, House, Visitor, record, tie};

fn named(house: &House, kind: Kind, name: &str) -> Id {
    house.add(record(house, kind, &[("name", Value::Text(name.to_owned()))], None))
}

/// Takes a record or tie away, as it stands.
fn take_away(house: &House, id: Id) {
    let graph = house.neighbourhood.snapshot();
    let version = graph.record(id).map(|record| record.version).or_else(|| graph.tie(id).map(|tie| tie.version)).unwrap();
    house.write(vec![Change::Remove(Removal { id, version })]).unwrap();
}

/// Brings a record back whole by the button on its history that is nearest to the top.
fn put_back(visitor: &Visitor<'_>, id: Id) -> Answer {
    let page = visitor.get(&format!("/wijk/assets/{id}/history"));
    let form = "form[action$=restore]:has([value=whole])";
    visitor.post_with(&page.attribute(form, "action").unwrap(), &page.form(form)[..2], &[])
}

fn connections(house: &House, id: Id) -> Vec<String> {
    house.anonymous().get(&format!("/wijk/assets/{id}")).texts(".connections li")
}

#[test]
fn a_record_put_back_from_its_history_has_the_ties_that_went_with_it() {
    let house = House::empty();
    let steward = house.steward();
    let [shed, yard, square] = ["Schuur", "Erf", "Plein"].map(|name| named(&house, Kind::Place, name));
    let club = named(&house, Kind::Association, "Club");
    let part = house.join(tie(&house, TieKind::PartOf, shed, yard));
    house.join(tie(&house, TieKind::Uses, club, shed));
    let earlier = house.join(tie(&house, TieKind::Uses, club, square));
    take_away(&house, earlier);
    take_away(&house, shed);
    let back = put_back(&steward, shed);
    let address = back.header("location").unwrap().to_owned();
    assert!(address.starts_with(&format!("/wijk/assets/{shed}?done=restored-tied")), "{address}");
    assert!(steward.get(&address).text(".message.ok").contains("met de verbindingen die ermee weggingen"));
    assert_eq!(connections(&house, shed), ["Erf", "Club"]);
    assert_eq!(house.neighbourhood.snapshot().tie(part).map(|tie| tie.version), Some(3), "under its id, counting on");
    assert_eq!(connections(&house, square), [""; 0], "what went at another time stays away");
    // One change, so it is undone as one.
    let undo = steward.get(&address).attribute(".message.ok form", "action").unwrap();
    assert_eq!(steward.post_form(&undo, &[]).status, 200);
    assert_eq!((house.anonymous().get(&format!("/wijk/assets/{shed}")).status, connections(&house, yard)), (404, vec![]));
}

#[test]
fn a_tie_that_cannot_be_any_more_stays_away_and_is_named() {
    let house = House::empty();
    let steward = house.steward();
    let [shed, yard] = ["Schuur", "Erf"].map(|name| named(&house, Kind::Place, name));
    let [club, choir, secret] = ["Club", "Koor", "Geheim"].map(|name| named(&house, Kind::Association, name));
    house.join(tie(&house, TieKind::PartOf, shed, yard));
    for user in [club, choir, secret] {
        house.join(tie(&house, TieKind::Uses, user, shed));
    }
    let hidden = Record::clone(house.neighbourhood.snapshot().record(secret).unwrap());
    house.add(Record { version: 2, visibility: Visibility::Own, ..hidden });
    take_away(&house, shed);
    take_away(&house, club);
    take_away(&house, secret);
    let told = put_back(&steward, shed);
    assert_eq!((told.status, told.text("h1")), (200, "Teruggezet".to_owned()));
    assert_eq!(told.texts(".message.warning li"), ["Club gebruikt Schuur: een van de twee is er niet meer."]);
    assert!(!told.body().contains("Geheim"));
    assert_eq!(connections(&house, shed), ["Erf", "Koor"]);
    assert_eq!(told.attribute(".row a", "href"), Some(format!("/wijk/assets/{shed}")));
    assert_eq!(steward.post_form(&told.attribute("form[action$=undo]", "action").unwrap(), &[]).text("h1"), "Ongedaan gemaakt");
}

#[test]
fn a_tie_that_breaks_a_rule_by_now_is_named_with_the_rule() {
    let house = House::empty();
    let steward = house.steward();
    let [shed, yard, square] = ["Schuur", "Erf", "Plein"].map(|name| named(&house, Kind::Place, name));
    house.join(tie(&house, TieKind::PartOf, shed, yard));
    house.join(tie(&house, TieKind::PartOf, square, shed));
    take_away(&house, shed);
    house.join(tie(&house, TieKind::PartOf, square, yard));
    let told = put_back(&steward, shed);
    let left = told.texts(".message.warning li");
    assert!(left.len() == 1 && left[0].starts_with("Plein hoort bij Schuur: Er is al zo’n verbinding"), "{left:?}");
    assert_eq!(connections(&house, shed), ["Erf"]);
}

#[test]
fn what_was_joined_to_it_comes_back_with_it_and_can_be_taken_apart() {
    let house = House::empty();
    let steward = house.steward();
    let [shed, same, yard] = ["Schuur", "Schuurtje", "Erf"].map(|name| named(&house, Kind::Place, name));
    house.join(tie(&house, TieKind::PartOf, same, yard));
    let page = steward.get(&format!("/wijk/assets/{shed}/merge?other={same}"));
    let form = page.form("main form[method=post]");
    assert_eq!(steward.post_with(&format!("/wijk/assets/{shed}/merge"), &form, &[]).status, 303);
    take_away(&house, shed);
    assert!(house.neighbourhood.snapshot().record(same).is_none());
    assert_eq!(put_back(&steward, shed).status, 303);
    assert_eq!(connections(&house, shed), ["Erf"]);
    let apart = steward.get(&format!("/wijk/assets/{same}/apart"));
    assert_eq!(steward.post_with(&format!("/wijk/assets/{same}/apart"), &apart.form("main form[method=post]"), &[]).status, 303);
    assert_eq!(connections(&house, same), ["Erf"]);
}

fn erase(visitor: &Visitor<'_>, photo: Id) {
    assert_eq!(visitor.post_form(&format!("/wijk/photos/{photo}"), &[("act", "erase"), ("sure", "yes")]).status, 303);
}

#[test]
fn a_photo_that_was_erased_does_not_come_back_as_a_broken_picture() {
    let house = House::empty();
    let (garden, steward) = (garden(&house), house.steward());
    let photo = add(&house, garden, 10, &[]);
    let restore = |version: &str| {
        let address = format!("/wijk/assets/{photo}/history/{version}/restore");
        steward.post_form(&address, &[("seen", "0"), ("part", "whole")])
    };
    erase(&steward, photo);
    let before = house.neighbourhood.past().last_seq();
    let undone = steward.post_form(&format!("/wijk/changes/{before}/undo"), &[]);
    assert_eq!(undone.status, 409);
    assert!(undone.text(".message.warning li").contains("de foto is voorgoed gewist"), "{}", undone.text("main"));
    let restored = restore("1");
    assert_eq!(restored.status, 409);
    assert!(restored.text(".message.warning").contains("De foto is voorgoed gewist"));
    assert_eq!(house.neighbourhood.past().last_seq(), before);
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{garden}")).count("img"), 0);
}

#[test]
fn a_record_comes_back_without_the_photo_that_was_erased_meanwhile() {
    let house = House::empty();
    let (garden, steward) = (garden(&house), house.steward());
    let [erased, kept] = [10, 200].map(|colour| add(&house, garden, colour, &[]));
    // Everything at once, as by the undoing of what added them together.
    let removals = [garden, erased, kept].map(|id| Change::Remove(Removal { id, version: 1 }));
    house.write(removals.into()).unwrap();
    let seq = house.neighbourhood.past().last_seq();
    erase(&steward, erased);
    let undone = steward.post_form(&format!("/wijk/changes/{seq}/undo"), &[]);
    assert_eq!((undone.status, undone.count(".message.warning li")), (200, 1));
    assert!(undone.text(".message.warning").contains("de foto is voorgoed gewist en komt niet terug"));
    let page = house.anonymous().get(&format!("/wijk/assets/{garden}"));
    let shown = page.attributes(".photo img", "src");
    assert_eq!(shown, [format!("/wijk/photos/{kept}/phone.jpg")]);
    assert_eq!(house.anonymous().get(&shown[0]).status, 200);
}
