//! Looking back finds what reading everything finds, whatever became of the files that make it quick.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use wijkweb::consent::admit;
use wijkweb::inventory::change::{Change, Removal};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::moment::Moment;
use wijkweb::inventory::provenance::{Actor, Validity};
use wijkweb::inventory::surroundings::Randomness;
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::values::Values;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::store::{Commit, Error, Kept, Loaded, Past, Sizes, Store};

use super::{SMALL, commit, files, id, place, slug};

/// The folder's one neighbourhood, in very small files.
fn open(folder: &Path) -> (Store, Loaded) {
    let (store, _) = Store::open_with(folder, &Randomness::real(), Sizes { journal_file: 3 << 10, ..SMALL }).unwrap();
    if store.slugs().is_empty() {
        store.create(&slug()).unwrap();
    }
    let loaded = store.load(&slug()).unwrap();
    (store, loaded)
}

fn tie(number: u64, from: u64, to: u64) -> Change {
    let Change::Record(record) = place(number, "") else { unreachable!() };
    Change::Tie(Tie {
        id: id(number),
        kind: TieKind::PartOf,
        from: id(from),
        to: id(to),
        version: 1,
        visibility: Visibility::Everyone,
        validity: Validity::default(),
        provenance: record.provenance,
        values: Values::default(),
    })
}

fn with_tie(changes: Vec<Change>) -> Commit {
    let Change::Record(place) = place(99, "") else { unreachable!() };
    let places = Some((&place, &place));
    Commit { changes: changes.into_iter().map(|change| admit(change, places).unwrap()).collect(), ..commit(Vec::new()) }
}

/// Forty commits over a handful of records and ties, in many small files.
fn written(folder: &Path) -> BTreeSet<Id> {
    let (_store, mut loaded) = open(folder);
    for number in 0..40_u64 {
        let mut changes = vec![place(number % 7, &format!("keer {number}")), place(100 + number, "eenmalig")];
        match number % 5 {
            1 => changes.push(tie(200 + number, number % 7, 100 + number)),
            2 => changes.push(Change::Remove(Removal { id: id(199 + number), version: 1 })),
            _ => {}
        }
        loaded.log.append(&[with_tie(changes)]).unwrap();
    }
    (0..7).chain(100..140).chain(200..240).map(id).collect()
}

/// What looking back finds is what reading everything finds.
fn agrees(past: &Past, ids: &BTreeSet<Id>) {
    let all: Vec<Kept> = past.changes_since(0).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(all.len(), 40);
    for kept in &all {
        assert_eq!(past.commit(kept.seq).unwrap().as_ref(), Some(kept));
    }
    for beyond in [0, 41, u64::MAX] {
        assert_eq!(past.commit(beyond).unwrap(), None);
    }
    let of = |wanted: &dyn Fn(&Change) -> bool| -> Vec<Kept> {
        let only = |kept: &Kept| Kept { changes: kept.changes.iter().filter(|change| wanted(change)).cloned().collect(), ..kept.clone() };
        all.iter().map(only).filter(|kept| !kept.changes.is_empty()).collect()
    };
    for id in ids {
        assert_eq!(past.of(*id).unwrap(), of(&|change| change.id() == *id), "{id}");
        let joins = |change: &Change| matches!(change, Change::Tie(tie) if tie.from == *id || tie.to == *id);
        let ties: BTreeSet<Id> = all.iter().flat_map(|kept| &kept.changes).filter(|change| joins(change)).map(Change::id).collect();
        assert_eq!(past.around(*id).unwrap(), of(&|change| change.id() == *id || ties.contains(&change.id())), "around {id}");
    }
}

fn sidecars(folder: &Path) -> Vec<PathBuf> {
    let mut found = files(&folder.join("journal").join(slug().as_str()));
    found.retain(|path| path.extension().is_some_and(|extension| extension == "index"));
    found
}

#[test]
fn looking_back_finds_all_and_only_what_concerns_it() {
    let folder = tempfile::tempdir().unwrap();
    let ids = written(folder.path());
    for _ in 0..2 {
        let (_store, loaded) = open(folder.path());
        agrees(&loaded.log.past(), &ids);
        assert!(sidecars(folder.path()).len() > 5);
    }
}

#[test]
fn looking_back_goes_on_while_there_is_writing() {
    let folder = tempfile::tempdir().unwrap();
    let (_store, mut loaded) = open(folder.path());
    let past = loaded.log.past();
    for number in 1..60_u64 {
        loaded.log.append(&[commit(vec![place(number % 3, &number.to_string())]), commit(vec![place(9, &number.to_string())])]).unwrap();
        assert_eq!(past.of(id(9)).unwrap().len(), usize::try_from(number).unwrap());
        assert_eq!(past.commit(2 * number).unwrap().unwrap().changes[0].id(), id(9));
    }
}

#[test]
fn what_makes_it_quick_may_be_lost_altered_cut_or_swapped() {
    let folder = tempfile::tempdir().unwrap();
    let ids = written(folder.path());
    let agrees_now = |what: &str| {
        let (_store, loaded) = open(folder.path());
        agrees(&loaded.log.past(), &ids);
        assert!(!what.is_empty());
    };
    agrees_now("all of it made");
    let all = sidecars(folder.path());
    let good = fs::read(&all[2]).unwrap();
    for at in (0..good.len()).step_by(11) {
        let mut altered = good.clone();
        altered[at] ^= 0x41;
        fs::write(&all[2], &altered).unwrap();
        agrees_now(&format!("byte {at} altered"));
        assert_eq!(fs::read(&all[2]).unwrap(), good, "byte {at}");
    }
    for length in [0, 7, 63, 64, good.len() - 1] {
        fs::write(&all[2], &good[..length]).unwrap();
        agrees_now(&format!("cut at {length}"));
    }
    fs::copy(&all[3], &all[2]).unwrap();
    agrees_now("that of another file");
    for path in &all {
        fs::remove_file(path).unwrap();
    }
    agrees_now("none left");
    // Damaged while it is in use.
    let (_store, loaded) = open(folder.path());
    let past = loaded.log.past();
    agrees(&past, &ids);
    for path in &all {
        fs::write(path, b"nothing").unwrap();
    }
    agrees(&past, &ids);
    for path in &all {
        fs::remove_file(path).unwrap();
    }
    agrees(&past, &ids);
}

#[test]
fn a_damaged_line_is_named_and_never_told() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path());
    let (_store, loaded) = open(folder.path());
    let past = loaded.log.past();
    assert_eq!(past.of(id(100)).unwrap().len(), 1);
    let first = super::journal_files(folder.path()).remove(0);
    let mut bytes = fs::read(&first).unwrap();
    let at = bytes.windows(8).position(|window| window == b"eenmalig").unwrap();
    bytes[at] = b'E';
    fs::write(&first, bytes).unwrap();
    let Err(Error::Damaged { file, line, .. }) = past.of(id(100)) else { panic!("not noticed") };
    assert_eq!((file, line), (first, 1));
}

#[test]
fn a_large_commit_is_told_the_same_for_each_record_and_read_once_for_a_task() {
    let folder = tempfile::tempdir().unwrap();
    let (_store, mut loaded) = open(folder.path());
    let places = |text: &str| -> Vec<Change> { (1..=90).map(|number| place(number, text)).collect() };
    let ties = (2..=90).map(|number| tie(200 + number, number, 1)).collect();
    let gone = vec![Change::Remove(Removal { id: id(290), version: 1 }), Change::Remove(Removal { id: id(90), version: 1 })];
    for changes in [places("eerst"), [places("toen"), ties].concat(), gone, vec![place(2, "nu")]] {
        loaded.log.append(&[with_tie(changes)]).unwrap();
    }
    let (past, plain) = (loaded.log.past(), loaded.log.past().without_memory());
    for number in (1..=91).chain(202..=291).map(id) {
        assert_eq!(past.of(number).unwrap(), plain.of(number).unwrap(), "{number}");
        assert_eq!(past.around(number).unwrap(), plain.around(number).unwrap(), "around {number}");
    }
    assert_eq!(
        (1..=5).map(|seq| past.commit(seq).unwrap()).collect::<Vec<_>>(),
        (1..=5).map(|seq| plain.commit(seq).unwrap()).collect::<Vec<_>>()
    );
    assert_eq!((past.of(id(90)).unwrap().len(), past.around(id(1)).unwrap()[1].changes.len()), (3, 90));
    // What was read once is not read again by this task, and by the next it is.
    for file in super::journal_files(folder.path()) {
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replace("toen", "TOEN")).unwrap();
    }
    assert_eq!(past.of(id(5)).unwrap().len(), 2);
    assert!(matches!(past.remembering().of(id(5)), Err(Error::Damaged { .. })));
    assert!(matches!(plain.of(id(5)), Err(Error::Damaged { .. })));
}

#[test]
fn a_clock_that_jumps_never_brings_a_later_change_before_an_earlier_one() {
    let folder = tempfile::tempdir().unwrap();
    let (_store, mut loaded) = open(folder.path());
    let at = |day: i64| Moment::from_second(1_700_000_000 + day * 86_400).unwrap();
    // Once the clock was set back, and once far ahead.
    for day in [1, 2, -500, 3, 900, 4, 5] {
        loaded.log.append(&[Commit { at: at(day), by: Actor::operator(), ..commit(vec![place(1, &day.to_string())]) }]).unwrap();
    }
    let past = loaded.log.past();
    let before = |day: i64| past.last_before(at(day), at(10)).unwrap();
    assert_eq!([0, 1, 2, 3, 4, 5, 9].map(before), [0, 1, 3, 5, 6, 7, 7]);
    assert_eq!(before(-1000), 0);
    // Once that day has come, the change that was ahead counts as made then, and what is after it as well.
    assert_eq!(past.last_before(at(899), at(1000)).unwrap(), 4);
    assert_eq!(past.last_before(at(901), at(1000)).unwrap(), 7);
}
