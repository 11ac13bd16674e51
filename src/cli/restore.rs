use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::talk::{Failure, Talk};
use crate::inventory::slug::Slug;
use crate::neighbourhood::{ArchiveFlaw, Backup, BackupFlaw, Contents, KeyCopy, Neighbourhoods, Restored, StoreError, keys_beside};

/// Brings neighbourhoods back from a backup or an archive, whole or not at all.
///
/// Everything is read to its end before anything is there. What is there already stays: a short name that is taken is
/// refused. What is told of people comes along with their keys, which stand beside a backup for thirty days, and beside an archive
/// as NAME.keys. Into a new data folder the small files of a backup come as well, such as which browsers are a steward's.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  wijkweb restore /mnt/backup/wijkweb/wijkweb-000042-2026-11-22 --data nieuw
  wijkweb restore wijkweb-000042-2026-11-22 --only afrikaanderwijk --as afrikaanderwijk-oud
  wijkweb restore afrikaanderwijk.ndjson
  wijkweb restore afrikaanderwijk.ndjson --dry-run")]
pub(super) struct Restore {
    #[command(flatten)]
    pub(super) data: DataFolder,
    /// The folder of a backup, or an archive.
    #[arg(value_name = "BACKUP")]
    from: PathBuf,
    /// Only this neighbourhood of a backup.
    #[arg(long, value_name = "SLUG")]
    only: Option<Slug>,
    /// Another short name for the neighbourhood than it had.
    #[arg(long = "as", value_name = "SLUG")]
    slug: Option<Slug>,
    /// Only read everything to its end and tell what is in it.
    #[arg(long)]
    dry_run: bool,
}

impl Restore {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let path = talk.path(&self.from);
        let restored = if path.is_dir() { self.backup(&path, neighbourhoods, talk)? } else { self.archive(&path, neighbourhoods, talk)? };
        let key = if self.dry_run { "cli-restorable" } else { "cli-restored" };
        for restored in restored {
            tell(key, &restored.slug, &restored.contents, talk);
            if restored.locked > 0 {
                talk.say("cli-restored-locked", &[("slug", restored.slug.to_string().into()), ("rows", restored.locked.into())]);
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn backup(&self, path: &Path, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<Vec<Restored>, Failure> {
        let read = || {
            let backup = Backup::at(path)?;
            if self.dry_run {
                backup.verify()?;
                return Ok(backup.neighbourhoods.into_iter().map(only_read).collect());
            }
            neighbourhoods.restore_backup(&backup, self.only.as_ref(), self.slug.as_ref())
        };
        read().map_err(|flaw| match flaw {
            BackupFlaw::Store(error) => Self::refused(&error, path, talk),
            flaw => Failure(flaw.say(talk.words()).into_owned()),
        })
    }

    fn archive(&self, path: &Path, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<Vec<Restored>, Failure> {
        let file = File::open(path).map_err(|error| at(path, talk.file_trouble(&error), talk))?;
        let read = || {
            if self.dry_run {
                return Neighbourhoods::verify_archive(file).map(only_read);
            }
            neighbourhoods.restore(file, KeyCopy::read(&keys_beside(path))?, self.slug.as_ref())
        };
        let restored = read().map_err(|flaw| match flaw {
            ArchiveFlaw::Store(error) => Self::refused(&error, path, talk),
            flaw => at(path, flaw.say(talk.words()).into_owned(), talk),
        })?;
        Ok(vec![Restored { slug: self.slug.clone().unwrap_or(restored.slug), ..restored }])
    }

    fn refused(error: &StoreError, path: &Path, talk: &Talk) -> Failure {
        match error {
            StoreError::AlreadyThere(slug) => talk.failure("cli-restore-taken", &[("slug", slug.clone().into())]),
            error => at(path, error.say(talk.words()).into_owned(), talk),
        }
    }
}

fn only_read(contents: Contents) -> Restored {
    Restored { slug: contents.slug.clone(), contents, locked: 0 }
}

fn at(path: &Path, why: String, talk: &Talk) -> Failure {
    talk.failure("cli-file-failure", &[("file", path.display().to_string().into()), ("why", why.into())])
}

fn tell(key: &str, slug: &Slug, contents: &Contents, talk: &Talk) {
    let fillings = [
        ("slug", slug.to_string().into()),
        ("name", contents.name.clone().into()),
        ("commits", contents.commits.into()),
        ("pictures", contents.pictures.into()),
    ];
    talk.say(key, &fillings);
}
