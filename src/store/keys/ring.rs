use std::collections::{BTreeMap, HashMap};
use std::fmt;

use ring::hmac;

use super::Secrets;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::surroundings::Randomness;

/// A key of 256 random bits. What it is shows nowhere.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Key(pub(super) [u8; 32]);

impl Key {
    pub(super) fn draw(randomness: &Randomness) -> Self {
        Self(randomness.draw())
    }

    /// Its bytes, for what seals with it.
    pub(in crate::store) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The HMAC-SHA256 (RFC 2104) of a text in parts, under this key.
    pub(in crate::store) fn mark(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.0));
        for part in parts {
            context.update(part);
        }
        let mut mark = [0; 32];
        mark.copy_from_slice(context.sign().as_ref());
        mark
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
}

/// Which key there is for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Found {
    /// This one.
    Key(Key),
    /// It is about somebody who was erased.
    Erased,
    /// A key is not there, and nobody destroyed it here.
    Missing,
}

/// The keys and secrets of one neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Ring {
    pub(super) aliases: Key,
    pub(super) homes: Key,
    /// Under which the erased are marked. Files of the same neighbourhood have the same.
    pub(super) erasures: Key,
    /// For the settled file; another after each erasing. Copies have none.
    pub(super) settled: Option<Key>,
    pub(super) keys: HashMap<Id, Key>,
    /// The marks of those who were erased, and since when.
    pub(super) erased: BTreeMap<[u8; 32], Moment>,
    /// What was sealed with keys that were destroyed is gone from all files.
    pub(super) is_clean: bool,
}

impl Ring {
    /// A new one without keys.
    pub(super) fn new(randomness: &Randomness) -> Self {
        let [aliases, homes, erasures] = std::array::from_fn(|_| Key::draw(randomness));
        Self::with(aliases, homes, erasures).complete(randomness)
    }

    /// One without keys.
    pub(super) fn with(aliases: Key, homes: Key, erasures: Key) -> Self {
        Self { aliases, homes, erasures, settled: None, keys: HashMap::new(), erased: BTreeMap::new(), is_clean: true }
    }

    /// With which nothing can be opened, to look at what does not need it.
    pub(in crate::store) fn empty() -> Self {
        let none = Key([0; 32]);
        Self::with(none, none, none)
    }

    /// One with a key of these persons that is the same each time, for tests.
    #[cfg(test)]
    pub(in crate::store) fn of(persons: &[Id]) -> Self {
        let mut ring = Self::with(Key([1; 32]), Key([2; 32]), Key([3; 32]));
        ring.add((100..).zip(persons).map(|(number, id)| (*id, Key([number; 32]))));
        ring
    }

    /// The same with all secrets that an open neighbourhood needs.
    pub(super) fn complete(mut self, randomness: &Randomness) -> Self {
        self.settled.get_or_insert_with(|| Key::draw(randomness));
        self
    }

    pub(super) fn secrets(&self) -> Secrets {
        Secrets { aliases: self.aliases.0, homes: self.homes.0 }
    }

    /// Whether there is anybody here of whom something is kept.
    pub(in crate::store) fn has_keys(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Whether anybody was erased.
    pub(in crate::store) fn has_erased(&self) -> bool {
        !self.erased.is_empty()
    }

    /// The key of the settled file with this salt.
    pub(in crate::store) fn settled(&self, salt: &[u8]) -> Option<Key> {
        self.settled.map(|settled| Key(settled.mark(&[b"settled", salt])))
    }

    /// The key for what is about these persons together.
    pub(in crate::store) fn find(&self, persons: &[Id]) -> Found {
        if let [person] = persons
            && let Some(key) = self.keys.get(person)
        {
            return Found::Key(*key);
        }
        let missing = |id: &&Id| !self.keys.contains_key(id);
        if persons.iter().any(|id| missing(&id) && self.has_mark(*id)) {
            return Found::Erased;
        }
        let mut keys: Vec<(Id, &Key)> = persons.iter().filter_map(|id| Some((*id, self.keys.get(id)?))).collect();
        if keys.len() < persons.len() {
            return Found::Missing;
        }
        keys.sort_by_key(|(id, _)| *id);
        match keys[..] {
            [] => Found::Missing,
            [(_, key)] => Found::Key(*key),
            // With either of them gone it cannot be computed any more.
            [(_, first), ref others @ ..] => {
                let others: Vec<&[u8]> = others.iter().map(|(_, key)| &key.0[..]).collect();
                Found::Key(Key(first.mark(&[&[&b"together"[..]], &others[..]].concat())))
            }
        }
    }

    /// Whether this person was erased.
    pub(in crate::store) fn is_erased(&self, id: Id) -> bool {
        !self.keys.contains_key(&id) && self.has_mark(id)
    }

    fn has_mark(&self, id: Id) -> bool {
        !self.erased.is_empty() && self.erased.contains_key(&self.mark(id))
    }

    fn mark(&self, id: Id) -> [u8; 32] {
        self.erasures.mark(&[&id.bytes()])
    }

    pub(super) fn add(&mut self, keys: impl IntoIterator<Item = (Id, Key)>) {
        self.keys.extend(keys);
    }

    pub(in crate::store) fn destroy(&mut self, persons: &[Id], at: Moment, randomness: &Randomness) {
        for id in persons {
            self.keys.remove(id);
            let mark = self.mark(*id);
            self.erased.entry(mark).or_insert(at);
        }
        self.settled = Some(Key::draw(randomness));
        self.is_clean = false;
    }

    /// Erases whoever was erased elsewhere.
    pub(super) fn replay(&mut self, other: &Self) {
        if !other.has_erased() {
            return;
        }
        let known: Vec<Id> = self.keys.keys().copied().collect();
        for id in known {
            if let Some(at) = other.erased.get(&other.mark(id)) {
                self.keys.remove(&id);
                self.erased.insert(self.mark(id), *at);
            }
        }
        // Of those whose key is not here, only the marks of the same neighbourhood mean the same.
        if self.erasures == other.erasures {
            for (mark, at) in &other.erased {
                self.erased.entry(*mark).or_insert(*at);
            }
        }
    }

    /// Takes over the keys of others, but not of those who were erased here or there.
    pub(super) fn join(&mut self, other: &Self) {
        for (id, key) in &other.keys {
            if !self.is_erased(*id) {
                self.keys.entry(*id).or_insert(*key);
            }
        }
        self.replay(other);
    }
}
