use crate::words::fold;

/// A word of a text: a run of letters and digits.
pub(super) struct Token<'a> {
    /// Where it begins, in bytes.
    pub(super) from: usize,
    /// As it was typed.
    pub(super) typed: &'a str,
    /// In plain form.
    pub(super) plain: String,
}

impl Token<'_> {
    /// Where it ends, in bytes.
    pub(super) fn to(&self) -> usize {
        self.from + self.typed.len()
    }

    /// It begins with a capital.
    pub(super) fn is_capital(&self) -> bool {
        self.typed.chars().next().is_some_and(char::is_uppercase)
    }

    /// It is digits alone.
    pub(super) fn is_number(&self) -> bool {
        self.typed.chars().all(|letter| letter.is_ascii_digit())
    }
}

/// The words of a text, in its order.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    // An accent that stands by itself belongs to the letter before it.
    let belongs = |letter: char| letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter);
    let mut tokens = Vec::new();
    let mut begun = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (begun, belongs(letter)) {
            (None, true) => begun = Some(at),
            (Some(from), false) => {
                let typed = &text[from..at];
                tokens.push(Token { from, typed, plain: fold(typed) });
                begun = None;
            }
            _ => {}
        }
    }
    tokens
}
