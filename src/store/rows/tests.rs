use std::collections::BTreeMap;
use std::fs;

use super::*;

const HERE: &str = "hier";

fn key(number: u8) -> Key {
    [number; 16]
}

fn put(number: u8, row: &[u8]) -> Write {
    Write { key: key(number), row: Some(row.to_vec()) }
}

fn take(number: u8) -> Write {
    Write { key: key(number), row: None }
}

fn open(folder: &Path) -> (Rows, Vec<Notice>) {
    let rows = Rows::open(&folder.join("sled"), 1 << 20);
    let notices = rows.notices();
    (rows, notices)
}

fn read(rows: &Rows) -> (u64, BTreeMap<Key, Vec<u8>>) {
    let mut read = BTreeMap::new();
    let applied = rows.read(HERE, &mut |key, row| drop(read.insert(key, row.to_vec()))).unwrap();
    (applied, read)
}

fn broken<T: std::fmt::Debug>(result: Result<T, Trouble>) -> Trouble {
    let trouble = result.unwrap_err();
    assert!(matches!(trouble, Trouble::Broken { .. }), "{trouble:?}");
    trouble
}

#[test]
fn rows_are_the_outcome_of_all_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (rows, notices) = open(folder.path());
    assert!(notices.is_empty());
    assert_eq!(rows.applied(HERE), Ok(0));
    assert_eq!(rows.apply(HERE, 0, 2, &[put(1, b"a"), put(2, b"b"), put(1, b"c")]), Ok(true));
    assert_eq!(rows.apply(HERE, 2, 3, &[take(2), put(3, b""), take(9)]), Ok(true));
    let expected = BTreeMap::from([(key(1), b"c".to_vec()), (key(3), Vec::new())]);
    assert_eq!(read(&rows), (3, expected.clone()));
    drop(rows);
    assert_eq!(read(&open(folder.path()).0), (3, expected));
}

#[test]
fn rows_that_are_not_where_the_writes_begin_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (rows, _) = open(folder.path());
    assert_eq!(rows.apply(HERE, 0, 1, &[put(1, b"a")]), Ok(true));
    assert_eq!(rows.apply(HERE, 5, 6, &[put(1, b"b")]), Ok(false));
    assert_eq!(rows.apply("elders", 0, 7, &[put(1, b"c")]), Ok(true));
    assert_eq!(read(&rows), (1, BTreeMap::from([(key(1), b"a".to_vec())])));
    assert_eq!(rows.applied("elders"), Ok(7));
}

#[test]
fn rows_filled_anew_replace_what_was_there_and_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let (rows, _) = open(folder.path());
    rows.apply(HERE, 0, 1, &[put(1, b"old"), put(2, b"old")]).unwrap();
    let expected: BTreeMap<Key, Vec<u8>> = (1..=200).map(|number| (key(number), vec![number; 20_000])).collect();
    rows.fill(HERE, 7, &expected).unwrap();
    assert_eq!(read(&rows), (7, expected.clone()));
    drop(rows);
    let (rows, _) = open(folder.path());
    assert_eq!(rows.apply(HERE, 7, 8, &[take(200)]), Ok(true));
    assert_eq!(read(&rows).1.len(), 199);
}

#[test]
fn a_row_of_five_megabytes_is_kept_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let (rows, _) = open(folder.path());
    for seq in 1..=4 {
        let large = vec![u8::try_from(seq).unwrap(); 5_000_000 + usize::try_from(seq).unwrap()];
        rows.apply(HERE, seq - 1, seq, &[put(1, &large), put(2, b"small")]).unwrap();
        assert_eq!(read(&rows).1[&key(1)], large);
    }
    drop(rows);
    let (rows, notices) = open(folder.path());
    assert!(notices.is_empty());
    assert_eq!(read(&rows).1[&key(1)].len(), 5_000_004);
}

#[test]
fn a_row_changed_behind_our_back_is_noticed_and_mended() {
    let sealed = seal::seal(&key(2), b"other").1;
    let old = seal::seal(&key(1), b"old").1;
    let changes: [(&[u8], Option<&[u8]>); 6] = [
        (&seal::row_key(&key(1)), Some(b"nonsense")),
        (&seal::row_key(&key(1)), Some(&old)),
        (&seal::row_key(&key(1)), None),
        (&seal::row_key(&key(2)), Some(&sealed)),
        (&seal::SUMMARY_KEY, Some(b"nonsense")),
        (b"stranger", Some(b"nonsense")),
    ];
    for (at, value) in changes {
        let folder = tempfile::tempdir().unwrap();
        let (rows, _) = open(folder.path());
        rows.apply(HERE, 0, 1, &[put(1, b"old")]).unwrap();
        rows.apply(HERE, 1, 2, &[put(1, b"new")]).unwrap();
        let change = |engine: &sled::Db| {
            let tree = tree(engine, HERE)?;
            value.map_or_else(|| tree.remove(at), |value| tree.insert(at, value)).map_err(text)
        };
        rows.run(change).unwrap();
        let trouble = broken(rows.read(HERE, &mut |_, _| ()));
        assert_eq!(broken(rows.applied(HERE)), trouble, "nothing is read from it any more");
        assert!(matches!(&rows.mend(&trouble, "damaged")[..], [Notice::RowsSetAside { .. }]));
        assert!(rows.mend(&trouble, "damaged").is_empty(), "it is mended once");
        assert_eq!(read(&rows), (0, BTreeMap::new()));
        assert!(folder.path().join("sled.damaged-1").is_dir());
    }
}

#[test]
fn a_panic_in_the_engine_is_trouble_and_not_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let (rows, _) = open(folder.path());
    let trouble = broken(rows.run(|_| -> Result<(), String> { panic!("on purpose") }));
    assert_eq!(trouble, Trouble::Broken { generation: 0, why: "the engine broke down: on purpose".to_owned() });
    rows.mend(&trouble, "damaged");
    assert_eq!(rows.applied(HERE), Ok(0));
}

#[test]
fn only_the_last_few_damaged_folders_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=6_u8 {
        let (rows, _) = open(folder.path());
        fs::write(folder.path().join("sled/mark"), [number]).unwrap();
        let trouble = rows.reject("on purpose".to_owned());
        rows.mend(&trouble, "damaged");
    }
    let marks: Vec<Vec<u8>> = (1..=3).map(|number| fs::read(folder.path().join(format!("sled.damaged-{number}/mark"))).unwrap()).collect();
    assert_eq!(marks, [[4], [5], [6]]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
}

#[test]
fn a_folder_that_cannot_be_set_aside_switches_the_rows_off() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file/sled");
    fs::write(folder.path().join("file"), b"").unwrap();
    let rows = Rows::open(&blocked, 1 << 20);
    let notices = rows.notices();
    assert!(matches!(&notices[..], [Notice::RowsOff { .. }]), "{notices:?}");
    assert_eq!(rows.applied(HERE), Err(Trouble::Off));
    assert_eq!(rows.apply(HERE, 0, 1, &[]), Err(Trouble::Off));
    rows.flush();
    assert!(rows.mend(&Trouble::Off, "damaged").is_empty());
}

#[test]
fn an_unfinished_snapshot_of_the_engine_is_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let (rows, _) = open(folder.path());
    rows.apply(HERE, 0, 1, &[put(1, b"a")]).unwrap();
    drop(rows);
    fs::write(folder.path().join("sled/snap.00000000000000FF.generating"), b"half").unwrap();
    let (rows, notices) = open(folder.path());
    assert!(notices.is_empty());
    assert_eq!(read(&rows).0, 1);
}

#[test]
fn a_damaged_snapshot_of_the_engine_costs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (rows, _) = open(folder.path());
    rows.apply(HERE, 0, 1, &[put(1, b"a")]).unwrap();
    drop(rows);
    drop(open(folder.path()));
    let snapshots: Vec<PathBuf> = fs::read_dir(folder.path().join("sled"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("snap."))
        .collect();
    assert!(!snapshots.is_empty());
    for path in snapshots {
        fs::write(path, b"").unwrap();
    }
    let (rows, notices) = open(folder.path());
    assert!(notices.is_empty(), "{notices:?}");
    assert_eq!(read(&rows), (1, BTreeMap::from([(key(1), b"a".to_vec())])));
}
