//! Nothing is kept about a person who did not agree, and nothing shows that was not agreed to.

use std::collections::BTreeSet;

use wijkweb::consent::{Audience, CONSENTS, Consent, Scope, add_entry};
use wijkweb::inventory::change::{Change, Removal};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::neighbourhood::{Broken, Refusal, Rule};

use super::content::{ALL_SCOPES, agrees, consent, id, order, plain_record, plain_tie};
use super::world::{Persona, World};

fn person(number: usize) -> Record {
    let mut person = plain_record(Kind::Person, id(number, 9), 7);
    person.values.set("name", Value::Text(format!("Kanarie{number}")));
    person
}

/// The same person, who said yes to this alone.
fn agreeing(person: &Record, scopes: &[Scope]) -> Record {
    let mut person = person.clone();
    agrees(&mut person, scopes);
    person
}

#[track_caller]
fn refused_for_want_of_consent(answer: &Result<(), Refusal>) {
    let for_want_of_consent = |broken: &[Broken]| broken.iter().all(|broken| matches!(broken.rule, Rule::NoConsent(_)));
    assert!(matches!(answer, Err(Refusal::Broken(broken)) if for_want_of_consent(broken)), "{answer:?}");
}

#[test]
fn a_person_is_kept_only_with_their_own_consent_to_that() {
    let world = World::new();
    let anna = person(1);
    let write = |scopes: &[Scope]| world.order(order(vec![Change::Record(agreeing(&anna, scopes))]));
    refused_for_want_of_consent(&write(&[]));
    let all_but_keeping: Vec<_> = ALL_SCOPES.into_iter().filter(|scope| *scope != Scope::Store).collect();
    refused_for_want_of_consent(&write(&all_but_keeping));
    let mut unreadable = agreeing(&anna, &ALL_SCOPES);
    unreadable.values.set(CONSENTS, Value::Codes(vec!["yes, to everything".to_owned()]));
    refused_for_want_of_consent(&world.order(order(vec![Change::Record(unreadable)])));
    assert!(world.snapshot().record(anna.id).is_none());
    write(&[Scope::Store]).unwrap();
    assert!(world.snapshot().record(anna.id).is_some());
}

#[test]
fn who_agreed_to_be_kept_did_not_agree_to_be_shown() {
    let world = World::new();
    let shown = |number: usize, visibility: Visibility, scopes: &[Scope]| {
        let person = Record { visibility, ..agreeing(&person(number), scopes) };
        world.order(order(vec![Change::Record(person)]))
    };
    refused_for_want_of_consent(&shown(1, Visibility::Everyone, &[Scope::Store]));
    refused_for_want_of_consent(&shown(1, Visibility::Everyone, &[Scope::Store, Scope::ShowNeighbours]));
    refused_for_want_of_consent(&shown(1, Visibility::Neighbours, &[Scope::Store]));
    shown(1, Visibility::Neighbours, &[Scope::Store, Scope::ShowNeighbours]).unwrap();
    shown(2, Visibility::Everyone, &[Scope::Store, Scope::ShowPublic]).unwrap();
    shown(3, Visibility::Own, &[Scope::Store]).unwrap();
}

#[test]
fn a_tie_with_a_person_asks_that_person() {
    let world = World::new();
    let club = plain_record(Kind::Association, id(4, 9), 7);
    let related = [Scope::Store, Scope::Relations];
    let (anna, ben, cor) = (agreeing(&person(1), &related), agreeing(&person(2), &[Scope::Store]), agreeing(&person(3), &related));
    let everybody = [&anna, &ben, &cor, &club].map(|record| Change::Record(record.clone()));
    world.order(order(everybody.into())).unwrap();
    let tie = |kind, number, from: Id, to: Id| plain_tie(kind, id(number, 8), from, to, 7);
    let write = |tie: &Tie| world.order(order(vec![Change::Tie(tie.clone())]));

    let member = tie(TieKind::MemberOf, 1, anna.id, club.id);
    write(&member).unwrap();
    refused_for_want_of_consent(&write(&tie(TieKind::Knows, 2, anna.id, ben.id)));
    refused_for_want_of_consent(&write(&tie(TieKind::GoesTo, 2, anna.id, ben.id)));
    write(&tie(TieKind::Knows, 2, anna.id, cor.id)).unwrap();
}

#[test]
fn an_edit_is_asked_as_well_and_nothing_of_a_refused_order_stays() {
    let world = World::new();
    let anna = person(1);
    world.order(order(vec![Change::Record(anna.clone())])).unwrap();
    let mut edited = Record { version: 2, ..anna.clone() };
    let no = Consent { yes: BTreeSet::new(), no: BTreeSet::from([Scope::Store]), ..consent(&[]) };
    add_entry(&mut edited, &no);
    let place = plain_record(Kind::Place, id(4, 9), 7);
    let both = vec![Change::Record(place.clone()), Change::Record(edited)];
    refused_for_want_of_consent(&world.order(order(both)));
    assert!(world.snapshot().record(place.id).is_none());
    assert_eq!(world.snapshot().record(anna.id).unwrap(), &anna);
}

#[test]
fn what_was_said_before_stays_said() {
    let world = World::new();
    let anna = person(1);
    world.order(order(vec![Change::Record(anna.clone())])).unwrap();
    let mut forgetful = Record { version: 2, ..anna.clone() };
    forgetful.values.set(CONSENTS, Value::Codes(vec![consent(&[Scope::Store]).to_string()]));
    let refused = world.order(order(vec![Change::Record(forgetful)]));
    assert!(matches!(&refused, Err(Refusal::Broken(broken)) if broken[0].rule == Rule::Unsaid), "{refused:?}");
    assert_eq!(world.snapshot().record(anna.id), Some(&anna));
}

#[test]
fn nobody_under_sixteen_is_kept_unless_somebody_decides_for_them() {
    let world = World::new();
    let mut child = person(1);
    child.values.set("adult16", Value::YesNo(false));
    let refused = world.order(order(vec![Change::Record(child.clone())]));
    assert!(matches!(&refused, Err(Refusal::Broken(broken)) if broken[0].rule == Rule::TooYoung), "{refused:?}");
    let by_guardian = Consent { by_guardian: true, ..consent(&ALL_SCOPES) };
    child.values.set(CONSENTS, Value::Codes(vec![by_guardian.to_string()]));
    // Not even then are they shown to everyone.
    refused_for_want_of_consent(&world.order(order(vec![Change::Record(Record { visibility: Visibility::Everyone, ..child.clone() })])));
    world.order(order(vec![Change::Record(Record { visibility: Visibility::Neighbours, ..child })])).unwrap();
}

#[test]
fn a_person_is_not_just_taken_away() {
    let world = World::new();
    let anna = person(1);
    world.order(order(vec![Change::Record(anna.clone())])).unwrap();
    let refused = world.order(order(vec![Change::Remove(Removal { id: anna.id, version: 1 })]));
    assert!(matches!(&refused, Err(Refusal::Broken(broken)) if broken[0].rule == Rule::OnlyErased), "{refused:?}");
}

#[test]
fn who_belongs_to_what_is_nobodys_business_shows_to_nobody() {
    let world = World::new();
    let (anna, mut club) = (person(1), plain_record(Kind::Association, id(30, 9), 7));
    club.values.set("association_kind", Value::Codes(vec!["self_help".to_owned()]));
    let member = plain_tie(TieKind::MemberOf, id(5, 8), anna.id, club.id, 7);
    world.order(order(vec![Change::Record(anna.clone()), Change::Record(club.clone()), Change::Tie(member)])).unwrap();
    let graph = world.snapshot();
    for audience in Audience::ALL {
        assert!(graph.seen_by(audience).ties_of(club.id).is_empty(), "{audience}");
    }
    let own = graph.seen_by_person(anna.id, Audience::Neighbours);
    assert_eq!(own.ties_of(club.id).len(), 1, "anna herself sees it");
}

#[test]
fn no_form_takes_a_person() {
    let world = World::new();
    let body = "kind=person&name=Kanarie&visibility=everyone&contact=06";
    let headers = [("accept", "text/html"), ("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    for address in ["/wijk/assets", "/wijk/ties", "/wijk/import"] {
        world.send(Persona::Steward, &axum::http::Method::POST, address, &headers, body);
    }
    assert!(world.snapshot().records().all(|record| record.kind != Kind::Person));
}
