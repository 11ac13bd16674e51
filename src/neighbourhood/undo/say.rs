use std::borrow::Cow;

use super::Hindrance;
use crate::neighbourhood::say::rule_in_words;
use crate::words::Words;

/// Why something does not go back, and what to do.
pub fn hindrance_in_words(words: Words, hindrance: &Hindrance) -> Cow<'static, str> {
    match hindrance {
        Hindrance::ChangedSince => words.say("undo-changed-since"),
        Hindrance::GoneSince => words.say("undo-gone-since"),
        Hindrance::BackSince => words.say("undo-back-since"),
        Hindrance::TiedSince => words.say("undo-tied-since"),
        Hindrance::InUse => words.say("undo-in-use"),
        Hindrance::Needed => words.say("undo-needed"),
        Hindrance::Erased => words.say("undo-erased"),
        Hindrance::Rule(rule) => rule_in_words(words, rule),
    }
}
