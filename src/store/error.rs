//! What can go wrong with keeping, so that the person who runs the server knows what happened, where and what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::inventory::id::Id;
use crate::words::{Language, Words};

/// Why something was not kept, or why what was kept cannot be read. Nothing is ever changed or dropped to make an error
/// go away: after each of these the data folder is as it was.
#[derive(Debug)]
pub enum Error {
    /// The disk is full (or a quota or file size limit was reached): what was offered is **not kept**. The same call
    /// works again once there is space.
    DiskFull { file: PathBuf },
    /// Writing failed for another reason than space: what was offered is **not kept**.
    NotKept { file: PathBuf, cause: io::Error },
    /// An earlier write failed and its remains could not be taken away, so nothing is added after them: what was offered
    /// is **not kept**, reading goes on. Each next call tries again.
    ReadOnly { file: PathBuf, cause: io::Error },
    /// What was offered cannot be written down so that it can be read again: it is **not kept**.
    Unfit { what: String },
    /// What was offered is about a person who was erased: it is **not kept**.
    Erased { id: Id },
    /// A file or folder that should be readable is not.
    Unreadable { file: PathBuf, cause: io::Error },
    /// What was kept has been damaged since. It is not repaired by guessing.
    Damaged { file: PathBuf, line: u64, flaw: Flaw },
    /// A picture is not what it was when it was kept: its bytes do not fit its name.
    PictureDamaged { file: PathBuf },
    /// A journal file is missing: after change `expected - 1` comes a file that begins with change `found`.
    Gap { folder: PathBuf, expected: u64, found: u64 },
    /// A change is whole, but this Wijkweb does not know what it means: most likely a newer one wrote it.
    NotUnderstood { folder: PathBuf, seq: u64, what: String },
    /// As [`Error::NotUnderstood`], of a current row.
    RowNotUnderstood { folder: PathBuf, what: String },
    /// The data folder was written by a newer Wijkweb.
    TooNew { folder: PathBuf, found: u32, known: u32 },
    /// The data folder is older than anything this Wijkweb can bring up to date.
    TooOld { folder: PathBuf, found: u32, known: u32 },
    /// Another process, with this number if it is known, has this data folder open.
    InUse { folder: PathBuf, process: Option<u32> },
    /// The folder has no `wijkweb.json`, but it has something else, by this name.
    NotOurs { folder: PathBuf, name: String },
    /// `wijkweb.json` no longer makes sense.
    SenselessFormat { file: PathBuf },
    /// There is no neighbourhood of this name in the data folder.
    NoSuchNeighbourhood(String),
    /// A neighbourhood of this name is there already.
    AlreadyThere(String),
    /// The neighbourhood is loaded already, and has one writer only.
    AlreadyLoaded(String),
    /// The system refused something else that was needed, such as a thread.
    System(io::Error),
}

/// What is wrong with a line of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It was changed since it was written: its checksum does not fit.
    Altered,
    /// It is whole, but it is not the change that should stand there.
    Misplaced { expected: u64, found: u64 },
}

impl Error {
    /// Whether making space on the disk is the remedy.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::DiskFull { .. })
    }

    /// Judges a failed write: full, or something else.
    pub(super) fn not_kept(file: &Path, cause: io::Error) -> Self {
        let file = file.to_owned();
        match cause.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::DiskFull { file },
            _ => Self::NotKept { file, cause },
        }
    }

    /// A failed read of `file`.
    pub(super) fn unreadable(file: &Path, cause: io::Error) -> Self {
        Self::Unreadable { file: file.to_owned(), cause }
    }
}

impl fmt::Display for Error {
    /// In English, for the log. People are told with [`Error::say`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Words::of(Language::English)))
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(cause: io::Error) -> Self {
        Self::System(cause)
    }
}
