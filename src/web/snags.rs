//! Everything odd that was met in a file, as a list.

use maud::{Markup, html};

use crate::capture::say::snag_in_words;
use crate::capture::snag::{Severity, Snag};
use crate::words::Words;

/// The snags, the gravest first: in which rows, which column, which value, why and what to do.
pub(crate) fn snag_list(words: Words, snags: &[Snag]) -> Markup {
    let grave = [Severity::Refused, Severity::Warning, Severity::Note];
    html! {
        @for severity in grave {
            @let of_this: Vec<_> = snags.iter().filter(|snag| snag.severity == severity).collect();
            @if !of_this.is_empty() {
                details.snags open[severity == Severity::Refused] {
                    summary { (words.say_with(severity.key(), &[("n", of_this.len().into())])) }
                    ul { @for snag in of_this { li {
                        (snag_in_words(words, snag))
                        @if snag.rows.are_many() { details { summary { (words.say("snag-all-rows")) } (snag.rows.all()) } }
                    } } }
                }
            }
        }
    }
}
