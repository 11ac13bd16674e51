use std::fs;

use super::segment::without_room;
use super::tail::Fault;
use super::*;

const SMALL: u64 = 300;

fn commit(number: u64) -> Vec<u8> {
    format!("{{\"text\":\"commit {number}\"}}").into_bytes()
}

fn commits(numbers: std::ops::RangeInclusive<u64>) -> Vec<Vec<u8>> {
    numbers.map(commit).collect()
}

fn open(folder: &Path) -> (Journal, Option<Torn>, u64) {
    let mut seen = 0;
    let (journal, torn) = Journal::open(folder, SMALL, 0, &mut |entry| {
        seen += 1;
        assert_eq!(entry.seq, seen);
        assert_eq!(entry.commit, commit(seen));
        Ok(())
    })
    .unwrap();
    assert_eq!(journal.last_seq(), seen);
    (journal, torn, seen)
}

fn open_error(folder: &Path, promised: u64) -> String {
    Journal::open(folder, SMALL, promised, &mut |_| Ok(())).unwrap_err().to_string()
}

fn since(journal: &Journal, after: u64) -> History {
    History::between(&journal.folder, after, journal.last_seq()).unwrap()
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// What stands in the file, without the room behind it.
fn content(path: &Path) -> Vec<u8> {
    without_room(&fs::read(path).unwrap()).to_vec()
}

/// How many lines end in these bytes.
fn lines(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').count() - 1
}

/// A journal of groups 1..=3, 4..=4, 5..=8 in one file; tells the bytes and where the last group begins.
fn three_groups(folder: &Path) -> (Vec<u8>, usize) {
    let path = folder.join("000000000001.ndjson");
    let (mut journal, _) = Journal::open(folder, 1 << 20, 0, &mut |_| Ok(())).unwrap();
    journal.append(&commits(1..=3)).unwrap();
    journal.append(&commits(4..=4)).unwrap();
    let last_group = content(&path).len();
    journal.append(&commits(5..=8)).unwrap();
    (content(&path), last_group)
}

#[test]
fn what_was_acknowledged_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _, _) = open(folder.path());
    for last in 1..=20 {
        journal.append(&commits(last..=last)).unwrap();
        let (_, torn, seen) = open(folder.path());
        assert_eq!((torn, seen), (None, last));
    }
    assert!(files(folder.path()).len() > 3, "small files make a row of files");
}

#[test]
fn an_empty_group_is_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _, _) = open(folder.path());
    journal.append(&[]).unwrap();
    assert_eq!(journal.last_seq(), 0);
    assert!(files(folder.path()).is_empty());
}

#[test]
fn history_begins_where_it_is_asked_and_ends_at_the_last_of_that_moment() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _, _) = open(folder.path());
    journal.append(&commits(1..=10)).unwrap();
    journal.append(&commits(11..=20)).unwrap();
    journal.append(&commits(21..=30)).unwrap();
    for after in 0..=31 {
        let history = since(&journal, after);
        journal.append(&commits(journal.last_seq() + 1..=journal.last_seq() + 1)).unwrap();
        let last = journal.last_seq() - 1;
        let read: Vec<(u64, Vec<u8>)> = history.map(Result::unwrap).collect();
        let expected: Vec<(u64, Vec<u8>)> = (after + 1..=last).map(|seq| (seq, commit(seq))).collect();
        assert_eq!(read, expected);
    }
    assert_eq!(since(&journal, u64::MAX).count(), 0);
}

#[test]
fn history_over_a_line_damaged_meanwhile_says_so_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bytes, _) = three_groups(folder.path());
    let (journal, _, _) = open(folder.path());
    bytes[20] ^= 1;
    fs::write(folder.path().join("000000000001.ndjson"), bytes).unwrap();
    let read: Vec<_> = since(&journal, 0).collect();
    assert_eq!(read.len(), 1);
    assert!(matches!(read[0], Err(Error::Damaged { line: 1, .. })));
}

#[test]
fn cut_anywhere_in_the_last_group_all_earlier_commits_stand_and_none_is_half_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("000000000001.ndjson");
    let (bytes, last_group) = three_groups(folder.path());
    for length in last_group..=bytes.len() {
        fs::write(&path, &bytes[..length]).unwrap();
        let whole_lines = lines(&bytes[..length]);
        let good = bytes[..length].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
        let (mut journal, torn, seen) = open(folder.path());
        assert_eq!(usize::try_from(seen).unwrap(), whole_lines);
        assert_eq!(torn.is_some(), good != length);
        if let Some(torn) = torn {
            assert_eq!(fs::read(&torn.aside).unwrap(), &bytes[good..length]);
            fs::remove_file(torn.aside).unwrap();
        }
        journal.append(&commits(seen + 1..=seen + 1)).unwrap();
        assert_eq!(open(folder.path()).2, seen + 1);
        for name in files(folder.path()).iter().skip(1) {
            fs::remove_file(folder.path().join(name)).unwrap();
        }
    }
}

#[test]
fn a_hole_in_the_group_that_was_being_written_is_a_torn_tail() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("000000000001.ndjson");
    let (bytes, last_group) = three_groups(folder.path());
    for hole in last_group..bytes.len() - 8 {
        let mut holed = bytes.clone();
        holed[hole..hole + 8].fill(0);
        fs::write(&path, &holed).unwrap();
        let (_, torn, seen) = open(folder.path());
        assert!(torn.is_some());
        assert!((4..8).contains(&seen));
    }
}

#[test]
fn a_hole_among_acknowledged_commits_is_damage_even_in_the_last_group() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("000000000001.ndjson");
    let (mut bytes, last_group) = three_groups(folder.path());
    bytes[last_group + 12] ^= 4;
    fs::write(&path, &bytes).unwrap();
    let message = open_error(folder.path(), 8);
    assert!(message.contains("000000000001.ndjson is damaged at line 5"), "{message}");
    assert_eq!(fs::read(&path).unwrap(), bytes, "nothing was changed");
    assert_eq!(open(folder.path()).2, 4, "not known to be acknowledged, it is a torn tail");
}

#[test]
fn a_bad_byte_anywhere_before_the_last_group_is_damage_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("000000000001.ndjson");
    let (bytes, last_group) = three_groups(folder.path());
    for at in 0..last_group {
        let mut bad = bytes.clone();
        bad[at] ^= 1;
        fs::write(&path, &bad).unwrap();
        let line = lines(&bytes[..at]) + 1;
        let message = open_error(folder.path(), 0);
        assert!(message.contains(&format!("000000000001.ndjson is damaged at line {line}:")), "{at}: {message}");
        assert_eq!(fs::read(&path).unwrap(), bad);
    }
}

#[test]
fn garbage_at_the_end_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("000000000001.ndjson");
    let (bytes, _) = three_groups(folder.path());
    for garbage in [&b"\n"[..], b"\n\n\n", b"00000000 {}\n\xff\xfe\n", b"x"] {
        fs::write(&path, [&bytes[..], garbage].concat()).unwrap();
        let (_, torn, seen) = open(folder.path());
        assert_eq!((torn.unwrap().bytes, seen), (garbage.len().try_into().unwrap(), 8));
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn room_for_more_behind_the_last_line_means_nothing_and_goes_when_the_journal_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("000000000001.ndjson");
    let (mut journal, _) = Journal::open(folder.path(), 1 << 20, 0, &mut |_| Ok(())).unwrap();
    for last in 1..=3 {
        journal.append(&commits(last..=last)).unwrap();
        let with_room = fs::read(&path).unwrap();
        assert!(with_room.len() > content(&path).len() + 100_000);
        let (_, torn, seen) = open(folder.path());
        assert_eq!((torn, seen), (None, last));
    }
    // Half of the next line came to stand in it, and nothing else.
    let torn = tempfile::tempdir().unwrap();
    fs::write(torn.path().join("000000000001.ndjson"), [&content(&path), &b"0a1b"[..], &[0; 5000]].concat()).unwrap();
    let (_, found, seen) = open(torn.path());
    assert_eq!((found.unwrap().bytes, seen), (4, 3));
    // A large group goes over the end of the room, and small ones again behind it.
    journal.append(&[format!("{{\"text\":\"{}\"}}", "w".repeat(900_000)).into_bytes()]).unwrap();
    journal.append(&commits(5..=5)).unwrap();
    let used = content(&path);
    drop(journal);
    assert_eq!(fs::read(&path).unwrap(), used);
    assert_eq!(lines(&used), 5);
}

#[test]
fn lines_taken_out_doubled_or_swapped_are_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("000000000001.ndjson");
    let (bytes, _) = three_groups(folder.path());
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let without: Vec<&[u8]> = [&lines[..2], &lines[3..]].concat();
    let doubled: Vec<&[u8]> = [&lines[..3], &lines[2..]].concat();
    let mut swapped = lines.clone();
    swapped.swap(1, 2);
    for (changed, line) in [(without, 3), (doubled, 4), (swapped, 2)] {
        fs::write(&path, changed.concat()).unwrap();
        assert!(open_error(folder.path(), 0).contains(&format!("is damaged at line {line}:")));
    }
}

#[test]
fn a_missing_file_is_named_and_a_torn_file_before_another_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _, _) = open(folder.path());
    for last in 1..=20 {
        journal.append(&commits(last..=last)).unwrap();
    }
    let names = files(folder.path());
    let second = folder.path().join(&names[1]);
    let content = fs::read(&second).unwrap();
    fs::remove_file(&second).unwrap();
    let message = open_error(folder.path(), 0);
    assert!(message.contains("A file is missing") && message.contains("the next file begins with"), "{message}");
    fs::write(&second, &content[..content.len() - 1]).unwrap();
    let message = open_error(folder.path(), 0);
    assert!(message.contains(&format!("{} is damaged at line", names[1])), "{message}");
}

#[test]
fn an_empty_last_file_is_written_on() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _, _) = open(folder.path());
    journal.append(&commits(1..=9)).unwrap();
    fs::write(folder.path().join("000000000010.ndjson"), b"").unwrap();
    let (mut journal, _, seen) = open(folder.path());
    assert_eq!(seen, 9);
    journal.append(&commits(10..=11)).unwrap();
    assert_eq!(open(folder.path()).2, 11);
    assert_eq!(files(folder.path()), ["000000000001.ndjson", "000000000010.ndjson"]);
}

#[test]
fn after_a_full_disk_nothing_of_the_group_is_kept_and_the_next_is() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _, _) = open(folder.path());
    journal.append(&commits(1..=2)).unwrap();
    let before = content(&folder.path().join("000000000001.ndjson"));
    for after in 0..before.len() * 2 {
        journal.tail(3).unwrap().faults.push_back(Fault::Write { after });
        let error = journal.append(&commits(3..=5)).unwrap_err();
        assert!(error.is_disk_full() && error.to_string().starts_with("This is not kept"), "{error}");
        assert_eq!(journal.last_seq(), 2);
        assert_eq!(content(&folder.path().join("000000000001.ndjson")), before);
    }
    journal.append(&commits(3..=4)).unwrap();
    assert_eq!(open(folder.path()).2, 4);
}

#[test]
fn what_the_disk_did_not_confirm_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _, _) = open(folder.path());
    journal.append(&commits(1..=2)).unwrap();
    journal.tail(3).unwrap().faults.push_back(Fault::Sync);
    assert!(matches!(journal.append(&[b"{\"text\":\"other\"}".to_vec()]), Err(Error::NotKept { .. })));
    assert_eq!(open(folder.path()).2, 2);
    journal.append(&commits(3..=3)).unwrap();
    assert_eq!(open(folder.path()).2, 3);
}

#[test]
fn while_remains_cannot_be_removed_the_journal_is_read_only_and_then_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _, _) = open(folder.path());
    journal.append(&commits(1..=2)).unwrap();
    let tail = journal.tail(3).unwrap();
    tail.faults.extend([Fault::Write { after: 10 }, Fault::TakeBack, Fault::TakeBack, Fault::None]);
    assert!(journal.append(&commits(3..=3)).unwrap_err().is_disk_full());
    let error = journal.append(&commits(3..=3)).unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    assert_eq!(since(&journal, 0).count(), 2, "reading goes on");
    journal.append(&commits(3..=3)).unwrap();
    assert_eq!(open(folder.path()).2, 3);
}
