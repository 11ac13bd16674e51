//! The layers: OGC API - Features (part 1: core, GeoJSON, OpenAPI 3.0, HTML) over the kinds of records. The map of the
//! site reads them as GDAL and QGIS do. It knows addresses, parameters and links; features are written by `formats`, and
//! what a visitor may see is decided by the view alone.

mod answer;
mod call;
mod collections;
mod create;
mod extent;
mod field_filter;
mod item;
mod items;
mod items_page;
mod landing;
mod layer;
mod openapi;
mod openapi_parts;
mod page;
mod parameters;
mod question;
mod schema;
mod space_and_time;
mod stream;
mod talents;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::DefaultBodyLimit;

use crate::web::state::AppState;

/// Largest body with new features, in bytes.
const LARGEST_BODY: usize = 64 << 20;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .show(landing::landing)
        .show(landing::landing_with_slash)
        .show(landing::conformance)
        .show(openapi::api)
        .show(collections::collections)
        .show(collections::collection)
        .show(schema::schema)
        .show(items::items)
        .merge(Router::new().act(create::create).layer(DefaultBodyLimit::max(LARGEST_BODY)))
        .show(item::item)
}
