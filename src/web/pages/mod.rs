//! One file a page.

mod about;
mod home;
mod language;
mod map;
mod neighbourhoods;
mod steward;

use axum::Router;

use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .merge(about::router())
        .merge(home::router())
        .merge(language::router())
        .merge(map::router())
        .merge(neighbourhoods::router())
        .merge(steward::router())
}
