//! `backup.json`: what a backup holds, in one line with a checksum.

use serde::{Deserialize, Serialize};

use crate::store::archive::Contents;
use crate::store::archive::line;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) wijkweb: String,
    pub(super) format: u32,
    /// The mark of the data folder it was made of.
    pub(super) of: String,
    /// Counts up from 1.
    pub(super) number: u64,
    /// When it was begun (RFC 3339, UTC).
    pub(super) made: String,
    pub(super) neighbourhoods: Vec<Neighbourhood>,
    /// Neighbourhoods that could not be read, by short name.
    pub(super) left_out: Vec<String>,
    pub(super) files: Vec<SmallFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Neighbourhood {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) commits: u64,
    pub(super) pictures: u64,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SmallFile {
    pub(super) name: String,
    pub(super) sha256: String,
}

impl Neighbourhood {
    pub(super) fn of(contents: &Contents) -> Self {
        let Contents { slug, name, commits, pictures, bytes, sha256 } = contents.clone();
        Self { slug: slug.to_string(), name, commits, pictures, bytes, sha256 }
    }

    /// Nothing if the short name is none.
    pub(super) fn contents(&self) -> Option<Contents> {
        let Self { slug, name, commits, pictures, bytes, sha256 } = self.clone();
        Some(Contents { slug: slug.parse().ok()?, name, commits, pictures, bytes, sha256 })
    }
}

impl Manifest {
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = line::open(self)?;
        line::seal(&mut bytes);
        Ok(bytes)
    }

    /// Nothing if the bytes were changed since they were written.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        line::close(line::unseal(bytes.strip_suffix(b"\n")?)?, &mut Vec::new())
    }

    /// The format, whatever else a newer one holds.
    pub(super) fn format(bytes: &[u8]) -> Option<u32> {
        let json: serde_json::Value = serde_json::from_slice(bytes).ok()?;
        (json["wijkweb"] == "backup").then_some(())?;
        json["format"].as_u64()?.try_into().ok()
    }
}
