//! Neighbourhoods that were closed down: kept aside for a while, and then removed for good.
//!
//! What is closed stands as `SLUG.closed` beside the others, and is none of them. In its journal's folder a file `days` has
//! a line for every day on which the program saw it closed; when there are enough of them it goes. Days are counted as they
//! come: a clock that jumps a year ahead counts as one. Files `name` and `last` have what people called it, and the number of
//! its last commit.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;
use crate::store::archive::{ArchiveFlaw, Contents, write_archive};
use crate::store::error::Error;
use crate::store::keys::KeyCopy;
use crate::store::{Pictures, Store, journal, keep, locked};

/// So many days after the day on which it was closed a neighbourhood can be opened again.
pub const DAYS_KEPT: usize = 30;

const CLOSED: &str = ".closed";
const DAYS: &str = "days";
const NAME: &str = "name";
const LAST: &str = "last";

/// A neighbourhood that was closed and is still kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closed {
    /// Its short name.
    pub slug: Slug,
    /// What people called it; the short name where that is not known.
    pub name: String,
    /// On so many days after today it can be opened again; 0 on the last.
    pub days_left: usize,
}

impl Store {
    /// Closes a neighbourhood, which must not be loaded: it is not shown any more, and can be opened again for a while.
    /// `name` is what people called it, `last` the number of its last commit. After an error it is open as before.
    pub fn close_down(&self, slug: &Slug, name: &str, last: u64, at: Moment) -> Result<(), Error> {
        if !locked(&self.0.slugs).contains(slug) {
            return Err(Error::NoSuchNeighbourhood(slug.to_string()));
        }
        if !self.0.claim(slug) {
            return Err(Error::AlreadyLoaded(slug.to_string()));
        }
        let closed = self.put_aside(slug, name, last, at);
        locked(&self.0.loaded).remove(slug);
        closed
    }

    fn put_aside(&self, slug: &Slug, name: &str, last: u64, at: Moment) -> Result<(), Error> {
        let [(journal, closed_journal), ..] = self.all(slug);
        if closed_journal.exists() {
            return Err(Error::AlreadyThere(format!("{slug}{CLOSED}")));
        }
        for (file, text) in [(DAYS, at.day().to_string()), (NAME, name.to_owned()), (LAST, last.to_string())] {
            let file = journal.join(file);
            keep::replace_file(&file, format!("{text}\n").as_bytes()).map_err(|cause| Error::not_kept(&file, cause))?;
        }
        // The journal goes first: without it there is no neighbourhood.
        rename(&journal, &closed_journal)?;
        locked(&self.0.slugs).remove(slug);
        self.0.forget_derived(slug);
        self.finish_putting_aside(slug);
        Ok(())
    }

    /// Puts the pictures and the keys of a closed neighbourhood aside like its journal. If that is broken off they are found
    /// where they were, and it is tried again.
    fn finish_putting_aside(&self, slug: &Slug) {
        let [_, pictures, keys] = self.all(slug);
        let slugs = locked(&self.0.slugs);
        locked(&self.0.rings).remove(slug);
        for (open, closed) in [pictures, keys] {
            if !slugs.contains(slug)
                && open.exists()
                && !closed.exists()
                && let Err(error) = rename(&open, &closed)
            {
                tracing::warn!(%slug, %error, path = %open.display(), "a part of a closed neighbourhood still stands with the others");
            }
        }
    }

    /// Puts aside what a closing that was broken off left with the others.
    pub(super) fn finish_closing(&self) -> Result<(), Error> {
        self.closed()?.iter().for_each(|closed| self.finish_putting_aside(&closed.slug));
        Ok(())
    }

    /// Opens a neighbourhood again that was closed and is still kept.
    pub fn reopen(&self, slug: &Slug) -> Result<(), Error> {
        let [(journal, closed_journal), pictures, keys] = self.all(slug);
        let mut slugs = locked(&self.0.slugs);
        if slugs.contains(slug) {
            return Err(Error::AlreadyThere(slug.to_string()));
        }
        if !closed_journal.exists() {
            return Err(Error::NoSuchNeighbourhood(slug.to_string()));
        }
        for (open, closed) in [pictures, keys] {
            if closed.exists() {
                rename(&closed, &open)?;
            }
        }
        locked(&self.0.rings).remove(slug);
        rename(&closed_journal, &journal)?;
        for file in [DAYS, NAME, LAST] {
            // Nothing reads it there; when it is closed again it is written anew.
            let _ = fs::remove_file(journal.join(file));
        }
        slugs.insert(slug.clone());
        Ok(())
    }

    /// The closed neighbourhoods that are still kept, by short name.
    pub fn closed(&self) -> Result<Vec<Closed>, Error> {
        let folder = self.0.folder.journal();
        let unreadable = |cause| Error::unreadable(&folder, cause);
        let mut closed = Vec::new();
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            let slug: Option<Slug> = name.to_str().and_then(|name| name.strip_suffix(CLOSED)?.parse().ok());
            closed.extend(slug.map(|slug| {
                let [(_, journal), ..] = self.all(&slug);
                let name = fs::read_to_string(journal.join(NAME)).unwrap_or_default();
                let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
                let days_left = (DAYS_KEPT + 1).saturating_sub(self.days_seen(&slug).len());
                Closed { name: name.unwrap_or_else(|| slug.to_string()), slug, days_left }
            }));
        }
        closed.sort();
        Ok(closed)
    }

    /// Writes the archive of a neighbourhood that was closed: everything up to its closing.
    pub fn archive_closed(&self, slug: &Slug, out: impl Write) -> Result<Contents, ArchiveFlaw> {
        let [(_, journal), (pictures, closed_pictures), _] = self.all(slug);
        if !journal.exists() {
            return Err(Error::NoSuchNeighbourhood(slug.to_string()).into());
        }
        let noted = fs::read_to_string(journal.join(LAST)).ok().and_then(|last| last.trim().parse().ok());
        let last = noted.map_or_else(|| journal::last_seq(&journal), Ok)?;
        let pictures = if closed_pictures.exists() { closed_pictures } else { pictures };
        write_archive(slug, &journal, &Pictures::in_folder(pictures), last, out)
    }

    /// The keys that belong to that archive, for a file by itself; none where nothing is told of people.
    pub fn archive_keys_closed(&self, slug: &Slug) -> Result<Option<KeyCopy>, Error> {
        let [(_, journal), _, (open, closed)] = self.all(slug);
        if !journal.exists() {
            return Err(Error::NoSuchNeighbourhood(slug.to_string()));
        }
        KeyCopy::of_file(if closed.exists() { &closed } else { &open })
    }

    /// Notes that it is another day, and removes for good what was closed long enough. Tells what went.
    pub fn remove_long_closed(&self, now: Moment) -> Result<Vec<Slug>, Error> {
        let mut gone = Vec::new();
        for Closed { slug, .. } in self.closed()? {
            let [(_, journal), (_, pictures), (_, keys)] = self.all(&slug);
            self.finish_putting_aside(&slug);
            let (mut seen, days) = (self.days_seen(&slug), journal.join(DAYS));
            if !seen.insert(now.day().to_string()) {
                continue;
            }
            if seen.len() > DAYS_KEPT + 1 {
                remove_file(&keys)
                    .and_then(|()| remove(&pictures))
                    .and_then(|()| remove(&journal))
                    .map_err(|cause| Error::not_kept(&journal, cause))?;
                if !locked(&self.0.slugs).contains(&slug) {
                    // Whoever was just settling when it was closed may have left this.
                    self.0.forget_derived(&slug);
                }
                gone.push(slug);
            } else {
                let text = seen.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n") + "\n";
                keep::replace_file(&days, text.as_bytes()).map_err(|cause| Error::not_kept(&days, cause))?;
            }
        }
        Ok(gone)
    }

    fn days_seen(&self, slug: &Slug) -> BTreeSet<String> {
        let [(_, journal), ..] = self.all(slug);
        fs::read_to_string(journal.join(DAYS)).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// Where the journal, the pictures and the keys are, open and closed.
    fn all(&self, slug: &Slug) -> [(PathBuf, PathBuf); 3] {
        let pair = |folder: PathBuf| (folder.join(slug.as_str()), folder.join(format!("{slug}{CLOSED}")));
        [pair(self.0.folder.journal()), pair(self.0.folder.pictures()), pair(self.0.folder.keys())]
    }
}

fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    fs::rename(from, to).and_then(|()| keep::sync_parent(to)).map_err(|cause| Error::not_kept(to, cause))
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.and_then(|()| keep::sync_parent(path)),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.and_then(|()| keep::sync_parent(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::surroundings::Randomness;

    const ARCHIVE: &[u8] = include_bytes!("../../fixtures/archive/format-1.ndjson");

    fn slug() -> Slug {
        "kanaalwijk".parse().unwrap()
    }

    fn day(number: i64) -> Moment {
        Moment::from_second(1_700_000_000 + number * 86_400).unwrap()
    }

    fn last(store: &Store) -> u64 {
        store.last_seq(&slug()).unwrap()
    }

    fn closed() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
        store.stage(ARCHIVE, None, None).unwrap().keep().unwrap();
        store.close_down(&slug(), "Kanaalwijk", last(&store), day(0)).unwrap();
        (folder, store)
    }

    fn archive(store: &Store) -> Vec<u8> {
        let mut bytes = Vec::new();
        store.archive(&slug(), &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn what_is_closed_is_gone_until_it_is_opened_again_whole() {
        let (folder, store) = closed();
        assert_eq!(store.slugs(), []);
        assert!(matches!(store.load(&slug()), Err(Error::NoSuchNeighbourhood(_))));
        assert_eq!(store.closed().unwrap(), [Closed { slug: slug(), name: "Kanaalwijk".into(), days_left: 30 }]);
        drop(store);
        let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
        assert_eq!(store.slugs(), []);
        store.reopen(&slug()).unwrap();
        assert_eq!(archive(&store), ARCHIVE);
        assert_eq!(store.closed().unwrap(), []);
        assert!(store.check().unwrap().is_well());
    }

    #[test]
    fn after_thirty_days_that_came_one_by_one_it_is_gone_for_good() {
        let (folder, store) = closed();
        for number in 0..=30 {
            // It is looked at many times a day.
            for _ in 0..3 {
                assert_eq!(store.remove_long_closed(day(number)).unwrap(), []);
            }
        }
        assert_eq!(store.closed().unwrap()[0].days_left, 0, "its last day");
        fs::create_dir_all(folder.path().join("settled")).unwrap();
        fs::write(folder.path().join("settled/kanaalwijk"), b"settled while it was closed").unwrap();
        assert_eq!(store.remove_long_closed(day(31)).unwrap(), [slug()]);
        assert!(matches!(store.reopen(&slug()), Err(Error::NoSuchNeighbourhood(_))));
        for part in ["journal", "pictures", "settled"] {
            assert_eq!(fs::read_dir(folder.path().join(part)).unwrap().count(), 0, "{part}");
        }
    }

    #[test]
    fn a_clock_that_jumps_a_year_ahead_removes_nothing() {
        let (_folder, store) = closed();
        for _ in 0..100 {
            assert_eq!(store.remove_long_closed(day(365)).unwrap(), []);
        }
        assert_eq!(store.closed().unwrap()[0].days_left, 29);
    }

    #[test]
    fn a_name_that_was_given_anew_is_not_covered() {
        let (_folder, store) = closed();
        store.create(&slug()).unwrap();
        assert!(matches!(store.reopen(&slug()), Err(Error::AlreadyThere(_))));
        assert!(matches!(store.close_down(&slug(), "Kanaalwijk", last(&store), day(1)), Err(Error::AlreadyThere(_))));
    }
    #[test]
    fn the_archive_of_what_is_closed_is_what_it_was() {
        let (_folder, store) = closed();
        let mut bytes = Vec::new();
        store.archive_closed(&slug(), &mut bytes).unwrap();
        assert_eq!(bytes, ARCHIVE);
        let other = "elders".parse().unwrap();
        assert!(matches!(store.archive_closed(&other, io::sink()), Err(ArchiveFlaw::Store(Error::NoSuchNeighbourhood(_)))));
    }

    #[test]
    fn pictures_that_a_broken_off_closing_left_behind_follow_and_come_back() {
        let (folder, store) = closed();
        let [open, closed] = ["kanaalwijk", "kanaalwijk.closed"].map(|name| folder.path().join("pictures").join(name));
        fs::rename(&closed, &open).unwrap();
        let mut bytes = Vec::new();
        store.archive_closed(&slug(), &mut bytes).unwrap();
        assert_eq!(bytes, ARCHIVE);
        store.remove_long_closed(day(1)).unwrap();
        assert!(closed.exists() && !open.exists());
        store.reopen(&slug()).unwrap();
        assert_eq!(archive(&store), ARCHIVE);
    }

    #[test]
    fn what_cannot_be_noted_is_not_closed() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
        store.stage(ARCHIVE, None, None).unwrap().keep().unwrap();
        // A folder stands where the days would be noted.
        fs::create_dir(folder.path().join("journal/kanaalwijk/days")).unwrap();
        assert!(matches!(store.close_down(&slug(), "Kanaalwijk", last(&store), day(0)), Err(Error::NotKept { .. })));
        assert_eq!((store.slugs(), store.closed().unwrap()), (vec![slug()], vec![]));
        assert!(store.load(&slug()).is_ok());
    }
}
