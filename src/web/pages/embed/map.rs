use axum::extract::{RawQuery, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Response;
use maud::html;

use crate::web::files;
use crate::web::filter::AssetQuery;
use crate::web::pages::embed::frame::Embedded;
use crate::web::pages::embed::list::rows;
use crate::web::pages::map::{Drawn, head};
use crate::web::paths::EmbedMapPath;
use crate::web::problem::Problem;
use crate::web::security::policy_with_images_from;
use crate::web::state::AppState;

/// The map, by the same question as the one on the site. Without script the list stands in its place.
pub(super) async fn show(path: EmbedMapPath, State(state): State<AppState>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let embedded = Embedded::of(&state, &path.slug, query.as_deref()).await?;
    let here = &embedded.here;
    let (asked, _) = AssetQuery::read(query.as_deref(), here.view());
    let title = here.words().say_with("map-title", &[("name", here.name().into())]);
    let drawn = Drawn::of(here, query.as_deref(), &title, &rows(here, &asked));
    let head = html! {
        (head())
        noscript { link rel="stylesheet" href=(files::address("css/embed-without-script.css")); }
    };
    let page = here.frame(&title).wide().embedded().head(head).page(drawn.body);
    let mut response = embedded.answer(page);
    if let Some(policy) = drawn.tile_host.and_then(|host| HeaderValue::from_str(&policy_with_images_from(&host)).ok()) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}
