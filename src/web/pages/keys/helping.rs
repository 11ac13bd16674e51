use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::{not_kept, with_access};
use crate::inventory::slug::Slug;
use crate::web::paths::{HelpingPath, ResidentsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Ends acting for a resident.
pub(super) async fn end(path: HelpingPath, State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let slug: Slug = path.slug.parse().map_err(|_| Problem::NotFound)?;
    let (signed, of) = (visitor.signed.ok_or(Problem::NotForYou)?, slug.clone());
    let ended = with_access(&state, move |access, surroundings| access.end_helping(surroundings, &signed, &of)).await?;
    ended.map_err(|error| not_kept(&error))?;
    Ok(Redirect::to(&ResidentsPath::of(&slug).to_string()).into_response())
}
