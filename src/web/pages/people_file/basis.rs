use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::capture::people::{Column, Columns};
use crate::capture::sheet::Sheet;
use crate::consent::{Channel, Scope};
use crate::inventory::moment::Day;
use crate::neighbourhood::people::file::{Basis, RestsOn, Wanting};
use crate::web::faults::Fault;
use crate::web::fields::{Choice, Field};
use crate::web::here::Here;
use crate::words::wording::Wording;
use crate::words::{Language, Words};

/// By which ways people can have agreed, before there was a file.
const WAYS: [Channel; 3] = [Channel::Spoken, Channel::Paper, Channel::Own];

/// What stands for other words than those of a version.
const OWN_WORDS: &str = "own";

/// What was stated, and where it cannot be read.
pub(super) fn read(sheet: &Sheet, words: Words) -> (Basis, Vec<Fault>) {
    let day: Result<Day, _> = sheet.one("agreed_on").trim().parse();
    let is_unclear = day.is_err() && !sheet.one("agreed_on").trim().is_empty();
    let scopes = || sheet.all("scope").filter_map(|scope| scope.parse::<Scope>().ok()).collect::<BTreeSet<_>>();
    let basis = Basis {
        rests_on: match sheet.one("rests_on") {
            "columns" => RestsOn::Columns,
            "attested" => RestsOn::Attested(scopes()),
            _ => RestsOn::Nothing,
        },
        agreed_on: day.ok(),
        version: Wording::find(sheet.one("wording")),
        own_words: if sheet.one("wording") == OWN_WORDS { sheet.one("own_words").trim().to_owned() } else { String::new() },
        how: sheet.one("how").parse().ok().filter(|way| WAYS.contains(way)),
        language: sheet.one("language").parse().unwrap_or(words.language()),
        are_adults: sheet.one("adults") == "yes",
        can_be_shown: sheet.one("proof") == "yes",
    };
    let faults = if is_unclear { vec![Fault::new(words, "agreed_on", "form-wrong-day")] } else { Vec::new() };
    (basis, faults)
}

/// What is wanting, at the field where it can be put right.
pub(super) fn faults(basis: &Basis, columns: &Columns, today: Day, words: Words) -> Vec<Fault> {
    let has_days = columns.telling(Column::ConsentDay).next().is_some();
    let fault = |wanting: Wanting| {
        let (at, key) = match wanting {
            Wanting::RestsOn => ("rests_on", "people-file-wants-ground"),
            Wanting::Columns => ("rests_on", "people-file-wants-columns"),
            Wanting::Scopes => ("scope", "people-file-wants-scopes"),
            Wanting::Day => ("agreed_on", "people-file-wants-day"),
            Wanting::PastDay => ("agreed_on", "people-file-wants-past-day"),
            Wanting::Wording if basis.own_words.is_empty() => ("wording", "people-file-wants-wording"),
            Wanting::Wording => ("own_words", "people-file-wants-wording"),
            Wanting::How => ("how", "people-file-wants-how"),
            Wanting::Proof => ("proof", "people-file-wants-proof"),
        };
        Fault::new(words, at, key)
    };
    basis.wanting(columns.tell_consent(), has_days, today).into_iter().map(fault).collect()
}

/// The questions on what it rests that people agreed. Nothing is ticked before somebody ticks it.
pub(super) fn questions(here: &Here, columns: &Columns, sheet: &Sheet, source: &str, faults: &[Fault]) -> Markup {
    let words = here.words();
    let asked = Asked { words, sheet, faults };
    let ways = WAYS.map(|way| (way.code(), words.say(&format!("people-file-way-{}", way.code())).into_owned()));
    let grounds = [("columns", words.say("people-file-ground-columns")), ("attested", words.say("people-file-ground-attested"))];
    let scopes = Scope::ALL.map(|scope| (scope.code(), words.say(&format!("scope-{}", scope.code())).into_owned()));
    let version = Wording::IN_FORCE.version();
    let wordings = [
        (version, words.say_with("people-file-wording-ours", &[("version", version.into())]).into_owned()),
        (OWN_WORDS, words.say("people-file-wording-own").into_owned()),
    ];
    let languages = Language::ALL.map(|language| (language.code(), Words::of(language).say("language-name").into_owned()));
    let chosen_language = Some(sheet.one("language")).filter(|code| !code.is_empty()).unwrap_or(words.language().code());
    html! {
        (asked.one_of("rests_on", "people-file-ground", &grounds.map(|(code, label)| (code, label.into_owned()))))
        @if !columns.tell_consent() { p.soft { (words.say("people-file-no-columns")) } }
        (asked.any_of("scope", "people-file-scopes", &scopes))
        (asked.line("agreed_on", "people-file-day", "date"))
        (asked.one_of("wording", "people-file-wording", &wordings))
        (asked.line("own_words", "people-file-own-words", ""))
        (asked.one_of("how", "people-file-way", &ways))
        (Field { name: "language", label: &words.say("people-file-language"), help: None, error: None, is_required: true }
            .select(words, &languages.each_ref().map(|(code, label)| Choice { value: code, label, is_chosen: *code == chosen_language, kind: None, count: None })))
        (Field { name: "source", label: &words.say("import-source"), help: Some(&words.say("people-file-source.help")), error: None, is_required: true }.line(words, "text", source))
        (asked.any_of("adults", "people-file-adults", &[("yes", words.say("people-file-adults.yes").into_owned())]))
        (asked.any_of("proof", "people-file-proof", &[("yes", words.say("people-file-proof.yes").into_owned())]))
    }
}

struct Asked<'a> {
    words: Words,
    sheet: &'a Sheet,
    faults: &'a [Fault],
}

impl Asked<'_> {
    fn error(&self, name: &str) -> Option<&str> {
        self.faults.iter().find(|fault| fault.at == name).map(|fault| fault.text.as_str())
    }

    fn line(&self, name: &str, key: &str, input_type: &str) -> Markup {
        let (label, help) = (self.words.say(key), self.words.say(&format!("{key}.help")));
        let field = Field { name, label: &label, help: Some(&help), error: self.error(name), is_required: false };
        if input_type.is_empty() {
            field.prose(self.words, self.sheet.one(name))
        } else {
            field.line(self.words, input_type, self.sheet.one(name))
        }
    }

    fn one_of(&self, name: &str, key: &str, choices: &[(&str, String)]) -> Markup {
        self.group(name, key, choices, true)
    }

    fn any_of(&self, name: &str, key: &str, choices: &[(&str, String)]) -> Markup {
        self.group(name, key, choices, false)
    }

    fn group(&self, name: &str, key: &str, choices: &[(&str, String)], is_one: bool) -> Markup {
        let is_chosen = |code: &str| self.sheet.all(name).any(|chosen| chosen == code);
        let choices: Vec<_> =
            choices.iter().map(|(value, label)| Choice { value, label, is_chosen: is_chosen(value), kind: None, count: None }).collect();
        let (label, help) = (self.words.say(key), self.words.say(&format!("{key}.help")));
        let field = Field { name, label: &label, help: Some(&help), error: self.error(name), is_required: true };
        if is_one { field.radios(self.words, &choices) } else { field.checkboxes(self.words, &choices) }
    }
}
