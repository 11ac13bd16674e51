//! Taking what was told of those who were erased out of the files as well.
//!
//! With their keys they are gone already; what is left is noise, and ids that would tell that somebody was there. The rows are
//! made anew, and each file of the journal that has something of them is exchanged for one without it: commits keep their
//! numbers, though nothing may be left in them. It can be broken off anywhere and is then done again: files are exchanged from
//! the last to the first, so that a tie is known as theirs for as long as there is anything else about it.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::inventory::id::Id;
use crate::inventory::slug::Slug;
use crate::store::error::{Error, Flaw};
use crate::store::index::Index;
use crate::store::journal::{Line, Lines, Read, Segment, add_line};
use crate::store::keys::Keys;
use crate::store::row::{self, Touched};
use crate::store::settled::{self, Mark};
use crate::store::{Shared, keep, locked};

/// What stands behind the name of a file of the journal that is being made.
const UNFINISHED: &str = "ndjson.cleaning";

/// Cleans the files of one neighbourhood.
#[derive(Debug)]
pub(super) struct Cleaner {
    pub(super) shared: Arc<Shared>,
    pub(super) slug: Slug,
    pub(super) keys: Arc<Keys>,
    pub(super) index: Arc<Index>,
    /// The files up to the commit with this number are cleaned; behind it another file of the journal begins.
    pub(super) upto: AtomicU64,
    /// Where the last line of the journal stands now, after the file it is in was exchanged.
    pub(super) moved: Mutex<Option<Mark>>,
}

impl Cleaner {
    /// Cleans all files. Tells whether it came to an end; `is_stopped` may end it early.
    pub(super) fn clean(&self, is_stopped: &mut dyn FnMut() -> bool) -> Result<bool, Error> {
        while !self.keys.is_clean() {
            // In this order: whoever is erased next has moved the end before.
            let (generation, upto) = (self.keys.generation(), self.upto.load(Ordering::Acquire));
            let settled = self.shared.settled_of(&self.slug);
            settled::remove(&settled).map_err(|cause| Error::not_kept(&settled, cause))?;
            self.shared.rows.make_anew()?;
            let folder = self.shared.journal_of(&self.slug);
            remove_left_overs(&folder).map_err(|cause| Error::not_kept(&folder, cause))?;
            let mut pass = Pass { theirs: Theirs::of(&self.keys), is_stopped };
            let Some(affected) = pass.look(&folder, upto)? else { return Ok(false) };
            for segment in affected.iter().rev() {
                let Some((fresh, last)) = pass.rewrite(segment)? else { return Ok(false) };
                let exchange = || fs::rename(&fresh, &segment.path).and_then(|()| keep::sync_folder(&folder));
                let exchanged = self.index.exchange(segment, || {
                    exchange()?;
                    if let Some(mark) = last.filter(|mark| mark.seq == upto) {
                        *locked(&self.moved) = Some(mark);
                    }
                    Ok(())
                });
                exchanged.map_err(|cause| Error::not_kept(&segment.path, cause))?;
            }
            self.keys.note_clean(generation)?;
        }
        Ok(true)
    }
}

/// Everything that was about those who were erased, as far as the journal was read from its beginning.
pub(super) struct Theirs<'a> {
    keys: &'a Keys,
    /// Of whom it was asked whether they were erased, and the answer.
    erased: HashMap<Id, bool>,
    known: HashSet<Id>,
}

impl<'a> Theirs<'a> {
    pub(super) fn of(keys: &'a Keys) -> Self {
        Self { keys, erased: HashMap::new(), known: HashSet::new() }
    }

    /// Looks at the next commit, and tells whether there is something of theirs in it. The error says what is not understood.
    pub(super) fn look(&mut self, commit: &[u8]) -> Result<bool, String> {
        let mut is_any = false;
        for touched in row::touched(commit)? {
            is_any |= self.is_theirs(&touched);
        }
        Ok(is_any)
    }

    /// A commit that was looked at without what is theirs; nothing if that is nothing.
    pub(super) fn without(&self, commit: &[u8]) -> Result<Option<Vec<u8>>, String> {
        row::without(commit, &self.known)
    }

    fn is_theirs(&mut self, touched: &Touched) -> bool {
        let is_erased = touched.persons.iter().any(|id| self.is_erased(*id)) || (touched.is_removal && self.is_erased(touched.id));
        if is_erased {
            self.known.insert(touched.id);
        }
        is_erased || self.known.contains(&touched.id)
    }

    fn is_erased(&mut self, id: Id) -> bool {
        *self.erased.entry(id).or_insert_with(|| self.keys.is_erased(id))
    }
}

/// One time through the journal.
struct Pass<'a> {
    theirs: Theirs<'a>,
    is_stopped: &'a mut dyn FnMut() -> bool,
}

impl Pass<'_> {
    /// Finds all that is theirs, and the files that it is in; nothing if it was stopped.
    fn look(&mut self, folder: &Path, upto: u64) -> Result<Option<Vec<Segment>>, Error> {
        let mut affected = Vec::new();
        for segment in Segment::list(folder)?.into_iter().filter(|segment| segment.first <= upto) {
            let mut is_affected = false;
            let mut lines = Lines::after(&segment, 0, 0)?;
            while let Some(line) = next(&segment, &mut lines)? {
                is_affected |= self.theirs.look(line.commit).map_err(|what| not_understood(&segment, line.seq, what))?;
                if (self.is_stopped)() {
                    return Ok(None);
                }
            }
            affected.extend(is_affected.then_some(segment));
        }
        Ok(Some(affected))
    }

    /// Writes a file of the journal without what is theirs. Tells where it is and its last line; nothing if it was stopped.
    fn rewrite(&mut self, segment: &Segment) -> Result<Option<(PathBuf, Option<Mark>)>, Error> {
        let path = segment.path.with_extension(UNFINISHED);
        let mut lines = Lines::after(segment, 0, 0)?;
        let written = keep::write_new(&path, |out| -> Result<_, Error> {
            let (mut last, mut end, mut bytes) = (None, 0, Vec::new());
            while let Some(line) = next(segment, &mut lines)? {
                let left = self.theirs.without(line.commit).map_err(|what| not_understood(segment, line.seq, what))?;
                bytes.clear();
                add_line(Line { commit: left.as_deref().unwrap_or(line.commit), ..line }, &mut bytes);
                out.write_all(&bytes).map_err(|cause| Error::not_kept(&path, cause))?;
                last = Some(Mark::of(segment.first, end, line.seq, crc32fast::hash(&bytes)));
                end += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                if (self.is_stopped)() {
                    return Ok(None);
                }
            }
            Ok(Some(last))
        });
        let last = written.inspect_err(|_| drop(fs::remove_file(&path)))?;
        Ok(last.map(|last| (path, last)))
    }
}

/// The next line; the error names one that is damaged.
fn next<'a>(segment: &Segment, lines: &'a mut Lines) -> Result<Option<Line<'a>>, Error> {
    let number = lines.number + 1;
    match lines.next()? {
        None => Ok(None),
        Some(Read::Whole(line)) => Ok(Some(line)),
        Some(Read::Bad) => Err(Error::Damaged { file: segment.path.clone(), line: number, flaw: Flaw::Altered }),
    }
}

fn not_understood(segment: &Segment, seq: u64, what: String) -> Error {
    Error::NotUnderstood { folder: segment.path.parent().unwrap_or(&segment.path).to_owned(), seq, what }
}

/// Takes away what a cleaning left that was broken off, and what was cut off of the journal at some time: nobody can tell whom
/// that is about.
fn remove_left_overs(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(UNFINISHED) || name.contains(".ndjson.torn-") {
            fs::remove_file(path)?;
        }
    }
    keep::sync_folder(folder)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::consent::{Channel, Consent, Scope, add_entry, admit};
    use crate::inventory::change::{Change, Removal};
    use crate::inventory::kind::Kind;
    use crate::inventory::moment::Moment;
    use crate::inventory::provenance::{Actor, Origin, Provenance, Validity};
    use crate::inventory::record::Record;
    use crate::inventory::surroundings::Randomness;
    use crate::inventory::tie::Tie;
    use crate::inventory::tie_kind::TieKind;
    use crate::inventory::visibility::Visibility;
    use crate::store::{Commit, Sizes, Store};

    fn id(number: u8) -> Id {
        Id::mint(Moment::EPOCH, [number; 10])
    }

    fn person(number: u8) -> Record {
        let at = Moment::EPOCH;
        let provenance = Provenance { created: at, updated: at, by: Actor::operator(), origin: Origin::Desk, source: None, delivery: None };
        let mut person = Record {
            id: id(number),
            kind: Kind::Person,
            version: 1,
            visibility: Visibility::Own,
            validity: Validity::default(),
            provenance,
            whereabouts: None,
            values: std::iter::empty().collect(),
            likely_same_as: None,
            merged_into: None,
        };
        let consent = Consent {
            yes: BTreeSet::from([Scope::Store, Scope::Relations]),
            no: BTreeSet::new(),
            text_version: "1".to_owned(),
            language: "nl".to_owned(),
            channel: Channel::Spoken,
            by_guardian: false,
            given: at,
            witness: Actor::operator(),
        };
        add_entry(&mut person, &consent);
        person
    }

    /// That number 1 knows the one with this number, under an id of its own.
    fn knows(number: u8) -> Change {
        Change::Tie(Tie {
            id: id(100 + number),
            kind: *TieKind::ALL.iter().find(|kind| kind.code() == "knows").unwrap(),
            from: id(1),
            to: id(number),
            version: 1,
            visibility: Visibility::Own,
            validity: Validity::default(),
            provenance: person(1).provenance,
            values: std::iter::empty().collect(),
        })
    }

    fn commit(change: Change, ends: Option<(&Record, &Record)>) -> Commit {
        let (at, changes) = (Moment::EPOCH, vec![admit(change, ends).unwrap()]);
        Commit { at, by: Actor::operator(), delivery: None, act: None, changes }
    }

    /// Files of the journal with these bytes in them.
    fn naming(folder: &Path, id: Id) -> usize {
        let text = id.to_string();
        let files = fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
        files.filter(|file| file.contains(&text)).count()
    }

    #[test]
    fn broken_off_after_any_step_it_goes_on_and_leaves_nothing_of_theirs_and_all_of_others() {
        let folder = tempfile::tempdir().unwrap();
        let slug: Slug = "wijk".parse().unwrap();
        // A file for each commit.
        let sizes = Sizes { journal_file: 1, ..Sizes::default() };
        let (store, _) = Store::open_with(folder.path(), &Randomness::real(), sizes).unwrap();
        store.create(&slug).unwrap();
        let mut log = store.load(&slug).unwrap().log;
        for number in 1..=4 {
            log.append(&[commit(Change::Record(person(number)), None)]).unwrap();
        }
        for number in 2..=4 {
            log.append(&[commit(knows(number), Some((&person(1), &person(number))))]).unwrap();
        }
        // Of these removals nobody can tell whom they are about but by the ties themselves, which came before.
        for number in 2..=4 {
            log.append(&[commit(Change::Remove(Removal { id: id(100 + number), version: 1 }), None)]).unwrap();
        }
        let last = log.last_seq();
        drop(log);
        let (journal, keys) = (folder.path().join("journal/wijk"), store.0.keys_of(&slug).unwrap());
        keys.destroy(&[id(1)], Moment::EPOCH).unwrap();
        let (shared, index) = (Arc::clone(&store.0), Arc::new(Index::of(&journal)));
        let cleaner = Cleaner { shared, slug, keys, index, upto: AtomicU64::new(last), moved: Mutex::default() };
        let mut attempts = 0;
        for steps in 0.. {
            let mut left = steps;
            let mut is_stopped = || {
                left -= 1;
                left < 0
            };
            attempts += 1;
            if cleaner.clean(&mut is_stopped).unwrap() {
                break;
            }
        }
        assert!(attempts > 10, "{attempts}");
        for gone in [1, 102, 103, 104] {
            assert_eq!(naming(&journal, id(gone)), 0, "{gone}");
        }
        assert_eq!([2, 3, 4].map(|left| naming(&journal, id(left))), [1, 1, 1]);
        assert_eq!(locked(&cleaner.moved).map(|mark| mark.seq), Some(last));
        assert!(cleaner.keys.is_clean());
    }
}
