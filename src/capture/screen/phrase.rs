//! A line of the lists: words after each other, some of them begun, ended or open.

use crate::capture::screen::token::Token;

/// Most words that a gap stands for.
const WIDEST_GAP: usize = 3;

/// Words after each other.
#[derive(Debug, PartialEq)]
pub(super) struct Phrase(Vec<Place>);

/// What stands at a place of a phrase.
#[derive(Debug, PartialEq)]
enum Place {
    /// A word that is one of these.
    OneOf(Vec<Letters>),
    /// At most [`WIDEST_GAP`] words, whichever they are.
    Gap,
}

/// The letters of a word.
#[derive(Debug, PartialEq)]
enum Letters {
    These(String),
    Begin(String),
    End(String),
    Within(String),
}

impl Phrase {
    /// Reads a line of the lists; `None` where a bracket is not closed or holds more than words, or
    /// nothing is said.
    pub(super) fn read(line: &str) -> Option<Self> {
        let mut places = Vec::new();
        let mut rest = line.trim();
        while !rest.is_empty() {
            let (place, length) = if let Some(open) = rest.strip_prefix('(') {
                let (inside, _) = open.split_once(')').filter(|(inside, _)| !inside.contains(' '))?;
                let end = inside.len() + 2;
                // Letters right behind a bracket belong to each word in it: `(rug|knie)klachten`.
                let tail = rest[end..].split(' ').next().unwrap_or_default();
                let words = inside.split('|').map(|word| Letters::read(&format!("{word}{tail}")));
                (Place::OneOf(words.collect()), end + tail.len())
            } else {
                let word = rest.split(' ').next().unwrap_or_default();
                let place = if word == ".." { Place::Gap } else { Place::OneOf(vec![Letters::read(word)]) };
                (place, word.len())
            };
            places.push(place);
            rest = rest[length..].trim_start();
        }
        let is_a_word = |place: &Place| matches!(place, Place::OneOf(_));
        (places.first().is_some_and(is_a_word) && places.last().is_some_and(is_a_word)).then_some(Self(places))
    }

    /// How many words it takes up at the beginning of these, if it is there.
    pub(super) fn begins(&self, tokens: &[Token<'_>]) -> Option<usize> {
        begins(&self.0, tokens)
    }
}

fn begins(places: &[Place], tokens: &[Token<'_>]) -> Option<usize> {
    let Some((place, others)) = places.split_first() else { return Some(0) };
    match place {
        Place::OneOf(words) => {
            let (token, rest) = tokens.split_first()?;
            let fits = words.iter().any(|letters| letters.fit(&token.plain));
            if fits { begins(others, rest).map(|length| length + 1) } else { None }
        }
        Place::Gap => (0..=WIDEST_GAP.min(tokens.len())).find_map(|width| begins(others, &tokens[width..]).map(|length| length + width)),
    }
}

impl Letters {
    fn read(word: &str) -> Self {
        let plain = word.trim_matches('*').to_owned();
        match (word.starts_with('*'), word.ends_with('*')) {
            (false, false) => Self::These(plain),
            (false, true) => Self::Begin(plain),
            (true, false) => Self::End(plain),
            (true, true) => Self::Within(plain),
        }
    }

    fn fit(&self, word: &str) -> bool {
        match self {
            Self::These(letters) => word == letters,
            Self::Begin(letters) => word.starts_with(letters.as_str()),
            Self::End(letters) => word.ends_with(letters.as_str()),
            Self::Within(letters) => word.contains(letters.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::screen::token::tokens;

    fn length(line: &str, text: &str) -> Option<usize> {
        Phrase::read(line).unwrap().begins(&tokens(text))
    }

    #[test]
    fn a_line_finds_the_words_it_says() {
        assert_eq!(length("kanker*", "Kankerpatiënt in de straat"), Some(1));
        assert_eq!(length("*kanker", "borstkanker"), Some(1));
        assert_eq!(length("kanker", "kankeren"), None);
        assert_eq!(length("in de (bijstand|wia)", "in de WIA"), Some(3));
        assert_eq!(length("(rug|knie)klachten", "knieklachten"), Some(1));
        assert_eq!(length("krijgt .. voedselbank", "krijgt eten van de voedselbank"), Some(5));
        assert_eq!(length("krijgt .. voedselbank", "krijgt elke week eten van de voedselbank"), None);
        assert_eq!(length("mensen met *", "mensen met"), None);
        assert_eq!(length("mensen met *", "mensen met dementie"), Some(3));
    }

    #[test]
    fn a_line_that_says_nothing_is_no_phrase() {
        for line in ["", "(een|twee", "(een twee|drie)", "..", "een .."] {
            assert_eq!(Phrase::read(line), None, "{line}");
        }
    }
}
