use axum::body::Body;
use axum::http::Request;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::{Answer, House};

/// A persona with a browser.
#[derive(Clone)]
pub(crate) struct Visitor<'a> {
    house: &'a House,
    cookies: Vec<String>,
    language: &'static str,
}

impl<'a> Visitor<'a> {
    pub(super) fn new(house: &'a House) -> Self {
        Self { house, cookies: Vec::new(), language: "nl" }
    }

    /// The same visitor with a browser that asks for this language.
    pub(crate) fn reading(&self, language: &'static str) -> Self {
        Self { language, ..self.clone() }
    }

    /// Sends this cookie (`name=value`) from now on.
    pub(crate) fn keep_cookie(&mut self, cookie: String) {
        self.cookies.push(cookie);
    }

    /// Opens an address.
    pub(crate) fn get(&self, address: &str) -> Answer {
        self.send(Request::get(address), Body::empty())
    }

    /// Sends a form.
    pub(crate) fn post_form(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Request::post(address).header(CONTENT_TYPE, "application/x-www-form-urlencoded"), Body::from(body))
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
        let request = request.body(body).unwrap();
        self.house.runtime().block_on(async {
            let response = self.house.app().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            Answer::new(parts.status.as_u16(), parts.headers, bytes.to_vec())
        })
    }
}
