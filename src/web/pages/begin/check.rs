use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use crate::consent::Disclosed;
use crate::inventory::kind::Kind;
use crate::inventory::opening::{self, Step, lacks};
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::begin::keep::change;
use crate::web::pages::begin::step::fields;
use crate::web::pages::begin::steps::{Stop, authority_warning, progress};
use crate::web::parts::{Tone, Weight, link_button, message, send_button};
use crate::web::paths::{BeginNeighbourhoodPath, BeginStepPath, HomePath};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// All that was answered, what is still needed, and the decision to let others see it.
pub(super) async fn show(path: BeginNeighbourhoodPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    page(&here)
}

/// Opens the neighbourhood, or hides it again.
pub(super) async fn decide(
    path: BeginNeighbourhoodPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor.clone()).await?;
    let profile = here.view().profile().and_then(Disclosed::record).ok_or(Problem::NotFound)?;
    let (today, is_hiding) = (here.today, sheet.one("do") == "hide");
    if !is_hiding && !lacks(&profile.values).is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&here)?).into_response());
    }
    let changed = change(&state, &path.slug, visitor, |values| {
        if is_hiding {
            values.clear("open_since");
        } else if opening::opened(values).is_none() {
            values.set("open_since", Value::Day(today));
        }
    });
    changed.await??;
    Ok(Redirect::to(&Stop::Check.href(here.slug())).into_response())
}

fn page(here: &Here) -> Result<Markup, Problem> {
    let words = here.words();
    let profile = here.view().profile().and_then(Disclosed::record).ok_or(Problem::NotFound)?;
    let is_open = opening::is_open(&profile.values);
    let is_complete = lacks(&profile.values).is_empty();
    let title = words.say("begin-step-check");
    Ok(here.frame(&title).tab(Tab::About).page(html! {
        (progress(here, &profile.values, Stop::Check))
        header.page-head { h1 { (title) } p.lead { (words.say("begin-step-check.why")) } }
        @if is_open {
            (message(Tone::Ok, words.say("begin-is-open"), html! {
                p { (words.say("begin-is-open.what")) }
                p { (link_button(Weight::Main, &HomePath::of(here.slug()).to_string(), here.name())) }
            }))
        } @else if !is_complete {
            (message(Tone::Warning, words.say("begin-incomplete"), html! {
                p { (words.say("begin-incomplete.what")) }
                p { (link_button(Weight::Main, &Stop::first_open(&profile.values).href(here.slug()), words.say("begin-go-on"))) }
            }))
        }
        (authority_warning(here, &profile.values))
        @for step in Step::ALL { (answers(here, profile, step)) }
        @if is_complete || is_open { (decision(here, is_open)) }
    }))
}

/// What was answered at a step, and the way to change it.
fn answers(here: &Here, profile: &Record, step: Step) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let needed = step.lacks(&profile.values);
    html! {
        section aria-labelledby={ "of-" (step.code()) } {
            h2 id={ "of-" (step.code()) } { (words.say(&format!("begin-step-{}", step.code()))) }
            dl.facts {
                @for field in fields(step) {
                    @let value = profile.values.get(field.name);
                    @let is_needed = needed.iter().any(|lack| lack.field() == field.name);
                    div {
                        dt { (labels.field(Kind::Neighbourhood.code(), field)) }
                        dd {
                            @if let Some(value) = value { (show::value(labels, field, value, |_| None)) }
                            @if is_needed { strong { (words.say("begin-still-needed")) } }
                            @else if value.is_none() { span.soft { (words.say("begin-not-said")) } }
                        }
                    }
                }
            }
            p { a href=(BeginStepPath::of(here.slug(), step.code())) { (words.say(&format!("begin-change-{}", step.code()))) } }
        }
    }
}

fn decision(here: &Here, is_open: bool) -> Markup {
    let words = here.words();
    let (act, title, what, weight) = if is_open {
        ("hide", "begin-hide", "begin-hide.what", Weight::Strict)
    } else {
        ("open", "begin-open", "begin-open.what", Weight::Main)
    };
    html! {
        section aria-labelledby="decision" {
            h2 #decision { (words.say(title)) }
            p { (words.say(what)) }
            form method="post" action=(BeginNeighbourhoodPath::of(here.slug())) {
                input type="hidden" name="do" value=(act);
                (send_button(weight, words.say(&format!("{title}.do"))))
            }
        }
    }
}
