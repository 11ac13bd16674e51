//! The ways in which people and registers write that a value is missing. Missing is never 0 and never empty text.

/// What a value is read as, because a dash says less in a sum than in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadAs {
    /// Names and texts: only what nobody would write as a text.
    Text,
    /// Numbers, amounts, dates, codes, yes or no: also the marks of statistics offices.
    Value,
}

/// Marks that mean missing in any column (compared without case).
const ALWAYS: [&str; 15] =
    ["", "-", "--", "—", "null", "(null)", "n/a", "#n/a", "n.a.", "nvt", "n.v.t.", "n.v.t", "onbekend", "unknown", "\\n"];

/// Marks that mean missing where a value is expected: `.` and `x` of Statistics Netherlands (unknown, kept secret) …
const VALUES_ONLY: [&str; 11] = [".", "..", "x", "?", "*", "nan", "none", "nil", "na", "niet beschikbaar", "geheim"];

/// Numbers of Statistics Netherlands that stand for unknown, secret or not applicable.
const NUMBERS: [&str; 6] = ["-99997", "-99998", "-99999", "-99999999", "-99999997", "-99995"];

/// Whether this text says that the value is missing.
pub fn is_missing(text: &str, read_as: ReadAs) -> bool {
    let text = text.trim();
    let is = |mark: &&str| text.eq_ignore_ascii_case(mark) || text == *mark;
    if ALWAYS.iter().any(is) {
        return true;
    }
    let number = text.strip_suffix(".0").unwrap_or(text);
    read_as == ReadAs::Value && (VALUES_ONLY.iter().any(is) || NUMBERS.contains(&number))
}

/// Yes or no, in Dutch and English and as databases write it; `None` when it is neither.
pub fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "ja" | "j" | "yes" | "y" | "true" | "t" | "waar" | "1" | "wel" | "✓" | "✔" | "☑" => Some(true),
        "nee" | "neen" | "n" | "no" | "false" | "f" | "onwaar" | "0" | "niet" | "✗" | "✘" | "☐" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_a_statistics_office_are_missing_values_but_may_be_texts() {
        for mark in [".", "x", "X", "-99997", "-99999999", "-99997.0"] {
            assert!(is_missing(mark, ReadAs::Value), "{mark}");
            assert!(!is_missing(mark, ReadAs::Text), "{mark}");
        }
        for mark in ["", " - ", "NULL", "n.v.t.", "Onbekend"] {
            assert!(is_missing(mark, ReadAs::Text), "{mark}");
        }
        assert!(!is_missing("0", ReadAs::Value));
    }

    #[test]
    fn yes_and_no_are_understood_in_two_languages() {
        assert_eq!(["ja", "T", "1", "YES"].map(yes_or_no), [Some(true); 4]);
        assert_eq!(["nee", "f", "0", "Onwaar"].map(yes_or_no), [Some(false); 4]);
        assert_eq!(yes_or_no("misschien"), None);
    }
}
