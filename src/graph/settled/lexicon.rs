use std::collections::HashMap;

/// Texts that many records have in common, such as who wrote them and the source they came from, each with a number.
#[derive(Clone, Default)]
pub(super) struct Lexicon {
    words: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u64>,
}

impl Lexicon {
    /// The number of a text, which it gets when it has none yet.
    pub(super) fn number_of(&mut self, word: &str) -> u64 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u64::try_from(self.words.len()).unwrap_or(u64::MAX);
        self.words.push(word.into());
        self.numbers.insert(word.into(), number);
        number
    }

    /// The text with this number.
    pub(super) fn word(&self, number: u64) -> Option<&str> {
        self.words.get(usize::try_from(number).ok()?).map(AsRef::as_ref)
    }

    /// All texts, by number.
    pub(super) fn words(&self) -> &[Box<str>] {
        &self.words
    }
}
