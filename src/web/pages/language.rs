use crate::web::doors::Doors;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use crate::web::lasting::lasting_cookie;
use crate::web::paths::LanguagePath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::LANGUAGE_COOKIE;
use crate::web::way_back::local;
use crate::words::Language;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(choose)
}

#[derive(Deserialize)]
struct Back {
    back: Option<String>,
}

/// Remembers the language and goes back to where the visitor was.
async fn choose(
    path: LanguagePath,
    State(state): State<AppState>,
    Query(Back { back }): Query<Back>,
    cookies: CookieJar,
) -> Result<Response, Problem> {
    let language: Language = path.code.parse().map_err(|_| Problem::NotFound)?;
    let cookie = lasting_cookie(LANGUAGE_COOKIE, language.code().to_owned(), "/".to_owned(), state.settings.https);
    Ok((cookies.add(cookie), Redirect::to(local(back.as_deref()))).into_response())
}
