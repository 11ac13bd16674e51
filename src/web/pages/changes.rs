use std::sync::Arc;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use crate::inventory::kind::Kind;
use crate::neighbourhood::StoreError;
use crate::neighbourhood::history::{Event, Lately, Wanted, lately};
use crate::web::fields::{Choice, Field};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::history::{Gone, Names, happening, occasion};
use crate::web::parts::{Weight, link_button, send_button};
use crate::web::paths::{ChangesPath, DeliveryPath, NewsPath};
use crate::web::problem::Problem;
use crate::web::saved::undo_form;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Changes on a page.
const ON_A_PAGE: usize = 20;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(show)
}

#[derive(Debug, Default, Clone, Deserialize)]
struct Asked {
    kind: Option<String>,
    removed: Option<String>,
    before: Option<String>,
}

impl Asked {
    fn wanted(&self) -> Wanted {
        let kind = self.kind.as_deref().and_then(|code| code.parse().ok());
        Wanted { kind, only_removed: self.removed.is_some() }
    }

    /// The same question, from an older change on.
    fn older(&self, address: &ChangesPath, before: u64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let said = [("kind", &self.kind), ("removed", &self.removed)];
        for (name, value) in said {
            if let Some(value) = value.as_ref().filter(|value| !value.is_empty()) {
                query.append_pair(name, value);
            }
        }
        format!("{address}?{}", query.append_pair("before", &before.to_string()).finish())
    }
}

/// What happened here, the last first: for stewards.
async fn show(path: ChangesPath, State(state): State<AppState>, Query(asked): Query<Asked>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = Arc::new(state.here(&path.slug, visitor).await?);
    let (reader, wanted) = (Arc::clone(&here), asked.wanted());
    let before = asked.before.as_deref().and_then(|before| before.parse().ok());
    let read = tokio::task::spawn_blocking(move || {
        let may_be_told = |event: &mut Event| {
            let gone = Gone::read(&reader.neighbourhood, std::slice::from_ref(event))?;
            let names = Names { here: &reader, gone: &gone };
            event.happenings.retain(|happening| names.may_hear(happening));
            Ok(!event.happenings.is_empty())
        };
        let found = lately(reader.neighbourhood.past(), before, wanted, ON_A_PAGE, &may_be_told)?;
        let gone = Gone::read(&reader.neighbourhood, &found.events)?;
        Ok::<_, StoreError>((found, gone))
    });
    let (found, gone) = read.await.map_err(|_| Problem::OurFault)??;
    Ok(page(&here, &asked, &found, &gone))
}

fn page(here: &Here, asked: &Asked, found: &Lately, gone: &Gone) -> Markup {
    let (words, address) = (here.words(), ChangesPath::of(here.slug()));
    let title = words.say("changes-title");
    here.frame(&title).tab(Tab::List).page(html! {
        h1 { (title) }
        p.lead { (words.say("changes-explained")) }
        p { a href=(NewsPath::of(here.slug())) { (words.say("news-title")) } }
        (filter(here, asked, &address))
        @if found.events.is_empty() {
            p { (words.say(if found.next.is_some() { "changes-none-yet" } else { "changes-none" })) }
        } @else {
            ol.plain.history reversed { @for event in &found.events { (row(here, event, gone)) } }
        }
        div.row {
            @if asked.before.is_some() { (link_button(Weight::Quiet, &address.to_string(), words.say("changes-newest"))) }
            @if let Some(next) = found.next { (link_button(Weight::Quiet, &asked.older(&address, next), words.say("changes-older"))) }
        }
    })
}

fn filter(here: &Here, asked: &Asked, address: &ChangesPath) -> Markup {
    let (words, labels) = (here.words(), here.labels());
    let wanted = asked.wanted();
    let kinds: Vec<_> = Kind::ALL.iter().map(|kind| (*kind, labels.kind(*kind))).collect();
    let all = words.say("changes-all-kinds");
    let mut choices = vec![Choice { value: "", label: &all, is_chosen: wanted.kind.is_none(), kind: None, count: None }];
    choices.extend(kinds.iter().map(|(kind, label)| Choice {
        value: kind.code(),
        label,
        is_chosen: wanted.kind == Some(*kind),
        kind: None,
        count: None,
    }));
    let question = words.say("changes-kind");
    let field = Field { name: "kind", label: &question, help: None, error: None, is_required: false };
    html! {
        form.filters method="get" action=(address) {
            (field.select(words, &choices))
            div.field.check {
                label { input type="checkbox" name="removed" value="yes" checked[wanted.only_removed]; " " (words.say("changes-removed")) }
            }
            (send_button(Weight::Quiet, words.say("changes-show")))
        }
    }
}

/// One change: what is told of it, and the way to undo it.
fn row(here: &Here, event: &Event, gone: &Gone) -> Markup {
    let (words, names) = (here.words(), Names { here, gone });
    let told: Vec<_> = event.happenings.iter().filter_map(|one| happening(names, one, None, &|_| html! {})).collect();
    html! {
        li.card {
            (occasion(here, event))
            @for one in &told { (one) }
            @if event.has_more { p { (words.say("changes-more")) } }
            @match event.delivery {
                Some(delivery) => p { a href=(DeliveryPath::of(here.slug(), delivery)) { (words.say("changes-to-import")) } },
                None => (undo_form(here, event.seq, words.say("changes-undo"))),
            }
        }
    }
}
