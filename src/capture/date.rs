//! Dates as people and programs write them.

use jiff::civil::Date;

use crate::capture::reason::Reason;

/// Whether day or month comes first in `3/4/2024`, learnt from all values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    DayFirst,
    MonthFirst,
    #[default]
    Unknown,
}

/// How much of the date was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    Year,
    Month,
    Day,
}

/// A date, read. With a year or month only it is the first day of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundDate {
    pub date: Date,
    pub precision: Precision,
    /// The time of day in minutes since midnight as written, where one is given.
    pub minutes: Option<u16>,
    /// Whether day and month could be the other way round.
    pub ambiguous: bool,
}

/// Learns from a column whether the day or the month comes first between slashes.
pub fn order<'a>(values: impl Iterator<Item = &'a str>) -> Order {
    let (mut day, mut month) = (0_u32, 0_u32);
    for value in values {
        let Some((first, second, _, '/')) = three_numbers(value.trim()) else { continue };
        day += u32::from(first > 12 && second <= 12);
        month += u32::from(second > 12 && first <= 12);
    }
    match (day, month) {
        (0, 1..) => Order::MonthFirst,
        (1.., 0) => Order::DayFirst,
        _ => Order::Unknown,
    }
}

/// Reads a date: `2024-03-09`, `2024-03`, `2024`, `20240309`, with or without a time behind it; `9-3-2024`, `09.03.2024`,
/// `9/3/2024` (day first unless the column says otherwise); `9 maart 2024`, `March 9, 2024`, `Sat Mar 9 10:00:00 2024`;
/// `/Date(1709942400000)/`. A year of two digits is refused, because it does not say its century.
pub fn read(text: &str, order: Order) -> Result<FoundDate, Reason> {
    let text = text.trim();
    year_first(text)
        .or_else(|| numbers(text, order))
        .or_else(|| with_month_name(text))
        .or_else(|| milliseconds(text))
        .ok_or(Reason::DateNotUnderstood)
}

/// Whether a cell holds a date rather than the name of a column. A bare number does not.
pub fn looks_like_date(text: &str) -> bool {
    !text.bytes().all(|byte| byte.is_ascii_digit()) && read(text, Order::Unknown).is_ok()
}

fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    (1000..=2999).contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
}

fn found(date: Date, precision: Precision, time: &str) -> FoundDate {
    FoundDate { date, precision, minutes: minutes(time), ambiguous: false }
}

fn minutes(time: &str) -> Option<u16> {
    let time = time.trim_start_matches(['T', 't', ' ', ',']);
    let (hour, rest) = time.split_once(':')?;
    let hour: u16 = hour.trim().parse().ok()?;
    let minute: u16 = rest.get(..2)?.parse().ok()?;
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

fn year_first(text: &str) -> Option<FoundDate> {
    let year: i16 = text.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()?;
    let rest = text.get(4..)?;
    if rest.is_empty() {
        return Some(found(day(year, 1, 1)?, Precision::Year, ""));
    }
    if rest.len() == 4 && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(found(day(year, rest.get(..2)?.parse().ok()?, rest.get(2..)?.parse().ok()?)?, Precision::Day, ""));
    }
    let separator = rest.chars().next().filter(|character| matches!(character, '-' | '/' | '.'))?;
    let (month, rest) = leading_number(rest.get(1..)?)?;
    if rest.is_empty() {
        return Some(found(day(year, month, 1)?, Precision::Month, ""));
    }
    let (number, rest) = leading_number(rest.strip_prefix(separator)?)?;
    let after_is_time = rest.is_empty() || rest.starts_with(['T', 't', ' ', 'Z', '+']);
    after_is_time.then(|| Some(found(day(year, month, number)?, Precision::Day, rest))).flatten()
}

fn leading_number(text: &str) -> Option<(i8, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&length) {
        return None;
    }
    Some((text.get(..length)?.parse().ok()?, text.get(length..)?))
}

/// Day, month and year between `-`, `/` or `.`, the year last and of four digits.
fn three_numbers(text: &str) -> Option<(i8, i8, (i16, &str), char)> {
    let (first, rest) = leading_number(text)?;
    let separator = rest.chars().next().filter(|character| matches!(character, '-' | '/' | '.'))?;
    let (second, rest) = leading_number(rest.get(1..)?.trim_start())?;
    let rest = rest.strip_prefix(separator)?.trim_start();
    let year = rest.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()?;
    let time = rest.get(4..)?;
    (time.is_empty() || time.starts_with([' ', 'T', ','])).then_some((first, second, (year, time), separator))
}

fn numbers(text: &str, order: Order) -> Option<FoundDate> {
    let (first, second, (year, time), separator) = three_numbers(text)?;
    let month_first = separator == '/' && (order == Order::MonthFirst || (second > 12 && first <= 12));
    let (number, month) = if month_first { (second, first) } else { (first, second) };
    let date = day(year, month, number)?;
    let ambiguous = separator == '/' && order == Order::Unknown && first <= 12 && second <= 12 && first != second;
    Some(FoundDate { ambiguous, ..found(date, Precision::Day, time) })
}

const MONTHS: [[&str; 2]; 12] = [
    ["januari", "january"],
    ["februari", "february"],
    ["maart", "march"],
    ["april", "april"],
    ["mei", "may"],
    ["juni", "june"],
    ["juli", "july"],
    ["augustus", "august"],
    ["september", "september"],
    ["oktober", "october"],
    ["november", "november"],
    ["december", "december"],
];

fn month_named(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    if word.len() < 3 || !word.is_ascii() {
        return None;
    }
    let named = |names: &[&str; 2]| names.iter().any(|name| name.starts_with(&word)) || (word == "mrt" && names[1] == "march");
    MONTHS.iter().position(named).and_then(|position| i8::try_from(position + 1).ok())
}

fn with_month_name(text: &str) -> Option<FoundDate> {
    if text.len() > 60 {
        return None;
    }
    let words: Vec<&str> = text.split([' ', ',', '-', '/', '.']).filter(|word| !word.is_empty()).collect();
    let month = words.iter().find_map(|word| month_named(word))?;
    let year: i16 = words.iter().find(|word| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()?;
    let time = words.iter().find(|word| word.contains(':')).copied().unwrap_or_default();
    let number: Option<i8> = words.iter().filter(|word| word.len() <= 4).find_map(|word| {
        word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()).parse().ok().filter(|day| (1..=31).contains(day))
    });
    // Every word must have a part in the date, or this is a sentence with a date in it.
    let usual = words.iter().all(|word| {
        month_named(word).is_some()
            || word.starts_with(|first: char| first.is_ascii_digit())
            || (word.len() <= 9 && is_weekday_or_zone(word))
    });
    match (usual, number) {
        (true, Some(number)) => Some(found(day(year, month, number)?, Precision::Day, time)),
        (true, None) => Some(found(day(year, month, 1)?, Precision::Month, time)),
        (false, _) => None,
    }
}

fn is_weekday_or_zone(word: &str) -> bool {
    const DAYS: [&str; 14] = [
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let word = word.to_lowercase();
    matches!(word.as_str(), "gmt" | "utc" | "cet" | "cest" | "om" | "at" | "uur")
        || (word.len() >= 2 && DAYS.iter().any(|day| day.starts_with(&word)))
}

fn milliseconds(text: &str) -> Option<FoundDate> {
    let number = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let number = number.split_once('+').map_or(number, |(number, _)| number);
    let moment = jiff::Timestamp::from_millisecond(number.parse().ok()?).ok()?;
    let civil = moment.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let date = civil.date();
    let date = day(date.year(), date.month(), date.day())?;
    let minutes = u16::try_from(civil.hour()).ok()? * 60 + u16::try_from(civil.minute()).ok()?;
    Some(FoundDate { date, precision: Precision::Day, minutes: Some(minutes), ambiguous: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> Option<String> {
        read(text, Order::Unknown).ok().map(|found| found.date.to_string())
    }

    #[test]
    fn dates_are_read_as_people_and_programs_write_them() {
        for text in [
            "2024-03-09",
            "2024/3/9",
            "20240309",
            "2024-03-09T10:00:00Z",
            "2024-03-09 10:00",
            "9-3-2024",
            "09.03.2024",
            "09-03-2024 10:00",
            "9 maart 2024",
            "9 mrt. 2024",
            "za 9 maart 2024",
            "March 9, 2024",
            "9th March 2024",
            "Sat Mar  9 10:52:02  2024",
            "/Date(1709942400000)/",
            "2024-03-09T00:00:00+0100",
        ] {
            assert_eq!(iso(text).as_deref(), Some("2024-03-09"), "{text}");
        }
        assert_eq!(read("2024-03", Order::Unknown).unwrap().precision, Precision::Month);
        assert_eq!(read("2024", Order::Unknown).unwrap().precision, Precision::Year);
        assert_eq!(read("2024-03-09T10:30:00Z", Order::Unknown).unwrap().minutes, Some(630));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "morgen", "2024-13-01", "31-02-2024", "9-3-24", "12345", "2024-03-09x", "in maart 2024 kwam hij"] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn the_column_tells_whether_the_month_comes_first() {
        assert_eq!(order(["3/4/2024", "3/25/2024"].into_iter()), Order::MonthFirst);
        assert_eq!(order(["3/4/2024", "25/3/2024"].into_iter()), Order::DayFirst);
        assert_eq!(read("3/4/2024", Order::MonthFirst).unwrap().date.to_string(), "2024-03-04");
        let alone = read("3/4/2024", Order::Unknown).unwrap();
        assert_eq!((alone.date.to_string().as_str(), alone.ambiguous), ("2024-04-03", true));
    }
}
