//! Opening one neighbourhood: its journal, its rows, and making the two agree.

use std::collections::BTreeMap;
use std::path::Path;

use crate::capture::parts::in_parts;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::slug::Slug;
use crate::store::error::Error;
use crate::store::journal::{Entry, Journal, Torn};
use crate::store::keys::{Keys, Ring};
use crate::store::notice::Notice;
use crate::store::row::{self, Unopened};
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
    pub(super) keys: &'a Keys,
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
        let ring = self.keys.ring();
        let mut reading = Reading::of(self.folder, &ring);
        match catch_up.finish().and_then(|()| self.rows.read(self.neighbourhood, &mut |key, row| reading.take(key, row))) {
            Ok(applied) if applied == journal.last_seq() => Ok(Some((journal, self.understood(reading)?))),
            // They were made anew meanwhile, as somebody was erased somewhere.
            Ok(_) => Ok(None),
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
        let ring = self.keys.ring();
        let mut reading = Reading::of(self.folder, &ring);
        for (key, row) in gathered {
            reading.take(key, &row);
        }
        Ok((journal, self.understood(reading)?))
    }

    fn understood(&mut self, reading: Reading<'_>) -> Result<Vec<Change>, Error> {
        let (understood, unopened) = reading.finish()?;
        self.notices.extend(locked(self.neighbourhood, unopened));
        Ok(understood)
    }

    /// Opens the journal; `take` gets what the commits after number `in_rows` do to the rows.
    fn journal(&mut self, in_rows: u64, take: &mut dyn FnMut(u64, Vec<Write>)) -> Result<Journal, Error> {
        let (folder, ring) = (self.folder, self.keys.ring());
        let (journal, torn) = Journal::open(folder, self.segment_bytes, in_rows, &mut |entry| {
            if entry.seq > in_rows {
                take(entry.seq, writes_of(folder, entry, &ring)?);
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

/// A journal that was opened behind a line, and what came since.
pub(super) type Since = (Journal, Vec<Change>, Vec<Notice>);

/// Opens the journal in `folder` behind a line, with the changes that came since. The line must stand there.
pub(super) fn since(folder: &Path, slug: &Slug, segment_bytes: u64, mark: Mark, keys: &Keys) -> Result<Since, Error> {
    let (mut changes, mut unopened, ring) = (Vec::new(), Unopened::default(), keys.ring());
    let (journal, torn) = Journal::open_from(folder, segment_bytes, Some(mark), mark.seq, &mut |entry| {
        if entry.seq > mark.seq {
            let not_understood = |what| Error::NotUnderstood { folder: folder.to_owned(), seq: entry.seq, what };
            let understood = row::read(entry.seq, entry.commit, &ring).map_err(not_understood)?;
            changes.extend(understood.kept.changes);
            unopened.locked += understood.unopened.locked;
        }
        Ok(())
    })?;
    if journal.last_seq() < mark.seq {
        return Err(Error::Gap { folder: folder.to_owned(), expected: mark.seq, found: journal.last_seq() });
    }
    let neighbourhood = slug.to_string();
    let torn = torn.map(|Torn { bytes, aside }| Notice::TornTail { neighbourhood, bytes, aside });
    Ok((journal, changes, torn.into_iter().chain(locked(slug.as_str(), unopened)).collect()))
}

/// What there is to tell of rows that could not be opened: of those who were erased nothing.
fn locked(neighbourhood: &str, Unopened { locked: rows, .. }: Unopened) -> Option<Notice> {
    (rows > 0).then(|| Notice::PeopleLocked { neighbourhood: neighbourhood.to_owned(), rows })
}

/// What a commit read from the journal does to the rows.
pub(super) fn writes_of(folder: &Path, entry: Entry<'_>, ring: &Ring) -> Result<Vec<Write>, Error> {
    row::writes_of(entry.commit, ring).map_err(|what| Error::NotUnderstood { folder: folder.to_owned(), seq: entry.seq, what })
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

/// So many bytes of rows are understood at a time, by all cores.
const PIECE_BYTES: usize = 16 << 20;

/// Rows being understood, many at a time and in their order.
struct Reading<'a> {
    folder: &'a Path,
    ring: &'a Ring,
    waiting: Vec<(Id, Vec<u8>)>,
    bytes: usize,
    understood: Vec<Change>,
    unopened: Unopened,
    /// About the first row that is not.
    not_understood: Option<String>,
}

impl<'a> Reading<'a> {
    fn of(folder: &'a Path, ring: &'a Ring) -> Self {
        let (waiting, understood, unopened) = (Vec::new(), Vec::new(), Unopened::default());
        Self { folder, ring, waiting, bytes: 0, understood, unopened, not_understood: None }
    }

    fn take(&mut self, key: Key, row: &[u8]) {
        self.waiting.push((Id::from_bytes(key), row.to_vec()));
        self.bytes += row.len();
        if self.bytes >= PIECE_BYTES {
            self.understand();
        }
    }

    fn understand(&mut self) {
        let (rows, ring) = (std::mem::take(&mut self.waiting), self.ring);
        self.bytes = 0;
        let understand = |rows: &[(Id, Vec<u8>)]| {
            let read = |(id, row): &(Id, Vec<u8>)| row::read_row(row, *id, ring).map_err(|what| format!("{id}: {what}"));
            rows.iter().map(read).collect::<Vec<_>>()
        };
        for opened in in_parts(&rows, understand).into_iter().flatten() {
            match opened {
                Ok(opened) => self.understood.extend(self.unopened.note(opened)),
                Err(what) => drop(self.not_understood.get_or_insert(what)),
            }
        }
    }

    fn finish(mut self) -> Result<(Vec<Change>, Unopened), Error> {
        self.understand();
        match self.not_understood {
            None => Ok((self.understood, self.unopened)),
            Some(what) => Err(Error::RowNotUnderstood { folder: self.folder.to_owned(), what }),
        }
    }
}
