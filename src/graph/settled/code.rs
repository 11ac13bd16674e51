//! Records and ties as few bytes, and back. Derived state of one build of the program: no other build reads it.

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use crate::inventory::field::Field;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::{Day, Moment};
use crate::inventory::provenance::{Actor, Origin, Provenance, Source, Validity};
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::inventory::whereabouts::Whereabouts;

use super::lexicon::Lexicon;
use super::pen::{Pen, Reader};

/// Writes all of a record but its id.
pub(super) fn write_record(record: &Record, lexicon: &mut Lexicon, out: &mut Vec<u8>) {
    let mut pen = Pen(out);
    pen.number(place_in(Kind::ALL, &record.kind));
    write_about(&mut pen, lexicon, record.version, record.visibility, record.validity, &record.provenance);
    pen.id(record.likely_same_as);
    pen.id(record.merged_into);
    write_whereabouts(&mut pen, record.whereabouts.as_ref());
    write_values(&mut pen, &record.values, |name| record.kind.fields().position(|field| field.name == name));
}

/// When the record that was written was captured; the rest is not read.
pub(super) fn read_created(bytes: &[u8]) -> Option<Moment> {
    let mut reader = Reader(bytes);
    reader.number()?;
    read_before_created(&mut reader)?;
    reader.moment()
}

/// The record with this id that was written.
pub(super) fn read_record(id: Id, bytes: &[u8], lexicon: &Lexicon) -> Option<Record> {
    let mut reader = Reader(bytes);
    let kind = *Kind::ALL.get(reader.size()?)?;
    let (version, visibility, validity, provenance) = read_about(&mut reader, lexicon)?;
    let likely_same_as = reader.id()?;
    let merged_into = reader.id()?;
    let whereabouts = read_whereabouts(&mut reader)?;
    let values = read_values(&mut reader, |at| kind.fields().nth(at))?;
    Some(Record { id, kind, version, visibility, validity, provenance, whereabouts, values, likely_same_as, merged_into })
}

/// Writes all of a tie but its id and its ends.
pub(super) fn write_tie(tie: &Tie, lexicon: &mut Lexicon, out: &mut Vec<u8>) {
    let mut pen = Pen(out);
    pen.number(place_in(TieKind::ALL, &tie.kind));
    write_about(&mut pen, lexicon, tie.version, tie.visibility, tie.validity, &tie.provenance);
    write_values(&mut pen, &tie.values, |name| tie.kind.fields().iter().position(|field| field.name == name));
}

/// The tie with this id and these ends that was written.
pub(super) fn read_tie(id: Id, (from, to): (Id, Id), bytes: &[u8], lexicon: &Lexicon) -> Option<Tie> {
    let mut reader = Reader(bytes);
    let kind = *TieKind::ALL.get(reader.size()?)?;
    let (version, visibility, validity, provenance) = read_about(&mut reader, lexicon)?;
    let values = read_values(&mut reader, |at| kind.fields().get(at))?;
    Some(Tie { id, kind, from, to, version, visibility, validity, provenance, values })
}

/// Where something stands in the list of all of its sort.
pub(super) fn place_in<T: PartialEq>(all: &[T], one: &T) -> u64 {
    all.iter().position(|other| other == one).and_then(|at| u64::try_from(at).ok()).unwrap_or(u64::MAX)
}

fn write_about(pen: &mut Pen<'_>, lexicon: &mut Lexicon, version: u32, visibility: Visibility, validity: Validity, from: &Provenance) {
    pen.number(version.into());
    pen.number(place_in(&Visibility::ALL, &visibility));
    pen.day(validity.from);
    pen.day(validity.to);
    pen.moment(from.created);
    pen.moment(from.updated);
    pen.number(lexicon.number_of(&from.by.0));
    pen.number(place_in(&Origin::ALL, &from.origin));
    match &from.source {
        Some(source) => {
            pen.number(lexicon.number_of(&source.name) + 1);
            pen.text(&source.external_id);
        }
        None => pen.number(0),
    }
    pen.id(from.delivery);
}

fn read_about(reader: &mut Reader<'_>, lexicon: &Lexicon) -> Option<(u32, Visibility, Validity, Provenance)> {
    let (version, visibility, validity) = read_before_created(reader)?;
    let (created, updated) = (reader.moment()?, reader.moment()?);
    let by = Actor(lexicon.word(reader.number()?)?.to_owned());
    let origin = *Origin::ALL.get(reader.size()?)?;
    let source = match reader.number()? {
        0 => None,
        number => Some(Source { name: lexicon.word(number - 1)?.to_owned(), external_id: reader.text()?.to_owned() }),
    };
    let delivery = reader.id()?;
    Some((version, visibility, validity, Provenance { created, updated, by, origin, source, delivery }))
}

fn read_before_created(reader: &mut Reader<'_>) -> Option<(u32, Visibility, Validity)> {
    let version = u32::try_from(reader.number()?).ok()?;
    let visibility = *Visibility::ALL.get(reader.size()?)?;
    Some((version, visibility, Validity { from: reader.day()?, to: reader.day()? }))
}

fn write_values(pen: &mut Pen<'_>, values: &Values, place: impl Fn(&str) -> Option<usize>) {
    pen.size(values.iter().count());
    for (name, value) in values.iter() {
        pen.size(place(name).unwrap_or(usize::MAX));
        match value {
            Value::Text(text) => {
                pen.number(0);
                pen.text(text);
            }
            Value::Whole(number) => {
                pen.number(1);
                pen.signed(*number);
            }
            Value::Decimal(number) => {
                pen.number(2);
                pen.decimal(*number);
            }
            Value::YesNo(yes) => pen.number(if *yes { 4 } else { 3 }),
            Value::Day(day) => {
                pen.number(5);
                pen.day(Some(*day));
            }
            Value::Codes(codes) => {
                pen.number(6);
                pen.size(codes.len());
                for code in codes {
                    pen.text(code);
                }
            }
        }
    }
}

fn read_values<'f>(reader: &mut Reader<'_>, field: impl Fn(usize) -> Option<&'f Field>) -> Option<Values>
where
    'f: 'static,
{
    let mut values = Values::default();
    for _ in 0..reader.size()? {
        let name = field(reader.size()?)?.name;
        let value = match reader.number()? {
            0 => Value::Text(reader.text()?.to_owned()),
            1 => Value::Whole(reader.signed()?),
            2 => Value::Decimal(reader.decimal()?),
            3 => Value::YesNo(false),
            4 => Value::YesNo(true),
            5 => Value::Day(reader.day()??),
            6 => Value::Codes((0..reader.size()?).map(|_| reader.text().map(str::to_owned)).collect::<Option<_>>()?),
            _ => return None,
        };
        values.set(name, value);
    }
    Some(values)
}

fn write_whereabouts(pen: &mut Pen<'_>, whereabouts: Option<&Whereabouts>) {
    let Some(whereabouts) = whereabouts else { return pen.number(0) };
    match whereabouts.geometry() {
        Geometry::Point(point) => {
            pen.number(1);
            write_spot(pen, point.0);
        }
        Geometry::MultiPoint(points) => {
            pen.number(2);
            pen.size(points.0.len());
            points.iter().for_each(|point| write_spot(pen, point.0));
        }
        Geometry::LineString(line) => {
            pen.number(3);
            write_line(pen, line);
        }
        Geometry::MultiLineString(lines) => {
            pen.number(4);
            pen.size(lines.0.len());
            lines.iter().for_each(|line| write_line(pen, line));
        }
        Geometry::Polygon(surface) => {
            pen.number(5);
            write_surface(pen, surface);
        }
        Geometry::MultiPolygon(surfaces) => {
            pen.number(6);
            pen.size(surfaces.0.len());
            surfaces.iter().for_each(|surface| write_surface(pen, surface));
        }
        // No whereabouts is of another sort.
        _ => pen.number(0),
    }
}

fn write_spot(pen: &mut Pen<'_>, spot: Coord<f64>) {
    pen.decimal(spot.x);
    pen.decimal(spot.y);
}

fn write_line(pen: &mut Pen<'_>, line: &LineString<f64>) {
    pen.size(line.0.len());
    line.0.iter().for_each(|spot| write_spot(pen, *spot));
}

fn write_surface(pen: &mut Pen<'_>, surface: &Polygon<f64>) {
    pen.size(surface.interiors().len());
    write_line(pen, surface.exterior());
    surface.interiors().iter().for_each(|hole| write_line(pen, hole));
}

#[expect(clippy::option_option, reason = "there is none, or it cannot be read: two answers")]
fn read_whereabouts(reader: &mut Reader<'_>) -> Option<Option<Whereabouts>> {
    let geometry: Geometry<f64> = match reader.number()? {
        0 => return Some(None),
        1 => Point(read_spot(reader)?).into(),
        2 => MultiPoint(several(reader, |reader| read_spot(reader).map(Point))?).into(),
        3 => read_line(reader)?.into(),
        4 => MultiLineString(several(reader, read_line)?).into(),
        5 => read_surface(reader)?.into(),
        6 => MultiPolygon(several(reader, read_surface)?).into(),
        _ => return None,
    };
    Whereabouts::new(geometry).ok().map(Some)
}

fn several<T>(reader: &mut Reader<'_>, one: impl Fn(&mut Reader<'_>) -> Option<T>) -> Option<Vec<T>> {
    (0..reader.size()?).map(|_| one(reader)).collect()
}

fn read_spot(reader: &mut Reader<'_>) -> Option<Coord<f64>> {
    Some(Coord { x: reader.decimal()?, y: reader.decimal()? })
}

fn read_line(reader: &mut Reader<'_>) -> Option<LineString<f64>> {
    several(reader, read_spot).map(LineString)
}

fn read_surface(reader: &mut Reader<'_>) -> Option<Polygon<f64>> {
    let holes = reader.size()?;
    let outer = read_line(reader)?;
    Some(Polygon::new(outer, (0..holes).map(|_| read_line(reader)).collect::<Option<_>>()?))
}

/// A number that differs between builds that would write or read something else: made from all that is declared.
pub(super) fn edition() -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    let mut learn = |text: &str| {
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    };
    learn(LAYOUT);
    for kind in Kind::ALL {
        learn(kind.code());
        learn(&format!("{:?} {}", kind.role(), kind.field("scheme").is_some()));
        kind.fields().for_each(|field| learn(&format!("{} {:?} {:?}", field.name, field.shape, field.visibility)));
    }
    for tie in TieKind::ALL {
        learn(tie.code());
        tie.fields().iter().for_each(|field| learn(&format!("{} {:?}", field.name, field.shape)));
    }
    hasher.finalize()
}

/// Named anew whenever the bytes of this folder come to mean something else.
const LAYOUT: &str = "settled 2";

/// The days that are written; here so that reading and writing stand together.
pub(super) fn day_number(day: Day) -> i64 {
    i64::from(day.year()) * 512 + i64::from(day.month()) * 32 + i64::from(day.day())
}

/// The day with this number.
pub(super) fn day_of(number: i64) -> Option<Day> {
    let (year, rest) = (number.div_euclid(512), number.rem_euclid(512));
    Day::new(i16::try_from(year).ok()?, i8::try_from(rest / 32).ok()?, i8::try_from(rest % 32).ok()?).ok()
}

/// A moment as two numbers, to the nanosecond.
pub(super) fn moment_numbers(moment: Moment) -> (i64, i64) {
    let (second, nanosecond) = moment.parts();
    (second, i64::from(nanosecond))
}
