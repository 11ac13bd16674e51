//! What people here can do together: by groups of skills, for the neighbourhood and for squares, in bands. All of it comes
//! from the last release of figures about people, which is the same for every visitor; this room knows no person.

mod coverage;
mod file;
mod page;
mod release;

use axum::Router;
use axum::extract::{Query, State};
use maud::Markup;

use crate::web::doors::Doors;
use crate::web::here::Here;
use crate::web::paths::TalentsPath;
use crate::web::problem::Problem;
use crate::web::saved::Saved;
use crate::web::state::AppState;
use crate::web::talents;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(show).act(release::make).show(file::hand_out)
}

/// What can we do together?
async fn show(path: TalentsPath, State(state): State<AppState>, visitor: Visitor, Query(saved): Query<Saved>) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let figures = talents::figures(&here).await?;
    Ok(page::page(&here, &figures, told(&here, &saved).as_deref()))
}

/// What came of wanting new figures, in words.
fn told(here: &Here, saved: &Saved) -> Option<String> {
    let done = saved.done(&release::OUTCOMES)?;
    Some(here.words().say(&format!("talents-{done}")).into_owned())
}
