//! Fields of forms: a label, help, what is wrong at the field itself, and what was typed kept in place.

use maud::{Markup, html};

use crate::web::parts::{icon, kind_mark};
use crate::words::Words;

/// What stands round one question of a form.
pub struct Field<'a> {
    /// Its name in the form, and its id on the page.
    pub name: &'a str,
    /// The question.
    pub label: &'a str,
    /// A line that helps to answer.
    pub help: Option<&'a str>,
    /// What is wrong with the answer that was given.
    pub error: Option<&'a str>,
    /// It has to be answered.
    pub is_required: bool,
}

/// One possible answer.
pub struct Choice<'a> {
    /// What the form sends.
    pub value: &'a str,
    /// What the person reads.
    pub label: &'a str,
    /// It is chosen.
    pub is_chosen: bool,
    /// The code of the kind it stands for, whose mark is drawn.
    pub kind: Option<&'a str>,
    /// How many there are, where that is known.
    pub count: Option<usize>,
}

impl Field<'_> {
    /// A line of text; `input_type` is the type of the HTML input, such as `text`, `email`, `date` or `search`.
    pub fn line(&self, words: Words, input_type: &str, typed: &str) -> Markup {
        self.round(
            words,
            html! {
                input type=(input_type) id=(self.name) name=(self.name) value=(typed) required[self.is_required]
                    aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
            },
        )
    }

    /// A line that the browser may fill in with what it remembers under `autocomplete` (HTML, 4.10.18.7), such as
    /// `username` or `one-time-code`.
    pub fn remembered(&self, words: Words, input_type: &str, typed: &str, autocomplete: &str) -> Markup {
        self.round(
            words,
            html! {
                input type=(input_type) id=(self.name) name=(self.name) value=(typed) required[self.is_required]
                    autocomplete=(autocomplete) autocapitalize="none" spellcheck="false"
                    aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
            },
        )
    }

    /// A password. What was typed is never sent back; `autocomplete` is `current-password` or `new-password`.
    pub fn password(&self, words: Words, autocomplete: &str) -> Markup {
        self.remembered(words, "password", "", autocomplete)
    }

    /// Several lines of text.
    pub fn prose(&self, words: Words, typed: &str) -> Markup {
        self.round(
            words,
            html! {
                textarea id=(self.name) name=(self.name) required[self.is_required]
                    aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] {
                    // A browser drops the first line break in a text area; this one is for it to drop.
                    "\n" (typed)
                }
            },
        )
    }

    /// A file to send; `accept` names endings and media types, as HTML has it.
    pub fn file(&self, words: Words, accept: &str) -> Markup {
        self.round(
            words,
            html! {
                input type="file" id=(self.name) name=(self.name) accept=(accept) required[self.is_required]
                    aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
            },
        )
    }

    /// Photos to send: one taken now with the camera where the device has one, or any number that are there already. As
    /// each of the two will do, neither is said to be left out at will.
    pub fn photos(&self, accept: &str, from_camera: bool) -> Markup {
        html! {
            div.field.has-error[self.error.is_some()] {
                label for=(self.name) { (self.label) }
                (self.below_the_label())
                input type="file" id=(self.name) name=(self.name) accept=(accept) multiple[!from_camera]
                    capture=[from_camera.then_some("environment")]
                    aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
            }
        }
    }

    /// One of several, in a closed list.
    pub fn select(&self, words: Words, choices: &[Choice<'_>]) -> Markup {
        self.round(
            words,
            html! {
                select id=(self.name) name=(self.name) required[self.is_required]
                    aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] {
                    @for choice in choices { option value=(choice.value) selected[choice.is_chosen] { (choice.label) } }
                }
            },
        )
    }

    /// Any of several, all in view.
    pub fn checkboxes(&self, words: Words, choices: &[Choice<'_>]) -> Markup {
        self.group(words, "checkbox", choices)
    }

    /// One of several, all in view.
    pub fn radios(&self, words: Words, choices: &[Choice<'_>]) -> Markup {
        self.group(words, "radio", choices)
    }

    fn group(&self, words: Words, input_type: &str, choices: &[Choice<'_>]) -> Markup {
        html! {
            fieldset.field.has-error[self.error.is_some()] id=(self.name) aria-describedby=[self.described_by()] {
                legend { (self.label) (self.optional(words)) }
                (self.below_the_label())
                div.choices.columns[choices.len() > 4] {
                    @for choice in choices { (choice.draw(input_type, self.name)) }
                }
            }
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "the control is made where it is handed over")]
    fn round(&self, words: Words, control: Markup) -> Markup {
        html! {
            div.field.has-error[self.error.is_some()] {
                label for=(self.name) { (self.label) (self.optional(words)) }
                (self.below_the_label())
                (control)
            }
        }
    }

    fn optional(&self, words: Words) -> Markup {
        html! { @if !self.is_required { " " span.optional { (words.say("parts-optional")) } } }
    }

    fn below_the_label(&self) -> Markup {
        html! {
            @if let Some(help) = self.help { p.help id={ (self.name) "-help" } { (help) } }
            @if let Some(error) = self.error { p.wrong id={ (self.name) "-error" } { (icon("error")) span { (error) } } }
        }
    }

    fn described_by(&self) -> Option<String> {
        let help = self.help.map(|_| format!("{}-help", self.name));
        let error = self.error.map(|_| format!("{}-error", self.name));
        match (help, error) {
            (Some(help), Some(error)) => Some(format!("{help} {error}")),
            (help, error) => help.or(error),
        }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }
}

impl Choice<'_> {
    /// The whole line answers to a touch.
    pub fn draw(&self, input_type: &str, name: &str) -> Markup {
        html! {
            label.choice {
                input type=(input_type) name=(name) value=(self.value) checked[self.is_chosen];
                @if let Some(kind) = self.kind { (kind_mark(kind)) }
                span { (self.label) }
                @if let Some(count) = self.count { span.count { (count) } }
            }
        }
    }
}

/// The box above a form that was not accepted: every fault, each a link to its field (`name`, text).
pub fn faults(words: Words, faults: &[(&str, &str)]) -> Markup {
    html! {
        @if !faults.is_empty() {
            div.message.error role="alert" {
                (icon("error"))
                div {
                    strong { (words.say_with("parts-faults", &[("n", faults.len().into())])) }
                    ul { @for (name, text) in faults { li { a href={ "#" (name) } { (text) } } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;
    use scraper::{Html, Selector};

    #[test]
    fn a_fault_stands_at_its_field_and_what_was_typed_is_kept() {
        let field = Field {
            name: "name",
            label: "Naam",
            help: Some("Zoals de buurt het noemt."),
            error: Some("Vul een naam in."),
            is_required: true,
        };
        let page = Html::parse_fragment(&field.line(Words::of(Language::Dutch), "text", "\"Ons\" <huis>").into_string());
        let input = page.select(&Selector::parse("input").unwrap()).next().unwrap();
        assert_eq!(input.attr("value"), Some("\"Ons\" <huis>"));
        assert_eq!(input.attr("aria-invalid"), Some("true"));
        for id in input.attr("aria-describedby").unwrap().split(' ') {
            assert!(page.select(&Selector::parse(&format!("#{id}")).unwrap()).next().is_some(), "{id}");
        }
        assert_eq!(page.select(&Selector::parse("label[for=name]").unwrap()).count(), 1);
    }

    #[test]
    fn prose_keeps_its_first_line_break() {
        let field = Field { name: "text", label: "Tekst", help: None, error: None, is_required: false };
        let drawn = field.prose(Words::of(Language::English), "\nsecond line").into_string();
        assert!(drawn.contains(">\n\nsecond line<"), "{drawn}");
    }
}
