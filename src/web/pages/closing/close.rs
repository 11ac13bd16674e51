use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;

use crate::capture::sheet::Sheet;
use crate::neighbourhood::{NotClosed, StoreError};
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::here::Here;
use crate::web::pages::closing::ask::open_or_closed;
use crate::web::pages::closing::page::Asked;
use crate::web::pages::closing::{closed_path, page, taken};
use crate::web::paths::ClosePath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

/// Closes the neighbourhood, or shows the page again with what is wrong and all that was typed.
pub(super) async fn close(
    path: ClosePath,
    State(state): State<AppState>,
    visitor: Visitor,
    cookies: CookieJar,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = match open_or_closed(&state, &path.slug, visitor.clone()).await? {
        Ok(here) => here,
        // A second click, or somebody else.
        Err(closed) => return Ok(closed),
    };
    let taken = taken(&cookies, &here);
    let last = here.neighbourhood.past().last_seq();
    let faults = faults(&here, &sheet, taken, last);
    if !faults.is_empty() {
        let page = page::draw(&state, &here, &Asked { sheet: &sheet, taken, faults: &faults, trouble: None }).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let slug = here.slug().clone();
    drop(here);
    let (neighbourhoods, of) = (Arc::clone(&state.neighbourhoods), slug.clone());
    let closed = tokio::task::spawn_blocking(move || neighbourhoods.close_down_as_of(&of, last)).await.map_err(|_| Problem::OurFault)?;
    let not_closed = match closed {
        Ok(()) => {
            tracing::warn!(%slug, "a steward closed a neighbourhood");
            return Ok(Redirect::to(&closed_path(&slug)).into_response());
        }
        Err(not_closed) => not_closed,
    };
    tracing::error!(%slug, error = %not_closed, "a neighbourhood was not closed");
    let here = match open_or_closed(&state, slug.as_str(), visitor).await? {
        Ok(here) => here,
        Err(closed) => return Ok(closed),
    };
    let (status, faults, trouble) = match not_closed {
        NotClosed::Changed(last) => (StatusCode::CONFLICT, vec![written_since(here.words(), taken, last)], None),
        NotClosed::Store(error) if error.is_disk_full() => (StatusCode::INSUFFICIENT_STORAGE, Vec::new(), Some("closing-disk-full")),
        NotClosed::Store(StoreError::AlreadyThere(_)) => (StatusCode::CONFLICT, Vec::new(), Some("closing-name-taken")),
        NotClosed::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, Vec::new(), Some("closing-failed")),
    };
    let page = page::draw(&state, &here, &Asked { sheet: &sheet, taken, faults: &faults, trouble }).await?;
    Ok((status, page).into_response())
}

fn faults(here: &Here, sheet: &Sheet, taken: Option<u64>, last: u64) -> Vec<Fault> {
    let words = here.words();
    let mut faults = Vec::new();
    // A phone likes to begin with a capital.
    if sheet.one("slug").trim().to_lowercase() != here.slug().as_str() {
        let text = words.say_with("closing-slug-wrong", &[("slug", here.slug().to_string().into())]).into_owned();
        faults.push(Fault { at: "slug".to_owned(), text });
    }
    if sheet.one("safe") != "yes" {
        faults.push(Fault::new(words, "safe", "closing-safe-missing"));
    }
    // Whoever was told and agreed was told of this very change, and of none after it.
    if taken != Some(last) && sheet.one("anyway") != last.to_string() {
        faults.push(written_since(words, taken, last));
    }
    faults
}

/// That the archive which this browser took does not hold everything, or that it took none.
fn written_since(words: Words, taken: Option<u64>, last: u64) -> Fault {
    let text = match taken {
        Some(taken) => words.say_with("closing-written-since", &[("n", last.saturating_sub(taken).into())]),
        None => words.say("closing-not-taken"),
    };
    Fault { at: "anyway".to_owned(), text: text.into_owned() }
}
