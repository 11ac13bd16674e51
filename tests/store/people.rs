//! People for the other tests: whom the store keeps under a key each.

use std::collections::BTreeSet;

use wijkweb::consent::{Channel, Consent, Scope, add_entry};
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;

use super::*;

/// In every word that is told of a person; it must be in no file.
pub(super) const CANARY: &str = "Kanariepiet";

/// The first number of a skill. Those of people are lower, and those of ties higher.
const SKILLS: u64 = 100_000;
const TIES: u64 = 200_000;

/// The person with this number, of whom `text` is told.
pub(super) fn person(number: u64, text: &str) -> Record {
    let mut person = Record { kind: Kind::Person, visibility: Visibility::Own, ..place_record(number, &format!("{CANARY} {text}")) };
    person.values.set("contact", Value::Text(format!("{CANARY}@example.org")));
    let consent = Consent {
        yes: BTreeSet::from([Scope::Store, Scope::Relations]),
        no: BTreeSet::new(),
        text_version: "1".to_owned(),
        language: "nl".to_owned(),
        channel: Channel::Spoken,
        by_guardian: false,
        given: moment(),
        witness: Actor::operator(),
    };
    add_entry(&mut person, &consent);
    person
}

/// A skill that many have.
pub(super) fn skill() -> Record {
    let values = Values::from_iter([("code", Value::Text("weaving".to_owned()))]);
    Record { kind: Kind::Skill, values, ..place_record(SKILLS, "") }
}

/// What a person can do.
pub(super) fn talent(number: u64) -> Tie {
    let values = Values::from_iter([("note", Value::Text(format!("{CANARY} on the loom")))]);
    Tie { values, ..tie("has_talent", id(TIES + 2 * number), id(number), id(SKILLS)) }
}

/// That a person knows the one with the next number.
pub(super) fn friends(number: u64) -> Tie {
    tie("knows", id(TIES + 2 * number + 1), id(number), id(number + 1))
}

fn tie(kind: &str, id: Id, from: Id, to: Id) -> Tie {
    Tie {
        id,
        kind: *TieKind::ALL.iter().find(|known| known.code() == kind).unwrap(),
        from,
        to,
        version: 1,
        visibility: Visibility::Own,
        validity: Validity::default(),
        provenance: place_record(0, "").provenance,
        values: Values::default(),
    }
}

/// A person, what they can do, and whom they know.
pub(super) fn life(number: u64) -> Vec<Consented<Change>> {
    let (one, next) = (person(number, "here"), person(number + 1, "there"));
    vec![
        admit(Change::Record(one.clone()), None).unwrap(),
        admit(Change::Tie(talent(number)), Some((&one, &skill()))).unwrap(),
        admit(Change::Tie(friends(number)), Some((&one, &next))).unwrap(),
    ]
}

/// A commit of what was agreed to.
pub(super) fn agreed(changes: Vec<Consented<Change>>) -> Commit {
    Commit { changes, ..commit(Vec::new()) }
}

/// The files with these bytes in them.
pub(super) fn files_with(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let has = |path: &PathBuf| fs::read(path).unwrap().windows(bytes.len()).any(|window| window == bytes);
    files(folder).into_iter().filter(has).collect()
}

/// The files in which an id stands, as letters or as bytes.
pub(super) fn files_naming(folder: &Path, id: Id) -> Vec<PathBuf> {
    [files_with(folder, id.to_string().as_bytes()), files_with(folder, &id.bytes())].concat()
}
