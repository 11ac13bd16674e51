use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use crate::access::Role;
use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::field::Shape;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Day;
use crate::inventory::provenance::Actor;
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::neighbourhood::people::follow_up::may_name_others;
use crate::web::faults::Fault;
use crate::web::fields::{Choice, Field, faults as fault_box};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::parts::{Tone, Weight, crumbs, empty, message, send_button};
use crate::web::paths::{FollowUpPath, FollowUpsPath, PeoplePath};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    done: Option<String>,
}

/// What can have been done here; the text of each is `follow-done-{code}`.
const DONE: [&str; 4] = ["added", "given", "done", "erased"];

/// What is open, by the day it is due, and what is done.
pub(super) async fn list(
    path: FollowUpsPath,
    State(state): State<AppState>,
    Query(Done { done }): Query<Done>,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let done = done.filter(|done| DONE.contains(&done.as_str()));
    Ok(page(&here, &Sheet::default(), &[], done.as_deref()))
}

pub(super) fn page(here: &Here, sheet: &Sheet, faults: &[Fault], done: Option<&str>) -> Markup {
    let words = here.words();
    let title = words.say("follow-title");
    let pairs: Vec<_> = faults.iter().map(|fault| (fault.at.as_str(), fault.text.as_str())).collect();
    let graph = here.neighbourhood.snapshot();
    let tasks = graph.seen_by(here.visitor.audience).of_kind(Kind::FollowUp).filter_map(Disclosed::record);
    let (mut finished, mut open): (Vec<_>, Vec<_>) = tasks.partition(|task| day(task, "done_on").is_some());
    // What has no day comes last.
    open.sort_by_key(|task| (day(task, "due").is_none(), day(task, "due"), task.id));
    finished.sort_by_key(|task| std::cmp::Reverse((day(task, "done_on"), task.id)));
    here.frame(&title).tab(Tab::List).unlisted().page(html! {
        (crumbs(words, &[(&PeoplePath::of(here.slug()).to_string(), &words.say("people-title"))], &title))
        h1 { (title) }
        p.lead { (words.say("follow-lead")) }
        @if let Some(done) = done { (message(Tone::Ok, words.say(&format!("follow-done-{done}")), html! {})) }
        (fault_box(words, &pairs))
        section aria-labelledby="open" {
            h2 #open { (words.say_with("follow-open", &[("n", open.len().into())])) }
            @if open.is_empty() { (empty("ok", &words.say("follow-none"), &words.say("follow-none.what"), html! {})) }
            @else { ul.stack.plain { @for task in &open { li.card { (one(here, task)) } } } }
        }
        div.filters { (form(here, sheet, faults)) }
        @if !finished.is_empty() {
            section aria-labelledby="finished" {
                h2 #finished { (words.say_with("follow-finished", &[("n", finished.len().into())])) }
                ul.stack.plain { @for task in &finished { li { (what(here, task)) p.soft { (said_done(here, task)) } } } }
            }
        }
        p.soft { (words.say("follow-print")) }
    })
}

pub(super) fn day(task: &Record, field: &str) -> Option<Day> {
    if let Some(Value::Day(day)) = task.values.get(field) { Some(*day) } else { None }
}

fn what(here: &Here, task: &Record) -> Markup {
    let code = task.values.codes("task").first().map_or("ask", String::as_str);
    html! { h3 { (here.words().say(&format!("choice-task-{code}"))) } p { (task.name()) } }
}

fn said_done(here: &Here, task: &Record) -> Markup {
    let words = here.words();
    html! { @if let Some(day) = day(task, "done_on") { (words.say_with("follow-done-on", &[("day", show::day(words, day).into())])) } " · " (owner(here, task)) }
}

fn owner(here: &Here, task: &Record) -> String {
    let words = here.words();
    task.values.text("owner").map_or_else(|| words.say("follow-nobody").into_owned(), |owner| here.name_of(&Actor(owner.to_owned())))
}

fn one(here: &Here, task: &Record) -> Markup {
    let words = here.words();
    let path = FollowUpPath::of(here.slug(), task.id);
    let is_late = day(task, "due").is_some_and(|due| due < here.today);
    let select = format!("owner-{}", task.id);
    html! {
        (what(here, task))
        p.soft {
            @if let Some(due) = day(task, "due") {
                (words.say_with(if is_late { "follow-late" } else { "follow-due" }, &[("day", show::day(words, due).into())])) " · "
            }
            (owner(here, task))
        }
        @if may_name_others(task) { p.soft { (words.say("follow-erased-when-asked")) } }
        div.row.filters {
            form method="post" action=(path) {
                input type="hidden" name="act" value="done";
                input type="hidden" name="version" value=(task.version);
                (send_button(Weight::Main, words.say(if may_name_others(task) { "follow-asked" } else { "follow-done" })))
            }
            form.row method="post" action=(path) {
                input type="hidden" name="act" value="give";
                input type="hidden" name="version" value=(task.version);
                label for=(select) { (words.say("follow-give-to")) }
                select id=(select) name="owner" {
                    @for (value, name) in team(here) { option value=(value) selected[task.values.text("owner") == Some(value.as_str())] { (name) } }
                }
                (send_button(Weight::Quiet, words.say("follow-give")))
            }
        }
    }
}

/// Who of the team can take something on, as an actor is written, with what they are called.
pub(super) fn team(here: &Here) -> Vec<(String, String)> {
    let members = here.access().members(here.slug());
    let team = members.iter().filter(|account| account.role_in(here.slug()).is_some_and(Role::is_team));
    team.map(|account| (Actor::account(account.id).0, account.name.clone())).collect()
}

/// The tasks there are.
pub(super) fn tasks() -> &'static [&'static str] {
    match Kind::FollowUp.field("task").map(|field| field.shape) {
        Some(Shape::Choice(codes)) => codes,
        _ => &[],
    }
}

fn form(here: &Here, sheet: &Sheet, faults: &[Fault]) -> Markup {
    let words = here.words();
    let error = |at: &str| faults.iter().find(|fault| fault.at == at).map(|fault| fault.text.as_str());
    let labels: Vec<_> = tasks().iter().map(|task| (*task, words.say(&format!("choice-task-{task}")))).collect();
    let choices: Vec<_> = labels
        .iter()
        .map(|(value, label)| Choice { value, label, is_chosen: sheet.one("task") == *value, kind: None, count: None })
        .collect();
    let own = here.visitor.account().map(|account| Actor::account(account.id).0).unwrap_or_default();
    let chosen = if sheet.one("owner").is_empty() { own.as_str() } else { sheet.one("owner") };
    let team = team(here);
    let owners: Vec<_> =
        team.iter().map(|(value, label)| Choice { value, label, is_chosen: value == chosen, kind: None, count: None }).collect();
    html! {
        h2 { (words.say("follow-new")) }
        form.stack method="post" action=(FollowUpsPath::of(here.slug())) {
            (Field { name: "task", label: &words.say("follow-task"), help: None, error: error("task"), is_required: true }.radios(words, &choices))
            (Field { name: "text", label: &words.say("follow-text"), help: Some(&words.say("follow-text.help")), error: error("text"), is_required: true }
                .line(words, "text", sheet.one("text")))
            (Field { name: "owner", label: &words.say("follow-owner"), help: None, error: error("owner"), is_required: true }.select(words, &owners))
            (Field { name: "due", label: &words.say("follow-by"), help: Some(&words.say("follow-by.help")), error: error("due"), is_required: false }
                .line(words, "date", sheet.one("due")))
            (send_button(Weight::Main, words.say("follow-add")))
        }
    }
}
