//! Changing many records at once: which ones, what to do with them, what would happen, then all of it as one change.

mod choose;
mod plan;
mod preview;
mod selection;
mod wish;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::neighbourhood::Refusal;
use crate::web::done::done;
use crate::web::filled::Filled;
use crate::web::here::Here;
use crate::web::pages::many::plan::plan;
use crate::web::pages::many::selection::Selection;
use crate::web::pages::many::wish::Wish;
use crate::web::paths::ManyPath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(begin).act(act)
}

/// Nothing is chosen yet: the list is where one chooses.
async fn begin(path: ManyPath, State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    Ok(choose::nothing(&here).into_response())
}

async fn act(path: ManyPath, State(state): State<AppState>, visitor: Visitor, Filled(sheet): Filled) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let selection = Selection::read(&here, &sheet);
    if selection.records.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, choose::nothing(&here)).into_response());
    }
    if sheet.one("step") == "choose" || sheet.one("step").is_empty() {
        return Ok(choose::page(&here, &selection, &sheet, &[]).into_response());
    }
    let wish = match Wish::read(&here, &sheet) {
        Ok(Some(wish)) => wish,
        Ok(None) => return Ok(choose::place(&here, &selection, &sheet).into_response()),
        Err(faults) => return Ok((StatusCode::UNPROCESSABLE_ENTITY, choose::page(&here, &selection, &sheet, &faults)).into_response()),
    };
    let plan = plan(&here, &selection, &wish, state.neighbourhoods.surroundings()).await?;
    if sheet.one("step") != "do" {
        return Ok(preview::page(&here, &selection, &plan, &sheet, None).into_response());
    }
    let again = |here: &Here, status: StatusCode, trouble: &str| {
        Ok((status, preview::page(here, &selection, &plan, &sheet, Some(trouble))).into_response())
    };
    let back = selection.list(&here);
    if plan.changing.is_empty() {
        // The same form came before, or there is nothing to do.
        return Ok(done(&back, "unchanged", None));
    }
    if plan.seen() != sheet.one("seen") {
        return again(&here, StatusCode::CONFLICT, "many-overtaken");
    }
    match here.neighbourhood.write_async(plan.order.clone()).await {
        Ok(seq) => Ok(done(&back, "many", Some(seq))),
        Err(Refusal::Broken(_)) => again(&here, StatusCode::CONFLICT, "many-overtaken"),
        Err(Refusal::NotKept(_)) => again(&here, StatusCode::INSUFFICIENT_STORAGE, "problem-not-kept.next"),
        Err(refusal) => Err(refusal.into()),
    }
}
