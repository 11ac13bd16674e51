//! Looks at the source itself: floors, sizes, words, addresses, texts. Each rule is a function from files to complaints, so
//! that it can be seen to fail on made-up source as well; `house.rs` in this folder holds the real source against them.

mod code;
mod floors;
mod house;
mod pages;
mod shape;
mod texts;

use std::path::Path;

/// A file of the repository.
pub(crate) struct File {
    /// Its path from the top of the repository, with `/`.
    pub(crate) path: String,
    /// What is in it.
    pub(crate) text: String,
}

/// All files below a folder whose names end so, in the order of their paths.
pub(crate) fn files(folder: &str, endings: &[&str]) -> Vec<File> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut waiting = vec![top.join(folder)];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let (path, name) = (entry.path(), entry.file_name().into_string().unwrap());
            if path.is_dir() {
                let is_ours = !["node_modules", "results", "test-results", "target"].contains(&name.as_str());
                waiting.extend(is_ours.then_some(path));
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push(File { path: path.strip_prefix(top).unwrap().to_str().unwrap().replace('\\', "/"), text });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// Made-up source for a test of a rule.
fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}

/// Fails with one complaint a line.
#[track_caller]
pub(crate) fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n  {}\n", complaints.join("\n  "));
}
