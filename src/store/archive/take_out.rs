use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::Ordering;

use super::flaw::ArchiveFlaw;
use super::read::verify;
use super::{Contents, InBrief, Writer};
use crate::inventory::change::Change;
use crate::inventory::kind::Kind;
use crate::inventory::slug::Slug;
use crate::store::error::Error;
use crate::store::journal::{self, History};
use crate::store::keys::{KeyCopy, Ring};
use crate::store::{Pictures, Store, locked, row};

impl Store {
    /// Writes the archive of a neighbourhood: all that was acknowledged when this was called. It may be written to
    /// meanwhile, and need not be loaded. What is in memory does not grow with it.
    pub fn archive(&self, slug: &Slug, out: impl Write) -> Result<Contents, ArchiveFlaw> {
        let last = self.last_seq(slug)?;
        write_archive(slug, &self.0.journal_of(slug), &self.pictures(slug)?, last, out)
    }

    /// The keys that belong to the archive of a neighbourhood, for a file by itself; none where nothing is told of people.
    pub fn archive_keys(&self, slug: &Slug) -> Result<Option<KeyCopy>, Error> {
        if !locked(&self.0.slugs).contains(slug) {
            return Err(Error::NoSuchNeighbourhood(slug.to_string()));
        }
        Ok(KeyCopy::of(&self.0.keys_of(slug)?.ring()))
    }

    /// What the archive of a neighbourhood that is loaded would hold now, told without writing it.
    pub fn archive_in_brief(&self, slug: &Slug) -> Result<InBrief, Error> {
        let commits = self.last_seq(slug)?;
        let pictures = self.pictures(slug)?.names()?;
        // In base64 four letters stand for three bytes.
        let of_pictures = pictures.iter().map(|(_, bytes)| bytes / 3 * 4).sum::<u64>();
        let pictures = u64::try_from(pictures.len()).unwrap_or(u64::MAX);
        Ok(InBrief { commits, pictures, about_bytes: self.0.journal_bytes_of(slug) + of_pictures })
    }

    /// Reads an archive to its end, checks every line of it and keeps nothing.
    pub fn verify(source: impl Read) -> Result<Contents, ArchiveFlaw> {
        verify(source)
    }

    /// The number of the last commit acknowledged in a neighbourhood. If it is not loaded its journal is read for that.
    pub fn last_seq(&self, slug: &Slug) -> Result<u64, Error> {
        if !locked(&self.0.slugs).contains(slug) {
            return Err(Error::NoSuchNeighbourhood(slug.to_string()));
        }
        let at_hand = locked(&self.0.loaded).get(slug).and_then(|last| Some(last.as_ref()?.load(Ordering::Acquire)));
        at_hand.map_or_else(|| journal::last_seq(&self.0.journal_of(slug)), Ok)
    }
}

/// Writes what is in these folders, up to the commit with number `last`.
pub(in crate::store) fn write_archive(
    slug: &Slug,
    folder: &Path,
    pictures: &Pictures,
    last: u64,
    out: impl Write,
) -> Result<Contents, ArchiveFlaw> {
    let name = name(History::between(folder, 0, last)?)?.unwrap_or_else(|| slug.to_string());
    let mut writer = Writer::begin(out, slug, name).map_err(ArchiveFlaw::NotWritten)?;
    for commit in History::between(folder, 0, last)? {
        let (seq, commit) = commit?;
        writer.commit(seq, &commit).map_err(ArchiveFlaw::NotWritten)?;
    }
    for (name, _) in pictures.names()? {
        // One that was erased while we wrote is not there, and is not missed.
        if let Some(bytes) = pictures.read(&name)? {
            writer.picture(name.as_str(), &bytes).map_err(ArchiveFlaw::NotWritten)?;
        }
    }
    let (contents, _) = writer.end().map_err(ArchiveFlaw::NotWritten)?;
    Ok(contents)
}

/// What the neighbourhood is called at the end of these commits.
fn name(commits: History) -> Result<Option<String>, Error> {
    let mut name = None;
    for commit in commits {
        let (seq, text) = commit?;
        // Most commits are about something else, which need not be understood for that.
        if std::str::from_utf8(&text).is_ok_and(|text| !text.contains("\"kind\":\"neighbourhood\"")) {
            continue;
        }
        let changes = row::read(seq, &text, &Ring::empty()).map(|read| read.kept.changes).unwrap_or_default();
        let named = changes.into_iter().rev().find_map(|change| match change {
            Change::Record(record) if record.kind == Kind::Neighbourhood => Some(record.name().to_owned()),
            _ => None,
        });
        name = named.or(name);
    }
    Ok(name)
}
