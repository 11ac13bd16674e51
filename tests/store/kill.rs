use std::io::{BufRead, BufReader, Write, stdout};
use std::process::{Command, Stdio};

use super::*;

const FOLDER: &str = "WIJKWEB_TEST_KILL";
const ROUNDS: &str = "WIJKWEB_KILL_ROUNDS";
const THE_WRITER: &str = "store::kill::the_writer_that_gets_killed";

/// How many places there are; each commit writes two of them and one of its own.
const PLACES: u64 = 100;

/// Run by the test below in a process of its own: writes groups of commits as fast as it can, until it is killed. Every
/// commit writes its number in the places 1 and 2 and in one that goes round; so a commit that is half there shows.
#[test]
fn the_writer_that_gets_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let (_store, mut loaded, _) = open(Path::new(&folder));
    let mut out = stdout().lock();
    writeln!(out, "\nopen").unwrap();
    loop {
        let first = loaded.log.last_seq() + 1;
        let group: Vec<Commit> = (first..=first + first % 7).map(numbered).collect();
        loaded.log.append(&group).unwrap();
        writeln!(out, "kept {}.", loaded.log.last_seq()).unwrap();
        out.flush().unwrap();
    }
}

fn numbered(seq: u64) -> Commit {
    let more = if seq.is_multiple_of(40) { "m".repeat(100_000) } else { "w".repeat(usize::try_from(seq % 300).unwrap()) };
    commit(vec![place(1, &seq.to_string()), place(3 + seq % PLACES, &format!("{seq} {more}")), place(2, &seq.to_string())])
}

#[test]
fn killed_at_any_moment_no_acknowledged_write_is_lost_and_none_is_half_there() {
    let rounds: u64 = std::env::var_os(ROUNDS).map_or(15, |rounds| rounds.to_str().unwrap().parse().unwrap());
    let (mut folder, mut dice, mut kept) = (tempfile::tempdir().unwrap(), Dice(rounds), 0);
    for round in 1..=rounds {
        let acknowledged = one_life(folder.path(), &mut dice).unwrap_or(kept);
        kept = look_after(folder.path(), acknowledged);
        if round % 30 == 0 {
            (folder, kept) = (tempfile::tempdir().unwrap(), 0);
        }
    }
}

/// Lets a writer live until some moment; tells the last commit that it heard acknowledged.
fn one_life(folder: &Path, dice: &mut Dice) -> Option<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", THE_WRITER, "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut acknowledged = None;
    // One in eight does not get past opening; the others are killed some way into the writing.
    let awaited = if dice.below(8) > 0 { 1 + dice.below(60) } else { 0 };
    for line in lines.by_ref().filter(|line| line.starts_with("kept ")).take(usize::try_from(awaited).unwrap()) {
        acknowledged = number_in(&line);
    }
    for _ in 0..dice.below(3_000_000) {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    lines.filter_map(|line| number_in(&line)).last().or(acknowledged)
}

/// The number in a line that the writer wrote out whole.
fn number_in(line: &str) -> Option<u64> {
    line.strip_prefix("kept ")?.strip_suffix('.')?.parse().ok()
}

/// Opens what the killed writer left, and finds everything in it whole. Tells the number of the last commit.
fn look_after(folder: &Path, acknowledged: u64) -> u64 {
    let (store, loaded, notices) = open(folder);
    assert!(notices.iter().all(|notice| matches!(notice, Notice::TornTail { .. })), "{notices:?}");
    let last = loaded.log.last_seq();
    assert!(last >= acknowledged, "{acknowledged} was acknowledged, {last} is there");
    let mut expected = BTreeMap::new();
    let recent = last.saturating_sub(PLACES) + 1;
    for change in (recent..=last).flat_map(|seq| numbered(seq).changes) {
        expected.insert(change.get().id(), change.into_inner());
    }
    assert_eq!(by_id(loaded.rows), expected);
    let history = loaded.log.changes_since(last.saturating_sub(50)).unwrap().map(Result::unwrap);
    for kept in history {
        let changes: Vec<Change> = numbered(kept.seq).changes.into_iter().map(Consented::into_inner).collect();
        assert_eq!(kept.changes, changes);
    }
    assert!(store.check().unwrap().is_well());
    last
}

/// Numbers that look thrown, the same in every run (the constants of the xorshift64* of Vigna, 2016).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides
    }
}
