//! Bringing in a file: hand it in, see what would happen and correct it, then let it be written while a page tells how
//! far it is. A whole import can be taken back.

mod hand_in;
mod outcome;
mod preview;
mod reading;
mod start;
mod undo;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::DefaultBodyLimit;

use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    // The size of a file is guarded while it comes in, by the site's settings.
    let upload = Router::new().act(hand_in::receive_file).layer(DefaultBodyLimit::disable());
    let rest = Router::new().show(hand_in::form).show(preview::show).act(start::start).act(undo::take_back);
    upload.merge(rest)
}
