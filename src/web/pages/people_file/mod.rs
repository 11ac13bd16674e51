//! Bringing in a file with residents: hand it in, see what is understood of it, state on what it rests that they agreed, see
//! who would be kept and who not, and only then have it written. Nothing of the file is on the disk before.

mod basis;
mod hand_in;
mod preview;
mod write;

use axum::Router;
use axum::extract::DefaultBodyLimit;

use crate::web::doors::Doors;
use crate::web::imports::LARGEST_HELD;
use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    // What stands round the file in the form is little.
    let limit = DefaultBodyLimit::max(LARGEST_HELD + 64 * 1024);
    let upload = Router::new().act(hand_in::receive).layer(limit);
    upload.merge(Router::new().show(hand_in::form).show(preview::show).act(write::act))
}
