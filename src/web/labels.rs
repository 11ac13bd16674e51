//! Words for what records hold: kinds, terms of the vocabularies, days.

use std::borrow::Cow;

use crate::graph::View;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Day;
use crate::words::{Language, Words};

/// The word for one of a kind: Plek.
pub(crate) fn one(words: Words, kind: Kind) -> Cow<'static, str> {
    words.say(&format!("kind-{kind}"))
}

/// The word for several of a kind: Plekken.
pub(crate) fn many(words: Words, kind: Kind) -> Cow<'static, str> {
    words.say(&format!("kind-{kind}.many"))
}

/// A word of a vocabulary in the visitor's language; its code where the vocabulary does not have it.
pub(crate) fn term(view: View<'_>, words: Words, scheme: &str, code: &str) -> String {
    let label = match words.language() {
        Language::Dutch => "label_nl",
        Language::English => "label_en",
    };
    let found = view.term(scheme, code).and_then(|term| term.text(label));
    found.unwrap_or(code).to_owned()
}

/// A day as people write it: 3 mei 2026.
pub(crate) fn day(words: Words, day: Day) -> Cow<'static, str> {
    let numbers = [("day", day.day().into()), ("month", day.month().into()), ("year", day.year().into())];
    words.say_with("day-written", &numbers)
}
