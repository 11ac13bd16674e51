//! Warnings in words.

use std::borrow::Cow;

use crate::capture::screen::{Category, Warning};
use crate::words::Words;

/// What was found: `“diabetes”: this may tell something of somebody's health.`
pub fn warning_in_words(words: Words, warning: &Warning) -> String {
    let found: Vec<_> = warning.words.iter().map(|word| words.say_with("screen-found", &[("words", word.as_str().into())])).collect();
    format!("{}: {}", found.join(", "), words.say(&key(warning.category)))
}

/// Why that better stays unwritten, and what can be written instead.
pub fn category_in_words(words: Words, category: Category) -> Cow<'static, str> {
    words.say(&format!("{}.why", key(category)))
}

fn key(category: Category) -> String {
    format!("screen-{}", category.code())
}
