use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Whose, consents, held, part, record_of, shown, told};
use crate::consent::{Agreed, Consent, Scope};
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::neighbourhood::people::{Due, RetentionPeriods, hear, hide};
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::parts::{Tone, Weight, empty, link_button, message, send_button};
use crate::web::paths::{AboutPath, MeDataPath, MePath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::wording::Wording;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    done: Option<String>,
}

/// What can have been done here; the text of each is `me-done-{code}`.
const DONE: [&str; 4] = ["said", "hidden", "shown", "confirmed"];

/// All that is kept about the visitor, for the visitor alone.
pub(super) async fn show(
    path: MePath,
    State(state): State<AppState>,
    Query(Done { done }): Query<Done>,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let title = here.words().say("me-title");
    let Some(_) = here.visitor.person() else {
        let words = here.words();
        let ways_on = link_button(Weight::Quiet, &AboutPath::of(here.slug()).to_string(), words.say("me-nobody.do"));
        return Ok(here.frame(&title).tab(Tab::About).unlisted().page(html! {
            h1 { (title) }
            (empty("kind-person", &words.say("me-nobody"), &words.say("me-nobody.what"), ways_on))
        }));
    };
    let whose = Whose::own(here)?;
    let done = done.filter(|done| DONE.contains(&done.as_str()));
    page(&whose, done.as_deref()).await
}

async fn page(whose: &Whose, done: Option<&str>) -> Result<Markup, Problem> {
    let (words, graph) = (whose.words(), whose.here.neighbourhood.snapshot());
    let view = whose.view(&graph);
    let record = record_of(view)?;
    let title = words.say("me-title");
    let history = told::of(whose).await?;
    Ok(whose.here.frame(&title).tab(Tab::About).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            @if let Some(done) = done { (message(Tone::Ok, words.say(&format!("me-done-{done}")), html! {})) }
            p.lead { (words.say_with("me-what", &[("name", record.name().into())])) }
            (still_right(whose, record))
            (part("held", &words.say("me-held"), &held::section(whose, view, record)))
            (part("shown", &words.say("me-shown"), &shown::section(whose, &graph)))
            (part("agreed", &words.say("me-agreed"), &consents::section(whose, record)))
            (part("told", &words.say("me-told"), &history))
            (part("looks", &words.say("me-looks"), &told::looks_section(whose, record)))
            (part("exports", &words.say("me-exports"), &told::exports_section(whose)))
            (part("along", &words.say("me-along"), &along(whose)))
            (part("away", &words.say("me-away"), &away(whose, record)))
        }
    }))
}

/// Asks whether it is still right, when it is time, and says what happens otherwise.
fn still_right(whose: &Whose, record: &Record) -> Markup {
    let (words, graph) = (whose.words(), whose.here.neighbourhood.snapshot());
    let (periods, now) = (RetentionPeriods::in_force(&graph), whose.here.now());
    let Some(due) = Agreed::of(record).confirmed().and_then(|confirmed| periods.due(confirmed, now)) else { return html! {} };
    let key = if due == Due::Ask { "me-ask" } else { "me-ask-late" };
    message(
        Tone::Warning,
        words.say(key),
        html! {
            p { (words.say_with(&format!("{key}.what"), &[("hide", periods.hide.into()), ("erase", periods.erase.into())])) }
            form method="post" action=(MePath::of(whose.here.slug())) {
                button.button.main type="submit" name="act" value="confirm" { (words.say("me-ask.do")) }
            }
        },
    )
}

fn along(whose: &Whose) -> Markup {
    let (words, slug) = (whose.words(), whose.here.slug());
    html! {
        p { (words.say("me-along.what")) }
        div.row {
            (link_button(Weight::Quiet, &MeDataPath::of(slug, "json").to_string(), words.say("me-along-json")))
            (link_button(Weight::Quiet, &MeDataPath::of(slug, "csv").to_string(), words.say("me-along-csv")))
        }
        p.soft { (words.say("me-along-print")) }
    }
}

fn away(whose: &Whose, record: &Record) -> Markup {
    let words = whose.words();
    let is_hidden = record.values.get("hidden") == Some(&Value::YesNo(true));
    let (act, key) = if is_hidden { ("show", "me-show") } else { ("hide", "me-hide") };
    html! {
        p { (words.say(&format!("{key}.what"))) }
        form method="post" action=(MePath::of(whose.here.slug())) {
            input type="hidden" name="act" value=(act);
            (send_button(Weight::Quiet, words.say(key)))
        }
        p { (words.say("me-erase.what")) }
        (link_button(Weight::Strict, &whose.erase_path(), words.say("me-erase")))
    }
}

/// Hides the visitor, shows them again, or hears that it is still right.
pub(super) async fn act(path: MePath, State(state): State<AppState>, visitor: Visitor, Filled(sheet): Filled) -> Result<Response, Problem> {
    let whose = Whose::own(state.here(&path.slug, visitor).await?)?;
    let person = whose.person;
    let done = match sheet.one("act") {
        "hide" => {
            whose.write(|graph, stamp| hide(graph, person, true, stamp)).await?;
            "hidden"
        }
        "show" => {
            whose.write(|graph, stamp| hide(graph, person, false, stamp)).await?;
            "shown"
        }
        "confirm" => {
            whose.write(|graph, stamp| hear(graph, person, &again(&whose, graph, stamp.at), stamp)).await?;
            "confirmed"
        }
        _ => return Err(Problem::Unclear(whose.words().say("form-unreadable").into_owned())),
    };
    Ok(Redirect::to(&format!("{}?done={done}", whose.page_path())).into_response())
}

/// Yes, once more, to all they agree to already.
fn again(whose: &Whose, graph: &crate::graph::Graph, at: crate::inventory::moment::Moment) -> Consent {
    let yes = graph.record(whose.person).map(|person| Agreed::of(person).scopes().collect()).unwrap_or_default();
    consents::said(whose, yes, std::collections::BTreeSet::<Scope>::new(), at)
}

/// The version of the texts that are in force.
pub(super) fn text_version() -> String {
    Wording::IN_FORCE.version().to_owned()
}
