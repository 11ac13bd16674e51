use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::page::text_version;
use super::{Whose, moment, part, record_of};
use crate::access::Right;
use crate::consent::{Agreed, Channel, Consent, Scope, entries};
use crate::inventory::moment::Moment;
use crate::inventory::record::Record;
use crate::neighbourhood::people::hear;
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::parts::{Tone, Weight, link_button, message};
use crate::web::paths::{MeConsentPath, PersonConsentPath, PersonSamePath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::wording::Wording;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    done: Option<String>,
}

/// What somebody says at this moment, by the way of this page.
pub(super) fn said(whose: &Whose, yes: BTreeSet<Scope>, no: BTreeSet<Scope>, given: Moment) -> Consent {
    let by_guardian = whose.here.neighbourhood.snapshot().record(whose.person).is_some_and(|person| Agreed::of(person).by_guardian());
    let language = whose.words().language().code().to_owned();
    let (text_version, channel, witness) = (text_version(), whose.channel(), whose.here.visitor.actor());
    Consent { yes, no, text_version, language, channel, by_guardian, given, witness }
}

/// What a person agrees to, thing by thing, each with the one press that changes it; and all they said before.
pub(super) fn section(whose: &Whose, record: &Record) -> Markup {
    let (words, agreed) = (whose.words(), Agreed::of(record));
    html! {
        p { (words.say(if whose.is_own { "me-agreed.what" } else { "me-agreed.with" })) }
        @if agreed.by_guardian() { p.soft { (words.say("me-agreed-guardian")) } }
        ul.stack.plain {
            @for scope in Scope::ALL.into_iter().filter(|scope| *scope != Scope::Store) { li.card { (one(whose, scope, agreed.to(scope))) } }
        }
        p { (words.say("me-agreed-store")) " " a href=(whose.erase_path()) { (words.say(whose.erase_key())) } }
        details {
            summary { (words.say("me-agreed-before")) }
            ul.stack { @for entry in entries(record).flatten() { li { (before(whose, &entry)) } } }
        }
    }
}

fn one(whose: &Whose, scope: Scope, is_agreed: bool) -> Markup {
    let words = whose.words();
    let question = Wording::IN_FORCE.question(words, scope.code());
    let (verb, name) = if is_agreed { ("stop", "no") } else { ("agree", "yes") };
    let id = format!("ask-{}", scope.code());
    html! {
        h3 id=(id) { (question.ask) }
        p { strong { (if is_agreed { &question.yes } else { &question.no }) } }
        @if !is_agreed { p.soft { (question.yes) } }
        form method="post" action=(whose.consent_path()) {
            button.button.quiet type="submit" name=(name) value=(scope.code()) aria-describedby=(id) { (words.say(&format!("me-{verb}"))) }
        }
    }
}

/// What was said once: when, how, to what.
fn before(whose: &Whose, entry: &Consent) -> Markup {
    let words = whose.words();
    let list = |scopes: &BTreeSet<Scope>| {
        scopes.iter().map(|scope| words.say(&format!("scope-{}", scope.code())).into_owned()).collect::<Vec<_>>().join(", ")
    };
    html! {
        (moment(words, entry.given)) ": " (words.say(&format!("channel-{}", entry.channel.code()))) ". "
        @if !entry.yes.is_empty() { (words.say_with("me-said-yes", &[("scopes", list(&entry.yes).into())])) " " }
        @if !entry.no.is_empty() { (words.say_with("me-said-no", &[("scopes", list(&entry.no).into())])) " " }
        span.soft {
            (words.say_with("me-said-heard", &[("name", whose.here.name_of(&entry.witness).into()), ("version", entry.text_version.as_str().into()), ("language", entry.language.as_str().into())]))
        }
    }
}

/// A builder's page to hear what a person agrees to, with that person.
pub(super) async fn with_builder(
    path: PersonConsentPath,
    State(state): State<AppState>,
    Query(Done { done }): Query<Done>,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let whose = Whose::with_builder(state.here(&path.slug, visitor).await?, &path.id)?;
    let (words, graph) = (whose.words(), whose.here.neighbourhood.snapshot());
    let record = record_of(whose.view(&graph))?;
    let title = words.say_with("me-consent-of", &[("name", record.name().into())]);
    Ok(whose.here.frame(&title).tab(Tab::About).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            @if done.is_some() { (message(Tone::Ok, words.say("me-done-said"), html! {})) }
            (part("agreed", &words.say("me-agreed"), &section(&whose, record)))
            @if whose.here.may(Right::Join) {
                (link_button(Weight::Quiet, &PersonSamePath::of(whose.here.slug(), whose.person).to_string(), words.say("same-ask")))
            }
            (link_button(Weight::Strict, &whose.erase_path(), words.say(whose.erase_key())))
        }
    }))
}

/// The person says yes or no.
pub(super) async fn of_own(
    path: MeConsentPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    keep(&Whose::own(state.here(&path.slug, visitor).await?)?, &sheet).await
}

/// The person says yes or no to a builder.
pub(super) async fn by_builder(
    path: PersonConsentPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    keep(&Whose::with_builder(state.here(&path.slug, visitor).await?, &path.id)?, &sheet).await
}

async fn keep(whose: &Whose, sheet: &crate::capture::sheet::Sheet) -> Result<Response, Problem> {
    let scopes = |name: &str| sheet.all(name).map(str::parse).collect::<Result<BTreeSet<Scope>, _>>();
    let unclear = || Problem::Unclear(whose.words().say("form-unreadable").into_owned());
    let (yes, no) = (scopes("yes").map_err(|_| unclear())?, scopes("no").map_err(|_| unclear())?);
    if yes.is_empty() && no.is_empty() {
        return Err(unclear());
    }
    if no.contains(&Scope::Store) {
        return Ok((StatusCode::SEE_OTHER, Redirect::to(&whose.erase_path())).into_response());
    }
    let (person, channel) = (whose.person, sheet.one("channel").parse::<Channel>());
    let is_shown_less = [Scope::Statistics, Scope::ShowNeighbours, Scope::ShowPublic].iter().any(|scope| no.contains(scope));
    whose
        .write(|graph, stamp| {
            let mut consent = said(whose, yes.clone(), no.clone(), stamp.at);
            if let (false, Ok(channel @ (Channel::Spoken | Channel::Paper))) = (whose.is_own, channel.clone()) {
                consent.channel = channel;
            }
            hear(graph, person, &consent, stamp)
        })
        .await?;
    tracing::debug!(is_shown_less, "what somebody agrees to changed");
    Ok(Redirect::to(&format!("{}?done=said", whose.page_path())).into_response())
}
