//! The photos of a record: adding them, changing what is said of them, taking them away, and the pictures themselves. It
//! does not know how a photo is made ready nor where its bytes are kept.

mod act;
mod add;
mod one;
mod serve;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::DefaultBodyLimit;

use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    // Photos are taken in piece by piece, and measured on the way.
    let add = Router::new().act(add::add).layer(DefaultBodyLimit::disable());
    Router::new().show(add::form).show(one::show).act(act::act).show(serve::serve).merge(add)
}
