//! What a commit is about, read without understanding all of it: when, and which records and ties.

use serde::Deserialize;

use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::store::shape::Text;

/// What a commit is about.
pub(in crate::store) struct Glance {
    /// When it was made.
    pub(in crate::store) at: Moment,
    /// The records and ties it wrote or took away.
    pub(in crate::store) written: Vec<Written>,
}

/// A record or tie that was written or taken away.
pub(in crate::store) struct Written {
    /// Which.
    pub(in crate::store) id: Id,
    /// With a tie that was written, its ends; where it is sealed, only those that are persons.
    pub(in crate::store) ends: Vec<Id>,
}

/// Looks at the JSON text of a commit. The error says what is not understood.
pub(in crate::store) fn glance(text: &[u8]) -> Result<Glance, String> {
    let commit: Commit = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let written = commit.writes.into_iter().map(|Write { id: Text(id), row }| {
        let Row { tie, sealed } = row.unwrap_or_default();
        let ends = tie.into_iter().flat_map(|tie| [tie.from.0, tie.to.0]);
        let persons = sealed.into_iter().flat_map(|sealed| sealed.by).map(|person| person.0).filter(|person| *person != id);
        Written { id, ends: ends.chain(persons).collect() }
    });
    Ok(Glance { at: commit.at.0, written: written.collect() })
}

#[derive(Deserialize)]
struct Commit {
    at: Text<Moment>,
    writes: Vec<Write>,
}

#[derive(Deserialize)]
struct Write {
    id: Text<Id>,
    #[serde(default)]
    row: Option<Row>,
}

#[derive(Default, Deserialize)]
struct Row {
    #[serde(default)]
    tie: Option<Tie>,
    #[serde(default)]
    sealed: Option<Sealed>,
}

#[derive(Deserialize)]
struct Sealed {
    by: Vec<Text<Id>>,
}

#[derive(Deserialize)]
struct Tie {
    from: Text<Id>,
    to: Text<Id>,
}
