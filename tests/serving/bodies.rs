use tokio::io::AsyncWriteExt;
use tokio::time::Instant;
use wijkweb::web::Settings;
use wijkweb::web::serving::Limits;

use super::doors::{Doors, rest, site};
use crate::support::House;

/// The head of an upload by a steward.
fn head(house: &House, length: &str) -> String {
    let cookie = format!("session={}", house.steward_token().as_str());
    format!(
        "POST /wijk/import HTTP/1.1\r\nhost: wijk.example\r\naccept: text/html\r\naccept-language: nl\r\ncookie: {cookie}\r\n\
         connection: close\r\ncontent-type: multipart/form-data; boundary=grens\r\n{length}\r\n\r\n"
    )
}

const BEGIN: &str = "--grens\r\nContent-Disposition: form-data; name=\"file\"; filename=\"plekken.csv\"\r\n\r\n";

fn uploads(house: &House) -> usize {
    std::fs::read_dir(house.state.neighbourhoods.folder().join("uploads/wijk")).map_or(0, Iterator::count)
}

fn chunk(bytes: &str) -> String {
    format!("{:x}\r\n{bytes}\r\n", bytes.len())
}

#[test]
fn a_body_larger_than_allowed_is_refused_whether_it_says_so_or_not() {
    let house = House::empty();
    let doors = Doors::before(site(&house, Settings { largest_upload: 100_000, ..Settings::default() }), Limits::default());
    let rows = "Kas;4.5;51.9\n".repeat(20_000);
    let told = format!("{}{BEGIN}{rows}\r\n--grens--\r\n", head(&house, &format!("content-length: {}", BEGIN.len() + rows.len() + 13)));
    let untold = format!(
        "{}{}{}",
        head(&house, "transfer-encoding: chunked"),
        chunk(BEGIN),
        chunk(&rows).repeat(4) + &chunk("\r\n--grens--\r\n") + "0\r\n\r\n"
    );
    for request in [told, untold] {
        let answer = doors.say(&request);
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert_eq!(uploads(&house), 0);
    }
    assert!(doors.during(doors.answers_others()));
}

#[test]
fn a_body_that_promises_the_world_costs_nothing_until_it_comes() {
    let house = House::empty();
    let doors = Doors::of(&house, Limits::default());
    for length in ["content-length: 18446744073709551613", "content-length: 9000000000000000000"] {
        let since = doors.during(async { Instant::now() });
        let answer = doors.say(head(&house, length) + BEGIN + "naam\n");
        assert!(["400", "408", "413"].iter().any(|status| answer.starts_with(&format!("HTTP/1.1 {status} "))), "{answer}");
        assert!(doors.during(async move { since.elapsed().as_secs() }) <= 60);
    }
    assert_eq!(uploads(&house), 0);
}

#[test]
fn pieces_that_are_none_are_refused_and_nothing_of_them_is_kept() {
    let house = House::empty();
    let doors = Doors::of(&house, Limits::default());
    let begin = chunk(BEGIN);
    let cases = [
        ("no number", "zz\r\nnaam\r\n0\r\n\r\n".to_owned()),
        ("a number without end", format!("{}\r\nnaam\r\n0\r\n\r\n", "f".repeat(17))),
        ("a negative number", "-5\r\nnaam\r\n0\r\n\r\n".to_owned()),
        ("a word behind the number without end", format!("4;{}\r\nnaam\r\n0\r\n\r\n", "a".repeat(100_000))),
        ("longer than it says", "2\r\nnaam\r\n0\r\n\r\n".to_owned()),
        ("headers at the end without end", format!("0\r\n{}\r\n", "a: b\r\n".repeat(50_000))),
        ("nothing more", String::new()),
    ];
    for (name, rest) in cases {
        let answer = doors.say(head(&house, "transfer-encoding: chunked") + &begin + &rest);
        let is_refused = ["400", "408", "413", "431"].iter().any(|status| answer.starts_with(&format!("HTTP/1.1 {status} ")));
        assert!(is_refused && answer.matches("HTTP/1.1 ").count() == 1, "{name}: {answer}");
        assert_eq!(uploads(&house), 0, "{name}");
    }
    assert!(doors.during(doors.answers_others()));
}

#[test]
fn who_asks_and_asks_without_reading_the_answers_is_let_go() {
    let doors = Doors::of(&House::empty(), Limits::default());
    doors.during(async {
        let mut stream = doors.connect().await;
        let many = "GET / HTTP/1.1\r\nhost: a\r\n\r\n".repeat(1_000);
        let since = Instant::now();
        while since.elapsed().as_secs() < 3_600 && stream.write_all(many.as_bytes()).await.is_ok() {}
        assert!((100..400).contains(&since.elapsed().as_secs()), "{:?}", since.elapsed());
        drop(rest(&mut stream).await);
        assert!(doors.answers_others().await);
    });
}

#[test]
fn a_thousand_who_say_nothing_are_borne_and_gone_after_their_time() {
    let doors = Doors::of(&House::empty(), Limits::default());
    doors.during(async {
        let mut silent = Vec::new();
        for _ in 0..1_200 {
            silent.push(doors.connect().await);
        }
        assert!(doors.answers_others().await);
        super::doors::seconds(100).await;
        assert!(doors.answers_others().await);
        for stream in &mut silent {
            assert_eq!(rest(stream).await, "");
        }
    });
}
