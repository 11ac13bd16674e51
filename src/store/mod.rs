//! Stand-in until the store lands: keeps nothing.

use std::path::Path;

use crate::consent::Consented;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;
use crate::inventory::slug::Slug;

/// Changes that are kept together or not at all.
#[derive(Debug, Clone)]
pub struct Commit {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Actor,
    /// The import it belongs to.
    pub delivery: Option<Id>,
    /// What changes.
    pub changes: Vec<Consented<Change>>,
}

/// Why something is not kept or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk.
    #[error("the disk: {0}")]
    Disk(#[from] std::io::Error),
    /// Another.
    #[error("in use")]
    InUse {},
}

/// What had to be mended at opening.
#[derive(Debug)]
pub struct Notice;

impl std::fmt::Display for Notice {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

/// What a check found.
#[derive(Debug)]
pub struct Report;

/// A data folder.
pub struct Store(std::sync::Mutex<Vec<Slug>>);

/// A neighbourhood's log.
pub struct Log;

impl Store {
    /// Opens a folder.
    pub fn open(_folder: &Path) -> Result<(Self, Vec<Notice>), Error> {
        Ok((Self(std::sync::Mutex::default()), Vec::new()))
    }

    /// The neighbourhoods in it.
    pub fn slugs(&self) -> Vec<Slug> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Makes room for one more.
    pub fn create(&self, slug: &Slug) -> Result<(), Error> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(slug.clone());
        Ok(())
    }

    /// What a neighbourhood holds.
    pub fn load(&self, _slug: &Slug) -> Result<(Log, Vec<Change>), Error> {
        Ok((Log, Vec::new()))
    }

    /// Reads everything.
    pub fn check(&self) -> Result<Report, Error> {
        Ok(Report)
    }
}

impl Log {
    /// Keeps the commits: durable when it returns.
    pub fn append(&mut self, _commits: &[Commit]) -> Result<(), Error> {
        Ok(())
    }
}
