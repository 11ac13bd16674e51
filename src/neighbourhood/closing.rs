//! Closing a neighbourhood down, and opening it again.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::consent::Audience;
use crate::inventory::slug::Slug;
use crate::neighbourhood::neighbourhoods::Neighbourhoods;
use crate::store::{ArchiveFlaw, Closed, Contents, Error, InBrief, KeyCopy};

/// Why a neighbourhood was not closed. It is open as before.
#[derive(Debug, thiserror::Error)]
pub enum NotClosed {
    /// Something was written to it since; this is the number of the last change.
    #[error("something was written since, up to change {0}")]
    Changed(u64),
    /// It could not be put aside.
    #[error(transparent)]
    Store(#[from] Error),
}

impl Neighbourhoods {
    /// Closes a neighbourhood down: writes its last archive to `path`, after the last write to it, and shows nothing of it
    /// any more. What was not written whole is not closed.
    pub fn close_down(&self, slug: &Slug, path: &Path) -> Result<Contents, ArchiveFlaw> {
        let _held = self.hold(slug)?;
        self.set_down(slug);
        let contents = self.archive_to(slug, path)?;
        self.store().close_down(slug, &contents.name, contents.commits, self.surroundings().now())?;
        Ok(contents)
    }

    /// Closes a neighbourhood down if nothing was written to it after the change with number `seen`, and shows nothing of it
    /// any more. For as long as it can be opened again, [its archive](Self::archive_closed) can be had.
    pub fn close_down_as_of(&self, slug: &Slug, seen: u64) -> Result<(), NotClosed> {
        let name = self.find(slug)?.and_then(|open| Some(open.snapshot().seen_by(Audience::Stewards).profile()?.name().to_owned()));
        let _held = self.hold(slug)?;
        self.set_down(slug);
        let last = self.store().last_seq(slug)?;
        if last != seen {
            return Err(NotClosed::Changed(last));
        }
        Ok(self.store().close_down(slug, name.as_deref().unwrap_or(slug.as_str()), last, self.surroundings().now())?)
    }

    /// What the archive of an open neighbourhood would hold now, told without writing it.
    pub fn archive_in_brief(&self, slug: &Slug) -> Result<InBrief, Error> {
        self.store().archive_in_brief(slug)
    }

    /// Opens a neighbourhood again that was closed and is still kept.
    pub fn reopen(&self, slug: &Slug) -> Result<(), Error> {
        self.store().reopen(slug)
    }

    /// The neighbourhoods that were closed and are still kept, by short name.
    pub fn closed(&self) -> Result<Vec<Closed>, Error> {
        self.store().closed()
    }

    /// Writes the archive of a neighbourhood that was closed: everything up to its closing.
    pub fn archive_closed(&self, slug: &Slug, out: impl Write) -> Result<Contents, ArchiveFlaw> {
        self.store().archive_closed(slug, out)
    }

    /// The keys of the people in that archive; none where nothing is told of people.
    pub fn archive_keys_closed(&self, slug: &Slug) -> Result<Option<KeyCopy>, Error> {
        self.store().archive_keys_closed(slug)
    }

    /// Removes for good what was closed long enough ago.
    pub fn remove_long_closed(&self) -> Result<Vec<Slug>, Error> {
        let gone = self.store().remove_long_closed(self.surroundings().now())?;
        for slug in &gone {
            self.access().forget_neighbourhood(self.surroundings(), slug)?;
            self.releases.forget(slug)?;
        }
        Ok(gone)
    }

    /// From here on nobody finds the neighbourhood, until what is returned is dropped.
    fn hold(&self, slug: &Slug) -> Result<Held<'_>, Error> {
        let is_first = held(&self.held).insert(slug.clone());
        if is_first { Ok(Held { all: &self.held, slug: slug.clone() }) } else { Err(Error::AlreadyLoaded(slug.to_string())) }
    }

    /// It is being closed at this moment.
    pub(super) fn is_held(&self, slug: &Slug) -> bool {
        held(&self.held).contains(slug)
    }
}

/// A neighbourhood that nobody finds while this lives.
struct Held<'a> {
    all: &'a Mutex<BTreeSet<Slug>>,
    slug: Slug,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        held(self.all).remove(&self.slug);
    }
}

fn held(all: &Mutex<BTreeSet<Slug>>) -> std::sync::MutexGuard<'_, BTreeSet<Slug>> {
    all.lock().unwrap_or_else(PoisonError::into_inner)
}
