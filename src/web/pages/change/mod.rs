//! Changing what is there: the form on a record or a tie, its last day, taking it away, and what to do when somebody else
//! was first. A save over a state that was not seen is never made; both texts are shown, and a person joins them.

mod conflict;
mod end;
mod form;
mod gone;
mod keep;
mod read;
mod remove;
mod subject;

pub(crate) use conflict::{label, shown};
pub(crate) use subject::{Subject, sentence};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum_extra::routing::RouterExt;
use maud::Markup;

use crate::capture::sheet::Sheet;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::change::subject::{Target, there};
use crate::web::paths::{EditAssetPath, EditTiePath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    let changed = Router::new().typed_get(edit_asset).typed_get(edit_tie).typed_post(keep::asset).typed_post(keep::tie);
    let ended = changed.typed_get(end::ask_asset).typed_get(end::ask_tie).typed_post(end::asset).typed_post(end::tie);
    ended.typed_get(remove::ask_asset).typed_get(remove::ask_tie).typed_post(remove::asset).typed_post(remove::tie)
}

async fn edit_asset(path: EditAssetPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here_as_steward(&path.slug, visitor).await?;
    let target = Target::Record(id_in_address(&path.id)?);
    edit(&here, target, "")
}

async fn edit_tie(
    path: EditTiePath,
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here_as_steward(&path.slug, visitor).await?;
    let target = Target::Tie(id_in_address(&path.id)?);
    edit(&here, target, &asked_at(query.as_deref()))
}

fn edit(here: &Here, target: Target, at: &str) -> Result<Markup, Problem> {
    let subject = there(here, target)?;
    let sheet = form::begun(here, &subject).with("at", at);
    Ok(form::page(here, &subject, &sheet, &[]))
}

/// From which of its ends a tie is looked at.
fn asked_at(query: Option<&str>) -> String {
    Sheet::urlencoded(query.unwrap_or_default().as_bytes()).one("at").to_owned()
}
