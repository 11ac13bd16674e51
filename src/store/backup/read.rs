//! Finding backups, and reading one to its end.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::flaw::BackupFlaw;
use super::manifest::{Manifest, Neighbourhood, SmallFile};
use super::{FILES, FORMAT, MANIFEST};
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;
use crate::store::archive::{Contents, verify};

/// A backup, as its `backup.json` tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its folder.
    pub path: PathBuf,
    /// Counts up from 1 in each data folder.
    pub number: u64,
    /// When it was begun, by the clock of that moment.
    pub made: Moment,
    /// The neighbourhoods in it, by short name.
    pub neighbourhoods: Vec<Contents>,
    /// Neighbourhoods that could not be read when it was made, and are not in it.
    pub left_out: Vec<String>,
    /// The mark of the data folder.
    pub(super) of: String,
    pub(super) files: Vec<SmallFile>,
}

impl Backup {
    /// What is told of the backup at `path`. Its archives are not read yet.
    pub fn at(path: &Path) -> Result<Self, BackupFlaw> {
        let file = path.join(MANIFEST);
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound && path.join("wijkweb.json").exists() => {
                return Err(BackupFlaw::DataFolder { path: path.to_owned() });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && path.is_dir() => {
                return Err(BackupFlaw::NotABackup { path: path.to_owned() });
            }
            Err(cause) => return Err(BackupFlaw::unreadable(path, cause)),
        };
        let altered = || BackupFlaw::Altered { file: file.clone() };
        match Manifest::format(&bytes) {
            Some(found) if found > FORMAT => return Err(BackupFlaw::Newer { path: path.to_owned(), found, known: FORMAT }),
            Some(FORMAT) => {}
            _ => return Err(altered()),
        }
        let manifest = Manifest::from_bytes(&bytes).ok_or_else(altered)?;
        let neighbourhoods = manifest.neighbourhoods.iter().map(Neighbourhood::contents).collect::<Option<_>>();
        Ok(Self {
            path: path.to_owned(),
            number: manifest.number,
            made: manifest.made.parse().map_err(|_| altered())?,
            neighbourhoods: neighbourhoods.ok_or_else(altered)?,
            left_out: manifest.left_out,
            of: manifest.of,
            files: manifest.files,
        })
    }

    /// The backups in a folder, the newest last. What else stands there, or is not whole, is passed over.
    pub fn all_in(folder: &Path) -> Result<Vec<Self>, BackupFlaw> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(|cause| BackupFlaw::unreadable(folder, cause))?,
        };
        let mut backups = Vec::new();
        for entry in entries {
            let path = entry.map_err(|cause| BackupFlaw::unreadable(folder, cause))?.path();
            if path.file_name().and_then(|name| name.to_str()).is_some_and(is_name) {
                backups.extend(Self::at(&path).ok());
            }
        }
        backups.sort_by_key(|backup| backup.number);
        Ok(backups)
    }

    /// Reads everything in it and holds it against what `backup.json` tells.
    pub fn verify(&self) -> Result<(), BackupFlaw> {
        for expected in &self.neighbourhoods {
            let file = self.archive_of(&expected.slug);
            let found = verify(open(&file)?).map_err(|flaw| BackupFlaw::Archive { file: file.clone(), flaw })?;
            if found != *expected {
                return Err(BackupFlaw::Exchanged { file });
            }
        }
        self.files.iter().try_for_each(|file| self.small_file(file).map(drop))
    }

    /// Whether it was made of the data folder with this mark.
    pub fn is_of(&self, mark: &str) -> bool {
        self.of == mark
    }

    /// How many bytes its archives have.
    pub fn bytes(&self) -> u64 {
        self.neighbourhoods.iter().map(|contents| contents.bytes).sum()
    }

    pub(super) fn archive_of(&self, slug: &Slug) -> PathBuf {
        self.path.join(archive_name(slug))
    }

    /// The bytes of one of its small files.
    pub(super) fn small_file(&self, file: &SmallFile) -> Result<Vec<u8>, BackupFlaw> {
        let path = self.path.join(FILES).join(&file.name);
        let bytes = fs::read(&path).map_err(|cause| BackupFlaw::unreadable(&path, cause))?;
        if checksum(&bytes) == file.sha256 { Ok(bytes) } else { Err(BackupFlaw::Exchanged { file: path }) }
    }
}

pub(super) fn open(file: &Path) -> Result<File, BackupFlaw> {
    File::open(file).map_err(|cause| BackupFlaw::unreadable(file, cause))
}

pub(super) fn archive_name(slug: &Slug) -> String {
    format!("{slug}.ndjson")
}

pub(super) fn checksum(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// `wijkweb-000042-2026-11-22`
pub(super) fn name(number: u64, made: Moment) -> String {
    format!("wijkweb-{number:06}-{}", made.day())
}

fn is_name(name: &str) -> bool {
    name.starts_with("wijkweb-") && !name.contains('.')
}
