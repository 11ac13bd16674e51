use super::flaw::BackupFlaw;
use super::key_copies::key_folders;
use super::read::{Backup, open};
use crate::inventory::slug::Slug;
use crate::store::archive::{ArchiveFlaw, Contents, Restored, Staged};
use crate::store::keys::KeyCopy;
use crate::store::{Error, Store, keep, locked};

impl Store {
    /// Brings the neighbourhoods of a backup back, all of them or only one, which may get another short name: every
    /// archive is read to its end before the first of them is there. Into a data folder without neighbourhoods the small
    /// files come as well, where there are none. Who was erased after it was made, as this data folder or a later backup beside
    /// it knows, stays erased.
    pub fn restore_backup(&self, backup: &Backup, only: Option<&Slug>, slug: Option<&Slug>) -> Result<Vec<Restored>, BackupFlaw> {
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
        staged.into_iter().map(|staged| Ok(staged.keep()?)).collect()
    }

    fn stage_from(&self, backup: &Backup, expected: &Contents, slug: Option<&Slug>) -> Result<Staged, BackupFlaw> {
        let file = backup.archive_of(&expected.slug);
        let keys = keys_of(backup, &expected.slug)?;
        let staged = self.stage(open(&file)?, keys, Some(slug.unwrap_or(&expected.slug))).map_err(|flaw| match flaw {
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

/// The keys that were kept beside a backup, without those of whom the backups in the same place know that they were erased.
fn keys_of(backup: &Backup, slug: &Slug) -> Result<Option<KeyCopy>, BackupFlaw> {
    let Some(mut keys) = backup.keys_of(slug)? else { return Ok(None) };
    for folder in backup.path.parent().map(key_folders).into_iter().flatten() {
        for other in KeyCopy::all_in(&folder) {
            keys.replay(&other);
        }
    }
    Ok(Some(keys))
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
