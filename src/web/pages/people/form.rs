use axum::extract::State;
use maud::{Markup, html};

use super::screening::Found;
use super::{place, questions, rows, things};
use crate::capture::sheet::Sheet;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::neighbourhood::people::Portrait;
use crate::web::faults::Fault;
use crate::web::fields::{self, Choice, Field};
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::new_asset::picker;
use crate::web::pages::people::read::sheet_of;
use crate::web::parts::{Weight, crumbs, link_button, send_button};
use crate::web::paths::{EditPersonPath, NewPersonPath, PeoplePath, PersonConsentPath, PersonPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// A conversation as it was written down so far, and what is to be asked about it.
#[derive(Default)]
pub(super) struct Form<'a> {
    /// Whose it is, where they are here already.
    pub(super) person: Option<&'a Portrait>,
    /// What is wrong with it.
    pub(super) faults: &'a [Fault],
    /// What was found in their own words.
    pub(super) found: Option<&'a Found>,
    /// A question that has to be answered first: is this the same person?
    pub(super) question: Option<Markup>,
}

/// An empty sheet.
pub(super) async fn new(path: NewPersonPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let id = state.neighbourhoods.surroundings().mint();
    // Nothing comes along in the address: no link may tick an answer for somebody.
    let sheet = Sheet::default().with("id", &id.to_string());
    Ok(page(&here, id, &sheet, &Form::default()))
}

/// The sheet as it was filled in last.
pub(super) async fn edit(path: EditPersonPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let id = id_in_address(&path.id)?;
    let person = here.view().record(id).filter(|record| record.kind() == Kind::Person).ok_or(Problem::NotFound)?;
    let version = person.version().unwrap_or_default();
    let portrait = Portrait::of(&here.graph(), id).ok_or(Problem::NotFound)?;
    let sheet = sheet_of(&here, &portrait).with("version", &version.to_string());
    Ok(page(&here, id, &sheet, &Form { person: Some(&portrait), ..Form::default() }))
}

/// The form, with all that was filled in.
pub(super) fn page(here: &Here, id: Id, sheet: &Sheet, form: &Form<'_>) -> Markup {
    let (words, slug, is_new) = (here.words(), here.slug(), form.person.is_none());
    let title = match form.person {
        None => words.say("people-new").into_owned(),
        Some(person) => words.say_with("people-edit", &[("name", person.name.as_str().into())]).into_owned(),
    };
    let action = if is_new { PeoplePath::of(slug).to_string() } else { EditPersonPath::of(slug, id).to_string() };
    let back = if is_new { PeoplePath::of(slug).to_string() } else { PersonPath::of(slug, id).to_string() };
    let body = html! {
        (crumbs(words, &[(&PeoplePath::of(slug).to_string(), &words.say("people-title"))], &title))
        h1 { (title) }
        @if form.faults.is_empty() && is_new && form.question.is_none() && form.found.is_none() { (questions::introduction(here)) }
        form.conversation method="post" action=(action) novalidate[!form.faults.is_empty()] {
            (summary(here, form.faults))
            @if let Some(question) = &form.question { (question) }
            // The button that Enter presses is the first: it searches, and keeps nothing before all was asked.
            button.unseen type="submit" name="act" value="find" formnovalidate formaction={ (action) "#find" } tabindex="-1" aria-hidden="true" {
                (words.say("people-find-do"))
            }
            // What was answered before stays answered.
            @for answered in ["other", "as_it_is"] {
                @for answer in sheet.all(answered) { input type="hidden" name=(answered) value=(answer); }
            }
            @if is_new { input type="hidden" name="id" value=(sheet.one("id")); }
            @else { input type="hidden" name="version" value=(sheet.one("version")); }
            (told(here, sheet, form))
            section aria-labelledby="talents" {
                h2 #talents { (words.say("people-talents")) }
                p { (words.say("people-talents.help")) }
                (fault(form.faults, "best3"))
                (rows::skills(here, sheet, &action))
            }
            (things::themes(here, sheet))
            (things::groups(here, sheet))
            (things::other(here, sheet, &action))
            section aria-labelledby="home" {
                h2 #home { (words.say("people-home")) }
                (place::questions(here, sheet, form.faults, !is_new))
            }
            (reach(here, sheet, !is_new))
            (agreed(here, sheet, form, id))
            div.row {
                (send_button(Weight::Main, words.say("people-keep")))
                (link_button(Weight::Quiet, &back, words.say("form-cancel")))
            }
        }
    };
    here.frame(&title).tab(Tab::Add).head(picker(Kind::Place)).unlisted().page(body)
}

fn summary(here: &Here, faults: &[Fault]) -> Markup {
    let named: Vec<_> = faults.iter().map(|fault| (fault.at.as_str(), fault.text.as_str())).collect();
    html! { @if !named.is_empty() { div tabindex="-1" autofocus { (fields::faults(here.words(), &named)) } } }
}

fn fault(faults: &[Fault], name: &str) -> Markup {
    html! { @for fault in faults.iter().filter(|fault| fault.at == name) { p.wrong id=(name) { (fault.text) } } }
}

/// Who they are, in their own words.
fn told(here: &Here, sheet: &Sheet, form: &Form<'_>) -> Markup {
    let words = here.words();
    let error = |name: &str| form.faults.iter().find(|fault| fault.at == name).map(|fault| fault.text.as_str());
    let name = Field {
        name: "name",
        label: &words.say("people-name"),
        help: Some(&words.say("people-name.help")),
        error: error("name"),
        is_required: true,
    };
    let description = Field {
        name: "description",
        label: &words.say("people-own-words"),
        help: Some(&words.say("people-own-words.help")),
        error: error("description"),
        is_required: false,
    };
    html! {
        (name.remembered(words, "text", sheet.one("name"), "off"))
        (description.prose(words, sheet.one("description")))
        @if let Some(found) = form.found { (found.ask(words, "description")) }
    }
}

/// How to reach them, and in which languages. What is known already is not shown here, nor whether anything is: every look
/// at it is told to them.
fn reach(here: &Here, sheet: &Sheet, is_here: bool) -> Markup {
    let words = here.words();
    let help = words.say(if is_here { "people-contact-known" } else { "people-contact.help" });
    let contact = Field { name: "contact", label: &words.say("people-contact"), help: Some(&help), error: None, is_required: false };
    let languages = Field {
        name: "languages",
        label: &words.say("people-languages"),
        help: Some(&words.say("people-languages.help")),
        error: None,
        is_required: false,
    };
    let tick = |name: &str, key: &str| {
        Choice { value: "yes", label: &words.say(key), is_chosen: sheet.one(name) == "yes", kind: None, count: None }.draw("checkbox", name)
    };
    html! {
        section aria-labelledby="reach" {
            h2 #reach { (words.say("people-reach")) }
            (contact.remembered(words, "text", sheet.one("contact"), "off"))
            @if is_here { (tick("contact_gone", "people-contact-gone")) }
            (languages.remembered(words, "text", sheet.one("languages"), "off"))
            (tick("connector", "people-connector"))
        }
    }
}

/// What they agree to: asked of somebody new; of somebody who is here, on a page of its own.
fn agreed(here: &Here, sheet: &Sheet, form: &Form<'_>, id: Id) -> Markup {
    let words = here.words();
    html! {
        section aria-labelledby="agree" {
            h2 #agree { (words.say("people-agree")) }
            @if form.person.is_none() {
                p { (words.say("people-agree.help")) }
                (questions::age(words, sheet, form.faults))
                (questions::scopes(words, sheet, form.faults))
            } @else {
                p { (words.say("people-agree-again.help")) " " a href=(PersonConsentPath::of(here.slug(), id)) { (words.say("people-agree-again")) } }
            }
        }
    }
}
