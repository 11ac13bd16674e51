use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};

use crate::formats::csv::write::Dialect;
use crate::formats::talents::table;
use crate::web::paths::TalentsFilePath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::talents;
use crate::web::visitor::Visitor;
use crate::words::Language;

/// The figures as a table, which a spreadsheet in the visitor's language opens in columns.
pub(super) async fn hand_out(path: TalentsFilePath, State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    if path.format != "csv" {
        return Err(Problem::NotFound);
    }
    let dialect = match here.words().language() {
        Language::Dutch => Dialect::Semicolon,
        Language::English => Dialect::Comma,
    };
    let published = talents::figures(&here).await?;
    let mut file = Vec::new();
    // Writing to memory does not fail.
    let rows: Vec<_> = published.of_all().into_iter().chain(published.of_squares()).collect();
    table(&rows, dialect, &mut file).map_err(|_| Problem::OurFault)?;
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    let day = published.made.map_or(here.today, crate::inventory::moment::Moment::day);
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{}-talents-{day}.csv\"", here.slug())) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("accept-language, cookie"));
    Ok(response)
}
