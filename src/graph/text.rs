use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::id::Id;
use crate::inventory::kind::Role;
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::inventory::visibility::Visibility;
use crate::words::words_of;

/// Which recent records have a word, in plain form. Only fields that everyone may see who may see the record are read, so a
/// word cannot betray a field.
#[derive(Clone, Default)]
pub(super) struct TextIndex(BTreeMap<Box<str>, BTreeSet<Id>>);

/// Points for a word in the name, against one for a word elsewhere.
const NAME_POINTS: u32 = 4;

impl TextIndex {
    pub(super) fn learn(&mut self, record: &Record) {
        for word in words_of_record(record) {
            self.0.entry(word.into()).or_default().insert(record.id);
        }
    }

    pub(super) fn forget(&mut self, record: &Record) {
        for word in words_of_record(record) {
            let Some(ids) = self.0.get_mut(word.as_str()) else { continue };
            ids.remove(&record.id);
            if ids.is_empty() {
                self.0.remove(word.as_str());
            }
        }
    }

    /// Words that begin with this text, each with the records that have it.
    pub(super) fn begun(&self, word: &str) -> impl Iterator<Item = (&str, &BTreeSet<Id>)> {
        let begun = self.0.range(Box::<str>::from(word)..).take_while({
            let word = word.to_owned();
            move |(known, _)| known.starts_with(&word)
        });
        begun.map(|(known, ids)| (known.as_ref(), ids))
    }

    /// All words, each with the records that have it.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &BTreeSet<Id>)> {
        self.0.iter().map(|(known, ids)| (known.as_ref(), ids))
    }
}

/// Points for a known word that a word of the question is the whole of, or the beginning.
pub(super) fn points_of(known: &str, word: &str) -> u32 {
    if known == word { 4 } else { 3 }
}

/// A word that a known word may be with a typing error: one letter from four letters on, two from eight on.
pub(super) struct Mistyped<'a> {
    word: &'a str,
    length: usize,
    allowed: usize,
}

impl<'a> Mistyped<'a> {
    pub(super) fn of(word: &'a str) -> Self {
        let length = word.chars().count();
        let allowed = match length {
            0..4 => 0,
            4..8 => 1,
            _ => 2,
        };
        Self { word, length, allowed }
    }

    /// No error is allowed in a word this short.
    pub(super) fn is_nothing(&self) -> bool {
        self.allowed == 0
    }

    /// The known word is this one but for an error, and does not begin with it.
    pub(super) fn may_be(&self, known: &str) -> bool {
        let near_length = || known.chars().count().abs_diff(self.length) <= self.allowed;
        // Bytes first: a letter is one to four of them.
        known.len() + 4 * self.allowed >= self.length
            && near_length()
            && !known.starts_with(self.word)
            && strsim::osa_distance(known, self.word) <= self.allowed
    }
}

/// Extra points where the words of the question stand in the name, which is in plain form.
pub(super) fn points_of_name(name: &str, question: &[String]) -> u32 {
    let begins = |word: &str| name.split(|c: char| !c.is_alphanumeric()).any(|own| own.starts_with(word));
    let hits = question.iter().filter(|word| begins(word)).count();
    u32::try_from(hits).unwrap_or(0) * NAME_POINTS
}

/// The words under which a record is found.
pub(super) fn words_of_record(record: &Record) -> BTreeSet<String> {
    // The drawing under the map has thousands of parts and nobody looks one up; a person is found only as agreed, and a photo
    // with what it shows.
    if matches!(record.kind.role(), Role::Backdrop | Role::Person | Role::Profile | Role::Illustration) {
        return BTreeSet::new();
    }
    let open = record.kind.fields().filter(|field| field.visibility == Visibility::Everyone);
    let values = open.filter_map(|field| record.values.get(field.name));
    let texts = values.flat_map(|value| match value {
        Value::Text(text) => std::slice::from_ref(text),
        Value::Codes(codes) => codes.as_slice(),
        _ => &[],
    });
    texts.flat_map(|text| words_of(text)).filter(|word| word.chars().count() <= 60).collect()
}
