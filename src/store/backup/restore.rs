use super::flaw::BackupFlaw;
use super::read::{Backup, open};
use crate::inventory::slug::Slug;
use crate::store::archive::{ArchiveFlaw, Contents, Staged};
use crate::store::{Error, Store, keep, locked};

impl Store {
    /// Brings the neighbourhoods of a backup back, all of them or only one, which may get another short name: every
    /// archive is read to its end before the first of them is there. Into a data folder without neighbourhoods the small
    /// files come as well, where there are none.
    pub fn restore_backup(&self, backup: &Backup, only: Option<&Slug>, slug: Option<&Slug>) -> Result<Vec<(Slug, Contents)>, BackupFlaw> {
        let chosen = chosen(backup, only, slug)?;
        let is_new = locked(&self.0.slugs).is_empty();
        let taken = chosen.iter().map(|contents| slug.unwrap_or(&contents.slug)).find(|slug| locked(&self.0.slugs).contains(slug));
        if let Some(taken) = taken {
            return Err(Error::AlreadyThere(taken.to_string()).into());
        }
        let staged = chosen.into_iter().map(|contents| self.stage_from(backup, contents, slug)).collect::<Result<Vec<_>, _>>()?;
        if is_new {
            self.restore_files(backup)?;
        }
        let kept = staged.into_iter().map(|staged| {
            let slug = staged.slug().clone();
            Ok((slug, staged.keep()?))
        });
        kept.collect()
    }

    fn stage_from(&self, backup: &Backup, expected: &Contents, slug: Option<&Slug>) -> Result<Staged, BackupFlaw> {
        let file = backup.archive_of(&expected.slug);
        let staged = self.stage(open(&file)?, Some(slug.unwrap_or(&expected.slug))).map_err(|flaw| match flaw {
            ArchiveFlaw::Store(error) => BackupFlaw::Store(error),
            flaw => BackupFlaw::Archive { file: file.clone(), flaw },
        })?;
        if staged.contents() == expected { Ok(staged) } else { Err(BackupFlaw::Exchanged { file }) }
    }

    fn restore_files(&self, backup: &Backup) -> Result<(), BackupFlaw> {
        for file in &backup.files {
            let bytes = backup.small_file(file)?;
            let path = self.0.folder.path().join(&file.name);
            if !path.exists() {
                keep::replace_file(&path, &bytes).map_err(|cause| Error::not_kept(&path, cause))?;
            }
        }
        Ok(())
    }
}

fn chosen<'a>(backup: &'a Backup, only: Option<&Slug>, slug: Option<&Slug>) -> Result<Vec<&'a Contents>, BackupFlaw> {
    let known = || backup.neighbourhoods.iter().map(|contents| contents.slug.to_string()).collect();
    let chosen: Vec<_> = backup.neighbourhoods.iter().filter(|contents| only.is_none_or(|only| contents.slug == *only)).collect();
    match (only, slug) {
        (Some(only), _) if chosen.is_empty() => Err(BackupFlaw::NoSuch { slug: only.to_string(), known: known() }),
        (_, Some(_)) if chosen.len() > 1 => Err(BackupFlaw::WhichOne { known: known() }),
        _ => Ok(chosen),
    }
}
