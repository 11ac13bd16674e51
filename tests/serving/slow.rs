use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;
use wijkweb::web::serving::Limits;

use super::doors::{Doors, rest, seconds};
use crate::support::House;

const HEAD: &str = "GET /healthz HTTP/1.1\r\nhost: wijk.example\r\n";

#[test]
fn half_a_head_is_waited_for_and_then_no_longer() {
    let doors = Doors::of(&House::empty(), Limits::default());
    doors.during(async {
        let mut half = doors.connect().await;
        half.write_all(HEAD.as_bytes()).await.unwrap();
        assert!(doors.answers_others().await);
        let since = Instant::now();
        assert!(rest(&mut half).await.starts_with("HTTP/1.1 408 "));
        assert!((20..=25).contains(&since.elapsed().as_secs()), "{:?}", since.elapsed());
    });
}

#[test]
fn a_head_that_drips_wins_no_time() {
    let doors = Doors::of(&House::empty(), Limits::default());
    doors.during(async {
        let (mut read, mut write) = doors.connect().await.into_split();
        let since = Instant::now();
        let drip = async {
            write.write_all(HEAD.as_bytes()).await.unwrap();
            while write.write_all(b"a: b\r\n").await.is_ok() {
                seconds(3).await;
            }
        };
        let mut answer = Vec::new();
        tokio::join!(drip, async { drop(read.read_to_end(&mut answer).await) });
        assert!(answer.starts_with(b"HTTP/1.1 408 ") && since.elapsed().as_secs() < 32);
    });
}

#[test]
fn between_two_requests_there_is_time_and_after_it_the_connection_is_closed() {
    let doors = Doors::of(&House::empty(), Limits::default());
    doors.during(async {
        let mut stream = doors.connect().await;
        for _ in 0..3 {
            seconds(70).await;
            stream.write_all(format!("{HEAD}\r\n").as_bytes()).await.unwrap();
            let mut answer = [0; 4_096];
            let read = stream.read(&mut answer).await.unwrap();
            assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n") && answer[..read].ends_with(b"ok\n"));
        }
        let since = Instant::now();
        assert_eq!(rest(&mut stream).await, "");
        assert!((75..=80).contains(&since.elapsed().as_secs()), "{:?}", since.elapsed());
    });
}

/// The head of an upload by a steward of this house, with the beginning of its body; all of it is `length` bytes.
fn upload(house: &House, content: usize) -> (String, String, &'static str) {
    let cookie = format!("session={}", house.steward_token().as_str());
    let begin = "--grens\r\nContent-Disposition: form-data; name=\"file\"; filename=\"plekken.csv\"\r\n\r\nnaam;lon;lat\r\n";
    let end = "\r\n--grens--\r\n";
    let length = begin.len() + content + end.len();
    let head = format!(
        "POST /wijk/import HTTP/1.1\r\nhost: wijk.example\r\naccept: text/html\r\naccept-language: nl\r\ncookie: {cookie}\r\n\
         connection: close\r\ncontent-type: multipart/form-data; boundary=grens\r\ncontent-length: {length}\r\n\r\n"
    );
    (head, begin.to_owned(), end)
}

fn uploads(house: &House) -> usize {
    std::fs::read_dir(house.state.neighbourhoods.folder().join("uploads/wijk")).map_or(0, Iterator::count)
}

#[test]
fn a_body_of_which_half_comes_is_answered_in_words_and_nothing_of_it_is_kept() {
    let house = House::empty();
    let doors = Doors::of(&house, Limits::default());
    let (head, begin, _) = upload(&house, 1_000_000);
    doors.during(async {
        let mut half = doors.connect().await;
        half.write_all(format!("{head}{begin}{}", "Kas;4.5;51.9\n".repeat(1_000)).as_bytes()).await.unwrap();
        assert!(doors.answers_others().await);
        let since = Instant::now();
        let answer = rest(&mut half).await;
        assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("Het bestand is niet heel aangekomen"), "{answer}");
        assert!((30..=60).contains(&since.elapsed().as_secs()), "{:?}", since.elapsed());
    });
    assert_eq!(uploads(&house), 0);
}

#[test]
fn an_upload_over_a_slow_line_takes_its_hours_and_is_kept() {
    let house = House::empty();
    let doors = Doors::of(&house, Limits::default());
    let row = "Kas;4.5;51.9\n".repeat(100);
    let (head, begin, end) = upload(&house, row.len() * 1_000);
    doors.during(async {
        let mut slow = doors.connect().await;
        slow.write_all(format!("{head}{begin}").as_bytes()).await.unwrap();
        for _ in 0..1_000 {
            seconds(12).await;
            slow.write_all(row.as_bytes()).await.unwrap();
        }
        slow.write_all(end.as_bytes()).await.unwrap();
        let answer = rest(&mut slow).await;
        assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    });
    assert!(uploads(&house) > 0);
}

#[test]
fn an_answer_that_nobody_takes_is_not_kept_for_ever() {
    const LARGE: usize = 64 << 20;
    let site = Router::new().route("/large", get(|| async { vec![0_u8; LARGE] }));
    let doors = Doors::before(site, Limits::default());
    doors.during(async {
        let mut stream = doors.connect().await;
        stream.write_all(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        seconds(400).await;
        assert!(rest(&mut stream).await.len() < LARGE);
        // Whoever takes it a little at a time gets all of it.
        let mut stream = doors.connect().await;
        stream.write_all(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        let mut piece = vec![0; 8 << 20];
        for _ in 0..8 {
            seconds(60).await;
            stream.read_exact(&mut piece).await.unwrap();
        }
    });
}

#[test]
fn whoever_merely_stands_in_the_door_makes_place_for_whoever_asks() {
    let doors = Doors::of(&House::empty(), Limits { connections: 20, ..Limits::default() });
    doors.during(async {
        let mut standing = Vec::new();
        for at in 0..100 {
            let mut stream = doors.connect().await;
            if at % 2 == 0 {
                stream.write_all(HEAD.as_bytes()).await.unwrap();
            }
            standing.push(stream);
        }
        let since = Instant::now();
        for _ in 0..5 {
            assert!(doors.answers_others().await);
        }
        assert!(since.elapsed().as_secs() < 5, "nobody waits until the others have had their time");
    });
}
