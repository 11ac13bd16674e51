//! Reads free text over somebody's shoulder: does it tell something of a person that better stays unwritten, such as an
//! illness, a debt, a number of the state or the name of a neighbour? Promises that every find says what was found and of
//! which category, and that nothing is ever refused or changed; whoever typed it decides. The words are data, one list a
//! language (`static/words/screen.*.txt`), and both lists are always read: people write as they speak. It does not know who
//! types, in which form, nor whom the text is about.

mod lists;
mod numbers;
mod phrase;
mod say;
mod someone;
mod token;

pub use say::{category_in_words, warning_in_words};

use std::collections::BTreeMap;

use crate::capture::screen::lists::lists;
use crate::capture::screen::token::{Token, tokens};
use crate::words::words_of;

/// What a text may tell that better stays unwritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Of somebody's health.
    Health,
    /// Of what somebody believes.
    Religion,
    /// Of somebody's politics.
    Politics,
    /// Of membership of a trade union.
    Union,
    /// Of where somebody or their family came from.
    Origin,
    /// Of whom somebody loves, or who they are.
    Sexuality,
    /// Of debts and benefits.
    Debts,
    /// Of police, suspicion and punishment.
    Police,
    /// A citizen service number (BSN), or another number that opens doors.
    Number,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// Where somebody lives.
    Address,
    /// Somebody else by name, who was not asked.
    Someone,
}

impl Category {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 13] = [
        Self::Health,
        Self::Religion,
        Self::Politics,
        Self::Union,
        Self::Origin,
        Self::Sexuality,
        Self::Debts,
        Self::Police,
        Self::Number,
        Self::Phone,
        Self::Email,
        Self::Address,
        Self::Someone,
    ];

    /// After `screen-` the key of its texts, and the head of its words in the lists.
    pub fn code(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Religion => "religion",
            Self::Politics => "politics",
            Self::Union => "union",
            Self::Origin => "origin",
            Self::Sexuality => "sexuality",
            Self::Debts => "debts",
            Self::Police => "police",
            Self::Number => "number",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Address => "address",
            Self::Someone => "someone",
        }
    }
}

/// A gentle warning: what kind of thing a text may tell, and by which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What kind of thing.
    pub category: Category,
    /// The words as they were typed, in the order of the text, each once.
    pub words: Vec<String>,
}

/// Whatever a text may tell that better stays unwritten, at most one warning a category, in the order of [`Category::ALL`].
pub fn screen(text: &str) -> Vec<Warning> {
    screen_beside(text, "")
}

/// The same for a text about somebody of this name, which is no find in it.
pub fn screen_beside(text: &str, name: &str) -> Vec<Warning> {
    let own: Vec<String> = words_of(name).collect();
    let tokens = tokens(text);
    let mut found: BTreeMap<Category, Vec<Span>> = BTreeMap::new();
    for (category, spans) in lists().found(&tokens) {
        found.entry(category).or_default().extend(spans);
    }
    for (category, span) in numbers::found(text, &tokens) {
        found.entry(category).or_default().push(span);
    }
    found.entry(Category::Someone).or_default().extend(someone::found(text, &tokens, &own));
    let told = found.into_iter().map(|(category, spans)| Warning { category, words: told(text, spans) });
    told.filter(|warning| !warning.words.is_empty()).collect()
}

/// Where something stands in a text: bytes from..to.
type Span = (usize, usize);

/// What stands there, with what overlaps told as one, and each text once.
fn told(text: &str, mut spans: Vec<Span>) -> Vec<String> {
    spans.sort_unstable();
    let mut apart: Vec<Span> = Vec::new();
    for (from, to) in spans {
        match apart.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            _ => apart.push((from, to)),
        }
    }
    let mut told: Vec<String> = Vec::new();
    for found in apart.into_iter().filter_map(|(from, to)| text.get(from..to)) {
        let found = found.split_whitespace().collect::<Vec<_>>().join(" ");
        if !told.contains(&found) {
            told.push(found);
        }
    }
    told
}

/// From the first of these words to the last.
fn span(tokens: &[Token<'_>]) -> Option<Span> {
    Some((tokens.first()?.from, tokens.last()?.to()))
}

#[cfg(test)]
mod tests;
