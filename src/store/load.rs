//! Opening one neighbourhood: its journal, its rows, and making the two agree.

use std::collections::BTreeMap;
use std::path::Path;

use crate::store::error::Error;
use crate::store::journal::{Entry, Journal, Torn};
use crate::store::notice::Notice;
use crate::store::row;
use crate::store::rows::{CatchUp, Content, Rows, Write};

/// What opening a neighbourhood gives.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) journal: Journal,
    /// The current rows, as bytes.
    pub(super) rows: Content,
    pub(super) notices: Vec<Notice>,
}

/// How often rows are made again before it is done without them.
const ATTEMPTS: usize = 3;

/// Opens the journal in `folder`, catches the rows up with it and reads them. Rows that are not what the journal says are
/// set aside and made again; if that does not help, they are gathered from the journal for this once.
pub(super) fn open(folder: &Path, neighbourhood: &str, segment_bytes: u64, rows: &Rows) -> Result<Opened, Error> {
    let mut notices = Vec::new();
    for _ in 0..ATTEMPTS {
        if let Some((journal, rows)) = attempt(folder, neighbourhood, segment_bytes, rows, &mut notices)? {
            return Ok(Opened { journal, rows, notices });
        }
    }
    let mut gathered = BTreeMap::new();
    let (journal, torn) = Journal::open(folder, segment_bytes, 0, &mut |entry| {
        for Write { key, row } in writes_of(folder, entry)? {
            match row {
                Some(row) => gathered.insert(key, row),
                None => gathered.remove(&key),
            };
        }
        Ok(())
    })?;
    notices.extend(torn.map(|torn| torn_tail(neighbourhood, torn)));
    Ok(Opened { journal, rows: gathered.into_iter().collect(), notices })
}

/// The open journal and the rows; nothing if the rows had to be set aside, and it is to be tried again.
fn attempt(
    folder: &Path,
    neighbourhood: &str,
    segment_bytes: u64,
    rows: &Rows,
    notices: &mut Vec<Notice>,
) -> Result<Option<(Journal, Content)>, Error> {
    let mut catch_up = match CatchUp::begin(rows, neighbourhood) {
        Ok(catch_up) => catch_up,
        Err(trouble) => {
            notices.extend(rows.mend(&trouble, "damaged"));
            return Ok(None);
        }
    };
    let in_rows = catch_up.taken();
    let (journal, torn) = Journal::open(folder, segment_bytes, in_rows, &mut |entry| {
        if entry.seq > in_rows {
            catch_up.take(entry.seq, writes_of(folder, entry)?);
        }
        Ok(())
    })?;
    notices.extend(torn.map(|torn| torn_tail(neighbourhood, torn)));
    if in_rows > journal.last_seq() {
        notices.push(set_aside_rows_ahead(neighbourhood, rows, journal.last_seq(), in_rows));
        return Ok(None);
    }
    match catch_up.finish().and_then(|()| rows.read(neighbourhood)) {
        Ok((_, read)) => Ok(Some((journal, read))),
        Err(trouble) => {
            notices.extend(rows.mend(&trouble, "damaged"));
            Ok(None)
        }
    }
}

fn set_aside_rows_ahead(neighbourhood: &str, rows: &Rows, journal: u64, in_rows: u64) -> Notice {
    let trouble = rows.reject(format!("the rows know change {in_rows}, the journal ends at {journal}"));
    let done = rows.mend(&trouble, "ahead");
    let aside = done.into_iter().find_map(|notice| match notice {
        Notice::RowsSetAside { aside, .. } => Some(aside),
        _ => None,
    });
    Notice::ChangesLost { neighbourhood: neighbourhood.to_owned(), journal, rows: in_rows, aside }
}

fn torn_tail(neighbourhood: &str, Torn { bytes, aside }: Torn) -> Notice {
    Notice::TornTail { neighbourhood: neighbourhood.to_owned(), bytes, aside }
}

/// What a commit read from the journal does to the rows.
pub(super) fn writes_of(folder: &Path, entry: Entry<'_>) -> Result<Vec<Write>, Error> {
    row::writes_of(entry.commit).map_err(|what| Error::NotUnderstood { folder: folder.to_owned(), seq: entry.seq, what })
}
