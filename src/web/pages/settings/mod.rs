//! The neighbourhood's own particulars: its name, what it says about itself and its data, and whether its map takes images
//! from outside.

mod backups;
mod form;
mod keep;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::State;
use maud::{Markup, html};

use crate::consent::Disclosed;
use crate::web::here::Here;
use crate::web::origin::Origin;
use crate::web::pages::privacy;
use crate::web::paths::SettingsPath;
use crate::web::problem::Problem;
use crate::web::refill::refill;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(show).act(keep::keep)
}

async fn show(path: SettingsPath, State(state): State<AppState>, visitor: Visitor, origin: Origin) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let profile = here.view().profile().and_then(Disclosed::record).ok_or(Problem::NotFound)?;
    let sheet = refill(profile, here.words());
    let below = below(&state, &here).await?;
    Ok(form::page(&here, &sheet, &[], false, &origin, &below))
}

/// What stands below the form: how the documents on privacy are, and the backups.
async fn below(state: &AppState, here: &Here) -> Result<Markup, Problem> {
    let backups = backups::section(state, here.words()).await?;
    Ok(html! { (privacy::status(state, here)) (backups) })
}
