//! What of one person shows at which address to whom, as a table that whoever does not program can read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::http::Method;
use expect_test::expect_file;

use wijkweb::consent::{Audience, Disclosed, Scope};
use wijkweb::inventory::id::Id;
use wijkweb::web::doors::Place;
use wijkweb::web::paths::places;

use super::people::{Full, Person};
use crate::own::{browser_of_person, somebody};
use crate::support::Visitor;

const HEAD: &str = "\
What shows of one resident, to whom, at which address.

Zilvervink told her name, a few words about herself, how to reach her, and that she mends bicycles (with a remark). She
agreed to be kept, shown to neighbours, and asked for an introduction; and that her street may be told. Nothing else.

The rules by which it must be so:
    1. everyone      nothing: she did not agree to be shown to everyone
    2. neighbours    her name, her own words, her street and what she can do: she agreed to that. No way to reach her, no
                     square for figures, nothing of when she was visited, and not the number under which she is kept
    3. builders      the same, and what she agrees to and under which number she is kept, to look after it with her. How
                     to reach her only after pressing a button that is written down for her to see
    4. stewards      the same as builders: they do not see more of a person
    5. the person    everything, on her own pages
    6. another one   a neighbour like any other
An address that is not named here shows nothing of her to anybody.

";

/// What there is to see of her, and by which signs it is known.
struct Sign {
    what: &'static str,
    text: String,
}

struct Viewer<'a> {
    name: &'static str,
    browser: Visitor<'a>,
    /// What this viewer knows her as.
    known_as: Id,
}

fn shown(viewer: &Viewer<'_>, address: &str, signs: &[Sign]) -> Vec<&'static str> {
    let answer = viewer.browser.get(address);
    // An address says of itself what stands in it.
    let text = format!(
        "{}\n{}",
        answer.headers.values().map(|value| value.to_str().unwrap_or_default()).collect::<String>(),
        String::from_utf8_lossy(&answer.bytes)
    );
    let text = text.replace(address, "…");
    signs.iter().filter(|sign| text.contains(&sign.text)).map(|sign| sign.what).collect()
}

/// The address for a viewer: of the person where it asks for one.
fn address_for(full: &Full, place: &Place, viewer: &Viewer<'_>, person: Id) -> String {
    let address = full.address(place, true);
    if !place.pattern.contains("/people/{id}") && !place.pattern.contains("/assets/{id}") && !place.pattern.contains("/items/{id}") {
        return address;
    }
    let stands_there = full.parts.iter().filter(|(part, _)| matches!(*part, "person" | "id")).map(|(_, id)| id.clone());
    let address = stands_there.fold(address, |address, id| address.replace(&id, &viewer.known_as.to_string()));
    assert!(address.contains(&viewer.known_as.to_string()), "{address} {person}");
    address.replace("/collections/places/", "/collections/persons/")
}

#[test]
fn what_shows_of_a_person_is_as_written_down() {
    let full = Full::new();
    let house = &full.house;
    let scopes = [Scope::Store, Scope::ShowNeighbours, Scope::ContactIntro];
    let (person, another) = (somebody(house, "Zilvervink", &scopes), somebody(house, "Koolmees", &scopes[..2]));
    let graph = house.neighbourhood.snapshot();
    let kept = graph.record(person).unwrap();
    let sign = |what, text: &str| Sign { what, text: text.to_owned() };
    let signs = [
        sign("name", "Zilvervink"),
        sign("own words", "Zilvervink vertelt graag"),
        sign("contact", "06 12345678 Zilvervink"),
        sign("street", "Zilvervinkstraat"),
        sign("remark on a talent", "ook bakfietsen, zegt Zilvervink"),
        sign("square for figures", kept.values.text("square").unwrap()),
        sign("number", &person.to_string()),
        sign("what she said", "vragen voor een kennismaking"),
    ];
    let known_as = |audience: Audience| graph.seen_by(audience).shown_of(person).map_or(person, Disclosed::id);
    let viewer = |name, browser, known_as| Viewer { name, browser, known_as };
    let viewers = [
        viewer("everyone", full.browser(Person::Nobody), known_as(Audience::Everyone)),
        viewer("neighbours", full.browser(Person::Neighbour), known_as(Audience::Neighbours)),
        viewer("builders", full.browser(Person::Builder), person),
        viewer("on a round", full.browser(Person::DoorBuilder), person),
        viewer("stewards", full.browser(Person::Steward), person),
        viewer("the person", browser_of_person(house, person, "Vink").0, known_as(Audience::Neighbours)),
        viewer("another one", browser_of_person(house, another, "Mees").0, known_as(Audience::Neighbours)),
    ];
    let mut told = HEAD.to_owned();
    let mut all: Vec<_> = places().filter(|place| place.to_look.is_some()).collect();
    all.sort_by_key(|place| place.pattern);
    for place in all {
        let mut by_what: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for viewer in &viewers {
            let mut address = address_for(&full, place, viewer, person);
            if place.pattern == "/{slug}/ogc/collections/{collection}/items" {
                address = "/wijk/ogc/collections/persons/items?f=json".to_owned();
            }
            let seen = shown(viewer, &address, &signs);
            if !seen.is_empty() {
                by_what.entry(seen.join(", ")).or_default().push(viewer.name);
            }
        }
        if !by_what.is_empty() {
            writeln!(told, "{}", place.pattern).unwrap();
            for (what, who) in by_what {
                writeln!(told, "    {:<72}{what}", who.join(", ")).unwrap();
            }
        }
    }
    expect_file!["../../fixtures/expected/person.txt"].assert_eq(&told);
}

/// Whoever knows the number of a person, or guesses, learns nothing by it.
#[test]
fn the_number_of_a_person_opens_nothing_for_those_who_do_not_look_after_them() {
    let full = Full::new();
    let person = somebody(&full.house, "Zilvervink", &Scope::ALL);
    let nobody = full.house.surroundings().mint();
    for who in [Person::Nobody, Person::Neighbour, Person::Helper, Person::StewardElsewhere] {
        let browser = full.browser(who);
        for (method, pattern) in [
            (Method::GET, "/wijk/assets/{id}"),
            (Method::GET, "/wijk/ogc/collections/persons/items/{id}"),
            (Method::GET, "/wijk/people/{id}"),
            (Method::GET, "/wijk/people/{id}/consent"),
            (Method::POST, "/wijk/people/{id}/contact"),
        ] {
            let ask = |id: Id| {
                let address = pattern.replace("{id}", &id.to_string());
                let answer = if method == Method::GET { browser.get(&address) } else { browser.post_form(&address, &[]) };
                (answer.status, answer.body().replace(&id.to_string(), "…"))
            };
            assert_eq!(ask(person), ask(nobody), "{who:?} {pattern}");
        }
    }
}
