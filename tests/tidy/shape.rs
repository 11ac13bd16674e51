//! How files look: not too long, rooms with a door plate, no notes to self.

use super::code::{parts, without_tests, words};
use super::{File, file, none};

/// Most lines of a file, its unit tests left out.
const MOST_LINES: usize = 400;

pub(super) fn complaints(sources: &[File]) -> Vec<String> {
    sources.iter().flat_map(|source| [too_long(source), without_plate(source), with_glob(source)].into_iter().flatten()).collect()
}

/// Notes to self belong in an issue.
pub(super) fn notes(files: &[File]) -> Vec<String> {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    let mut complaints = Vec::new();
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            let found = words(line).find(|word| marks.contains(word));
            complaints.extend(found.map(|mark| format!("{}:{}: {mark} belongs in an issue", file.path, number + 1)));
        }
    }
    complaints
}

fn too_long(source: &File) -> Option<String> {
    let is_test = source.path.ends_with("tests.rs") || source.path.contains("/tests/");
    let lines = without_tests(&source.text).lines().count();
    (lines > MOST_LINES && !is_test).then(|| format!("{}: {lines} lines, and {MOST_LINES} is the most", source.path))
}

fn without_plate(source: &File) -> Option<String> {
    let is_room = source.path.ends_with("/mod.rs");
    (is_room && !source.text.starts_with("//! ")).then(|| format!("{}: opens without a paragraph that says what this room is", source.path))
}

/// A glob hides where a name comes from; `use super::*` in unit tests is usual.
fn with_glob(source: &File) -> Option<String> {
    let code = parts(without_tests(&source.text)).code;
    let is_test = source.path.ends_with("tests.rs");
    let glob = code.lines().find(|line| line.trim_start().starts_with("use ") && line.contains("::*"));
    glob.filter(|_| !is_test).map(|line| format!("{}: `{}` hides where names come from", source.path, line.trim()))
}

#[test]
fn a_file_that_grew_too_long_is_found() {
    let long = "a\n".repeat(MOST_LINES + 1);
    assert_eq!(complaints(&[file("src/web/a.rs", &long)]).len(), 1);
    none(&complaints(&[file("src/web/a.rs", &format!("a\n#[cfg(test)]\nmod tests {{\n{long}}}"))]));
}

#[test]
fn a_room_without_a_plate_and_a_glob_are_found() {
    assert_eq!(complaints(&[file("src/web/mod.rs", "mod a;")]).len(), 1);
    assert_eq!(complaints(&[file("src/web/a.rs", "use crate::graph::*;")]).len(), 1);
    none(&complaints(&[file("src/web/mod.rs", "//! The web.\nmod a;\n#[cfg(test)]\nmod tests {\n    use super::*;\n}")]));
}

#[test]
fn a_note_to_self_is_found() {
    assert_eq!(notes(&[file("src/a.rs", concat!("// TO", "DO: later"))]).len(), 1);
    none(&notes(&[file("src/a.rs", "// to do: nothing")]));
}
