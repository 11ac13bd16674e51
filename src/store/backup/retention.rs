//! Which backups are kept, and which are old enough to go.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::flaw::BackupFlaw;
use super::key_copies;
use super::read::Backup;
use crate::store::keep;

/// How many backups are kept: the newest of each of so many days, weeks and months on which backups were made. The newest
/// of all is always kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Days.
    pub daily: usize,
    /// Weeks, which begin on Monday.
    pub weekly: usize,
    /// Months.
    pub monthly: usize,
}

impl Retention {
    /// Those of the backups (the newest last) that may go. Days are counted as they occur among the backups, and not from
    /// today: a clock that jumps ahead makes no backup older, and one that jumps back makes none the newest.
    pub fn superfluous<'a>(&self, backups: &'a [Backup]) -> Vec<&'a Backup> {
        let (mut days, mut weeks, mut months) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut superfluous = Vec::new();
        for (at, backup) in backups.iter().rev().enumerate() {
            let day = backup.made.day();
            let week = day.iso_week_date();
            let of_day = is_first(&mut days, day, self.daily);
            let of_week = is_first(&mut weeks, (week.year(), week.week()), self.weekly);
            let of_month = is_first(&mut months, (day.year(), day.month()), self.monthly);
            if at > 0 && !of_day && !of_week && !of_month {
                superfluous.push(backup);
            }
        }
        superfluous
    }

    /// Takes the superfluous backups of the data folder with this mark away from `folder`, and tells how many. While the
    /// newest is not whole, or leaves a neighbourhood out, none go: an older one may be the only one that has it.
    pub fn apply(&self, folder: &Path, mark: &str) -> Result<usize, BackupFlaw> {
        let mut ours = Backup::all_in(folder)?;
        ours.retain(|backup| backup.of == mark);
        let Some(newest) = ours.last() else { return Ok(0) };
        if !newest.left_out.is_empty() || newest.verify().is_err() {
            return Ok(0);
        }
        let superfluous = self.superfluous(&ours);
        for backup in &superfluous {
            remove(&backup.path).map_err(|cause| BackupFlaw::not_written(&backup.path, cause))?;
        }
        Ok(superfluous.len())
    }
}

/// Whether this is the first of its day (or week, or month), and one of the first so many.
fn is_first<T: Ord>(seen: &mut BTreeSet<T>, one: T, most: usize) -> bool {
    seen.len() < most && seen.insert(one)
}

/// First it is no backup any more, then it goes: what is broken off in between is not taken for a whole one.
fn remove(path: &Path) -> std::io::Result<()> {
    key_copies::remove(&key_copies::keys_beside(path))?;
    let aside = keep::free_name(path, "expired");
    fs::rename(path, &aside)?;
    keep::sync_parent(path)?;
    fs::remove_dir_all(aside)
}
