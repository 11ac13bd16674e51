//! Residents: the conversation as a builder writes it down, who is found by whom, and how somebody's page looks to others.

mod again;
mod enter;
mod found;
mod home;

use std::sync::atomic::{AtomicUsize, Ordering};

use wijkweb::access::Role;

use crate::support::{Answer, House, Visitor};

/// A builder nobody was before.
fn builder_of(house: &House) -> Visitor<'_> {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let name = format!("fatma{}", MADE.fetch_add(1, Ordering::Relaxed));
    house.browser_of(&house.member(&House::slug(), Role::Builder, ("Fatma", &name)))
}

/// The answers of somebody who sings, is sixteen or older, and agrees to be kept; more may be added.
pub(crate) fn conversation<'a>(name: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let plain = [("name", name), ("can", "singing"), ("precision", "none"), ("age", "adult"), ("agree-store", "yes"), ("asked", "spoken")];
    plain.into_iter().chain(more.iter().copied()).collect()
}

/// Writes a conversation down and follows the way to the page of the person.
fn told(builder: &Visitor<'_>, answers: &[(&str, &str)]) -> (String, Answer) {
    let kept = builder.post_form("/wijk/people", answers);
    assert_eq!(kept.status, 303, "{}", kept.text("main"));
    let location = kept.header("location").unwrap().to_owned();
    let page = builder.get(&location);
    (location.split('?').next().unwrap().to_owned(), page)
}

/// The names in the list as this visitor sees it.
fn names(visitor: &Visitor<'_>, query: &str) -> Vec<String> {
    let list = visitor.get(&format!("/wijk/people{query}"));
    assert_eq!(list.status, 200);
    list.texts(".assets .name")
}

/// The person's record, whoever may see it.
fn person(house: &House, name: &str) -> wijkweb::inventory::record::Record {
    let graph = house.neighbourhood.snapshot();
    graph.persons().find(|person| person.name() == name).unwrap().clone()
}
