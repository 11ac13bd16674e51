use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::capture::form::read_validity;
use crate::capture::sheet::Sheet;
use crate::inventory::change::Change;
use crate::inventory::content::Content;
use crate::inventory::moment::Day;
use crate::inventory::provenance::Stamp;
use crate::inventory::tie::Tie;
use crate::neighbourhood::{Order, Refusal, Rule};
use crate::web::done::done;
use crate::web::faults::Fault;
use crate::web::fields::{Choice, Field};
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::inputs::Inputs;
use crate::web::pages::change::keep::{overtaken, seen};
use crate::web::pages::change::subject::{Subject, Target, sentence, there};
use crate::web::pages::change::{asked_at, form, gone};
use crate::web::parts::{Weight, crumbs, link_button, send_button};
use crate::web::paths::{EndAssetPath, EndTiePath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) async fn ask_asset(path: EndAssetPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    ask(&here, Target::Record(id_in_address(&path.id)?), "")
}

pub(super) async fn ask_tie(
    path: EndTiePath,
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    ask(&here, Target::Tie(id_in_address(&path.id)?), &asked_at(query.as_deref()))
}

pub(super) async fn asset(
    path: EndAssetPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    end(&state, &path.slug, visitor, Target::Record(id_in_address(&path.id)?), sheet).await
}

pub(super) async fn tie(
    path: EndTiePath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    end(&state, &path.slug, visitor, Target::Tie(id_in_address(&path.id)?), sheet).await
}

fn ask(here: &Here, target: Target, at: &str) -> Result<Markup, Problem> {
    let subject = there(here, target)?;
    let last = subject.content().validity.to.unwrap_or(here.today);
    let ties = [("ties".to_owned(), "yes".to_owned())];
    let sheet = Sheet::new(ties).with("valid_to", &last.to_string()).with("seen", &subject.mark()).with("at", at);
    Ok(page(here, &subject, &sheet, &[]))
}

/// Asks for the last day, and whether the connections end with it.
fn page(here: &Here, subject: &Subject, sheet: &Sheet, faults: &[Fault]) -> Markup {
    let words = here.words();
    let inputs = Inputs { labels: here.labels(), owner: subject.owner(), sheet, faults };
    let (name, back) = (subject.name(here), subject.page(here, sheet.one("at")));
    let title = words.say_with("end-title", &[("name", name.as_str().into())]);
    let action = match subject.target() {
        Target::Record(id) => EndAssetPath::of(here.slug(), id).to_string(),
        Target::Tie(id) => EndTiePath::of(here.slug(), id).to_string(),
    };
    let open = open_ties(here, subject, None);
    let body = html! {
        (crumbs(words, &[(&back, &name)], &words.say("end-crumb")))
        div.page-head { h1 { (title) } p { (words.say(if subject.is_tie() { "end-what-tie" } else { "end-what" })) } }
        (inputs.summary())
        form method="post" action=(action) {
            (form::carried(sheet))
            @if let Some(kind) = subject.kind() { input type="hidden" name="kind" value=(kind.code()); }
            (inputs.line("valid_to", "field-valid_to", "date"))
            @if !open.is_empty() {
                @let label = words.say_with("end-ties", &[("n", open.len().into())]);
                @let choice = Choice { value: "yes", label: &label, is_chosen: sheet.one("ties") == "yes", kind: None, count: None };
                (Field { name: "ties", label: &words.say("end-with"), help: None, error: None, is_required: true }.checkboxes(words, &[choice]))
                details { summary { (words.say("end-which")) } ul { @for tie in &open { li { (sentence(here, tie)) } } } }
            }
            div.row {
                (send_button(Weight::Main, words.say("end-keep")))
                (link_button(Weight::Quiet, &back, words.say("form-cancel")))
            }
        }
    };
    here.frame(&title).tab(Tab::List).page(body)
}

/// The ties of a record that go on, or go on after this day.
fn open_ties(here: &Here, subject: &Subject, last: Option<Day>) -> Vec<Tie> {
    let Subject::Record(record) = subject else { return Vec::new() };
    let ties = here.view().ties_of(record.id).into_iter().filter_map(|tie| tie.tie().cloned());
    let goes_on = |tie: &Tie| match last {
        None => tie.validity.to.is_none(),
        Some(last) => tie.validity.to.is_none_or(|to| to > last) && tie.validity.from.is_none_or(|from| from <= last),
    };
    ties.filter(goes_on).collect()
}

async fn end(state: &AppState, slug: &str, visitor: Visitor, target: Target, sheet: Sheet) -> Result<Response, Problem> {
    let here = state.here(slug, visitor).await?;
    let Some(now) = target.now(&here) else { return gone::answer(&here, target, &sheet).await };
    let words = here.words();
    let again = |status: StatusCode, faults: &[Fault]| Ok((status, page(&here, &now, &sheet, faults)).into_response());
    let (typed, mut of_validity) = read_validity(&Sheet::default().with("valid_to", sheet.one("valid_to")));
    if typed.to.is_none() && of_validity.is_empty() {
        of_validity.push(crate::capture::form::Fault { field: "valid_to", wrong: crate::capture::form::Wrong::Missing });
    }
    if !of_validity.is_empty() {
        let faults: Vec<_> = of_validity.iter().map(|fault| Fault::of_answer(words, fault)).collect();
        return again(StatusCode::UNPROCESSABLE_ENTITY, &faults);
    }
    let (base, _) = seen(&here, &now, sheet.one("seen")).await;
    let mut mine = base.as_ref().unwrap_or(&now).content();
    mine.validity.to = typed.to;
    let back = now.page(&here, sheet.one("at"));
    if now.content().validity.to == mine.validity.to {
        return Ok(done(&back, "already", None));
    }
    if now.mark() != sheet.one("seen") {
        return Ok(overtaken(&here, &now, base.as_ref(), &mine, &sheet));
    }
    let order = order(state, &here, &now, mine, sheet.one("ties") == "yes");
    match here.neighbourhood.write_async(order).await {
        Ok(seq) => Ok(done(&back, if now.is_tie() { "tie-ended" } else { "ended" }, Some(seq))),
        Err(Refusal::Broken(broken)) if broken.iter().any(|one| one.rule == Rule::Overtaken) => {
            again(StatusCode::CONFLICT, &[Fault::new(words, "valid_to", "end-overtaken")])
        }
        Err(Refusal::Broken(broken)) => {
            let faults: Vec<_> = broken.iter().map(|one| Fault::of_rule(words, &one.rule, "valid_to")).collect();
            again(StatusCode::UNPROCESSABLE_ENTITY, &faults)
        }
        Err(Refusal::NotKept(_)) => again(StatusCode::INSUFFICIENT_STORAGE, &[Fault::new(words, "valid_to", "problem-not-kept.next")]),
        Err(refusal) => Err(refusal.into()),
    }
}

fn order(state: &AppState, here: &Here, now: &Subject, mine: Content, with_ties: bool) -> Order {
    let at = state.neighbourhoods.surroundings().now();
    let last = mine.validity.to;
    let stamp = Stamp { by: here.visitor.actor(), at };
    let mut changes: Vec<Change> = vec![now.becoming(mine, &stamp)];
    if with_ties {
        for tie in open_ties(here, now, last) {
            let mut content = Content::from(&tie);
            content.validity.to = last;
            changes.push(Subject::Tie(Box::new(tie)).becoming(content, &stamp));
        }
    }
    Order { changes, by: here.visitor.actor(), at, delivery: None }
}
