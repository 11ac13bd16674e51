//! One file a page.

mod language;
mod steward;

use axum::Router;

use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().merge(language::router()).merge(steward::router())
}
