//! What a field holds, in words: by its declaration alone, so that a new field needs nothing here.

use geo::Geometry;
use maud::{Markup, html};

use crate::inventory::code::is_link;
use crate::inventory::field::{Field, Shape};
use crate::inventory::moment::Day;
use crate::inventory::value::Value;
use crate::inventory::whereabouts::Whereabouts;
use crate::web::labels::Labels;
use crate::words::{Language, Words};

/// A value in words, as text without markup.
pub(crate) fn plainly(labels: Labels<'_>, field: &Field, value: &Value) -> String {
    match (field.shape, value) {
        (_, Value::Text(text)) => text.clone(),
        (Shape::Cents(..), Value::Whole(cents)) => money(labels.language(), *cents),
        (Shape::Whole(least, most), Value::Whole(number)) if is_years(least, most) => number.to_string(),
        (_, Value::Whole(number)) => with_unit(grouped(labels.language(), &number.to_string()), field.unit),
        (_, Value::Decimal(number)) => with_unit(grouped(labels.language(), &number.to_string()), field.unit),
        (_, Value::YesNo(yes)) => labels.words.say(if *yes { "form-yes" } else { "form-no" }).into_owned(),
        (_, Value::Day(date)) => day(labels.words, *date),
        // Their names mean nothing to people.
        (Shape::Pictures, Value::Codes(names)) => labels.words.say_with("photo-sizes", &[("n", names.len().into())]).into_owned(),
        (_, Value::Codes(codes)) => codes.iter().map(|code| labels.code(field, code)).collect::<Vec<_>>().join(", "),
    }
}

/// A value in words, with paragraphs, links and frames where it has them. `link` gives the list that a code leads to.
pub(crate) fn value(labels: Labels<'_>, field: &Field, value: &Value, link: impl Fn(&str) -> Option<String>) -> Markup {
    match (field.shape, value) {
        (Shape::Prose(_), Value::Text(text)) => prose(text),
        (Shape::Link, Value::Text(address)) if is_link(address) => outward(address),
        (Shape::Tags | Shape::Terms(_) | Shape::Choices(_), Value::Codes(codes)) => html! {
            div.chips {
                @for code in codes {
                    @let label = labels.code(field, code);
                    @if let Some(href) = link(code) { a.chip.plain href=(href) { (label) } } @else { span.chip.plain { (label) } }
                    " "
                }
            }
        },
        _ => html! { (plainly(labels, field, value)) },
    }
}

/// A text of several lines: a paragraph for each block, its line breaks kept.
pub(crate) fn prose(text: &str) -> Markup {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    html! {
        @for block in lines.split(|line| line.is_empty()).filter(|block| !block.is_empty()) {
            p { @for (at, line) in block.iter().enumerate() { @if at > 0 { br; } (line) } }
        }
    }
}

/// A day as people write it: "9 maart 2024".
pub(crate) fn day(words: Words, day: Day) -> String {
    let numbers = [("day", day.day().into()), ("month", day.month().into()), ("year", day.year().to_string().into())];
    words.say_with("form-day", &numbers).into_owned()
}

/// A place in numbers: latitude and longitude in five decimals, about a metre, and whether it is a point.
pub(crate) fn place(words: Words, place: &Whereabouts) -> String {
    let middle = place.middle();
    let degrees = |number: f64| grouped(words.language(), &format!("{number:.5}"));
    let fillings = [("latitude", degrees(middle.y).into()), ("longitude", degrees(middle.x).into())];
    let shape = match place.geometry() {
        Geometry::Point(_) => "asset-is-point",
        Geometry::MultiPoint(_) => "asset-is-points",
        Geometry::LineString(_) | Geometry::MultiLineString(_) => "asset-is-line",
        _ => "asset-is-surface",
    };
    format!("{} {}", words.say(shape), words.say_with("asset-coordinates", &fillings))
}

/// An amount in euros: "€ 1.250,50".
pub(crate) fn money(language: Language, cents: i64) -> String {
    let (euros, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let amount = grouped(language, &format!("{euros}.{rest:02}"));
    let minus = if cents < 0 { "-" } else { "" };
    match language {
        Language::Dutch => format!("€\u{a0}{minus}{amount}"),
        Language::English => format!("{minus}€{amount}"),
    }
}

/// A number as computers write it (`-1234.5`), as people write it (`-1.234,5`).
pub(crate) fn grouped(language: Language, plain: &str) -> String {
    let (thousands, decimals) = match language {
        Language::Dutch => ('.', ','),
        Language::English => (',', '.'),
    };
    let (whole, rest) = plain.split_once('.').map_or((plain, None), |(whole, rest)| (whole, Some(rest)));
    let (minus, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = minus.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(thousands);
        }
        text.push(digit);
    }
    if let Some(rest) = rest {
        text.push(decimals);
        text.push_str(rest);
    }
    text
}

fn outward(address: &str) -> Markup {
    let shown = address.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    html! { a href=(address) rel="noopener nofollow ugc" { (shown) } }
}

fn with_unit(number: String, unit: &str) -> String {
    if unit.is_empty() { number } else { format!("{number}\u{a0}{unit}") }
}

/// A field with such bounds holds a year, which is written without dots.
fn is_years(least: i64, most: i64) -> bool {
    least >= 1000 && most <= 2999
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_do() {
        assert_eq!(grouped(Language::Dutch, "-1234567.5"), "-1.234.567,5");
        assert_eq!(grouped(Language::English, "1234567.25"), "1,234,567.25");
        assert_eq!(grouped(Language::Dutch, "999"), "999");
        assert_eq!(money(Language::Dutch, 125_050), "€\u{a0}1.250,50");
        assert_eq!(money(Language::English, -5), "-€0.05");
    }

    #[test]
    fn prose_keeps_its_lines_and_stays_text() {
        assert_eq!(prose("een\ntwee\n\n\n<b>drie").into_string(), "<p>een<br>twee</p><p>&lt;b&gt;drie</p>");
        assert_eq!(prose("").into_string(), "");
    }
}
