use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;

use crate::capture::sheet::Sheet;
use crate::web::here::Here;
use crate::web::pages::closing::page::Asked;
use crate::web::pages::closing::{closed_here, closed_path, page, taken};
use crate::web::paths::ClosePath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// What closing means, the archive, and the form to close.
pub(super) async fn show(
    path: ClosePath,
    State(state): State<AppState>,
    visitor: Visitor,
    cookies: CookieJar,
) -> Result<Response, Problem> {
    match open_or_closed(&state, &path.slug, visitor).await? {
        Ok(here) => {
            let asked = Asked { sheet: &Sheet::default(), taken: taken(&cookies, &here), faults: &[], trouble: None };
            Ok(page::draw(&state, &here, &asked).await?.into_response())
        }
        Err(closed) => Ok(closed),
    }
}

/// The neighbourhood, or the way to the page that says that it was closed already.
pub(super) async fn open_or_closed(state: &AppState, slug: &str, visitor: Visitor) -> Result<Result<Here, Response>, Problem> {
    match state.here(slug, visitor).await {
        Ok(here) => Ok(Ok(here)),
        Err(Problem::NotFound) => {
            let closed = closed_here(state, slug).await?;
            Ok(Err(Redirect::to(&closed_path(&closed.slug)).into_response()))
        }
        Err(problem) => Err(problem),
    }
}

/// The page again, with the word that there is no archive.
pub(super) async fn not_archived(state: &AppState, slug: &str, visitor: Visitor, cookies: &CookieJar) -> Result<Response, Problem> {
    let here = state.here(slug, visitor).await?;
    let asked = Asked { sheet: &Sheet::default(), taken: taken(cookies, &here), faults: &[], trouble: Some("closing-no-archive") };
    Ok((Problem::OurFault.status(), page::draw(state, &here, &asked).await?).into_response())
}
