//! Nothing is kept about a person who did not agree, and nothing shows that was not agreed to.

use wijkweb::consent::{Audience, Consent, Scope};
use wijkweb::inventory::change::Change;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::provenance::Actor;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::neighbourhood::{Broken, Order, Refusal, Rule};

use super::content::{ALL_SCOPES, consent, id, now, order, plain_record, plain_tie};
use super::sitemap::addresses;
use super::world::{Persona, World};

fn person(number: usize) -> Record {
    let mut person = plain_record(Kind::Person, id(number, 9), 7);
    person.values.set("name", Value::Text(format!("Kanarie{number}")));
    person
}

fn with(changes: Vec<Change>, consents: Vec<Consent>) -> Order {
    Order { changes, consents, by: Actor::operator(), at: now(), delivery: None }
}

#[track_caller]
fn refused_for_want_of_consent(answer: &Result<(), Refusal>) {
    let for_want_of_consent = |broken: &[Broken]| broken.iter().all(|broken| matches!(broken.rule, Rule::NoConsent(_)));
    assert!(matches!(answer, Err(Refusal::Broken(broken)) if for_want_of_consent(broken)), "{answer:?}");
}

#[test]
fn a_person_is_kept_only_with_their_own_consent_to_that() {
    let world = World::new();
    let (anna, ben) = (person(1), person(2));
    let write = |consents: Vec<Consent>| world.order(with(vec![Change::Record(anna.clone())], consents));
    refused_for_want_of_consent(&write(Vec::new()));
    refused_for_want_of_consent(&write(vec![consent(ben.id, &ALL_SCOPES)]));
    let all_but_keeping: Vec<_> = ALL_SCOPES.into_iter().filter(|scope| *scope != Scope::Store).collect();
    refused_for_want_of_consent(&write(vec![consent(anna.id, &all_but_keeping)]));
    assert!(world.snapshot().record(anna.id).is_none());
    write(vec![consent(anna.id, &[Scope::Store])]).unwrap();
    assert!(world.snapshot().record(anna.id).is_some());
}

#[test]
fn who_agreed_to_be_kept_did_not_agree_to_be_shown() {
    let world = World::new();
    let shown = |number: usize, visibility: Visibility, scopes: &[Scope]| {
        let person = Record { visibility, ..person(number) };
        world.order(with(vec![Change::Record(person.clone())], vec![consent(person.id, scopes)]))
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
    let club = plain_record(Kind::Association, id(3, 9), 7);
    let (anna, ben) = (person(1), person(2));
    let everybody = [&anna, &ben, &club].map(|record| Change::Record(record.clone()));
    world.order(order(everybody.into())).unwrap();
    let tie = |kind, number, from: Id, to: Id| plain_tie(kind, id(number, 8), from, to, 7);
    let write = |tie: &Tie, consents: Vec<Consent>| world.order(with(vec![Change::Tie(tie.clone())], consents));

    let member = tie(TieKind::MemberOf, 1, anna.id, club.id);
    refused_for_want_of_consent(&write(&member, Vec::new()));
    refused_for_want_of_consent(&write(&member, vec![consent(club.id, &ALL_SCOPES)]));
    write(&member, vec![consent(anna.id, &[Scope::Store])]).unwrap();

    let knows = tie(TieKind::Knows, 2, anna.id, ben.id);
    let agreed = |scopes: &[Scope], person: &Record| consent(person.id, scopes);
    refused_for_want_of_consent(&write(&knows, vec![agreed(&ALL_SCOPES, &anna)]));
    refused_for_want_of_consent(&write(&knows, vec![agreed(&[Scope::Store], &anna), agreed(&[Scope::Store], &ben)]));
    write(&knows, vec![agreed(&[Scope::Relations], &anna), agreed(&[Scope::Relations], &ben)]).unwrap();
}

#[test]
fn an_edit_is_asked_as_well_and_nothing_of_a_refused_order_stays() {
    let world = World::new();
    let anna = person(1);
    world.order(order(vec![Change::Record(anna.clone())])).unwrap();
    let edited = Record { version: 2, visibility: Visibility::Stewards, ..anna.clone() };
    let place = plain_record(Kind::Place, id(4, 9), 7);
    let both = vec![Change::Record(place.clone()), Change::Record(edited)];
    refused_for_want_of_consent(&world.order(with(both, Vec::new())));
    assert!(world.snapshot().record(place.id).is_none());
    assert_eq!(world.snapshot().record(anna.id).unwrap(), &anna);
}

#[test]
fn persons_who_are_kept_show_to_nobody_on_any_page() {
    let world = World::new();
    let people: Vec<_> = (1..4).map(person).collect();
    let club = plain_record(Kind::Association, id(30, 9), 7);
    let mut changes: Vec<_> = people.iter().cloned().map(Change::Record).collect();
    changes.push(Change::Record(club.clone()));
    changes.push(Change::Tie(plain_tie(TieKind::MemberOf, id(5, 8), people[0].id, club.id, 7)));
    world.order(order(changes)).unwrap();
    let ids: Vec<_> = people.iter().map(|person| (person.id, person.kind)).chain([(club.id, club.kind)]).collect();
    for persona in Persona::ALL {
        for address in addresses(&ids) {
            let whole = world.get(persona, &address).whole();
            assert!(!whole.contains("Kanarie"), "{address} shows a person to a {persona:?}");
        }
    }
    for audience in Audience::ALL {
        assert_eq!(world.snapshot().seen_by(audience).count(Kind::Person), 0, "{audience}");
    }
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
