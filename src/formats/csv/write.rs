//! Records as a table, safe to open in a spreadsheet.

use std::collections::BTreeMap;
use std::io::{self, Write};

use geo::{Geometry, LineString, Polygon};

use crate::consent::{Audience, Disclosed};
use crate::formats::csv::read::needs_guard;
use crate::formats::geojson::shape::degrees;
use crate::formats::geojson::write::euros;
use crate::inventory::date_line;
use crate::inventory::field::{Field, Shape};
use crate::inventory::kind::Kind;
use crate::inventory::value::Value;

/// How a table is written, so that a spreadsheet in that language opens it in columns with a double click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Semicolons between cells and a comma in numbers, as in the Netherlands and most of Europe.
    Semicolon,
    /// Commas between cells and a point in numbers, as in English and for most programs (RFC 4180).
    Comma,
}

impl Dialect {
    fn delimiter(self) -> char {
        if self == Self::Semicolon { ';' } else { ',' }
    }

    fn number(self, text: &str) -> String {
        if self == Self::Semicolon { text.replace('.', ",") } else { text.to_owned() }
    }
}

/// Tells spreadsheets that the text is UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A table of records: which columns it has depends on the kinds and the audience, not on what is filled.
pub struct Table {
    dialect: Dialect,
    fields: Vec<&'static str>,
    columns: BTreeMap<&'static str, usize>,
    for_stewards: bool,
}

impl Table {
    /// A table for records of these kinds; a field that several kinds have is one column.
    pub fn of(kinds: &[Kind], audience: Audience, dialect: Dialect) -> Self {
        let mut fields: Vec<&'static str> = Vec::new();
        for field in kinds.iter().flat_map(|kind| audience.fields_of(*kind)) {
            if !fields.contains(&field.name) {
                fields.push(field.name);
            }
        }
        let columns = fields.iter().enumerate().map(|(column, name)| (*name, column)).collect();
        Self { dialect, fields, columns, for_stewards: audience >= Audience::Stewards }
    }

    /// Writes the first row: the names of the columns.
    pub fn head(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(BYTE_ORDER_MARK)?;
        let last = ["source", "source_id", "longitude", "latitude", "geometry"];
        let visibility = self.for_stewards.then_some("visibility");
        let own = ["valid_from", "valid_to"].into_iter().chain(visibility).chain(last);
        let names = ["id", "kind"].into_iter().chain(self.fields.iter().copied()).chain(own);
        self.row(names.map(str::to_owned), out)
    }

    /// Writes the row of a record.
    pub fn record(&self, record: Disclosed<'_>, out: &mut impl Write) -> io::Result<()> {
        let mut cells = vec![String::new(); 2 + self.fields.len()];
        cells[0] = record.id().to_string();
        record.kind().code().clone_into(&mut cells[1]);
        for (field, value) in record.filled() {
            if let Some(column) = self.columns.get(field.name) {
                cells[2 + column] = self.cell(field, value);
            }
        }
        let day = |day: Option<crate::inventory::moment::Day>| day.map(|day| day.to_string()).unwrap_or_default();
        cells.extend([day(record.validity().from), day(record.validity().to)]);
        if self.for_stewards {
            cells.push(record.visibility().map(|visibility| visibility.code().to_owned()).unwrap_or_default());
        }
        let source = record.source();
        cells.push(source.map(|source| safe(&source.name)).unwrap_or_default());
        cells.push(source.map(|source| safe(&source.external_id)).unwrap_or_default());
        cells.extend(self.place(record));
        self.row(cells.into_iter(), out)
    }

    fn cell(&self, field: &Field, value: &Value) -> String {
        match value {
            Value::Text(words) => safe(words),
            Value::Whole(cents) if matches!(field.shape, Shape::Cents(..)) => self.dialect.number(&euros(*cents)),
            Value::Whole(number) => number.to_string(),
            Value::Decimal(number) => self.dialect.number(&number.to_string()),
            Value::YesNo(yes) => yes.to_string(),
            Value::Day(day) => day.to_string(),
            Value::Codes(codes) => safe(&codes.join("; ")),
        }
    }

    /// Longitude, latitude and geometry: points as numbers, anything else as text, so that neither contradicts the other.
    fn place(&self, record: Disclosed<'_>) -> [String; 3] {
        match record.whereabouts().map(crate::inventory::whereabouts::Whereabouts::geometry) {
            Some(Geometry::Point(point)) => {
                [self.dialect.number(&degrees(point.x())), self.dialect.number(&degrees(point.y())), String::new()]
            }
            Some(other) => [String::new(), String::new(), well_known_text(other)],
            None => Default::default(),
        }
    }

    fn row(&self, cells: impl Iterator<Item = String>, out: &mut impl Write) -> io::Result<()> {
        row(self.dialect, cells, out)
    }
}

/// Writes one row of a table: its cells as they are, in quotation marks where they need them.
pub fn row(dialect: Dialect, cells: impl Iterator<Item = String>, out: &mut impl Write) -> io::Result<()> {
    let delimiter = dialect.delimiter();
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            write!(out, "{delimiter}")?;
        }
        if cell.contains([delimiter, '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}

/// Words that a spreadsheet does not take for a formula: an apostrophe stands before those that it could. Reading takes
/// it off again; words that begin with apostrophes before such a sign get one more, so that nothing is lost.
pub fn safe(words: &str) -> String {
    if needs_guard(words) && !is_negative_number(words) { format!("'{words}") } else { words.to_owned() }
}

fn is_negative_number(words: &str) -> bool {
    words.strip_prefix('-').is_some_and(|digits| {
        digits.starts_with(|first: char| first.is_ascii_digit())
            && digits.ends_with(|last: char| last.is_ascii_digit())
            && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',')
            && digits.bytes().filter(|byte| !byte.is_ascii_digit()).count() <= 1
    })
}

/// A geometry as well-known text, cut at the date line.
fn well_known_text(geometry: &Geometry<f64>) -> String {
    let line = |line: &LineString<f64>| parts(&line.0, |at| format!("{} {}", degrees(at.x), degrees(at.y)));
    let polygon = |polygon: &Polygon<f64>| {
        let rings: Vec<_> = std::iter::once(polygon.exterior()).chain(polygon.interiors()).collect();
        parts(&rings, |ring| line(ring))
    };
    match date_line::cut(geometry).as_ref() {
        Geometry::MultiPoint(many) => format!("MULTIPOINT{}", parts(&many.0, |at| format!("({} {})", degrees(at.x()), degrees(at.y())))),
        Geometry::LineString(one) => format!("LINESTRING{}", line(one)),
        Geometry::MultiLineString(many) => format!("MULTILINESTRING{}", parts(&many.0, line)),
        Geometry::Polygon(one) => format!("POLYGON{}", polygon(one)),
        Geometry::MultiPolygon(many) => format!("MULTIPOLYGON{}", parts(&many.0, polygon)),
        // A whereabouts is never anything else, and points are written as numbers.
        _ => String::new(),
    }
}

fn parts<T>(items: &[T], each: impl Fn(&T) -> String) -> String {
    format!("({})", items.iter().map(each).collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::wkt;

    #[test]
    fn what_could_be_a_formula_gets_an_apostrophe_and_a_negative_number_does_not() {
        for formula in ["=1+1", "+31 10 123", "-", "@x", "\tx", "\rx", "\nx", "＝1+1", "-1+2", "'=x", "-1.2.3"] {
            assert_eq!(safe(formula), format!("'{formula}"));
        }
        for plain in ["-5", "-0.25", "-3,75", "'s-Gravenhage", "a=b", ""] {
            assert_eq!(safe(plain), plain);
        }
    }

    #[test]
    fn cells_with_delimiters_quotes_and_lines_are_quoted() {
        let table = Table { dialect: Dialect::Semicolon, fields: Vec::new(), columns: BTreeMap::new(), for_stewards: false };
        let mut out = Vec::new();
        let cells = ["a;b", "c\"d", "e\nf", " g", "h,i"];
        table.row(cells.into_iter().map(str::to_owned), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\"a;b\";\"c\"\"d\";\"e\nf\";\" g\";h,i\r\n");
    }

    #[test]
    fn shapes_are_well_known_text() {
        let surface = wkt!(POLYGON((0.0 0.0, 9.0 0.0, 9.0 9.0, 0.0 0.0), (1.0 1.0, 2.0 1.0, 2.0 2.0, 1.0 1.0)));
        assert_eq!(well_known_text(&surface.into()), "POLYGON((0 0,9 0,9 9,0 0),(1 1,2 1,2 2,1 1))");
        let across = wkt!(LINESTRING(179.0 0.0, -179.0 0.0));
        assert_eq!(well_known_text(&across.into()), "MULTILINESTRING((179 0,180 0),(-180 0,-179 0))");
        assert_eq!(well_known_text(&wkt!(MULTIPOINT(1.0 2.0, 3.0 4.0)).into()), "MULTIPOINT((1 2),(3 4))");
    }
}
