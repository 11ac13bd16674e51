//! Residents: the list of those who agreed to be found, the page of one, and the conversation as a builder writes it down.

mod form;
mod keep;
mod list;
mod one;
mod place;
mod questions;
mod read;
mod rows;
mod screening;
mod things;

use axum::Router;

use crate::web::doors::Doors;
use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(list::list).act(keep::enter).show(form::new).show(one::one).show(form::edit).act(keep::change)
}
