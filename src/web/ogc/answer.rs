use axum::body::Body;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde_json::Value;
use sha2::{Digest, Sha256};

pub(super) const JSON: &str = "application/json";
pub(super) const GEOJSON: &str = "application/geo+json";
pub(super) const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";
pub(super) const SCHEMA: &str = "application/schema+json";
pub(super) const HTML: &str = "text/html";

/// What is sent back, before it is known whether the asker has it already.
pub(super) struct Answer {
    media_type: &'static str,
    body: Content,
    links: Vec<String>,
}

/// What an answer is made of.
enum Content {
    /// Bytes, and an end that differs at every request: the time stamp.
    Bytes(Vec<u8>, Vec<u8>),
    /// Something that is sent by itself, and what its tag is made from.
    Ready(Sha256, Body),
}

impl Answer {
    /// A document.
    pub(super) fn json(media_type: &'static str, document: &Value) -> Self {
        Self::bytes(media_type, document.to_string().into_bytes())
    }

    /// A page.
    pub(super) fn page(page: Markup) -> Self {
        Self::bytes("text/html; charset=utf-8", page.into_string().into_bytes())
    }

    /// Bytes that were written elsewhere.
    pub(super) fn bytes(media_type: &'static str, body: Vec<u8>) -> Self {
        Self { media_type, body: Content::Bytes(body, Vec::new()), links: Vec::new() }
    }

    /// A body that is ready to be sent, and the beginning of its tag, which is another whenever the body says something
    /// else.
    pub(super) fn ready(media_type: &'static str, tag: Sha256, body: Body) -> Self {
        Self { media_type, body: Content::Ready(tag, body), links: Vec::new() }
    }

    /// The same with an end that does not make it another answer.
    pub(super) fn with_tail(mut self, more: Vec<u8>) -> Self {
        if let Content::Bytes(_, tail) = &mut self.body {
            *tail = more;
        }
        self
    }

    /// The same with a link in its header.
    pub(super) fn with_link(mut self, href: &str, rel: &str, media_type: &str) -> Self {
        self.links.push(format!("<{href}>; rel=\"{rel}\"; type=\"{media_type}\""));
        self
    }

    /// The response: short where the asker has the answer already.
    ///
    /// The tag is made from the bytes this visitor gets, so it changes only with what this visitor sees. It is a weak one,
    /// because the time stamp differs and because compression changes the bytes on their way.
    pub(super) fn respond(self, asked: &HeaderMap) -> Response {
        let (mut hasher, body) = match self.body {
            Content::Bytes(mut body, tail) => {
                let mut hasher = Sha256::new();
                hasher.update(&body);
                body.extend(tail);
                (hasher, Body::from(body))
            }
            Content::Ready(hasher, body) => (hasher, body),
        };
        hasher.update(self.media_type);
        let tag = format!("W/\"{}\"", hasher.finalize()[..16].iter().fold(String::new(), |tag, byte| format!("{tag}{byte:02x}")));
        let is_known = asked.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|tags| names(tags, &tag));
        let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { body.into_response() };
        let headers = response.headers_mut();
        if !is_known {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        }
        for link in self.links {
            if let Ok(link) = HeaderValue::from_str(&link) {
                headers.append(LINK, link);
            }
        }
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(ETAG, tag);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(VARY, HeaderValue::from_static("accept, accept-language, cookie"));
        // What everyone sees may be read by maps on other sites; browsers send them no cookie along.
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        response
    }
}

/// A list of tags, weak or strong, names this one; `*` names any.
fn names(tags: &str, tag: &str) -> bool {
    let bare = tag.trim_start_matches("W/");
    tags.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == bare)
}
