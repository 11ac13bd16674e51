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

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum_extra::routing::RouterExt;

use crate::web::state::AppState;

/// Largest body with new features, in bytes.
const LARGEST_BODY: usize = 64 << 20;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .typed_get(landing::landing)
        .typed_get(landing::landing_with_slash)
        .typed_get(landing::conformance)
        .typed_get(openapi::api)
        .typed_get(collections::collections)
        .typed_get(collections::collection)
        .typed_get(schema::schema)
        .typed_get(items::items)
        .merge(Router::new().typed_post(create::create).layer(DefaultBodyLimit::max(LARGEST_BODY)))
        .typed_get(item::item)
}
