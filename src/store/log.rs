//! One neighbourhood open for writing.

use std::sync::Arc;

use crate::inventory::slug::Slug;
use crate::store::Shared;
use crate::store::commit::{Commit, Kept};
use crate::store::error::Error;
use crate::store::journal::{History, Journal};
use crate::store::row;

/// The writer of one neighbourhood. There is one at a time; when it is dropped the neighbourhood can be loaded again.
#[derive(Debug)]
pub struct Log {
    pub(super) shared: Arc<Shared>,
    pub(super) slug: Slug,
    pub(super) journal: Journal,
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

    /// The commits after number `after`, oldest first, up to the last one of this moment; read from the disk as one goes,
    /// while writing goes on.
    pub fn changes_since(&self, after: u64) -> Result<Changes, Error> {
        Ok(Changes { history: self.journal.since(after)?, folder: self.shared.journal_of(&self.slug) })
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.shared.rows.flush();
        super::locked(&self.shared.loaded).remove(&self.slug);
    }
}

/// Commits of earlier times, in order. After an error nothing follows.
pub struct Changes {
    history: History,
    folder: std::path::PathBuf,
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
