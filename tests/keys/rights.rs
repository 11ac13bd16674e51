use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{Method, Request};
use expect_test::expect_file;
use wijkweb::access::{Reach, Right, Role};
use wijkweb::web::doors::Place;
use wijkweb::web::paths::places;
use wijkweb::words::{Language, Words};

use super::people::{Full, Person};
use crate::support::{Answer, Visitor};
use crate::tidy::{files, none};

const HEAD: &str = "\
Who may open what
=================

Every address of the site, with who may look at it and who may send something to it. Who is more may do what who is less
may: neighbours have a card, builders and stewards have an account of the team. What one gets to see at an address that
everyone may open still depends on who one is; that is written down in `disclosure.txt`.

  everyone    every visitor
  signed in   whoever came in with a key, wherever they are of
  neighbours  residents with a card, and the team
  builders    community builders and stewards
  stewards    those who look after this neighbourhood
  beginner    whoever came in by the link of the operator
  operator    only from the machine itself

A builder who acts for a resident may do what the resident may, until that ends. Addresses of homes need leave besides.

This file is written by a test that asks every address as every kind of visitor. When it changes, read every changed line
as a decision about who may do what.
";

/// How one asks at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Look,
    Post,
}

impl Way {
    const BOTH: [Self; 2] = [Self::Look, Self::Post];

    fn right(self, place: &Place) -> Option<Right> {
        match self {
            Self::Look => place.to_look,
            Self::Post => place.to_post,
        }
    }

    fn ask(self, visitor: &Visitor<'_>, address: &str) -> Answer {
        match self {
            Self::Look => visitor.get(address),
            Self::Post => visitor.post_form(address, &[]),
        }
    }
}

/// An answer without the address it was asked at, in one text.
fn plain(answer: &Answer, address: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(address.as_bytes()).collect();
    let headers: BTreeMap<_, _> = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let length = headers.get("content-length").copied();
    let headers: Vec<_> = headers.iter().filter(|(name, _)| **name != "content-length").collect();
    assert!(length.is_none_or(|length| length == answer.bytes.len().to_string().as_bytes()));
    let body = String::from_utf8_lossy(&answer.bytes).replace(address, "…").replace(&encoded, "…");
    format!("{} {headers:?}\n{body}", answer.status)
}

#[test]
fn every_address_turns_away_exactly_who_has_no_right_to_it() {
    let mut complaints = Vec::new();
    for person in Person::ALL {
        let full = Full::new();
        // Signing out comes last: whoever did it has no right to anything any more; and who stops helping is another before it.
        let mut all: Vec<_> = places().collect();
        all.sort_by_key(|place| (place.pattern == "/sign-out", place.pattern.ends_with("/helping")));
        for (place, way) in all.into_iter().flat_map(|place| Way::BOTH.map(|way| (place, way))) {
            let Some(right) = way.right(place) else { continue };
            let browser = full.browser(person);
            let address = full.address(place, true);
            let answer = way.ask(&browser, &address);
            if person.may(right) {
                if answer.status == 403 || answer.status >= 500 {
                    complaints.push(format!("{person:?} may {way:?} at {address} and got {}", answer.status));
                }
                continue;
            }
            let other = full.address(place, false);
            let nothing = way.ask(&browser, &other);
            if answer.status != 403 {
                complaints.push(format!("{person:?} may not {way:?} at {address} and got {}", answer.status));
            } else if plain(&answer, &address) != plain(&nothing, &other) {
                complaints.push(format!("{person:?} can tell by {way:?} at {address} that something is there"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn an_address_takes_no_other_method_than_those_it_was_given_rights_for() {
    let full = Full::new();
    let steward = full.browser(Person::Steward);
    let mut complaints = Vec::new();
    for place in places() {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE, Method::OPTIONS] {
            let declared = match method {
                Method::GET => place.to_look.is_some(),
                Method::POST => place.to_post.is_some(),
                _ => false,
            };
            if declared {
                continue;
            }
            let address = full.address(place, true);
            let answer = steward.send(Request::builder().method(method.clone()).uri(&address), Body::empty());
            let expected = match (place.to_look.is_some(), place.to_post.is_some()) {
                (true, true) => "GET,HEAD,POST",
                (true, false) => "GET,HEAD",
                (false, _) => "POST",
            };
            let mut allowed: Vec<_> = answer.header("allow").unwrap_or_default().split(',').map(str::trim).collect();
            allowed.sort_unstable();
            if answer.status != 405 || allowed.join(",") != expected {
                complaints.push(format!("{method} {address} answers {} and allows {allowed:?}", answer.status));
            }
        }
    }
    none(&complaints);
}

/// Who puts something at an address goes by the doors, which ask for its right. Files that are part of the program are for
/// all, and so is the site beside this one, without HTTPS, that hands out one public certificate and nothing else.
#[test]
fn nothing_is_put_at_an_address_but_by_the_doors() {
    let ways_in = [".route(", ".route_service(", ".nest(", ".nest_service(", ".typed_get(", ".typed_post(", ".fallback_service("];
    let allowed = [
        ("src/web/authority.rs", ".route("),
        ("src/web/authority.rs", ".typed_get("),
        ("src/web/doors.rs", ".route("),
        ("src/web/mod.rs", ".route("),
    ];
    let mut found = Vec::new();
    for file in files("src", &[".rs"]) {
        let code = file.text.split("#[cfg(test)]").next().unwrap();
        for way in ways_in.iter().filter(|way| code.contains(**way)) {
            found.push((file.path.clone(), *way));
        }
    }
    let found: Vec<_> = found.iter().map(|(path, way)| (path.as_str(), *way)).collect();
    assert_eq!(found, allowed);
    let whole = files("src/web", &["mod.rs"]).into_iter().find(|file| file.path == "src/web/mod.rs").unwrap().text;
    assert_eq!(whole.matches(".route(").count(), 1, "only the files of the program");
    assert!(whole.contains(".route(files::ROUTE, get(files::serve))"));
}

#[test]
fn who_may_open_what_is_as_written_down() {
    let mut told = HEAD.to_owned();
    let widest = places().map(|place| place.pattern.len()).max().unwrap();
    write!(told, "\n{:widest$}  {:10}  to send", "address", "to look").unwrap();
    for place in places() {
        let who = |right: Option<Right>| right.map_or("–", who);
        write!(told, "\n{:widest$}  {:10}  {}", place.pattern, who(place.to_look), who(place.to_post)).unwrap();
    }
    told.push('\n');
    expect_file!["../../fixtures/expected/rights.txt"].assert_eq(&told);
}

/// The least that somebody has to be.
fn who(right: Right) -> &'static str {
    match right.reach() {
        _ if right == Right::OwnAccount => "signed in",
        Reach::Everyone => "everyone",
        Reach::Role(Role::Neighbour) => "neighbours",
        Reach::Role(Role::Builder) => "builders",
        Reach::Role(Role::Steward) => "stewards",
        Reach::Beginner => "beginner",
        Reach::Operator => "operator",
    }
}

#[test]
fn the_page_of_rights_says_what_the_doors_go_by() {
    let full = Full::new();
    for (language, code) in [(Language::Dutch, "nl"), (Language::English, "en")] {
        let words = Words::of(language);
        let page = full.house.anonymous().reading(code).get("/wijk/rights");
        let rights = page.texts("main tbody th");
        let expected: Vec<_> = Right::ALL.iter().map(|right| words.say(&format!("right-{}", right.code())).into_owned()).collect();
        assert_eq!(rights, expected);
        for (row, right) in Right::ALL.iter().enumerate() {
            let cells = page.texts(&format!("main tbody tr:nth-child({}) td", row + 1));
            let said: Vec<_> = cells.iter().map(|cell| cell.trim_start_matches('–').trim()).collect();
            let expected: Vec<_> = match right.reach() {
                Reach::Beginner => vec![words.say("rights-beginner").into_owned()],
                Reach::Operator => vec![words.say("rights-operator").into_owned()],
                _ => [Person::Nobody, Person::Neighbour, Person::Builder, Person::Steward]
                    .map(|person| words.say(if person.may(*right) { "rights-yes" } else { "rights-no" }).into_owned())
                    .to_vec(),
            };
            assert_eq!(said, expected, "{right:?}");
        }
    }
}

#[test]
fn every_right_is_asked_for_somewhere() {
    let asked: Vec<_> = places().flat_map(|place| [place.to_look, place.to_post]).flatten().collect();
    for right in Right::ALL {
        assert!(asked.contains(right), "no address asks for {right:?}");
    }
}

#[test]
fn a_builder_takes_no_photo_away_and_undoes_nothing_of_others() {
    let full = Full::new();
    let (builder, steward) = (full.browser(Person::Builder), full.browser(Person::Steward));
    let photo = full.parts.iter().find(|(part, _)| *part == "photo").unwrap().1.clone();
    let address = format!("/wijk/photos/{photo}");
    let page = builder.get(&address);
    assert_eq!(page.count("input[value=erase], input[value=away]"), 0);
    assert_eq!(steward.get(&address).count("input[value=erase], input[value=away]"), 2);
    for act in ["away", "erase"] {
        let version = page.attribute("input[name=version]", "value").unwrap();
        let asked = [("act", act), ("sure", "yes"), ("version", version.as_str())];
        assert_eq!(builder.post_form(&address, &asked).status, 403, "{act}");
    }
    assert_eq!(builder.get(&address).status, 200, "it is still there");
    assert_eq!(builder.post_form("/wijk/changes/2/undo", &[]).status, 404, "what somebody else did");
}
