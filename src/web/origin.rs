use std::convert::Infallible;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::HeaderName;
use axum::http::header::HOST;
use axum::http::request::Parts;

use crate::web::state::AppState;

/// Under which scheme and host the site is known to who asks, such as `https://wijk.example`; empty where the request does
/// not name a host.
pub(crate) struct Origin(pub(crate) String);

/// The same, for whoever has the request at hand. `https` says that visitors come over HTTPS, whatever is between.
pub(crate) fn origin(parts: &Parts, https: bool) -> Option<String> {
    let header = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let host = header(HOST).or_else(|| parts.uri.authority().map(axum::http::uri::Authority::as_str))?;
    let is_host = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte));
    let is_https = https || header(HeaderName::from_static("x-forwarded-proto")) == Some("https");
    is_host.then(|| format!("{}://{host}", if is_https { "https" } else { "http" }))
}

impl<S> FromRequestParts<S> for Origin
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self(origin(parts, AppState::from_ref(state).settings.https).unwrap_or_default()))
    }
}
