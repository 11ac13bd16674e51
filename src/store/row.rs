//! Records, ties and commits as they are written down. **Frozen**: texts of these shapes are on people's disks. A new shape
//! gets a new number in `v`, and the reading of the former one stays.

use std::borrow::Cow;

use serde::ser::{Error as _, SerializeSeq};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::consent::Consented;
use crate::inventory::change::{Change, Removal};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::{Day, Moment};
use crate::inventory::provenance::{Actor, Origin, Provenance, Source, Validity};
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::visibility::Visibility;
use crate::store::commit::{Commit, Kept};
use crate::store::rows::Write;
use crate::store::shape::{StoredPlace, StoredValues, Text};

/// The shape that is written, of commits and of rows.
const SHAPE: u32 = 1;

/// The shape of a row with what came later: `merged_into`. A row without it is written as before.
const JOINED_SHAPE: u32 = 2;

/// A commit as the JSON text of a journal line. The error says what cannot be written.
pub(super) fn write(commit: &Commit) -> Result<Vec<u8>, String> {
    let (by, delivery, act) = (commit.by.0.as_str().into(), commit.delivery.map(Text), commit.act.map(|act| act.to_string()));
    let mut text = Vec::with_capacity(200 + 600 * commit.changes.len());
    let stored = StoredCommit { v: SHAPE, at: Text(commit.at), by, delivery, act, writes: Writes(&commit.changes) };
    serde_json::to_writer(&mut text, &stored).map_err(|error| error.to_string())?;
    Ok(text)
}

/// What the commit in a journal line does to the rows. The error says what is not understood, as in all readings here.
pub(super) fn writes_of(text: &[u8]) -> Result<Vec<Write>, String> {
    let commit = read_commit(text)?;
    let write = |StoredWrite { id, row, .. }: StoredWrite<&RawValue>| Write {
        key: id.0.bytes(),
        row: row.map(|row| row.get().as_bytes().to_vec()),
    };
    Ok(commit.writes.into_iter().map(write).collect())
}

/// The commit in a journal line.
pub(super) fn read(seq: u64, text: &[u8]) -> Result<Kept, String> {
    read_some(seq, text, &|_| true)
}

/// The commit in a journal line, with those of its changes that concern a wanted record or tie.
pub(super) fn read_some(seq: u64, text: &[u8], is_wanted: &dyn Fn(Id) -> bool) -> Result<Kept, String> {
    let commit = read_commit(text)?;
    let wanted = commit.writes.into_iter().filter(|write| is_wanted(write.id.0));
    let changes = wanted.map(|write| match (write.row, write.gone) {
        (Some(row), None) => read_row(row.get().as_bytes()),
        (None, Some(version)) => Ok(Change::Remove(Removal { id: write.id.0, version })),
        _ => Err("a write neither makes nor takes away".to_owned()),
    });
    let changes = changes.collect::<Result<_, _>>()?;
    // An act that is not known, as a newer program may do, changes nothing about what was written.
    let act = commit.act.and_then(|act| act.parse().ok());
    Ok(Kept { seq, at: commit.at.0, by: Actor(commit.by.into_owned()), delivery: commit.delivery.map(|id| id.0), act, changes })
}

/// The record or tie in a row.
pub(super) fn read_row(text: &[u8]) -> Result<Change, String> {
    let row = parse(text, JOINED_SHAPE, |row: &StoredRow<'_>| row.v)?;
    match (row.record, row.tie) {
        (Some(record), None) => record.restore().map(Change::Record),
        (None, Some(tie)) => tie.restore().map(Change::Tie),
        _ => Err("a row is neither a record nor a tie".to_owned()),
    }
}

fn read_commit(text: &[u8]) -> Result<StoredCommit<'_, Vec<StoredWrite<&RawValue>>>, String> {
    parse(text, SHAPE, |commit: &StoredCommit<'_, _>| commit.v)
}

fn write_of(change: &Change) -> Result<StoredWrite<StoredRow<'_>>, String> {
    let gone = if let Change::Remove(removal) = change { Some(removal.version) } else { None };
    Ok(StoredWrite { id: Text(change.id()), row: row_of(change)?, gone })
}

fn row_of(change: &Change) -> Result<Option<StoredRow<'_>>, String> {
    Ok(match change {
        Change::Record(record) => Some(StoredRow {
            v: if record.merged_into.is_some() { JOINED_SHAPE } else { SHAPE },
            record: Some(StoredRecord::of(record)?),
            tie: None,
        }),
        Change::Tie(tie) => Some(StoredRow { v: SHAPE, record: None, tie: Some(StoredTie::of(tie)?) }),
        Change::Remove(_) => None,
    })
}

fn parse<'a, T: Deserialize<'a>>(text: &'a [u8], newest: u32, shape: fn(&T) -> u32) -> Result<T, String> {
    let parsed = serde_json::from_slice(text);
    let found = match &parsed {
        Ok(parsed) => shape(parsed),
        Err(_) => serde_json::from_slice::<Shape>(text).map_or(SHAPE, |shape| shape.v),
    };
    if (SHAPE..=newest).contains(&found) {
        parsed.map_err(|error| error.to_string())
    } else {
        Err(format!("it has shape {found}, and this wijkweb reads shapes up to {newest}"))
    }
}

/// What all shapes have, whatever else they hold.
#[derive(Deserialize)]
struct Shape {
    v: u32,
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
struct Writes<'a>(&'a [Consented<Change>]);

impl Serialize for Writes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut writes = serializer.serialize_seq(Some(self.0.len()))?;
        for change in self.0 {
            writes.serialize_element(&write_of(change.get()).map_err(S::Error::custom)?)?;
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

/// A record or a tie; one of the two.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredRow<'a> {
    v: u32,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    record: Option<StoredRecord<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    tie: Option<StoredTie<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredRecord<'a> {
    id: Text<Id>,
    kind: Text<Kind>,
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    place: Option<StoredPlace>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    likely_same_as: Option<Text<Id>>,
    /// Since shape 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    merged_into: Option<Text<Id>>,
    #[serde(borrow)]
    about: StoredAbout<'a>,
    #[serde(borrow)]
    values: StoredValues<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredTie<'a> {
    id: Text<Id>,
    kind: Text<TieKind>,
    from: Text<Id>,
    to: Text<Id>,
    #[serde(borrow)]
    about: StoredAbout<'a>,
    #[serde(borrow)]
    values: StoredValues<'a>,
}

/// What records and ties have in common.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredAbout<'a> {
    version: u32,
    visibility: Text<Visibility>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_from: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_to: Option<Day>,
    created: Text<Moment>,
    updated: Text<Moment>,
    #[serde(borrow)]
    by: Cow<'a, str>,
    origin: Text<Origin>,
    /// Name of the source, and what it calls the record.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    source: Option<(Cow<'a, str>, Cow<'a, str>)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delivery: Option<Text<Id>>,
}

/// Homes that were kept for all builders, before there were rounds, are for those on one.
fn narrowed(kind: Kind, visibility: Visibility) -> Visibility {
    if (kind, visibility) == (Kind::Address, Visibility::Builders) { Visibility::DoorTeam } else { visibility }
}

impl<'a> StoredRecord<'a> {
    fn of(record: &'a Record) -> Result<Self, String> {
        let place = record.whereabouts.as_ref().map(|place| StoredPlace::of(place).ok_or("a whereabouts is of no known sort"));
        Ok(Self {
            id: Text(record.id),
            kind: Text(record.kind),
            place: place.transpose()?,
            likely_same_as: record.likely_same_as.map(Text),
            merged_into: record.merged_into.map(Text),
            about: StoredAbout::of(record.version, record.visibility, record.validity, &record.provenance),
            values: StoredValues::of(&record.values)?,
        })
    }

    fn restore(self) -> Result<Record, String> {
        let (kind, about) = (self.kind.0, self.about);
        Ok(Record {
            id: self.id.0,
            kind,
            version: about.version,
            visibility: narrowed(kind, about.visibility.0),
            validity: about.validity(),
            whereabouts: self.place.map(StoredPlace::restore).transpose()?,
            values: self.values.restore(|name| kind.field(name))?,
            likely_same_as: self.likely_same_as.map(|id| id.0),
            merged_into: self.merged_into.map(|id| id.0),
            provenance: about.provenance(),
        })
    }
}

impl<'a> StoredTie<'a> {
    fn of(tie: &'a Tie) -> Result<Self, String> {
        Ok(Self {
            id: Text(tie.id),
            kind: Text(tie.kind),
            from: Text(tie.from),
            to: Text(tie.to),
            about: StoredAbout::of(tie.version, tie.visibility, tie.validity, &tie.provenance),
            values: StoredValues::of(&tie.values)?,
        })
    }

    fn restore(self) -> Result<Tie, String> {
        let (kind, about) = (self.kind.0, self.about);
        Ok(Tie {
            id: self.id.0,
            kind,
            from: self.from.0,
            to: self.to.0,
            version: about.version,
            visibility: about.visibility.0,
            validity: about.validity(),
            values: self.values.restore(|name| kind.field(name))?,
            provenance: about.provenance(),
        })
    }
}

impl<'a> StoredAbout<'a> {
    fn of(version: u32, visibility: Visibility, validity: Validity, provenance: &'a Provenance) -> Self {
        Self {
            version,
            visibility: Text(visibility),
            valid_from: validity.from,
            valid_to: validity.to,
            created: Text(provenance.created),
            updated: Text(provenance.updated),
            by: provenance.by.0.as_str().into(),
            origin: Text(provenance.origin),
            source: provenance.source.as_ref().map(|source| (source.name.as_str().into(), source.external_id.as_str().into())),
            delivery: provenance.delivery.map(Text),
        }
    }

    fn validity(&self) -> Validity {
        Validity { from: self.valid_from, to: self.valid_to }
    }

    fn provenance(self) -> Provenance {
        Provenance {
            created: self.created.0,
            updated: self.updated.0,
            by: Actor(self.by.into_owned()),
            origin: self.origin.0,
            source: self.source.map(|(name, id)| Source { name: name.into_owned(), external_id: id.into_owned() }),
            delivery: self.delivery.map(|id| id.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::admit;
    use crate::inventory::act::Act;
    use crate::inventory::value::Value;
    use crate::inventory::values::Values;
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

    #[test]
    fn the_shape_of_a_commit_is_frozen() {
        let removal = Change::Remove(Removal { id: id(4), version: 2 });
        let commit = commit(vec![Change::Record(record()), Change::Tie(tie()), removal]);
        let text = write(&commit).unwrap();
        expect_test::expect_file!["../../fixtures/store/commit.json"].assert_eq(&format!("{}\n", String::from_utf8(text).unwrap()));
    }

    #[test]
    fn a_frozen_commit_is_read_as_it_was_meant() {
        let text = include_str!("../../fixtures/store/commit.json");
        let removal = Change::Remove(Removal { id: id(4), version: 2 });
        let changes = vec![Change::Record(record()), Change::Tie(tie()), removal];
        let at = Moment::from_second(1_700_000_001).unwrap();
        let expected = Kept { seq: 7, at, by: Actor::operator(), delivery: Some(id(9)), act: None, changes };
        assert_eq!(read(7, text.as_bytes()), Ok(expected));
    }

    #[test]
    fn what_was_being_done_is_kept_and_what_a_newer_program_did_is_passed_over() {
        let undone = Commit { act: Some(Act::Undo(6)), ..commit(vec![Change::Record(record())]) };
        let text = String::from_utf8(write(&undone).unwrap()).unwrap();
        assert_eq!(read(7, text.as_bytes()).unwrap().act, Some(Act::Undo(6)));
        let newer = text.replace("undo:6", "dance");
        assert!(newer != text && read(7, newer.as_bytes()).unwrap().act.is_none());
    }

    #[test]
    fn rows_hold_the_very_bytes_of_the_journal() {
        let text = String::from_utf8(write(&commit(vec![Change::Record(record()), Change::Tie(tie())])).unwrap()).unwrap();
        let writes = writes_of(text.as_bytes()).unwrap();
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
        let text = write(&commit(vec![Change::Record(record.clone())])).unwrap();
        read_row(writes_of(&text).unwrap()[0].row.as_ref().unwrap()).unwrap()
    }

    #[test]
    fn a_number_that_cannot_be_written_is_refused() {
        let record = Record { values: Values::from_iter([("name", Value::Decimal(f64::NAN))]), ..record() };
        assert!(write(&commit(vec![Change::Record(record)])).unwrap_err().contains("“name” is not finite"));
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
            let error = read(1, text.as_bytes()).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
    }
}
