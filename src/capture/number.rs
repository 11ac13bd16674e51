//! Numbers as people write them: decimal comma or point, thousands, a currency or percent sign, a trailing `,-`.

use crate::capture::reason::Reason;

/// The decimal mark of a column, learnt from all its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DecimalMark {
    Comma,
    Point,
    /// No value settles it.
    #[default]
    Unknown,
}

/// A number, read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// Finite. A percentage as written: `12 %` is 12.
    pub value: f64,
    /// Whether the one separator could as well have meant the other thing (`1.234`).
    pub ambiguous: bool,
    pub percent: bool,
}

/// Learns the decimal mark of a column: the values that can be read in one way only settle it for the others.
pub fn decimal_mark<'a>(values: impl Iterator<Item = &'a str>) -> DecimalMark {
    let (mut comma, mut point) = (0_u32, 0_u32);
    for value in values {
        match body_of(value).and_then(|body| shape(&body.digits)) {
            Some(Shape::Decimal(',') | Shape::Grouped('.')) => comma += 1,
            Some(Shape::Decimal('.') | Shape::Grouped(',')) => point += 1,
            _ => {}
        }
    }
    match comma.cmp(&point) {
        std::cmp::Ordering::Greater => DecimalMark::Comma,
        std::cmp::Ordering::Less => DecimalMark::Point,
        std::cmp::Ordering::Equal => DecimalMark::Unknown,
    }
}

/// Reads a number. `whole` says that the field takes whole numbers only, which tells what `1.234` means when the column
/// does not.
pub fn read(text: &str, mark: DecimalMark, whole: bool) -> Result<Number, Reason> {
    let body = body_of(text).ok_or(Reason::NumberNotUnderstood)?;
    let (plain, ambiguous) = match shape(&body.digits).ok_or(Reason::NumberNotUnderstood)? {
        Shape::Plain => (body.digits.clone(), false),
        Shape::Decimal(separator) => (with_point(&body.digits, separator), false),
        Shape::Grouped(_) => (without_separators(&body.digits), false),
        Shape::Ambiguous(separator) => {
            let decimal = match mark {
                DecimalMark::Comma => separator == ',',
                DecimalMark::Point => separator == '.',
                DecimalMark::Unknown => !(whole || body.money),
            };
            let plain = if decimal { with_point(&body.digits, separator) } else { without_separators(&body.digits) };
            (plain, mark == DecimalMark::Unknown && !body.money)
        }
    };
    let size: f64 = plain.parse().map_err(|_| Reason::NumberNotUnderstood)?;
    let value = if body.negative { -size } else { size };
    if value.is_finite() { Ok(Number { value, ambiguous, percent: body.percent }) } else { Err(Reason::NumberNotUnderstood) }
}

/// Whether a cell holds a number rather than the name of a column.
pub fn looks_like_number(text: &str) -> bool {
    read(text, DecimalMark::Unknown, false).is_ok()
}

struct Body {
    /// Digits, `.`, `,` and perhaps an exponent; no blanks, no signs around it.
    digits: String,
    negative: bool,
    percent: bool,
    money: bool,
}

fn body_of(text: &str) -> Option<Body> {
    let mut rest = text.trim();
    let mut body = Body { digits: String::new(), negative: false, percent: false, money: false };
    if let Some(inner) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        body.negative = true;
        rest = inner;
    }
    for sign in ["€", "EUR", "eur", "$", "£"] {
        if let Some(without) = rest.strip_prefix(sign).or_else(|| rest.strip_suffix(sign)) {
            body.money = true;
            rest = without.trim();
        }
    }
    if let Some(without) = rest.strip_suffix('%') {
        body.percent = true;
        rest = without.trim_end();
    }
    for ending in [",--", ",-", ".-", ",–", ",="] {
        rest = rest.strip_suffix(ending).unwrap_or(rest);
    }
    if let Some(without) = rest.strip_prefix(['-', '−', '–']).or_else(|| rest.strip_suffix('-')) {
        body.negative = !body.negative;
        rest = without.trim();
    }
    rest = rest.strip_prefix('+').unwrap_or(rest);
    for sign in ["€", "$", "£"] {
        rest = rest.strip_prefix(sign).map_or(rest, str::trim_start);
    }
    if !rest.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '.' | ',')) {
        return None;
    }
    body.digits = without_blank_groups(rest)?;
    Some(body)
}

/// Takes blanks and apostrophes between groups of three digits away; `None` where they stand elsewhere.
fn without_blank_groups(text: &str) -> Option<String> {
    let is_gap = |character: char| character.is_whitespace() || matches!(character, '\'' | '’');
    let mut digits = String::with_capacity(text.len());
    for (position, group) in text.split(is_gap).enumerate() {
        let leading = group.chars().take_while(char::is_ascii_digit).count();
        let fits = if position == 0 { true } else { leading == 3 && digits.chars().all(|c| c.is_ascii_digit()) };
        let first_fits = position > 0 || !text.contains(is_gap) || (1..=3).contains(&group.len());
        if !fits || !first_fits {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Digits only, or with an exponent.
    Plain,
    /// The separator is the decimal mark.
    Decimal(char),
    /// The separator stands between thousands, with no decimals.
    Grouped(char),
    /// One separator before exactly three digits.
    Ambiguous(char),
}

fn shape(digits: &str) -> Option<Shape> {
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (digits, None),
    };
    if let Some(exponent) = exponent {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if unsigned.is_empty() || unsigned.len() > 3 || !all_digits(unsigned) {
            return None;
        }
    }
    let only_known = mantissa.chars().all(|character| character.is_ascii_digit() || matches!(character, '.' | ','));
    if !only_known || !mantissa.chars().any(|character| character.is_ascii_digit()) {
        return None;
    }
    let count = |separator: char| mantissa.matches(separator).count();
    match (count('.'), count(',')) {
        (0, 0) => Some(Shape::Plain),
        (0, 1) => one_separator(mantissa, ',', exponent.is_some()),
        (1, 0) => one_separator(mantissa, '.', exponent.is_some()),
        (0, _) => grouped_by(mantissa, ',').then_some(Shape::Grouped(',')),
        (_, 0) => grouped_by(mantissa, '.').then_some(Shape::Grouped('.')),
        _ => {
            let decimal = if mantissa.rfind('.') > mantissa.rfind(',') { '.' } else { ',' };
            let grouping = if decimal == '.' { ',' } else { '.' };
            let (before, after) = mantissa.split_once(decimal)?;
            (grouped_by(before, grouping) && all_digits(after)).then_some(Shape::Decimal(decimal))
        }
    }
}

fn one_separator(mantissa: &str, separator: char, exponent: bool) -> Option<Shape> {
    let (before, after) = mantissa.split_once(separator)?;
    let thousands = after.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0');
    Some(if thousands && !exponent { Shape::Ambiguous(separator) } else { Shape::Decimal(separator) })
}

fn grouped_by(text: &str, separator: char) -> bool {
    text.split(separator)
        .enumerate()
        .all(|(position, group)| all_digits(group) && if position == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 })
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn with_point(digits: &str, decimal: char) -> String {
    digits
        .chars()
        .filter(|character| !matches!(character, '.' | ',') || *character == decimal)
        .map(|character| if character == decimal { '.' } else { character })
        .collect()
}

fn without_separators(digits: &str) -> String {
    digits.chars().filter(|character| !matches!(character, '.' | ',')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        read(text, DecimalMark::Unknown, false).ok().map(|number| number.value)
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let read_alike = [
            ("15", 15.0),
            ("€ 15.000", 15000.0),
            ("€15.000,-", 15000.0),
            ("1.234,56", 1234.56),
            ("1,234.56", 1234.56),
            ("12,5 %", 12.5),
            ("-3,25", -3.25),
            ("− 3", -3.0),
            ("(1.200)", -1.2),
            ("1.234.567", 1_234_567.0),
            ("15 000", 15000.0),
            ("15\u{a0}000,5", 15000.5),
            ("  2943", 2943.0),
            (".5", 0.5),
            ("0,125", 0.125),
            ("3.63E+14", 3.63e14),
            ("- € 5", -5.0),
            ("12,50-", -12.5),
        ];
        for (text, expected) in read_alike {
            assert_eq!(value(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "abc", "12a", "1.2.3", "1,23.456,7", "06-1234", "3/4", "1 2", "e5", "1e9999", "NaN", "inf", "--", "."] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn the_column_settles_what_one_value_cannot() {
        let comma = decimal_mark(["1.234", "12,5"].into_iter());
        assert_eq!(comma, DecimalMark::Comma);
        assert_eq!(read("1.234", comma, false), Ok(Number { value: 1234.0, ambiguous: false, percent: false }));
        let point = decimal_mark(["1.234", "12.5"].into_iter());
        assert_eq!(read("1.234", point, false), Ok(Number { value: 1.234, ambiguous: false, percent: false }));
        let unknown = decimal_mark(["1.234"].into_iter());
        assert!(read("1.234", unknown, true).unwrap().ambiguous);
        assert_eq!(read("1.234", unknown, true).unwrap().value.to_string(), "1234");
        assert_eq!(read("1.234", unknown, false).unwrap().value.to_string(), "1.234");
    }
}
