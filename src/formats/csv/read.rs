//! A table in text as a foreign file: header, ragged rows, rows and columns by the names a spreadsheet gives them.

use std::collections::HashSet;

use super::cells::{Odd, TextRow, TextRows};
use super::delimiter::dialect_of;
use crate::capture::date;
use crate::capture::foreign::{Cell, Column, Foreign, ForeignRow, Format};
use crate::capture::number;
use crate::capture::reason::Reason;
use crate::capture::snag::Snags;

/// The most columns that are read: a table with more is cut by the wrong separator, or meant to do harm.
pub(in crate::formats) const MOST_COLUMNS: usize = 1_000;

/// What a person may say about a table that is otherwise guessed.
#[derive(Debug, Clone, Copy, Default)]
pub struct TableOptions {
    /// Whether the first row names the columns; guessed when not said.
    pub header: Option<bool>,
    /// The most rows that are read.
    pub most_rows: Option<u64>,
}

/// Reads a table. Snags tell of every row with too few or too many cells, odd quotes, lost letters, and of columns
/// that have no name or share one.
pub fn read(text: &str, options: TableOptions) -> Foreign {
    let (dialect, text) = dialect_of(text);
    let mut snags = Snags::new();
    let mut rows = TextRows::new(text, dialect);
    let mut foreign = Foreign::default();
    let Some(first) = rows.next() else {
        snags.refuse(None, None, None, Reason::FileEmpty);
        foreign.snags = snags.into_list();
        return foreign;
    };
    if first.cells.len() > MOST_COLUMNS {
        snags.refuse(None, None, None, too_many_columns());
        foreign.snags = snags.into_list();
        return foreign;
    }
    let header = options.header.unwrap_or_else(|| names_columns(&first, rows.clone()));
    foreign.format = Format::Csv { delimiter: dialect.delimiter, header };
    foreign.columns = if header { named(&first, &mut snags) } else { lettered(first.cells.len(), &mut snags) };
    let expected = foreign.columns.len();
    for read in (!header).then_some(first).into_iter().chain(rows) {
        if let Some(limit) = options.most_rows.filter(|limit| foreign.rows.len() as u64 >= *limit) {
            snags.refuse(Some(read.row), None, None, Reason::TooManyRows { limit });
            break;
        }
        if read.cells.len() > MOST_COLUMNS {
            snags.refuse(Some(read.row), None, read.cells.first().map(AsRef::as_ref), too_many_columns());
            continue;
        }
        tell_odd(&read, expected, &mut snags);
        while foreign.columns.len() < read.cells.len() {
            let name = free_name(&foreign.columns, &letter(foreign.columns.len()));
            foreign.columns.push(Column { name, gives_place: false });
        }
        foreign.rows.push(row_of(&read));
    }
    if foreign.rows.is_empty() {
        snags.warn(None, None, None, Reason::NoRows);
    }
    foreign.snags = snags.into_list();
    foreign
}

pub(in crate::formats) fn too_many_columns() -> Reason {
    Reason::TooManyColumns { limit: MOST_COLUMNS as u64 }
}

fn row_of(read: &TextRow<'_>) -> ForeignRow {
    let cells = read.cells.iter().enumerate();
    let cells = cells.filter_map(|(column, text)| Some((column, Cell::text(without_guard(text))?))).collect();
    let mut row = ForeignRow::new(read.row, cells);
    row.line = Some(read.line);
    row
}

/// Takes off the apostrophe that spreadsheet-safe tables (ours too) put before a cell that could be a formula.
pub fn without_guard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(guarded) if needs_guard(guarded) => guarded,
        _ => text,
    }
}

/// Whether a spreadsheet could take this text for a formula, or a reader of ours could take its apostrophe for a guard.
pub fn needs_guard(text: &str) -> bool {
    // The wide signs of East Asian keyboards are read as the narrow ones.
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

fn tell_odd(read: &TextRow<'_>, expected: usize, snags: &mut Snags) {
    let row = Some(read.row);
    let begin = read.cells.iter().find(|cell| !cell.trim().is_empty()).map(AsRef::as_ref);
    match read.odd {
        Some(Odd::NotClosed) => snags.warn(row, None, begin, Reason::QuoteNotClosed),
        Some(Odd::TextAfterQuote) => snags.note(row, None, begin, Reason::QuoteInsideCell),
        None => {}
    }
    let used = read.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    let counted = |count: usize| count as u64;
    if read.cells.len() < expected {
        let reason = Reason::TooFewCells { cells: counted(read.cells.len()), expected: counted(expected) };
        snags.warn(row, None, begin, reason);
    } else if used > expected {
        let reason = Reason::TooManyCells { cells: counted(used), expected: counted(expected) };
        snags.warn(row, None, begin, reason);
    }
    if read.cells.iter().any(|cell| cell.contains('\u{fffd}')) {
        snags.note(row, None, begin, Reason::LettersLost);
    }
}

/// The first row names the columns unless it has a number, a date or nothing but empty cells, or unless it repeats
/// itself while the rows below hold text of the same kind.
fn names_columns(first: &TextRow<'_>, rest: TextRows<'_>) -> bool {
    let holds_data = first.cells.iter().any(|cell| {
        let cell = cell.trim();
        number::looks_like_number(cell) || date::looks_like_date(cell)
    });
    let empty = first.cells.iter().filter(|cell| cell.trim().is_empty()).count();
    if holds_data || empty * 2 > first.cells.len() {
        // Years as column names (`2019;2020;2021`) still name columns when the first cell is a word and rows follow
        // whose first cell is one too.
        let years = first.cells.iter().skip(1).all(|cell| matches!(cell.trim().parse::<u16>(), Ok(1800..=2100)));
        return first.cells.len() > 2 && years && rest.take(1).count() == 1;
    }
    true
}

fn named(first: &TextRow<'_>, snags: &mut Snags) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::with_capacity(first.cells.len());
    let mut taken: HashSet<String> = HashSet::new();
    for (position, cell) in first.cells.iter().enumerate() {
        let letter = letter(position);
        // Nobody reads so long a name to its end.
        let end = cell.char_indices().nth(1_000).map_or(cell.len(), |(at, _)| at);
        let name = if let Some(name) = Cell::text(&cell[..end]) {
            name.as_text().split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            snags.note(Some(first.row), Some(&letter), None, Reason::ColumnWithoutName { letter: letter.clone() });
            letter.clone()
        };
        let name = if taken.contains(&name) {
            snags.warn(Some(first.row), Some(&letter), None, Reason::ColumnNameTwice { name: name.clone() });
            free_name(&columns, &name)
        } else {
            name
        };
        taken.insert(name.clone());
        columns.push(Column { name, gives_place: false });
    }
    columns
}

fn lettered(count: usize, snags: &mut Snags) -> Vec<Column> {
    snags.note(Some(1), None, None, Reason::NoHeader);
    (0..count).map(|position| Column { name: letter(position), gives_place: false }).collect()
}

fn free_name(columns: &[Column], name: &str) -> String {
    let is_free = |wanted: &str| columns.iter().all(|column| column.name != wanted);
    if is_free(name) {
        return name.to_owned();
    }
    let most = columns.len() + 2;
    (2..=most).map(|number| format!("{name} ({number})")).find(|wanted| is_free(wanted)).unwrap_or_default()
}

/// The letter of a column in a spreadsheet: A, B … Z, AA, AB …
pub fn letter(position: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = position + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(foreign: &Foreign) -> Vec<&str> {
        foreign.columns.iter().map(|column| column.name.as_str()).collect()
    }

    fn keys(foreign: &Foreign) -> Vec<(&'static str, String)> {
        foreign.snags.iter().map(|snag| (snag.reason.key(), snag.rows.to_string())).collect()
    }

    #[test]
    fn letters_are_those_of_a_spreadsheet() {
        assert_eq!([0, 25, 26, 701, 702].map(letter), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn ragged_rows_are_named_and_kept() {
        let foreign = read("naam;straat\nSchuur\nKas;Kade;achter;\n\nHal;Plein\n", TableOptions::default());
        assert_eq!(names(&foreign), ["naam", "straat", "C", "D"]);
        assert_eq!(keys(&foreign), [("snag-too-few-cells", "2".to_owned()), ("snag-too-many-cells", "3".to_owned())]);
        assert_eq!(foreign.rows[1].cell(2).map(Cell::as_text), Some("achter"));
        assert_eq!(foreign.rows[2].row, 5);
    }

    #[test]
    fn columns_without_a_name_or_with_a_shared_one_are_told_apart() {
        let foreign = read("naam;;naam\na;b;c\n", TableOptions::default());
        assert_eq!(names(&foreign), ["naam", "B", "naam (2)"]);
        assert_eq!(foreign.snags.len(), 2);
    }

    #[test]
    fn a_first_row_with_a_number_is_data() {
        let foreign = read("Delft,ZH,104000\nGouda,ZH,75000\n", TableOptions::default());
        assert_eq!((names(&foreign), foreign.rows.len()), (vec!["A", "B", "C"], 2));
        let said = read("Delft,ZH,104000\nGouda,ZH,75000\n", TableOptions { header: Some(true), most_rows: None });
        assert_eq!(said.rows.len(), 1);
    }

    #[test]
    fn nothing_and_only_a_header_are_told() {
        assert_eq!(keys(&read(" \n\n", TableOptions::default())), [("snag-file-empty", String::new())]);
        assert_eq!(keys(&read("naam;straat\n", TableOptions::default())), [("snag-no-rows", String::new())]);
    }

    #[test]
    fn the_limit_of_rows_is_told_and_held() {
        let foreign = read("naam,x\na,b\nc,d\ne,f\n", TableOptions { header: None, most_rows: Some(2) });
        assert_eq!(foreign.rows.len(), 2);
        assert_eq!(keys(&foreign), [("snag-too-many-rows", "4".to_owned())]);
    }
}
