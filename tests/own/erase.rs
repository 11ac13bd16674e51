use wijkweb::consent::Scope;

use super::{browser_of_person, somebody};
use crate::support::House;

#[test]
fn whoever_erases_themself_is_gone_with_their_card_at_once() {
    let house = House::empty();
    let anna = somebody(&house, "Anna", &[Scope::Store, Scope::ShowPublic]);
    let (browser, _) = browser_of_person(&house, anna, "Anna");
    assert_eq!(browser.get("/wijk/me/erase").status, 200);
    let unsure = browser.post_form("/wijk/me/erase", &[]);
    assert!(unsure.status == 422 && house.neighbourhood.snapshot().record(anna).is_some());
    let done = browser.post_form("/wijk/me/erase", &[("sure", "yes")]);
    assert!(done.status == 200 && !done.body().contains("Anna"), "{}", done.body());
    let graph = house.neighbourhood.snapshot();
    assert!(graph.record(anna).is_none() && graph.ties_of(anna).is_empty());
    assert_eq!(browser.get("/wijk/me").status, 403, "the card is gone");
    for visitor in [house.anonymous(), house.neighbour(), house.steward()] {
        for address in ["/wijk", "/wijk/ogc/collections/persons/items?f=json", "/wijk/changes", "/wijk/assets"] {
            assert!(!visitor.get(address).body().contains("Anna"), "{address}");
        }
    }
}

#[test]
fn a_builder_erases_whom_they_were_asked_to() {
    let house = House::empty();
    let anna = somebody(&house, "Anna", &[Scope::Store]);
    let address = format!("/wijk/people/{anna}/erase");
    assert_eq!(house.neighbour().post_form(&address, &[("sure", "yes")]).status, 403);
    assert!(house.neighbourhood.snapshot().record(anna).is_some());
    let builder = house.builder();
    assert_eq!(builder.post_form(&address, &[("sure", "yes")]).status, 200);
    assert!(house.neighbourhood.snapshot().record(anna).is_none());
    assert_eq!(builder.post_form(&address, &[("sure", "yes")]).status, 404, "once is enough");
}
