//! What a person agreed to goes along when a word becomes another, and says no more than it said.

use std::collections::BTreeSet;

use wijkweb::consent::{Channel, Consent, Scope, add_entry};
use wijkweb::inventory::change::Change;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::provenance::Actor;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::neighbourhood::Order;

use super::vocabulary::{merge, undo, word};
use crate::support::{House, record, tie};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn skill(house: &House, code: &str) -> Id {
    let values = [("name", text(code)), ("code", text(code)), ("label_nl", text(code)), ("label_en", text(code))];
    house.add(record(house, Kind::Skill, &values, None))
}

/// Writes what a person agrees to at this moment.
fn agreed(house: &House, changes: Vec<Change>) {
    let at = house.surroundings().now();
    let order = Order { changes, by: Actor::operator(), at, delivery: None };
    house.neighbourhood.write(order).unwrap();
}

/// Somebody with talents: each a word, whether they would teach it, and who may see that.
fn person(house: &House, talents: &[(Id, bool, Visibility)]) -> Id {
    let mut person = record(house, Kind::Person, &[("name", text("Kanarie")), ("adult16", Value::YesNo(true))], None);
    let consent = Consent {
        yes: BTreeSet::from([Scope::Store]),
        no: BTreeSet::new(),
        text_version: "1".to_owned(),
        language: "nl".to_owned(),
        channel: Channel::Spoken,
        by_guardian: false,
        given: house.surroundings().now(),
        witness: Actor::operator(),
    };
    add_entry(&mut person, &consent);
    let id = person.id;
    let talent = |(word, teach, visibility): &(Id, bool, Visibility)| {
        let mut tie = Tie { visibility: *visibility, ..tie(house, TieKind::HasTalent, id, *word) };
        tie.values.set("teach", Value::YesNo(*teach));
        Change::Tie(tie)
    };
    agreed(house, std::iter::once(Change::Record(person)).chain(talents.iter().map(talent)).collect());
    id
}

fn talents(house: &House, person: Id) -> Vec<(Id, bool, Visibility)> {
    let graph = house.neighbourhood.snapshot();
    let talent = |tie: &Tie| (tie.to, tie.values.get("teach") == Some(&Value::YesNo(true)), tie.visibility);
    graph.ties_of(person).into_iter().map(talent).collect()
}

#[test]
fn a_persons_talent_goes_along_with_the_word_and_back_again() {
    let house = House::empty();
    let steward = house.steward();
    let (bread, baking) = (skill(&house, "brood"), skill(&house, "bakken"));
    let person = person(&house, &[(bread, true, Visibility::Builders)]);
    let merged = merge(&steward, "skill", "brood", "bakken");
    assert_eq!(merged.status, 303, "{}", merged.text("main"));
    assert_eq!(talents(&house, person), [(baking, true, Visibility::Builders)]);
    assert!(!house.anonymous().get(&word("skill", "bakken")).body().contains("Kanarie"));
    assert_eq!(undo(&steward, &merged).status, 200);
    assert_eq!(talents(&house, person), [(bread, true, Visibility::Builders)]);
}

#[test]
fn of_two_talents_that_become_one_the_other_stays_as_it_was_agreed() {
    let house = House::empty();
    let steward = house.steward();
    let (bread, baking) = (skill(&house, "brood"), skill(&house, "bakken"));
    let person = person(&house, &[(bread, true, Visibility::Own), (baking, false, Visibility::Neighbours)]);
    assert_eq!(merge(&steward, "skill", "brood", "bakken").status, 303);
    assert_eq!(talents(&house, person), [(baking, false, Visibility::Neighbours)]);
}

#[test]
fn what_was_said_by_a_hidden_word_is_shown_to_nobody_more() {
    let house = House::empty();
    let steward = house.steward();
    let (bread, baking) = (skill(&house, "brood"), skill(&house, "bakken"));
    let hidden = Record::clone(house.neighbourhood.snapshot().record(bread).unwrap());
    house.add(Record { version: 2, visibility: Visibility::Stewards, ..hidden });
    let person = person(&house, &[(bread, true, Visibility::Everyone)]);
    assert_eq!(merge(&steward, "skill", "brood", "bakken").status, 303);
    assert_eq!(talents(&house, person), [(baking, true, Visibility::Stewards)]);
}

#[test]
fn what_fewer_may_see_is_not_taken_over_by_what_more_may_see() {
    let house = House::empty();
    let steward = house.steward();
    let graph = house.neighbourhood.snapshot();
    let theme = |code: &str| graph.records().find(|word| word.scheme() == Some("theme") && word.code() == Some(code)).unwrap().id;
    let club = house.add(record(&house, Kind::Association, &[("name", text("Club"))], None));
    let mut whispered = Tie { visibility: Visibility::Stewards, ..tie(&house, TieKind::CaresAbout, club, theme("growing_older")) };
    whispered.values.set("vision", text("kanarie"));
    house.join(whispered);
    house.join(tie(&house, TieKind::CaresAbout, club, theme("meeting_neighbours")));
    assert_eq!(merge(&steward, "theme", "growing_older", "meeting_neighbours").status, 303);
    let page = house.anonymous().get(&format!("/wijk/assets/{club}"));
    assert!(page.count(".connections li") == 1 && !page.body().contains("kanarie"));
}
