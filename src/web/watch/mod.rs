//! For whoever watches over the program: whether it lives, whether it can do its work, and how much of it there is.
//!
//! It promises that nothing about records, visitors or neighbourhoods can be read from it, and that only this machine may
//! read it unless the operator says otherwise. It knows counts and addresses by their pattern; it does not know who asked.

mod gate;
mod measures;
mod metrics;
mod ready;

use crate::web::doors::Doors;
use axum::Router;

use crate::web::paths::HealthPath;
use crate::web::state::AppState;

pub use self::gate::WatchedFrom;
pub(super) use self::measures::Begun;
pub use self::measures::Measures;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(alive).show(ready::show).show(metrics::show)
}

/// Whether the program answers at all. Everybody may know that.
async fn alive(_: HealthPath) -> &'static str {
    "ok\n"
}
