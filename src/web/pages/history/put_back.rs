use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::inventory::change::Change;
use crate::inventory::kind::Kind;
use crate::neighbourhood::history::{CannotRestore, Event, Part, Restored, restore};
use crate::neighbourhood::{Refusal, Rule, rule_in_words};
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::labels::Way;
use crate::web::pages::history::facts::Fact;
use crate::web::pages::history::{Names, Story, page};
use crate::web::parts::{Tone, Weight, link_button, message, send_button};
use crate::web::paths::{AssetPath, RestorePath};
use crate::web::problem::Problem;
use crate::web::saved::{saved_at, undo_form};
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// The button that brings the whole record back to what it was after this change; none where it is that already.
pub(super) fn restore_button(here: &Here, story: &Story, event: &Event, seen: u32) -> Markup {
    html! {
        @if let Some(version) = story.version_by(event).filter(|version| *version != seen) {
            (form(here, story, version, seen, Part::Whole, &here.words().say("history-restore")))
        }
    }
}

/// The button that brings one part back to what it was before this change. What was not there before has none.
pub(super) fn restore_field(here: &Here, story: &Story, event: &Event, seen: u32, fact: &Fact) -> Markup {
    let label = here.words().say_with("history-restore-field", &[("field", fact.label.as_str().into())]);
    html! {
        @if let Some(before) = story.version_before(event).filter(|_| seen > 0) { (form(here, story, before, seen, fact.part, &label)) }
    }
}

fn form(here: &Here, story: &Story, version: u32, seen: u32, part: Part, label: &str) -> Markup {
    html! {
        form.inline method="post" action=(RestorePath::of(here.slug(), story.id, version)) {
            input type="hidden" name="seen" value=(seen);
            input type="hidden" name="part" value=(code(part));
            (send_button(Weight::Quiet, label))
        }
    }
}

fn code(part: Part) -> &'static str {
    match part {
        Part::Whole => "whole",
        Part::Whereabouts => "whereabouts",
        Part::Validity => "validity",
        Part::Visibility => "visibility",
        Part::Field(name) => name,
    }
}

fn part(code: &str, kind: Option<Kind>) -> Option<Part> {
    match code {
        "whole" => Some(Part::Whole),
        "whereabouts" => Some(Part::Whereabouts),
        "validity" => Some(Part::Validity),
        "visibility" => Some(Part::Visibility),
        name => kind?.field(name).map(|field| Part::Field(field.name)),
    }
}

/// Brings a record or a part of it back, or says on its history why not.
pub(super) async fn put_back(
    path: RestorePath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let (id, version) = (id_in_address(&path.id)?, path.version.parse::<u32>().map_err(|_| Problem::NotFound)?);
    let story = Story::read(&here, id).await?;
    let kind = Names { here: &here, gone: &story.gone }.kind(id);
    let (part, seen) = asked(&sheet, kind).ok_or_else(|| Problem::Unclear(here.words().say("form-unreadable").into_owned()))?;
    // A field that this visitor may not see is not theirs to bring back.
    if let Part::Field(name) = part
        && !kind.is_some_and(|kind| here.visitor.audience.fields_of(kind).any(|field| field.name == name))
    {
        return Err(Problem::NotFound);
    }
    let (neighbourhood, neighbourhoods) = (Arc::clone(&here.neighbourhood), Arc::clone(&state.neighbourhoods));
    let by = here.visitor.actor();
    let done = tokio::task::spawn_blocking(move || restore(&neighbourhood, (id, version), part, seen, &by, neighbourhoods.surroundings()));
    let words = here.words();
    let again = |status, tone, title: &str, text: String| {
        let said = message(tone, words.say(title), html! { p { (text) } });
        Ok((status, page(&here, &story, 1, Some(said))).into_response())
    };
    match done.await.map_err(|_| Problem::OurFault)? {
        Ok(done) => {
            let here = state.here(&path.slug, here.visitor).await?;
            Ok(came_back(&here, &story, &done))
        }
        Err(CannotRestore::Erased) => {
            again(StatusCode::CONFLICT, Tone::Warning, "history-erased", words.say("history-erased.what").into_owned())
        }
        Err(CannotRestore::NoSuchVersion) => Err(Problem::NotFound),
        Err(CannotRestore::ChangedSince) => {
            again(StatusCode::CONFLICT, Tone::Warning, "history-changed-since", words.say("history-changed-since.next").into_owned())
        }
        Err(CannotRestore::Already) => again(StatusCode::OK, Tone::Ok, "history-already", words.say("history-already.what").into_owned()),
        Err(CannotRestore::Broken(rules)) => {
            let rules = rules.iter().map(|rule| rule_in_words(words, rule)).collect::<Vec<_>>().join(" ");
            again(StatusCode::UNPROCESSABLE_ENTITY, Tone::Error, "history-broken", rules)
        }
        Err(CannotRestore::Refused(Refusal::NotKept(_))) => {
            again(StatusCode::INSUFFICIENT_STORAGE, Tone::Error, "problem-not-kept", words.say("problem-not-kept.next").into_owned())
        }
        Err(CannotRestore::Refused(refusal)) => Err(refusal.into()),
        Err(CannotRestore::Unreadable(error)) => Err(error.into()),
    }
}

/// To the page of what came back; or first what could not come back with it, as far as this visitor may hear of it.
fn came_back(here: &Here, story: &Story, done: &Restored) -> Response {
    let (words, names, page) = (here.words(), Names { here, gone: &story.gone }, AssetPath::of(here.slug(), story.id));
    let told = |change: &Change| match change {
        Change::Tie(tie) if names.may_hear_of_tie(tie) => Some(html! {
            (names.link(tie.from)) " " (here.labels().tie(tie.kind, Way::Out)) " " (names.link(tie.to))
        }),
        Change::Record(record) if names.may_hear_of(record.id) => Some(names.link(record.id)),
        Change::Tie(_) | Change::Record(_) | Change::Remove(_) => None,
    };
    let why = |rule: &Rule| match rule {
        Rule::DanglingEnd => words.say("history-end-gone"),
        rule => rule_in_words(words, rule),
    };
    let left: Vec<_> = done.left.iter().filter_map(|(change, rule)| Some((told(change)?, why(rule)))).collect();
    let code = if done.ties > 0 { "restored-tied" } else { "restored" };
    if left.is_empty() {
        return Redirect::to(&saved_at(&page, code, Some(done.seq))).into_response();
    }
    let title = words.say("history-came-back");
    let body = html! {
        div.narrow {
            h1 { (title) }
            p.lead { (words.say(&format!("done-{code}"))) }
            (message(Tone::Warning, words.say("history-came-back.but"), html! { ul { @for (what, why) in &left { li { (what) ": " (why) } } } }))
            div.row {
                (link_button(Weight::Main, &page.to_string(), names.name(story.id).unwrap_or_default()))
                (undo_form(here, done.seq, words.say("undo-do")))
            }
        }
    };
    here.frame(&title).tab(Tab::List).page(body).into_response()
}

fn asked(sheet: &Sheet, kind: Option<Kind>) -> Option<(Part, u32)> {
    Some((part(sheet.one("part"), kind)?, sheet.one("seen").parse().ok()?))
}
