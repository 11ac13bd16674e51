//! The list of what the neighbourhood has, by the same question as the map and the exports.

mod filters;
mod results;

pub(crate) use results::{ended, said};

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::{Query, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::web::done::told;
use crate::web::filter::AssetQuery;
use crate::web::frame::Tab;
use crate::web::parts::{Tone, message};
use crate::web::paths::{AssetsPath, QuestionsPath};
use crate::web::problem::Problem;
use crate::web::saved::Saved;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(list)
}

async fn list(
    path: AssetsPath,
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    Query(saved): Query<Saved>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let (asked, wrong) = AssetQuery::read(query.as_deref(), here.view());
    let words = here.words();
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let title = words.say("list-title");
    let body = html! {
        (told(&here, &saved))
        div.page-head { h1 { (title) } }
        @if !wrong.is_empty() {
            (message(Tone::Warning, words.say("list-wrong"), html! { ul { @for one in &wrong { li { (one.say(words)) } } } }))
        }
        @if here.view().questions().next().is_some() {
            (message(Tone::Tip, words.say("list-questions"), html! { p { a href=(QuestionsPath::of(here.slug())) { (words.say("question-title")) } } }))
        }
        div.stack {
            div.aside-left {
                (filters::form(&here, &asked))
                (results::results(&here, &asked))
            }
            (filters::other_kinds(&here))
        }
    };
    Ok((status, here.frame(&title).tab(Tab::List).page(body)).into_response())
}
