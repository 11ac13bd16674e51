//! Guessing: of cards for a year, of passwords on many names and from many places, of codes of the second step; and finding
//! out who exists.

use std::net::IpAddr;
use std::time::Duration;

use wijkweb::access::Role;

use super::sessions::{code_now, with_second_step};
use crate::support::{Answer, House, PASSWORD};

/// A place of the network that nobody else asks from.
pub(super) fn place(number: usize) -> IpAddr {
    u32::to_be_bytes(0x0b00_0000 + u32::try_from(number).unwrap()).into()
}

/// A code that could be on a card: with its last sign right.
fn code(number: usize) -> String {
    let signs = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let drawn: Vec<usize> = (0..11).map(|at| (number >> (5 * (at % 6))) % 32).collect();
    let doubled = |sign: usize| sign * 2 / 32 + sign * 2 % 32;
    let sum: usize = drawn.iter().rev().enumerate().map(|(at, sign)| if at % 2 == 0 { doubled(*sign) } else { *sign }).sum();
    drawn.iter().chain([&((32 - sum % 32) % 32)]).map(|sign| char::from(signs[*sign])).collect()
}

/// All guesses of a year, one at each moment at which one is let through, are counted at moments spread over the year: so many
/// as are let through at once, and one a second from then on, from however many places.
///
/// There are 32^11 = 2^55 codes. 31,557,600 seconds and 60 guesses at once, against 20,000 cards:
/// 31,557,660 x 20,000 / 2^55 = 1.75 x 10^-5, less than 1 in 50,000.
#[test]
fn a_card_cannot_be_guessed_at_the_rate_that_is_let_through_for_a_year() {
    let house = House::empty();
    house.neighbour();
    let mut number = 0;
    let mut guess = || {
        number += 1;
        house.anonymous().at_place(place(number)).post_form("/wijk/card", &[("code", &code(number))]).status
    };
    let mut burst = || std::iter::repeat_with(&mut guess).take_while(|status| *status == 422).count();
    assert_eq!(burst(), 60);
    // After each pause as many as there were seconds, and never more than at once.
    for (pause, expected) in [(1, 1), (1, 1), (7, 7), (59, 59), (24 * 3600, 60), (30 * 24 * 3600, 60), (334 * 24 * 3600, 60), (1, 1)] {
        house.pass(Duration::from_secs(pause));
        assert_eq!(burst(), expected, "after {pause} seconds");
    }
    let of_a_year = 365.25 * 24.0 * 3600.0 + 60.0;
    assert!(of_a_year * 20_000.0 / 2_f64.powi(55) < 1.0 / 50_000.0);
    assert_eq!(house.access().sessions_of(house.access().members(&House::slug())[0].id, house.surroundings().now()).len(), 0);
    // Guessing for a year leaves a line an hour at the most behind, not one for each guess.
    assert!(house.access().entries(&House::slug()).len() < 20);
}

#[test]
fn one_place_cannot_try_one_password_on_many_names_nor_many_on_one() {
    let house = House::empty();
    house.builder();
    let spray = |from: usize, name: &str, password: &str| {
        house.anonymous().at_place(place(from)).post_form("/sign-in", &[("name", name), ("password", password)]).status
    };
    let sprayed = (0..60).filter(|number| spray(1, &format!("naam{number}"), "Welkom2023!!") == 422).count();
    assert_eq!(sprayed, 20, "one password on many names");
    let tried = (0..60).filter(|number| spray(2, "fatma", &format!("Welkom2023!{number}")) == 422).count();
    assert_eq!(tried, 5, "many passwords on one name");
    let from_everywhere = (0..60).filter(|number| spray(100 + number, "fatma", "Welkom2023!!") == 422).count();
    assert_eq!(from_everywhere, 25, "many places on one name; five came before");
    // Nobody is kept out for long by that: a minute later the right password opens.
    house.pass(Duration::from_secs(60));
    assert_eq!(spray(500, "fatma", PASSWORD), 303);
    // 525,600 minutes, and 30 at once: half a million guesses a year at one name, of which the common passwords are refused.
    assert!(house.access().entries(&House::slug()).iter().filter(|entry| entry.deed.code() == "sign-in-failed").count() <= 2);
}

#[test]
fn the_codes_of_the_second_step_cannot_be_tried_through() {
    let house = House::empty();
    let secret = with_second_step(&house, &house.builder());
    house.pass(Duration::from_secs(60));
    let mut keys = 0;
    let mut guess = |number: usize| {
        // A new first step each time: what is counted is the account, not the page.
        let half = house.anonymous().at_place(place(number)).post_form("/sign-in", &[("name", "fatma"), ("password", PASSWORD)]);
        let form = half.form("main form");
        keys += 1;
        let wrong = if code_now(&house, &secret) == "000000" { "000001" } else { "000000" };
        house.anonymous().at_place(place(1000 + number)).post_with("/sign-in/code", &form, &[("code", wrong)]).status
    };
    let tried = (0..30).filter(|number| guess(*number) == 422).count();
    assert_eq!(tried, 10);
    house.pass(Duration::from_secs(3600));
    assert_eq!((0..5).filter(|number| guess(100 + number) == 422).count(), 1);
    assert_eq!(keys, 35);
    // Three of a million codes are good at a time, and 8,766 + 10 tries are let through in a year: less than 3 in 100, with
    // the password known.
}

/// What an answer tells beside what was typed.
fn told(answer: &Answer, typed: &str) -> (u16, Vec<String>, String) {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "content-length");
    let headers = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    (answer.status, headers, answer.body().replace(typed, "…"))
}

#[test]
fn nobody_learns_from_what_is_answered_who_has_an_account() {
    let house = House::empty();
    house.builder();
    let sure = house.browser_of(&house.member(&House::slug(), Role::Builder, ("Sofie", "sofie")));
    with_second_step(&house, &sure);
    let left = house.whose(&house.member(&House::slug(), Role::Builder, ("Gerrit", "gerrit")));
    house.access().switch_off(house.surroundings(), &House::slug(), left, None).unwrap();
    let wrong = |from: usize, name: &str| {
        let answer = house.anonymous().at_place(place(from)).post_form("/sign-in", &[("name", name), ("password", "Welkom2023!!")]);
        told(&answer, name)
    };
    let nobody = wrong(1, "niemand");
    assert_eq!(nobody.0, 422);
    for (number, name) in ["fatma", "sofie", "gerrit"].into_iter().enumerate() {
        assert_eq!(wrong(10 + number, name), nobody, "{name}");
    }
    // Nor when it is time to wait.
    let waits = |from: usize, name: &str| (0..6).fold(wrong(from, name), |_, _| wrong(from, name));
    let nobody = waits(20, "niemand");
    assert_eq!(nobody.0, 429);
    assert_eq!(waits(21, "fatma"), nobody);
    // Nor who asked to join, or has a card.
    let ask = |from: usize, name: &str| {
        let answer = house.anonymous().at_place(place(from)).post_form("/wijk/join", &[("name", name), ("reach", "Kade 3")]);
        told(&answer, name)
    };
    assert_eq!((0..3).map(|number| ask(30 + number, "Fatma")).collect::<Vec<_>>(), vec![ask(40, "Niemand"); 3]);
    // A card of another neighbourhood and none at all are the same.
    let elsewhere = house.access().make_card(house.surroundings(), (&"elders".parse().unwrap(), "Mien"), None).unwrap().1.to_string();
    let card = |from: usize, code: &str| told(&house.anonymous().at_place(place(from)).post_form("/wijk/card", &[("code", code)]), code);
    assert_eq!(card(50, &elsewhere), card(51, &code(12345)));
}

/// Time is not measured, which would say little on a busy machine: what takes the time is counted, and so is what is written.
#[test]
fn nobody_learns_from_the_time_an_answer_takes_who_has_an_account() {
    let house = House::empty();
    house.builder();
    let (resident, card) = house.access().make_card(house.surroundings(), (&House::slug(), "Mien"), None).unwrap();
    let left = house.whose(&house.member(&House::slug(), Role::Builder, ("Gerrit", "gerrit")));
    house.access().switch_off(house.surroundings(), &House::slug(), left, None).unwrap();
    house.access().end_card(house.surroundings(), (&House::slug(), resident), None).unwrap();
    let costs = |ask: &dyn Fn() -> u16, status: u16| {
        let written = || {
            ["accounts", "accounts-log", "sessions"].map(|file| std::fs::metadata(house.folder().join(file)).map_or(0, |file| file.len()))
        };
        let (computed, before) = (house.access().hardness().computed(), written());
        assert_eq!(ask(), status);
        (house.access().hardness().computed() - computed, before == written())
    };
    let post =
        |from: usize, address: &str, fields: &[(&str, &str)]| house.anonymous().at_place(place(from)).post_form(address, fields).status;
    for (number, name) in ["fatma", "gerrit", "niemand", ""].into_iter().enumerate() {
        let wrong = || post(number, "/sign-in", &[("name", name), ("password", "Welkom2023!!")]);
        assert_eq!(costs(&wrong, 422), (1, true), "one computation for {name:?}, and nothing on the disk");
    }
    for (number, code) in [card.to_string(), code(12345)].iter().enumerate() {
        assert_eq!(costs(&|| post(20 + number, "/wijk/card", &[("code", code)]), 422), (1, true), "a card {code}");
    }
    // What failed is remembered all the same, and kept with the next change.
    let failed = || {
        house
            .access()
            .entries(&House::slug())
            .iter()
            .map(|entry| entry.deed.code())
            .filter(|deed| deed.ends_with("failed") || deed.ends_with("unknown"))
            .count()
    };
    assert_eq!(failed(), 2);
    house.access().keep_house(house.surroundings()).unwrap();
    assert_eq!(failed(), 2);
    let log = std::fs::read_to_string(house.folder().join("accounts-log")).unwrap();
    assert!(log.contains("sign-in-failed") && log.contains("card-unknown"), "{log}");
}
