//! Opening one neighbourhood: its journal, its rows, and making the two agree.

use std::collections::BTreeMap;
use std::path::Path;

use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::slug::Slug;
use crate::store::error::Error;
use crate::store::journal::{Entry, Journal, Torn};
use crate::store::notice::Notice;
use crate::store::row;
use crate::store::rows::{CatchUp, Key, Rows, Trouble, Write};
use crate::store::settled::Mark;

/// A neighbourhood being opened.
pub(super) struct Opening<'a> {
    /// The folder of its journal.
    pub(super) folder: &'a Path,
    pub(super) neighbourhood: &'a str,
    /// A journal file of this size gets no more commits.
    pub(super) segment_bytes: u64,
    pub(super) rows: &'a Rows,
    /// What was put right so far.
    pub(super) notices: Vec<Notice>,
}

/// How often rows are made again before it is done without them.
const ATTEMPTS: usize = 3;

type Opened = (Journal, Vec<Change>);

impl Opening<'_> {
    /// Opens the journal, catches the rows up with it and reads them. Rows that are not there, or not what the journal
    /// says, are made anew from it.
    pub(super) fn open(&mut self) -> Result<Opened, Error> {
        for _ in 0..ATTEMPTS {
            match self.rows.applied(self.neighbourhood) {
                Ok(0) | Err(Trouble::Off) => break,
                Ok(_) => {
                    if let Some(opened) = self.by_rows()? {
                        return Ok(opened);
                    }
                }
                Err(trouble) => self.mend(&trouble),
            }
        }
        self.by_journal()
    }

    /// Nothing if the rows had to be set aside.
    fn by_rows(&mut self) -> Result<Option<Opened>, Error> {
        let mut catch_up = match CatchUp::begin(self.rows, self.neighbourhood) {
            Ok(catch_up) => catch_up,
            Err(trouble) => {
                self.mend(&trouble);
                return Ok(None);
            }
        };
        let in_rows = catch_up.taken();
        let journal = self.journal(in_rows, &mut |seq, writes| catch_up.take(seq, writes))?;
        if in_rows > journal.last_seq() {
            self.set_aside_rows_ahead(journal.last_seq(), in_rows);
            return Ok(None);
        }
        let mut reading = Reading::of(self.folder);
        match catch_up.finish().and_then(|()| self.rows.read(self.neighbourhood, &mut |key, row| reading.take(key, row))) {
            Ok(_) => Ok(Some((journal, reading.finish()?))),
            Err(trouble) => {
                self.mend(&trouble);
                Ok(None)
            }
        }
    }

    fn by_journal(&mut self) -> Result<Opened, Error> {
        let mut gathered: BTreeMap<Key, Vec<u8>> = BTreeMap::new();
        let journal = self.journal(0, &mut |_, writes| gather(&mut gathered, writes))?;
        if journal.last_seq() > 0
            && let Err(trouble) = self.rows.fill(self.neighbourhood, journal.last_seq(), &gathered)
        {
            self.mend(&trouble);
        }
        let mut reading = Reading::of(self.folder);
        for (key, row) in gathered {
            reading.take(key, &row);
        }
        Ok((journal, reading.finish()?))
    }

    /// Opens the journal; `take` gets what the commits after number `in_rows` do to the rows.
    fn journal(&mut self, in_rows: u64, take: &mut dyn FnMut(u64, Vec<Write>)) -> Result<Journal, Error> {
        let folder = self.folder;
        let (journal, torn) = Journal::open(folder, self.segment_bytes, in_rows, &mut |entry| {
            if entry.seq > in_rows {
                take(entry.seq, writes_of(folder, entry)?);
            }
            Ok(())
        })?;
        let neighbourhood = self.neighbourhood.to_owned();
        self.notices.extend(torn.map(|Torn { bytes, aside }| Notice::TornTail { neighbourhood, bytes, aside }));
        Ok(journal)
    }

    fn mend(&mut self, trouble: &Trouble) {
        self.notices.extend(self.rows.mend(trouble, "damaged"));
    }

    fn set_aside_rows_ahead(&mut self, journal: u64, rows: u64) {
        let trouble = self.rows.reject(format!("the rows know change {rows}, the journal ends at {journal}"));
        let done = self.rows.mend(&trouble, "ahead");
        let aside = done.into_iter().find_map(|notice| match notice {
            Notice::RowsSetAside { aside, .. } => Some(aside),
            _ => None,
        });
        self.notices.push(Notice::ChangesLost { neighbourhood: self.neighbourhood.to_owned(), journal, rows, aside });
    }
}

/// Opens the journal in `folder` behind a line, with the changes that came since. The line must stand there.
pub(super) fn since(folder: &Path, slug: &Slug, segment_bytes: u64, mark: Mark) -> Result<(Journal, Vec<Change>, Vec<Notice>), Error> {
    let mut changes = Vec::new();
    let (journal, torn) = Journal::open_from(folder, segment_bytes, Some(mark), mark.seq, &mut |entry| {
        if entry.seq > mark.seq {
            let not_understood = |what| Error::NotUnderstood { folder: folder.to_owned(), seq: entry.seq, what };
            changes.extend(row::read(entry.seq, entry.commit).map_err(not_understood)?.changes);
        }
        Ok(())
    })?;
    if journal.last_seq() < mark.seq {
        return Err(Error::Gap { folder: folder.to_owned(), expected: mark.seq, found: journal.last_seq() });
    }
    let neighbourhood = slug.to_string();
    let notices = torn.map(|Torn { bytes, aside }| Notice::TornTail { neighbourhood, bytes, aside }).into_iter().collect();
    Ok((journal, changes, notices))
}

/// What a commit read from the journal does to the rows.
pub(super) fn writes_of(folder: &Path, entry: Entry<'_>) -> Result<Vec<Write>, Error> {
    row::writes_of(entry.commit).map_err(|what| Error::NotUnderstood { folder: folder.to_owned(), seq: entry.seq, what })
}

/// Does to the rows what a commit does.
pub(super) fn gather(rows: &mut BTreeMap<Key, Vec<u8>>, writes: Vec<Write>) {
    for write in writes {
        match write.row {
            Some(row) => rows.insert(write.key, row),
            None => rows.remove(&write.key),
        };
    }
}

/// Rows being understood, one after the other.
struct Reading<'a> {
    folder: &'a Path,
    understood: Vec<Change>,
    /// About the first row that is not.
    not_understood: Option<String>,
}

impl<'a> Reading<'a> {
    fn of(folder: &'a Path) -> Self {
        Self { folder, understood: Vec::new(), not_understood: None }
    }

    fn take(&mut self, key: Key, row: &[u8]) {
        match row::read_row(row) {
            Ok(change) => self.understood.push(change),
            Err(what) => {
                self.not_understood.get_or_insert(format!("{}: {what}", Id::from_bytes(key)));
            }
        }
    }

    fn finish(self) -> Result<Vec<Change>, Error> {
        match self.not_understood {
            None => Ok(self.understood),
            Some(what) => Err(Error::RowNotUnderstood { folder: self.folder.to_owned(), what }),
        }
    }
}
