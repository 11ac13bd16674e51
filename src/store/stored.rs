//! Rows as they are written down: a record, a tie, or either of them sealed. **Frozen**, see [`super::row`].

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::{Day, Moment};
use crate::inventory::provenance::{Actor, Origin, Provenance, Source, Validity};
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::visibility::Visibility;
use crate::store::shape::{StoredPlace, StoredValues, Text};

/// The shape that is written, of commits and of rows.
pub(super) const SHAPE: u32 = 1;

/// The shape of a row with what came later: `merged_into`. A row without it is written as before.
pub(super) const JOINED_SHAPE: u32 = 2;

/// The shape of a row that is sealed, because it is about persons. What is sealed is a row of a former shape.
pub(super) const SEALED_SHAPE: u32 = 3;

/// Reads a text whose shape is at most `newest`. The error says what is not understood.
pub(super) fn parse<'a, T: Deserialize<'a>>(text: &'a [u8], newest: u32, shape: fn(&T) -> u32) -> Result<T, String> {
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

/// A record, a tie, or either of them sealed; one of the three.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredRow<'a> {
    pub(super) v: u32,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    record: Option<StoredRecord<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    tie: Option<StoredTie<'a>>,
    /// Since shape 3.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) sealed: Option<StoredSealed<'a>>,
}

/// A row that is about persons, sealed with their keys.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredSealed<'a> {
    pub(super) by: Vec<Text<Id>>,
    #[serde(borrow)]
    pub(super) text: Cow<'a, str>,
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

impl<'a> StoredRow<'a> {
    /// The row of what is written; none of what is taken away. The error says what cannot be written.
    pub(super) fn of(change: &'a Change) -> Result<Option<Self>, String> {
        Ok(match change {
            Change::Record(record) => Some(Self {
                v: if record.merged_into.is_some() { JOINED_SHAPE } else { SHAPE },
                record: Some(StoredRecord::of(record)?),
                tie: None,
                sealed: None,
            }),
            Change::Tie(tie) => Some(Self { v: SHAPE, record: None, tie: Some(StoredTie::of(tie)?), sealed: None }),
            Change::Remove(_) => None,
        })
    }

    /// A row that is about these persons.
    pub(super) fn sealed(persons: &[Id], text: String) -> Self {
        let sealed = StoredSealed { by: persons.iter().copied().map(Text).collect(), text: text.into() };
        Self { v: SEALED_SHAPE, record: None, tie: None, sealed: Some(sealed) }
    }

    pub(super) fn restore(self) -> Result<Change, String> {
        match (self.record, self.tie, self.sealed) {
            (Some(record), None, None) => record.restore().map(Change::Record),
            (None, Some(tie), None) => tie.restore().map(Change::Tie),
            _ => Err("a row is neither a record nor a tie".to_owned()),
        }
    }
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
