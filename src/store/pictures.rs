use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::inventory::picture::PictureName;
use crate::inventory::slug::Slug;
use crate::store::error::Error;
use crate::store::{Store, keep, locked};

/// The pictures of one neighbourhood: files that are named after their bytes, and so are written once and never changed.
///
/// A picture is kept *before* the record that shows it is written. What is broken off in between leaves a picture that
/// nothing shows, never a record without its picture.
#[derive(Debug, Clone)]
pub struct Pictures {
    folder: PathBuf,
}

impl Store {
    /// The pictures of a neighbourhood. It need not be loaded.
    pub fn pictures(&self, slug: &Slug) -> Result<Pictures, Error> {
        if !locked(&self.0.slugs).contains(slug) {
            return Err(Error::NoSuchNeighbourhood(slug.to_string()));
        }
        Ok(Pictures::in_folder(self.0.folder.pictures().join(slug.as_str())))
    }
}

impl Pictures {
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// All that are kept, in the order of their names, with their sizes in bytes. What else stands in the folder is not
    /// ours.
    pub fn names(&self) -> Result<Vec<(PictureName, u64)>, Error> {
        let unreadable = |cause| Error::unreadable(&self.folder, cause);
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(unreadable)?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(unreadable)?;
            let Some(name) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            match entry.metadata() {
                Ok(metadata) => names.push((name, metadata.len())),
                // Erased while we looked.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(cause) => return Err(unreadable(cause)),
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// The bytes of a picture, if it is there. Bytes that do not fit their name are an error, not a picture.
    pub fn read(&self, name: &PictureName) -> Result<Option<Vec<u8>>, Error> {
        let file = self.file(name);
        match fs::read(&file) {
            Ok(bytes) if PictureName::of(&bytes) == *name => Ok(Some(bytes)),
            Ok(_) => Err(Error::PictureDamaged { file }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::unreadable(&file, cause)),
        }
    }

    /// Whether there is a picture of this name; it is not read.
    pub fn has(&self, name: &PictureName) -> bool {
        self.file(name).exists()
    }

    /// Keeps a picture; it is there after a power cut when this returns its name. One that is there already stays, and
    /// one that was damaged is whole again.
    pub fn keep(&self, bytes: &[u8]) -> Result<PictureName, Error> {
        let name = PictureName::of(bytes);
        if matches!(self.read(&name), Ok(Some(_))) {
            return Ok(name);
        }
        let file = self.file(&name);
        let kept = keep::make_folder(&self.folder).and_then(|()| keep::replace_file(&file, bytes));
        kept.map_err(|cause| Error::not_kept(&file, cause)).map(|()| name)
    }

    /// Keeps a picture that comes with its name, as from an archive. Bytes that do not fit it are refused.
    pub fn keep_as(&self, name: &PictureName, bytes: &[u8]) -> Result<(), Error> {
        if PictureName::of(bytes) != *name {
            return Err(Error::PictureDamaged { file: self.file(name) });
        }
        self.keep(bytes).map(drop)
    }

    /// Erases a picture for good; it stays away after a power cut when this returns. Tells whether it was there.
    pub fn erase(&self, name: &PictureName) -> Result<bool, Error> {
        let file = self.file(name);
        let gone = match fs::remove_file(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            gone => gone.and_then(|()| keep::sync_parent(&file)),
        };
        gone.map_err(|cause| Error::not_kept(&file, cause)).map(|()| true)
    }

    fn file(&self, name: &PictureName) -> PathBuf {
        self.folder.join(name.as_str())
    }
}

/// Takes away what was being written when the power went: nothing names it, and it may show a face.
pub(super) fn clear_left_overs(folder: &Path) -> io::Result<()> {
    let is_left_over = |name: &str| name.strip_suffix(".new").is_some_and(|name| name.parse::<PictureName>().is_ok());
    if !folder.exists() {
        return Ok(());
    }
    for neighbourhood in fs::read_dir(folder)? {
        let neighbourhood = neighbourhood?.path();
        if !neighbourhood.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&neighbourhood)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(is_left_over) {
                fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::surroundings::Randomness;

    fn pictures() -> (tempfile::TempDir, Store, Pictures) {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
        let slug: Slug = "wijk".parse().unwrap();
        store.create(&slug).unwrap();
        let pictures = store.pictures(&slug).unwrap();
        (folder, store, pictures)
    }

    #[test]
    fn a_picture_is_kept_under_its_name_and_once() {
        let (_folder, _store, pictures) = pictures();
        assert_eq!(pictures.names().unwrap(), []);
        let name = pictures.keep(b"a shed").unwrap();
        assert_eq!(pictures.keep(b"a shed").unwrap(), name);
        let other = pictures.keep(b"a garden").unwrap();
        assert_eq!(pictures.read(&name).unwrap().unwrap(), b"a shed");
        let mut expected = vec![(name, 6), (other, 8)];
        expected.sort_unstable();
        assert_eq!(pictures.names().unwrap(), expected);
    }

    #[test]
    fn a_picture_that_was_changed_is_not_shown_and_keeping_it_again_mends_it() {
        let (_folder, _store, pictures) = pictures();
        let name = pictures.keep(b"a shed").unwrap();
        fs::write(pictures.file(&name), b"a shod").unwrap();
        assert!(matches!(pictures.read(&name), Err(Error::PictureDamaged { .. })));
        assert_eq!(pictures.keep(b"a shed").unwrap(), name);
        assert_eq!(pictures.read(&name).unwrap().unwrap(), b"a shed");
    }

    #[test]
    fn bytes_that_do_not_fit_their_name_are_refused() {
        let (_folder, _store, pictures) = pictures();
        let name = PictureName::of(b"a shed");
        assert!(matches!(pictures.keep_as(&name, b"something else"), Err(Error::PictureDamaged { .. })));
        assert_eq!(pictures.names().unwrap(), []);
        pictures.keep_as(&name, b"a shed").unwrap();
        assert_eq!(pictures.read(&name).unwrap().unwrap(), b"a shed");
    }

    #[test]
    fn what_is_erased_is_gone_from_the_disk() {
        let (_folder, _store, pictures) = pictures();
        let name = pictures.keep(b"a face").unwrap();
        assert!(pictures.erase(&name).unwrap());
        assert_eq!(pictures.read(&name).unwrap(), None);
        assert!(!pictures.erase(&name).unwrap());
        assert_eq!(fs::read_dir(&pictures.folder).unwrap().count(), 0);
    }

    #[test]
    fn what_was_half_written_when_the_power_went_is_taken_away_at_the_next_start() {
        let (folder, store, pictures) = pictures();
        let name = pictures.keep(b"a shed").unwrap();
        let half = pictures.folder.join(format!("{}.new", PictureName::of(b"a face")));
        fs::write(&half, b"a fa").unwrap();
        fs::write(pictures.folder.join("a note of the operator"), b"").unwrap();
        assert_eq!(pictures.names().unwrap(), [(name.clone(), 6)]);
        drop(store);
        let _again = Store::open(folder.path(), &Randomness::real()).unwrap();
        assert!(!half.exists());
        assert!(pictures.folder.join("a note of the operator").exists());
        assert_eq!(pictures.names().unwrap(), [(name, 6)]);
    }

    #[test]
    fn neighbourhoods_do_not_share_their_pictures() {
        let (_folder, store, pictures) = pictures();
        let name = pictures.keep(b"a shed").unwrap();
        let elsewhere: Slug = "elders".parse().unwrap();
        assert!(matches!(store.pictures(&elsewhere), Err(Error::NoSuchNeighbourhood(_))));
        store.create(&elsewhere).unwrap();
        assert_eq!(store.pictures(&elsewhere).unwrap().read(&name).unwrap(), None);
    }
}
