use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::inventory::id::Id;
use crate::inventory::kind::Role;
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::inventory::visibility::Visibility;
use crate::words::words_of;

/// Which records have a word, in plain form. Only fields that everyone may see who may see the record are read, so a
/// word cannot betray a field.
#[derive(Clone, Default)]
pub(super) struct TextIndex(BTreeMap<Box<str>, BTreeSet<Id>>);

/// Points for a word in the name, against one for a word elsewhere.
const NAME_POINTS: u32 = 4;

impl TextIndex {
    pub(super) fn learn(&mut self, record: &Record) {
        for word in words(record) {
            self.0.entry(word.into()).or_default().insert(record.id);
        }
    }

    pub(super) fn forget(&mut self, record: &Record) {
        for word in words(record) {
            let Some(ids) = self.0.get_mut(word.as_str()) else { continue };
            ids.remove(&record.id);
            if ids.is_empty() {
                self.0.remove(word.as_str());
            }
        }
    }

    /// Records with every word of the question, whole, begun, or with a letter wrong, with points for how well.
    pub(super) fn matching(&self, question: &str) -> HashMap<Id, u32> {
        let mut found: Option<HashMap<Id, u32>> = None;
        for word in words_of(question).take(12) {
            let hits = self.hits(&word);
            found = Some(match found {
                None => hits,
                Some(so_far) => so_far.into_iter().filter_map(|(id, points)| Some((id, points + hits.get(&id)?))).collect(),
            });
        }
        found.unwrap_or_default()
    }

    fn hits(&self, word: &str) -> HashMap<Id, u32> {
        let mut hits = HashMap::new();
        let begun = self.0.range(Box::<str>::from(word)..).take_while(|(known, _)| known.starts_with(word));
        for (known, ids) in begun {
            let points = if known.as_ref() == word { 4 } else { 3 };
            award(&mut hits, ids, points);
        }
        for (known, ids) in self.mistyped(word) {
            if !known.starts_with(word) {
                award(&mut hits, ids, 1);
            }
        }
        hits
    }

    /// Known words that differ from this one by a typing error: one letter from four letters on, two from eight on.
    fn mistyped<'a>(&'a self, word: &'a str) -> impl Iterator<Item = (&'a Box<str>, &'a BTreeSet<Id>)> {
        let length = word.chars().count();
        let allowed = match length {
            0..4 => 0,
            4..8 => 1,
            _ => 2,
        };
        let near = move |known: &str| known.chars().count().abs_diff(length) <= allowed && strsim::osa_distance(known, word) <= allowed;
        let all = (allowed > 0).then(|| self.0.iter().filter(move |(known, _)| near(known)));
        all.into_iter().flatten()
    }
}

fn award(hits: &mut HashMap<Id, u32>, ids: &BTreeSet<Id>, points: u32) {
    for id in ids {
        let best = hits.entry(*id).or_default();
        *best = points.max(*best);
    }
}

/// Extra points where the words of the question stand in the name.
pub(super) fn points_of_name(name: &str, question: &str) -> u32 {
    let names: Vec<_> = words_of(name).collect();
    let hits = words_of(question).filter(|word| names.iter().any(|name| name.starts_with(word.as_str()))).count();
    u32::try_from(hits).unwrap_or(0) * NAME_POINTS
}

fn words(record: &Record) -> BTreeSet<String> {
    // The drawing under the map has thousands of parts and nobody looks one up; a person is found only as agreed.
    if matches!(record.kind.role(), Role::Backdrop | Role::Person | Role::Profile) {
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
