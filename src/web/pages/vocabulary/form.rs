use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::inventory::field::{Field, Shape};
use crate::inventory::kind::Kind;
use crate::inventory::record::Record;
use crate::inventory::word::parted;
use crate::web::faults::Fault;
use crate::web::fields;
use crate::web::here::Here;
use crate::web::inputs::Inputs;
use crate::web::parts::{Weight, link_button, send_button};
use crate::web::refill::refill;

/// Fields that a steward does not fill in: what is made by itself, and what is no matter of a word.
const NOT_ASKED: [&str; 7] = ["name", "code", "scheme", "tags", "website", "icon", "merged_into"];

/// Fields in which each line is one.
const ONE_A_LINE: [&str; 3] = ["synonyms_nl", "synonyms_en", "osm"];

/// From so many words on, a broader word is typed rather than chosen.
const MOST_TO_CHOOSE: usize = 500;

/// The fields of a word that a steward fills in, in the order of the form: its labels first.
pub(super) fn asked(kind: Kind) -> Vec<&'static Field> {
    let mut fields: Vec<_> = kind.fields().filter(|field| !NOT_ASKED.contains(&field.name)).collect();
    let place = |field: &Field| {
        ["label_nl", "label_en", "synonyms_nl", "synonyms_en", "broader", "group"].iter().position(|name| *name == field.name)
    };
    fields.sort_by_key(|field| place(field).unwrap_or(usize::MAX));
    fields
}

/// A word as a steward would have typed it: each synonym on a line of its own.
pub(super) fn typed(word: &Record, here: &Here) -> Sheet {
    let mut sheet = refill(word, here.words());
    for field in ONE_A_LINE {
        let lines = word.values.text(field).into_iter().flat_map(parted).collect::<Vec<_>>().join("\n");
        sheet = sheet.with(field, &lines);
    }
    sheet.with("kinds", &word.values.codes("kinds").join(", "))
}

/// What stands between the lines of one field, as the field keeps it.
pub(super) fn as_kept(field: &Field, sheet: Sheet) -> Sheet {
    if field.name == "kinds" {
        let kinds = sheet.all("kinds").collect::<Vec<_>>().join(", ");
        return sheet.with("kinds", &kinds);
    }
    if !ONE_A_LINE.contains(&field.name) {
        return sheet;
    }
    let parts: Vec<String> =
        sheet.one(field.name).split(['\n', '|', ';']).map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let mut once: Vec<&str> = Vec::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !once.contains(&part.as_str()) {
            once.push(part);
        }
    }
    let kept = once.join("|");
    sheet.with(field.name, &kept)
}

/// Everything of a form for a word between its first and its last line.
pub(super) struct Form<'a> {
    /// Where it is drawn.
    pub(super) here: &'a Here,
    /// The vocabulary.
    pub(super) scheme: &'a str,
    /// The kind of its words.
    pub(super) kind: Kind,
    /// What was typed.
    pub(super) sheet: &'a Sheet,
    /// What is wrong with it.
    pub(super) faults: &'a [Fault],
}

impl Form<'_> {
    /// The form, which is sent to `action`; what a browser sends unseen is in `hidden`.
    pub(super) fn draw(&self, action: &str, hidden: &[&str], back: &str) -> Markup {
        let words = self.here.words();
        // The words of this vocabulary are offered where a field refers to its own.
        let sheet = self.sheet.clone().with("scheme", self.scheme);
        let inputs = Inputs { labels: self.here.labels(), owner: self.kind.code(), sheet: &sheet, faults: self.faults };
        html! {
            (inputs.summary())
            form method="post" action=(action) novalidate[!self.faults.is_empty()] {
                @for name in hidden { input type="hidden" name=(name) value=(sheet.one(name)); }
                @for field in asked(self.kind) { (self.field(&inputs, field)) }
                div.row {
                    (send_button(Weight::Main, words.say("word-keep")))
                    (link_button(Weight::Quiet, back, words.say("form-cancel")))
                }
            }
        }
    }

    fn field(&self, inputs: &Inputs<'_>, field: &Field) -> Markup {
        match field.name {
            "broader" => self.broader(inputs, field),
            "kinds" => self.kinds(inputs),
            _ => inputs.field(field),
        }
    }

    /// The word above it: chosen from a list, or typed where the list would be endless.
    fn broader(&self, inputs: &Inputs<'_>, field: &Field) -> Markup {
        if self.here.view().terms(self.scheme).take(MOST_TO_CHOOSE + 1).count() <= MOST_TO_CHOOSE {
            return inputs.field(field);
        }
        inputs.field(&Field { shape: Shape::Line(200), ..*field })
    }

    /// The kinds that the word suits, where its vocabulary is for several.
    fn kinds(&self, inputs: &Inputs<'_>) -> Markup {
        let labels = self.here.labels();
        let kinds = kinds_of(self.scheme);
        if kinds.len() < 2 {
            return html! {};
        }
        let label = labels.words.say("field-kinds");
        let help = labels.words.find("field-kinds.help");
        let chosen: Vec<&str> = inputs.sheet.all("kinds").flat_map(|many| many.split(',')).map(str::trim).collect();
        let named: Vec<_> = kinds.iter().map(|kind| (kind.code(), labels.kind(*kind))).collect();
        let choices: Vec<_> = named
            .iter()
            .map(|(value, label)| fields::Choice { value, label, is_chosen: chosen.contains(value), kind: None, count: None })
            .collect();
        fields::Field { name: "kinds", label: &label, help: help.as_deref(), error: None, is_required: false }
            .checkboxes(labels.words, &choices)
    }
}

/// The kinds of which a field refers to this vocabulary.
fn kinds_of(scheme: &str) -> Vec<Kind> {
    let refers = |field: &Field| matches!(field.shape, Shape::Term(of) | Shape::Terms(of) if of == scheme);
    Kind::ALL.iter().copied().filter(|kind| kind.fields().any(refers)).collect()
}
