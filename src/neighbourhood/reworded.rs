//! Ties of persons that go along when one word becomes another: what a person agreed to is said by the other word then.

use crate::consent::{Consented, SaidBefore};
use crate::graph::Graph;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;

/// What one order says by other words. Empty for nearly every order.
#[derive(Debug, Default)]
pub(super) struct Reworded {
    /// A word, and the code of the word that it becomes, or that it was and is apart from again.
    words: Vec<(Id, String)>,
    /// Ties of these words that the order takes away.
    gone: Vec<Tie>,
}

impl Reworded {
    /// What becomes of words by these changes, to a neighbourhood that stands as in this graph.
    pub(super) fn by(changes: &[Change], graph: &Graph) -> Self {
        let becomes = |record: &Record| record.values.codes("merged_into").first().cloned();
        let mut words = Vec::new();
        for change in changes {
            let Change::Record(after) = change else { continue };
            if after.kind.role() != Role::Vocabulary {
                continue;
            }
            let codes = [graph.record(after.id).and_then(becomes), becomes(after)];
            words.extend(codes.into_iter().flatten().map(|code| (after.id, code)));
        }
        Self { words, gone: Vec::new() }
    }

    /// The order takes this away.
    pub(super) fn take_note(&mut self, graph: &Graph, gone: Id) {
        if !self.words.is_empty() {
            self.gone.extend(graph.tie(gone).cloned());
        }
    }

    /// Lets a tie through that says of a person what one that was taken away said, by a word that is the same.
    pub(super) fn admit(&self, graph: &Graph, change: &Change) -> Option<Consented<Change>> {
        let Change::Tie(again) = change else { return None };
        if self.gone.is_empty() {
            return None;
        }
        let person = [again.from, again.to].into_iter().find(|end| graph.record(*end).is_some_and(|end| end.kind == Kind::Person))?;
        let word = graph.record(again.other_end(person))?;
        self.gone.iter().filter(|tie| tie.from == person || tie.to == person).find_map(|tie| {
            let before = graph.record(tie.other_end(person))?;
            let is_one = self.are_one(before, word) || self.are_one(word, before);
            is_one.then_some(SaidBefore { tie, person, word_seen_by: before.visibility })?.admit(again)
        })
    }

    fn are_one(&self, word: &Record, other: &Record) -> bool {
        let is_of_one_vocabulary = word.kind == other.kind && word.scheme() == other.scheme();
        is_of_one_vocabulary && self.words.iter().any(|(id, code)| *id == word.id && other.code() == Some(code))
    }
}
