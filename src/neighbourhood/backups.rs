//! When backups are made by themselves, and how that goes.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::inventory::moment::Moment;
use crate::neighbourhood::neighbourhoods::Neighbourhoods;
use crate::store::{Backup, BackupFlaw, Retention};

/// Where backups go, when, and which are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupPlan {
    /// The folder that holds them.
    pub folder: PathBuf,
    /// When.
    pub rhythm: Rhythm,
    /// Which are kept.
    pub keep: Retention,
}

impl BackupPlan {
    /// None are made by themselves.
    pub fn by_hand(folder: PathBuf) -> Self {
        Self { folder, rhythm: Rhythm::Never, keep: Retention { daily: 7, weekly: 4, monthly: 6 } }
    }
}

/// When backups are made by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// Not at all.
    Never,
    /// So many hours after the last one.
    Hours(u32),
    /// Every day at this time in the Netherlands.
    At {
        /// 0 to 23.
        hour: i8,
        /// 0 to 59.
        minute: i8,
    },
}

/// The first backup of a data folder waits so long after a start: there is little in it yet, and starting comes first.
const FIRST: Duration = Duration::from_secs(10 * 60);

impl Rhythm {
    /// How long until the next backup is due, by a clock that may have jumped; nothing if none is ever due. A clock that
    /// jumped ahead makes one backup due, and so does one that jumped back behind the last backup; after that it goes on.
    pub fn wait(self, now: Moment, last: Option<Moment>) -> Option<Duration> {
        let last = last.filter(|last| *last <= now);
        match (self, last) {
            (Self::Never, _) => None,
            (Self::Hours(_), None) => Some(FIRST),
            (Self::Hours(hours), Some(last)) => {
                let every = Duration::from_secs(u64::from(hours) * 3600);
                Some(every.saturating_sub(now.since(last)))
            }
            (Self::At { hour, minute }, last) => Some(last.unwrap_or(now).next_at(hour, minute).since(now)),
        }
    }
}

/// The backups of a data folder, made by themselves or not, and what went wrong with the last attempt.
pub struct Backups {
    plan: BackupPlan,
    failure: Mutex<Option<(Moment, BackupFlaw)>>,
}

impl Backups {
    /// Backups by this plan.
    pub fn by(plan: BackupPlan) -> Self {
        Self { plan, failure: Mutex::default() }
    }

    /// The plan.
    pub fn plan(&self) -> &BackupPlan {
        &self.plan
    }

    /// Makes a backup now, and takes those away that need not be kept any more. What went wrong is remembered until one
    /// succeeds. Tells whether it went well, with every neighbourhood in it.
    pub fn make(&self, neighbourhoods: &Neighbourhoods) -> bool {
        let made = neighbourhoods.back_up(&self.plan.folder);
        let now = neighbourhoods.surroundings().now();
        match made {
            Ok(backup) if backup.left_out.is_empty() => {
                let expired = self.expire(neighbourhoods);
                tracing::info!(number = backup.number, bytes = backup.bytes(), expired, "a backup was made and read back");
                *self.failure() = None;
                true
            }
            Ok(backup) => {
                tracing::error!(number = backup.number, left_out = backup.left_out.len(), "a backup was made, but not of everything");
                false
            }
            Err(flaw) => {
                tracing::error!(%flaw, "no backup was made");
                *self.failure() = Some((now, flaw));
                false
            }
        }
    }

    fn expire(&self, neighbourhoods: &Neighbourhoods) -> usize {
        let expired = neighbourhoods
            .backup_mark()
            .map_err(|cause| BackupFlaw::NotWritten { path: neighbourhoods.folder().to_owned(), cause })
            .and_then(|mark| self.plan.keep.apply(&self.plan.folder, &mark));
        expired.unwrap_or_else(|flaw| {
            tracing::warn!(%flaw, "old backups could not be taken away");
            0
        })
    }

    /// Takes away the keys of people that stand beside backups for too long, also where no new backup is made.
    pub fn expire_keys(&self, now: Moment) {
        match Backup::expire_keys(&self.plan.folder, now) {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "keys beside old backups were taken away"),
            Err(flaw) => tracing::error!(%flaw, "keys beside old backups could not be taken away"),
        }
    }

    /// The newest backup of this data folder, if there is one.
    pub fn newest(&self, neighbourhoods: &Neighbourhoods) -> Option<Backup> {
        let mark = neighbourhoods.backup_mark().ok()?;
        Backup::all_in(&self.plan.folder).ok()?.into_iter().rev().find(|backup| backup.is_of(&mark))
    }

    /// How many backups of this data folder there are.
    pub fn count(&self, neighbourhoods: &Neighbourhoods) -> io::Result<usize> {
        let mark = neighbourhoods.backup_mark()?;
        let all = Backup::all_in(&self.plan.folder).map_err(|flaw| io::Error::other(flaw.to_string()))?;
        Ok(all.iter().filter(|backup| backup.is_of(&mark)).count())
    }

    /// What went wrong with the last attempt, and when; nothing if it succeeded.
    pub fn failure(&self) -> MutexGuard<'_, Option<(Moment, BackupFlaw)>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    fn hours(number: u64) -> Duration {
        Duration::from_secs(number * 3600)
    }

    #[test]
    fn the_next_backup_is_due_so_many_hours_after_the_last() {
        let (last, now) = (moment("2024-03-01T10:00:00Z"), moment("2024-03-01T13:00:00Z"));
        assert_eq!(Rhythm::Hours(24).wait(now, Some(last)), Some(hours(21)));
        assert_eq!(Rhythm::Hours(2).wait(now, Some(last)), Some(Duration::ZERO));
        assert_eq!(Rhythm::Hours(2).wait(now, None), Some(FIRST));
        assert_eq!(Rhythm::Never.wait(now, Some(last)), None);
    }

    #[test]
    fn a_time_of_the_day_is_that_of_the_dutch_clock_also_when_it_changes() {
        let at = Rhythm::At { hour: 3, minute: 30 };
        let wait = |now: &str, last: &str| at.wait(moment(now), Some(moment(last))).unwrap();
        assert_eq!(wait("2024-03-01T03:00:00Z", "2024-03-01T02:31:00Z"), hours(23) + hours(1) / 2, "winter: 02:30 UTC");
        assert_eq!(wait("2024-03-02T09:00:00Z", "2024-03-01T02:31:00Z"), Duration::ZERO, "missed, so now");
        // The night of 31 March 2024 has 23 hours.
        assert_eq!(wait("2024-03-30T02:30:00Z", "2024-03-30T02:30:00Z"), hours(23));
    }

    #[test]
    fn a_clock_that_jumps_makes_one_backup_due_and_no_thousands() {
        let every_day = Rhythm::Hours(24);
        let (good, ahead) = (moment("2024-03-01T10:00:00Z"), moment("2025-03-01T10:00:00Z"));
        assert_eq!(every_day.wait(ahead, Some(good)), Some(Duration::ZERO));
        assert_eq!(every_day.wait(ahead, Some(ahead)), Some(hours(24)), "made: the next in a day");
        assert_eq!(every_day.wait(good, Some(ahead)), Some(FIRST), "back again: soon one by the right clock");
        assert_eq!(every_day.wait(good, Some(good)), Some(hours(24)));
    }
}
