//! JSON as it comes: names that stand twice are kept and told, `NaN` and the like are taken as missing, several
//! documents one after the other (GeoJSON text sequences, JSON lines) are read as a list.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::capture::reason::Reason;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    YesNo(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Json>),
    /// The members in their order; a name may stand twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The last member of an object that has this name; `None` too when this is no object.
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, when it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// Whether this is an object.
    pub fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

impl fmt::Display for Json {
    /// As JSON without blanks.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
        match self {
            Self::Null => formatter.write_str("null"),
            Self::YesNo(value) => write!(formatter, "{value}"),
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Text(text) => formatter.write_str(&quoted(text)),
            Self::List(items) => {
                for (position, item) in items.iter().enumerate() {
                    write!(formatter, "{}{item}", if position == 0 { "[" } else { "," })?;
                }
                formatter.write_str(if items.is_empty() { "[]" } else { "]" })
            }
            Self::Object(members) => {
                for (position, (name, value)) in members.iter().enumerate() {
                    write!(formatter, "{}{}:{value}", if position == 0 { "{" } else { "," }, quoted(name))?;
                }
                formatter.write_str(if members.is_empty() { "{}" } else { "}" })
            }
        }
    }
}

/// What JSON does not know but programs write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mended {
    /// `NaN`, `Infinity` or a number beyond all bounds was taken as missing.
    pub not_numbers: bool,
    /// Half a letter (one escaped surrogate without the other) became `\u{fffd}`.
    pub half_letters: bool,
}

/// The documents in a text, at least one, and what had to be mended.
pub fn documents(text: &str) -> Result<(Vec<Json>, Mended), Reason> {
    match parsed(text) {
        Ok(documents) => Ok((documents, Mended::default())),
        Err(error) => {
            // Only then is it worth looking for what to mend.
            let (text, mended) = mend(text);
            if mended == Mended::default() {
                return Err(reason_of(&error));
            }
            parsed(&text).map(|documents| (documents, mended)).map_err(|error| reason_of(&error))
        }
    }
}

fn parsed(text: &str) -> Result<Vec<Json>, serde_json::Error> {
    // A record separator stands before each document of a GeoJSON text sequence (RFC 8142).
    let text = if text.contains('\u{1e}') { text.replace('\u{1e}', " ") } else { text.to_owned() };
    let documents: Vec<Json> = serde_json::Deserializer::from_str(&text).into_iter().collect::<Result<_, _>>()?;
    if documents.is_empty() { serde_json::from_str::<Json>(&text).map(|document| vec![document]) } else { Ok(documents) }
}

fn reason_of(error: &serde_json::Error) -> Reason {
    let (line, column) = (error.line() as u64, error.column() as u64);
    match () {
        () if error.is_eof() => Reason::JsonCutOff,
        () if error.to_string().contains("recursion limit") => Reason::JsonTooDeep { line },
        () => Reason::JsonBroken { line, column },
    }
}

/// The text with `NaN`, `Infinity`, `undefined`, `None` and numbers beyond all bounds replaced by `null`, where they stand
/// outside quotes, and half letters inside quotes by `\u{fffd}`. Line and column numbers of what follows stay nearly right.
fn mend(text: &str) -> (String, Mended) {
    let mut mended = String::with_capacity(text.len());
    let (mut rest, mut found) = (text, Mended::default());
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => end_of_string(rest),
            _ if first.is_ascii_alphanumeric() || matches!(first, '-' | '+') => {
                rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'))).unwrap_or(rest.len())
            }
            other => other.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        if first == '"' {
            found.half_letters |= push_whole_letters(token, &mut mended);
            continue;
        }
        let name = token.trim_start_matches(['-', '+']);
        let not_a_number = matches!(name, "NaN" | "nan" | "Infinity" | "Inf" | "inf" | "undefined" | "None");
        let too_large = name.starts_with(|c: char| c.is_ascii_digit()) && token.parse::<f64>().is_ok_and(f64::is_infinite);
        found.not_numbers |= not_a_number || too_large;
        mended.push_str(if not_a_number || too_large { "null" } else { token });
    }
    (mended, found)
}

/// Adds a quoted text in which every escaped half of a letter without its other half stands for a lost letter; whether
/// there was one.
fn push_whole_letters(token: &str, mended: &mut String) -> bool {
    let half = |text: &str| {
        let code = text.strip_prefix("\\u").and_then(|rest| rest.get(..4)).and_then(|code| u16::from_str_radix(code, 16).ok());
        code.filter(|code| (0xd800..=0xdfff).contains(code))
    };
    let (mut rest, mut lost) = (token, false);
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        let length = match half(escape) {
            // The first half must be followed by the second.
            Some(..0xdc00) if escape.get(6..).and_then(half).is_some_and(|second| second >= 0xdc00) => 12,
            Some(_) => 6,
            None => escape.char_indices().nth(2).map_or(escape.len(), |(at, _)| at),
        };
        let (escape, after) = escape.split_at(length);
        let is_lost = length == 6;
        lost |= is_lost;
        mended.push_str(if is_lost { "\u{fffd}" } else { escape });
        rest = after;
    }
    mended.push_str(rest);
    lost
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::YesNo(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(serde_json::Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        list.shrink_to_fit();
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        object.shrink_to_fit();
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_json_does_not_know_are_missing() {
        let (documents, odd) = documents(r#"{"a": [NaN, -Infinity, 1e999, 5], "b": "NaN \" NaN"}"#).unwrap();
        assert_eq!(odd, Mended { not_numbers: true, half_letters: false });
        assert_eq!(documents[0].to_string(), r#"{"a":[null,null,null,5],"b":"NaN \" NaN"}"#);
    }

    #[test]
    fn half_a_letter_costs_that_letter_and_nothing_else() {
        let (documents, odd) = documents(r#"{"a\\": "\ud800x \"\udc00\" \ud83c\udf33 \\ud800 \u00e9", "b": "\ud83c"}"#).unwrap();
        assert_eq!(odd, Mended { not_numbers: false, half_letters: true });
        assert_eq!(documents[0].member("a\\").and_then(Json::as_text), Some("\u{fffd}x \"\u{fffd}\" 🌳 \\ud800 é"));
        assert_eq!(documents[0].member("b").and_then(Json::as_text), Some("\u{fffd}"));
    }

    #[test]
    fn a_broken_text_is_told_with_its_place() {
        assert_eq!(documents("{\n \"a\": 1\n \"b\": 2}").unwrap_err(), Reason::JsonBroken { line: 3, column: 2 });
        assert_eq!(documents("{\"a\": [1, 2").unwrap_err(), Reason::JsonCutOff);
        assert_eq!(documents(&"[".repeat(100_000)).unwrap_err(), Reason::JsonTooDeep { line: 1 });
    }

    #[test]
    fn a_sequence_of_documents_is_read_whole() {
        assert_eq!(documents("\u{1e}{\"a\":1}\n\u{1e}{\"a\":2}\n").unwrap().0.len(), 2);
        assert_eq!(documents("null").unwrap().0, [Json::Null]);
    }

    #[test]
    fn a_name_that_stands_twice_is_kept_twice_and_the_last_is_taken() {
        let (documents, _) = documents(r#"{"a":1,"a":2}"#).unwrap();
        assert_eq!(documents[0].member("a").map(ToString::to_string).as_deref(), Some("2"));
        assert_eq!(documents[0].to_string(), r#"{"a":1,"a":2}"#);
    }
}
