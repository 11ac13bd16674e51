use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use axum_extra::routing::{RouterExt, TypedPath};
use maud::{Markup, html};

use crate::web::lasting::lasting_cookie;
use crate::web::parts::{Weight, send_button};
use crate::web::paths::{NeighbourhoodsPath, StewardLeavePath, StewardPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::steward::STEWARD_COOKIE;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().typed_get(offer).typed_post(accept).typed_post(leave)
}

/// Asks before it makes the browser a steward's: programs that look at links beforehand do not use them up.
async fn offer(path: StewardPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    if !state.stewards.is_open(&path.token) {
        return Err(Problem::NotFound);
    }
    let words = visitor.words;
    Ok(visitor.frame(&words.say("steward-offer")).page(html! {
        div.narrow {
            h1 { (words.say("steward-offer")) }
            p.lead { (words.say("steward-offer.what")) }
            form method="post" action=(path.to_uri()) { (send_button(Weight::Main, words.say("steward-offer.accept"))) }
        }
    }))
}

async fn accept(path: StewardPath, State(state): State<AppState>, cookies: CookieJar) -> Result<Response, Problem> {
    let (stewards, neighbourhoods) = (Arc::clone(&state.stewards), Arc::clone(&state.neighbourhoods));
    let accepted = tokio::task::spawn_blocking(move || stewards.accept(&path.token, &neighbourhoods)).await;
    let secret = accepted.map_err(|_| Problem::OurFault)?.map_err(|_| Problem::NotKept)?.ok_or(Problem::NotFound)?;
    let cookie = lasting_cookie(STEWARD_COOKIE, secret, "/".to_owned(), state.settings.https);
    Ok((cookies.add(cookie), Redirect::to(&NeighbourhoodsPath.to_uri().to_string())).into_response())
}

async fn leave(_: StewardLeavePath, State(state): State<AppState>, cookies: CookieJar) -> Result<Response, Problem> {
    if let Some(cookie) = cookies.get(STEWARD_COOKIE) {
        state.stewards.forget(cookie.value(), &state.neighbourhoods).map_err(|_| Problem::NotKept)?;
    }
    let mut gone = Cookie::from(STEWARD_COOKIE);
    gone.set_path("/");
    Ok((cookies.remove(gone), Redirect::to(&NeighbourhoodsPath.to_uri().to_string())).into_response())
}
