use std::io::{Write, stdout};
use std::process::Command;

use wijkweb::store::Error;

use super::*;

const FOLDER: &str = "WIJKWEB_TEST_FULL_DISK";
const THE_WRITER: &str = "store::full_disk::the_writer_on_a_disk_that_gets_full";
const THE_OTHER_WRITER: &str = "store::full_disk::the_writer_with_space_for_the_journal_only";

/// Run by the test below in a process of its own, which may make files of a limited size only.
#[test]
fn the_writer_on_a_disk_that_gets_full() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    // With files of the usual size, as it is the size of a file that is limited here.
    let (store, _) = Store::open(Path::new(&folder), &Randomness::real()).unwrap();
    store.create(&slug()).unwrap();
    let mut loaded = store.load(&slug()).unwrap();
    let (mut kept, mut fulls, mut kept_after_full) = (0, 0, 0);
    while fulls < 30 {
        let length = if fulls % 2 == 0 { 20_000 } else { 300 };
        let group: Vec<Commit> = (1..=3).map(|more| commit(vec![place(kept + more, &"z".repeat(length))])).collect();
        match loaded.log.append(&group) {
            Ok(()) => {
                kept += 3;
                kept_after_full += u64::from(fulls > 0);
            }
            Err(error @ Error::DiskFull { .. }) => {
                assert!(error.to_string().contains("This is not kept: there is no space left"), "{error}");
                fulls += 1;
            }
            Err(error) => panic!("{error}"),
        }
        assert_eq!(loaded.log.last_seq(), kept);
    }
    assert!(kept_after_full > 0, "what is small enough is kept again");
    writeln!(stdout(), "\nkept {kept}").unwrap();
}

/// Run by another test below: here the journal goes on in ever new files, and only the rows get no space.
#[test]
fn the_writer_with_space_for_the_journal_only() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let (_store, mut loaded, _) = open(Path::new(&folder));
    for number in 1..=200 {
        loaded.log.append(&[commit(vec![place(number, &"z".repeat(5000))])]).unwrap();
    }
    writeln!(stdout(), "\nkept 200").unwrap();
}

#[test]
fn on_a_full_disk_nothing_acknowledged_is_lost_and_saving_goes_on_when_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    let kept = with_small_files_only(THE_WRITER, folder.path());
    assert!(kept > 0);
    is_all_there(folder.path(), kept);
}

#[test]
fn without_space_for_the_rows_saving_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let kept = with_small_files_only(THE_OTHER_WRITER, folder.path());
    is_all_there(folder.path(), kept);
}

/// Runs a test in a process whose files may grow to 256 KiB or so; when it writes more it is told, and not killed.
fn with_small_files_only(test: &str, folder: &Path) -> u64 {
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 512; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    said.lines().find_map(|line| line.strip_prefix("kept ")).unwrap().parse().unwrap()
}

fn is_all_there(folder: &Path, kept: u64) {
    let (store, mut loaded, _) = open(folder);
    assert_eq!(loaded.log.last_seq(), kept);
    assert_eq!(loaded.rows.iter().map(Change::id).collect::<Vec<_>>(), (1..=kept).map(id).collect::<Vec<_>>());
    loaded.log.append(&[commit(vec![place(kept + 1, "ruimte")])]).unwrap();
    assert!(store.check().unwrap().is_well());
}
