//! The texts in which people are asked what may be kept of them and shown, by version. What somebody said yes to must be
//! readable later, word for word: a version that was used is never changed. Better words are a new version beside it.

use std::borrow::Cow;

use crate::words::{Filling, Words};

/// One version of all the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording(&'static str);

/// What is said to somebody about one thing they can agree to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question, as it is read aloud.
    pub ask: Cow<'static, str>,
    /// What yes means.
    pub yes: Cow<'static, str>,
    /// What no means: nothing bad happens.
    pub no: Cow<'static, str>,
}

/// All versions, the oldest first; the last one is in force.
const VERSIONS: [&str; 1] = ["1"];

/// What can be asked, by the codes of the scopes, in the order in which it is asked.
pub const ASKED: [&str; 7] = ["store", "show_neighbours", "show_public", "contact_intro", "relations", "statistics", "workshop_export"];

/// What is told before anything is asked: who asks, what is written down, that no is fine, how to stop, how long it is kept.
const TOLD_BEFORE: [&str; 5] = ["who", "what", "free", "stop", "time"];

impl Wording {
    /// The version that is in force: people are asked in these words now.
    pub const IN_FORCE: Self = Self(VERSIONS[VERSIONS.len() - 1]);

    /// The version with this number, old ones too.
    pub fn find(version: &str) -> Option<Self> {
        VERSIONS.into_iter().find(|known| *known == version).map(Self)
    }

    /// Its number, as a consent keeps it.
    pub fn version(self) -> &'static str {
        self.0
    }

    /// What is told before anything is asked, each part by itself; the neighbourhood's name and who is responsible are filled in.
    pub fn introduction(self, words: Words, neighbourhood: &str, responsible: &str) -> Vec<Cow<'static, str>> {
        let fillings: [Filling<'_>; 2] = [("neighbourhood", neighbourhood.into()), ("responsible", responsible.into())];
        TOLD_BEFORE.iter().map(|part| words.say_with(&format!("consent-{}-before-{part}", self.0), &fillings)).collect()
    }

    /// What is said about one thing that can be agreed to; `scope` is one of [`ASKED`].
    pub fn question(self, words: Words, scope: &str) -> Question {
        let key = format!("consent-{}-ask-{scope}", self.0);
        Question { ask: words.say(&key), yes: words.say(&format!("{key}.yes")), no: words.say(&format!("{key}.no")) }
    }

    /// The question whether somebody is sixteen or older, and what is said where they are not.
    pub fn of_age(self, words: Words) -> [Cow<'static, str>; 2] {
        let key = format!("consent-{}-age", self.0);
        [words.say(&key), words.say(&format!("{key}.guardian"))]
    }

    /// What stands on the card that is left behind.
    pub fn card(self, words: Words) -> Cow<'static, str> {
        words.say(&format!("consent-{}-card", self.0))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::*;
    use crate::words::Language;

    /// Every text of a version, to be read by whoever has to prove what somebody agreed to.
    fn whole(wording: Wording) -> String {
        let mut lines = Vec::new();
        for language in Language::ALL {
            let words = Words::of(language);
            lines.push(format!("# {}", language.code()));
            lines.extend(wording.introduction(words, "{neighbourhood}", "{responsible}").into_iter().map(Cow::into_owned));
            lines.extend(wording.of_age(words).map(Cow::into_owned));
            for scope in ASKED {
                let Question { ask, yes, no } = wording.question(words, scope);
                lines.push(format!("[{scope}]\n{ask}\n{yes}\n{no}"));
            }
            lines.push(wording.card(words).into_owned());
        }
        lines.join("\n") + "\n"
    }

    #[test]
    fn what_people_agreed_to_can_be_read_word_for_word_for_ever() {
        for version in VERSIONS {
            let kept = format!("{}/fixtures/expected/consent-{version}.txt", env!("CARGO_MANIFEST_DIR"));
            expect_file![kept].assert_eq(&whole(Wording(version)));
        }
    }

    #[test]
    fn the_last_version_is_in_force_and_old_ones_are_found() {
        assert_eq!(Wording::IN_FORCE.version(), "1");
        assert_eq!(Wording::find("1"), Some(Wording::IN_FORCE));
        assert_eq!(Wording::find("0"), None);
    }

    /// What is read aloud is short: long sentences are not heard.
    #[test]
    fn no_sentence_is_longer_than_twenty_five_words() {
        let text = whole(Wording::IN_FORCE);
        let long: Vec<_> = text.split(['.', '?', '\n', ':']).filter(|sentence| sentence.split_whitespace().count() > 25).collect();
        assert!(long.is_empty(), "{long:#?}");
    }
}
