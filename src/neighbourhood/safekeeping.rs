//! Taking neighbourhoods along, and bringing them in again.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use crate::inventory::slug::Slug;
use crate::neighbourhood::neighbourhoods::Neighbourhoods;
use crate::store::{ArchiveFlaw, Contents, Store, keep};

impl Neighbourhoods {
    /// Writes everything that was ever kept in a neighbourhood, history and pictures too, as an archive: up to what was
    /// acknowledged when this was called. Others may go on writing.
    pub fn archive(&self, slug: &Slug, out: impl Write) -> Result<Contents, ArchiveFlaw> {
        self.store().archive(slug, out)
    }

    /// The same, as the file at `path`: it is there when it was read back and found whole, and otherwise what was there stays.
    pub fn archive_to(&self, slug: &Slug, path: &Path) -> Result<Contents, ArchiveFlaw> {
        keep::replace_with(path, |fresh| {
            let written = keep::write_new(fresh, |out| self.archive(slug, out))?;
            let read = Store::verify(File::open(fresh).map_err(ArchiveFlaw::Unreadable)?)?;
            let different = || ArchiveFlaw::Unreadable(io::Error::other("what is read is not what was written"));
            if read == written { Ok(written) } else { Err(different()) }
        })
    }

    /// Reads an archive to its end and tells what is in it; nothing is kept.
    pub fn verify_archive(source: impl Read) -> Result<Contents, ArchiveFlaw> {
        Store::verify(source)
    }

    /// Makes a neighbourhood of an archive, whole or not at all, under its own short name or another one.
    pub fn restore(&self, source: impl Read, slug: Option<&Slug>) -> Result<Contents, ArchiveFlaw> {
        Ok(self.store().stage(source, slug)?.keep()?)
    }
}
