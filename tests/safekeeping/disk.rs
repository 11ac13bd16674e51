use std::fs;
use std::path::Path;
use std::process::Command;

use super::program::{begin, run, wijkweb};

const ARCHIVE: &[u8] = include_bytes!("../../fixtures/archive/format-1.ndjson");

/// The program where no file may grow beyond so many blocks of 512 bytes: it is told that there is no space.
fn cramped(folder: &Path, blocks: u32, arguments: &[&str]) -> (bool, String) {
    let program = wijkweb(folder);
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"", "sh", &blocks.to_string()])
        .arg(program.get_program())
        .args(arguments)
        .current_dir(folder)
        .env("LANG", "en_GB.UTF-8")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn wherever_the_disk_gets_full_a_backup_leaves_earlier_ones_and_nothing_half() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("wijk.ndjson"), ARCHIVE).unwrap();
    for arguments in [&["restore", "wijk.ndjson"][..], &["backup", "--to", "veilig"]] {
        let (well, said) = run(folder.path(), arguments);
        assert!(well, "{said}");
    }
    let before = names(&folder.path().join("veilig"));
    let mut failures = 0;
    for blocks in [0, 1, 8, 40, 100, 141] {
        let (well, said) = cramped(folder.path(), blocks, &["backup", "--to", "veilig"]);
        if !well {
            failures += 1;
            assert!(said.to_lowercase().contains("space") || said.contains("full"), "{blocks}: {said}");
            assert_eq!(names(&folder.path().join("veilig")), before, "{blocks}: {said}");
        }
    }
    assert!(failures >= 5, "the limit was felt {failures} times");
    let (well, said) = run(folder.path(), &["backup", "--to", "veilig"]);
    assert!(well && names(&folder.path().join("veilig")).len() == 2, "{said}");
    let (well, said) = run(folder.path(), &["check"]);
    assert!(well, "{said}");
}

#[test]
fn wherever_the_disk_gets_full_a_restore_leaves_nothing_and_works_when_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("wijk.ndjson"), ARCHIVE).unwrap();
    begin(folder.path(), "eerste", "Eerste");
    for blocks in [1, 20, 60, 96] {
        let (well, said) = cramped(folder.path(), blocks, &["restore", "wijk.ndjson"]);
        assert!(!well && (said.contains("space") || said.contains("full")), "{blocks}: {said}");
        assert_eq!(names(&folder.path().join("data/journal")), ["eerste"], "{blocks}: {said}");
        assert!(names(&folder.path().join("data/pictures")).is_empty(), "{blocks}: {said}");
    }
    let (well, said) = run(folder.path(), &["restore", "wijk.ndjson"]);
    assert!(well, "{said}");
    assert!(run(folder.path(), &["check"]).0);
}

#[test]
fn an_archive_for_which_there_is_no_space_leaves_the_file_that_was_there() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("wijk.ndjson"), ARCHIVE).unwrap();
    assert!(run(folder.path(), &["restore", "wijk.ndjson"]).0);
    fs::write(folder.path().join("uit.ndjson"), b"what was there").unwrap();
    let (well, said) = cramped(folder.path(), 60, &["archive", "kanaalwijk", "--out", "uit.ndjson"]);
    assert!(!well && said.contains("no space"), "{said}");
    assert_eq!(fs::read(folder.path().join("uit.ndjson")).unwrap(), b"what was there");
    assert!(!names(folder.path()).iter().any(|name| name.contains("unfinished")));
}

#[test]
fn wherever_the_disk_gets_full_a_neighbourhood_stays_open_and_can_be_closed_when_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("wijk.ndjson"), ARCHIVE).unwrap();
    assert!(run(folder.path(), &["restore", "wijk.ndjson"]).0);
    let close = ["close", "kanaalwijk", "--archive", "laatste.ndjson"];
    for blocks in [0, 1, 8, 40, 100] {
        let (well, said) = cramped(folder.path(), blocks, &close);
        assert!(!well && (said.to_lowercase().contains("space") || said.contains("full")), "{blocks}: {said}");
        assert!(folder.path().join("data/journal/kanaalwijk").is_dir() && !folder.path().join("laatste.ndjson").exists(), "{blocks}");
    }
    let (well, said) = run(folder.path(), &close);
    assert!(well && fs::read(folder.path().join("laatste.ndjson")).unwrap() == ARCHIVE, "{said}");
    assert!(run(folder.path(), &["close", "kanaalwijk", "--reopen"]).0 && run(folder.path(), &["check"]).0);
}

/// How many rows are said to be in some state: the number in front of these words.
fn told(said: &str, words: &str) -> Option<usize> {
    said.lines().find_map(|line| line.trim().strip_suffix(words)?.trim().parse().ok())
}

#[test]
fn wherever_the_disk_gets_full_an_import_keeps_whole_groups_and_goes_on_when_there_is_space() {
    const ROWS: usize = 2_300;
    let folder = tempfile::tempdir().unwrap();
    let rows = (0..ROWS).map(|row| format!("{row},Club {row},Elke week bij elkaar, al jaren"));
    let lines: Vec<_> = ["id,name,description,threat".to_owned()].into_iter().chain(rows).collect();
    fs::write(folder.path().join("clubs.csv"), lines.join("\n")).unwrap();
    begin(folder.path(), "wijk", "Wijk");
    let import = ["import", "--to", "wijk", "--kind", "association", "--id", "id", "clubs.csv"];
    let (mut before, mut went_on) = (0, 0);
    for blocks in [0, 330, 700, 1_500, 1_700] {
        let (well, said) = cramped(folder.path(), blocks, &import);
        assert!(!well && said.contains("no space left on the disk"), "{blocks}: {said}");
        assert!(said.contains("What was kept stays") || blocks == 0, "{blocks}: {said}");
        let (well, check) = run(folder.path(), &["check"]);
        assert!(well, "{blocks}: {check}");
        let here = told(&run(folder.path(), &[&import[..], &["--dry-run"]].concat()).1, "are here already").unwrap_or(0);
        assert!(here >= before && here.is_multiple_of(1_000) && here < ROWS, "{blocks}: {here} after {before}");
        went_on += usize::from(here > before);
        before = here;
    }
    assert!(went_on > 0, "the limit was felt between two groups");
    let (well, said) = run(folder.path(), &import);
    assert!(well && said.contains(&format!("{} records were kept", ROWS - before)), "{said}");
    let (well, said) = run(folder.path(), &import);
    assert!(well && told(&said, "are here already") == Some(ROWS), "{said}");
}
