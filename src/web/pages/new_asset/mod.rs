//! Adding a record: first which kind, then what is known of it.

mod choose;
mod form;
mod keep;
mod read;

pub(crate) use form::{picker, questions};
pub(crate) use read::{decimal_mark, place, visibility};

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::response::{IntoResponse, Response};

use crate::capture::sheet::Sheet;
use crate::inventory::kind::Kind;
use crate::web::paths::NewAssetPath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    // Photos may come along; they are taken in piece by piece, and measured on the way.
    let keep = Router::new().act(keep::keep).layer(DefaultBodyLimit::disable());
    Router::new().show(ask).merge(keep)
}

async fn ask(path: NewAssetPath, State(state): State<AppState>, RawQuery(query): RawQuery, visitor: Visitor) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let asked = Sheet::urlencoded(query.unwrap_or_default().as_bytes());
    match open_kind(&asked) {
        Some(kind) => {
            let id = state.neighbourhoods.surroundings().mint().to_string();
            Ok(form::page(&here, kind, &asked.with("id", &id), &[], &[]).into_response())
        }
        None => Ok(choose::page(&here, asked.one("kind")).into_response()),
    }
}

/// The kind that is asked for, if somebody may write it by form.
fn open_kind(sheet: &Sheet) -> Option<Kind> {
    sheet.one("kind").parse().ok().filter(|kind: &Kind| kind.is_open_to_entry())
}
