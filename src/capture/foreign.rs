//! What a foreign file says, before anything of ours is made of it: columns, rows of cells, a place where there is
//! one, and the snags met on the way.

use std::collections::HashMap;

use geo::Geometry;

use crate::capture::snag::{Rows, Snag};

/// A whole file, read.
#[derive(Debug, Clone, Default)]
pub struct Foreign {
    pub format: Format,
    /// The encoding that was taken, by its usual name (`UTF-8`, `windows-1252`).
    pub encoding: &'static str,
    /// The coordinate system of most rows, as the file has it (`WGS 84`, `RD New (EPSG:28992)`); `None` without places.
    pub system: Option<&'static str>,
    pub columns: Vec<Column>,
    pub rows: Vec<ForeignRow>,
    pub snags: Vec<Snag>,
}

/// The kind of file that was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// A table with this delimiter, `None` when it has one column.
    Csv { delimiter: Option<char>, header: bool },
    #[default]
    GeoJson,
    /// Entries of kartevonmorgen (openfairdb).
    KarteVonMorgen,
    /// Any other list of objects in JSON.
    JsonTable,
}

/// A column of a table, or a property of features.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// As the file names it, trimmed; a spreadsheet letter when it has no name.
    pub name: String,
    /// Whether the places of the rows were read from it, so that nothing is lost when it is not mapped.
    pub gives_place: bool,
}

/// One row or feature.
#[derive(Debug, Clone, Default)]
pub struct ForeignRow {
    /// As a person counts: in a table the header is row 1 and every spreadsheet row counts one; in GeoJSON and JSON
    /// the first feature is 1.
    pub row: u64,
    /// The line of a text file on which the row begins, which differs from `row` when cells hold line breaks.
    pub line: Option<u64>,
    /// The `id` of a feature; a table has its ids in a column.
    pub id: Option<String>,
    /// In WGS 84, longitude first; never NaN, infinite or outside the earth.
    pub geometry: Option<Geometry<f64>>,
    cells: Vec<(usize, Cell)>,
}

/// A value as the file gives it. Missing is not a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text, without the blanks around it, never empty.
    Text(String),
    /// A JSON number in its shortest form with a decimal point; whole numbers without one.
    Number(String),
    /// A JSON truth value.
    YesNo(bool),
}

impl Cell {
    /// Text as a cell; blanks around it are no part of it, and nothing but blanks is missing.
    pub fn text(text: &str) -> Option<Self> {
        let trimmed = text.trim_matches(is_blank);
        (!trimmed.is_empty()).then(|| Self::Text(trimmed.to_owned()))
    }

    /// The value as text.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::YesNo(true) => "true",
            Self::YesNo(false) => "false",
        }
    }
}

/// Blanks of every kind, also the invisible ones that spreadsheets and web pages leave around a value.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}' | '\u{feff}' | '\u{0}')
}

impl ForeignRow {
    /// A row with its cells by column position.
    pub fn new(row: u64, mut cells: Vec<(usize, Cell)>) -> Self {
        cells.sort_by_key(|(column, _)| *column);
        Self { row, cells, ..Self::default() }
    }

    /// The cell of a column, `None` when it is missing.
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        let found = self.cells.binary_search_by_key(&column, |(at, _)| *at).ok()?;
        self.cells.get(found).map(|(_, cell)| cell)
    }

    /// All cells that are not missing, by column position.
    pub fn cells(&self) -> &[(usize, Cell)] {
        &self.cells
    }
}

impl Foreign {
    /// The position of a column by its exact name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The rows that a snag of this key names.
    pub fn rows_with(&self, key: &str) -> Vec<&Rows> {
        self.snags.iter().filter(|snag| snag.reason.key() == key).map(|snag| &snag.rows).collect()
    }
}

/// The columns of objects that each may have other members, in the order in which they are first met.
#[derive(Debug, Default)]
pub struct ColumnsAsMet {
    columns: Vec<Column>,
    positions: HashMap<String, usize>,
}

impl ColumnsAsMet {
    /// The position of a column, new when it is met for the first time.
    pub fn position(&mut self, name: &str) -> usize {
        if let Some(position) = self.positions.get(name) {
            return *position;
        }
        self.positions.insert(name.to_owned(), self.columns.len());
        self.columns.push(Column { name: name.to_owned(), gives_place: false });
        self.columns.len() - 1
    }

    /// The columns, in order.
    pub fn into_columns(self) -> Vec<Column> {
        self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_around_a_value_are_no_part_of_it() {
        assert_eq!(Cell::text(" GM0599    \u{a0}"), Some(Cell::Text("GM0599".to_owned())));
        assert_eq!(Cell::text(" \u{200b}\t"), None);
    }

    #[test]
    fn a_row_finds_its_cells_by_column() {
        let row = ForeignRow::new(2, vec![(5, Cell::YesNo(true)), (1, Cell::Number("3".to_owned()))]);
        assert_eq!(row.cell(1).map(Cell::as_text), Some("3"));
        assert_eq!(row.cell(5).map(Cell::as_text), Some("true"));
        assert_eq!(row.cell(2), None);
    }
}
