//! The map and the list in a frame on another site. Nothing of it is there until a steward names the sites that may show
//! it. It is always what everyone may see, whoever looks: no cookie is asked for, and none is set.

mod frame;
mod list;
mod map;
mod sites;
mod snippet;

pub(super) use sites::{NotSites, sites};
pub(super) use snippet::snippets;

use crate::web::doors::Doors;
use axum::Router;

use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(map::show).show(list::show)
}
