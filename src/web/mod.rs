//! What a visitor gets: a page, a layer, a file, or a plain word why not. It knows HTTP and HTML and asks the
//! neighbourhood through the view of the visitor's audience; it does not know how anything is kept.

mod another;
mod asked;
mod authority;
mod done;
pub mod doors;
mod explain;
mod export;
mod faults;
pub mod fields;
pub mod files;
mod filled;
mod filter;
pub mod frame;
mod guard;
mod here;
mod imports;
mod inputs;
mod kept;
mod labels;
mod lasting;
mod ogc;
mod origin;
mod pages;
pub mod parts;
pub mod paths;
mod photos;
mod problem;
mod refill;
mod saved;
mod security;
pub mod serving;
mod session;
mod settings;
mod show;
mod snags;
mod state;
mod talents;
mod visitor;
mod watch;
mod way_back;

pub use asked::{Client, NotANetwork, NotAnAddress, Proxies, PublicAddress};
pub use authority::{PHONE_STEPS, beside, fingerprint};
pub use imports::{Jobs, discard_stale_uploads};
pub use kept::KeptPages;
pub use settings::Settings;
pub use state::{AppState, Shared};
pub use watch::{Measures, WatchedFrom};

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// The whole site: every page and layer with its guards round it.
pub fn app(state: AppState) -> Router {
    Router::new()
        .merge(pages::router())
        .route(files::ROUTE, get(files::serve))
        .merge(ogc::router())
        .merge(export::router())
        .merge(watch::router())
        .fallback(|| async { problem::Problem::NotFound })
        .method_not_allowed_fallback(|| async { problem::Problem::WrongMethod })
        .layer(CatchPanicLayer::custom(explain::after_a_panic))
        .layer((asked::Front::of(state.clone()), from_fn_with_state(state.clone(), guard::guard)))
        .layer(CompressionLayer::new())
        .with_state(state)
}
