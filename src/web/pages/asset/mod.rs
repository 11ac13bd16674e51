//! One record: everything this visitor may see of it, in words.

mod acts;
mod connections;
mod facts;
mod origin;
mod past;
mod place;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use crate::consent::Disclosed;
use crate::inventory::kind::{Kind, Role};
use crate::web::done::told;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::list::ended;
use crate::web::parts::{Tone, crumbs, kind_chip, message};
use crate::web::paths::{AssetPath, AssetsPath, HomePath, page_of};
use crate::web::photos;
use crate::web::problem::Problem;
use crate::web::saved::Saved;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(asset)
}

async fn asset(
    path: AssetPath,
    State(state): State<AppState>,
    Query(saved): Query<Saved>,
    Query(on): Query<past::On>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let here = past::looked_at(&state, &path, visitor, on).await?;
    let id = id_in_address(&path.id)?;
    let Some(record) = here.view().record(id) else {
        // One that was joined to another is found there.
        let other = here.view().forwarded(id).ok_or(Problem::NotFound)?;
        return Ok(Redirect::temporary(&AssetPath::of(here.slug(), other.id()).to_string()).into_response());
    };
    if record.kind() == Kind::Person {
        return Ok(Redirect::to(&page_of(here.slug(), record)).into_response());
    }
    if !record.kind().is_listed() {
        // A photo has no page of its own; links to it lead to what it shows, for whoever may see that.
        let photo = photos::Photo::with_id(here.view(), record.id()).ok_or(Problem::NotFound)?;
        return Ok(Redirect::to(&AssetPath::of(here.slug(), photo.of().id()).to_string()).into_response());
    }
    let (labels, slug) = (here.labels(), here.slug());
    let name = labels.name(record);
    let list = AssetsPath::with_kind(slug, record.kind());
    let body = html! {
        (crumbs(labels.words, &[(&HomePath::of(slug).to_string(), here.name()), (&list, &labels.many(record.kind()))], name))
        (told(&here, &saved))
        (past::banner(&here, record))
        article {
            div.page-head {
                div.chips { (kind_chip(record.kind().code(), &labels.kind(record.kind()), Some(&list))) }
                h1 { (name) }
                @if let Some(ended) = ended(labels, record, here.today) { p { strong { (ended) } } }
            }
            (question(&here, record))
            div.aside-right {
                div.stack {
                    (photos::section(&here, record))
                    (facts::facts(&here, record))
                    (connections::connections(&here, record))
                }
                div.stack {
                    (acts::acts(&here, record))
                    (place::place(&here, record))
                    (origin::origin(&here, record))
                    (past::ways_back(&here, record))
                }
            }
        }
    };
    let tab = if record.kind().role() == Role::Profile { Tab::About } else { Tab::List };
    Ok(here.frame(name).tab(tab).page(body).into_response())
}

/// For a steward: the record may be a second copy of another.
fn question(here: &Here, record: Disclosed<'_>) -> Markup {
    let labels = here.labels();
    let other = record.likely_same_as().and_then(|id| here.view().record(id));
    html! {
        @if let Some(other) = other {
            @let question = crate::web::paths::QuestionPath::of(here.slug(), record.id());
            (message(Tone::Warning, labels.words.say("asset-question"), html! {
                p {
                    (labels.words.say("asset-question.other")) " "
                    a href=(AssetPath::of(here.slug(), other.id())) { (labels.name(other)) }
                }
                p { a href=(question) { (labels.words.say("asset-question.decide")) } }
            }))
        }
    }
}
