//! Where records stand that answer a question, settled and recent ones as one.

use std::cmp::Reverse;
use std::collections::HashMap;

use geo::Rect;

use crate::graph::network::{Graph, Handle};
use crate::graph::text::{Mistyped, points_of};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::words::words_of;

impl Graph {
    /// The records of a kind in the order of their ids.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = Handle> {
        let settled = self.settled.of_kind(kind).iter().copied().filter(|at| !self.gone.has(*at));
        let settled = settled.map(|at| (self.settled.id(at), Handle::Settled(at)));
        merged(settled, self.indexes().of_kind(kind).map(recent), |(id, _)| *id).map(handle)
    }

    /// A group by whose members their health, belief or opinion can be known.
    pub fn says_much_of_its_members(&self, group: &Record) -> bool {
        let is_sensitive = |id| self.record(id).is_some_and(|term| term.values.get("sensitive") == Some(&Value::YesNo(true)));
        let kinds = group.values.codes("association_kind").iter();
        kinds.flat_map(|code| self.indexes().term("association_kind", code)).any(is_sensitive)
    }

    /// Every person, for whoever writes.
    pub fn persons(&self) -> impl Iterator<Item = &Record> {
        self.of_kind(Kind::Person).filter_map(|handle| self.at(handle)).filter(|person| person.merged_into.is_none())
    }

    /// Those that come after this id.
    pub(super) fn of_kind_after(&self, kind: Kind, after: Id) -> impl Iterator<Item = Handle> {
        let all = self.settled.of_kind(kind);
        let later = &all[all.partition_point(|at| self.settled.id(*at) <= after)..];
        let settled = later.iter().copied().filter(|at| !self.gone.has(*at)).map(|at| (self.settled.id(at), Handle::Settled(at)));
        merged(settled, self.indexes().of_kind_after(kind, after).map(recent), |(id, _)| *id).map(handle)
    }

    /// Those that come before this id, the nearest first.
    pub(super) fn of_kind_before(&self, kind: Kind, before: Id) -> impl Iterator<Item = Handle> {
        let all = self.settled.of_kind(kind);
        let earlier = &all[..all.partition_point(|at| self.settled.id(*at) < before)];
        let settled = earlier.iter().rev().copied().filter(|at| !self.gone.has(*at));
        let settled = settled.map(|at| (self.settled.id(at), Handle::Settled(at)));
        merged(settled, self.indexes().of_kind_before(kind, before).map(recent), |(id, _)| Reverse(*id)).map(handle)
    }

    /// The records of a kind by name in plain form, then id.
    pub(super) fn by_name(&self, kind: Kind) -> impl Iterator<Item = (&str, Id, Handle)> {
        let settled = self.settled.by_name(kind).iter().copied().filter(|at| !self.gone.has(*at));
        let settled = settled.map(|at| (self.settled.name(at), self.settled.id(at), Handle::Settled(at)));
        let recent = self.indexes().by_name(kind).map(|(name, id)| (name.as_ref(), *id, Handle::Recent(*id)));
        merged(settled, recent, |(name, id, _)| (*name, *id))
    }

    /// Assets, the newest first.
    pub(super) fn newest(&self) -> impl Iterator<Item = Handle> {
        let settled = self.settled.by_age().iter().rev().copied().filter(|at| !self.gone.has(*at));
        let settled = settled.map(|at| ((self.settled.created(at), self.settled.id(at)), Handle::Settled(at)));
        let recent = self.indexes().newest().map(|(moment, id): (Moment, Id)| ((moment, id), Handle::Recent(id)));
        merged(settled, recent, |(age, _)| Reverse(*age)).map(|(_, handle)| handle)
    }

    /// Records whose box touches one of these boxes, in the order of their ids, each once.
    pub(super) fn touching(&self, boxes: &[Rect<f64>]) -> Vec<Handle> {
        let of_box = |bounds: &Rect<f64>| {
            let settled = self.settled.touching(*bounds).into_iter().filter(|at| !self.gone.has(*at)).map(Handle::Settled);
            let mut recent: Vec<Id> = self.indexes().space.touching(*bounds).collect();
            recent.sort_unstable();
            merged(settled, recent.into_iter().map(Handle::Recent), |handle| self.id_at(*handle)).collect::<Vec<_>>()
        };
        match boxes {
            [bounds] => of_box(bounds),
            boxes => self.in_order(boxes.iter().flat_map(of_box).collect()),
        }
    }

    /// In the order of ids, each once.
    pub(super) fn in_order(&self, mut handles: Vec<Handle>) -> Vec<Handle> {
        handles.sort_by_cached_key(|handle| self.id_at(*handle));
        handles.dedup();
        handles
    }

    /// Records with every word of the question, whole, begun, or with a letter wrong, with points for how well.
    /// `widen` adds to the records of one word.
    pub(super) fn with_words(&self, question: &str, widen: impl Fn(&mut HashMap<Handle, u32>)) -> HashMap<Handle, u32> {
        let mut found: Option<HashMap<Handle, u32>> = None;
        for word in words_of(question).take(12) {
            let mut hits = self.with_word(&word);
            widen(&mut hits);
            found = Some(match found {
                None => hits,
                Some(so_far) => so_far.into_iter().filter_map(|(handle, points)| Some((handle, points + hits.get(&handle)?))).collect(),
            });
        }
        found.unwrap_or_default()
    }

    fn with_word(&self, word: &str) -> HashMap<Handle, u32> {
        let mut hits = HashMap::new();
        let (settled, recent) = (&self.settled, &self.indexes().text);
        settled.words_begun(word).for_each(|(known, at)| self.award_settled(&mut hits, at, points_of(known, word)));
        recent.begun(word, |known, ids| award(&mut hits, ids.iter().copied().map(Handle::Recent), points_of(known, word)));
        let mistyped = Mistyped::of(word);
        if !mistyped.is_nothing() {
            settled.words().filter(|(known, _)| mistyped.may_be(known)).for_each(|(_, at)| self.award_settled(&mut hits, at, 1));
            recent.each(|known, ids| {
                if mistyped.may_be(known) {
                    award(&mut hits, ids.iter().copied().map(Handle::Recent), 1);
                }
            });
        }
        hits
    }

    fn award_settled(&self, hits: &mut HashMap<Handle, u32>, at: &[u32], points: u32) {
        award(hits, at.iter().copied().filter(|at| !self.gone.has(*at)).map(Handle::Settled), points);
    }
}

fn award(hits: &mut HashMap<Handle, u32>, handles: impl Iterator<Item = Handle>, points: u32) {
    for handle in handles {
        let best = hits.entry(handle).or_default();
        *best = points.max(*best);
    }
}

fn recent(id: Id) -> (Id, Handle) {
    (id, Handle::Recent(id))
}

fn handle((_, handle): (Id, Handle)) -> Handle {
    handle
}

/// Two lists in the order of a key as one.
pub(super) fn merged<T, K: Ord>(
    one: impl Iterator<Item = T>,
    other: impl Iterator<Item = T>,
    key: impl Fn(&T) -> K,
) -> impl Iterator<Item = T> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || match (one.peek(), other.peek()) {
        (Some(first), Some(second)) if key(second) < key(first) => other.next(),
        (Some(_), _) => one.next(),
        (None, _) => other.next(),
    })
}
