//! Closing a neighbourhood down or handing it over: what that means, its archive to take away, and the way back.
//!
//! What was written after the archive was taken is not lost in silence: the browser that took it remembers up to which
//! change it goes, and closing asks again where that is not the last. After closing the whole archive can still be had, for
//! as long as the neighbourhood can be opened again.

mod archive;
mod ask;
mod close;
mod closed;
mod page;

use crate::web::doors::Doors;
use axum::Router;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use crate::inventory::slug::Slug;
use crate::neighbourhood::Closed;
use crate::web::here::Here;
use crate::web::paths::{ArchivePath, ClosePath, ClosedPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;

pub(super) use self::closed::rows as closed_rows;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(ask::show).act(close::close).act(archive::hand_out).show(closed::show).act(closed::reopen)
}

/// The cookie that remembers up to which change the archive goes that this browser took.
const TAKEN_COOKIE: &str = "archive-taken";

/// Up to which change the archive goes that this browser took of this neighbourhood.
fn taken(cookies: &CookieJar, here: &Here) -> Option<u64> {
    let taken = cookies.get(TAKEN_COOKIE)?.value().parse().ok()?;
    // One that goes further is of another of this name.
    (taken <= here.neighbourhood.past().last_seq()).then_some(taken)
}

/// Only the page on which the neighbourhood is closed asks for it.
fn taken_cookie(slug: &Slug, seq: u64, is_https: bool) -> Cookie<'static> {
    let mut cookie = Cookie::new(TAKEN_COOKIE, seq.to_string());
    cookie.set_path(ClosePath::of(slug).to_string());
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Strict);
    cookie.set_secure(is_https);
    cookie
}

/// The closed neighbourhood in an address.
async fn closed_here(state: &AppState, slug: &str) -> Result<Closed, Problem> {
    let slug: Slug = slug.parse().map_err(|_| Problem::NotFound)?;
    all_closed(state).await?.into_iter().find(|closed| closed.slug == slug).ok_or(Problem::NotFound)
}

/// All neighbourhoods that were closed and can be opened again.
pub(crate) async fn all_closed(state: &AppState) -> Result<Vec<Closed>, Problem> {
    let neighbourhoods = std::sync::Arc::clone(&state.neighbourhoods);
    Ok(tokio::task::spawn_blocking(move || neighbourhoods.closed()).await.map_err(|_| Problem::OurFault)??)
}

fn archive_path(slug: &Slug) -> String {
    ArchivePath::of(slug).to_string()
}

fn closed_path(slug: &Slug) -> String {
    ClosedPath::of(slug).to_string()
}
