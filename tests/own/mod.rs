//! What a person sees of themself and can do about it: on their own page, or with a builder beside them.

mod erase;
mod looks;
mod page;

use std::collections::BTreeSet;

use wijkweb::access::{Token, Way};
use wijkweb::consent::{Channel, Consent, Scope};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::provenance::{Actor, Origin, Stamp};
use wijkweb::inventory::square::{Size, Square};
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::values::Values;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::neighbourhood::Order;
use wijkweb::neighbourhood::people::{Location, Portrait, Tied, enter};

use crate::support::{House, Visitor, record};

/// A person who tells all there is to tell, and agrees to this.
pub(crate) fn somebody(house: &House, name: &str, scopes: &[Scope]) -> Id {
    let text = |text: &str| Value::Text(text.to_owned());
    let code = format!("mend-{}", house.surroundings().mint());
    let words =
        [("name", text("Fietsen maken")), ("code", text(&code)), ("label_nl", text("Fietsen maken")), ("label_en", text("Mending bikes"))];
    let skill = house.add(record(house, Kind::Skill, &words, None));
    let stamp = Stamp { by: Actor::operator(), at: house.surroundings().now() };
    let portrait = Portrait {
        name: name.to_owned(),
        description: format!("{name} vertelt graag"),
        contact: format!("06 12345678 {name}"),
        location: Location {
            precision: "street".to_owned(),
            street: format!("{name}straat"),
            square: square_of(name),
            ..Location::default()
        },
        is_adult: true,
        ties: vec![Tied {
            kind: TieKind::HasTalent,
            to: skill,
            values: Values::from_iter([("note", text(&format!("ook bakfietsen, zegt {name}")))]),
            visibility: Visibility::Everyone,
        }],
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

/// Not two of one name length live in one square.
fn square_of(name: &str) -> Option<Square> {
    let steps = f64::from(u32::try_from(name.len()).unwrap());
    Square::at(Size::Hundred, geo::coord! { x: 4.9 + steps * 0.01, y: 52.1 })
}

/// The browser of that person, by their card.
pub(crate) fn browser_of_person<'a>(house: &'a House, person: Id, name: &str) -> (Visitor<'a>, Token) {
    let (account, _) = house.access().make_card(house.surroundings(), (&House::slug(), name), None).unwrap();
    let token = house.access().begin_session(house.surroundings(), account, Way::Card, "").unwrap();
    house.access().is_person(house.surroundings(), &House::slug(), account, person, None).unwrap();
    (house.browser_of(&token), token)
}
