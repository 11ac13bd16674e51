use std::fs;
use std::io;

use super::contents::{Contents, Mention, Place};
use super::sidecar::{self, Sidecar};
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::store::error::Error;
use crate::store::journal::Segment;

/// What a full file of the journal is about: in its sidecar or, where that cannot be written, in memory.
#[derive(Debug)]
pub(super) enum Shelf {
    Sidecar(Sidecar),
    Memory(Contents),
}

impl Shelf {
    /// From the sidecar, which is made if it is missing or bad. `begun`: what was read of the file already.
    pub(super) fn of(segment: Segment, begun: Option<Contents>) -> Result<Self, Error> {
        if begun.is_none()
            && let Ok(sidecar) = Sidecar::open(&segment)
        {
            return Ok(Self::Sidecar(sidecar));
        }
        let mut contents = begun.unwrap_or_else(|| Contents::unread(segment));
        contents.read_up_to(u64::MAX, &mut |_| false)?;
        Ok(Self::shelved(contents))
    }

    /// Reads the file again, and writes its sidecar anew.
    pub(super) fn make_again(&mut self) -> Result<(), Error> {
        let mut contents = Contents::unread(self.segment().clone());
        contents.read_up_to(u64::MAX, &mut |_| false)?;
        *self = Self::shelved(contents);
        Ok(())
    }

    fn shelved(contents: Contents) -> Self {
        match sidecar::write(&contents).and_then(|()| Sidecar::open(&contents.segment)) {
            Ok(sidecar) => Self::Sidecar(sidecar),
            Err(error) => {
                tracing::warn!(%error, file = %contents.segment.path.display(), "an index stays in memory, as it cannot be written");
                Self::Memory(contents)
            }
        }
    }

    /// The file.
    pub(super) fn segment(&self) -> &Segment {
        match self {
            Self::Sidecar(sidecar) => &sidecar.segment,
            Self::Memory(contents) => &contents.segment,
        }
    }

    /// Where a commit stands, counted from 0.
    pub(super) fn place(&self, ordinal: usize) -> io::Result<Place> {
        match self {
            Self::Sidecar(sidecar) => sidecar.place(ordinal),
            Self::Memory(contents) => contents.places.get(ordinal).copied().ok_or_else(|| io::ErrorKind::InvalidData.into()),
        }
    }

    /// The commits that are about `id`, in order.
    pub(super) fn about(&self, id: Id) -> io::Result<Vec<Mention>> {
        match self {
            Self::Sidecar(sidecar) => sidecar.about(id),
            Self::Memory(contents) => Ok(contents.about(id).collect()),
        }
    }

    /// The first commit made after `moment` and not after `now`, counted from 0.
    pub(super) fn first_between(&self, moment: Moment, now: Moment) -> io::Result<Option<usize>> {
        match self {
            Self::Sidecar(sidecar) => sidecar.first_between(moment, now),
            Self::Memory(contents) => Ok(contents.first_between(moment, now)),
        }
    }
}

/// Takes the sidecar of a file away. That it was not there, or stays, is no matter: it is checked at every use.
pub(super) fn throw_away(segment: &Segment) {
    if let Err(error) = fs::remove_file(sidecar::path_for(segment)) {
        tracing::debug!(%error, "an index could not be taken away");
    }
}
