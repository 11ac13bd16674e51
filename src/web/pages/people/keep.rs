use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::form::{Form, page};
use super::one::in_brief;
use super::questions;
use super::read::{consent_faults, portrait};
use super::screening::read_along;
use crate::capture::likeness::similar_names;
use crate::capture::sheet::Sheet;
use crate::consent::{Agreed, Consent, Disclosed, Scope};
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Origin, Stamp};
use crate::neighbourhood::people::{Portrait, TOLD, enter as entered, revise};
use crate::neighbourhood::{Order, Refusal, Rule};
use crate::web::done::done;
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::here::{Here, id_in_address};
use crate::web::parts::{Tone, Weight, message};
use crate::web::paths::{EditPersonPath, PeoplePath, PersonPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::words_of;

/// At most so many are shown who may be the same person.
const MOST_ALIKE: usize = 5;
/// At most so many of the same first name are compared.
const MOST_COMPARED: usize = 500;

/// Writes down a conversation with somebody new, or shows the form again with what there is to put right or to answer.
pub(super) async fn enter(
    path: PeoplePath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let surroundings = state.neighbourhoods.surroundings();
    let id: Id = sheet.one("id").parse().unwrap_or_else(|_| surroundings.mint());
    let sheet = sheet.with("id", &id.to_string());
    let stamp = Stamp { by: here.visitor.actor(), at: surroundings.now() };
    let consent = questions::consent(&sheet, here.words(), stamp.by.clone(), stamp.at);
    if sheet.one("act") == "find" {
        return Ok(page(&here, id, &sheet, &Form::default()).into_response());
    }
    let read = portrait(&here, &sheet, None, counts(&consent));
    let (portrait, faults) = match (read, consent_faults(&here, &sheet)) {
        (Ok(portrait), faults) => (portrait, faults),
        (Err(faults), others) => (Portrait::default(), [faults, others].concat()),
    };
    if let Some(asked) = ask_first(&here, id, &sheet, None, &faults) {
        return Ok(asked);
    }
    let changes = entered(id, &portrait, &consent, &stamp, Origin::Conversation, &mut || surroundings.mint());
    let person = PersonPath::of(here.slug(), id).to_string();
    match here.neighbourhood.write_async(order(changes, &stamp)).await {
        // Whoever was written down by mistake is erased, which is more than undone.
        Ok(_) => Ok(done(&person, "person-entered", None)),
        // The same form came before, by a second click.
        Err(Refusal::Broken(broken)) if broken.iter().any(|one| one.rule == Rule::Overtaken && one.id == id) => {
            let is_here = here.neighbourhood.snapshot().record(id).is_some_and(|record| record.kind == Kind::Person);
            if is_here { Ok(done(&person, "already", None)) } else { Err(Problem::Overtaken) }
        }
        Err(refusal) => not_kept(&here, id, &sheet, None, refusal),
    }
}

/// Writes down what somebody who is here tells now.
pub(super) async fn change(
    path: EditPersonPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let id = id_in_address(&path.id)?;
    let shown = here.view().record(id).filter(|record| record.kind() == Kind::Person).ok_or(Problem::NotFound)?;
    let graph = here.graph();
    let before = Portrait::of(&graph, id).ok_or(Problem::NotFound)?;
    if sheet.one("act") == "find" {
        return Ok(page(&here, id, &sheet, &Form { person: Some(&before), ..Form::default() }).into_response());
    }
    let mut faults = Vec::new();
    if shown.version().map(|version| version.to_string()).as_deref() != Some(sheet.one("version")) {
        faults.push(Fault::new(here.words(), "name", "people-overtaken"));
    }
    let is_counted = graph.record(id).is_some_and(|record| Agreed::of(record).to(Scope::Statistics));
    let portrait = match portrait(&here, &sheet, Some(&before), is_counted) {
        Ok(portrait) => portrait,
        Err(others) => {
            faults.extend(others);
            Portrait::default()
        }
    };
    if let Some(asked) = ask_first(&here, id, &sheet, Some(&before), &faults) {
        return Ok(asked);
    }
    let surroundings = state.neighbourhoods.surroundings();
    let stamp = Stamp { by: here.visitor.actor(), at: surroundings.now() };
    let changes = revise(&graph, id, &portrait, &TOLD, &stamp, &mut || surroundings.mint());
    match here.neighbourhood.write_async(order(changes, &stamp)).await {
        Ok(seq) => Ok(done(&PersonPath::of(here.slug(), id).to_string(), "person-changed", Some(seq))),
        Err(refusal) => not_kept(&here, id, &sheet, Some(&before), refusal),
    }
}

fn counts(consent: &Consent) -> bool {
    consent.yes.contains(&Scope::Statistics) && !consent.no.contains(&Scope::Statistics)
}

fn order(changes: Vec<Change>, stamp: &Stamp) -> Order {
    Order { changes, by: stamp.by.clone(), at: stamp.at, delivery: None }
}

/// The form once more, where something is wrong, better stays unwritten, or may be somebody who is here already.
fn ask_first(here: &Here, id: Id, sheet: &Sheet, person: Option<&Portrait>, faults: &[Fault]) -> Option<Response> {
    let found = read_along(sheet);
    let name = sheet.one("name").trim();
    let is_asked = sheet.one("other") != "yes" && person.is_none_or(|person| person.name != name);
    let alike = if is_asked { alike(here, name, id) } else { Vec::new() };
    let question = (!alike.is_empty()).then(|| is_it_the_same(here, &alike));
    if faults.is_empty() && found.is_none() && question.is_none() {
        return None;
    }
    let form = Form { person, faults, found: found.as_ref(), question };
    Some((StatusCode::UNPROCESSABLE_ENTITY, page(here, id, sheet, &form)).into_response())
}

fn not_kept(here: &Here, id: Id, sheet: &Sheet, person: Option<&Portrait>, refusal: Refusal) -> Result<Response, Problem> {
    let (status, faults) = match &refusal {
        Refusal::Broken(broken) => {
            (StatusCode::UNPROCESSABLE_ENTITY, broken.iter().map(|one| Fault::of_rule(here.words(), &one.rule, "name")).collect())
        }
        // On a full disk what was typed stays in the form, to be sent again.
        Refusal::NotKept(_) => (StatusCode::INSUFFICIENT_STORAGE, vec![Fault::new(here.words(), "name", "problem-not-kept.next")]),
        Refusal::Closed => return Err(refusal.into()),
    };
    Ok((status, page(here, id, sheet, &Form { person, faults: &faults, ..Form::default() })).into_response())
}

/// Those whom the builder may see and whose name is this or nearly this.
fn alike<'a>(here: &'a Here, name: &str, except: Id) -> Vec<Disclosed<'a>> {
    let Some(first) = words_of(name).next() else { return Vec::new() };
    let found = here.view().called(Kind::Person, &first).take(MOST_COMPARED);
    found.filter(|person| person.id() != except && similar_names(person.name(), name)).take(MOST_ALIKE).collect()
}

/// The question whether it is one of these; nobody is refused for their name.
fn is_it_the_same(here: &Here, alike: &[Disclosed<'_>]) -> Markup {
    let words = here.words();
    html! {
        div tabindex="-1" autofocus #same {
            (message(Tone::Warning, words.say("people-same"), html! {
                ul { @for person in alike {
                    li {
                        (person.name()) @if let Some(brief) = in_brief(here, *person) { ": " (brief) } ". "
                        a href=(EditPersonPath::of(here.slug(), person.id())) { (words.say("people-same-yes")) }
                    }
                } }
                div.row { button class=(Weight::Quiet.class()) type="submit" name="other" value="yes" { (words.say("people-same-no")) } }
            }))
        }
    }
}
