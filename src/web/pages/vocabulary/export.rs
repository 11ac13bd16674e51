use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};

use crate::formats::csv::write::Dialect;
use crate::formats::vocabulary::write_vocabulary;
use crate::web::pages::vocabulary::kind_of;
use crate::web::paths::VocabularyExportPath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Language;

/// The words of a vocabulary as a table, which a spreadsheet in the visitor's language opens in columns.
pub(super) async fn hand_out(path: VocabularyExportPath, State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let kind = kind_of(here.view(), &path.scheme)?;
    let dialect = match here.words().language() {
        Language::Dutch => Dialect::Semicolon,
        Language::English => Dialect::Comma,
    };
    let mut file = Vec::new();
    // Writing to memory does not fail.
    write_vocabulary(here.view(), &path.scheme, kind, dialect, &mut file).map_err(|_| Problem::OurFault)?;
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let plain: String = path.scheme.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect();
    let name = format!("attachment; filename=\"{}-{plain}-{}.csv\"", here.slug(), here.today);
    if let Ok(disposition) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("accept-language, cookie"));
    Ok(response)
}
