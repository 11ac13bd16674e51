//! Who may know whom: imports point downstairs only, and some libraries have one room.

use super::code::{parts, words};
use super::{File, file, none};

/// The floors, from the ground up. Rooms on one floor do not know each other.
const FLOORS: &[&[&str]] = &[
    &["inventory", "words"],
    &["consent"],
    &["capture"],
    &["store", "graph"],
    &["wijkbv", "access"],
    &["neighbourhood"],
    &["formats", "pictures", "demo"],
    &["web"],
    // One higher than `web`, because a command starts it.
    &["cli"],
];

/// Libraries that have a room of their own, or two.
const AT_HOME: &[(&str, &[&str])] =
    &[("sled", &["store"]), ("petgraph", &["graph"]), ("rstar", &["graph"]), ("maud", &["web", "pictures"]), ("axum", &["web", "cli"])];

/// Rooms in which nothing is read from or written to a foreign form: a `Deserialize` there would be a back door.
const WITHOUT_SERDE: &[&str] = &["inventory", "words", "consent", "graph", "wijkbv", "neighbourhood"];

/// The store is asked by these alone.
const KNOW_THE_STORE: &[&str] = &["store", "access", "neighbourhood"];

pub(super) fn complaints(sources: &[File]) -> Vec<String> {
    sources.iter().flat_map(complaints_of).collect()
}

fn complaints_of(source: &File) -> Vec<String> {
    let Some((room, _)) = source.path.strip_prefix("src/").and_then(|path| path.split_once('/')) else { return Vec::new() };
    let Some(floor) = floor(room) else { return vec![format!("{}: the room `{room}` has no floor in this test", source.path)] };
    let mut complaints = Vec::new();
    for (number, line) in parts(&source.text).code.lines().enumerate() {
        let mut complain = |what: String| complaints.push(format!("{}:{}: {what}", source.path, number + 1));
        for other in rooms_named(line).filter(|other| *other != room) {
            let stands_below = self::floor(other).is_some_and(|below| below < floor);
            if !stands_below {
                complain(format!("`{room}` must not know `{other}`: imports point downstairs only"));
            } else if other == "store" && !KNOW_THE_STORE.contains(&room) {
                complain(format!("`{room}` must not know `store`: it asks `neighbourhood`"));
            }
        }
        for word in words(line) {
            if let Some((library, homes)) = AT_HOME.iter().find(|(library, homes)| *library == word && !homes.contains(&room)) {
                complain(format!("only {homes:?} may know {library}"));
            }
            if word.starts_with("serde") && WITHOUT_SERDE.contains(&room) {
                complain("serde has its place at the rim".to_owned());
            }
        }
    }
    complaints
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms a line of code names by `crate::room`, also in a group of imports.
fn rooms_named(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).flat_map(|rest| match rest.strip_prefix('{') {
        Some(group) => group.split(',').map(|part| first_word(part.trim())).collect::<Vec<_>>(),
        None => vec![first_word(rest)],
    })
}

fn first_word(text: &str) -> &str {
    words(text).next().filter(|word| text.starts_with(word)).unwrap_or_default()
}

#[test]
fn an_import_upstairs_is_found() {
    let found = complaints(&[
        file("src/graph/a.rs", "use crate::web::Settings;"),
        file("src/inventory/a.rs", "fn a() { crate::words::fold(b) }"),
        file("src/web/a.rs", "use crate::{graph::View, store::Store};"),
        file("src/attic/a.rs", ""),
    ]);
    assert_eq!(found.len(), 4, "{found:?}");
    none(&complaints(&[file("src/web/a.rs", "// crate::cli\nuse crate::graph::View;"), file("src/lib.rs", "use crate::cli;")]));
}

#[test]
fn a_library_out_of_its_room_is_found() {
    let found = complaints(&[
        file("src/graph/a.rs", "use sled::Db;"),
        file("src/web/a.rs", "use petgraph::Graph; use rstar::RTree;"),
        file("src/formats/a.rs", "use maud::html;"),
        file("src/consent/a.rs", "#[derive(serde::Deserialize)]"),
    ]);
    assert_eq!(found.len(), 5, "{found:?}");
    none(&complaints(&[file("src/store/a.rs", "use sled::Db;"), file("src/graph/a.rs", "use petgraph::Graph;")]));
}
