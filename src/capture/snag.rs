//! A snag: one thing that was not as expected, said so that a person can put it right. Its reason is a key with
//! arguments, so that the words room says it in any language; the key's text tells what happened *and* what to do.

use std::collections::HashMap;
use std::fmt;

use super::reason::Reason;

/// How much a snag weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Understood and put right, or worth knowing; nothing is missing.
    Note,
    /// Part of the row is not kept: a value was not understood, a place is missing.
    Warning,
    /// The row, or the whole file where no row is named, is not kept.
    Refused,
}

impl Severity {
    /// The text key of the word for it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Note => "snag-severity-note",
            Self::Warning => "snag-severity-warning",
            Self::Refused => "snag-severity-refused",
        }
    }
}

/// Rows as the person sees them: in a table the header is row 1, in GeoJSON the first feature is 1.
/// Kept as ascending ranges, so that a whole column of equal snags stays one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows(Vec<(u64, u64)>);

impl Rows {
    /// One row.
    pub fn one(row: u64) -> Self {
        Self(vec![(row, row)])
    }

    /// How many rows are named; 0 when the snag concerns the whole file or form.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }

    /// The first row named.
    pub fn first(&self) -> Option<u64> {
        self.0.first().map(|(first, _)| *first)
    }

    /// Whether this row is among them.
    pub fn contains(&self, row: u64) -> bool {
        let at = self.0.partition_point(|(first, _)| *first <= row);
        at.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|(_, last)| row <= *last)
    }

    /// All of them: `2-5, 9`, however many.
    pub fn all(&self) -> String {
        self.written(usize::MAX)
    }

    /// Whether the short form leaves some out.
    pub fn are_many(&self) -> bool {
        self.0.len() > SHOWN
    }

    fn written(&self, most: usize) -> String {
        let range = |(first, last): &(u64, u64)| if first == last { first.to_string() } else { format!("{first}-{last}") };
        self.0.iter().take(most).map(range).collect::<Vec<_>>().join(", ")
    }

    fn add(&mut self, row: u64) {
        if self.contains(row) {
            return;
        }
        match self.0.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => {
                let at = self.0.partition_point(|(first, _)| *first < row);
                self.0.insert(at, (row, row));
            }
        }
    }
}

impl fmt::Display for Rows {
    /// `2-5, 9`; after twenty ranges `…`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.written(SHOWN))?;
        if self.are_many() { formatter.write_str(", …") } else { Ok(()) }
    }
}

/// How many ranges of rows a line of text names.
const SHOWN: usize = 20;

/// One thing that was not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snag {
    pub severity: Severity,
    /// The rows it was met in; empty when it concerns the whole file or form.
    pub rows: Rows,
    /// The column as the file names it, or the field of a form.
    pub column: Option<String>,
    /// The value as it was given (of the first row), shortened.
    pub value: Option<String>,
    pub reason: Reason,
}

/// Snags as they are met: equal ones are told once, with all their rows.
#[derive(Debug, Clone, Default)]
pub struct Snags {
    list: Vec<Snag>,
    seen: HashMap<Seen, usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Seen(Severity, Reason, Option<String>, Option<String>);

impl Snags {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Tells one snag. Notes of one reason and column are joined whatever their value; warnings and refusals only
    /// when the value is the same, because there each value must be put right.
    pub fn tell(&mut self, severity: Severity, row: Option<u64>, column: Option<&str>, value: Option<&str>, reason: Reason) {
        let value = value.map(shortened);
        let column = column.map(shortened);
        let told_apart_by = if severity == Severity::Note { None } else { value.clone() };
        let seen = Seen(severity, reason.clone(), column.clone(), told_apart_by);
        if let Some(snag) = self.seen.get(&seen).and_then(|position| self.list.get_mut(*position)) {
            if let Some(row) = row {
                snag.rows.add(row);
            }
            return;
        }
        self.seen.insert(seen, self.list.len());
        let rows = row.map_or_else(Rows::default, Rows::one);
        self.list.push(Snag { severity, rows, column, value, reason });
    }

    /// A note on a row, or on the whole where no row is named.
    pub fn note(&mut self, row: Option<u64>, column: Option<&str>, value: Option<&str>, reason: Reason) {
        self.tell(Severity::Note, row, column, value, reason);
    }

    /// A warning: part of the row is not kept.
    pub fn warn(&mut self, row: Option<u64>, column: Option<&str>, value: Option<&str>, reason: Reason) {
        self.tell(Severity::Warning, row, column, value, reason);
    }

    /// A refusal: the row, or the whole, is not kept.
    pub fn refuse(&mut self, row: Option<u64>, column: Option<&str>, value: Option<&str>, reason: Reason) {
        self.tell(Severity::Refused, row, column, value, reason);
    }

    /// Takes over the snags of another part.
    pub fn join(&mut self, other: Vec<Snag>) {
        for snag in other {
            let seen = Seen(
                snag.severity,
                snag.reason.clone(),
                snag.column.clone(),
                if snag.severity == Severity::Note { None } else { snag.value.clone() },
            );
            if let Some(told) = self.seen.get(&seen).and_then(|position| self.list.get_mut(*position)) {
                for (first, last) in snag.rows.0 {
                    (first..=last).for_each(|row| told.rows.add(row));
                }
            } else {
                self.seen.insert(seen, self.list.len());
                self.list.push(snag);
            }
        }
    }

    /// All of them, in the order in which they were met.
    pub fn into_list(self) -> Vec<Snag> {
        self.list
    }

    /// All of them so far.
    pub fn list(&self) -> &[Snag] {
        &self.list
    }
}

/// The longest piece of a value that a message repeats.
const LONGEST_VALUE: usize = 60;

/// A value for a message: one line, no control or direction-changing characters, at most `LONGEST_VALUE` characters.
pub fn shortened(value: &str) -> String {
    let mut short: String = value
        .chars()
        .map(|character| if character.is_whitespace() { ' ' } else { character })
        .filter(|character| !character.is_control() && !changes_direction(*character))
        .take(LONGEST_VALUE + 1)
        .collect();
    if short.chars().count() > LONGEST_VALUE {
        short = short.chars().take(LONGEST_VALUE - 1).collect();
        short.push('…');
    }
    short
}

fn changes_direction(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_notes_are_told_once_with_all_their_rows() {
        let mut snags = Snags::new();
        for row in [2, 3, 4, 9] {
            snags.note(Some(row), Some("x"), Some(&row.to_string()), Reason::HeightDropped);
        }
        assert_eq!(snags.list().len(), 1);
        assert_eq!(snags.list()[0].rows.to_string(), "2-4, 9");
        assert_eq!(snags.list()[0].rows.count(), 4);
    }

    #[test]
    fn warnings_about_different_values_stay_apart() {
        let mut snags = Snags::new();
        snags.warn(Some(2), Some("year"), Some("abc"), Reason::NumberNotUnderstood);
        snags.warn(Some(3), Some("year"), Some("abc"), Reason::NumberNotUnderstood);
        snags.warn(Some(4), Some("year"), Some("def"), Reason::NumberNotUnderstood);
        assert_eq!(snags.list().len(), 2);
    }

    #[test]
    fn a_hostile_value_is_shown_short_and_on_one_line() {
        let shown = shortened(&format!("a\nb\u{202e}{}\u{0}", "x".repeat(1000)));
        assert_eq!(shown.chars().count(), LONGEST_VALUE);
        assert!(shown.starts_with("a bx") && shown.ends_with('…'));
    }

    #[test]
    fn rows_told_out_of_order_come_back_in_order() {
        let mut rows = Rows::one(7);
        for row in [3, 8, 3, 7] {
            rows.add(row);
        }
        assert_eq!(rows.to_string(), "3, 7-8");
        assert!(rows.contains(8) && !rows.contains(4));
    }
}
