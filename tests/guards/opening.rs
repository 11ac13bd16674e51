//! Nobody but a steward gets anything of a neighbourhood that is not open yet: at every address of the site, whatever is in
//! it, a visitor gets what they would get if nothing were in it.

use axum::http::Method;

use wijkweb::inventory::change::Change;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use super::content::{id, order, plain_record};
use super::sitemap::addresses;
use super::world::{Persona, World};
use crate::support::House;

const MARK: &str = "kanarie";

/// A neighbourhood that is not open, with something for everyone of every kind in it; or with nothing.
fn unopened(kinds: &[Kind]) -> (World, Vec<(Id, Kind)>) {
    let world = World::over(House::unopened());
    let records: Vec<_> = kinds
        .iter()
        .enumerate()
        .map(|(number, kind)| {
            let mut record = plain_record(*kind, id(number, 3), u64::MAX);
            record.visibility = Visibility::Everyone;
            record.values.set("name", Value::Text(format!("{MARK} {number}")));
            record
        })
        .collect();
    let ids = records.iter().map(|record| (record.id, record.kind)).collect();
    world.order(order(records.into_iter().map(Change::Record).collect())).unwrap();
    (world, ids)
}

#[test]
fn nobody_but_a_steward_gets_anything_of_a_neighbourhood_that_is_not_open() {
    // Persons are not kept before it is said what for.
    let kinds: Vec<_> = Kind::ALL.iter().copied().filter(|kind| !matches!(kind, Kind::Neighbourhood | Kind::Person)).collect();
    let (full, ids) = unopened(&kinds);
    let (bare, _) = unopened(&[]);
    let (mut prepared, mut of_steward) = (0, 0);
    for address in addresses(&ids) {
        for accept in ["text/html", "application/json", "*/*"] {
            let ask = |world: &World| world.send(Persona::Visitor, &Method::GET, &address, &[("accept", accept)], "");
            let answer = ask(&full);
            let of_neighbourhood = address.starts_with("/wijk");
            assert!(!of_neighbourhood || answer.status >= 400, "{address}: {}", answer.status);
            assert!(answer.headers.keys().all(|name| name != "etag" && name != "last-modified") || !of_neighbourhood, "{address}");
            let whole = answer.whole();
            assert!(!whole.contains(MARK) && !whole.contains("De Wijk") && !whole.contains("Stichting"), "{address}\n{whole}");
            // The count of answers since the start is no secret of a neighbourhood.
            if address != "/metrics" {
                assert_eq!(whole, ask(&bare).whole(), "{address}");
            }
            prepared += usize::from(whole.contains("wordt voorbereid"));
        }
        of_steward += usize::from(full.get(Persona::Steward, &address).whole().contains(MARK));
    }
    assert!(prepared > 1_000, "only {prepared} answers say that it is being prepared");
    assert!(of_steward > 100, "a steward found something at {of_steward} addresses only: this test asks too little");
}

#[test]
fn its_builders_and_residents_wait_as_well() {
    let house = House::unopened();
    let mut place = plain_record(Kind::Place, id(0, 3), u64::MAX);
    place.values.set("name", Value::Text(MARK.to_owned()));
    let ids = [(house.add(place), Kind::Place)];
    let (builder, neighbour) = (house.builder(), house.neighbour());
    for address in addresses(&ids).iter().filter(|address| address.starts_with("/wijk") && !address.contains('?')) {
        for (who, visitor) in [("a builder", &builder), ("a resident", &neighbour)] {
            let answer = visitor.get(address);
            assert!(answer.status >= 400, "{address} answers {who} with {}", answer.status);
            let body = String::from_utf8_lossy(&answer.bytes);
            assert!(!body.contains(MARK) && !body.contains("De Wijk"), "{address} tells {who}:\n{body}");
        }
    }
    assert!(house.steward().get(&format!("/wijk/assets/{}", ids[0].0)).body().contains(MARK));
}

#[test]
fn nothing_is_written_by_others_in_a_neighbourhood_that_is_not_open() {
    let (world, ids) = unopened(&[Kind::Place]);
    let before = world.snapshot().edition();
    for address in addresses(&ids).iter().filter(|address| address.starts_with("/wijk") && !address.contains('?')) {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let answer = world.send(Persona::Visitor, &Method::POST, address, &form, "name=x");
        assert!(answer.status >= 400, "{address}: {}", answer.status);
        assert!(!answer.whole().contains(MARK), "{address}");
    }
    assert_eq!(world.snapshot().edition(), before);
}
