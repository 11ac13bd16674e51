//! Files of others, from outside: handed in on the page, looked at, corrected, written and taken back.

mod elsewhere;
mod page;
mod words;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;

use crate::support::{Answer, Visitor};

/// Hands a file in on the import page and tells the address of its preview.
pub(crate) fn hand_in(visitor: &Visitor<'_>, name: &str, kind: &str, bytes: &[u8]) -> String {
    let answer = send_file(visitor, name, kind, bytes);
    assert_eq!(answer.status, 303, "{}", answer.body());
    answer.header("location").unwrap().to_owned()
}

fn send_file(visitor: &Visitor<'_>, name: &str, kind: &str, bytes: &[u8]) -> Answer {
    let mut body = Vec::new();
    body.extend_from_slice(format!("--edge\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n").as_bytes());
    body.extend_from_slice(format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    visitor.send(Request::post("/wijk/import").header(CONTENT_TYPE, "multipart/form-data; boundary=edge"), Body::from(body))
}

/// Lets a file that was looked at be written, and waits for the page that says so.
pub(crate) fn let_it_in(visitor: &Visitor<'_>, preview: &str) -> Answer {
    let page = preview.split('?').next().unwrap();
    let fields: Vec<(String, String)> = form_urlencoded::parse(preview.split_once('?').map_or("", |(_, query)| query).as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(visitor.post_form(page, &fields).status, 303);
    // The writing goes on behind the page, which asks again by itself.
    let mut answers = std::iter::repeat_with(|| visitor.get(page)).take(100_000);
    answers.find(|answer| answer.count("meta[http-equiv=refresh]") == 0).unwrap()
}
