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

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::{RawQuery, State};
use maud::Markup;

use crate::capture::sheet::Sheet;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::change::subject::{Target, there};
use crate::web::paths::{EditAssetPath, EditTiePath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    let changed = Router::new().show(edit_asset).show(edit_tie).act(keep::asset).act(keep::tie);
    let ended = changed.show(end::ask_asset).show(end::ask_tie).act(end::asset).act(end::tie);
    ended.show(remove::ask_asset).show(remove::ask_tie).act(remove::asset).act(remove::tie)
}

async fn edit_asset(path: EditAssetPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let target = Target::Record(id_in_address(&path.id)?);
    edit(&here, target, "")
}

async fn edit_tie(
    path: EditTiePath,
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
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
