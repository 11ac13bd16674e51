//! People in what is taken along and brought back: sealed, with their keys apart, and never those who were erased.

use wijkweb::inventory::slug::Slug;
use wijkweb::store::{Backup, Error, KeyCopy, Mended, NotMended, Problem, Restored};

use super::people::{CANARY, agreed, files_naming, files_with, life, person};
use super::*;

fn day(number: i64) -> Moment {
    Moment::from_second(1_700_000_000 + number * 86_400).unwrap()
}

/// A store with ten people in it.
fn ten_people(folder: &Path) -> (Store, Loaded) {
    let (store, mut loaded, _) = open(folder);
    loaded.log.append(&[commit(vec![place(500, "plein")])]).unwrap();
    loaded.log.append(&(1..=10).map(|number| agreed(life(number))).collect::<Vec<_>>()).unwrap();
    (store, loaded)
}

fn fresh(folder: &Path) -> Store {
    Store::open_with(folder, &Randomness::real(), SMALL).unwrap().0
}

fn back_up(store: &Store, folder: &Path, on: i64) -> Backup {
    store.back_up(folder, day(on), "mark", &[]).unwrap()
}

fn archive(store: &Store) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.archive(&slug(), &mut bytes).unwrap();
    bytes
}

/// The numbers of the people who are there.
fn people(store: &Store, slug: &Slug) -> Vec<u64> {
    let rows = by_id(store.load(slug).unwrap().rows);
    (1..=30).filter(|number| rows.contains_key(&id(*number))).collect()
}

#[test]
fn an_archive_with_its_keys_goes_out_in_and_out_again_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mut loaded) = ten_people(&folder.path().join("data"));
    loaded.log.erase(&[id(4)], day(1)).unwrap();
    assert!(loaded.log.wait_until_clean());
    let secrets = loaded.log.secrets();
    let (bytes, keys) = (archive(&store), store.archive_keys(&slug()).unwrap().unwrap());
    assert!(!bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()));
    keys.write(&folder.path().join("out.keys")).unwrap();
    let along = KeyCopy::read(&folder.path().join("out.keys")).unwrap();
    let other = fresh(&folder.path().join("other"));
    let Restored { locked, contents, .. } = other.stage(&bytes[..], along, None).unwrap().keep().unwrap();
    assert_eq!((locked, contents.commits), (0, 11));
    assert_eq!(people(&other, &slug()), [1, 2, 3, 5, 6, 7, 8, 9, 10]);
    assert_eq!(archive(&other), bytes);
    other.archive_keys(&slug()).unwrap().unwrap().write(&folder.path().join("again.keys")).unwrap();
    assert_eq!(fs::read(folder.path().join("again.keys")).unwrap(), fs::read(folder.path().join("out.keys")).unwrap());
    let mut log = other.load(&slug()).unwrap().log;
    assert_eq!(log.secrets(), secrets, "their names and homes stay what they were");
    let again = agreed(vec![admit(Change::Record(person(4, "again")), None).unwrap()]);
    assert!(matches!(log.append(&[again]), Err(Error::Erased { .. })), "and the erased are known");
}

#[test]
fn without_the_keys_all_but_the_people_comes_back_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (store, loaded) = ten_people(&folder.path().join("data"));
    let other = fresh(&folder.path().join("other"));
    let restored = other.stage(&archive(&store)[..], None, None).unwrap().keep().unwrap();
    assert_eq!(restored.locked, 30);
    let Loaded { rows, notices, .. } = other.load(&slug()).unwrap();
    assert_eq!(rows, [place(500, "plein")]);
    assert!(matches!(notices[..], [Notice::PeopleLocked { rows: 30, .. }]), "{notices:?}");
    // Another neighbourhood's keys are of no use.
    let stranger = tempfile::tempdir().unwrap();
    let (elsewhere, _) = ten_people(stranger.path());
    let third = fresh(&folder.path().join("third"));
    let keys = elsewhere.archive_keys(&slug()).unwrap();
    assert_eq!(third.stage(&archive(&store)[..], keys, None).unwrap().keep().unwrap().locked, 30);
    drop(loaded);
    let half = &fs::read(folder.path().join("data/keys/kanaalwijk")).unwrap()[..200];
    fs::write(folder.path().join("half.keys"), half).unwrap();
    assert!(matches!(KeyCopy::read(&folder.path().join("half.keys")), Err(Error::Damaged { .. })));
    assert_eq!(KeyCopy::read(&folder.path().join("none.keys")).unwrap(), None);
}

#[test]
fn the_keys_of_a_backup_stand_beside_it_for_thirty_days_and_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mut loaded) = ten_people(&folder.path().join("data"));
    let backups = folder.path().join("backups");
    let (first, second) = (back_up(&store, &backups, 0), back_up(&store, &backups, 20));
    loaded.log.erase(&[id(4)], day(21)).unwrap();
    assert_eq!(files_with(&backups, CANARY.as_bytes()), Vec::<PathBuf>::new());
    let keys = |backup: &Backup| PathBuf::from(format!("{}.keys", backup.path.display()));
    assert_eq!(fs::read_dir(keys(&first)).unwrap().count(), 1);
    assert_eq!(Backup::expire_keys(&backups, day(30)).unwrap(), 0);
    let third = back_up(&store, &backups, 31);
    assert!(!keys(&first).exists() && first.path.exists(), "making a backup takes them away as well");
    assert!(keys(&second).exists() && keys(&third).exists());
    assert_eq!(Backup::expire_keys(&backups, day(51)).unwrap(), 1);
    // A raw search finds who was erased in no backup that anybody can open any more.
    assert_eq!(files_naming(&keys(&third), id(4)), Vec::<PathBuf>::new());
    let other = fresh(&folder.path().join("other"));
    assert_eq!(other.restore_backup(&second, None, None).unwrap()[0].locked, 30);
    assert_eq!(Backup::all_in(&backups).unwrap().len(), 3, "keys are not taken for backups");
}

#[test]
fn an_older_backup_brings_nobody_back_who_was_erased_since() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mut loaded) = ten_people(&folder.path().join("data"));
    let backups = folder.path().join("backups");
    let older = back_up(&store, &backups, 0);
    loaded.log.erase(&[id(4)], day(1)).unwrap();
    // Here: beside the neighbourhood in which they were erased.
    let aside: Slug = "kanaalwijk-oud".parse().unwrap();
    assert_eq!(store.restore_backup(&older, None, Some(&aside)).unwrap()[0].locked, 0);
    assert_eq!(people(&store, &aside), [1, 2, 3, 5, 6, 7, 8, 9, 10]);
    // Elsewhere: a later backup in the same place knows it.
    back_up(&store, &backups, 2);
    let other = fresh(&folder.path().join("other"));
    other.restore_backup(&older, None, None).unwrap();
    assert_eq!(people(&other, &slug()), [1, 2, 3, 5, 6, 7, 8, 9, 10]);
    let mut log = other.load(&slug()).unwrap().log;
    assert!(log.wait_until_clean());
    drop((log, other));
    assert_eq!(files_naming(&folder.path().join("other"), id(4)), Vec::<PathBuf>::new());
    // Where only the journal was lost, the keys that are still there have the last word.
    drop((loaded, store));
    fs::remove_dir_all(folder.path().join("data/journal/kanaalwijk")).unwrap();
    fs::remove_dir_all(folder.path().join("backups").join(format!("{}.keys", older.path.file_name().unwrap().to_str().unwrap()))).unwrap();
    let store = fresh(&folder.path().join("data"));
    assert_eq!(store.restore_backup(&older, None, None).unwrap()[0].locked, 0);
    assert_eq!(people(&store, &slug()), [1, 2, 3, 5, 6, 7, 8, 9, 10]);
}

#[test]
fn keys_that_were_lost_or_damaged_come_from_a_backup_and_who_was_erased_since_stays_erased() {
    for is_damaged in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let (store, mut loaded) = ten_people(&data);
        let backup = back_up(&store, &folder.path().join("backups"), 0);
        loaded.log.append(&[agreed(life(11))]).unwrap();
        loaded.log.erase(&[id(4)], day(1)).unwrap();
        loaded.log.append(&[agreed(life(20))]).unwrap();
        assert!(loaded.log.wait_until_clean());
        drop((loaded, store));
        let keys = data.join("keys/kanaalwijk");
        let mut bytes = fs::read(&keys).unwrap();
        if is_damaged {
            let second = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
            bytes[second + 50] ^= 1;
            fs::write(&keys, bytes).unwrap();
        } else {
            fs::remove_file(&keys).unwrap();
        }
        let store = fresh(&data);
        assert_eq!(store.load(&slug()).is_err(), is_damaged);
        let health = store.check().unwrap().neighbourhoods.remove(0);
        let is_told =
            |problem: &Problem| matches!(problem, Problem::Keys(_)) == is_damaged || matches!(problem, Problem::PeopleLocked { .. });
        assert!(!health.problems.is_empty() && health.problems.iter().all(is_told), "{health:?}");
        if is_damaged {
            assert!(matches!(store.repair(&health, None), Err(NotMended::NeedsBackup)));
        }
        assert_eq!(store.repair(&health, Some(&backup)).unwrap(), [Mended::Keys]);
        // What was in a damaged file is still there where it is whole; of a lost one nobody knows who was erased, but the
        // journal had been cleaned of them.
        let expected: &[u64] = if is_damaged { &[1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 20] } else { &[1, 2, 3, 5, 6, 7, 8, 9, 10, 11] };
        assert_eq!(people(&store, &slug()), expected);
    }
}

#[test]
fn a_journal_is_mended_with_a_backup_from_before_somebody_was_erased() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (store, mut loaded) = ten_people(&data);
    let backup = back_up(&store, &folder.path().join("backups"), 0);
    loaded.log.erase(&[id(4)], day(1)).unwrap();
    assert!(loaded.log.wait_until_clean());
    drop(loaded);
    let file = journal_files(&data).remove(0);
    let mut bytes = fs::read(&file).unwrap();
    bytes[40] ^= 1;
    fs::write(&file, bytes).unwrap();
    let health = store.check().unwrap().neighbourhoods.remove(0);
    let mended = store.repair(&health, Some(&backup)).unwrap();
    assert!(matches!(mended[..], [Mended::Journal { upto: 11, .. }]), "{mended:?}");
    assert_eq!(people(&store, &slug()), [1, 2, 3, 5, 6, 7, 8, 9, 10]);
    assert_eq!(files_naming(&data.join("journal/kanaalwijk"), id(4)), Vec::<PathBuf>::new());
}

#[test]
fn keys_go_aside_with_a_closed_neighbourhood_come_back_with_it_and_are_gone_for_good_first() {
    let folder = tempfile::tempdir().unwrap();
    let (store, loaded) = ten_people(folder.path());
    let (last, secrets) = (loaded.log.last_seq(), loaded.log.secrets());
    drop(loaded);
    let [open, closed] = ["kanaalwijk", "kanaalwijk.closed"].map(|name| folder.path().join("keys").join(name));
    store.close_down(&slug(), "Kanaalwijk", last, day(0)).unwrap();
    assert!(!open.exists() && closed.exists());
    assert!(store.archive_keys_closed(&slug()).unwrap().is_some());
    // Broken off in between, it is found and put aside at the next start.
    drop(store);
    fs::rename(&closed, &open).unwrap();
    let store = fresh(folder.path());
    assert!(!open.exists() && closed.exists());
    store.reopen(&slug()).unwrap();
    let loaded = store.load(&slug()).unwrap();
    assert_eq!((loaded.rows.len(), loaded.log.secrets()), (31, secrets));
    drop(loaded);
    store.close_down(&slug(), "Kanaalwijk", last, day(0)).unwrap();
    (1..=31).for_each(|number| drop(store.remove_long_closed(day(number)).unwrap()));
    assert!(!open.exists() && !closed.exists());
}
