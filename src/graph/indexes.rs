use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::graph::recent::Recent;
use crate::graph::settled::Settled;
use crate::graph::space::SpaceIndex;
use crate::graph::text::TextIndex;
use crate::graph::uses::Uses;
use crate::inventory::id::Id;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::moment::Moment;
use crate::inventory::provenance::{Origin, Source};
use crate::inventory::record::Record;
use crate::inventory::visibility::Visibility;

/// What records are counted by: kind, visibility, the way they came, whether they have a whereabouts.
type Tallied = (Kind, Visibility, Origin, bool);

/// What makes questions about recent records quick, and what is known of all records together: counts, words of
/// vocabularies and open questions. Each index is brought up to date by the change alone.
#[derive(Clone, Default)]
pub(super) struct Indexes {
    by_kind: BTreeMap<Kind, BTreeSet<Id>>,
    by_name: BTreeMap<Kind, BTreeSet<(Arc<str>, Id)>>,
    by_age: BTreeSet<(Moment, Id)>,
    /// Of all records, settled ones as well.
    counts: BTreeMap<Tallied, usize>,
    sources: HashMap<Source, Id>,
    /// Scheme, code and record. Two records may share a code, and one of them may be hidden.
    terms: BTreeSet<(Box<str>, Box<str>, Id)>,
    questions: BTreeSet<Id>,
    /// Records that were joined to another: the other, and the record.
    joined: BTreeSet<(Id, Id)>,
    pub(super) space: SpaceIndex,
    pub(super) text: TextIndex,
    pub(super) uses: Uses,
}

impl Indexes {
    /// What is known of all settled records together.
    pub(super) fn over(settled: &Settled) -> Self {
        let mut indexes = Self::default();
        // Neighbours are often alike, so that one look at the table serves many.
        let mut run: Option<(Tallied, usize)> = None;
        for at in 0..settled.len() {
            if !settled.is_joined(at) {
                let tallied = settled.tallied(at);
                match &mut run {
                    Some((last, count)) if *last == tallied => *count += 1,
                    _ => {
                        if let Some((last, count)) = run.replace((tallied, 1)) {
                            *indexes.counts.entry(last).or_default() += count;
                        }
                    }
                }
            } else if let Some(other) = settled.record(at).and_then(|record| record.merged_into) {
                indexes.joined.insert((other, settled.id(at)));
            }
        }
        if let Some((last, count)) = run {
            *indexes.counts.entry(last).or_default() += count;
        }
        let words = Kind::with_role(Role::Vocabulary).flat_map(|kind| settled.of_kind(kind));
        indexes.terms.extend(words.filter_map(|at| term_key(settled.record(*at)?)));
        indexes.questions.extend(settled.questioned().map(|at| settled.id(at)));
        indexes
    }

    pub(super) fn learn(&mut self, recent: &Arc<Recent>) {
        let record = &recent.record;
        if let Some(other) = record.merged_into {
            // Nobody sees it; it is found by where it came from and by what it was joined to.
            self.joined.insert((other, record.id));
            if let Some(source) = &record.provenance.source {
                self.sources.insert(source.clone(), record.id);
            }
            return;
        }
        self.by_kind.entry(record.kind).or_default().insert(record.id);
        self.by_name.entry(record.kind).or_default().insert((Arc::clone(&recent.name), record.id));
        *self.counts.entry(tallied(record)).or_default() += 1;
        if record.kind.role() == Role::Asset {
            self.by_age.insert((record.provenance.created, record.id));
        }
        if let Some(source) = &record.provenance.source {
            self.sources.insert(source.clone(), record.id);
        }
        if let Some(key) = term_key(record) {
            self.terms.insert(key);
        }
        if record.likely_same_as.is_some() {
            self.questions.insert(record.id);
        }
        self.space.learn(record);
        self.text.learn(recent);
        self.uses.learn(record);
    }

    pub(super) fn forget(&mut self, recent: &Arc<Recent>) {
        let record = &recent.record;
        self.forget_settled(record);
        if let Some(source) = &record.provenance.source {
            self.sources.remove(source);
        }
        if record.merged_into.is_some() {
            return;
        }
        if let Some(shelf) = self.by_kind.get_mut(&record.kind) {
            shelf.remove(&record.id);
        }
        if let Some(shelf) = self.by_name.get_mut(&record.kind) {
            shelf.remove(&(Arc::clone(&recent.name), record.id));
        }
        self.by_age.remove(&(record.provenance.created, record.id));
        self.space.forget(record);
        self.text.forget(recent);
    }

    /// A settled record is gone: what is known of all records together says so.
    pub(super) fn forget_settled(&mut self, record: &Record) {
        if let Some(other) = record.merged_into {
            self.joined.remove(&(other, record.id));
            return;
        }
        if let Some(count) = self.counts.get_mut(&tallied(record)) {
            *count = count.saturating_sub(1);
        }
        if let Some(key) = term_key(record) {
            self.terms.remove(&key);
        }
        self.questions.remove(&record.id);
        self.uses.forget(record);
    }

    /// The recent records of a kind, by id.
    pub(super) fn of_kind(&self, kind: Kind) -> impl DoubleEndedIterator<Item = Id> {
        self.by_kind.get(&kind).into_iter().flatten().copied()
    }

    pub(super) fn of_kind_after(&self, kind: Kind, after: Id) -> impl Iterator<Item = Id> {
        use std::ops::Bound::{Excluded, Unbounded};
        self.by_kind.get(&kind).into_iter().flat_map(move |shelf| shelf.range((Excluded(after), Unbounded))).copied()
    }

    pub(super) fn of_kind_before(&self, kind: Kind, before: Id) -> impl Iterator<Item = Id> {
        self.by_kind.get(&kind).into_iter().flat_map(move |shelf| shelf.range(..before).rev()).copied()
    }

    pub(super) fn by_name(&self, kind: Kind) -> impl Iterator<Item = &(Arc<str>, Id)> {
        self.by_name.get(&kind).into_iter().flatten()
    }

    /// Recent assets, the newest first.
    pub(super) fn newest(&self) -> impl Iterator<Item = (Moment, Id)> {
        self.by_age.iter().rev().copied()
    }

    /// How many records of a kind there are, by the way they came and whether they have a whereabouts.
    pub(super) fn tallies(&self, kind: Kind, may_see: impl Fn(Visibility) -> bool) -> impl Iterator<Item = (Origin, bool, usize)> {
        let first = (kind, Visibility::ALL[0], Origin::ALL[0], false);
        let of_kind = self.counts.range(first..).take_while(move |((of, ..), _)| *of == kind);
        let seen = of_kind.filter(move |((_, visibility, ..), _)| may_see(*visibility));
        seen.map(|((_, _, origin, is_located), count)| (*origin, *is_located, *count))
    }

    pub(super) fn found_at(&self, source: &Source) -> Option<Id> {
        self.sources.get(source).copied()
    }

    /// The records of a word, oldest id first.
    pub(super) fn term(&self, scheme: &str, code: &str) -> impl Iterator<Item = Id> {
        let (scheme, code): (Box<str>, Box<str>) = (scheme.into(), code.into());
        let first = (scheme.clone(), code.clone(), Id::from_bytes([0; 16]));
        self.terms.range(first..).take_while(move |(of, its, _)| *of == scheme && *its == code).map(|(_, _, id)| *id)
    }

    pub(super) fn terms(&self, scheme: &str) -> impl Iterator<Item = Id> {
        let first = (Box::from(scheme), Box::from(""), Id::from_bytes([0; 16]));
        let scheme: Box<str> = Box::from(scheme);
        self.terms.range(first..).take_while(move |(of, ..)| *of == scheme).map(|(.., id)| *id)
    }

    /// The records that were joined to this one, oldest id first.
    pub(super) fn joined_to(&self, id: Id) -> impl Iterator<Item = Id> {
        let (first, last) = (Id::from_bytes([0; 16]), Id::from_bytes([u8::MAX; 16]));
        self.joined.range((id, first)..=(id, last)).map(|(_, joined)| *joined)
    }

    pub(super) fn questions(&self) -> impl Iterator<Item = Id> {
        self.questions.iter().copied()
    }
}

/// The scheme and code under which fields refer to a word, with its record. A kind of word that names no scheme is one
/// by itself.
fn term_key(record: &Record) -> Option<(Box<str>, Box<str>, Id)> {
    if record.kind.role() != Role::Vocabulary {
        return None;
    }
    let names_scheme = record.kind.field("scheme").is_some();
    let scheme = if names_scheme { record.values.text("scheme")? } else { record.kind.code() };
    Some((Box::from(scheme), Box::from(record.values.text("code")?), record.id))
}

fn tallied(record: &Record) -> Tallied {
    (record.kind, record.visibility, record.provenance.origin, record.whereabouts.is_some())
}
