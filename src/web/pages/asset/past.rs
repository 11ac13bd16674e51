use maud::{Markup, html};
use serde::Deserialize;

use crate::access::Right;
use crate::consent::Disclosed;
use crate::inventory::moment::Day;
use crate::neighbourhood::StoreError;
use crate::neighbourhood::history::{around_as_of, as_of};
use crate::web::fields::Field;
use crate::web::here::{Here, id_in_address};
use crate::web::parts::{Tone, Weight, link_button, message, send_button};
use crate::web::paths::{AssetPath, HistoryPath};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// The day as which a record is asked for: `?on=2026-03-01`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct On {
    on: Option<String>,
}

/// The neighbourhood as it is looked at: as it is now or, for a steward who asks for an earlier day, as it was round this
/// record at the end of that day.
pub(super) async fn looked_at(state: &AppState, path: &AssetPath, visitor: Visitor, on: On) -> Result<Here, Problem> {
    let Some(asked) = on.on.filter(|day| !day.is_empty()) else { return state.here(&path.slug, visitor).await };
    if !visitor.may(Right::History) {
        return Err(Problem::NotForYou);
    }
    let here = state.here(&path.slug, visitor).await?;
    let day: Day = asked.parse().map_err(|_| Problem::Unclear(here.words().say("form-wrong-day").into_owned()))?;
    let id = id_in_address(&path.id)?;
    // What is hidden now has no past to be looked at either.
    if here.view().record(id).is_none() && here.neighbourhood.snapshot().record(id).is_some() {
        return Err(Problem::NotFound);
    }
    if day >= here.today {
        return Ok(here);
    }
    let (neighbourhood, now) = (std::sync::Arc::clone(&here.neighbourhood), state.neighbourhoods.surroundings().now());
    let read = tokio::task::spawn_blocking(move || {
        let seq = as_of(neighbourhood.past(), day, now)?;
        around_as_of(&neighbourhood, id, seq)
    });
    let then = read.await.map_err(|_| Problem::OurFault)?.map_err(|error: StoreError| Problem::from(error))?;
    let then = then.filter(|then| then.seen_by(here.visitor.audience).record(id).is_some());
    if let Some(then) = then {
        return Ok(here.in_the_past(then, day));
    }
    let day = show::day(here.words(), day);
    Err(Problem::Unclear(here.words().say_with("past-not-there", &[("day", day.into())]).into_owned()))
}

/// Says, above all else, that this is how it was.
pub(super) fn banner(here: &Here, record: Disclosed<'_>) -> Markup {
    let words = here.words();
    html! {
        @if let Some(day) = here.past() {
            (message(Tone::Warning, words.say_with("past-banner", &[("day", show::day(words, day).into())]), html! {
                p { (words.say("past-banner.what")) }
                div.row {
                    (link_button(Weight::Quiet, &AssetPath::of(here.slug(), record.id()).to_string(), words.say("past-to-now")))
                    (link_button(Weight::Quiet, &HistoryPath::of(here.slug(), record.id()).to_string(), words.say("history-link")))
                }
            }))
        }
    }
}

/// For a steward: the way to the history, and to how it was on a day.
pub(super) fn ways_back(here: &Here, record: Disclosed<'_>) -> Markup {
    let (words, slug) = (here.words(), here.slug());
    let question = words.say("past-on");
    let field = Field { name: "on", label: &question, help: None, error: None, is_required: true };
    html! {
        @if here.may(Right::History) {
            section.card aria-labelledby="earlier" {
                h2 #earlier { (words.say("past-title")) }
                p { a href=(HistoryPath::of(slug, record.id())) { (words.say("history-link")) } }
                form method="get" action=(AssetPath::of(slug, record.id())) {
                    (field.line(words, "date", &here.past().unwrap_or(here.today).to_string()))
                    (send_button(Weight::Quiet, words.say("changes-show")))
                }
            }
        }
    }
}
