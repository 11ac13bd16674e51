use std::collections::BTreeMap;

use geo::Coord;

use crate::demo::anchor::{Anchor, anchor};
use crate::demo::ground::record;
use crate::demo::layout::Layout;
use crate::demo::mint::Mint;
use crate::demo::table::{Row, Table, Unreadable};
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Origin, Validity};
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;

/// The tables of assets; a row may refer to rows above it and in tables before it.
const TABLES: &[(Kind, Origin, Table)] = &[
    (Kind::Place, Origin::Desk, Table { name: "places", text: include_str!("../../fixtures/demo/places.csv") }),
    (Kind::Thing, Origin::Own, Table { name: "things", text: include_str!("../../fixtures/demo/things.csv") }),
    (Kind::Association, Origin::Conversation, Table { name: "associations", text: include_str!("../../fixtures/demo/associations.csv") }),
    (Kind::Institution, Origin::Desk, Table { name: "institutions", text: include_str!("../../fixtures/demo/institutions.csv") }),
    (Kind::Enterprise, Origin::Own, Table { name: "enterprises", text: include_str!("../../fixtures/demo/enterprises.csv") }),
    (Kind::Activity, Origin::Conversation, Table { name: "activities", text: include_str!("../../fixtures/demo/activities.csv") }),
    (Kind::Service, Origin::Desk, Table { name: "services", text: include_str!("../../fixtures/demo/services.csv") }),
    (Kind::Story, Origin::Conversation, Table { name: "stories", text: include_str!("../../fixtures/demo/stories.csv") }),
];

/// Columns that are not fields.
const NOT_FIELDS: &[&str] = &["key", "at", "part_of", "visibility"];

/// What has been made so far, by its key in the tables.
#[derive(Default)]
pub(super) struct Known {
    records: BTreeMap<String, (Id, Kind)>,
    pub(super) spots: BTreeMap<String, Coord<f64>>,
    pub(super) addresses: BTreeMap<String, String>,
    pub(super) given_doors: Vec<String>,
}

/// All assets, and the ties that follow from where they are and what they belong to.
pub(super) fn changes(layout: &Layout, mint: &mut Mint, known: &mut Known) -> Result<(Vec<Change>, Vec<Change>), Unreadable> {
    let (mut records, mut ties) = (Vec::new(), Vec::new());
    for (kind, origin, table) in TABLES {
        for row in table.rows()? {
            let anchor = anchor(&row, layout, known)?;
            records.push(Change::Record(asset(&row, *kind, *origin, &anchor, mint, known)?));
            let key = row.must("key")?;
            let larger = row.said("part_of").map(|larger| (TieKind::PartOf, larger));
            let located_at = anchor.located_at.iter().map(|at| (TieKind::LocatedAt, at.as_str()));
            for (tie, end) in larger.into_iter().chain(located_at.filter(|(_, at)| row.said("part_of") != Some(*at))) {
                if known.joins(tie, key, end) {
                    ties.push(Change::Tie(known.tie(mint, tie, key, end).map_err(|why| row.wrong(why))?));
                }
            }
        }
    }
    Ok((records, ties))
}

fn asset(row: &Row, kind: Kind, origin: Origin, anchor: &Anchor, mint: &mut Mint, known: &mut Known) -> Result<Record, Unreadable> {
    let mut values = row.values(kind, NOT_FIELDS)?;
    if let (Some(field), Some(address)) = (kind.field("address_text"), &anchor.address) {
        values.set(field.name, Value::Text(address.clone()));
    }
    let mut record = record(kind, values, anchor.shape.clone(), mint, origin).map_err(|why| row.wrong(why))?;
    if row.said("visibility").is_some() {
        record.visibility = row.read("visibility")?;
    }
    let key = row.must("key")?;
    known.add(key, &record);
    if let Some(address) = &anchor.address {
        known.addresses.insert(key.to_owned(), address.clone());
    }
    if let Some(spot) = anchor.spot {
        known.spots.insert(key.to_owned(), spot);
    }
    Ok(record)
}

impl Known {
    /// Remembers a record under its key.
    pub(super) fn add(&mut self, key: &str, record: &Record) {
        self.records.insert(key.to_owned(), (record.id, record.kind));
    }

    /// The record with this key.
    pub(super) fn id(&self, key: &str) -> Option<Id> {
        self.records.get(key).map(|(id, _)| *id)
    }

    fn joins(&self, tie: TieKind, from: &str, to: &str) -> bool {
        matches!((self.records.get(from), self.records.get(to)), (Some((_, from)), Some((_, to))) if tie.joins(*from, *to))
    }

    /// A new tie between two records by their keys, that everyone may see who may see both.
    pub(super) fn tie(&self, mint: &mut Mint, kind: TieKind, from: &str, to: &str) -> Result<Tie, String> {
        let end = |key: &str| self.id(key).ok_or_else(|| format!("no record {key}"));
        Ok(new_tie(mint, kind, end(from)?, end(to)?))
    }
}

/// A new tie that everyone may see who may see both ends.
pub(super) fn new_tie(mint: &mut Mint, kind: TieKind, from: Id, to: Id) -> Tie {
    let (id, provenance) = mint.next(Origin::Desk);
    let (visibility, validity) = (Visibility::Everyone, Validity::default());
    Tie { id, kind, from, to, version: 1, visibility, validity, provenance, values: Values::default() }
}
