use wijkweb::consent::Scope;

use super::{browser_of_person, somebody};
use crate::support::House;

#[test]
fn whoever_looks_how_to_reach_somebody_is_named_to_that_person() {
    let house = House::empty();
    let anna = somebody(&house, "Anna", &[Scope::Store, Scope::ContactIntro]);
    let (browser, _) = browser_of_person(&house, anna, "Anna");
    assert!(browser.get("/wijk/me").text("section[aria-labelledby=looks]").contains("Niemand."));
    let contact = format!("/wijk/people/{anna}/contact");
    assert_eq!(house.neighbour().post_form(&contact, &[]).status, 403);
    let builder = house.builder();
    assert_eq!(builder.get(&contact).status, 405, "looking is an act");
    let shown = builder.post_form(&contact, &[]);
    assert!(shown.body().contains("06 12345678 Anna"), "{}", shown.body());
    let looks = browser.get("/wijk/me").text("section[aria-labelledby=looks]");
    assert!(!looks.contains("Niemand."), "{looks}");
    // Nothing about the person themself was changed by it.
    let told = browser.get("/wijk/me/data/json").body();
    assert!(told.contains("contact_looked_at"));
}

#[test]
fn whoever_does_not_want_to_be_asked_is_not_reached() {
    let house = House::empty();
    let anna = somebody(&house, "Anna", &[Scope::Store, Scope::ShowPublic]);
    for visitor in [house.builder(), house.steward()] {
        let refused = visitor.post_form(&format!("/wijk/people/{anna}/contact"), &[]);
        assert!(refused.status == 400 && !refused.body().contains("06 12345678"), "{}", refused.body());
    }
}
