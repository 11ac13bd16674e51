//! What somebody agrees to, scope by scope, as it is read aloud. Nothing is ticked beforehand.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::consent::{Channel, Consent, Scope};
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;
use crate::web::faults::Fault;
use crate::web::fields::Choice;
use crate::web::here::Here;
use crate::web::parts::icon;
use crate::words::Words;
use crate::words::wording::{ASKED, Question, Wording};

/// How it was asked, by whoever fills in this form.
const CHANNELS: [Channel; 2] = [Channel::Spoken, Channel::Paper];

/// What is told before anything is asked.
pub(super) fn introduction(here: &Here) -> Markup {
    let responsible = here.view().profile().and_then(|profile| profile.text("controller")).unwrap_or(here.name());
    html! {
        section.read-aloud aria-labelledby="read-aloud" {
            h2 #read-aloud { (here.words().say("people-read-aloud")) }
            @for part in Wording::IN_FORCE.introduction(here.words(), here.name(), responsible) { p { (part) } }
        }
    }
}

/// Sixteen or older, or with a parent or guardian.
pub(super) fn age(words: Words, sheet: &Sheet, faults: &[Fault]) -> Markup {
    let [question, guardian] = Wording::IN_FORCE.of_age(words);
    let answers = [("adult", "people-age-adult"), ("guardian", "people-age-guardian")];
    let choices = answers.map(|(code, key)| (code, words.say(key)));
    radios(words, "age", &question, &guardian, &choices, sheet, faults)
}

/// Every question, with what yes and no mean.
pub(super) fn scopes(words: Words, sheet: &Sheet, faults: &[Fault]) -> Markup {
    html! {
        @for code in ASKED {
            @let Question { ask, yes, no } = Wording::IN_FORCE.question(words, code);
            @let name = name(code);
            @let error = faults.iter().find(|fault| fault.at == name);
            fieldset.field.consent.has-error[error.is_some()] id=(name) {
                legend { (ask) }
                @if let Some(error) = error { p.wrong { (icon("error")) span { (error.text) } } }
                div.choices {
                    @for (value, label) in [("yes", &yes), ("no", &no)] {
                        (Choice { value, label, is_chosen: sheet.one(&name) == value, kind: None, count: None }.draw("radio", &name))
                    }
                }
            }
        }
        (channel(words, sheet))
    }
}

fn channel(words: Words, sheet: &Sheet) -> Markup {
    let choices = CHANNELS.map(|channel| (channel.code(), words.say(&format!("people-asked-{}", channel.code()))));
    let sheet = if sheet.one("asked").is_empty() { &sheet.clone().with("asked", Channel::Spoken.code()) } else { sheet };
    radios(words, "asked", &words.say("people-asked"), "", &choices, sheet, &[])
}

fn radios(
    words: Words,
    name: &str,
    label: &str,
    help: &str,
    choices: &[(&str, std::borrow::Cow<'_, str>)],
    sheet: &Sheet,
    faults: &[Fault],
) -> Markup {
    let error = faults.iter().find(|fault| fault.at == name).map(|fault| fault.text.as_str());
    let choices: Vec<_> = choices
        .iter()
        .map(|(value, label)| Choice { value, label, is_chosen: sheet.one(name) == *value, kind: None, count: None })
        .collect();
    let help = Some(help).filter(|help| !help.is_empty());
    crate::web::fields::Field { name, label, help, error, is_required: true }.radios(words, &choices)
}

/// What was answered, as it is kept. What was not answered is neither yes nor no.
pub(super) fn consent(sheet: &Sheet, words: Words, witness: Actor, given: Moment) -> Consent {
    let said = |answer: &str| Scope::ALL.into_iter().filter(|scope| sheet.one(&name(scope.code())) == answer).collect::<BTreeSet<_>>();
    Consent {
        yes: said("yes"),
        no: said("no"),
        text_version: Wording::IN_FORCE.version().to_owned(),
        language: words.language().code().to_owned(),
        channel: CHANNELS.into_iter().find(|channel| channel.code() == sheet.one("asked")).unwrap_or(Channel::Spoken),
        by_guardian: sheet.one("age") == "guardian",
        given,
        witness,
    }
}

/// The name in the form of the question about a scope.
pub(super) fn name(code: &str) -> String {
    format!("agree-{code}")
}
