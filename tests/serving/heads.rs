use wijkweb::web::serving::Limits;

use super::doors::Doors;
use crate::support::House;

fn doors() -> Doors {
    Doors::of(&House::empty(), Limits::default())
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[test]
fn heads_beyond_measure_are_refused_and_large_ones_are_read() {
    let doors = doors();
    let many = |headers: usize| "a: b\r\n".repeat(headers);
    let request = |path: &str, headers: &str| format!("GET {path} HTTP/1.1\r\nhost: wijk.example\r\nconnection: close\r\n{headers}\r\n");
    let long = |length: usize| format!("/healthz?{}", "a".repeat(length));
    let cases = [
        (request("/healthz", &many(90)), "200"),
        (request("/healthz", &many(200)), "431"),
        (request("/healthz", &format!("a: {}\r\n", "b".repeat(20_000))), "200"),
        (request("/healthz", &format!("a: {}\r\n", "b".repeat(40_000))), "431"),
        (request(&long(20_000), ""), "200"),
        (request(&long(40_000), ""), "431"),
        // One that never ends is not waited for.
        (format!("GET /{}", "a".repeat(300_000)), "431"),
        (format!("GET / HTTP/1.1\r\nhost: a\r\nb: {}", "c".repeat(300_000)), "431"),
    ];
    for (request, expected) in cases {
        let answer = doors.say(&request);
        assert_eq!(status(&answer), expected, "{}… of {} bytes", &request[..40], request.len());
    }
}

#[test]
fn a_request_of_which_two_servers_would_read_two_things_is_refused() {
    let doors = doors();
    let hidden = "GET /hidden HTTP/1.1\r\nhost: a\r\n\r\n";
    let post = |headers: &str, body: &str| format!("POST /healthz HTTP/1.1\r\nhost: wijk.example\r\n{headers}\r\n\r\n{body}");
    let cases = [
        ("two lengths", post("content-length: 0\r\ncontent-length: 33", hidden)),
        ("a list of lengths", post("content-length: 0, 33", hidden)),
        ("a length with a sign", post("content-length: +33", hidden)),
        ("a length in hexadecimal", post("content-length: 0x21", hidden)),
        ("a negative length", post("content-length: -1", hidden)),
        ("a coding that nobody knows", post("transfer-encoding: xchunked", &format!("0\r\n\r\n{hidden}"))),
        ("chunked, and something behind it", post("transfer-encoding: chunked, identity", &format!("0\r\n\r\n{hidden}"))),
        ("a blank before the colon", post("transfer-encoding : chunked", &format!("0\r\n\r\n{hidden}"))),
        ("a line that goes on in the next", post("a: b\r\n content-length: 33", hidden)),
        ("a header without a name", post(": b", hidden)),
        ("a zero byte", post("a: b\0c", hidden)),
        ("a lone carriage return", post("a: b\rcontent-length: 33", hidden)),
    ];
    for (name, request) in cases {
        let answer = doors.say(&request);
        assert_eq!((status(&answer), answer.matches("HTTP/1.1").count()), ("400", 1), "{name}: {answer}");
    }
}

/// The chunked body is what counts, and what stands behind it is not read as a request (RFC 9112, 6.1).
#[test]
fn of_two_kinds_of_length_one_is_read_and_the_connection_closed() {
    let doors = doors();
    let form = "0\r\n\r\nGET /hidden HTTP/1.1\r\nhost: a\r\n\r\n";
    for headers in ["content-length: 4\r\ntransfer-encoding: chunked", "transfer-encoding: chunked\r\ncontent-length: 4"] {
        let head = "POST /language/nl HTTP/1.1\r\nhost: wijk.example\r\ncontent-type: application/x-www-form-urlencoded";
        let answer = doors.say(format!("{head}\r\n{headers}\r\n\r\n{form}"));
        assert_eq!((answer.matches("HTTP/1.1").count(), answer.contains("connection: close")), (1, true), "{headers}: {answer}");
    }
}

#[test]
fn a_connection_becomes_nothing_else_than_it_is() {
    let doors = doors();
    let upgrade = "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: upgrade, http2-settings, close\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n\r\n";
    let tunnel = "CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: 127.0.0.1:22\r\nconnection: close\r\n\r\n";
    assert_eq!(status(&doors.say(upgrade)), "200");
    assert!(status(&doors.say(tunnel)).starts_with('4'));
    assert_eq!(doors.say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "", "HTTP/2 is for secret connections");
}

#[test]
fn requests_one_after_another_without_waiting_are_answered_in_their_order() {
    let doors = doors();
    let request = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n");
    let many = format!(
        "{}{}{}",
        request("/healthz"),
        request("/niets").repeat(50),
        request("/healthz").replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n")
    );
    let answer = doors.say(many);
    let all: Vec<_> = answer.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!((all.len(), all[0], all[1], all[51]), (52, "200", "404", "200"));
}
