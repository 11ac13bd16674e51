//! The fields of a form, drawn from the table of fields: a new field is asked without anything new here.

use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::inventory::field::{Field, Shape};
use crate::inventory::visibility::Visibility;
use crate::web::faults::Fault;
use crate::web::fields::{self, Choice};
use crate::web::labels::Labels;

/// Up to so many choices are all in view; more are in a closed list.
const MOST_IN_VIEW: usize = 5;

/// What a form is drawn from: its words, what was typed before, and what is wrong with that.
#[derive(Clone, Copy)]
pub(crate) struct Inputs<'a> {
    /// The words.
    pub(crate) labels: Labels<'a>,
    /// The code of the kind or tie that is asked about.
    pub(crate) owner: &'a str,
    /// What was typed.
    pub(crate) sheet: &'a Sheet,
    /// What is wrong with it.
    pub(crate) faults: &'a [Fault],
}

impl Inputs<'_> {
    /// The box above the form with all faults; it takes the focus, so that it is read first.
    pub(crate) fn summary(&self) -> Markup {
        let named: Vec<_> = self.faults.iter().map(|fault| (fault.at.as_str(), self.with_label(fault))).collect();
        let faults: Vec<_> = named.iter().map(|(at, text)| (*at, text.as_str())).collect();
        html! { @if !faults.is_empty() { div tabindex="-1" autofocus { (fields::faults(self.labels.words, &faults)) } } }
    }

    /// The question for a field of the table.
    pub(crate) fn field(&self, field: &Field) -> Markup {
        let label = self.labels.field(self.owner, field);
        let label = if field.unit.is_empty() { label.into_owned() } else { format!("{label} ({})", field.unit) };
        let help = self.help(field);
        let round = self.round(field.name, &label, help.as_deref(), field.required);
        let words = self.labels.words;
        match field.shape {
            Shape::Prose(_) => round.prose(words, self.sheet.one(field.name)),
            Shape::Day => round.line(words, "date", self.sheet.one(field.name)),
            Shape::YesNo => {
                let answers = [("yes", words.say("form-yes")), ("no", words.say("form-no"))];
                self.one_of(field, &round, &answers.map(|(code, label)| (code, label.into_owned())))
            }
            Shape::Choice(codes) => {
                let answers = codes.iter().map(|code| (*code, self.labels.code(field, code).into_owned()));
                self.one_of(field, &round, &answers.collect::<Vec<_>>())
            }
            Shape::Term(scheme) => self.one_of(field, &round, &self.terms(field, scheme)),
            Shape::OwnTerm => self.one_of(field, &round, &self.terms(field, self.own_scheme())),
            Shape::Choices(codes) => {
                let answers = codes.iter().map(|code| (*code, self.labels.code(field, code).into_owned()));
                self.any_of(field, &round, &answers.collect::<Vec<_>>())
            }
            Shape::Terms(scheme) => self.any_of(field, &round, &self.terms(field, scheme)),
            _ => round.line(words, "text", self.sheet.one(field.name)),
        }
    }

    /// A question that the table of fields does not hold; its words are under this key.
    pub(crate) fn line(&self, name: &str, key: &str, input_type: &str) -> Markup {
        let words = self.labels.words;
        let (label, help) = (words.say(key), words.find(&format!("{key}.help")));
        self.round(name, &label, help.as_deref(), false).line(words, input_type, self.sheet.one(name))
    }

    /// Who may see it. Nobody fills in a form for what only the person concerned may see.
    pub(crate) fn visibility(&self, usual: Visibility) -> Markup {
        let typed = self.sheet.one("visibility");
        let chosen = if typed.is_empty() { usual.code() } else { typed };
        let offered = Visibility::ALL.into_iter().filter(|visibility| *visibility != Visibility::Own);
        let labelled: Vec<_> = offered.map(|visibility| (visibility.code(), self.labels.visibility(visibility))).collect();
        let choices: Vec<_> = labelled.iter().map(|(code, label)| choice(code, label, *code == chosen)).collect();
        let label = self.labels.words.say("field-visibility");
        self.round("visibility", &label, None, true).radios(self.labels.words, &choices)
    }

    /// From when and until when.
    pub(crate) fn validity(&self) -> Markup {
        html! { (self.line("valid_from", "field-valid_from", "date")) (self.line("valid_to", "field-valid_to", "date")) }
    }

    /// What is wrong, after the question that it concerns.
    fn with_label(&self, fault: &Fault) -> String {
        let keys = [format!("field-{}-{}", self.owner, fault.at), format!("field-{}", fault.at), format!("form-{}", fault.at)];
        let label = keys.iter().find_map(|key| self.labels.words.find(key));
        label.map_or_else(|| fault.text.clone(), |label| format!("{label}: {}", fault.text))
    }

    fn any_of(&self, field: &Field, round: &fields::Field<'_>, answers: &[(&str, String)]) -> Markup {
        let is_chosen = |code: &str| self.sheet.all(field.name).any(|chosen| chosen == code);
        let choices: Vec<_> = answers.iter().map(|(code, label)| choice(code, label, is_chosen(code))).collect();
        round.checkboxes(self.labels.words, &choices)
    }

    fn one_of(&self, field: &Field, round: &fields::Field<'_>, answers: &[(&str, String)]) -> Markup {
        let words = self.labels.words;
        let typed = self.sheet.one(field.name);
        let unknown = words.say("form-not-known");
        let open = (!field.required).then(|| choice("", &unknown, typed.is_empty()));
        let given = answers.iter().map(|(code, label)| choice(code, label, *code == typed));
        if answers.len() <= MOST_IN_VIEW {
            round.radios(words, &given.chain(open).collect::<Vec<_>>())
        } else {
            round.select(words, &open.into_iter().chain(given).collect::<Vec<_>>())
        }
    }

    /// The words to choose from: those that are offered, and those that are chosen already.
    fn terms(&self, field: &Field, scheme: &str) -> Vec<(&str, String)> {
        let is_chosen = |code: &str| self.sheet.all(field.name).any(|chosen| chosen == code);
        self.labels.terms(scheme, self.owner, is_chosen).into_iter().map(|(code, label)| (code, label.into_owned())).collect()
    }

    /// The vocabulary that the word asked about is in: the one it names, or its kind.
    fn own_scheme(&self) -> &str {
        let named = self.sheet.one("scheme");
        if named.is_empty() { self.owner } else { named }
    }

    /// A line that helps, and who will see the answer where that is not everyone.
    fn help(&self, field: &Field) -> Option<String> {
        let help = self.labels.help(self.owner, field).map(std::borrow::Cow::into_owned);
        let seen = (field.visibility != Visibility::Everyone).then(|| {
            let visibility = self.labels.visibility(field.visibility).to_lowercase();
            self.labels.words.say_with("form-seen-by", &[("visibility", visibility.into())]).into_owned()
        });
        help.into_iter().chain(seen).reduce(|help, seen| format!("{help} {seen}"))
    }

    fn round<'b>(&'b self, name: &'b str, label: &'b str, help: Option<&'b str>, is_required: bool) -> fields::Field<'b> {
        let error = self.faults.iter().find(|fault| fault.at == name).map(|fault| fault.text.as_str());
        fields::Field { name, label, help, error, is_required }
    }
}

fn choice<'a>(value: &'a str, label: &'a str, is_chosen: bool) -> Choice<'a> {
    Choice { value, label, is_chosen, kind: None, count: None }
}
