//! From text to rows of cells. Written rather than taken from a library because a spreadsheet's row numbers, a quote
//! that is never closed and a cell with text after its quote must be told to the person, not repaired in silence.

use std::borrow::Cow;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// `None` for a table of one column.
    pub delimiter: Option<char>,
    /// Whether `\"` stands for a quotation mark inside quotes, beside the usual `""`.
    pub backslash: bool,
}

/// One row of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextRow<'a> {
    /// As a spreadsheet counts, empty rows included; the first is 1.
    pub row: u64,
    /// The line of the file on which it begins; the first is 1.
    pub line: u64,
    pub cells: Vec<Cow<'a, str>>,
    pub odd: Option<Odd>,
}

/// What was odd in the quotes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Odd {
    /// The file ends inside quotes.
    NotClosed,
    /// There is text between a closing quote and the next delimiter.
    TextAfterQuote,
}

/// The rows of a table, one after the other. Empty rows are counted and passed over.
#[derive(Debug, Clone)]
pub struct TextRows<'a> {
    rest: &'a str,
    dialect: Dialect,
    row: u64,
    line: u64,
    not_closed: u32,
}

/// After so many quotes that are never closed, quotes must close on their own line: searching the rest of the file for
/// each would make a hostile file very slow.
const PATIENCE_WITH_QUOTES: u32 = 20;

impl<'a> TextRows<'a> {
    /// Reads a text by a dialect.
    pub fn new(text: &'a str, dialect: Dialect) -> Self {
        Self { rest: text, dialect, row: 0, line: 1, not_closed: 0 }
    }

    fn next_row(&mut self) -> TextRow<'a> {
        self.row += 1;
        let mut read = TextRow { row: self.row, line: self.line, ..TextRow::default() };
        loop {
            let (cell, end) = if self.rest.starts_with('"') {
                self.quoted(&mut read)
            } else {
                let (cell, end) = self.plain();
                (cell.into(), end)
            };
            read.cells.push(cell);
            if end == End::Row {
                return read;
            }
        }
    }

    fn plain(&mut self) -> (&'a str, End) {
        let delimiter = self.dialect.delimiter;
        let stop = |character: char| Some(character) == delimiter || matches!(character, '\n' | '\r');
        let length = self.rest.find(stop).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(length);
        self.rest = rest;
        (cell, self.end_of_cell())
    }

    /// A cell that begins with a quotation mark. When the mark is never closed, the row ends with its line: otherwise
    /// one slip of the pen would swallow the rest of the file.
    fn quoted(&mut self, read: &mut TextRow<'a>) -> (Cow<'a, str>, End) {
        let mut cell = String::new();
        let mut characters = self.rest.char_indices().skip(1).peekable();
        let mut lines = 0;
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' if self.dialect.backslash => {
                    if let Some((_, escaped)) = characters.next() {
                        cell.push(escaped);
                    }
                }
                '"' if characters.peek().is_some_and(|(_, next)| *next == '"') => {
                    characters.next();
                    cell.push('"');
                }
                '"' => {
                    let after = self.rest.get(at + 1..).unwrap_or_default();
                    let closes = after.is_empty() || after.starts_with(['\n', '\r']) || after.chars().next() == self.dialect.delimiter;
                    if closes {
                        self.rest = after;
                        self.line += lines;
                        return (cell.into(), self.end_of_cell());
                    }
                    read.odd = Some(Odd::TextAfterQuote);
                    cell.push('"');
                }
                '\n' if self.not_closed >= PATIENCE_WITH_QUOTES => break,
                other => {
                    lines += u64::from(other == '\n');
                    cell.push(other);
                }
            }
        }
        self.not_closed += 1;
        read.odd = Some(Odd::NotClosed);
        let (first, end) = self.plain();
        (first.trim_start_matches('"').into(), end)
    }

    fn end_of_cell(&mut self) -> End {
        let mut characters = self.rest.chars();
        match characters.next() {
            Some('\r') => {
                let rest = characters.as_str();
                self.rest = rest.strip_prefix('\n').unwrap_or(rest);
                self.line += 1;
                End::Row
            }
            Some('\n') => {
                self.rest = characters.as_str();
                self.line += 1;
                End::Row
            }
            Some(_) => {
                self.rest = characters.as_str();
                End::Cell
            }
            None => End::Row,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Cell,
    Row,
}

impl<'a> Iterator for TextRows<'a> {
    type Item = TextRow<'a>;

    fn next(&mut self) -> Option<TextRow<'a>> {
        while !self.rest.is_empty() {
            let read = self.next_row();
            if read.cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Some(read);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Dialect = Dialect { delimiter: Some(','), backslash: false };

    fn rows(text: &str) -> Vec<(u64, u64, Vec<String>)> {
        TextRows::new(text, COMMA).map(|read| (read.row, read.line, read.cells.into_iter().map(Cow::into_owned).collect())).collect()
    }

    fn row(row: u64, line: u64, cells: &[&str]) -> (u64, u64, Vec<String>) {
        (row, line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn a_line_break_in_a_cell_keeps_the_spreadsheet_row_and_the_line_apart() {
        let read = rows("a,b\r\n\"een\r\ntwee\",3\r\n\r\n4,\"\"");
        assert_eq!(read, [row(1, 1, &["a", "b"]), row(2, 2, &["een\r\ntwee", "3"]), row(4, 5, &["4", ""])]);
    }

    #[test]
    fn quotes_are_read_in_every_usual_way() {
        assert_eq!(rows("\"ha \"\"ha\"\" ha\",x"), [row(1, 1, &["ha \"ha\" ha", "x"])]);
        let backslash = Dialect { delimiter: Some(';'), backslash: true };
        let read: Vec<_> = TextRows::new("\"Zus \\\"de\\\" Kat\";2\n", backslash).collect();
        assert_eq!(read[0].cells, ["Zus \"de\" Kat", "2"]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_one_row_not_the_file() {
        let read: Vec<_> = TextRows::new("a,b\n\"oops,2\n3,4\n", COMMA).collect();
        assert_eq!(read.len(), 3);
        assert_eq!(read[1].odd, Some(Odd::NotClosed));
        assert_eq!(read[1].cells, ["oops", "2"]);
        assert_eq!(read[2].cells, ["3", "4"]);
    }

    #[test]
    fn text_after_a_closing_quote_is_kept() {
        let read: Vec<_> = TextRows::new("\"De \"Hut\" aan zee\",2", COMMA).collect();
        assert_eq!(read[0].cells, ["De \"Hut\" aan zee", "2"]);
        assert_eq!(read[0].odd, Some(Odd::TextAfterQuote));
    }
}
