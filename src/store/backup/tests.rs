use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;
use crate::inventory::surroundings::Randomness;
use crate::store::archive::{ArchiveFlaw, Contents, Foreign};
use crate::store::{Error, Store};

const ARCHIVE: &[u8] = include_bytes!("../../../fixtures/archive/format-1.ndjson");
const KEEP: Retention = Retention { daily: 3, weekly: 2, monthly: 2 };

fn slug(name: &str) -> Slug {
    name.parse().unwrap()
}

fn day(text: &str) -> Moment {
    format!("{text}T10:00:00Z").parse().unwrap()
}

/// A data folder with the neighbourhoods `een` and `twee`, and a small file.
struct Here {
    folder: tempfile::TempDir,
    store: Store,
    backups: PathBuf,
}

impl Here {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&folder.path().join("data"), &Randomness::real()).unwrap();
        for name in ["een", "twee"] {
            store.stage(ARCHIVE, None, Some(&slug(name))).unwrap().keep().unwrap();
        }
        fs::write(folder.path().join("data/stewards"), b"fingerprint").unwrap();
        let backups = folder.path().join("backups");
        Self { folder, store, backups }
    }

    fn back_up(&self, on: &str) -> Result<Backup, BackupFlaw> {
        self.store.back_up(&self.backups, day(on), "mark", &["stewards", "not-there"])
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(&self.backups).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// An empty data folder.
fn elsewhere() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(&folder.path().join("data"), &Randomness::real()).unwrap();
    (folder, store)
}

fn archives(store: &Store) -> Vec<(Slug, Vec<u8>)> {
    let archive = |slug: Slug| {
        let mut bytes = Vec::new();
        store.archive(&slug, &mut bytes).unwrap();
        (slug, bytes)
    };
    store.slugs().into_iter().map(archive).collect()
}

#[test]
fn a_backup_brings_back_everything_in_an_empty_folder() {
    let here = Here::new();
    let backup = here.back_up("2024-03-01").unwrap();
    assert_eq!(backup.path, here.backups.join("wijkweb-000001-2024-03-01"));
    assert_eq!(here.names(), ["wijkweb-000001-2024-03-01"], "nothing else stays");
    assert_eq!(Backup::at(&backup.path).unwrap(), backup);

    let (folder, store) = elsewhere();
    let back = store.restore_backup(&backup, None, None).unwrap();
    assert_eq!(back.iter().map(|back| back.slug.as_str()).collect::<Vec<_>>(), ["een", "twee"]);
    assert_eq!(archives(&store), archives(&here.store));
    assert_eq!(fs::read(folder.path().join("data/stewards")).unwrap(), b"fingerprint");
    assert!(store.check().unwrap().is_well());
}

#[test]
fn one_neighbourhood_is_added_to_others_also_under_another_name() {
    let here = Here::new();
    let backup = here.back_up("2024-03-01").unwrap();
    let (folder, store) = elsewhere();
    store.create(&slug("drie")).unwrap();
    store.restore_backup(&backup, Some(&slug("een")), None).unwrap();
    store.restore_backup(&backup, Some(&slug("een")), Some(&slug("vier"))).unwrap();
    assert_eq!(store.slugs(), ["drie", "een", "vier"].map(slug));
    assert!(!folder.path().join("data/stewards").exists(), "who steward is here is not decided elsewhere");

    let refused = |only: Option<&str>, other: Option<&str>| {
        let (only, other) = (only.map(slug), other.map(slug));
        store.restore_backup(&backup, only.as_ref(), other.as_ref()).unwrap_err()
    };
    assert!(matches!(refused(Some("een"), None), BackupFlaw::Store(Error::AlreadyThere(taken)) if taken == "een"));
    assert!(matches!(refused(None, None), BackupFlaw::Store(Error::AlreadyThere(_))));
    assert!(matches!(refused(None, Some("zes")), BackupFlaw::WhichOne { .. }));
    assert!(matches!(refused(Some("zes"), None), BackupFlaw::NoSuch { .. }));
    assert_eq!(store.slugs().len(), 3);
}

#[test]
fn of_a_backup_with_one_damaged_archive_nothing_is_brought_back_but_the_other_can_be() {
    let here = Here::new();
    let backup = here.back_up("2024-03-01").unwrap();
    let file = backup.path.join("twee.ndjson");
    let mut bytes = fs::read(&file).unwrap();
    bytes[20_000] ^= 1;
    fs::write(&file, bytes).unwrap();
    let (_folder, store) = elsewhere();
    let told = store.restore_backup(&backup, None, None).unwrap_err();
    assert!(matches!(&told, BackupFlaw::Archive { file: at, flaw: ArchiveFlaw::Damaged { .. } } if *at == file), "{told}");
    assert_eq!(store.slugs(), []);
    store.restore_backup(&backup, Some(&slug("een")), None).unwrap();
}

#[test]
fn what_was_exchanged_locked_or_taken_away_is_told() {
    let here = Here::new();
    let backup = here.back_up("2024-03-01").unwrap();
    let told = |change: &dyn Fn(&Path)| {
        let copy = here.folder.path().join("copy");
        let _ = fs::remove_dir_all(&copy);
        fs::create_dir_all(copy.join("files")).unwrap();
        for name in ["backup.json", "een.ndjson", "twee.ndjson", "files/stewards"] {
            fs::copy(backup.path.join(name), copy.join(name)).unwrap();
        }
        Backup::at(&copy).unwrap().verify().unwrap();
        change(&copy);
        Backup::at(&copy).and_then(|backup| backup.verify()).unwrap_err()
    };
    let exchanged = told(&|copy| {
        fs::copy(copy.join("een.ndjson"), copy.join("twee.ndjson")).unwrap();
    });
    assert!(matches!(exchanged, BackupFlaw::Exchanged { .. }), "{exchanged}");
    let locked = told(&|copy| fs::write(copy.join("een.ndjson"), b"age-encryption.org/v1\n").unwrap());
    assert!(matches!(locked, BackupFlaw::Archive { flaw: ArchiveFlaw::Foreign(Foreign::Locked), .. }), "{locked}");
    let gone = told(&|copy| fs::remove_file(copy.join("een.ndjson")).unwrap());
    assert!(matches!(gone, BackupFlaw::Unreadable { .. }), "{gone}");
    let altered = told(&|copy| {
        let text = fs::read_to_string(copy.join("backup.json")).unwrap();
        fs::write(copy.join("backup.json"), text.replace("\"number\":1", "\"number\":2")).unwrap();
    });
    assert!(matches!(altered, BackupFlaw::Altered { .. }), "{altered}");
    let newer = told(&|copy| fs::write(copy.join("backup.json"), b"{\"wijkweb\":\"backup\",\"format\":2}").unwrap());
    assert!(matches!(newer, BackupFlaw::Newer { found: 2, known: 1, .. }), "{newer}");
    let small = told(&|copy| fs::write(copy.join("files/stewards"), b"somebody else").unwrap());
    assert!(matches!(small, BackupFlaw::Exchanged { .. }), "{small}");
    let none = told(&|copy| fs::remove_file(copy.join("backup.json")).unwrap());
    assert!(matches!(none, BackupFlaw::NotABackup { .. }), "{none}");
    assert!(matches!(Backup::at(&here.folder.path().join("data")).unwrap_err(), BackupFlaw::DataFolder { .. }));
    assert!(matches!(Backup::at(Path::new("/nowhere")).unwrap_err(), BackupFlaw::Unreadable { .. }));
}

#[test]
fn a_backup_that_fails_leaves_nothing_of_itself_and_all_earlier_ones() {
    let here = Here::new();
    let first = here.back_up("2024-03-01").unwrap();
    // A file where the folder of small files should come.
    fs::remove_file(here.folder.path().join("data/stewards")).unwrap();
    fs::create_dir(here.folder.path().join("data/stewards")).unwrap();
    let failed = here.back_up("2024-03-02").unwrap_err();
    assert!(matches!(failed, BackupFlaw::Unreadable { .. }), "{failed}");
    assert_eq!(here.names(), ["wijkweb-000001-2024-03-01"]);
    first.verify().unwrap();
}

#[test]
fn what_a_killed_backup_left_goes_with_the_next_and_that_of_others_stays() {
    let here = Here::new();
    for name in ["wijkweb-000001-2024-03-01.mark.unfinished", "wijkweb-000009-2024-03-01.other.unfinished"] {
        fs::create_dir_all(here.backups.join(name)).unwrap();
    }
    here.back_up("2024-03-02").unwrap();
    assert_eq!(here.names(), ["wijkweb-000001-2024-03-02", "wijkweb-000009-2024-03-01.other.unfinished"]);
}

#[test]
fn a_damaged_neighbourhood_is_left_out_and_keeps_older_backups_from_going() {
    let here = Here::new();
    for number in 1..=9 {
        here.back_up(&format!("2024-03-0{number}")).unwrap();
    }
    let file = here.folder.path().join("data/journal/twee/000000000001.ndjson");
    let mut bytes = fs::read(&file).unwrap();
    bytes[100] ^= 1;
    fs::write(&file, bytes).unwrap();
    let backup = here.back_up("2024-03-10").unwrap();
    assert_eq!(backup.left_out, ["twee"]);
    assert_eq!(backup.neighbourhoods.len(), 1);
    assert_eq!(KEEP.apply(&here.backups, "mark").unwrap(), 0);
    assert_eq!(here.names().len(), 10);
}

#[test]
fn while_the_newest_is_damaged_no_older_one_goes() {
    let here = Here::new();
    for number in 1..=9 {
        here.back_up(&format!("2024-03-0{number}")).unwrap();
    }
    let newest = Backup::all_in(&here.backups).unwrap().pop().unwrap();
    fs::write(newest.path.join("een.ndjson"), b"").unwrap();
    assert_eq!(KEEP.apply(&here.backups, "mark").unwrap(), 0);
    here.back_up("2024-03-10").unwrap();
    assert!(KEEP.apply(&here.backups, "mark").unwrap() > 0);
}

#[test]
fn the_newest_of_each_day_week_and_month_stay_and_backups_of_others() {
    let here = Here::new();
    here.store.back_up(&here.backups, day("2020-01-01"), "other", &[]).unwrap();
    for on in ["2024-01-10", "2024-01-31", "2024-02-15", "2024-03-01", "2024-03-02", "2024-03-02", "2024-03-03", "2024-03-04"] {
        here.back_up(on).unwrap();
    }
    // Friday 1 to Monday 4 March: three days; the weeks of 4 March and 26 February; March and February.
    assert_eq!(KEEP.apply(&here.backups, "mark").unwrap(), 4);
    assert_eq!(
        here.names(),
        [
            "wijkweb-000001-2020-01-01",
            "wijkweb-000004-2024-02-15",
            "wijkweb-000007-2024-03-02",
            "wijkweb-000008-2024-03-03",
            "wijkweb-000009-2024-03-04"
        ]
    );
}

/// A backup of which only its number and day matter.
fn made(number: u64, on: &str) -> Backup {
    let neighbourhoods = Vec::<Contents>::new();
    Backup { path: PathBuf::from(on), number, made: day(on), neighbourhoods, left_out: vec![], of: String::new(), files: vec![] }
}

#[test]
fn a_clock_that_jumps_a_year_and_back_takes_no_good_backup_away() {
    let mut backups: Vec<_> = (1..=9).map(|number| made(number, &format!("2024-03-0{number}"))).collect();
    let kept = |backups: &[Backup]| {
        let gone: Vec<_> = KEEP.superfluous(backups).iter().map(|backup| backup.number).collect();
        backups.iter().map(|backup| backup.number).filter(|number| !gone.contains(number)).collect::<Vec<_>>()
    };
    assert_eq!(kept(&backups), [3, 7, 8, 9]);
    backups.push(made(10, "2025-03-09"));
    assert_eq!(kept(&backups), [8, 9, 10], "ahead: the newest days are still there");
    backups.push(made(11, "2024-03-10"));
    assert_eq!(kept(&backups), [9, 10, 11], "and back: the new one counts as the newest");
    backups.push(made(12, "1970-01-01"));
    assert!(kept(&backups).contains(&12) && kept(&backups).contains(&11));
    // Many in one day take no place of other days.
    backups.extend((13..1000).map(|number| made(number, "1970-01-01")));
    assert_eq!(kept(&backups), [10, 11, 999]);
}

#[test]
fn nothing_asked_for_still_keeps_the_newest() {
    let none = Retention { daily: 0, weekly: 0, monthly: 0 };
    let backups = [made(1, "2024-03-01"), made(2, "2024-03-02")];
    assert_eq!(none.superfluous(&backups).iter().map(|backup| backup.number).collect::<Vec<_>>(), [1]);
    assert!(none.superfluous(&[]).is_empty());
}
