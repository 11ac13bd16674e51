use std::collections::BTreeSet;

use ring::hmac;

use crate::consent::figures::{Contributor, Living, Token};
use crate::consent::{Agreed, Scope};
use crate::graph::Graph;
use crate::inventory::record::Record;
use crate::inventory::square::Square;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::visibility::Visibility;

/// All who agree to be counted at this moment. Who is hidden is not counted, nor who is under sixteen.
pub(in crate::neighbourhood) fn living(graph: &Graph, secret: &[u8; 32]) -> Living {
    let counted = graph.persons().filter(|person| agrees(person));
    counted.map(|person| (token(secret, b"person", &person.id.bytes()), contributor(graph, person, secret))).collect()
}

fn agrees(person: &Record) -> bool {
    let agreed = Agreed::of(person);
    let is_hidden = person.values.get("hidden") == Some(&Value::YesNo(true));
    agreed.to(Scope::Store) && agreed.to(Scope::Statistics) && !agreed.by_guardian() && !is_hidden
}

fn contributor(graph: &Graph, person: &Record, secret: &[u8; 32]) -> Contributor {
    let home = person.values.text("home").map(str::trim).filter(|home| !home.is_empty());
    Contributor { home: home.map(|home| token(secret, b"home", home.as_bytes())), square: square(person), groups: groups(graph, person) }
}

/// Where somebody lives, if they want it told by square at least.
fn square(person: &Record) -> Option<Square> {
    let is_told = matches!(person.values.codes("location_precision"), [one] if one == "cell" || one == "street");
    person.values.text("square").filter(|_| is_told)?.parse().ok()
}

/// The groups of what they can do. What they keep to themselves is not counted.
fn groups(graph: &Graph, person: &Record) -> BTreeSet<String> {
    let ties = graph.ties_of(person.id).into_iter();
    let talents = ties.filter(|tie| tie.kind == TieKind::HasTalent && tie.from == person.id && tie.visibility < Visibility::Own);
    talents.filter_map(|tie| graph.record(tie.to)?.values.codes("group").first().cloned()).collect()
}

/// What stands for a person or a home: the first half of an HMAC-SHA256 (RFC 2104). Without the secret it cannot be told
/// from a random number.
fn token(secret: &[u8; 32], of: &[u8], what: &[u8]) -> Token {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, secret));
    for part in [b"wijkweb figures ", of, b" ", what] {
        context.update(part);
    }
    Token(context.sign().as_ref().first_chunk().copied().unwrap_or_default())
}
