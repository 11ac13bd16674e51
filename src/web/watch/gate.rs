use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::request::Parts;

use crate::web::problem::Problem;
use crate::web::state::AppState;

/// From where the program may be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchedFrom {
    /// From this machine, and not through a proxy on it.
    Here,
    /// From everywhere.
    Everywhere,
}

/// Headers with which a proxy tells that it asks for somebody else.
const OF_PROXIES: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// That whoever asks may watch. For everybody else there is nothing here.
pub(super) struct Watcher;

impl<S> FromRequestParts<S> for Watcher
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let is_everyone = AppState::from_ref(state).settings.watch_from == WatchedFrom::Everywhere;
        let is_near =
            parts.extensions.get::<ConnectInfo<SocketAddr>>().is_some_and(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback());
        let is_proxied = OF_PROXIES.iter().any(|name| parts.headers.contains_key(*name));
        if is_everyone || (is_near && !is_proxied) { Ok(Self) } else { Err(Problem::NotFound) }
    }
}
