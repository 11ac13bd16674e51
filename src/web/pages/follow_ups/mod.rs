//! What the team promised: whom to ask, to bring together, to take along, to thank. Whoever is named by a neighbour is asked
//! before anything is kept of them.

mod act;
mod list;

use axum::Router;

use crate::web::doors::Doors;
use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(list::list).act(act::add).act(act::change)
}
