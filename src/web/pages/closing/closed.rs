use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use jiff::ToSpan;
use maud::{Markup, html};

use crate::inventory::slug::Slug;
use crate::neighbourhood::{Closed, StoreError};
use crate::web::pages::closing::{archive_path, closed_here, closed_path};
use crate::web::parts::{Tone, Weight, crumbs, message, send_button};
use crate::web::paths::{ClosedPath, NeighbourhoodsPath};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

/// That the neighbourhood is closed, until when it can be opened again, and its archive.
pub(super) async fn show(path: ClosedPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let closed = closed_here(&state, &path.slug).await?;
    Ok(page(&state, &visitor, &closed, None))
}

fn page(state: &AppState, visitor: &Visitor, closed: &Closed, trouble: Option<&str>) -> Markup {
    let words = visitor.words;
    let title = words.say_with("closed-title", &[("name", closed.name.clone().into())]);
    let all = NeighbourhoodsPath {}.to_uri().to_string();
    visitor.frame(&title).page(html! {
        (crumbs(words, &[(&all, &words.say("neighbourhoods-title"))], &closed.name))
        div.narrow {
            h1 { (title) }
            @if let Some(trouble) = trouble { (message(Tone::Error, words.say(trouble), html! { p { (words.say(&format!("{trouble}.next"))) } })) }
            p.lead { (words.say("closed-unseen")) }
            p { (until(state, words, closed)) " " (words.say("closed-after")) }
            (open_again(words, closed, Weight::Main))
            h2 { (words.say("closing-archive")) }
            p { (words.say("closed-archive")) }
            form method="post" action=(archive_path(&closed.slug)) {
                // There may be another of this name by now.
                input type="hidden" name="closed" value="yes";
                (send_button(Weight::Quiet, words.say("closing-take")))
            }
            p { (words.say("closing-what-backups")) }
        }
    })
}

/// The page again, with the word that there is no archive.
pub(super) async fn not_archived(state: &AppState, slug: &str, visitor: &Visitor) -> Result<Response, Problem> {
    let closed = closed_here(state, slug).await?;
    Ok((Problem::OurFault.status(), page(state, visitor, &closed, Some("closing-no-archive"))).into_response())
}

/// The closed neighbourhoods, as stewards see them below the others. Nothing where there are none.
pub(in crate::web::pages) fn rows(state: &AppState, words: Words, all: &[Closed]) -> Markup {
    html! {
        @if !all.is_empty() {
            section {
                h2 { (words.say("closed-list")) }
                p.soft { (words.say("closed-list.who")) }
                div.grid {
                    @for closed in all {
                        section.card.neighbourhood {
                            h3 { a href=(closed_path(&closed.slug)) { (closed.name) } }
                            p { (until(state, words, closed)) }
                            (open_again(words, closed, Weight::Quiet))
                        }
                    }
                }
            }
        }
    }
}

fn until(state: &AppState, words: Words, closed: &Closed) -> String {
    let today = state.neighbourhoods.surroundings().now().day();
    let days = i64::try_from(closed.days_left).unwrap_or(0);
    let last = today.checked_add(days.days()).unwrap_or(today);
    words.say_with("closed-until", &[("day", show::day(words, last).into()), ("n", closed.days_left.into())]).into_owned()
}

fn open_again(words: Words, closed: &Closed, weight: Weight) -> Markup {
    let label = words.say_with("closed-reopen", &[("name", closed.name.clone().into())]);
    html! { form method="post" action=(closed_path(&closed.slug)) { (send_button(weight, label)) } }
}

/// Opens the neighbourhood again, as it was.
pub(super) async fn reopen(path: ClosedPath, State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let closed = match closed_here(&state, &path.slug).await {
        Ok(closed) => closed,
        // A second click, or somebody else: it is open.
        Err(Problem::NotFound) => {
            let here = state.here(&path.slug, visitor).await?;
            return Ok(opened(here.slug()));
        }
        Err(problem) => return Err(problem),
    };
    let (neighbourhoods, slug) = (Arc::clone(&state.neighbourhoods), closed.slug.clone());
    match tokio::task::spawn_blocking(move || neighbourhoods.reopen(&slug)).await.map_err(|_| Problem::OurFault)? {
        Ok(()) => {
            tracing::warn!(slug = %closed.slug, "a steward opened a closed neighbourhood again");
            Ok(opened(&closed.slug))
        }
        Err(error) => {
            tracing::error!(slug = %closed.slug, %error, "a closed neighbourhood was not opened again");
            let trouble = if matches!(error, StoreError::AlreadyThere(_)) { "closed-name-taken" } else { "closed-not-opened" };
            let status = Problem::Overtaken.status();
            Ok((status, page(&state, &visitor, &closed, Some(trouble))).into_response())
        }
    }
}

/// To all neighbourhoods, where it stands again.
fn opened(slug: &Slug) -> Response {
    Redirect::to(&format!("{}?opened={slug}", NeighbourhoodsPath {}.to_uri())).into_response()
}
