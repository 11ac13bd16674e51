//! "This is the same as…": two records become one, with what stays of each chosen field by field, and become two again.

mod apart;
mod choose;
mod find;
mod keep;

use std::borrow::Cow;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::{RawQuery, State};
use maud::Markup;

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::id::Id;
use crate::inventory::tie::Tie;
use crate::web::here::{Here, id_in_address};
use crate::web::labels::Way;
use crate::web::pages::change::Subject;
use crate::web::paths::MergePath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(ask).act(keep::keep).show(apart::ask).act(apart::part)
}

/// First which other, then what stays.
async fn ask(path: MergePath, State(state): State<AppState>, RawQuery(query): RawQuery, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let record = here.view().record(id_in_address(&path.id)?).ok_or(Problem::NotFound)?;
    let asked = Sheet::urlencoded(query.unwrap_or_default().as_bytes());
    let other = asked.one("other").parse().ok().and_then(|id| here.view().record(id)).filter(|other| other.id() != record.id());
    let Some(other) = other else { return find::page(&here, record, &asked) };
    match keep::plan(&here, record, other, None, state.neighbourhoods.surroundings()).await? {
        Some(plan) => Ok(choose::page(&here, &plan, None)),
        None => find::page(&here, record, &asked),
    }
}

/// The record for the parts that show what it holds.
fn subject(record: Disclosed<'_>) -> Result<Subject, Problem> {
    record.record().map(|record| Subject::Record(Box::new(record.clone()))).ok_or(Problem::NotFound)
}

/// A tie in words, where one of its ends is out of sight and has this name.
fn sentence(here: &Here, tie: &Tie, out_of_sight: (Id, &str)) -> String {
    let labels = here.labels();
    let name = |id: Id| {
        let seen = here.view().record(id).map(|record| Cow::Borrowed(labels.name(record)));
        seen.unwrap_or_else(|| if id == out_of_sight.0 { out_of_sight.1.to_owned().into() } else { Cow::Borrowed("…") })
    };
    format!("{} {} {}", name(tie.from), labels.tie(tie.kind, Way::Out), name(tie.to))
}
