use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use super::moment;
use crate::access::Entry;
use crate::inventory::id::Id;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::parts::{Pager, crumbs, empty, pager};
use crate::web::paths::{LogPath, TeamPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// So many deeds stand on a page.
const ON_A_PAGE: usize = 100;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    page: Option<usize>,
}

/// What was done with accounts and keys, the last first.
pub(super) async fn show(
    path: LogPath,
    State(state): State<AppState>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let words = here.words();
    let title = words.say("log-title");
    let all = here.access().entries(here.slug());
    let page = asked.page.unwrap_or(1).clamp(1, all.len().div_ceil(ON_A_PAGE).max(1));
    let first = (page - 1) * ON_A_PAGE;
    let shown = all.iter().skip(first).take(ON_A_PAGE);
    let address = |page: usize| format!("{}?page={page}", LogPath::of(here.slug()));
    let (previous, next) = ((page > 1).then(|| address(page - 1)), (first + ON_A_PAGE < all.len()).then(|| address(page + 1)));
    Ok(here.frame(&title).tab(Tab::About).page(html! {
        (crumbs(words, &[(&TeamPath::of(here.slug()).to_string(), &words.say("team-title"))], &title))
        h1 { (title) }
        p.lead { (words.say("log-what")) }
        @if all.is_empty() { (empty("list", &words.say("log-empty"), &words.say("log-empty.next"), html! {})) } @else {
            ul.plain.stack { @for entry in shown { li { (told(&here, entry)) } } }
            (pager(words, &Pager {
                previous: previous.as_deref(),
                next: next.as_deref(),
                first: first + 1,
                last: (first + ON_A_PAGE).min(all.len()),
                total: all.len(),
            }))
        }
    }))
}

fn told(here: &Here, entry: &Entry) -> Markup {
    let words = here.words();
    html! {
        strong { (words.say(&format!("deed-{}", entry.deed))) }
        @if let Some(about) = entry.about { ": " (name(here, about)) }
        p.soft {
            (moment(words, entry.at))
            @if let Some(by) = entry.by { " · " (name(here, by)) }
        }
    }
}

/// What an account is called, if it is still there.
fn name(here: &Here, id: Id) -> String {
    here.access().account(id).map_or_else(|| here.words().say("log-gone").into_owned(), |account| account.name.clone())
}
