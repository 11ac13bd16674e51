//! What happened to a record, in words, and the way back to an earlier version.

mod difference;
mod event;
mod facts;
mod names;
mod put_back;

pub(super) use event::{happening, occasion};
pub(super) use names::{Gone, Names};

use std::sync::Arc;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use crate::consent::Disclosed;
use crate::inventory::id::Id;
use crate::neighbourhood::StoreError;
use crate::neighbourhood::history::{Event, Happening, history};
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::history::put_back::{restore_button, restore_field};
use crate::web::parts::{Pager, Tone, crumbs, message, pager};
use crate::web::paths::{AssetPath, ChangesPath, HistoryPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Changes on a page.
const ON_A_PAGE: usize = 50;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(show).act(put_back::put_back)
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    page: Option<usize>,
}

async fn show(path: HistoryPath, State(state): State<AppState>, Query(asked): Query<Asked>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let story = Story::read(&here, id_in_address(&path.id)?).await?;
    Ok(page(&here, &story, asked.page.unwrap_or(1), None))
}

/// The history of one record, with the names of what is gone.
struct Story {
    id: Id,
    events: Vec<Event>,
    gone: Gone,
}

impl Story {
    /// Nothing for what never was, and for what this visitor may not hear of.
    async fn read(here: &Here, id: Id) -> Result<Self, Problem> {
        let neighbourhood = Arc::clone(&here.neighbourhood);
        let read = tokio::task::spawn_blocking(move || {
            let events = history(neighbourhood.past(), id)?;
            let gone = Gone::read(&neighbourhood, &events)?;
            Ok::<_, StoreError>(Self { id, events, gone })
        });
        let Self { mut events, gone, .. } = read.await.map_err(|_| Problem::OurFault)??;
        let names = Names { here, gone: &gone };
        if !names.may_hear_of(id) {
            return Err(Problem::NotFound);
        }
        for event in &mut events {
            event.happenings.retain(|happening| names.may_hear(happening));
        }
        // That something happened to what is hidden shows nowhere.
        events.retain(|event| !event.happenings.is_empty());
        Ok(Self { id, events, gone })
    }

    /// The version that the record got by this change.
    fn version_by(&self, event: &Event) -> Option<u32> {
        event.happenings.iter().find_map(|happening| match happening {
            Happening::Added { now, .. } | Happening::Changed { now, .. } if now.id == self.id => Some(now.version),
            _ => None,
        })
    }

    /// The version that the record had before this change.
    fn version_before(&self, event: &Event) -> Option<u32> {
        self.events.iter().rev().filter(|earlier| earlier.seq < event.seq).find_map(|earlier| self.version_by(earlier))
    }
}

/// The page; `said` stands above it.
fn page(here: &Here, story: &Story, number: usize, said: Option<Markup>) -> Markup {
    let (words, slug, id) = (here.words(), here.slug(), story.id);
    let names = Names { here, gone: &story.gone };
    let name = names.name(id).unwrap_or_default();
    let now = here.view().record(id);
    let seen = now.and_then(Disclosed::version).unwrap_or(0);
    let title = words.say_with("history-title", &[("name", name.as_str().into())]);
    let (address, total) = (HistoryPath::of(slug, id), story.events.len());
    let first = number.clamp(1, total.div_ceil(ON_A_PAGE).max(1)).saturating_sub(1) * ON_A_PAGE;
    let shown: Vec<_> = story.events.iter().rev().skip(first).take(ON_A_PAGE).collect();
    let at = |page: usize| format!("{address}?page={page}");
    let (previous, next) = (at(first / ON_A_PAGE), at(first / ON_A_PAGE + 2));
    let up = if now.is_some() { AssetPath::of(slug, id).to_string() } else { ChangesPath::of(slug).to_string() };
    let up_label = if now.is_some() { name.as_str().into() } else { words.say("changes-title") };
    here.frame(&title).tab(Tab::List).page(html! {
        (crumbs(words, &[(&up, &up_label)], &words.say("history-link")))
        h1 { (title) }
        @if let Some(said) = said { (said) }
        @if now.is_none() { (message(Tone::Warning, words.say("history-is-gone"), html! { p { (words.say("history-is-gone.what")) } })) }
        p.soft { (words.say("history-explained")) }
        ol.plain.history reversed {
            @for event in shown {
                li.card {
                    (occasion(here, event))
                    @let to_field = |fact: &facts::Fact| restore_field(here, story, event, seen, fact);
                    @let told: Vec<_> = event.happenings.iter().filter_map(|one| happening(names, one, Some(id), &to_field)).collect();
                    @for one in &told { (one) }
                    (restore_button(here, story, event, seen))
                }
            }
        }
        (pager(words, &Pager {
            previous: (first > 0).then_some(previous.as_str()),
            next: (first + ON_A_PAGE < total).then_some(next.as_str()),
            first: first + 1,
            last: (first + ON_A_PAGE).min(total),
            total,
        }))
    })
}
