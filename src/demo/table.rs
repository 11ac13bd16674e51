use crate::inventory::field::{Field, Shape};
use crate::inventory::kind::Kind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;

/// A table of the invented neighbourhood cannot be read: the program was built with a mistake in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the demo neighbourhood cannot be made: {table}, {row}: {why}")]
pub struct Unreadable {
    /// Which table.
    pub table: &'static str,
    /// The key or name of the row.
    pub row: String,
    /// What is wrong with it.
    pub why: String,
}

/// A table that came with the program.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
}

/// A row of a table: its columns and what they say, in order.
pub(super) struct Row {
    table: &'static str,
    cells: Vec<(String, String)>,
}

impl Table {
    /// All rows, in order.
    pub(super) fn rows(&self) -> Result<Vec<Row>, Unreadable> {
        let unreadable = |error: csv::Error| Unreadable { table: self.name, row: String::new(), why: error.to_string() };
        let mut reader = csv::Reader::from_reader(self.text.as_bytes());
        let columns = reader.headers().map_err(unreadable)?.clone();
        let cells = |row: csv::StringRecord| columns.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect();
        reader.into_records().map(|row| Ok(Row { table: self.name, cells: cells(row.map_err(unreadable)?) })).collect()
    }
}

impl Row {
    /// What a column says; nothing where it is empty or missing.
    pub(super) fn said(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(name, text)| name == column && !text.is_empty()).map(|(_, text)| text.as_str())
    }

    /// What a column says that may not be empty.
    pub(super) fn must(&self, column: &'static str) -> Result<&str, Unreadable> {
        self.said(column).ok_or_else(|| self.wrong(format!("no {column}")))
    }

    /// What a column says, read as a number or code.
    pub(super) fn read<T: std::str::FromStr>(&self, column: &'static str) -> Result<T, Unreadable> {
        let text = self.must(column)?;
        text.parse().map_err(|_| self.wrong(format!("{column} is {text}")))
    }

    /// The row is wrong, and why.
    pub(super) fn wrong(&self, why: impl Into<String>) -> Unreadable {
        let row = self.cells.first().map(|(_, text)| text.clone()).unwrap_or_default();
        Unreadable { table: self.table, row, why: why.into() }
    }

    /// The columns that are fields of the kind, as values. Every other column must be one of `others`.
    pub(super) fn values(&self, kind: Kind, others: &[&str]) -> Result<Values, Unreadable> {
        let mut values = Values::default();
        for (column, text) in self.cells.iter().filter(|(column, text)| !text.is_empty() && !others.contains(&column.as_str())) {
            let field = kind.field(column).ok_or_else(|| self.wrong(format!("no field {column}")))?;
            values.set(field.name, value(field, text).ok_or_else(|| self.wrong(format!("{column} is {text}")))?);
        }
        Ok(values)
    }
}

/// What the text of a field stands for, as our own tables write it.
pub(super) fn value(field: &Field, text: &str) -> Option<Value> {
    match field.shape {
        Shape::Line(_) | Shape::Prose(_) | Shape::Link | Shape::Code(_) => Some(Value::Text(text.to_owned())),
        Shape::Whole(..) | Shape::Cents(..) => text.parse().ok().map(Value::Whole),
        Shape::Decimal(..) => text.parse().ok().map(Value::Decimal),
        Shape::YesNo => ["no", "yes"].iter().position(|word| *word == text).map(|at| Value::YesNo(at == 1)),
        Shape::Day => text.parse().ok().map(Value::Day),
        Shape::Choice(_)
        | Shape::Choices(_)
        | Shape::Term(_)
        | Shape::Terms(_)
        | Shape::OwnTerm
        | Shape::Tags
        | Shape::Pictures
        | Shape::Entries => Some(Value::Codes(text.split('|').map(str::to_owned).collect())),
    }
}
