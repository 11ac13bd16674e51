//! What the power going at any moment leaves on the disk: what was forced out is there; of what was not, each block of the
//! disk holds what it held before or what was written, in any mixture, and files may be shorter or not be there yet.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use wijkweb::store::Settling;

use super::kill::Dice;
use super::people::person;
use super::*;

/// Everything in a data folder, by path.
type Disk = BTreeMap<PathBuf, Vec<u8>>;

/// How it was at a moment when everything acknowledged was on the disk, and how many commits that were.
struct Recorded {
    disk: Disk,
    acknowledged: u64,
}

const KEYS: &str = "keys/kanaalwijk";

/// How often the power goes between each two recorded moments.
const CUTS: u64 = 8;

fn read(folder: &Path) -> Disk {
    files(folder).into_iter().map(|path| (path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap())).collect()
}

/// The commit with this number: two places carry its number, so that half of it shows, and a third goes round.
fn numbered(seq: u64, length: usize) -> Commit {
    let told = |what: &str| format!("{seq} {what}");
    let gone = if seq.is_multiple_of(6) { vec![removal(10 + (seq - 1) % 9)] } else { Vec::new() };
    // Somebody new comes along now and then, and with them a key.
    let somebody = Change::Record(person(300 + seq / 3, &told("iemand")));
    let changes = vec![place(1, &told("een")), somebody, place(10 + seq % 9, &told(&"w".repeat(length))), place(2, &told("twee"))];
    commit([changes, gone].concat())
}

/// Writes commits singly and in groups, short ones and ones over many blocks, through several files of the journal, with
/// the rows brought up to date now and then. Returns all commits, and the disk at every acknowledgement.
fn recorded(folder: &Path) -> (Vec<Commit>, Vec<Recorded>) {
    let (mut commits, mut recorded) = (Vec::new(), Vec::new());
    let (store, mut loaded, _) = open(folder);
    let mut keep = |acknowledged| recorded.push(Recorded { disk: read(folder), acknowledged });
    keep(0);
    for round in 0..44_u64 {
        let size = if round % 4 == 1 { 1 + round % 7 } else { 1 };
        let length = [20, 700, 40, 9_000, 300][usize::try_from(round % 5).unwrap()];
        let first = loaded.log.last_seq() + 1;
        let group: Vec<Commit> = (first..first + size).map(|seq| numbered(seq, length)).collect();
        loaded.log.append(&group).unwrap();
        commits.extend(group);
        keep(loaded.log.last_seq());
        if round % 6 == 5 {
            loaded.log.rest();
            keep(loaded.log.last_seq());
        }
        if round % 9 == 8 {
            // Made of all so far, for a fast start: here just how much that is.
            let (mark, all) = (loaded.log.mark().unwrap(), loaded.log.last_seq());
            loaded.log.past().keep_settled(mark, &[all.to_le_bytes().to_vec()]);
            keep(all);
        }
        if round == 30 {
            // What makes looking back quick is written meanwhile, and is not forced to the disk.
            loaded.log.past().of(id(1)).unwrap();
            keep(loaded.log.last_seq());
        }
    }
    drop((loaded, store));
    let last = recorded.last().unwrap().acknowledged;
    recorded.push(Recorded { disk: read(folder), acknowledged: last });
    (commits, recorded)
}

/// The disk after the power went while the one became the other. `stale`: what was there before both.
fn cut(stale: &Disk, before: &Disk, after: &Disk, dice: &mut Dice) -> Disk {
    let block = if dice.below(2) == 0 { 512 } else { 4096 };
    let (old_keys, new_keys) = (before.get(Path::new(KEYS)), after.get(Path::new(KEYS)));
    if old_keys != new_keys && dice.below(2) == 0 {
        // Keys are forced out before anything that needs them is written; a file of keys that is new takes its name whole.
        let (old, new) = (old_keys.map_or(&[][..], Vec::as_slice), new_keys.map_or(&[][..], Vec::as_slice));
        let keys = if old.is_empty() { None } else { Some(grown(old, new, block, dice)) };
        let mut disk = before.clone();
        disk.extend(keys.map(|keys| (PathBuf::from(KEYS), keys)));
        return disk;
    }
    let mut disk = Disk::new();
    for path in before.keys().chain(after.keys()) {
        let (old, new) = (before.get(path), after.get(path));
        if path == Path::new(KEYS) {
            disk.extend(new.or(old).map(|keys| (path.clone(), keys.clone())));
            continue;
        }
        let is_forced = path.extension().is_some_and(|extension| extension == "ndjson" || extension == "json");
        let content = match (old, new) {
            // A file of the journal grows, and what stood in it stays.
            (Some(old), Some(new)) if is_forced => Some(grown(old, new, block, dice)),
            (None, Some(_)) if dice.below(4) == 0 => None,
            (None, Some(new)) if is_forced => Some(grown(&[], new, block, dice)),
            (old, Some(new)) => {
                let old = old.or_else(|| stale.get(path)).map_or(&[][..], Vec::as_slice);
                Some(mixed(old, new, block, dice))
            }
            (Some(old), None) => Some(old.clone()).filter(|_| dice.below(2) == 0),
            (None, None) => None,
        };
        let is_journal = path.extension().is_some_and(|extension| extension == "ndjson");
        let room = if is_journal { [0, 1, 5000][usize::try_from(dice.below(3)).unwrap()] } else { 0 };
        disk.extend(content.map(|content| (path.clone(), [content, vec![0; room]].concat())));
    }
    disk
}

/// What was added is there in part: the file may be shorter, and any block behind what was forced out may be missing.
fn grown(old: &[u8], new: &[u8], block: usize, dice: &mut Dice) -> Vec<u8> {
    let (old, new) = (without_room(old), without_room(new));
    assert!(new.starts_with(old), "a file of the journal is only added to");
    let added = u64::try_from(new.len() - old.len()).unwrap();
    let length = match dice.below(4) {
        0 => old.len(),
        1 => new.len(),
        _ => old.len() + usize::try_from(dice.below(added + 1)).unwrap(),
    };
    let mut content = new[..length].to_vec();
    for start in (0..length).step_by(block).filter(|start| start + block > old.len()) {
        if dice.below(3) == 0 {
            content[start.max(old.len())..(start + block).min(length)].fill(0);
        }
    }
    content
}

/// Zeros at the end of a file of the journal are room.
fn without_room(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1)]
}

/// Each block is what it was or what it became.
fn mixed(old: &[u8], new: &[u8], block: usize, dice: &mut Dice) -> Vec<u8> {
    let length = if dice.below(3) == 0 { old.len() } else { new.len() };
    let mut content = vec![0; length];
    for start in (0..length).step_by(block) {
        let source = if dice.below(2) == 0 { old } else { new };
        let end = (start + block).min(length).min(source.len());
        if start < end {
            content[start..end].copy_from_slice(&source[start..end]);
        }
    }
    content
}

fn write_out(disk: &Disk, folder: &Path) {
    for (path, content) in disk {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    fs::create_dir_all(folder.join("journal").join(slug().as_str())).unwrap();
}

/// What was settled is believed where it fits the journal, and then nothing that came since is missing.
fn starts_fast(folder: &Path, commits: &[Commit], what: &str) {
    let (store, _) = Store::open_with(folder, &Randomness::real(), SMALL).unwrap();
    let number = |pieces: Vec<Vec<u8>>| pieces.first().and_then(|piece| Some(u64::from_le_bytes(piece.first_chunk().copied()?)));
    if let Settling::Settled { settled, since, log, .. } = store.load_settled(&slug(), number).unwrap() {
        let range = usize::try_from(settled).unwrap()..usize::try_from(log.last_seq()).unwrap();
        let written: Vec<Change> = commits[range].iter().flat_map(|commit| &commit.changes).map(|change| change.get().clone()).collect();
        assert_eq!(since, written, "{what}");
    }
}

/// It opens, everything acknowledged is there, and of the rest whole commits or nothing; then writing goes on.
fn is_as_promised(folder: &Path, commits: &[Commit], (fewest, most): (u64, u64), what: &str) {
    starts_fast(folder, commits, what);
    for round in 0..2 {
        let (store, mut loaded, _) = open(folder);
        let last = loaded.log.last_seq();
        let most = most + round;
        assert!((fewest + round..=most).contains(&last), "{what}: {last} commits, and not {fewest} to {most}");
        let known = usize::try_from(last - round).unwrap();
        let mut expected = BTreeMap::new();
        for change in commits[..known].iter().flat_map(|commit| &commit.changes).map(|change| change.get().clone()) {
            match change {
                Change::Remove(removal) => drop(expected.remove(&removal.id)),
                change => drop(expected.insert(change.id(), change)),
            }
        }
        if round == 1 {
            expected.insert(id(99), place(99, "verder"));
        }
        assert_eq!(by_id(std::mem::take(&mut loaded.rows)), expected, "{what}");
        let told: Vec<_> = loaded.log.changes_since(0).unwrap().map(Result::unwrap).take(known).collect();
        let written: Vec<Vec<Change>> =
            commits[..known].iter().map(|commit| commit.changes.iter().map(|change| change.get().clone()).collect()).collect();
        assert_eq!(told.into_iter().map(|kept| kept.changes).collect::<Vec<_>>(), written, "{what}");
        let found = loaded.log.past().of(id(1)).unwrap().len();
        assert_eq!(found, known, "{what}");
        if round == 0 {
            loaded.log.append(&[commit(vec![place(99, "verder")])]).unwrap();
        } else {
            assert!(store.check().unwrap().is_well(), "{what}");
        }
    }
}

#[test]
fn whatever_a_power_cut_leaves_opens_with_all_that_was_acknowledged_and_nothing_by_halves() {
    let folder = tempfile::tempdir().unwrap();
    let (commits, recorded) = recorded(folder.path());
    let files = recorded.last().unwrap().disk.keys().filter(|path| path.extension().is_some_and(|of| of == "ndjson")).count();
    assert!(files >= 4, "only {files} files of the journal");
    let (mut dice, mut states, mut torn, nothing) = (Dice(2026), 0, 0, Disk::new());
    for (at, moments) in recorded.windows(2).enumerate() {
        let stale = at.checked_sub(1).map_or(&nothing, |before| &recorded[before].disk);
        for cut_number in 0..CUTS {
            let disk = cut(stale, &moments[0].disk, &moments[1].disk, &mut dice);
            let after = tempfile::tempdir().unwrap();
            write_out(&disk, after.path());
            let what = format!("cut {cut_number} after moment {at}");
            is_as_promised(after.path(), &commits, (moments[0].acknowledged, moments[1].acknowledged), &what);
            states += 1;
            torn += usize::from(
                fs::read_dir(after.path().join("journal").join(slug().as_str()))
                    .unwrap()
                    .any(|entry| entry.unwrap().file_name().to_str().unwrap().contains("torn")),
            );
        }
    }
    assert!(states >= 300 && torn >= 60, "{states} states, {torn} with a broken-off write");
}
