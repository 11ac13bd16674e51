//! The photos of a record: adding them, changing what is said of them, taking them away, and the pictures themselves. It
//! does not know how a photo is made ready nor where its bytes are kept.

mod act;
mod add;
mod one;
mod serve;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum_extra::routing::RouterExt;

use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    // Photos are taken in piece by piece, and measured on the way.
    let add = Router::new().typed_post(add::add).layer(DefaultBodyLimit::disable());
    Router::new().typed_get(add::form).typed_get(one::show).typed_post(act::act).typed_get(serve::serve).merge(add)
}
