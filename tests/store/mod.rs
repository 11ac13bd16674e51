//! What the store promises, tried from outside: random use against a plain map, every damage, a full disk, and kills.

mod copies;
mod damage;
mod erasing;
mod full_disk;
mod kill;
mod model;
mod past;
mod people;
mod power_cut;
mod promises;
mod settled;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use wijkweb::consent::{Consented, admit};
use wijkweb::inventory::change::{Change, Removal};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::moment::Moment;
use wijkweb::inventory::provenance::{Actor, Origin, Provenance, Validity};
use wijkweb::inventory::record::Record;
use wijkweb::inventory::slug::Slug;
use wijkweb::inventory::surroundings::Randomness;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::values::Values;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::store::{Commit, Loaded, Notice, Sizes, Store};

/// Small, so that a short test goes through many files.
const SMALL: Sizes = Sizes { journal_file: 16 << 10, unwritten_rows: 8 << 10 };

fn slug() -> Slug {
    "kanaalwijk".parse().unwrap()
}

fn moment() -> Moment {
    Moment::from_second(1_700_000_000).unwrap()
}

fn id(number: u64) -> Id {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    Id::mint(moment(), random)
}

/// The place with this number, of which `text` is told.
fn place(number: u64, text: &str) -> Change {
    Change::Record(place_record(number, text))
}

fn place_record(number: u64, text: &str) -> Record {
    Record {
        id: id(number),
        kind: Kind::Place,
        version: 1,
        visibility: Visibility::Everyone,
        validity: Validity::default(),
        provenance: Provenance {
            created: moment(),
            updated: moment(),
            by: Actor::operator(),
            origin: Origin::Desk,
            source: None,
            delivery: None,
        },
        whereabouts: None,
        values: Values::from_iter([("name", Value::Text(text.to_owned()))]),
        likely_same_as: None,
        merged_into: None,
    }
}

fn removal(number: u64) -> Change {
    Change::Remove(Removal { id: id(number), version: 1 })
}

fn commit(changes: Vec<Change>) -> Commit {
    let admitted = |change| -> Consented<Change> { admit(change, None).unwrap() };
    Commit { at: moment(), by: Actor::operator(), delivery: None, act: None, changes: changes.into_iter().map(admitted).collect() }
}

/// What is told of a place; of all else nothing.
fn text(change: &Change) -> &str {
    if let Change::Record(record) = change { record.name() } else { "" }
}

fn by_id(rows: Vec<Change>) -> BTreeMap<Id, Change> {
    rows.into_iter().map(|change| (change.id(), change)).collect()
}

/// Opens the folder and its one neighbourhood, which is made if it is not there; tells all that was put right.
fn open(folder: &Path) -> (Store, Loaded, Vec<Notice>) {
    let (store, mut notices) = Store::open_with(folder, &Randomness::real(), SMALL).unwrap();
    if store.slugs().is_empty() {
        store.create(&slug()).unwrap();
    }
    let mut loaded = store.load(&slug()).unwrap();
    notices.append(&mut loaded.notices);
    (store, loaded, notices)
}

/// A data folder with twenty commits, among them removals, closed in order.
fn twenty_commits() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (_store, mut loaded, _) = open(folder.path());
    for number in 1..=20 {
        let gone = if number % 5 == 0 { vec![removal(number - 1)] } else { Vec::new() };
        let changes = [vec![place(number, &format!("plek {number}"))], gone].concat();
        loaded.log.append(&[commit(changes)]).unwrap();
    }
    folder
}

fn journal_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = files(&folder.join("journal").join(slug().as_str()));
    files.retain(|path| path.extension().is_some_and(|extension| extension == "ndjson"));
    files
}

/// All files under a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What a crash at this moment would leave.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    // What is done in the background may just have taken it away.
    let entries = fs::read_dir(from).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else if let Err(error) = fs::copy(&path, &target) {
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{}", path.display());
        }
    }
}
