use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::graph::recent::Recent;
use crate::inventory::id::Id;
use crate::inventory::kind::Role;
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::inventory::visibility::Visibility;
use crate::words::words_of;

/// Which recent records have a word, in plain form. Only fields that everyone may see who may see the record are read, so a
/// word cannot betray a field.
///
/// Words are many and are asked for seldom. So what came waits until somebody asks, or until there is time.
#[derive(Default)]
pub(super) struct TextIndex(Mutex<Words>);

#[derive(Clone, Default)]
struct Words {
    known: BTreeMap<Box<str>, BTreeSet<Id>>,
    /// What came (`true`) or went since, in this order.
    waiting: Vec<(Arc<Recent>, bool)>,
    /// How many of them went.
    went: usize,
}

/// No more than this waits of what went: what changes over and over without a pause keeps all it ever was for so long
/// only. What came is kept elsewhere as well, and costs nothing more by waiting.
const MOST_GONE: usize = 50_000;

/// Points for a word in the name, against one for a word elsewhere.
const NAME_POINTS: u32 = 4;

impl TextIndex {
    pub(super) fn learn(&mut self, recent: &Arc<Recent>) {
        self.wait(recent, true);
    }

    pub(super) fn forget(&mut self, recent: &Arc<Recent>) {
        self.wait(recent, false);
    }

    fn wait(&mut self, recent: &Arc<Recent>, has_come: bool) {
        let words = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        words.waiting.push((Arc::clone(recent), has_come));
        words.went += usize::from(!has_come);
        if words.went > MOST_GONE {
            words.take_in();
        }
    }

    /// Hands over each word that begins with this text, with the records that have it.
    pub(super) fn begun(&self, word: &str, mut visit: impl FnMut(&str, &BTreeSet<Id>)) {
        let words = self.words();
        let begun = words.known.range(Box::<str>::from(word)..).take_while(|(known, _)| known.starts_with(word));
        begun.for_each(|(known, ids)| visit(known, ids));
    }

    /// Hands over each word, with the records that have it.
    pub(super) fn each(&self, mut visit: impl FnMut(&str, &BTreeSet<Id>)) {
        self.words().known.iter().for_each(|(known, ids)| visit(known, ids));
    }

    /// Takes in what waits.
    pub(super) fn catch_up(&self) {
        drop(self.words());
    }

    /// All words, nothing waiting.
    fn words(&self) -> MutexGuard<'_, Words> {
        let mut words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        words.take_in();
        words
    }
}

impl Clone for TextIndex {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    }
}

impl Words {
    fn take_in(&mut self) {
        self.went = 0;
        for (recent, has_come) in std::mem::take(&mut self.waiting) {
            if has_come { self.learn(&recent.record) } else { self.forget(&recent.record) }
        }
    }

    fn learn(&mut self, record: &Record) {
        for word in words_of_record(record) {
            match self.known.get_mut(word.as_str()) {
                Some(ids) => drop(ids.insert(record.id)),
                None => drop(self.known.insert(word.into(), BTreeSet::from([record.id]))),
            }
        }
    }

    fn forget(&mut self, record: &Record) {
        for word in words_of_record(record) {
            let Some(ids) = self.known.get_mut(word.as_str()) else { continue };
            ids.remove(&record.id);
            if ids.is_empty() {
                self.known.remove(word.as_str());
            }
        }
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
    if matches!(record.kind.role(), Role::Backdrop | Role::Person | Role::Task | Role::Evidence | Role::Profile | Role::Illustration) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::kind::Kind;
    use crate::inventory::moment::Moment;
    use crate::inventory::provenance::{Actor, Origin, Provenance, Validity};
    use crate::inventory::values::Values;

    #[test]
    fn what_changes_over_and_over_without_a_pause_does_not_pile_up() {
        let now = Moment::from_second(1_700_000_000).unwrap();
        let recent = Arc::new(Recent::of(Record {
            id: Id::mint(now, [1; 10]),
            kind: Kind::Place,
            version: 1,
            visibility: Visibility::Everyone,
            validity: Validity::default(),
            provenance: Provenance {
                created: now,
                updated: now,
                by: Actor::operator(),
                origin: Origin::Desk,
                source: None,
                delivery: None,
            },
            whereabouts: None,
            values: Values::from_iter([("name", Value::Text("Schuur".to_owned()))]),
            likely_same_as: None,
            merged_into: None,
        }));
        let mut index = TextIndex::default();
        for _ in 0..=MOST_GONE {
            index.learn(&recent);
            index.forget(&recent);
        }
        assert!(index.0.get_mut().unwrap().waiting.len() <= 2);
        index.learn(&recent);
        let mut found = Vec::new();
        index.begun("sch", |word, ids| found.push((word.to_owned(), ids.len())));
        assert_eq!(found, [("schuur".to_owned(), 1)]);
    }
}
