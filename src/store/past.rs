//! Reading what was written earlier, beside the writer.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::inventory::id::Id;
use crate::inventory::slug::Slug;
use crate::store::Shared;
use crate::store::commit::Kept;
use crate::store::error::Error;
use crate::store::journal::History;
use crate::store::row;
use crate::store::settled::{self, Mark};

/// Every commit that was ever acknowledged in one neighbourhood. Reading goes on beside writing, and neither waits.
#[derive(Clone)]
pub struct Past {
    shared: Arc<Shared>,
    slug: Slug,
    last: Arc<AtomicU64>,
}

impl Past {
    pub(super) fn new(shared: Arc<Shared>, slug: Slug, last: Arc<AtomicU64>) -> Self {
        Self { shared, slug, last }
    }

    /// The number of the last commit; 0 when there is none.
    pub fn last_seq(&self) -> u64 {
        self.last.load(Ordering::Acquire)
    }

    /// The commits after number `after`, oldest first, up to the last one of this moment; read from the disk as one goes.
    pub fn changes_since(&self, after: u64) -> Result<Changes, Error> {
        let folder = self.shared.journal_of(&self.slug);
        Ok(Changes { history: History::between(&folder, after, self.last_seq())?, folder })
    }

    /// The commit with this number, if there is one.
    pub fn commit(&self, seq: u64) -> Result<Option<Kept>, Error> {
        let mut commits = self.changes_since(seq.saturating_sub(1))?;
        commits.next().transpose().map(|kept| kept.filter(|kept| kept.seq == seq))
    }

    /// Keeps pieces that hold everything up to and with a line, for a fast start. Nothing depends on their being kept.
    pub fn keep_settled(&self, mark: Mark, pieces: &[Vec<u8>]) {
        if let Err(error) = settled::write(&self.shared.settled_of(&self.slug), mark, pieces) {
            tracing::warn!(neighbourhood = %self.slug, %error, "what is settled could not be kept; the next start takes longer");
        }
    }

    /// The commits that wrote this record or tie, oldest first; of each only what it did to it.
    pub fn of(&self, id: Id) -> Result<Vec<Kept>, Error> {
        let mut found = Vec::new();
        for kept in self.changes_since(0)? {
            let mut kept = kept?;
            kept.changes.retain(|change| change.id() == id);
            if !kept.changes.is_empty() {
                found.push(kept);
            }
        }
        Ok(found)
    }
}

impl fmt::Debug for Past {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the past of {}", self.slug)
    }
}

/// Commits of earlier times, in order. After an error nothing follows.
pub struct Changes {
    history: History,
    folder: PathBuf,
}

impl Iterator for Changes {
    type Item = Result<Kept, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let understood = |(seq, text): (u64, Vec<u8>)| {
            row::read(seq, &text).map_err(|what| Error::NotUnderstood { folder: self.folder.clone(), seq, what })
        };
        self.history.next().map(|read| read.and_then(understood))
    }
}
