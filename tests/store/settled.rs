//! A start by what was settled, and what it is not believed on.

use std::fs;
use std::path::Path;

use wijkweb::inventory::change::Change;
use wijkweb::inventory::surroundings::Randomness;
use wijkweb::store::{Log, Settling, Store};

use super::{commit, place, slug};

/// What the test makes of pieces, and what came since.
type Found = Option<(Vec<Vec<u8>>, Vec<Change>)>;

fn load(folder: &Path) -> (Store, Found, Log) {
    let (store, _) = Store::open(folder, &Randomness::real()).unwrap();
    match store.load_settled(&slug(), Some).unwrap() {
        Settling::Settled { settled, since, log, .. } => (store, Some((settled, since)), log),
        Settling::Rows(loaded) => (store, None, loaded.log),
    }
}

/// Three commits, settled after the second.
fn settled_after_two(folder: &Path) {
    let (store, _) = Store::open(folder, &Randomness::real()).unwrap();
    store.create(&slug()).unwrap();
    let mut log = store.load(&slug()).unwrap().log;
    log.append(&[commit(vec![place(1, "one")]), commit(vec![place(2, "two")])]).unwrap();
    log.past().keep_settled(log.mark().unwrap(), &[b"all up to two".to_vec()]);
    log.append(&[commit(vec![place(3, "three")])]).unwrap();
}

#[test]
fn only_what_came_since_is_read() {
    let folder = tempfile::tempdir().unwrap();
    settled_after_two(folder.path());
    let (_store, settled, mut log) = load(folder.path());
    assert_eq!(settled, Some((vec![b"all up to two".to_vec()], vec![place(3, "three")])));
    assert_eq!(log.last_seq(), 3);
    log.append(&[commit(vec![place(4, "four")])]).unwrap();
    assert_eq!(log.changes_since(0).unwrap().count(), 4, "the journal goes on where it was");
}

#[test]
fn pieces_that_nobody_understands_cost_a_slow_start_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    settled_after_two(folder.path());
    let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
    let Settling::Rows(loaded) = store.load_settled(&slug(), |_| None::<()>).unwrap() else { panic!("not understood") };
    assert_eq!(loaded.rows.len(), 3);
}

#[test]
fn beside_another_journal_what_was_settled_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    settled_after_two(folder.path());
    let other = tempfile::tempdir().unwrap();
    {
        let (store, _) = Store::open(other.path(), &Randomness::real()).unwrap();
        store.create(&slug()).unwrap();
        let mut log = store.load(&slug()).unwrap().log;
        // As long as the other, line by line.
        log.append(&[commit(vec![place(1, "one")]), commit(vec![place(2, "TWO")])]).unwrap();
        log.append(&[commit(vec![place(3, "three")])]).unwrap();
    }
    let journal = |folder: &Path| folder.join("journal").join(slug().as_str()).join("000000000001.ndjson");
    assert_eq!(fs::metadata(journal(other.path())).unwrap().len(), fs::metadata(journal(folder.path())).unwrap().len());
    fs::copy(journal(other.path()), journal(folder.path())).unwrap();
    fs::remove_dir_all(folder.path().join("sled")).unwrap();
    assert!(load(folder.path()).1.is_none());
}

#[test]
fn a_journal_that_ends_before_what_was_settled_is_told_by_the_rows() {
    let folder = tempfile::tempdir().unwrap();
    settled_after_two(folder.path());
    let path = folder.path().join("journal").join(slug().as_str()).join("000000000001.ndjson");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.split_inclusive('\n').take(1).collect::<String>()).unwrap();
    told_lost(folder.path());
}

#[test]
fn without_rows_the_loss_is_told_as_well() {
    let folder = tempfile::tempdir().unwrap();
    settled_after_two(folder.path());
    fs::remove_dir_all(folder.path().join("sled")).unwrap();
    let path = folder.path().join("journal").join(slug().as_str()).join("000000000001.ndjson");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.split_inclusive('\n').take(1).collect::<String>()).unwrap();
    told_lost(folder.path());
}

fn told_lost(folder: &Path) {
    let (store, _) = Store::open(folder, &Randomness::real()).unwrap();
    let loaded = match store.load_settled(&slug(), Some).unwrap() {
        Settling::Rows(loaded) => Some(loaded),
        Settling::Settled { .. } => None,
    };
    let told: Vec<String> = loaded.expect("it is not believed").notices.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|notice| notice.contains("CHANGES ARE LOST")), "{told:?}");
}

#[test]
fn a_torn_tail_behind_what_was_settled_is_cut_off_and_told() {
    let folder = tempfile::tempdir().unwrap();
    settled_after_two(folder.path());
    let path = folder.path().join("journal").join(slug().as_str()).join("000000000001.ndjson");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 5]).unwrap();
    let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
    let Settling::Settled { since, notices, .. } = store.load_settled(&slug(), Some).unwrap() else { panic!("it is believed") };
    assert_eq!(since, []);
    assert_eq!(notices.len(), 1);
}
