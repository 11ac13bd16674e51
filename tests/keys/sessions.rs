//! Attacks on who is in: a cookie that was planted, tricked or outlived, and somebody who should be out.

use std::time::Duration;

use totp_rs::{Builder, Secret};
use wijkweb::access::{Newcomer, Role, Token};
use wijkweb::inventory::kind::Kind;

use super::people::{Full, Person};
use crate::support::{Answer, House, PASSWORD, Visitor};

/// What an attacker put into a browser before anybody came in with it.
const PLANTED: &str = "6666666666666666666666666666666666666666666666666666666666666666";

/// The code that an app shows now.
pub(super) fn code_now(house: &House, secret: &str) -> String {
    let app = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).with_step_duration(30).build().unwrap();
    app.generate(u64::try_from(house.surroundings().now().parts().0).unwrap()).to_string()
}

/// Gives somebody who is in the second step, and tells what the app shares.
pub(super) fn with_second_step(house: &House, visitor: &Visitor<'_>) -> String {
    let secret = visitor.get("/account/second-step").form("main form").into_iter().find(|(name, _)| name == "secret").unwrap().1;
    let turned_on = [("secret", secret.as_str()), ("code", &code_now(house, &secret)), ("password", PASSWORD)];
    let answer = visitor.post_form("/account/second-step", &turned_on);
    assert_eq!(answer.status, 200, "{}", answer.body());
    secret
}

fn is_in(house: &House, secret: &str) -> bool {
    house.browser_of(&Token::of(secret)).get("/account").status == 200
}

/// Each way of coming in with a browser that holds `before`, and what it was answered.
fn ways_in(house: &House, before: impl Fn() -> String) -> Vec<(&'static str, String, Answer)> {
    let (access, surroundings, here) = (house.access(), house.surroundings(), House::slug());
    let browser = |secret: &str| house.browser_of(&Token::of(secret));
    let mut all = Vec::new();
    house.member(&here, Role::Builder, ("Fatma", "fatma"));
    let held = before();
    all.push(("a password", held.clone(), browser(&held).post_form("/sign-in", &[("name", "fatma"), ("password", PASSWORD)])));
    let held = before();
    let secure = house.browser_of(&house.member(&here, Role::Builder, ("Sofie", "sofie")));
    let secret = with_second_step(house, &secure);
    house.pass(Duration::from_secs(60));
    let half = browser(&held).post_form("/sign-in", &[("name", "sofie"), ("password", PASSWORD)]);
    assert_eq!(half.session(), None, "half in is not in");
    let code = code_now(house, &secret);
    let form = half.form("main form");
    all.push(("a second step", held.clone(), browser(&held).post_with("/sign-in/code", &form, &[("code", &code)])));
    let held = before();
    let (_, card) = access.make_card(surroundings, (&here, "Mien"), None).unwrap();
    all.push(("a card", held.clone(), browser(&held).post_form("/wijk/card", &[("code", &card.to_string())])));
    let held = before();
    let link = access.invite(surroundings, &here, Role::Builder, "", None).unwrap();
    let new = [("name", "Ineke"), ("sign_in", "ineke"), ("password", PASSWORD), ("again", PASSWORD)];
    all.push(("an invitation", held.clone(), browser(&held).post_form(&format!("/invitation/{}", link.as_str()), &new)));
    let held = before();
    let forgetful = house.whose(&house.member(&here, Role::Builder, ("Vera", "vera")));
    let link = access.offer_recovery(surroundings, forgetful, None).unwrap();
    let new = [("password", PASSWORD), ("again", PASSWORD)];
    all.push(("a recovery", held.clone(), browser(&held).post_form(&format!("/invitation/{}", link.as_str()), &new)));
    all
}

#[test]
fn a_secret_that_was_planted_before_signing_in_never_opens_anything() {
    let house = House::empty();
    for (way, held, answer) in ways_in(&house, || PLANTED.to_owned()) {
        let given = answer.session().unwrap_or_else(|| panic!("{way} lets in: {} {}", answer.status, answer.text("main")));
        assert_ne!(given, held, "{way}");
        assert!(is_in(&house, &given) && !is_in(&house, &held), "{way}");
    }
}

#[test]
fn who_comes_in_anew_leaves_nothing_of_the_session_before() {
    let house = House::empty();
    // An attacker's own session, put into the browser of somebody else.
    let before = || {
        let (id, _) = house.access().make_card(house.surroundings(), (&House::slug(), "Piet"), None).unwrap();
        house.access().begin_session(house.surroundings(), id, wijkweb::access::Way::Card, "").unwrap().as_str().to_owned()
    };
    for (way, held, answer) in ways_in(&house, before) {
        let given = answer.session().unwrap_or_else(|| panic!("{way} lets in: {} {}", answer.status, answer.text("main")));
        assert_ne!(given, held, "{way}");
        assert!(is_in(&house, &given), "{way}");
        assert!(!is_in(&house, &held), "the session from before {way} goes on");
    }
}

#[test]
fn what_the_first_step_hands_out_opens_nothing_by_itself() {
    let house = House::empty();
    let fatma = house.builder();
    with_second_step(&house, &fatma);
    let half = house.anonymous().post_form("/sign-in", &[("name", "fatma"), ("password", PASSWORD)]);
    let key = half.attribute("main input[name=key]", "value").unwrap();
    assert!(half.session().is_none() && !is_in(&house, &key));
    assert_eq!(house.anonymous().get(&format!("/invitation/{key}")).status, 404);
}

#[test]
fn cookies_that_are_doubled_bent_or_of_another_site_open_nothing_more() {
    let house = House::empty();
    let token = house.steward_token();
    let token = token.as_str();
    let of = |cookies: &str| {
        let mut visitor = house.anonymous();
        visitor.keep_cookie(cookies.to_owned());
        visitor.get("/wijk/settings").status
    };
    assert_eq!(of(&format!("session={token}")), 200);
    let long = "x".repeat(60_000);
    for bent in [
        format!("__Host-session={token}"),
        format!("__Secure-session={token}"),
        format!("Session={token}"),
        format!("session={}", &token[1..]),
        format!("session={token}x"),
        format!("session={token}%00"),
        format!("session=\"{token}x\""),
        "session=".to_owned(),
        "session".to_owned(),
        "=;=;;;".to_owned(),
        format!("session={long}"),
        format!("{long}={long}"),
        format!("session%3D{token}"),
        format!("session={}", house.access().signed(token, house.surroundings().now()).unwrap().session),
    ] {
        assert_eq!(of(&bent), 403, "{}", &bent[..bent.len().min(90)]);
    }
    // Of two, one counts, and the other adds nothing to it.
    let neighbour = house.access().make_card(house.surroundings(), (&House::slug(), "Mien"), None).unwrap().0;
    let other = house.access().begin_session(house.surroundings(), neighbour, wijkweb::access::Way::Card, "").unwrap();
    for (first, second) in [(token, other.as_str()), (other.as_str(), token), (PLANTED, token), (token, PLANTED)] {
        let mut visitor = house.anonymous();
        visitor.keep_cookie(format!("session={first}; session={second}"));
        let is_steward = visitor.get("/wijk/settings").status == 200;
        let name = visitor.get("/account").text("main dd");
        assert_eq!(is_steward, !name.contains("Mien") && !name.is_empty(), "{name}");
    }
}

/// Addresses of every kind at which somebody who was in is looked for.
const EVERYWHERE: [&str; 6] =
    ["/account", "/wijk/settings", "/wijk/team", "/wijk/residents", "/wijk/assets/new", "/wijk/ogc/collections/places/items?f=json"];

/// That an answer is exactly what somebody gets of whom nothing is known.
fn is_like_nobody(house: &House, visitor: &Visitor<'_>, why: &str) {
    for address in EVERYWHERE {
        let (theirs, nobodys) = (visitor.get(address), house.anonymous().get(address));
        assert_eq!((theirs.status, &theirs.bytes), (nobodys.status, &nobodys.bytes), "{why}: {address}");
    }
    let posted = visitor.post_form("/wijk/assets", &[("kind", "place"), ("name", "Na sluitingstijd")]);
    assert_eq!(posted.status, 403, "{why}");
    assert!(!house.neighbourhood.snapshot().records().any(|record| record.kind == Kind::Place && record.name() == "Na sluitingstijd"));
}

#[test]
fn who_was_put_out_is_out_at_the_very_next_request() {
    let house = House::empty();
    let (access, surroundings, here) = (house.access(), house.surroundings(), House::slug());
    let steward = house.steward();
    let builder = |name: &'static str| {
        let token = house.member(&here, Role::Builder, (name, name));
        (house.whose(&token), house.browser_of(&token))
    };
    let ((gone, browser), (_, out), (_, ended)) = (builder("gone"), builder("out"), builder("ended"));
    assert_eq!(browser.get("/wijk/assets/new").status, 200);
    assert_eq!(steward.post_form(&format!("/wijk/team/{gone}"), &[("act", "off")]).status, 303);
    is_like_nobody(&house, &browser, "switched off");
    assert_eq!(out.post_form("/sign-out", &[]).status, 303);
    is_like_nobody(&house, &out, "signed out");
    let elsewhere = house.anonymous().post_form("/sign-in", &[("name", "ended"), ("password", PASSWORD)]);
    let other = house.anonymous().let_in_by(&elsewhere);
    assert_eq!(other.post_form("/account", &[("act", "end-others")]).status, 303);
    is_like_nobody(&house, &ended, "ended from another browser");
    let again = house.anonymous().let_in_by(&house.anonymous().post_form("/sign-in", &[("name", "ended"), ("password", PASSWORD)]));
    let new = "vijf fietsen en een kar";
    let changed = [("act", "password"), ("old", PASSWORD), ("new", new), ("again", new)];
    assert_eq!(other.post_form("/account", &changed).status, 303);
    is_like_nobody(&house, &again, "the password changed");
    let (resident, code) = access.make_card(surroundings, (&here, "Mien"), None).unwrap();
    let mien = house.anonymous().let_in_by(&house.anonymous().post_form("/wijk/card", &[("code", &code.to_string())]));
    assert_eq!(mien.get("/account").status, 200);
    assert_eq!(steward.post_form(&format!("/wijk/residents/{resident}"), &[("act", "replace")]).status, 201);
    is_like_nobody(&house, &mien, "a card that was replaced");
    assert_eq!(house.anonymous().post_form("/wijk/card", &[("code", &code.to_string())]).status, 422, "the lost card");
}

#[test]
fn a_builder_who_becomes_a_builder_no_more_loses_what_was_granted_at_the_very_next_request() {
    let full = Full::new();
    let (steward, at_doors) = (full.browser(Person::Steward), full.browser(Person::DoorBuilder));
    let id = full.house.access().members(&House::slug()).iter().find(|account| account.name == "Dorien").unwrap().id;
    let sees_homes =
        || full.house.access().account(id).unwrap().membership(&House::slug()).unwrap().sees_homes(full.house.surroundings().now());
    assert!(sees_homes() && at_doors.get("/wijk/assets/new").status == 200);
    assert_eq!(steward.post_form(&format!("/wijk/team/{id}"), &[("act", "end-grant")]).status, 303);
    assert!(!sees_homes());
}

#[test]
fn sessions_run_out_unused_and_in_any_case() {
    let house = House::empty();
    let (builder, busy) = (house.builder(), house.browser_of(&house.member(&House::slug(), Role::Builder, ("Henk", "henk"))));
    for day in 1..=29 {
        house.pass(Duration::from_secs(24 * 3600));
        assert_eq!(busy.get("/account").status, 200, "day {day}");
    }
    is_like_nobody(&house, &builder, "three days unused");
    house.pass(Duration::from_secs(24 * 3600));
    is_like_nobody(&house, &busy, "a month old");
}

#[test]
fn helping_names_both_in_the_history_and_ends_by_itself() {
    let house = House::empty();
    let (steward, builder) = (house.steward(), house.builder());
    let (resident, _) = house.access().make_card(house.surroundings(), (&House::slug(), "Mien"), None).unwrap();
    assert_eq!(builder.post_form(&format!("/wijk/residents/{resident}"), &[("act", "help")]).status, 303);
    assert!(builder.get("/wijk").text("form.helping").contains("Mien"));
    assert_eq!(
        builder.post_form("/wijk/assets", &[("kind", "place"), ("name", "Tuin")]).status,
        403,
        "what Mien may not, Fatma may not for her"
    );
    let log = steward.get("/wijk/log").text("main li");
    assert!(log.contains("Mien") && log.contains("Fatma"), "{log}");
    house.pass(Duration::from_secs(30 * 60));
    assert_eq!(builder.get("/wijk").count("form.helping"), 0);
    assert_eq!(builder.get("/wijk/assets/new").status, 200, "herself again");
}

#[test]
fn a_link_of_the_operator_for_newcomers_is_no_use_to_who_is_in_with_a_card() {
    let house = House::empty();
    let neighbour = house.neighbour();
    let link = house.access().invite(house.surroundings(), &House::slug(), Role::Steward, "", None).unwrap();
    let address = format!("/invitation/{}", link.as_str());
    let pressed = neighbour.post_form(&address, &[]);
    assert_eq!(pressed.status, 422, "a card alone makes nobody a steward");
    assert_eq!(neighbour.get("/wijk/settings").status, 403);
    let new = Newcomer { name: "Jan", sign_in: "jan", password: PASSWORD };
    assert!(house.access().join(house.surroundings(), link.as_str(), &new, &[], "").is_ok(), "and the link is still good");
}
