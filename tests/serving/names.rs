use wijkweb::web::Settings;
use wijkweb::web::serving::Limits;

use super::doors::{Doors, site};
use crate::support::House;

fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\n{headers}connection: close\r\naccept-language: en\r\n\r\n")
}

fn doors(house: &House, proxies: &str, addresses: &[&str]) -> Doors {
    let settings = Settings {
        proxies: proxies.parse().unwrap(),
        addresses: addresses.iter().map(|address| address.parse().unwrap()).collect(),
        ..Settings::default()
    };
    Doors::before(site(house, settings), Limits::default())
}

#[test]
fn under_another_name_nothing_is_answered_but_what_the_site_is_called() {
    let house = House::empty();
    let doors = doors(&house, "", &["https://wijk.example"]);
    let answer = doors.say(get("/wijk/ogc?f=json", "host: wijk.example\r\n"));
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("\"https://wijk.example/wijk/ogc/collections"), "{answer}");
    for headers in ["host: elders.example\r\n", "host: elders.example\r\nx-forwarded-host: wijk.example\r\n"] {
        let answer = doors.say(get("/wijk/ogc?f=json", headers));
        assert!(answer.starts_with("HTTP/1.1 421 ") && answer.contains("Go to https://wijk.example"), "{answer}");
        assert!(answer.contains("cache-control: no-store") && answer.contains("content-security-policy: ") && !answer.contains("elders"));
    }
    assert!(doors.say(get("/healthz", "host: 127.0.0.1\r\n")).starts_with("HTTP/1.1 200 "));
}

#[test]
fn no_name_or_two_names_are_refused_in_words() {
    let doors = doors(&House::empty(), "", &[]);
    for headers in ["", "host: a\r\nhost: b\r\n", "host: a b\r\n", "host: a\">\r\n", "host: a:b\r\n"] {
        let answer = doors.say(get("/", headers));
        assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("no proper site"), "{headers:?}: {answer}");
    }
}

#[test]
fn a_forged_word_of_a_proxy_changes_no_link() {
    let house = House::empty();
    let forged = "host: wijk.example\r\nx-forwarded-host: elders.example\r\nx-forwarded-proto: https\r\nx-forwarded-for: 203.0.113.9\r\n\
                  forwarded: for=203.0.113.9;host=elders.example;proto=https\r\n";
    let answer = doors(&house, "", &[]).say(get("/wijk/ogc?f=json", forged));
    assert!(answer.contains("\"http://wijk.example/wijk/ogc/collections") && !answer.contains("elders.example"), "{answer}");
    let answer = doors(&house, "127.0.0.1", &[]).say(get("/wijk/ogc?f=json", forged));
    assert!(answer.contains("\"https://elders.example/wijk/ogc/collections"), "a trusted proxy is believed: {answer}");
}

#[test]
fn a_form_is_known_by_the_name_that_the_visitor_used() {
    let house = House::empty();
    let post = |doors: &Doors, headers: &str| {
        doors.say(format!(
            "POST /language/en HTTP/1.1\r\nhost: intern.example\r\nconnection: close\r\ncontent-length: 0\r\n\
             content-type: application/x-www-form-urlencoded\r\n{headers}\r\n"
        ))
    };
    let proxied = "x-forwarded-host: wijk.example\r\norigin: https://wijk.example\r\n";
    let (trusting, wary) = (doors(&house, "127.0.0.1", &[]), doors(&house, "", &[]));
    assert!(!post(&trusting, proxied).starts_with("HTTP/1.1 403 "));
    assert!(post(&trusting, "x-forwarded-host: wijk.example\r\norigin: https://elders.example\r\n").starts_with("HTTP/1.1 403 "));
    assert!(post(&wary, proxied).starts_with("HTTP/1.1 403 "));
    assert!(!post(&wary, "origin: http://intern.example\r\n").starts_with("HTTP/1.1 403 "));
}

#[test]
fn what_is_packed_is_not_unpacked() {
    let doors = doors(&House::empty(), "", &[]);
    for packing in ["gzip", "br", "deflate", "zstd", "identity, gzip", "GZIP"] {
        let head = "POST /language/en HTTP/1.1\r\nhost: a\r\nconnection: close\r\naccept-language: en\r\ncontent-length: 2";
        let answer = doors.say(format!("{head}\r\ncontent-encoding: {packing}\r\n\r\n\x1f\x08"));
        assert!(answer.starts_with("HTTP/1.1 415 ") && answer.contains("without packing"), "{packing}: {answer}");
        assert!(answer.contains("accept-encoding: identity"));
    }
}
