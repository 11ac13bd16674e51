//! What the store put right by itself and still tells.

use std::fmt;
use std::path::PathBuf;

use crate::words::{Language, Words};

/// Something that was found and put right while opening. Worth a line to the person who runs the server; nothing that
/// was acknowledged is lost, except with [`Notice::ChangesLost`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The last write before a stop was not complete. It is cut off and kept in `aside`.
    TornTail { neighbourhood: String, bytes: u64, aside: PathBuf },
    /// The rows could not be used (`why`) and were put in `aside`; they are made again from the journal.
    RowsSetAside { why: String, aside: PathBuf },
    /// The rows cannot be used nor made again (`why`), for instance on a full disk. All is read from the journal, which
    /// takes longer at each start.
    RowsOff { why: String },
    /// The rows know changes up to `rows`, but the journal ends at `journal`: changes that had been kept are gone from
    /// the journal, by a failing disk or because a file was taken away. The rows as they were are in `aside`.
    ChangesLost { neighbourhood: String, journal: u64, rows: u64, aside: Option<PathBuf> },
    /// So many records and ties about persons cannot be opened, as their keys are not in the file of keys, or do not fit. They
    /// are passed over; everything else is there.
    PeopleLocked { neighbourhood: String, rows: u64 },
    /// The data folder was brought from an older format to the present one.
    Migrated { from: u32, to: u32 },
}

impl fmt::Display for Notice {
    /// In English, for the log. People are told with [`Notice::say`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Words::of(Language::English)))
    }
}
