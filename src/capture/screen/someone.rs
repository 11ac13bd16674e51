//! Somebody else by name: `buurvrouw Anna`, `my neighbour John`, `met Fatima`.

use crate::capture::screen::Span;
use crate::capture::screen::lists::{Lists, lists};
use crate::capture::screen::token::Token;

/// Words that a sentence may have between the relation and the name: `mijn buurvrouw van de overkant heet`.
const MOST_BETWEEN: usize = 3;
/// Words before a name that make it one's own, or that of nobody.
const BEFORE_ANOTHER_NAME: [&str; 12] =
    ["ben", "heet", "sint", "st", "santa", "koning", "koningin", "prins", "prinses", "am", "saint", "queen"];

/// Where somebody is named; `own` are the words of the name of whom the text is about.
pub(super) fn found(text: &str, tokens: &[Token<'_>], own: &[String]) -> Vec<Span> {
    let reader = Reader { text, tokens, own, lists: lists() };
    (0..tokens.len()).filter_map(|at| reader.after_relation(at).or_else(|| reader.by_name_alone(at))).collect()
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token<'a>],
    own: &'a [String],
    lists: &'static Lists,
}

impl Reader<'_> {
    /// From the relation to the name or the number of the door.
    fn after_relation(&self, at: usize) -> Option<Span> {
        if !self.lists.has("relation", &self.tokens[at].plain) {
            return None;
        }
        let mut next = at + 1;
        while next <= at + MOST_BETWEEN && self.tokens.get(next).is_some_and(|token| self.lists.has("between", &token.plain)) {
            next += 1;
        }
        let name = self.tokens.get(next).filter(|_| self.is_one_sentence(at, next))?;
        (self.is_name(name) || self.is_door(at, next)).then(|| (self.tokens[at].from, name.to()))
    }

    fn is_name(&self, token: &Token<'_>) -> bool {
        let known = self.lists.has("name", &token.plain);
        let could_be = token.is_capital() && token.plain.chars().count() > 1 && !self.lists.has("not_a_name", &token.plain);
        (known || could_be) && !self.own.contains(&token.plain) && !self.lists.has_end("street", &token.plain)
    }

    /// `buurman van 12`, `the lady at number 8`.
    fn is_door(&self, at: usize, next: usize) -> bool {
        let before = &self.tokens[at + 1..next];
        self.tokens[next].is_number() && before.iter().any(|token| token.plain == "van")
    }

    /// A first name by itself, written with a capital.
    fn by_name_alone(&self, at: usize) -> Option<Span> {
        let token = &self.tokens[at];
        if !token.is_capital() || !self.lists.has("name", &token.plain) || self.own.contains(&token.plain) {
            return None;
        }
        let before = at.checked_sub(1).map(|before| self.tokens[before].plain.as_str());
        let is_anothers = before.is_some_and(|before| BEFORE_ANOTHER_NAME.contains(&before));
        let is_street = self.tokens[at + 1..]
            .iter()
            .take(2)
            .any(|next| next.is_capital() && (self.lists.has_end("street", &next.plain) || self.lists.has("street", &next.plain)));
        (!is_anothers && !is_street).then(|| (token.from, token.to()))
    }

    /// No sentence ends between the two words.
    fn is_one_sentence(&self, from: usize, to: usize) -> bool {
        let between = self.text.get(self.tokens[from].to()..self.tokens[to].from).unwrap_or_default();
        // `mw. De Vries` and `Mrs. Jones` have a point that ends nothing.
        let shortened = self.tokens[from].plain.len() <= 4;
        !between.contains(['!', '?', ';', ':', '\n']) && (shortened || !between.contains('.'))
    }
}
