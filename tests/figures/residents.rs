//! People who agree to be counted.

use std::collections::BTreeSet;

use wijkweb::consent::{Channel, Consent, Scope};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::provenance::{Actor, Origin, Stamp};
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::values::Values;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::neighbourhood::Order;
use wijkweb::neighbourhood::people::{Location, Portrait, Tied, enter};

use crate::support::House;

/// The square where most of them live.
pub(super) const SQUARE: &str = "E0920N4365";

/// Somebody in this square who can cook and agrees to these things, at a door of their own.
pub(super) fn resident(house: &House, number: usize, square: &str, scopes: &[Scope]) -> Id {
    let stamp = Stamp { by: Actor::operator(), at: house.surroundings().now() };
    let graph = house.neighbourhood.snapshot();
    let cooking = graph.records().find(|record| record.values.codes("group").first().is_some_and(|group| group == "food")).unwrap().id;
    let talent = Tied { kind: TieKind::HasTalent, to: cooking, values: Values::default(), visibility: Visibility::Neighbours };
    let portrait = Portrait {
        name: format!("Geheim{number}"),
        location: Location {
            precision: "cell".to_owned(),
            square: Some(square.parse().unwrap()),
            home: house.neighbourhood.home_token(&format!("Kanariestraat {number}")),
            ..Location::default()
        },
        is_adult: true,
        ties: vec![talent],
        ..Portrait::default()
    };
    let consent = Consent {
        yes: scopes.iter().copied().collect(),
        no: BTreeSet::new(),
        text_version: "1".to_owned(),
        language: "nl".to_owned(),
        channel: Channel::Spoken,
        by_guardian: false,
        given: stamp.at,
        witness: stamp.by.clone(),
    };
    let id = house.surroundings().mint();
    let changes = enter(id, &portrait, &consent, &stamp, Origin::Conversation, &mut || house.surroundings().mint());
    house.neighbourhood.write(Order { changes, by: stamp.by, at: stamp.at, delivery: None }).unwrap();
    id
}

/// A neighbourhood in which so many are counted, all in one square.
pub(super) fn counted(people: usize) -> (House, Vec<Id>) {
    let house = House::empty();
    let ids = (0..people).map(|number| resident(&house, number, SQUARE, &[Scope::Store, Scope::Statistics])).collect();
    (house, ids)
}

/// Makes the figures, as the clock does.
pub(super) fn release(house: &House) {
    house.neighbourhoods().release(&house.neighbourhood).unwrap();
}
