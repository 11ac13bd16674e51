use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::web::files::names_tag;
use crate::web::here::id_in_address;
use crate::web::paths::PhotoFilePath;
use crate::web::photos::{Photo, SIZES};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// A picture never changes, so a browser that may see it need not ask for it again for a day. Only the visitor's own
/// browser keeps it: from a cache on the way it could not be taken back.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=86400, immutable");

/// The picture of a photo, for whoever may see the photo and what it shows.
pub(super) async fn serve(
    path: PhotoFilePath,
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let photo = Photo::with_id(here.view(), id_in_address(&path.id)?).ok_or(Problem::NotFound)?;
    let at = SIZES.iter().position(|size| *size == path.size).ok_or(Problem::NotFound)?;
    let name = photo.pictures().into_iter().nth(at).ok_or(Problem::NotFound)?;
    let tag = format!("\"{}\"", &name.as_str()[..32]);
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known.is_some_and(|tags| names_tag(tags, &tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let pictures = state.neighbourhoods.pictures(here.slug())?;
        let read = tokio::task::spawn_blocking(move || pictures.read(&name)).await.map_err(|_| Problem::OurFault)??;
        let mut found = read.ok_or(Problem::NotFound)?.into_response();
        found.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
        found
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, KEPT);
    headers.insert(VARY, HeaderValue::from_static("cookie"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    Ok(response)
}
