//! Somebody is erased: from then on nothing of them can be read, and soon nothing of them is in any file.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use wijkweb::store::{Error, Log, Settling};

use super::kill::Dice;
use super::people::{CANARY, agreed, files_naming, files_with, friends, life, person, skill, talent};
use super::*;

const PEOPLE: u64 = 40;

/// Who is erased, and what is about them: also that the one before knows them.
const GONE: u64 = 17;

fn about_gone() -> [Id; 4] {
    [id(GONE), talent(GONE).id, friends(GONE).id, friends(GONE - 1).id]
}

/// A neighbourhood with people over some files of the journal, looked back on and settled.
fn forty_people() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (_store, mut loaded, _) = open(folder.path());
    let log = &mut loaded.log;
    log.append(&[commit(vec![Change::Record(skill()), place(500, "plein")])]).unwrap();
    for number in 1..=PEOPLE {
        log.append(&[agreed(life(number))]).unwrap();
    }
    // Told again later, and one tie taken away.
    log.append(&[agreed(vec![admit(Change::Record(person(GONE, "later")), None).unwrap()])]).unwrap();
    log.append(&[commit(vec![Change::Remove(Removal { id: friends(GONE).id, version: 1 }), place(501, "park")])]).unwrap();
    log.rest();
    log.past().of(id(GONE)).unwrap();
    log.past().keep_settled(log.mark().unwrap(), &[format!("{CANARY} and all others").into_bytes()]);
    folder
}

fn erase(log: &mut Log) {
    log.erase(&[id(GONE)], moment()).unwrap();
}

/// All that is about others is there, now and in the past; nothing of who was erased.
fn is_as_if_they_never_were(folder: &Path, what: &str) {
    let (store, mut loaded, notices) = open(folder);
    assert!(notices.is_empty(), "{what}: {notices:?}");
    let rows = by_id(std::mem::take(&mut loaded.rows));
    assert_eq!(rows.len(), 3 + usize::try_from(PEOPLE).unwrap() * 3 - 4, "{what}");
    assert!(about_gone().iter().all(|id| !rows.contains_key(id)), "{what}");
    assert_eq!(rows[&id(GONE + 1)], Change::Record(person(GONE + 1, "here")), "{what}");
    let past = loaded.log.past();
    assert!(past.is_erased(id(GONE)) && !past.is_erased(id(GONE + 1)));
    let told: Vec<_> = past.changes_since(0).unwrap().map(Result::unwrap).collect();
    assert_eq!(told.iter().map(|kept| kept.seq).collect::<Vec<_>>(), (1..=PEOPLE + 3).collect::<Vec<_>>(), "{what}");
    assert!(past.of(id(GONE)).unwrap().is_empty() && past.around(id(GONE)).unwrap().is_empty(), "{what}");
    assert_eq!(past.around(id(3)).unwrap().len(), 2, "{what}: their own, and that number 2 knows them");
    assert!(past.commit(GONE + 1).unwrap().unwrap().changes.is_empty(), "{what}");
    assert!(loaded.log.wait_until_clean(), "{what}");
    assert!(past.of(id(GONE)).unwrap().is_empty() && past.of(id(2)).unwrap().len() == 1, "{what}");
    assert!(store.check().unwrap().neighbourhoods[0].problems.is_empty(), "{what}");
    drop((store, loaded, past));
    for id in about_gone() {
        assert_eq!(files_naming(folder, id), Vec::<PathBuf>::new(), "{what}");
    }
    assert!(!files_naming(folder, id(GONE + 1)).is_empty());
}

#[test]
fn nothing_that_is_told_of_people_stands_open_in_any_file() {
    let folder = forty_people();
    assert_eq!(files_with(folder.path(), CANARY.as_bytes()), Vec::<PathBuf>::new());
    for word in ["has_talent", "\"knows\"", "consents"] {
        assert_eq!(files_with(folder.path(), word.as_bytes()), Vec::<PathBuf>::new(), "{word}");
    }
    assert!(!files_with(folder.path(), b"plein").is_empty() && files(folder.path()).len() > 8);
    let (_store, loaded, notices) = open(folder.path());
    assert!(notices.is_empty());
    assert_eq!(by_id(loaded.rows)[&talent(3).id], Change::Tie(talent(3)));
}

#[test]
fn who_is_erased_is_gone_at_once_and_out_of_all_files_soon() {
    let folder = forty_people();
    let (store, mut loaded, _) = open(folder.path());
    let (past, log) = (loaded.log.past(), &mut loaded.log);
    assert_eq!(past.of(id(GONE)).unwrap().len(), 2);
    erase(log);
    assert!(past.of(id(GONE)).unwrap().is_empty() && past.around(id(GONE)).unwrap().is_empty());
    assert!(past.commit(GONE + 1).unwrap().unwrap().changes.is_empty(), "also what was read a moment ago is forgotten");
    let again = agreed(vec![admit(Change::Record(person(GONE, "again")), None).unwrap()]);
    assert!(matches!(log.append(&[again]), Err(Error::Erased { id: erased }) if erased == id(GONE)));
    log.append(&[commit(vec![place(502, "verder")])]).unwrap();
    drop((store, loaded, past));
    let (_store, loaded, _) = open(folder.path());
    assert_eq!(by_id(loaded.rows)[&id(502)], place(502, "verder"));
}

#[test]
fn whenever_it_is_killed_the_erased_stay_erased_and_the_rest_is_done_after_the_next_start() {
    let (before, after) = (forty_people(), tempfile::tempdir().unwrap());
    copy(before.path(), after.path());
    {
        let (_store, mut loaded, _) = open(after.path());
        erase(&mut loaded.log);
        assert!(loaded.log.wait_until_clean());
    }
    is_as_if_they_never_were(after.path(), "not killed at all");
    let unclean = {
        let text = fs::read_to_string(after.path().join("keys/kanaalwijk")).unwrap();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        assert!(lines.last().unwrap().contains("{\"v\":1,\"clean\":true}"));
        lines[..lines.len() - 1].concat()
    };
    let cleaned = journal_files(after.path());
    assert!(cleaned.len() >= 3, "{cleaned:?}");
    // The keys go first; then the rows; then the files of the journal, from the last to the first; then it is noted.
    for done in 0..=cleaned.len() {
        for are_rows_gone in [false, true] {
            let killed = tempfile::tempdir().unwrap();
            copy(before.path(), killed.path());
            fs::write(killed.path().join("keys/kanaalwijk"), &unclean).unwrap();
            if are_rows_gone {
                fs::remove_dir_all(killed.path().join("sled")).unwrap();
                fs::remove_dir_all(killed.path().join("settled")).unwrap();
            }
            for file in cleaned.iter().rev().take(done) {
                fs::copy(file, killed.path().join("journal/kanaalwijk").join(file.file_name().unwrap())).unwrap();
            }
            let half = killed.path().join("journal/kanaalwijk/000000000001.ndjson.cleaning");
            fs::write(half, id(GONE).to_string()).unwrap();
            is_as_if_they_never_were(killed.path(), &format!("{done} files, rows gone: {are_rows_gone}"));
        }
    }
}

#[test]
fn an_erasing_that_was_not_acknowledged_did_not_happen() {
    let folder = forty_people();
    let (store, mut loaded, _) = open(folder.path());
    // Nothing can be written in the place of a folder.
    fs::create_dir(folder.path().join("keys/kanaalwijk.new")).unwrap();
    assert!(loaded.log.erase(&[id(GONE)], moment()).is_err());
    fs::remove_dir(folder.path().join("keys/kanaalwijk.new")).unwrap();
    assert_eq!(loaded.log.past().of(id(GONE)).unwrap().len(), 2);
    loaded.log.append(&[commit(vec![place(502, "verder")])]).unwrap();
    drop((store, loaded));
    let (_store, loaded, _) = open(folder.path());
    assert!(by_id(loaded.rows).contains_key(&id(GONE)));
}

#[test]
fn whoever_looks_back_meanwhile_sees_a_journal_without_damage() {
    let folder = forty_people();
    let (_store, mut loaded, _) = open(folder.path());
    let (is_done, past) = (AtomicBool::new(false), loaded.log.past());
    thread::scope(|scope| {
        for reader in 0..3_u64 {
            let (past, is_done) = (past.remembering(), &is_done);
            scope.spawn(move || {
                while !is_done.load(Ordering::Relaxed) {
                    assert_eq!(past.of(id(38)).unwrap().len(), 1);
                    assert!(past.around(id(39 - reader)).unwrap().len() <= 2);
                    // While it is erased, and before the files are clean.
                    assert!((1..=30).all(|number| past.of(id(number)).unwrap().len() <= 2));
                    assert!(past.changes_since(0).unwrap().all(|kept| kept.is_ok()));
                    assert!(past.written(5 + reader).unwrap().is_some());
                }
            });
        }
        for number in 1..=30 {
            loaded.log.erase(&[id(number)], moment()).unwrap();
            if number % 3 == 0 {
                loaded.log.append(&[commit(vec![place(600 + number, "meanwhile")])]).unwrap();
                assert!(loaded.log.wait_until_clean());
            }
        }
        is_done.store(true, Ordering::Relaxed);
    });
    assert!(loaded.log.wait_until_clean());
    for number in 1..=30 {
        assert_eq!(files_naming(&folder.path().join("journal"), id(number)), Vec::<PathBuf>::new());
    }
}

#[test]
fn what_was_settled_before_goes_and_is_not_kept_again_of_a_time_before() {
    let folder = forty_people();
    let (store, mut loaded, _) = open(folder.path());
    let (mark, past) = (loaded.log.mark().unwrap(), loaded.log.past());
    erase(&mut loaded.log);
    assert_eq!(files(&folder.path().join("settled")), Vec::<PathBuf>::new());
    assert!(loaded.log.wait_until_clean());
    past.keep_settled(mark, &[b"made before".to_vec()]);
    assert_eq!(files(&folder.path().join("settled")), Vec::<PathBuf>::new());
    past.keep_settled(loaded.log.mark().unwrap(), &[b"made after".to_vec()]);
    drop((store, loaded, past));
    let (store, _) = Store::open_with(folder.path(), &Randomness::real(), SMALL).unwrap();
    let Settling::Settled { settled, since, .. } = store.load_settled(&slug(), Some).unwrap() else { panic!("it fits the journal") };
    assert_eq!((settled, since), (vec![b"made after".to_vec()], vec![]));
}

#[test]
fn without_their_keys_people_are_missed_and_told_and_everything_else_is_there() {
    let folder = forty_people();
    fs::remove_file(folder.path().join("keys/kanaalwijk")).unwrap();
    for without_rows in [false, true] {
        if without_rows {
            fs::remove_dir_all(folder.path().join("sled")).unwrap();
        }
        let (store, loaded, notices) = open(folder.path());
        assert!(matches!(notices[..], [Notice::PeopleLocked { rows: 119, .. }]), "{notices:?}");
        assert_eq!(by_id(loaded.rows).len(), 3);
        let report = store.check().unwrap();
        assert!(!report.is_well() && report.neighbourhoods[0].problems.len() == 1, "{report:?}");
    }
}

#[test]
fn keys_that_were_written_before_the_power_went_are_in_nobodys_way() {
    let folder = forty_people();
    let keys = folder.path().join("keys/kanaalwijk");
    let before = fs::read(&keys).unwrap();
    let line = folder.path().join("journal/kanaalwijk");
    let (journal, last) = (tempfile::tempdir().unwrap(), agreed(life(PEOPLE + 1)));
    copy(&line, journal.path());
    open(folder.path()).1.log.append(std::slice::from_ref(&last)).unwrap();
    assert!(fs::read(&keys).unwrap().len() > before.len());
    // The key arrived on the disk, the line that it is for did not.
    fs::remove_dir_all(&line).unwrap();
    copy(journal.path(), &line);
    fs::remove_dir_all(folder.path().join("sled")).unwrap();
    let (store, mut loaded, notices) = open(folder.path());
    assert!(notices.is_empty() && !by_id(std::mem::take(&mut loaded.rows)).contains_key(&id(PEOPLE + 1)));
    loaded.log.append(&[last]).unwrap();
    drop((store, loaded));
    assert!(by_id(open(folder.path()).1.rows).contains_key(&id(PEOPLE + 1)));
}

#[test]
fn one_of_ten_thousand_is_erased() {
    let folder = tempfile::tempdir().unwrap();
    let (_store, mut loaded, _) = open(folder.path());
    for hundred in 0..100 {
        let commits: Vec<_> = (0..100).map(|number| agreed(life(1 + hundred * 100 + number))).collect();
        loaded.log.append(&commits).unwrap();
    }
    let begun = Instant::now();
    loaded.log.erase(&[id(5_000)], moment()).unwrap();
    let erased = begun.elapsed();
    assert!(loaded.log.wait_until_clean());
    eprintln!("erased in {erased:?}, out of all files after {:?}", begun.elapsed());
    for id in [id(5_000), talent(5_000).id, friends(4_999).id] {
        assert_eq!(files_naming(folder.path(), id), Vec::<PathBuf>::new());
    }
    assert_eq!(files_with(folder.path(), CANARY.as_bytes()), Vec::<PathBuf>::new());
    assert_eq!(loaded.log.past().of(id(5_001)).unwrap().len(), 1);
}

const FOLDER: &str = "WIJKWEB_TEST_ERASE_AND_KILL";
const THE_ERASER: &str = "store::erasing::the_eraser_that_gets_killed";

/// Run by the test below in a process of its own: erases one person after another, and writes in between, until it is killed.
#[test]
fn the_eraser_that_gets_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let (_store, mut loaded, _) = open(Path::new(&folder));
    let mut out = std::io::stdout().lock();
    for number in (1..=PEOPLE).filter(|number| !loaded.log.past().is_erased(id(*number))).collect::<Vec<_>>() {
        loaded.log.erase(&[id(number)], moment()).unwrap();
        writeln!(out, "\nerased {number}.").unwrap();
        out.flush().unwrap();
        loaded.log.append(&[commit(vec![place(600 + number, "meanwhile")])]).unwrap();
    }
}

#[test]
fn killed_at_any_moment_whoever_was_said_to_be_erased_is_and_goes_out_of_all_files() {
    let (folder, mut dice, mut erased) = (forty_people(), Dice(7), 0);
    for _ in 0..8 {
        erased = erase_and_be_killed(folder.path(), &mut dice).unwrap_or(erased);
        let (store, mut loaded, notices) = open(folder.path());
        assert!(notices.iter().all(|notice| matches!(notice, Notice::TornTail { .. } | Notice::RowsSetAside { .. })), "{notices:?}");
        let rows = by_id(std::mem::take(&mut loaded.rows));
        let past = loaded.log.past();
        assert!((1..=erased).all(|number| past.is_erased(id(number)) && !rows.contains_key(&id(number))), "{erased} were erased");
        assert!((1..=PEOPLE).all(|number| past.is_erased(id(number)) != rows.contains_key(&id(number))));
        assert!(loaded.log.wait_until_clean());
        assert!(store.check().unwrap().is_well());
        drop((store, loaded, past));
        for number in 1..=erased {
            assert_eq!(files_naming(folder.path(), id(number)), Vec::<PathBuf>::new());
        }
    }
    assert!(erased > 4, "only {erased} were erased");
}

/// Lets an eraser live until some moment; tells the last person that it said was erased.
fn erase_and_be_killed(folder: &Path, dice: &mut Dice) -> Option<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", THE_ERASER, "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let number = |line: &str| line.strip_prefix("erased ")?.strip_suffix('.')?.parse().ok();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).filter_map(|line| number(&line));
    let awaited = usize::try_from(dice.below(5)).unwrap();
    let last = told.by_ref().take(awaited).last();
    for _ in 0..dice.below(3_000_000) {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    told.last().or(last)
}
