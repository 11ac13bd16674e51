//! Which delimiter has this table? The one that cuts the most rows into the same number of cells, more than one.

use super::cells::{Dialect, TextRows};

/// In order of preference when two do equally well.
const CANDIDATES: [char; 5] = [',', ';', '\t', '|', ':'];

/// How many rows are looked at.
const SAMPLE_ROWS: usize = 200;

/// How much text is looked at, in bytes; whole rows at the beginning of the file.
const SAMPLE_BYTES: usize = 200_000;

/// The dialect of a table, and the text without Excel's `sep=;` line.
pub fn dialect_of(text: &str) -> (Dialect, &str) {
    if let Some((delimiter, rest)) = named_in_first_line(text) {
        return (Dialect { delimiter: Some(delimiter), backslash: backslashed(rest) }, rest);
    }
    let sample = beginning(text);
    let backslash = backslashed(sample);
    let mut best: Option<(char, Score)> = None;
    for candidate in CANDIDATES {
        let Some(score) = score(sample, Dialect { delimiter: Some(candidate), backslash }) else { continue };
        // A colon stands in times and addresses of web pages: it must be very regular, and nothing else may serve.
        let serves = candidate != ':' || (best.is_none() && score.regular >= 950);
        if serves && best.as_ref().is_none_or(|(_, other)| score.beats(other)) {
            best = Some((candidate, score));
        }
    }
    (Dialect { delimiter: best.map(|(candidate, _)| candidate), backslash }, text)
}

/// How well a delimiter cuts a table.
struct Score {
    /// Rows with the usual number of cells, per thousand.
    regular: usize,
    /// The usual number of cells.
    width: usize,
}

impl Score {
    fn beats(&self, other: &Self) -> bool {
        let near = self.regular.abs_diff(other.regular) <= 100;
        if near { self.width > other.width } else { self.regular > other.regular }
    }
}

fn score(sample: &str, dialect: Dialect) -> Option<Score> {
    let widths: Vec<usize> = TextRows::new(sample, dialect).take(SAMPLE_ROWS).map(|row| row.cells.len()).collect();
    let count = |width: usize| widths.iter().filter(|other| **other == width).count();
    let header = widths.first().copied().unwrap_or(0);
    let width = widths.iter().copied().max_by_key(|width| (count(*width), *width == header)).unwrap_or(0);
    // A header of several cells above ragged rows is a table all the same, unless hardly any row is cut.
    let cut = widths.iter().filter(|width| **width > 1).count();
    let width = if width <= 1 && cut * 10 >= widths.len() * 3 { header } else { width };
    (width > 1).then(|| Score { regular: count(width) * 1000 / widths.len().max(1), width })
}

fn named_in_first_line(text: &str) -> Option<(char, &str)> {
    let rest = text.strip_prefix("sep=").or_else(|| text.strip_prefix("SEP="))?;
    let mut characters = rest.chars();
    let delimiter = characters.next()?;
    let rest = characters.as_str();
    let rest = rest.strip_prefix('\r').unwrap_or(rest);
    rest.strip_prefix('\n').map(|rest| (delimiter, rest))
}

/// Whether quotes inside quotes are written `\"`: only where that is clearly so and `""` is not used.
fn backslashed(text: &str) -> bool {
    let sample = beginning(text);
    let written = sample.match_indices("\\\"").any(|(at, _)| {
        let after = sample.get(at + 2..).unwrap_or_default();
        after.starts_with(|next: char| next.is_alphanumeric() || matches!(next, ' ' | '"'))
    });
    written && !sample.contains("\"\"")
}

fn beginning(text: &str) -> &str {
    if text.len() <= SAMPLE_BYTES {
        return text;
    }
    let cut = (0..=SAMPLE_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let sample = text.get(..cut).unwrap_or(text);
    sample.rfind('\n').and_then(|end| sample.get(..=end)).unwrap_or(sample)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> Option<char> {
        dialect_of(text).0.delimiter
    }

    #[test]
    fn usual_delimiters_are_found() {
        assert_eq!(delimiter("naam,straat\nSchuur,Kade\n"), Some(','));
        assert_eq!(delimiter("naam;bedrag\nSchuur;12,50\nKas;3,75\n"), Some(';'));
        assert_eq!(delimiter("naam\tstraat\nSchuur\tKade 3, achter\n"), Some('\t'));
        assert_eq!(delimiter("naam|straat\nSchuur|Kade\n"), Some('|'));
        assert_eq!(delimiter("stad:land\nDelft:NL\nGent:BE\n"), Some(':'));
    }

    #[test]
    fn a_list_of_names_has_no_delimiter() {
        assert_eq!(delimiter("naam\nDe Schuur\nDe Kas\n"), None);
        assert_eq!(delimiter("website\nhttps://example.org\nhttps://example.net/a,b\n"), None);
    }

    #[test]
    fn commas_in_sentences_do_not_hide_a_semicolon() {
        let text = "naam;tekst\nSchuur;\"klein, koud, gezellig\"\nKas;warm, droog\nHal;groot\n";
        assert_eq!(delimiter(text), Some(';'));
    }

    #[test]
    fn the_delimiter_that_excel_names_is_taken_and_its_line_left_out() {
        assert_eq!(dialect_of("sep=|\r\na|b\n").1, "a|b\n");
    }

    #[test]
    fn a_header_above_ragged_rows_counts() {
        assert_eq!(delimiter("naam,straat,plaats\nSchuur\nKas\nHal\nHut,Kade\n"), Some(','));
    }
}
