use std::collections::BTreeMap;
use std::io::{Write, stdout};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;

use wijkweb::inventory::change::Change;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::moment::Moment;
use wijkweb::inventory::provenance::{Actor, Origin, Provenance, Validity};
use wijkweb::inventory::record::Record;
use wijkweb::inventory::slug::Slug;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::values::Values;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::neighbourhood::{Beginning, Neighbourhood, Neighbourhoods, Order, Surroundings};
use wijkweb::words::Language;

/// How many rounds; more of them are asked for with this variable.
const ROUNDS: &str = "WIJKWEB_BACKUP_ROUNDS";
const WRITERS: usize = 4;

pub(super) fn now() -> Moment {
    Moment::from_second(1_700_000_000).unwrap()
}

pub(super) fn open(folder: &Path) -> Neighbourhoods {
    Neighbourhoods::open(folder, Surroundings::fixed(now())).unwrap().0
}

pub(super) fn slug() -> Slug {
    "wijk".parse().unwrap()
}

pub(super) fn begin(neighbourhoods: &Neighbourhoods) -> Arc<Neighbourhood> {
    let beginning = Beginning {
        name: "Wijk".to_owned(),
        description: String::new(),
        data_source: String::new(),
        language: Language::Dutch,
        particulars: Values::default(),
    };
    neighbourhoods.begin(&slug(), &beginning).unwrap()
}

/// The place that a writer makes as its `number`th.
pub(super) fn place(writer: u64, number: u64) -> Record {
    let mut random = [0; 10];
    random[0] = u8::try_from(writer).unwrap();
    random[2..].copy_from_slice(&number.to_be_bytes());
    let provenance =
        Provenance { created: now(), updated: now(), by: Actor::operator(), origin: Origin::Desk, source: None, delivery: None };
    Record {
        // A second earlier than what the neighbourhood mints itself, so that no two ids are alike.
        id: Id::mint(Moment::from_second(1_699_999_999).unwrap(), random),
        kind: Kind::Place,
        version: 1,
        visibility: Visibility::Everyone,
        validity: Validity::default(),
        provenance,
        whereabouts: None,
        values: Values::from_iter([("name", Value::Text(format!("plek {writer} {number}")))]),
        likely_same_as: None,
        merged_into: None,
    }
}

/// Writes places, and every third one anew, until told to stop; pauses while somebody holds the gate. Notes how many were
/// acknowledged.
fn write(neighbourhood: &Neighbourhood, writer: u64, acknowledged: &AtomicU64, stop: &AtomicBool, gate: &RwLock<()>) {
    let mut number = acknowledged.load(Ordering::Acquire);
    while !stop.load(Ordering::Acquire) {
        let _open = gate.read().unwrap_or_else(PoisonError::into_inner);
        number += 1;
        let first = place(writer, number);
        let again = Record { version: 2, ..place(writer, number) };
        for record in [Some(first), Some(again).filter(|_| number.is_multiple_of(3))].into_iter().flatten() {
            let changes = vec![Change::Record(record)];
            neighbourhood.write(Order { changes, by: Actor::operator(), at: now(), delivery: None }).unwrap();
        }
        acknowledged.store(number, Ordering::Release);
    }
}

#[test]
fn every_backup_under_full_load_holds_what_was_acknowledged_before_it_and_is_one_moment() {
    let rounds: u64 = std::env::var_os(ROUNDS).map_or(4, |rounds| rounds.to_str().unwrap().parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let neighbourhoods = open(&folder.path().join("data"));
    let neighbourhood = begin(&neighbourhoods);
    let (stop, acknowledged) = (AtomicBool::new(false), [const { AtomicU64::new(0) }; WRITERS]);
    let (gate, mut commits, mut records) = (RwLock::new(()), 0, 0);
    thread::scope(|scope| {
        for (writer, acknowledged) in (0..).zip(&acknowledged) {
            let (neighbourhood, stop, gate) = (&neighbourhood, &stop, &gate);
            scope.spawn(move || write(neighbourhood, writer, acknowledged, stop, gate));
        }
        let _stop = Stop(&stop);
        for round in 1..=rounds {
            let before: Vec<u64> = acknowledged.iter().map(|count| count.load(Ordering::Acquire)).collect();
            let seq_before = neighbourhood.past().last_seq();
            let backup = neighbourhoods.back_up(&folder.path().join("backups")).unwrap();
            assert_eq!(backup.number, round);
            assert!(backup.neighbourhoods[0].commits >= seq_before);
            // The comparing needs no load, and the fewer records the more rounds.
            let _closed = gate.write().unwrap_or_else(PoisonError::into_inner);
            let there = tempfile::tempdir().unwrap();
            let restored = open(there.path());
            restored.restore_backup(&backup, None, None).unwrap();
            is_one_moment(&restored, &neighbourhood, &before);
            (commits, records) = (backup.neighbourhoods[0].commits, restored.check().unwrap().neighbourhoods[0].rows);
            assert!(restored.check().unwrap().is_well());
        }
    });
    writeln!(stdout(), "{rounds} backups restored and compared; the last had {commits} commits, {records} records").unwrap();
}

/// Stops the writers, also when an assertion fails.
pub(super) struct Stop<'a>(pub(super) &'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// What was restored is the beginning of what the original has, commit by commit, and holds what had been acknowledged; its
/// records are the outcome of these commits.
fn is_one_moment(restored: &Neighbourhoods, original: &Neighbourhood, acknowledged: &[u64]) {
    let restored = restored.find(&slug()).unwrap().unwrap();
    let (mut replay, mut seq) = (BTreeMap::new(), 0);
    let originals = original.past().changes_since(0).unwrap();
    for (ours, theirs) in restored.past().changes_since(0).unwrap().zip(originals) {
        let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
        assert_eq!(ours, theirs);
        seq = ours.seq;
        replay.extend(ours.changes.into_iter().map(|change| (change.id(), change)));
    }
    assert_eq!(seq, restored.past().last_seq());
    let graph = restored.snapshot();
    for (writer, count) in (0..).zip(acknowledged) {
        for number in 1..=*count {
            let version = graph.record(place(writer, number).id).map(|record| record.version);
            assert_eq!(version, Some(if number.is_multiple_of(3) { 2 } else { 1 }), "of writer {writer} number {number}");
        }
    }
    for change in replay.values() {
        let Change::Record(record) = change else { unreachable!("only records were written") };
        let shown = graph.record(record.id).unwrap();
        assert_eq!((shown.version, &shown.values), (record.version, &record.values));
    }
    assert_eq!(graph.size().0, replay.len());
}
