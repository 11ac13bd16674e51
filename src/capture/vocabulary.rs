//! The words of a neighbourhood's vocabularies as people write them: code, label in either language, synonym, or a tag of
//! OpenStreetMap.

use std::collections::{HashMap, HashSet};

use crate::words::{Language, fold};

/// The vocabularies that fields refer to.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// With how sure it is: a code before a label before a synonym.
    codes: HashMap<(String, String), (u8, String)>,
    labels: HashMap<(String, String, Language), String>,
    osm_keys: HashSet<(String, String)>,
}

/// One word of a vocabulary, as its record has it.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    /// The vocabulary, such as `place_function`.
    pub scheme: &'a str,
    /// The code that fields keep.
    pub code: &'a str,
    /// What it is called in Dutch.
    pub label_nl: &'a str,
    /// What it is called in English.
    pub label_en: &'a str,
    /// Other words for it in Dutch, with `|` between them; the first is the most usual.
    pub synonyms_nl: &'a str,
    /// The same in English.
    pub synonyms_en: &'a str,
    /// Tags of OpenStreetMap that mean it (`amenity=library`, `craft=*`), with `|` between them.
    pub osm: &'a str,
}

impl Vocabulary {
    /// Learns a word that was merged into the word with the code `into`: whoever writes it means that one, unless another
    /// word is called so.
    pub fn learn_former(&mut self, word: Word<'_>, into: &str) {
        let synonyms = [word.synonyms_nl, word.synonyms_en, word.osm].into_iter().flat_map(|many| many.split('|'));
        let said = [word.label_nl, word.label_en].into_iter().chain(synonyms).map(|said| (said, 3));
        for (said, unsure) in std::iter::once((word.code, 0)).chain(said) {
            self.put(word.scheme, said, unsure, into);
        }
    }

    fn put(&mut self, scheme: &str, said: &str, unsure: u8, code: &str) {
        let key = (scheme.to_owned(), plain(said));
        if !key.1.is_empty() && self.codes.get(&key).is_none_or(|(other, _)| unsure < *other) {
            self.codes.insert(key, (unsure, code.to_owned()));
        }
    }

    /// Learns a word. A code wins from a label of another word, a label from a synonym, and what was learnt first from
    /// what comes later.
    pub fn learn(&mut self, word: Word<'_>) {
        let mut put = |said: &str, unsure: u8| self.put(word.scheme, said, unsure, word.code);
        put(word.code, 0);
        put(word.label_nl, 1);
        put(word.label_en, 1);
        for said in [word.synonyms_nl, word.synonyms_en, word.osm].into_iter().flat_map(|many| many.split('|')) {
            put(said, 2);
        }
        for tag in word.osm.split('|').filter_map(|tag| tag.split_once('=')) {
            self.osm_keys.insert((word.scheme.to_owned(), tag.0.trim().to_owned()));
        }
        for (language, synonyms, label) in
            [(Language::Dutch, word.synonyms_nl, word.label_nl), (Language::English, word.synonyms_en, word.label_en)]
        {
            // Where the code is the first English synonym (`playground`), that synonym names one such thing; elsewhere the
            // first synonym may be only one of several (a give-away shop for all that is reused).
            let first = |many: &'_ str| many.split('|').map(str::trim).find(|synonym| !synonym.is_empty()).map(str::to_owned);
            let is_thing = first(word.synonyms_en).is_some_and(|synonym| plain(&synonym) == plain(word.code));
            let usual = first(synonyms).filter(|_| is_thing).unwrap_or_else(|| label.to_owned());
            self.labels.insert((word.scheme.to_owned(), word.code.to_owned(), language), usual);
        }
    }

    /// The code of a word as somebody wrote it.
    pub fn code(&self, scheme: &str, said: &str) -> Option<&str> {
        self.codes.get(&(scheme.to_owned(), plain(said))).map(|(_, code)| code.as_str())
    }

    /// The code that a tag of OpenStreetMap stands for.
    pub fn code_of_tag(&self, scheme: &str, key: &str, value: &str) -> Option<&str> {
        self.code(scheme, &format!("{key}={value}")).or_else(|| self.code(scheme, &format!("{key}=*")))
    }

    /// Whether words of this vocabulary are told by this key of OpenStreetMap.
    pub fn has_osm_key(&self, scheme: &str, key: &str) -> bool {
        self.osm_keys.contains(&(scheme.to_owned(), key.to_owned()))
    }

    /// What a thing of this code is usually called: `speeltuin` rather than the heading `Spelen`.
    pub fn usual_word(&self, scheme: &str, code: &str, language: Language) -> Option<&str> {
        self.labels.get(&(scheme.to_owned(), code.to_owned(), language)).map(String::as_str)
    }
}

fn plain(said: &str) -> String {
    let folded = fold(said);
    folded.split(|c: char| c.is_whitespace() || c == '_' || c == '-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A few words, for tests of whoever asks.
#[cfg(test)]
pub(crate) fn few_words() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let word = |code, label_nl, label_en, synonyms_nl, synonyms_en, osm| Word {
        scheme: "place_function",
        code,
        label_nl,
        label_en,
        synonyms_nl,
        synonyms_en,
        osm,
    };
    vocabulary.learn(word("playground", "Spelen", "Playing", "speeltuin|speelplek", "playground", "leisure=playground"));
    vocabulary.learn(word("library", "Bibliotheek", "Library", "leeszaal", "reading room", "amenity=library"));
    vocabulary.learn(word("workshop", "Ambacht", "Craft", "", "", "craft=*"));
    vocabulary
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_by_code_label_synonym_and_tag() {
        let words = few_words();
        for said in ["playground", "SPELEN", "Playing", "speelplek", "leisure=playground"] {
            assert_eq!(words.code("place_function", said), Some("playground"), "{said}");
        }
        assert_eq!(words.code_of_tag("place_function", "craft", "carpenter"), Some("workshop"));
        assert_eq!(words.code_of_tag("place_function", "amenity", "bench"), None);
        assert!(words.has_osm_key("place_function", "leisure") && !words.has_osm_key("place_function", "name"));
        assert_eq!(words.usual_word("place_function", "playground", Language::Dutch), Some("speeltuin"));
        assert_eq!(words.usual_word("place_function", "workshop", Language::English), Some("Craft"));
    }
}
