//! One neighbourhood open for writing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::inventory::slug::Slug;
use crate::store::Shared;
use crate::store::commit::Commit;
use crate::store::error::Error;
use crate::store::journal::Journal;
use crate::store::past::{Changes, Past};
use crate::store::row;

/// The writer of one neighbourhood. There is one at a time; when it is dropped the neighbourhood can be loaded again.
#[derive(Debug)]
pub struct Log {
    pub(super) shared: Arc<Shared>,
    pub(super) slug: Slug,
    pub(super) journal: Journal,
    /// The number of the last acknowledged commit, for readers.
    pub(super) last: Arc<AtomicU64>,
}

impl Log {
    /// Keeps a group of commits, with one write for all of them. When this returns they are on the disk; after an error
    /// none of them are kept ([`Error::DiskFull`], [`Error::NotKept`], [`Error::ReadOnly`], [`Error::Unfit`]), and the
    /// same call may be made again.
    pub fn append(&mut self, commits: &[Commit]) -> Result<(), Error> {
        let (mut texts, mut writes) = (Vec::with_capacity(commits.len()), Vec::new());
        for commit in commits {
            let (text, of_commit) = row::write(commit).map_err(|what| Error::Unfit { what })?;
            texts.push(text);
            writes.extend(of_commit);
        }
        let before = self.journal.last_seq();
        self.journal.append(&texts)?;
        self.last.store(self.journal.last_seq(), Ordering::Release);
        // Kept. The rows are derived: what goes wrong with them costs the next start some time, and nothing else.
        match self.shared.rows.apply(self.slug.as_str(), before, self.journal.last_seq(), &writes) {
            Ok(true) => {}
            Ok(false) => tracing::debug!(neighbourhood = %self.slug, "the rows are behind and wait for the next loading"),
            Err(trouble) => tracing::warn!(neighbourhood = %self.slug, ?trouble, "the rows wait for the next loading"),
        }
        Ok(())
    }

    /// The neighbourhood that is written to.
    pub fn slug(&self) -> &Slug {
        &self.slug
    }

    /// The number of the last commit that is kept; 0 when there is none.
    pub fn last_seq(&self) -> u64 {
        self.journal.last_seq()
    }

    /// What was written earlier, for readers beside this writer.
    pub fn past(&self) -> Past {
        Past::new(Arc::clone(&self.shared), self.slug.clone(), Arc::clone(&self.last))
    }

    /// The commits after number `after`; see [`Past::changes_since`].
    pub fn changes_since(&self, after: u64) -> Result<Changes, Error> {
        self.past().changes_since(after)
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.shared.rows.flush();
        super::locked(&self.shared.loaded).remove(&self.slug);
    }
}
