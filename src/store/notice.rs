//! What the store put right by itself and still tells.

use std::fmt;
use std::path::PathBuf;

/// Something that was found and put right while opening. Worth a line to the person who runs the server; nothing that
/// was acknowledged is lost, except where the text says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The last write before a stop was not complete. It was never acknowledged; it is cut off and kept in `aside`.
    TornTail { neighbourhood: String, bytes: u64, aside: PathBuf },
    /// The rows could not be used (`why`) and were put in `aside`; they are made again from the journal.
    RowsSetAside { why: String, aside: PathBuf },
    /// The rows cannot be used nor made again (`why`), for instance on a full disk. All is read from the journal, which
    /// takes longer at each start.
    RowsOff { why: String },
    /// The rows know changes up to `rows`, but the journal ends at `journal`: changes that had been kept are gone from
    /// the journal, by a failing disk or because a file was taken away. The rows as they were are in `aside`.
    ChangesLost { neighbourhood: String, journal: u64, rows: u64, aside: Option<PathBuf> },
    /// The data folder was brought from an older format to the present one.
    Migrated { from: u32, to: u32 },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TornTail { neighbourhood, bytes, aside } => write!(
                f,
                "the last write to the journal of “{neighbourhood}” was not complete; its {bytes} bytes are cut off and kept in {}",
                aside.display()
            ),
            Self::RowsSetAside { why, aside } => write!(
                f,
                "the folder of current rows could not be used ({why}); it is kept in {} and made again from the journal. \
                 Nothing is lost",
                aside.display()
            ),
            Self::RowsOff { why } => write!(
                f,
                "the folder of current rows cannot be used nor made again ({why}); everything is read from the journal, \
                 which makes starting slower. Nothing is lost"
            ),
            Self::ChangesLost { neighbourhood, journal, rows, aside } => {
                write!(
                    f,
                    "CHANGES ARE LOST: the journal of “{neighbourhood}” ends at change {journal}, but change {rows} had \
                     been kept. Put the journal files back from a backup if you have them"
                )?;
                aside.as_ref().map_or(Ok(()), |aside| write!(f, "; the rows as they were are in {}", aside.display()))
            }
            Self::Migrated { from, to } => {
                write!(f, "the data folder was brought from format {from} to format {to}")
            }
        }
    }
}
