//! Putting right what can be put right without guessing.
//!
//! What is derived is made again. A damaged journal is made whole with the commits of a backup, checked against every line
//! of it that is whole; what was there before is kept aside. Whatever would need a guess is left as it is and told.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::inventory::slug::Slug;
use crate::store::archive::{ArchiveFlaw, Item, Reader};
use crate::store::backup::{Backup, BackupFlaw};
use crate::store::check::{Health, Problem};
use crate::store::cleaning::Theirs;
use crate::store::error::Error;
use crate::store::journal::{Journal, Lines, Read, Segment};
use crate::store::keys::{KeyCopy, Keys};
use crate::store::{Store, keep, locked};

/// Something that was put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mended {
    /// A write that was broken off was cut off; its bytes are kept here.
    TornTail { aside: PathBuf },
    /// What is derived was thrown away; the next start makes it again.
    Derived,
    /// The journal is whole again; as it was it is kept in `aside`. Commits up to `upto` came from the backup, those after
    /// it from the journal itself.
    Journal { aside: PathBuf, upto: u64, last: u64 },
    /// There are keys of people again that had been lost.
    Keys,
}

/// Why something is left as it is.
#[derive(Debug)]
pub enum NotMended {
    /// The program shows this neighbourhood; it must be stopped first.
    InUse,
    /// The journal is damaged, and no backup was named.
    NeedsBackup,
    /// The backup has no such neighbourhood.
    NotInBackup,
    /// The backup tells another story than the whole lines of the journal: from this commit on.
    OtherStory { seq: u64 },
    /// The damage is behind the last commit of the backup: this one is in neither.
    BehindBackup { seq: u64 },
    /// The backup is not whole itself.
    Backup(BackupFlaw),
    /// Reading or writing failed, or a newer Wijkweb is needed.
    Store(Error),
}

impl From<Error> for NotMended {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl Store {
    /// Puts right what a check found in a neighbourhood, with commits from a backup if it must be. After an error all is
    /// as it was.
    pub fn repair(&self, health: &Health, from: Option<&Backup>) -> Result<Vec<Mended>, NotMended> {
        let slug = &health.slug;
        if !self.0.claim(slug) {
            return Err(NotMended::InUse);
        }
        let mended = health.problems.iter().try_fold(Vec::new(), |mut mended, problem| {
            match problem {
                Problem::Journal(Error::Damaged { .. } | Error::Gap { .. }) => {
                    if !mended.iter().any(|mended| matches!(mended, Mended::Journal { .. })) {
                        mended.push(self.mend_journal(slug, from)?);
                    }
                }
                Problem::Journal(_)
                | Problem::RowNotUnderstood { .. }
                | Problem::Unclean
                | Problem::Pictures(_)
                | Problem::PictureMissing { .. }
                | Problem::PicturesUnused { .. } => {}
                Problem::Keys(_) => mended.extend(self.mend_keys(slug, from.ok_or(NotMended::NeedsBackup)?)?),
                Problem::PeopleLocked { .. } => {
                    if let Some(backup) = from {
                        mended.extend(self.mend_keys(slug, backup)?);
                    }
                }
                Problem::TornTail { .. } => mended.extend(self.cut_torn_tail(slug)?),
                Problem::Rows { .. } | Problem::RowsDiffer { .. } => {
                    self.0.forget_derived(slug);
                    mended.push(Mended::Derived);
                }
            }
            Ok(mended)
        });
        locked(&self.0.loaded).remove(slug);
        mended
    }

    fn cut_torn_tail(&self, slug: &Slug) -> Result<Option<Mended>, NotMended> {
        let promised = self.0.rows.applied(slug.as_str()).unwrap_or(0);
        let (folder, bytes) = (self.0.journal_of(slug), self.0.sizes.journal_file);
        let (_, torn) = Journal::open(&folder, bytes, promised, &mut |_| Ok(()))?;
        Ok(torn.map(|torn| Mended::TornTail { aside: torn.aside }))
    }

    /// Puts the keys of a backup beside those there are, but not of those who were erased since.
    fn mend_keys(&self, slug: &Slug, backup: &Backup) -> Result<Option<Mended>, NotMended> {
        let Some(mut keys) = backup.keys_of(slug).map_err(NotMended::Backup)? else { return Ok(None) };
        let file = self.0.keys_file_of(slug);
        if let Some(here) = KeyCopy::of_file(&file).unwrap_or_else(|_| KeyCopy::salvage(&file)) {
            keys.join(&here);
        }
        keys.put(&file, &self.0.randomness)?;
        locked(&self.0.rings).remove(slug);
        self.0.forget_derived(slug);
        Ok(Some(Mended::Keys))
    }

    fn mend_journal(&self, slug: &Slug, from: Option<&Backup>) -> Result<Mended, NotMended> {
        let backup = from.ok_or(NotMended::NeedsBackup)?;
        let archive = backup.neighbourhoods.iter().find(|contents| contents.slug == *slug).ok_or(NotMended::NotInBackup)?;
        let folder = self.0.journal_of(slug);
        let fresh = keep::free_name(&folder, "restoring");
        let keys = self.0.keys_of(slug)?;
        let made = self.make_whole(&folder, &fresh, &backup.path.join(format!("{}.ndjson", archive.slug)), &keys);
        let (upto, last) = made.inspect_err(|_| {
            // What is left of it goes at the next start.
            let _ = fs::remove_dir_all(&fresh);
        })?;
        self.0.forget_derived(slug);
        let exchanged = keep::set_aside(&folder, "damaged").and_then(|aside| {
            fs::rename(&fresh, &folder)?;
            keep::sync_parent(&folder)?;
            Ok(aside)
        });
        let aside = exchanged.map_err(|cause| Error::not_kept(&folder, cause))?;
        Ok(Mended::Journal { aside, upto, last })
    }

    /// Writes a whole journal to `fresh`, of the archive and what comes after it in the damaged one. Tells the last commit of
    /// the archive, and of all.
    fn make_whole(&self, damaged: &Path, fresh: &Path, archive: &Path, keys: &Keys) -> Result<(u64, u64), NotMended> {
        keep::make_folder(fresh).map_err(|cause| Error::not_kept(fresh, cause))?;
        let (mut journal, _) = Journal::open(fresh, self.0.sizes.journal_file, 0, &mut |_| Ok(()))?;
        let mut whole = WholeLines::of(damaged)?;
        let of_backup = |flaw: ArchiveFlaw| NotMended::Backup(BackupFlaw::Archive { file: archive.to_owned(), flaw });
        let file = File::open(archive).map_err(|cause| of_backup(ArchiveFlaw::Unreadable(cause)))?;
        let mut reader = Reader::begin(BufReader::with_capacity(1 << 18, file)).map_err(of_backup)?;
        let (mut batch, mut bytes, mut theirs) = (Vec::new(), 0, Theirs::of(keys));
        while let Some(item) = reader.next().map_err(of_backup)? {
            let Item::Commit(commit) = item else { continue };
            let seq = reader.contents().commits;
            // Somebody may have been erased since the backup was made.
            let not_understood = |what| Error::NotUnderstood { folder: damaged.to_owned(), seq, what };
            theirs.look(&commit).map_err(not_understood)?;
            let commit = theirs.without(&commit).map_err(not_understood)?.unwrap_or(commit);
            if let Some(ours) = whole.at(seq)?
                && theirs.without(&ours).map_err(not_understood)?.unwrap_or(ours) != commit
            {
                return Err(NotMended::OtherStory { seq });
            }
            bytes += commit.len();
            batch.push(commit);
            if bytes >= 4 << 20 {
                journal.append_settled(&batch)?;
                (batch, bytes) = (Vec::new(), 0);
            }
        }
        let upto = reader.contents().commits;
        let mut last = upto;
        while let Some(commit) = whole.at(last + 1)? {
            batch.push(commit);
            last += 1;
        }
        if whole.has_more()? {
            return Err(NotMended::BehindBackup { seq: last + 1 });
        }
        journal.append_settled(&batch)?;
        Ok((upto, last))
    }
}

/// The whole lines of a damaged journal, in the order of their numbers.
struct WholeLines {
    segments: std::vec::IntoIter<Segment>,
    lines: Option<Lines>,
    next: Option<(u64, Vec<u8>)>,
}

impl WholeLines {
    fn of(folder: &Path) -> Result<Self, Error> {
        let mut whole = Self { segments: Segment::list(folder)?.into_iter(), lines: None, next: None };
        whole.advance()?;
        Ok(whole)
    }

    /// The commit with this number, if its line is whole. Numbers are asked for from small to large.
    fn at(&mut self, seq: u64) -> Result<Option<Vec<u8>>, Error> {
        while self.next.as_ref().is_some_and(|(found, _)| *found < seq) {
            self.advance()?;
        }
        Ok(self.next.as_ref().filter(|(found, _)| *found == seq).map(|(_, commit)| commit.clone()))
    }

    /// Whether whole lines follow behind what was asked for last.
    fn has_more(&mut self) -> Result<bool, Error> {
        let had = self.next.as_ref().map(|(seq, _)| *seq);
        let Some(had) = had else { return Ok(false) };
        Ok(self.at(had)?.is_some())
    }

    fn advance(&mut self) -> Result<(), Error> {
        loop {
            if self.lines.is_none() {
                let Some(segment) = self.segments.next() else {
                    self.next = None;
                    return Ok(());
                };
                self.lines = Some(Lines::after(&segment, 0, 0)?);
            }
            match self.lines.as_mut().map(Lines::next).transpose()?.flatten() {
                Some(Read::Whole(line)) => {
                    self.next = Some((line.seq, line.commit.to_vec()));
                    return Ok(());
                }
                Some(Read::Bad) => {}
                None => self.lines = None,
            }
        }
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

    /// A neighbourhood of six commits with a backup, and its journal file.
    fn six() -> (tempfile::TempDir, Store, Backup, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&folder.path().join("data"), &Randomness::real()).unwrap();
        store.stage(ARCHIVE, None, None).unwrap().keep().unwrap();
        let at = crate::inventory::moment::Moment::EPOCH;
        let backup = store.back_up(&folder.path().join("backups"), at, "mark", &[]).unwrap();
        let file = folder.path().join("data/journal/kanaalwijk/000000000001.ndjson");
        (folder, store, backup, file)
    }

    fn health(store: &Store) -> Health {
        store.check().unwrap().neighbourhoods.remove(0)
    }

    fn flip(file: &Path, line: usize) {
        let mut bytes = fs::read(file).unwrap();
        let start = if line == 1 { 0 } else { bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(line - 2).unwrap().0 + 1 };
        bytes[start + 40] ^= 1;
        fs::write(file, bytes).unwrap();
    }

    /// Takes the newest commits out of the journal, as if the backup were older or newer than it; gives them back.
    fn split(file: &Path, lines: usize) -> String {
        let text = fs::read_to_string(file).unwrap();
        let at = text.split_inclusive('\n').take(lines).map(str::len).sum();
        fs::write(file, &text[..at]).unwrap();
        text[at..].to_owned()
    }

    #[test]
    fn a_damaged_line_comes_from_the_backup_and_the_journal_as_it_was_stays_beside() {
        let (_folder, store, backup, file) = six();
        let good = fs::read(&file).unwrap();
        flip(&file, 3);
        let damaged = fs::read(&file).unwrap();
        let sick = health(&store);
        assert!(!sick.problems.is_empty());
        assert!(matches!(store.repair(&sick, None), Err(NotMended::NeedsBackup)));
        assert_eq!(fs::read(&file).unwrap(), damaged, "nothing was touched");
        let mended = store.repair(&sick, Some(&backup)).unwrap();
        let [Mended::Journal { aside, upto: 6, last: 6 }] = &mended[..] else { panic!("{mended:?}") };
        assert_eq!(fs::read(aside.join("000000000001.ndjson")).unwrap(), damaged);
        assert_eq!(fs::read(&file).unwrap(), good);
        assert_eq!(store.load(&slug()).unwrap().log.last_seq(), 6);
        assert!(store.check().unwrap().is_well());
    }

    #[test]
    fn what_came_after_the_backup_stays() {
        let (folder, store, _, file) = six();
        let rest = split(&file, 4);
        let older = store.back_up(&folder.path().join("older"), crate::inventory::moment::Moment::EPOCH, "mark", &[]).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text + &rest).unwrap();
        flip(&file, 2);
        let mended = store.repair(&health(&store), Some(&older)).unwrap();
        assert!(matches!(mended[..], [Mended::Journal { upto: 4, last: 6, .. }]), "{mended:?}");
        assert_eq!(store.load(&slug()).unwrap().log.last_seq(), 6);
    }

    #[test]
    fn damage_behind_the_backup_and_another_story_are_left_as_they_are() {
        let (folder, store, _, file) = six();
        let rest = split(&file, 3);
        let older = store.back_up(&folder.path().join("older"), crate::inventory::moment::Moment::EPOCH, "mark", &[]).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text + &rest).unwrap();
        flip(&file, 5);
        let before = fs::read(&file).unwrap();
        assert!(matches!(store.repair(&health(&store), Some(&older)), Err(NotMended::BehindBackup { seq: 5 })));
        assert_eq!(fs::read(&file).unwrap(), before);

        let text = fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let (mut other, mut commits) = (Vec::new(), lines.iter().map(|line| line.split_once("\"commit\":").unwrap().1));
        for seq in 1..=3 {
            let commit = commits.next().unwrap().trim_end().strip_suffix('}').unwrap().replace("operator", "steward");
            crate::store::journal::write_line(seq, commit.as_bytes(), &mut other);
        }
        fs::write(&file, &other).unwrap();
        flip(&file, 1);
        assert!(matches!(store.repair(&health(&store), Some(&older)), Err(NotMended::OtherStory { seq: 2 })));
        let left: Vec<_> = fs::read_dir(folder.path().join("data/journal")).unwrap().collect();
        assert_eq!(left.len(), 1, "nothing half stays");
    }

    #[test]
    fn a_neighbourhood_that_is_shown_is_not_mended_under_its_readers() {
        let (_folder, store, backup, _) = six();
        let _loaded = store.load(&slug()).unwrap();
        assert!(matches!(store.repair(&health(&store), Some(&backup)), Err(NotMended::InUse)));
    }
}
