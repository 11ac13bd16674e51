use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

use crate::consent::Audience;
use crate::web::frame::Frame;
use crate::web::state::AppState;
use crate::web::steward::STEWARD_COOKIE;
use crate::words::{Language, Words};

/// The cookie that remembers the language.
pub(crate) const LANGUAGE_COOKIE: &str = "language";

/// Who asks: which audience they are of and which language they read.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// The audience.
    pub(crate) audience: Audience,
    /// The texts in the visitor's language.
    pub(crate) words: Words,
    /// The address asked for, with its query, for the way back after changing the language.
    pub(crate) address: String,
    /// The browser sent cookies, so that a page may be made for it alone.
    pub(crate) has_cookies: bool,
}

impl Visitor {
    /// Reads the visitor from a request: the language by the remembered choice, else by the browser.
    pub(crate) fn read(parts: &Parts, state: &AppState) -> Self {
        // Read once for each request: the guards before a handler ask as well.
        if let Some(known) = parts.extensions.get::<Self>() {
            return known.clone();
        }
        let cookies = CookieJar::from_headers(&parts.headers);
        let chosen = cookies.get(LANGUAGE_COOKIE).and_then(|cookie| cookie.value().parse().ok());
        let accepted = || parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| Language::preferred(value.to_str().ok()?));
        let is_steward = cookies.get(STEWARD_COOKIE).is_some_and(|cookie| state.stewards.knows(cookie.value()));
        Self {
            audience: if is_steward { Audience::Stewards } else { Audience::Everyone },
            words: Words::of(chosen.or_else(accepted).unwrap_or_default()),
            has_cookies: parts.headers.contains_key(COOKIE),
            address: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        }
    }

    /// The frame round a page that is not about one neighbourhood.
    pub(crate) fn frame<'a>(&'a self, title: &'a str) -> Frame<'a> {
        Frame::new(self.words, title).steward(self.is_steward()).at(&self.address)
    }

    /// May write.
    pub(crate) fn is_steward(&self) -> bool {
        self.audience >= Audience::Stewards
    }
}

impl<S> FromRequestParts<S> for Visitor
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::read(parts, &AppState::from_ref(state)))
    }
}
