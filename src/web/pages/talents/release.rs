use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use crate::neighbourhood::Released;
use crate::web::paths::TalentsPath;
use crate::web::problem::Problem;
use crate::web::saved::saved_at;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// What can come of wanting new figures; the text of each is `talents-{outcome}`.
pub(super) const OUTCOMES: [&str; 3] = ["made", "too-soon", "too-few"];

/// Makes new figures, if the last are old enough and enough people agree.
pub(super) async fn make(path: TalentsPath, State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let (neighbourhoods, of) = (Arc::clone(&state.neighbourhoods), Arc::clone(&here.neighbourhood));
    let released = tokio::task::spawn_blocking(move || neighbourhoods.release(&of)).await.map_err(|_| Problem::OurFault)??;
    let outcome = match released {
        Released::Made => OUTCOMES[0],
        Released::NotBefore(_) => OUTCOMES[1],
        Released::TooFew => OUTCOMES[2],
    };
    Ok(Redirect::to(&saved_at(TalentsPath::of(here.slug()), outcome, None)).into_response())
}
