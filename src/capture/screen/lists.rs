use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::capture::screen::phrase::Phrase;
use crate::capture::screen::token::Token;
use crate::capture::screen::{Category, Span, span};

const TEXTS: [&str; 2] = [include_str!("../../../static/words/screen.nl.txt"), include_str!("../../../static/words/screen.en.txt")];

/// The words of all languages.
#[derive(Default)]
pub(super) struct Lists {
    of: BTreeMap<Category, Watched>,
    words: BTreeMap<&'static str, BTreeSet<&'static str>>,
    /// Lines that cannot be read.
    pub(super) faults: Vec<String>,
}

/// What is looked for, and what it is not.
#[derive(Default)]
struct Watched {
    phrases: Vec<Phrase>,
    exceptions: Vec<Phrase>,
}

/// The lists of short words: how they are called, and what they are for.
const OF_WORDS: [&str; 6] = ["relation", "between", "not_a_name", "street", "address", "name"];

/// The lists, read once.
pub(super) fn lists() -> &'static Lists {
    static LISTS: LazyLock<Lists> = LazyLock::new(|| {
        let mut lists = Lists::default();
        for text in TEXTS {
            lists.read(text);
        }
        if !lists.faults.is_empty() {
            tracing::error!(faults = ?lists.faults, "lists of words to look out for have lines that cannot be read");
        }
        lists
    });
    &LISTS
}

impl Lists {
    fn read(&mut self, text: &'static str) {
        let mut section = "";
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(head) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = head;
            } else if OF_WORDS.contains(&section) {
                self.words.entry(section).or_default().insert(line);
            } else if !self.read_phrase(section, line) {
                self.faults.push(format!("[{section}] {line}"));
            }
        }
    }

    fn read_phrase(&mut self, section: &str, line: &str) -> bool {
        let Some(category) = Category::ALL.into_iter().find(|category| category.code() == section) else { return false };
        let watched = self.of.entry(category).or_default();
        let (list, line) = match line.strip_prefix("- ") {
            Some(line) => (&mut watched.exceptions, line),
            None => (&mut watched.phrases, line),
        };
        Phrase::read(line).map(|phrase| list.push(phrase)).is_some()
    }

    /// Where the words of each category stand.
    pub(super) fn found<'a>(&'a self, tokens: &'a [Token<'_>]) -> impl Iterator<Item = (Category, Vec<Span>)> + 'a {
        self.of.iter().map(|(category, watched)| (*category, watched.found(tokens)))
    }

    /// A word of one of the lists of short words.
    pub(super) fn has(&self, list: &str, word: &str) -> bool {
        self.words.get(list).is_some_and(|words| words.contains(word))
    }

    /// Whether a word ends as one of a list, and is longer.
    pub(super) fn has_end(&self, list: &str, word: &str) -> bool {
        self.words.get(list).is_some_and(|words| words.iter().any(|end| word.len() > end.len() && word.ends_with(end)))
    }
}

impl Watched {
    fn found(&self, tokens: &[Token<'_>]) -> Vec<Span> {
        let hits = all(&self.phrases, tokens);
        if hits.is_empty() {
            return Vec::new();
        }
        let meant_otherwise = all(&self.exceptions, tokens);
        let is_meant = |hit: &(usize, usize)| !meant_otherwise.iter().any(|other| hit.0 < other.1 && other.0 < hit.1);
        hits.into_iter().filter(is_meant).filter_map(|(from, to)| span(&tokens[from..to])).collect()
    }
}

/// From which word to which each phrase stands.
fn all(phrases: &[Phrase], tokens: &[Token<'_>]) -> Vec<(usize, usize)> {
    let at = |from: usize| phrases.iter().filter_map(move |phrase| Some((from, from + phrase.begins(&tokens[from..])?)));
    (0..tokens.len()).flat_map(at).collect()
}
