use wijkweb::consent::{Consented, admit};
use wijkweb::inventory::change::Change;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::moment::Moment;
use wijkweb::inventory::provenance::{Actor, Origin, Provenance, Validity};
use wijkweb::inventory::record::Record;
use wijkweb::inventory::slug::Slug;
use wijkweb::inventory::surroundings::Randomness;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::store::{Commit, Log, Store};

use super::stopwatch::{Measured, middle_of};

/// Commits that are written together.
const IN_ONE_GROUP: u32 = 1_000;
/// How often the one record is written.
const VERSIONS: u32 = 10;

/// How long it takes to look back in a journal of so many lines, in which one record was written ten times, spread evenly.
pub(crate) fn measure(lines: u32) -> Vec<Measured> {
    let folder = tempfile::tempdir().unwrap();
    let slug: Slug = "terugblik".parse().unwrap();
    let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
    store.create(&slug).unwrap();
    let mut log = store.load(&slug).unwrap().log;
    write(&mut log, lines);
    // Whoever looks first waits for what makes it quick; what the background made already counts for nothing here.
    drop((log, store));
    remove_indexes(&folder.path().join("journal").join(slug.as_str()));
    let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
    let log = store.load(&slug).unwrap().log;
    let past = log.past();
    let look = |_| assert_eq!(past.of(id(0)).unwrap().len(), usize::try_from(VERSIONS).unwrap());
    vec![
        middle_of("the history of one record, the very first time", 1, look),
        middle_of("the history of one record", 101, look),
        middle_of("one change by its number", 101, |number| {
            let seq = 1 + u64::from(lines) / 101 * u64::try_from(number).unwrap();
            assert!(past.commit(seq).unwrap().is_some());
        }),
    ]
}

fn write(log: &mut Log, lines: u32) {
    for first in (0..lines).step_by(usize::try_from(IN_ONE_GROUP).unwrap()) {
        let group: Vec<Commit> = (first..(first + IN_ONE_GROUP).min(lines)).map(|line| commit(line, lines / VERSIONS)).collect();
        log.append(&group).unwrap();
    }
}

fn remove_indexes(journal: &std::path::Path) {
    for entry in std::fs::read_dir(journal).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "index") {
            std::fs::remove_file(path).unwrap();
        }
    }
}

fn commit(line: u32, apart: u32) -> Commit {
    let number = if line.is_multiple_of(apart) { 0 } else { line };
    let at = Moment::from_second(1_700_000_000 + i64::from(line)).unwrap();
    let record = Record {
        id: id(number),
        kind: Kind::Place,
        version: 1,
        visibility: Visibility::Everyone,
        validity: Validity::default(),
        provenance: Provenance { created: at, updated: at, by: Actor::operator(), origin: Origin::Desk, source: None, delivery: None },
        whereabouts: None,
        values: [("name", Value::Text(format!("plek {line}"))), ("description", Value::Text("x".repeat(150)))].into_iter().collect(),
        likely_same_as: None,
        merged_into: None,
    };
    let changes: Vec<Consented<Change>> = vec![admit(Change::Record(record), None).unwrap()];
    Commit { at, by: Actor::operator(), delivery: None, act: None, changes }
}

fn id(number: u32) -> Id {
    let mut random = [0; 10];
    random[6..].copy_from_slice(&number.to_be_bytes());
    Id::mint(Moment::from_second(1_700_000_000 + i64::from(number)).unwrap(), random)
}
