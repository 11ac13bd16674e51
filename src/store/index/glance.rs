//! What a commit is about, read without understanding all of it: when, and which records and ties.

use serde::Deserialize;

use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::store::shape::Text;

/// What a commit is about.
pub(in crate::store) struct Glance {
    /// When it was made.
    pub(in crate::store) at: Moment,
    /// The records and ties it wrote or took away; with a tie that was written, its ends.
    pub(in crate::store) written: Vec<(Id, Option<[Id; 2]>)>,
}

/// Looks at the JSON text of a commit. The error says what is not understood.
pub(in crate::store) fn glance(text: &[u8]) -> Result<Glance, String> {
    let commit: Commit = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let ends = |row: Row| row.tie.map(|tie| [tie.from.0, tie.to.0]);
    let written = commit.writes.into_iter().map(|write| (write.id.0, write.row.and_then(ends))).collect();
    Ok(Glance { at: commit.at.0, written })
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

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    tie: Option<Tie>,
}

#[derive(Deserialize)]
struct Tie {
    from: Text<Id>,
    to: Text<Id>,
}
