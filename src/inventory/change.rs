use crate::inventory::id::Id;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;

/// One write: what a record or tie becomes, or that it is taken away.
///
/// A written record or tie carries its new version; it replaces the version before it, and none if it is 1.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The record is new or becomes this.
    Record(Record),
    /// The tie is new or becomes this.
    Tie(Tie),
    /// The record or tie is taken away.
    Remove(Removal),
}

/// Takes a record or tie away in the version that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// The record or tie.
    pub id: Id,
    /// The version that is taken away.
    pub version: u32,
}

impl Change {
    /// The record or tie it concerns.
    pub fn id(&self) -> Id {
        match self {
            Self::Record(record) => record.id,
            Self::Tie(tie) => tie.id,
            Self::Remove(removal) => removal.id,
        }
    }
}
