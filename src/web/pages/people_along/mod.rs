//! Taking along to a workshop what persons can and want, or who know each other: without names, with what it is for, and
//! registered before it goes out.

mod ask;
mod hand_out;
mod taken;

use axum::Router;

use crate::web::doors::Doors;
use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(ask::ask).act(hand_out::hand_out).show(taken::list)
}
