use std::convert::Infallible;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use crate::web::asked::Asked;
use crate::web::settings::Settings;
use crate::web::state::AppState;

/// Under which scheme and host the site is known to who asks, such as `https://wijk.example`; empty where the request does
/// not name a host.
pub(crate) struct Origin(pub(crate) String);

/// The same, for whoever has the request at hand.
pub(crate) fn origin(parts: &Parts, settings: &Settings) -> Option<String> {
    let known = parts.extensions.get::<Asked>().map(|asked| asked.origin.clone());
    known.unwrap_or_else(|| Asked::read(parts, settings).ok()?.origin)
}

impl<S> FromRequestParts<S> for Origin
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self(origin(parts, &AppState::from_ref(state).settings).unwrap_or_default()))
    }
}
