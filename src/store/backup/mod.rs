//! Backups: one folder each, with an archive of every neighbourhood and the small files of the data folder.
//!
//! It promises that a folder named as a backup was read back to its end and found whole, that a backup that fails leaves
//! nothing of itself and all earlier ones, and that the newest is never taken away. It does not know when backups are made.
//!
//! A backup is a folder `wijkweb-000042-2026-11-22` (its number, and the day it was made) with `backup.json`, `SLUG.ndjson`
//! for every neighbourhood (see [`super::archive`]) and `files/NAME`. `backup.json` is one line that ends as a line of an
//! archive does, and names every file with its SHA-256:
//!
//! ```text
//! {"wijkweb":"backup","format":1,"of":"…","number":42,"made":"…","neighbourhoods":[…],"left_out":[…],"files":[…],"crc":"…"}
//! ```
//!
//! What is told of people is sealed in the archives. Their keys stand beside the backup, in a folder of its name with `.keys`
//! behind it, a file for each neighbourhood (see [`super::keys`]): so they can be kept elsewhere, and go after thirty days while
//! the backup stays.
//!
//! Backups are counted by number and not by date: a clock that jumps neither hides the newest nor ages the others. `of` is
//! the mark of the data folder: several may have their backups in one place, and each takes away its own only.

mod flaw;
mod key_copies;
mod make;
mod manifest;
mod read;
mod restore;
mod retention;
mod say;

pub use self::flaw::BackupFlaw;
pub use self::key_copies::DAYS_OF_KEYS;
pub use self::read::Backup;
pub use self::retention::Retention;

/// The format that is written.
const FORMAT: u32 = 1;

const MANIFEST: &str = "backup.json";
const FILES: &str = "files";

#[cfg(test)]
mod tests;
