//! Reading everything that is kept, and telling how it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::picture::PictureName;
use crate::inventory::slug::Slug;
use crate::store::error::Error;
use crate::store::journal;
use crate::store::keys::{Keys, Ring};
use crate::store::load;
use crate::store::pictures::Pictures;
use crate::store::row::{self, Unopened};
use crate::store::rows::{Key, Rows, Trouble};
use crate::words::{Language, Words};

/// How everything in a data folder is.
#[derive(Debug)]
pub struct Report {
    /// By name.
    pub neighbourhoods: Vec<Health>,
}

/// How one neighbourhood is.
#[derive(Debug)]
pub struct Health {
    /// Which.
    pub slug: Slug,
    /// How many commits were read.
    pub commits: u64,
    /// How many records and ties there are now, as far as the journal could be read.
    pub rows: u64,
    /// What is wrong; empty if all is well.
    pub problems: Vec<Problem>,
}

/// Something that is not as it should be.
#[derive(Debug)]
pub enum Problem {
    /// The journal is damaged or cannot be read; it is not loaded until that is put right.
    Journal(Error),
    /// The last write was broken off; it is cut off at the next loading. Harmless, also seen while writing is going on.
    TornTail { bytes: u64 },
    /// The rows cannot be used; they are made again at the next loading. Harmless.
    Rows { why: String },
    /// So many rows are not what the journal says. They are made again when the folder `sled` is taken away.
    RowsDiffer { rows: u64 },
    /// A row is whole but not understood.
    RowNotUnderstood { what: String },
    /// The file of keys is damaged or cannot be read; without it nothing is loaded.
    Keys(Error),
    /// So many records and ties about persons cannot be opened: their keys are not there, or do not fit.
    PeopleLocked { rows: u64 },
    /// Somebody was erased, and what they left is still being cleaned out of the files. It cannot be read any more. Harmless.
    Unclean,
    /// Pictures that cannot be read, or are not what they were when they were kept.
    Pictures(Error),
    /// A photo shows a picture that is not there.
    PictureMissing { name: PictureName },
    /// So many pictures are there that no photo shows or ever showed, with so many bytes: left behind by forms that were
    /// not finished. Harmless; also seen while a form is on its way.
    PicturesUnused { pictures: u64, bytes: u64 },
}

impl Report {
    /// All is well.
    pub fn is_well(&self) -> bool {
        self.neighbourhoods.iter().all(|health| health.problems.iter().all(Problem::is_harmless))
    }
}

impl Problem {
    /// It goes away by itself, and nothing that was acknowledged is lost.
    pub fn is_harmless(&self) -> bool {
        matches!(self, Self::TornTail { .. } | Self::Rows { .. } | Self::PicturesUnused { .. } | Self::Unclean)
    }
}

impl fmt::Display for Problem {
    /// In English, for the log. People are told with [`Problem::say`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Words::of(Language::English)))
    }
}

/// Checks the neighbourhood with its journal in `folder`. Without its keys, what is about persons is not looked into.
pub(super) fn check(folder: &Path, slug: Slug, rows: &Rows, pictures: &Pictures, keys: Result<Arc<Keys>, Error>) -> Health {
    let (keys, mut problems) = match keys {
        Ok(keys) => {
            let unclean = (!keys.is_clean()).then_some(Problem::Unclean);
            (Some(keys), unclean.into_iter().collect())
        }
        Err(error) => (None, vec![Problem::Keys(error)]),
    };
    let ring = keys.as_ref().map_or_else(Ring::empty, |keys| keys.ring().clone());
    // The rows first: what is written meanwhile is then in the journal at least.
    let mut read = Vec::new();
    let applied = rows.read(slug.as_str(), &mut |key, row| read.push((key, row.to_vec())));
    let compared_at = *applied.as_ref().unwrap_or(&0);
    // And the pictures before the journal: what is kept meanwhile is not looked for in it.
    let kept = pictures.names();
    let mut ever_shown = BTreeSet::new();
    let (mut commits, mut now, mut then) = (0, Replay::new(), None);
    let surveyed = journal::survey(folder, &mut |entry| {
        if commits == compared_at {
            then = Some(now.clone()).filter(|_| compared_at > 0);
        }
        let writes = load::writes_of(folder, entry, &ring)?;
        ever_shown.extend(writes.iter().filter_map(|write| write.row.as_deref()).flat_map(shown_by));
        load::gather(&mut now, writes);
        commits = entry.seq;
        Ok(())
    });
    problems.extend(surveyed.errors.into_iter().map(Problem::Journal));
    problems.extend(Some(surveyed.torn_bytes).filter(|bytes| *bytes > 0).map(|bytes| Problem::TornTail { bytes }));
    let mut unopened = Unopened::default();
    for (key, row) in &now {
        match row::read_row(row, Id::from_bytes(*key), &ring) {
            Ok(opened) => drop(unopened.note(opened)),
            Err(what) => problems.push(Problem::RowNotUnderstood { what }),
        }
    }
    let locked = Some(unopened.locked).filter(|rows| *rows > 0 && keys.is_some());
    problems.extend(locked.map(|rows| Problem::PeopleLocked { rows }));
    let rows = count(now.len());
    let shown: BTreeSet<_> = now.values().flat_map(|row| shown_by(row)).collect();
    let are_comparable = problems.iter().all(|problem| problem.is_harmless() || matches!(problem, Problem::PeopleLocked { .. }));
    let compared = are_comparable.then(|| match applied {
        Ok(applied) if applied > commits => {
            Some(Problem::Rows { why: format!("they know change {applied}, the journal ends at {commits}") })
        }
        Ok(applied) => {
            let expected = if applied == 0 { Replay::new() } else { then.unwrap_or(now) };
            Some(difference(expected, read)).filter(|rows| *rows > 0).map(|rows| Problem::RowsDiffer { rows })
        }
        Err(Trouble::Off) => Some(Problem::Rows { why: "they are switched off".to_owned() }),
        Err(Trouble::Broken { why, .. }) => Some(Problem::Rows { why }),
    });
    problems.extend(compared.flatten());
    problems.extend(match kept {
        Ok(kept) => of_pictures(pictures, &kept, &shown, &ever_shown),
        Err(error) => vec![Problem::Pictures(error)],
    });
    Health { slug, commits, rows, problems }
}

/// The pictures that a row shows, if it is one of a photo.
fn shown_by(row: &[u8]) -> Vec<PictureName> {
    // Of a million rows a few are photos: the others need not be understood for this.
    let may_be_one = row.windows(PHOTO.len()).any(|window| window == PHOTO);
    let read = may_be_one.then(|| row::read_open_row(row));
    let Some(Ok(Change::Record(photo))) = read else { return Vec::new() };
    photo.values.codes("sizes").iter().filter_map(|name| name.parse().ok()).collect()
}

const PHOTO: &[u8] = b"\"photo\"";

/// What is wrong with the pictures: each is read.
fn of_pictures(
    pictures: &Pictures,
    kept: &[(PictureName, u64)],
    shown: &BTreeSet<PictureName>,
    ever_shown: &BTreeSet<PictureName>,
) -> Vec<Problem> {
    let mut problems: Vec<_> = kept.iter().filter_map(|(name, _)| pictures.read(name).err()).map(Problem::Pictures).collect();
    let is_kept = |name: &&PictureName| kept.binary_search_by(|(other, _)| other.cmp(name)).is_ok();
    let missing = shown.iter().filter(|name| !is_kept(name) && !matches!(pictures.read(name), Ok(Some(_))));
    problems.extend(missing.map(|name| Problem::PictureMissing { name: name.clone() }));
    let unused: Vec<_> = kept.iter().filter(|(name, _)| !ever_shown.contains(name)).collect();
    if !unused.is_empty() {
        problems.push(Problem::PicturesUnused { pictures: count(unused.len()), bytes: unused.iter().map(|(_, bytes)| bytes).sum() });
    }
    problems
}

type Replay = BTreeMap<Key, Vec<u8>>;

/// How many rows are in one and not in the other, or different.
fn difference(mut expected: Replay, read: Vec<(Key, Vec<u8>)>) -> u64 {
    let differing = read.into_iter().filter(|(key, row)| expected.remove(key).as_ref() != Some(row)).count();
    count(differing + expected.len())
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}
