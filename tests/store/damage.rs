use wijkweb::store::Error;

use super::*;

/// What twenty commits come to.
fn expected() -> Vec<Change> {
    (1..=20).filter(|n| ![4, 9, 14, 19].contains(n)).map(|n| place(n, &format!("plek {n}"))).collect()
}

/// Opens, expects all of the twenty commits, adds one more, and opens again.
fn all_is_there(folder: &Path) -> Vec<Notice> {
    let (store, mut loaded, notices) = open(folder);
    assert_eq!(loaded.rows, expected());
    loaded.log.append(&[commit(vec![place(30, "daarna")])]).unwrap();
    drop((store, loaded));
    let (store, loaded, again) = open(folder);
    assert!(again.is_empty(), "{again:?}");
    assert_eq!(loaded.rows, [expected(), vec![place(30, "daarna")]].concat());
    assert!(store.check().unwrap().is_well());
    notices
}

#[test]
fn a_lost_folder_of_rows_is_made_again() {
    let folder = twenty_commits();
    fs::remove_dir_all(folder.path().join("sled")).unwrap();
    assert!(all_is_there(folder.path()).is_empty());
}

#[test]
fn a_file_in_place_of_the_rows_is_set_aside() {
    let folder = twenty_commits();
    fs::remove_dir_all(folder.path().join("sled")).unwrap();
    fs::write(folder.path().join("sled"), b"not a folder").unwrap();
    assert!(matches!(&all_is_there(folder.path())[..], [Notice::RowsSetAside { .. }]));
    assert_eq!(fs::read(folder.path().join("sled.damaged-1")).unwrap(), b"not a folder");
}

#[test]
fn every_file_of_the_rows_may_be_emptied_cut_or_overwritten() {
    let names: Vec<PathBuf> = {
        let folder = twenty_commits();
        files(&folder.path().join("sled")).iter().map(|path| path.strip_prefix(folder.path()).unwrap().to_owned()).collect()
    };
    assert!(names.len() >= 2, "{names:?}");
    for name in names {
        for damage in [damage_empty, damage_cut, damage_garbage, damage_zeros] {
            let folder = twenty_commits();
            let path = folder.path().join(&name);
            let content = fs::read(&path).unwrap();
            fs::write(&path, damage(&content)).unwrap();
            all_is_there(folder.path());
        }
    }
}

fn damage_empty(_: &[u8]) -> Vec<u8> {
    Vec::new()
}

fn damage_cut(content: &[u8]) -> Vec<u8> {
    content[..content.len() / 2].to_vec()
}

fn damage_garbage(content: &[u8]) -> Vec<u8> {
    content.iter().enumerate().map(|(at, byte)| if at % 97 == 5 { byte ^ 0x55 } else { *byte }).collect()
}

fn damage_zeros(content: &[u8]) -> Vec<u8> {
    vec![0; content.len()]
}

#[test]
fn single_flipped_bits_in_the_rows_change_nothing() {
    let origin = twenty_commits();
    let database = fs::read(origin.path().join("sled/db")).unwrap();
    let used = database.iter().rposition(|byte| *byte != 0).unwrap();
    for at in (0..used).step_by(used / 30) {
        let folder = tempfile::tempdir().unwrap();
        copy(origin.path(), folder.path());
        let mut flipped = database.clone();
        flipped[at] ^= 1 << (at % 8);
        fs::write(folder.path().join("sled/db"), flipped).unwrap();
        all_is_there(folder.path());
    }
}

#[test]
fn rows_of_another_time_are_caught_up_or_made_again() {
    let folder = twenty_commits();
    let older = tempfile::tempdir().unwrap();
    copy(&folder.path().join("sled"), older.path());
    let (store, mut loaded, _) = open(folder.path());
    loaded.log.append(&[commit(vec![place(21, "later"), removal(1)])]).unwrap();
    drop((store, loaded));
    fs::remove_dir_all(folder.path().join("sled")).unwrap();
    copy(older.path(), &folder.path().join("sled"));
    let (_store, loaded, notices) = open(folder.path());
    assert!(notices.is_empty(), "{notices:?}");
    assert_eq!(loaded.rows, [expected()[1..].to_vec(), vec![place(21, "later")]].concat());
}

#[test]
fn a_torn_last_line_is_cut_off_and_told() {
    let folder = twenty_commits();
    let last = journal_files(folder.path()).pop().unwrap();
    let whole = fs::read(&last).unwrap();
    fs::write(&last, [&whole[..], b"1234abcd {\"seq\":21,\"gro"].concat()).unwrap();
    let notices = all_is_there(folder.path());
    let [Notice::TornTail { bytes: 23, aside, .. }] = &notices[..] else { panic!("{notices:?}") };
    assert_eq!(fs::read(aside).unwrap(), b"1234abcd {\"seq\":21,\"gro");
}

#[test]
fn cut_at_every_byte_of_the_last_line_all_earlier_commits_are_there() {
    let origin = twenty_commits();
    let last = journal_files(origin.path()).pop().unwrap();
    let name = last.strip_prefix(origin.path()).unwrap();
    let whole = fs::read(&last).unwrap();
    let line = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    // Rows that know more than the journal are the rarer case, and tried at a few places only.
    for (number, length) in (line..whole.len()).enumerate() {
        let folder = tempfile::tempdir().unwrap();
        copy(origin.path(), folder.path());
        let rows_ahead = number % 64 == 0;
        if !rows_ahead {
            fs::remove_dir_all(folder.path().join("sled")).unwrap();
        }
        fs::write(folder.path().join(name), &whole[..length]).unwrap();
        let (_store, loaded, notices) = open(folder.path());
        let without_twentieth: Vec<Change> = (1..=19).filter(|n| ![4, 9, 14].contains(n)).map(|n| place(n, &format!("plek {n}"))).collect();
        assert_eq!(loaded.rows, without_twentieth);
        assert_eq!(notices.iter().any(|notice| matches!(notice, Notice::TornTail { .. })), length > line);
        assert_eq!(notices.iter().any(|notice| matches!(notice, Notice::ChangesLost { journal: 19, rows: 20, .. })), rows_ahead);
        assert_eq!(folder.path().join("sled.ahead-1").exists(), rows_ahead);
    }
}

#[test]
fn damage_inside_the_journal_is_named_and_nothing_is_changed_or_hidden() {
    let folder = twenty_commits();
    let first = journal_files(folder.path()).remove(0);
    let mut content = fs::read(&first).unwrap();
    let third_line = content.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(2).unwrap().0 - 5;
    content[third_line] ^= 1;
    fs::write(&first, &content).unwrap();
    let before: Vec<(PathBuf, Vec<u8>)> =
        files(&folder.path().join("journal")).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    let (store, _) = Store::open_with(folder.path(), &Randomness::real(), SMALL).unwrap();
    let error = store.load(&slug()).unwrap_err();
    assert!(matches!(&error, Error::Damaged { file, line: 3, .. } if *file == first), "{error}");
    assert!(error.to_string().contains("Put this file back from a backup"));
    let report = store.check().unwrap();
    assert!(!report.is_well());
    let problems = &report.neighbourhoods[0].problems;
    assert!(problems[0].to_string().contains("is damaged at line 3:"), "{problems:?}");
    assert!(matches!(store.load(&slug()), Err(Error::Damaged { .. })), "it can be tried again");
    let after: Vec<(PathBuf, Vec<u8>)> =
        files(&folder.path().join("journal")).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    assert_eq!(before, after);
    content[third_line] ^= 1;
    fs::write(&first, &content).unwrap();
    drop(store);
    all_is_there(folder.path());
}

#[test]
fn a_missing_journal_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mut loaded, _) = open(folder.path());
    for number in 1..=40 {
        loaded.log.append(&[commit(vec![place(number, &"lang ".repeat(400))])]).unwrap();
    }
    drop((store, loaded));
    fs::remove_file(&journal_files(folder.path())[1]).unwrap();
    let (store, _) = Store::open_with(folder.path(), &Randomness::real(), SMALL).unwrap();
    assert!(matches!(store.load(&slug()), Err(Error::Gap { .. })));
    assert!(store.check().unwrap().neighbourhoods[0].problems[0].to_string().contains("A file is missing"));
}

#[test]
fn rows_damaged_under_a_running_store_are_made_again_at_the_next_loading() {
    let folder = twenty_commits();
    let (store, loaded, _) = open(folder.path());
    drop(loaded);
    for path in files(&folder.path().join("sled")) {
        let length = fs::metadata(&path).unwrap().len();
        fs::write(&path, vec![0xA5; usize::try_from(length).unwrap()]).unwrap();
    }
    for _ in 0..2 {
        let mut loaded = store.load(&slug()).unwrap();
        assert_eq!(loaded.rows[..16], expected()[..]);
        loaded.log.append(&[commit(vec![place(40, "verder")])]).unwrap();
    }
    drop(store);
    let (_store, loaded, _) = open(folder.path());
    assert_eq!(loaded.rows, [expected(), vec![place(40, "verder")]].concat());
}
