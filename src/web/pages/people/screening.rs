//! Texts are read along: what better stays unwritten is asked about beside the field, and may stay as it is.

use maud::{Markup, html};
use sha2::{Digest, Sha256};

use crate::capture::screen::{Warning, category_in_words, screen_beside, warning_in_words};
use crate::capture::sheet::Sheet;
use crate::web::parts::{Tone, Weight, message};
use crate::words::Words;

/// What was found in a text of the form that nobody has said may stay.
pub(super) struct Found {
    warnings: Vec<Warning>,
    /// By this the very same finds are known again when somebody says that they may stay.
    seen: String,
}

/// Reads what is written in somebody's own words and what is noted of their talents; nothing where there is nothing to ask,
/// or where it was said that it may stay as it is.
pub(super) fn read_along(sheet: &Sheet) -> Option<Found> {
    let notes = sheet.iter().filter(|(name, _)| name.starts_with("note.")).map(|(_, note)| note);
    let texts: Vec<_> = std::iter::once(sheet.one("description")).chain(notes).collect();
    let warnings = screen_beside(&texts.join("\n"), sheet.one("name"));
    let words: Vec<_> = warnings.iter().map(|warning| format!("{}={}", warning.category.code(), warning.words.join("|"))).collect();
    let seen = Sha256::digest(words.join("\n")).iter().take(8).fold(0_u64, |seen, byte| (seen << 8) | u64::from(*byte));
    let seen = format!("{seen:016x}");
    (!warnings.is_empty() && sheet.all("as_it_is").all(|stays| stays != seen)).then_some(Found { warnings, seen })
}

impl Found {
    /// What was found, why it better stays unwritten, and the two ways on.
    pub(super) fn ask(&self, words: Words, field: &str) -> Markup {
        html! {
            div #screened tabindex="-1" autofocus {
                (message(Tone::Warning, words.say("people-screened"), html! {
                    ul { @for warning in &self.warnings {
                        li { (warning_in_words(words, warning)) ". " (category_in_words(words, warning.category)) }
                    } }
                    div.row {
                        a.button href={ "#" (field) } { (words.say("people-screened-change")) }
                        button class=(Weight::Quiet.class()) type="submit" name="as_it_is" value=(self.seen) { (words.say("people-screened-keep")) }
                    }
                }))
            }
        }
    }
}
