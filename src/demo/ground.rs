use geo::{Area, Geometry};

use crate::demo::assets::Known;
use crate::demo::layout::{AREAS, Layout, outline};
use crate::demo::metres::{line, on_earth};
use crate::demo::mint::Mint;
use crate::demo::table::{Row, Unreadable};
use crate::inventory::change::Change;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Origin, Validity};
use crate::inventory::record::Record;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;

/// The postcodes are made up; the Q that all of them have shows it.
const POSTCODE_DIGITS: &str = "1369";
const PERSONS_IN_A_HOME: i64 = 2;
const SQUARE_METRES_IN_A_HECTARE: f64 = 10_000.0;

/// Areas, the drawing under the map, and addresses.
pub(super) fn changes(layout: &Layout, mint: &mut Mint, known: &mut Known) -> Result<Vec<Change>, Unreadable> {
    let mut changes = Vec::new();
    for row in AREAS.rows()? {
        changes.extend(area(&row, layout, mint, known)?);
    }
    for row in AREAS.rows()?.iter().filter(|row| row.said("level") == Some("buurt")) {
        changes.push(backdrop("boundary", &format!("Grens van {}", row.must("name")?), outline(row)?.into(), mint)?);
    }
    for surface in &layout.surfaces {
        changes.push(backdrop(&surface.layer, &surface.name, surface.outline.clone().into(), mint)?);
    }
    for street in &layout.streets {
        changes.push(backdrop("street", &street.name, line(&street.line), mint)?);
    }
    for (at, building) in layout.buildings.iter().enumerate() {
        let name = format!("Pand {} aan de {}", at + 1, layout.streets[building.street].name);
        changes.push(backdrop("building", &name, building.outline.clone().into(), mint)?);
    }
    for door in 0..layout.doors.len() {
        changes.push(address(layout, door, mint, known)?);
    }
    Ok(changes)
}

fn area(row: &Row, layout: &Layout, mint: &mut Mint, known: &mut Known) -> Result<Vec<Change>, Unreadable> {
    let outline = outline(row)?;
    let key = row.must("key")?;
    let hectares = outline.unsigned_area() / SQUARE_METRES_IN_A_HECTARE;
    let mut values = row.values(Kind::Area, &["key", "part_of", "outline"])?;
    values.set("cbs_year", Value::Whole(2026));
    values.set("surface_ha", Value::Decimal((hectares * 10.0).round() / 10.0));
    let homes = homes_in(layout, &outline);
    values.set("households", Value::Whole(homes));
    values.set("population", Value::Whole(homes * PERSONS_IN_A_HOME));
    let record = record(Kind::Area, values, Some(outline.into()), mint, Origin::Desk).map_err(|why| row.wrong(why))?;
    known.add(key, &record);
    let mut changes = vec![Change::Record(record)];
    if let Some(larger) = row.said("part_of") {
        changes.push(Change::Tie(known.tie(mint, TieKind::PartOf, key, larger).map_err(|why| row.wrong(why))?));
    }
    Ok(changes)
}

/// Doors in an area behind which people live: all but those of the well-known buildings with one door.
fn homes_in(layout: &Layout, outline: &geo::Polygon<f64>) -> i64 {
    use geo::Contains;
    let homes = layout.doors.iter().filter(|door| layout.is_home(door) && outline.contains(&door.spot)).count();
    i64::try_from(homes).unwrap_or(0)
}

fn backdrop(layer: &str, name: &str, shape: Geometry<f64>, mint: &mut Mint) -> Result<Change, Unreadable> {
    let mut values = Values::default();
    values.set("name", Value::Text(name.to_owned()));
    values.set("layer", Value::Codes(vec![layer.to_owned()]));
    let record = record(Kind::Backdrop, values, Some(shape), mint, Origin::Desk);
    record.map(Change::Record).map_err(|why| Unreadable { table: "layout", row: name.to_owned(), why })
}

fn address(layout: &Layout, at: usize, mint: &mut Mint, known: &mut Known) -> Result<Change, Unreadable> {
    let door = &layout.doors[at];
    let name = layout.address(door);
    let mut values = Values::default();
    let mut set = |field, text: String| values.set(field, Value::Text(text));
    set("street", layout.streets[door.street].name.clone());
    set("number", door.number.to_string());
    set("postcode", postcode(door.street, door.number));
    set("town", "Meerkolk".to_owned());
    set("name", name.clone());
    let record = record(Kind::Address, values, Some(Geometry::Point(door.spot.into())), mint, Origin::Desk).map_err(|why| Unreadable {
        table: "layout",
        row: name.clone(),
        why,
    })?;
    known.add(&name, &record);
    Ok(Change::Record(record))
}

/// One postcode for each side of each street.
fn postcode(street: usize, number: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(street % 26).unwrap_or(0));
    if number % 2 == 1 { format!("{POSTCODE_DIGITS}Q{letter}") } else { format!("{POSTCODE_DIGITS}{letter}Q") }
}

/// A new record of the invented neighbourhood.
pub(super) fn record(kind: Kind, values: Values, shape: Option<Geometry<f64>>, mint: &mut Mint, origin: Origin) -> Result<Record, String> {
    let whereabouts = shape.map(|shape| on_earth(&shape)).transpose().map_err(|nowhere| nowhere.to_string())?;
    let (id, provenance) = mint.next(origin);
    let visibility = kind.declaration().visibility;
    let validity = Validity::default();
    Ok(Record { id, kind, version: 1, visibility, validity, provenance, whereabouts, values, likely_same_as: None, merged_into: None })
}
