//! Links that let somebody in: forged, replayed, opened by a program before the person, and come too late.

use std::sync::Barrier;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use wijkweb::access::{Newcomer, Role};

use super::guessing::place;
use crate::support::{Answer, House, PASSWORD};

const NEW: [(&str, &str); 4] = [("name", "Jan"), ("sign_in", "jan"), ("password", PASSWORD), ("again", PASSWORD)];

fn invited(house: &House) -> String {
    let link = house.access().invite(house.surroundings(), &House::slug(), Role::Builder, "voor Jan", None).unwrap();
    format!("/invitation/{}", link.as_str())
}

#[test]
fn a_scanner_of_mail_that_opens_a_link_uses_nothing_up() {
    let house = House::empty();
    let address = invited(&house);
    let scanner = house.anonymous();
    for _ in 0..40 {
        let seen = scanner.get(&address);
        assert_eq!((seen.status, seen.session()), (200, None));
    }
    for method in ["HEAD", "OPTIONS", "PUT", "DELETE", "PROPFIND"] {
        let request = Request::builder().method(method).uri(&address).header("purpose", "prefetch").header("sec-purpose", "prefetch");
        assert_eq!(scanner.send(request, Body::empty()).session(), None, "{method}");
    }
    // A scanner that presses the button without filling in the form gets no further.
    assert_eq!(scanner.post_form(&address, &[]).status, 422);
    assert!(house.access().members(&House::slug()).is_empty());
    let joined = house.anonymous().post_form(&address, &NEW);
    assert!(joined.status == 303 && joined.session().is_some(), "{}", joined.body());
}

#[test]
fn a_link_that_is_forged_used_withdrawn_or_late_opens_nothing_and_is_answered_alike() {
    let house = House::empty();
    let steward = house.steward();
    let (used, withdrawn, late) = (invited(&house), invited(&house), invited(&house));
    // They are told in the order in which they were made.
    let link = house.access().invitations(&House::slug(), house.surroundings().now())[1].id.to_string();
    assert_eq!(house.anonymous().post_form(&used, &NEW).status, 303);
    assert_eq!(steward.post_form("/wijk/team", &[("act", "withdraw"), ("link", &link)]).status, 303);
    for dead in [&used, &withdrawn] {
        assert_eq!(house.anonymous().get(dead).status, 404, "at once");
    }
    assert_eq!(house.anonymous().get(&late).status, 200);
    house.pass(Duration::from_secs(7 * 24 * 3600));
    let forged = format!("/invitation/{}", "0".repeat(64));
    let mut answers = Vec::new();
    for (number, link) in [&used, &withdrawn, &late, &forged, &used.to_uppercase().replace("/INVITATION", "/invitation")].iter().enumerate()
    {
        let somebody = house.anonymous().at_place(place(number));
        let (looked, pressed) = (somebody.get(link), somebody.post_form(link, &NEW));
        assert_eq!((looked.status, pressed.status, pressed.session()), (404, 404, None), "{link}");
        let alike = |answer: Answer| {
            answer.body().replace(&form_urlencoded::byte_serialize(link.as_bytes()).collect::<String>(), "").replace(*link, "")
        };
        answers.push((alike(looked), alike(pressed)));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(house.access().members(&House::slug()).iter().filter(|account| account.name == "Jan").count(), 1);
}

#[test]
fn links_cannot_be_guessed_at_any_pace() {
    let house = House::empty();
    let tried: Vec<_> =
        (0..200).map(|number| house.anonymous().at_place([192, 0, 2, 9]).get(&format!("/invitation/{number:064x}")).status).collect();
    assert_eq!(tried.iter().filter(|status| **status == 404).count(), 20);
    assert!(tried[20..].iter().all(|status| *status == 429));
    // 256 bits: without any pace a thousand million tries a second for a thousand million years find one of a million with
    // less than 1 in 10^36.
    assert!(1e9 * 1e9 * 365.25 * 86_400.0 * 1e6 / 2_f64.powi(256) < 1e-36);
}

#[test]
fn two_who_press_at_once_are_one() {
    let house = House::empty();
    let link = house.access().invite(house.surroundings(), &House::slug(), Role::Steward, "", None).unwrap();
    let together = Barrier::new(2);
    let joined = std::thread::scope(|scope| {
        let tries = ["jan", "piet"].map(|name| {
            let (access, surroundings, link, together) = (house.access(), house.surroundings(), &link, &together);
            scope.spawn(move || {
                together.wait();
                access.join(surroundings, link.as_str(), &Newcomer { name, sign_in: name, password: PASSWORD }, &[], "").is_ok()
            })
        });
        tries.into_iter().filter_map(|one| one.join().ok()).filter(|is_in| *is_in).count()
    });
    assert_eq!((joined, house.access().members(&House::slug()).len()), (1, 1));
}

#[test]
fn a_link_is_no_way_to_find_out_who_has_an_account() {
    let house = House::empty();
    house.builder();
    let address = invited(&house);
    let somebody = house.anonymous().at_place([192, 0, 2, 9]);
    let taken = [("name", "Jan"), ("sign_in", "fatma"), ("password", PASSWORD), ("again", PASSWORD)];
    let answers: Vec<_> = (0..40).map(|_| somebody.post_form(&address, &taken).status).collect();
    assert_eq!(answers.iter().filter(|status| **status == 422).count(), 20, "{answers:?}");
    assert!(answers[20..].iter().all(|status| *status == 429));
    house.pass(Duration::from_secs(30));
    assert_eq!(somebody.post_form(&address, &NEW).status, 303, "and whoever waits can still join");
}
