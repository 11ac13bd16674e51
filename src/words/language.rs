use std::fmt;
use std::str::FromStr;

use unic_langid::{LanguageIdentifier, langid};

/// A language of the pages. Both are equal; Dutch comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// Nederlands.
    #[default]
    Dutch,
    /// English.
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Dutch, Self::English];

    /// Two letters (ISO 639-1).
    pub fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    /// The first language of a browser's `Accept-Language` that is one of ours, by its weights.
    pub fn preferred(accept_language: &str) -> Option<Self> {
        let weigh = |part: &str| {
            let (tag, parameters) = part.split_once(';').unwrap_or((part, "q=1"));
            let weight: f32 = parameters.trim().strip_prefix("q=")?.parse().ok()?;
            let language: Self = tag.trim().get(..2)?.to_ascii_lowercase().parse().ok()?;
            (weight > 0.0).then_some((language, weight))
        };
        let mut best: Option<(Self, f32)> = None;
        for (language, weight) in accept_language.split(',').take(30).filter_map(weigh) {
            if best.is_none_or(|(_, most)| weight > most) {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }

    pub(super) fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Dutch => langid!("nl"),
            Self::English => langid!("en"),
        }
    }

    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Dutch => include_str!("../../static/words/nl.ftl"),
            Self::English => include_str!("../../static/words/en.ftl"),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Not a language of the pages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the languages are nl and en")]
pub struct NotALanguage;

impl FromStr for Language {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        Self::ALL.into_iter().find(|language| language.code() == text).ok_or(NotALanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_weights_decide() {
        assert_eq!(Language::preferred("de, en;q=0.4, nl-BE;q=0.9"), Some(Language::Dutch));
        assert_eq!(Language::preferred("en-GB,en;q=0.9,nl;q=0.8"), Some(Language::English));
        assert_eq!(Language::preferred("fr, de;q=0.5, nl;q=0"), None);
        assert_eq!(Language::preferred("é;q=x,,;"), None);
    }
}
