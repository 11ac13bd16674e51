use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::square::Square;

/// Stands for a person or a home, made with a key: it tells nothing, but the same one always has the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(pub [u8; 16]);

/// What somebody who agreed to be counted brings to the figures. Who has no group is counted as a person all the same, so
/// that the groups of a square need not add up to its people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contributor {
    /// Their home, if it is known: people whose home is not known count as living in none, so they never make a home more.
    pub home: Option<Token>,
    /// Their square of 100 metres, if they told it; otherwise they count in the neighbourhood alone.
    pub square: Option<Square>,
    /// The groups of skills in which they have one.
    pub groups: BTreeSet<String>,
}

/// All who agree to be counted at this moment.
pub type Living = BTreeMap<Token, Contributor>;

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// People, whatever they can do.
    People,
    /// People with a skill of this group.
    Group(String),
}
