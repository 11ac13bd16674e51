//! What can go wrong with keeping, said so that the person who runs the server knows what happened, where and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why something was not kept, or why what was kept cannot be read. Nothing is ever changed or dropped to make an error
/// go away: after each of these the data folder is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk is full (or a quota or file size limit was reached): what was offered is **not kept**. The same call
    /// works again once there is space.
    #[error("not kept: there is no space left to write {}. Make space; after that saving works again by itself", file.display())]
    DiskFull { file: PathBuf },

    /// Writing failed for another reason than space: what was offered is **not kept**.
    #[error("not kept: {} cannot be written ({cause}). Look at the disk and at the rights on the data folder; after that saving works again by itself", file.display())]
    NotKept { file: PathBuf, cause: io::Error },

    /// An earlier write failed and its remains could not be taken away, so nothing is added after them: what was offered
    /// is **not kept**, reading goes on. Each next call tries again.
    #[error("not kept: {} is read-only for now, because the remains of a failed write cannot be removed from it ({cause}). Look at the disk; what was kept before is safe", file.display())]
    ReadOnly { file: PathBuf, cause: io::Error },

    /// A file or folder that should be readable is not.
    #[error("{} cannot be read ({cause}). Look at the disk and at the rights on the data folder", file.display())]
    Unreadable { file: PathBuf, cause: io::Error },

    /// What was kept has been damaged since. It is not repaired by guessing.
    #[error("{}, line {line}, is damaged: {what}. Nothing was changed. Put this file back from a backup; `wijkweb check` reads everything and names each such place", file.display())]
    Damaged { file: PathBuf, line: u64, what: String },

    /// A journal file is missing between others.
    #[error("the journal in {} has a gap: change {expected} should come next, but {found}. Nothing was changed. Put the missing file back from a backup", folder.display())]
    Gap { folder: PathBuf, expected: u64, found: String },

    /// Something is whole, but this Wijkweb does not know what it means: most likely a newer one wrote it.
    #[error("change {seq} of the journal in {} is not understood: {what}. Use the newer wijkweb that wrote it; nothing was changed", folder.display())]
    NotUnderstood { folder: PathBuf, seq: u64, what: String },

    /// A current row is whole, but this Wijkweb does not know what it means: most likely a newer one wrote it.
    #[error("a row of {} is not understood: {what}. Use the newer wijkweb that wrote it; nothing was changed", folder.display())]
    RowNotUnderstood { folder: PathBuf, what: String },

    /// What was offered cannot be written down so that it can be read again: it is **not kept**.
    #[error("not kept: {what}")]
    Unfit { what: String },

    /// The data folder was written by a newer Wijkweb.
    #[error("the data folder {} has format {found}; this wijkweb knows formats up to {known}. Use the newer wijkweb that wrote it; nothing was changed", folder.display())]
    TooNew { folder: PathBuf, found: u32, known: u32 },

    /// The data folder is older than anything this Wijkweb can bring up to date.
    #[error("the data folder {} has format {found}, which this wijkweb (format {known}) cannot bring up to date. Open it once with an older wijkweb; nothing was changed", folder.display())]
    TooOld { folder: PathBuf, found: u32, known: u32 },

    /// Another process has this data folder open.
    #[error("the data folder {} is in use by another wijkweb{}. Stop that one first, or give another folder", folder.display(), .process.as_ref().map(|number| format!(" (process {number})")).unwrap_or_default())]
    InUse { folder: PathBuf, process: Option<u32> },

    /// The folder holds something else, or `wijkweb.json` in it is lost or no longer makes sense.
    #[error("{} is not a data folder of wijkweb: {what}", folder.display())]
    NotOurs { folder: PathBuf, what: String },

    /// The system refused something else that was needed, such as a thread.
    #[error("the system refused what is needed to go on: {0}")]
    System(#[from] io::Error),

    /// There is no neighbourhood of this name in the data folder.
    #[error("there is no neighbourhood “{0}” in this data folder")]
    NoSuchNeighbourhood(String),

    /// A neighbourhood of this name is there already.
    #[error("there is a neighbourhood “{0}” in this data folder already")]
    AlreadyThere(String),

    /// The neighbourhood is loaded already, and has one writer only.
    #[error("the neighbourhood “{0}” is already open for writing")]
    AlreadyLoaded(String),
}

impl Error {
    /// Judges a failed write: full, or something else.
    pub(crate) fn not_kept(file: &Path, cause: io::Error) -> Self {
        let file = file.to_owned();
        match cause.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::DiskFull { file },
            _ => Self::NotKept { file, cause },
        }
    }

    /// A failed read of `file`.
    pub(crate) fn unreadable(file: &Path, cause: io::Error) -> Self {
        Self::Unreadable { file: file.to_owned(), cause }
    }

    /// Whether making space on the disk is the remedy.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::DiskFull { .. })
    }
}
