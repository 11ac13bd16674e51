use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HOST};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::{Answer, House};

/// A persona with a browser.
#[derive(Clone)]
pub(crate) struct Visitor<'a> {
    house: &'a House,
    cookies: Vec<String>,
    language: &'static str,
    place: Option<IpAddr>,
}

impl<'a> Visitor<'a> {
    pub(super) fn new(house: &'a House) -> Self {
        Self { house, cookies: Vec::new(), language: "nl", place: None }
    }

    /// The same visitor with a browser that asks for this language.
    pub(crate) fn reading(&self, language: &'static str) -> Self {
        Self { language, ..self.clone() }
    }

    /// The same visitor asking from this address of the network.
    pub(crate) fn at_place(&self, place: impl Into<IpAddr>) -> Self {
        Self { place: Some(place.into()), ..self.clone() }
    }

    /// Sends this cookie (`name=value`) from now on.
    pub(crate) fn keep_cookie(&mut self, cookie: String) {
        self.cookies.push(cookie);
    }

    /// The same visitor with the session that an answer handed out, in the place of any before.
    pub(crate) fn let_in_by(&self, answer: &Answer) -> Self {
        let cookie = answer.session().unwrap();
        let mut cookies: Vec<_> = self.cookies.iter().filter(|cookie| !cookie.starts_with("session=")).cloned().collect();
        cookies.push(format!("session={cookie}"));
        Self { cookies, ..self.clone() }
    }

    /// Opens an address.
    pub(crate) fn get(&self, address: &str) -> Answer {
        self.send(Request::get(address), Body::empty())
    }

    /// Sends a form.
    pub(crate) fn post_form(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_headed(address, &[], fields)
    }

    /// Sends a form with these headers.
    pub(crate) fn post_headed(&self, address: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(address).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(headers.iter().fold(request, |request, (name, text)| request.header(*name, *text)), Body::from(body))
    }

    /// Sends a form with words and files (the question, the file's name, its bytes), as a browser does.
    pub(crate) fn post_files(&self, address: &str, words: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, text) in words {
            body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").bytes());
        }
        for (name, file, bytes) in files {
            body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n").bytes());
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        self.send(Request::post(address).header(CONTENT_TYPE, "multipart/form-data; boundary=edge"), Body::from(body))
    }

    /// Sends a form as it was, with other answers in the place of those under these names.
    pub(crate) fn post_with(&self, address: &str, form: &[(String, String)], answers: &[(&str, &str)]) -> Answer {
        let untouched = form.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let untouched = untouched.filter(|(name, _)| answers.iter().all(|(other, _)| other != name));
        let fields: Vec<_> = untouched.chain(answers.iter().copied()).collect();
        self.post_form(address, &fields)
    }

    /// Sends anything.
    pub(crate) fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let mut request = request.header(ACCEPT, "text/html,*/*").header(ACCEPT_LANGUAGE, self.language);
        if !self.cookies.is_empty() {
            request = request.header(COOKIE, self.cookies.join("; "));
        }
        if let Some(place) = self.place {
            request = request.header(HOST, "wijk.example").extension(ConnectInfo(SocketAddr::new(place, 50_000)));
        }
        let request = request.body(body).unwrap();
        self.house.runtime().block_on(async {
            let response = self.house.app().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            Answer::new(parts.status.as_u16(), parts.headers, bytes.to_vec())
        })
    }
}
