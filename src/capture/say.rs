//! Snags in words, for pages and for the command line.

use std::borrow::Cow;

use crate::capture::reason::{Argument, Reason};
use crate::capture::snag::Snag;
use crate::words::{Filling, Words};

/// What happened and what to do.
pub fn reason_in_words(words: Words, reason: &Reason) -> Cow<'static, str> {
    let arguments = reason.arguments();
    let fillings: Vec<Filling<'_>> = arguments
        .iter()
        .map(|(name, argument)| match argument {
            Argument::Text(text) => (*name, text.as_str().into()),
            Argument::Number(number) => (*name, (*number).into()),
        })
        .collect();
    words.say_with(reason.key(), &fillings)
}

/// One snag on one line: in which rows, which column, which value, what happened and what to do.
pub fn snag_in_words(words: Words, snag: &Snag) -> String {
    let row = (snag.rows.count() > 0).then(|| words.say_with("snag-row", &[("rows", snag.rows.to_string().into())]).into_owned());
    let column = snag.column.as_ref().map(|column| words.say_with("snag-column", &[("column", column.as_str().into())]).into_owned());
    let value = snag.value.as_ref().map(|value| words.say_with("snag-value", &[("value", value.as_str().into())]).into_owned());
    let place: Vec<_> = row.into_iter().chain(column).chain(value).collect();
    let reason = reason_in_words(words, &snag.reason);
    if place.is_empty() { reason.into_owned() } else { format!("{}: {reason}", place.join(", ")) }
}
