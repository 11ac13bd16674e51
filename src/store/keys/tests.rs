use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::*;
use crate::store::error::Flaw;

fn id(number: u8) -> Id {
    Id::mint(Moment::EPOCH, [number; 10])
}

fn now() -> Moment {
    Moment::from_second(1_700_000_000).unwrap()
}

/// Numbers that differ in every test, as those of the machine do.
fn open(folder: &Path) -> Keys {
    Keys::open(&folder.join("keys/wijk"), &Randomness::real()).unwrap()
}

fn path(folder: &Path) -> PathBuf {
    folder.join("keys/wijk")
}

fn provide(keys: &Keys, numbers: impl IntoIterator<Item = u8>) {
    keys.provide(numbers.into_iter().map(id)).unwrap().unwrap();
}

fn key(keys: &Keys, number: u8) -> Option<Key> {
    match keys.ring().find(&[id(number)]) {
        Found::Key(key) => Some(key),
        Found::Erased | Found::Missing => None,
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn keys_and_secrets_come_back_and_nothing_is_written_before_a_key_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open(folder.path());
    provide(&keys, []);
    assert!(!folder.path().join("keys").exists());
    provide(&keys, [1]);
    let length = fs::metadata(path(folder.path())).unwrap().len();
    provide(&keys, [2, 1, 2]);
    provide(&keys, [1, 2]);
    let again = open(folder.path());
    assert_eq!(*again.ring(), *keys.ring());
    assert_eq!(again.secrets(), keys.secrets());
    assert!(key(&again, 1).is_some() && key(&again, 1) != key(&again, 2) && key(&again, 3).is_none());
    assert!(fs::metadata(path(folder.path())).unwrap().len() < length + 200, "a key is added, and the others are not written again");
    assert_eq!(fs::metadata(path(folder.path())).unwrap().permissions().mode() & 0o777, 0o600);
    assert_ne!(open(tempfile::tempdir().unwrap().path()).secrets(), keys.secrets());
}

#[test]
fn a_destroyed_key_is_nowhere_in_the_file_and_its_owner_is_known_again_without_being_named() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open(folder.path());
    provide(&keys, 1..=9);
    let (destroyed, settled) = (key(&keys, 3).unwrap(), keys.ring().settled(b"salt"));
    let written = serde_json::to_string(&base64(&destroyed)).unwrap();
    assert!(fs::read_to_string(path(folder.path())).unwrap().contains(&written));
    keys.destroy(&[id(3), id(77)], now()).unwrap();
    for keys in [keys, open(folder.path())] {
        assert_eq!(key(&keys, 3), None);
        assert!(keys.is_erased(id(3)) && keys.is_erased(id(77)) && !keys.is_erased(id(4)) && !keys.is_erased(id(10)));
        assert_eq!(keys.provide([id(10), id(3)]).unwrap(), Err(id(3)), "nobody gets a second key");
        assert_eq!(keys.ring().keys.len(), 8);
        assert_ne!(keys.ring().settled(b"salt"), settled);
        assert!(!keys.is_clean());
    }
    let text = fs::read_to_string(folder.path().join("keys/wijk")).unwrap();
    assert!(!text.contains(&written) && !text.contains(&id(3).to_string()) && text.contains(&id(4).to_string()));
}

fn base64(key: &Key) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD_NO_PAD, key.bytes())
}

#[test]
fn the_bytes_that_were_destroyed_are_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open(folder.path());
    provide(&keys, [1]);
    // Whoever has it open still sees what is on the disk.
    let former = fs::File::open(path(folder.path())).unwrap();
    keys.destroy(&[id(1)], now()).unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut &former, &mut bytes).unwrap();
    assert!(!bytes.is_empty() && bytes.iter().all(|byte| *byte == 0));
}

#[test]
fn what_was_cleaned_is_noted_unless_somebody_was_erased_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open(folder.path());
    keys.destroy(&[id(1)], now()).unwrap();
    let generation = keys.generation();
    keys.destroy(&[id(2)], now()).unwrap();
    assert!(!keys.note_clean(generation).unwrap() && !open(folder.path()).is_clean());
    assert!(keys.note_clean(keys.generation()).unwrap() && open(folder.path()).is_clean());
}

#[test]
fn a_write_that_was_broken_off_at_any_byte_loses_no_key_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open(folder.path());
    provide(&keys, [1, 2]);
    let before = fs::read(path(folder.path())).unwrap();
    provide(&keys, 3..40);
    let after = fs::read(path(folder.path())).unwrap();
    for cut in before.len()..after.len() {
        // A part that did not arrive reads as zeros, in front of one that did.
        let hole = [&before[..], &vec![0; cut - before.len()], &after[cut..]].concat();
        for torn in [&after[..cut], &hole] {
            fs::write(path(folder.path()), torn).unwrap();
            let again = open(folder.path());
            let is_whole = torn == after;
            assert!(key(&again, 2).is_some() && key(&again, 3).is_some() == is_whole, "cut at {cut}");
            if cut % 500 == 0 {
                provide(&again, [50]);
                assert!(key(&open(folder.path()), 50).is_some() && key(&open(folder.path()), 2).is_some(), "cut at {cut}");
            }
        }
    }
    assert!(names(&folder.path().join("keys")).iter().any(|name| name.starts_with("wijk.torn-")));
    open(folder.path()).destroy(&[id(1)], now()).unwrap();
    assert_eq!(names(&folder.path().join("keys")), ["wijk"], "and what was broken off goes when somebody is erased");
}

#[test]
fn damage_and_a_newer_shape_are_named_and_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open(folder.path());
    provide(&keys, [1]);
    provide(&keys, [2]);
    provide(&keys, [3]);
    let whole = fs::read(path(folder.path())).unwrap();
    let error = |bytes: &[u8]| {
        fs::write(path(folder.path()), bytes).unwrap();
        let error = Keys::open(&path(folder.path()), &Randomness::real()).unwrap_err();
        assert_eq!(fs::read(path(folder.path())).unwrap(), bytes);
        error
    };
    let ends: Vec<usize> = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).collect();
    for (line, at) in [(1, 30), (2, ends[0] + 30), (3, ends[1] + 30)] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        assert!(matches!(error(&changed), Error::Damaged { line: found, flaw: Flaw::Altered, .. } if found == line));
    }
    let without_second = [&whole[..=ends[0]], &whole[ends[1] + 1..]].concat();
    assert!(matches!(error(&without_second), Error::Damaged { line: 2, flaw: Flaw::Misplaced { expected: 2, found: 3 }, .. }));
    assert!(matches!(error(b""), Error::Damaged { line: 1, .. }));
    let mut newer = Vec::new();
    crate::store::journal::write_line(1, br#"{"v":2,"runes":[]}"#, &mut newer);
    assert!(error(&newer).to_string().contains("shape 2"));
    let mut without_secrets = Vec::new();
    crate::store::journal::write_line(1, br#"{"v":1,"keys":[]}"#, &mut without_secrets);
    assert!(matches!(error(&without_secrets), Error::NotUnderstood { .. }));
}

#[test]
fn the_shape_of_the_file_is_frozen() {
    let mut ring = Ring::of(&[id(1), id(2), id(3)]);
    ring.destroy(&[id(3)], now(), &Randomness::fixed());
    let written = file::lines(&ring).unwrap().0;
    expect_test::expect_file!["../../../fixtures/store/keys.ndjson"].assert_eq(str::from_utf8(&written).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wijk");
    fs::write(&path, include_bytes!("../../../fixtures/store/keys.ndjson")).unwrap();
    let keys = Keys::open(&path, &Randomness::real()).unwrap();
    assert!(key(&keys, 1) == Some(Key([100; 32])) && key(&keys, 2) == Some(Key([101; 32])) && keys.is_erased(id(3)));
    assert!(!keys.is_clean());
}
