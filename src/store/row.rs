//! Records, ties and commits as they are written down. **Frozen**: texts of these shapes are on people's disks. A new shape
//! gets a new number in `v`, and the reading of the former one stays.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::ser::{Error as _, SerializeSeq};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::consent::Consented;
use crate::inventory::change::{Change, Removal};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;
use crate::store::commit::{Commit, Kept};
use crate::store::keys::{Found, Ring, Sealing, open};
use crate::store::rows::Write;
use crate::store::shape::Text;
use crate::store::stored::{JOINED_SHAPE, SEALED_SHAPE, SHAPE, StoredRow, parse};

/// A commit as the JSON text of a journal line, with what is about persons sealed. The error says what cannot be written.
pub(super) fn write(commit: &Commit, sealing: &Sealing<'_>) -> Result<Vec<u8>, String> {
    let (by, delivery, act) = (commit.by.0.as_str().into(), commit.delivery.map(Text), commit.act.map(|act| act.to_string()));
    let mut text = Vec::with_capacity(200 + 600 * commit.changes.len());
    let stored = StoredCommit { v: SHAPE, at: Text(commit.at), by, delivery, act, writes: Writes(&commit.changes, sealing) };
    serde_json::to_writer(&mut text, &stored).map_err(|error| error.to_string())?;
    Ok(text)
}

/// What the commit in a journal line does to the rows. What is about somebody who was erased leaves no row. The error says
/// what is not understood, as in all readings here.
pub(super) fn writes_of(text: &[u8], ring: &Ring) -> Result<Vec<Write>, String> {
    let commit = read_commit(text)?;
    let write = |StoredWrite { id, row, .. }: StoredWrite<&RawValue>| Write {
        key: id.0.bytes(),
        row: row.map(RawValue::get).filter(|row| !is_of_erased(row, ring)).map(|row| row.as_bytes().to_vec()),
    };
    Ok(commit.writes.into_iter().map(write).collect())
}

/// A commit as far as there are keys for it.
#[derive(Debug, PartialEq)]
pub(super) struct Understood {
    /// The commit, with the changes that could be read.
    pub(super) kept: Kept,
    /// What could not.
    pub(super) unopened: Unopened,
}

/// How many rows could not be opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Unopened {
    /// As they are about somebody who was erased.
    pub(super) erased: u64,
    /// As their key is not there, or does not fit.
    pub(super) locked: u64,
}

impl Unopened {
    pub(super) fn any(self) -> bool {
        self.erased + self.locked > 0
    }

    /// Counts a row that was opened or not, and gives what was in it.
    pub(super) fn note(&mut self, opened: Opened) -> Option<Change> {
        match opened {
            Ok(change) => return Some(change),
            Err(Shut::Erased) => self.erased += 1,
            Err(Shut::Locked) => self.locked += 1,
        }
        None
    }
}

/// What becomes of a row that is read.
pub(super) type Opened = Result<Change, Shut>;

/// Why a row stays shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shut {
    /// It is about somebody who was erased.
    Erased,
    /// Its key is not there or does not fit, or it stands in the place of another.
    Locked,
}

/// The commit in a journal line.
pub(super) fn read(seq: u64, text: &[u8], ring: &Ring) -> Result<Understood, String> {
    read_some(seq, text, ring, &|_| true)
}

/// The commit in a journal line, with those of its changes that concern a wanted record or tie.
pub(super) fn read_some(seq: u64, text: &[u8], ring: &Ring, is_wanted: &dyn Fn(Id) -> bool) -> Result<Understood, String> {
    let commit = read_commit(text)?;
    let (mut changes, mut unopened) = (Vec::new(), Unopened::default());
    for write in commit.writes.into_iter().filter(|write| is_wanted(write.id.0)) {
        changes.extend(match (write.row, write.gone) {
            (Some(row), None) => unopened.note(read_row(row.get().as_bytes(), write.id.0, ring)?),
            (None, Some(version)) => Some(Change::Remove(Removal { id: write.id.0, version })),
            _ => return Err("a write neither makes nor takes away".to_owned()),
        });
    }
    // An act that is not known, as a newer program may do, changes nothing about what was written.
    let act = commit.act.and_then(|act| act.parse().ok());
    let (by, delivery) = (Actor(commit.by.into_owned()), commit.delivery.map(|id| id.0));
    Ok(Understood { kept: Kept { seq, at: commit.at.0, by, delivery, act, changes }, unopened })
}

/// The record or tie in the row of `own`, if there is a key for it.
pub(super) fn read_row(text: &[u8], own: Id, ring: &Ring) -> Result<Opened, String> {
    let row = parse(text, SEALED_SHAPE, |row: &StoredRow<'_>| row.v)?;
    let Some(sealed) = row.sealed else { return row.restore().map(Ok) };
    let by: Vec<Id> = sealed.by.into_iter().map(|id| id.0).collect();
    let key = match ring.find(&by) {
        Found::Key(key) => key,
        Found::Erased => return Ok(Err(Shut::Erased)),
        Found::Missing => return Ok(Err(Shut::Locked)),
    };
    let Some(opened) = open(&key, own, &sealed.text) else { return Ok(Err(Shut::Locked)) };
    // What exactly is wrong with it could tell what it says.
    let not_understood = |_| "what is sealed in it has another shape".to_owned();
    read_open_row(&opened).map(Ok).map_err(not_understood)
}

/// Something that a commit wrote or took away.
pub(super) struct Touched {
    pub(super) id: Id,
    /// Whom it is about.
    pub(super) persons: Vec<Id>,
    /// It was taken away.
    pub(super) is_removal: bool,
}

/// What the commit in a journal line wrote or took away.
pub(super) fn touched(text: &[u8]) -> Result<Vec<Touched>, String> {
    let touched = |StoredWrite { id, row, gone }: StoredWrite<&RawValue>| {
        let persons = row.map_or_else(Vec::new, |row| persons_of(row.get()));
        Touched { id: id.0, persons, is_removal: gone.is_some() }
    };
    Ok(read_commit(text)?.writes.into_iter().map(touched).collect())
}

/// The commit in a journal line without what it wrote or took away of these; nothing if that is nothing.
pub(super) fn without(text: &[u8], these: &HashSet<Id>) -> Result<Option<Vec<u8>>, String> {
    let mut commit: StoredCommit<'_, Vec<&RawValue>> = parse(text, SHAPE, |commit: &StoredCommit<'_, _>| commit.v)?;
    let before = commit.writes.len();
    commit.writes.retain(|write| {
        let read: Result<StoredWrite<&RawValue>, _> = serde_json::from_str(write.get());
        read.map_or(true, |write| !these.contains(&write.id.0))
    });
    if commit.writes.len() == before {
        return Ok(None);
    }
    serde_json::to_vec(&commit).map(Some).map_err(|error| error.to_string())
}

/// The record or tie in a row that is not sealed.
pub(super) fn read_open_row(text: &[u8]) -> Result<Change, String> {
    parse(text, JOINED_SHAPE, |row: &StoredRow<'_>| row.v)?.restore()
}

/// Whether there is a row about a person in the commit of a journal line that is not sealed. In one that is not understood
/// there is none.
pub(super) fn has_open_person(text: &[u8]) -> bool {
    let is_person =
        |row: &RawValue| matches!(read_open_row(row.get().as_bytes()), Ok(Change::Record(record)) if record.kind == Kind::Person);
    let may_have = str::from_utf8(text).is_ok_and(|text| text.contains("\"person\""));
    may_have && read_commit(text).is_ok_and(|commit| commit.writes.into_iter().filter_map(|write| write.row).any(is_person))
}

/// Whether a row is sealed with a key that was destroyed. One that is not understood is not.
fn is_of_erased(row: &str, ring: &Ring) -> bool {
    ring.has_erased() && ring.find(&persons_of(row)) == Found::Erased
}

/// With whose keys a row is sealed.
fn persons_of(row: &str) -> Vec<Id> {
    let read = row.starts_with(SEALED_START).then(|| serde_json::from_str(row)).and_then(Result::ok);
    let sealed = read.and_then(|row: StoredRow<'_>| row.sealed);
    sealed.into_iter().flat_map(|sealed| sealed.by).map(|id| id.0).collect()
}

/// How a sealed row begins.
const SEALED_START: &str = "{\"v\":3,";

fn read_commit(text: &[u8]) -> Result<StoredCommit<'_, Vec<StoredWrite<&RawValue>>>, String> {
    parse(text, SHAPE, |commit: &StoredCommit<'_, _>| commit.v)
}

fn write_of<'a>(change: &'a Consented<Change>, sealing: &Sealing<'_>) -> Result<StoredWrite<StoredRow<'a>>, String> {
    let (persons, change): (Vec<Id>, _) = (change.subjects().collect(), change.get());
    let gone = if let Change::Remove(removal) = change { Some(removal.version) } else { None };
    let row = match StoredRow::of(change)? {
        Some(open) if !persons.is_empty() => Some(sealed_row(&open, &persons, change.id(), sealing)?),
        row => row,
    };
    Ok(StoredWrite { id: Text(change.id()), row, gone })
}

fn sealed_row<'a>(open: &StoredRow<'_>, persons: &[Id], own: Id, sealing: &Sealing<'_>) -> Result<StoredRow<'a>, String> {
    let text = serde_json::to_vec(open).map_err(|error| error.to_string())?;
    let text = sealing.seal(persons, own, &text).ok_or("there is no key for what is about a person")?;
    Ok(StoredRow::sealed(persons, text))
}

/// One line of the journal. Rows are written straight into it, and read as they stand there.
#[derive(Serialize, Deserialize)]
struct StoredCommit<'a, Writes> {
    v: u32,
    at: Text<Moment>,
    #[serde(borrow)]
    by: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delivery: Option<Text<Id>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    act: Option<String>,
    writes: Writes,
}

/// What a commit writes, each put into its stored shape when it is its turn.
struct Writes<'a>(&'a [Consented<Change>], &'a Sealing<'a>);

impl Serialize for Writes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut writes = serializer.serialize_seq(Some(self.0.len()))?;
        for change in self.0 {
            writes.serialize_element(&write_of(change, self.1).map_err(S::Error::custom)?)?;
        }
        writes.end()
    }
}

/// What a commit does to one record or tie: it becomes `row` or, seen in the version `gone`, is taken away.
#[derive(Serialize, Deserialize)]
struct StoredWrite<Row> {
    id: Text<Id>,
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    row: Option<Row>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gone: Option<u32>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::consent::{Channel, Consent, Scope, add_entry, admit};
    use crate::inventory::act::Act;
    use crate::inventory::provenance::{Origin, Provenance, Source, Validity};
    use crate::inventory::record::Record;
    use crate::inventory::surroundings::Randomness;
    use crate::inventory::tie::Tie;
    use crate::inventory::tie_kind::TieKind;
    use crate::inventory::value::Value;
    use crate::inventory::values::Values;
    use crate::inventory::visibility::Visibility;
    use crate::inventory::whereabouts::Whereabouts;

    fn id(number: u8) -> Id {
        Id::mint(Moment::from_second(1_700_000_000).unwrap(), [number; 10])
    }

    fn provenance() -> Provenance {
        let created = Moment::from_second(1_700_000_000).unwrap();
        let updated = Moment::from_second(1_700_086_400).unwrap();
        let source = Some(Source { name: "buurtlijst.csv".to_owned(), external_id: "17".to_owned() });
        Provenance { created, updated, by: Actor("steward".to_owned()), origin: Origin::Import, source, delivery: Some(id(9)) }
    }

    fn record() -> Record {
        Record {
            id: id(1),
            kind: Kind::Place,
            version: 3,
            visibility: Visibility::Everyone,
            validity: Validity { from: "2020-02-29".parse().ok(), to: None },
            provenance: provenance(),
            whereabouts: Whereabouts::point(4.501_234_567_890_123, 51.9).ok(),
            values: Values::from_iter([
                ("name", Value::Text("De “Hef”\nboven".to_owned())),
                ("tags", Value::Codes(vec!["brug".to_owned(), "5".to_owned()])),
            ]),
            likely_same_as: Some(id(2)),
            merged_into: None,
        }
    }

    fn tie() -> Tie {
        Tie {
            id: id(3),
            kind: TieKind::ALL[0],
            from: id(1),
            to: id(2),
            version: 1,
            visibility: Visibility::Builders,
            validity: Validity::default(),
            provenance: Provenance { source: None, delivery: None, ..provenance() },
            values: Values::default(),
        }
    }

    fn commit(changes: Vec<Change>) -> Commit {
        let place = record();
        let ends = Some((&place, &place));
        let changes = changes.into_iter().map(|change| admit(change, ends).unwrap()).collect();
        Commit { at: Moment::from_second(1_700_000_001).unwrap(), by: Actor::operator(), delivery: Some(id(9)), act: None, changes }
    }

    fn written(commit: &Commit) -> Result<Vec<u8>, String> {
        write(commit, &Sealing { ring: &Ring::empty(), randomness: &Randomness::fixed() })
    }

    fn whole(kept: Kept) -> Understood {
        Understood { kept, unopened: Unopened::default() }
    }

    #[test]
    fn the_shape_of_a_commit_is_frozen() {
        let removal = Change::Remove(Removal { id: id(4), version: 2 });
        let commit = commit(vec![Change::Record(record()), Change::Tie(tie()), removal]);
        let text = written(&commit).unwrap();
        expect_test::expect_file!["../../fixtures/store/commit.json"].assert_eq(&format!("{}\n", String::from_utf8(text).unwrap()));
    }

    #[test]
    fn a_frozen_commit_is_read_as_it_was_meant() {
        let text = include_str!("../../fixtures/store/commit.json");
        let removal = Change::Remove(Removal { id: id(4), version: 2 });
        let changes = vec![Change::Record(record()), Change::Tie(tie()), removal];
        let at = Moment::from_second(1_700_000_001).unwrap();
        let expected = Kept { seq: 7, at, by: Actor::operator(), delivery: Some(id(9)), act: None, changes };
        assert_eq!(read(7, text.as_bytes(), &Ring::empty()), Ok(whole(expected)));
    }

    #[test]
    fn what_was_being_done_is_kept_and_what_a_newer_program_did_is_passed_over() {
        let undone = Commit { act: Some(Act::Undo(6)), ..commit(vec![Change::Record(record())]) };
        let text = String::from_utf8(written(&undone).unwrap()).unwrap();
        assert_eq!(read(7, text.as_bytes(), &Ring::empty()).unwrap().kept.act, Some(Act::Undo(6)));
        let newer = text.replace("undo:6", "dance");
        assert!(newer != text && read(7, newer.as_bytes(), &Ring::empty()).unwrap().kept.act.is_none());
    }

    #[test]
    fn rows_hold_the_very_bytes_of_the_journal() {
        let text = String::from_utf8(written(&commit(vec![Change::Record(record()), Change::Tie(tie())])).unwrap()).unwrap();
        let writes = writes_of(text.as_bytes(), &Ring::empty()).unwrap();
        assert_eq!(writes.iter().map(|write| write.key).collect::<Vec<_>>(), [record().id.bytes(), tie().id.bytes()]);
        assert!(writes.into_iter().all(|write| text.contains(str::from_utf8(&write.row.unwrap()).unwrap())));
        assert!(!text.contains('\n'));
    }

    #[test]
    fn every_sort_of_value_and_place_comes_back_as_it_was() {
        let values = [
            Value::Text(String::new()),
            Value::Text("2020-01-01".to_owned()),
            Value::Whole(i64::MIN),
            Value::Whole(i64::MAX),
            Value::Decimal(3.0),
            Value::Decimal(-0.0),
            Value::Decimal(1e300),
            Value::Decimal(0.1 + 0.2),
            Value::YesNo(false),
            Value::Day("0001-01-01".parse().unwrap()),
            Value::Codes(Vec::new()),
        ];
        let geometries: [geo::Geometry; 6] = [
            geo::wkt!(POINT(4.123_456_789_012_345 51.987_654_321_098_76)).into(),
            geo::wkt!(MULTIPOINT(4.1 51.9, 4.2 51.8)).into(),
            geo::wkt!(LINESTRING(4.1 51.9, 4.2 51.8)).into(),
            geo::wkt!(MULTILINESTRING((4.1 51.9, 4.2 51.8), (0.0 0.0, 1.0 1.0, 2.0 2.0))).into(),
            geo::wkt!(POLYGON((0.0 0.0, 3.0 0.0, 3.0 3.0, 0.0 0.0), (1.0 0.5, 2.0 0.5, 2.0 1.0, 1.0 0.5))).into(),
            geo::wkt!(MULTIPOLYGON(((0.0 0.0, 3.0 0.0, 3.0 3.0, 0.0 0.0)), ((5.0 5.0, 6.0 5.0, 6.0 6.0, 5.0 5.0)))).into(),
        ];
        for value in values {
            let record = Record { values: Values::from_iter([("name", value)]), ..record() };
            assert_eq!(restored(&record), Change::Record(record));
        }
        for geometry in geometries {
            let record = Record { whereabouts: Whereabouts::new(geometry).ok(), ..record() };
            assert!(record.whereabouts.is_some());
            assert_eq!(restored(&record), Change::Record(record));
        }
    }

    fn restored(record: &Record) -> Change {
        let text = written(&commit(vec![Change::Record(record.clone())])).unwrap();
        read_open_row(writes_of(&text, &Ring::empty()).unwrap()[0].row.as_ref().unwrap()).unwrap()
    }

    #[test]
    fn a_number_that_cannot_be_written_is_refused() {
        let record = Record { values: Values::from_iter([("name", Value::Decimal(f64::NAN))]), ..record() };
        assert!(written(&commit(vec![Change::Record(record)])).unwrap_err().contains("“name” is not finite"));
    }

    #[test]
    fn what_a_newer_wijkweb_wrote_is_named_and_not_dropped() {
        let text = include_str!("../../fixtures/store/commit.json");
        let cases = [
            (text.replacen("{\"v\":1", "{\"v\":2", 1), "shape 2"),
            (text.replace("\"row\":{\"v\":1", "\"row\":{\"v\":9"), "shape 9"),
            (text.replace("\"tags\"", "\"smell\""), "no field “smell”"),
            (text.replace("\"place\"", "\"planet\""), "planet"),
            (text.replace("\"likely_same_as\"", "\"unlike\""), "unlike"),
            ("{\"v\":7}".to_owned(), "shape 7"),
            ("[]".to_owned(), "invalid length"),
            (String::new(), "EOF"),
        ];
        for (text, named) in cases {
            let error = read(1, text.as_bytes(), &Ring::empty()).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
    }

    /// Somebody, with a talent and a friend.
    fn people() -> Vec<Change> {
        let person = |number, name: &str| {
            let mut person = Record {
                id: id(number),
                kind: Kind::Person,
                visibility: Visibility::Own,
                whereabouts: None,
                likely_same_as: None,
                values: Values::from_iter([("name", Value::Text(name.to_owned()))]),
                ..record()
            };
            add_entry(&mut person, &agreed());
            person
        };
        let knows = *TieKind::ALL.iter().find(|kind| kind.code() == "knows").unwrap();
        let friends = Tie { id: id(13), kind: knows, from: id(12), to: id(11), visibility: Visibility::Own, ..tie() };
        vec![Change::Record(person(11, "Fatma Canary")), Change::Record(person(12, "Joop Canary")), Change::Tie(friends)]
    }

    fn agreed() -> Consent {
        Consent {
            yes: BTreeSet::from([Scope::Store, Scope::Relations]),
            no: BTreeSet::new(),
            text_version: "1".to_owned(),
            language: "nl".to_owned(),
            channel: Channel::Spoken,
            by_guardian: false,
            given: Moment::from_second(1_700_000_000).unwrap(),
            witness: Actor::operator(),
        }
    }

    fn commit_of_people() -> Commit {
        let people = people();
        let [Change::Record(one), Change::Record(other), Change::Tie(tie)] = &people[..] else { panic!("two people and a tie") };
        let changes = vec![
            admit(Change::Record(one.clone()), None).unwrap(),
            admit(Change::Record(other.clone()), None).unwrap(),
            admit(Change::Tie(tie.clone()), Some((other, one))).unwrap(),
        ];
        Commit { changes, ..commit(vec![]) }
    }

    #[test]
    fn the_shape_of_what_is_about_persons_is_frozen() {
        let ring = Ring::of(&[id(11), id(12)]);
        let text = write(&commit_of_people(), &Sealing { ring: &ring, randomness: &Randomness::fixed() }).unwrap();
        expect_test::expect_file!["../../fixtures/store/sealed.json"].assert_eq(&format!("{}\n", String::from_utf8(text).unwrap()));
    }

    #[test]
    fn what_is_about_persons_is_read_with_their_keys_only() {
        let text = include_str!("../../fixtures/store/sealed.json");
        let found = |ring: &Ring| read(7, text.as_bytes(), ring).unwrap();
        let all = people();
        let [one, other, _] = &all[..] else { panic!("two people and a tie") };
        assert_eq!(found(&Ring::of(&[id(11), id(12)])).kept.changes, all);
        let half = found(&Ring::of(&[id(11)]));
        assert_eq!((half.kept.changes, half.unopened), (vec![one.clone()], Unopened { erased: 0, locked: 2 }));
        let mut ring = Ring::of(&[id(11), id(12)]);
        ring.destroy(&[id(11)], Moment::EPOCH, &Randomness::fixed());
        assert_eq!(found(&ring).unopened, Unopened { erased: 2, locked: 0 });
        // Under the keys that are frozen with it, Joop was the second.
        assert_eq!(&found(&ring).kept.changes, std::slice::from_ref(other));
        let left = writes_of(text.as_bytes(), &ring).unwrap();
        assert_eq!(left.iter().map(|write| write.row.is_some()).collect::<Vec<_>>(), [false, true, false]);
        for canary in ["Canary", "knows", "operator|", "\"person\""] {
            assert!(!text.contains(canary), "{canary}");
        }
    }

    #[test]
    fn rows_that_changed_places_are_not_believed() {
        let text = include_str!("../../fixtures/store/sealed.json");
        let ring = Ring::of(&[id(11), id(12)]);
        let rows = writes_of(text.as_bytes(), &ring).unwrap();
        let row = |at: usize| rows[at].row.clone().unwrap();
        assert!(matches!(read_row(&row(0), id(11), &ring), Ok(Ok(_))));
        assert_eq!(read_row(&row(0), id(12), &ring), Ok(Err(Shut::Locked)));
        assert_eq!(read_row(&row(2), id(11), &ring), Ok(Err(Shut::Locked)));
        let swapped = String::from_utf8(row(0)).unwrap().replace(&id(11).to_string(), &id(12).to_string());
        assert_eq!(read_row(swapped.as_bytes(), id(11), &ring), Ok(Err(Shut::Locked)), "under the key of another");
    }
}
