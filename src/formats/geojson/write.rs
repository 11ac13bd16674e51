//! Records as GeoJSON features.

use std::io::{self, Write};

use crate::consent::{Audience, Disclosed};
use crate::formats::geojson::shape;
use crate::inventory::field::{Field, Shape};
use crate::inventory::kind::Kind;
use crate::inventory::value::Value;

/// Properties that every feature has besides its kind's fields.
pub const OWN_PROPERTIES: [&str; 6] = ["kind", "valid_from", "valid_to", "source", "source_id", "visibility"];

/// Which properties the features of one kind have for one audience. Every feature has all of them, empty ones as null,
/// so that programs which look at the first few know them all.
pub struct Properties {
    kind: Kind,
    fields: Vec<&'static Field>,
    for_stewards: bool,
}

impl Properties {
    /// The properties of this kind for this audience.
    pub fn of(kind: Kind, audience: Audience) -> Self {
        Self { kind, fields: audience.fields_of(kind).collect(), for_stewards: audience >= Audience::Stewards }
    }

    /// The kind whose properties these are.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Writes one feature. `members` are further members as JSON, each with a comma before it.
    pub fn feature(&self, record: Disclosed<'_>, members: &str, out: &mut impl Write) -> io::Result<()> {
        write!(out, "{{\"type\":\"Feature\",\"id\":\"{}\",\"geometry\":", record.id())?;
        match record.whereabouts() {
            Some(place) => shape::write(place.geometry(), out)?,
            None => out.write_all(b"null")?,
        }
        write!(out, ",\"properties\":{{\"kind\":\"{}\"", self.kind.code())?;
        let mut filled = record.filled().peekable();
        for field in &self.fields {
            write!(out, ",\"{}\":", field.name)?;
            match filled.next_if(|(next, _)| next.name == field.name) {
                Some((_, held)) => value(field, held, out)?,
                None => out.write_all(b"null")?,
            }
        }
        self.own_properties(record, out)?;
        write!(out, "}}{members}}}")
    }

    fn own_properties(&self, record: Disclosed<'_>, out: &mut impl Write) -> io::Result<()> {
        let validity = record.validity();
        let source = record.source();
        optional("valid_from", validity.from.map(|day| day.to_string()).as_deref(), out)?;
        optional("valid_to", validity.to.map(|day| day.to_string()).as_deref(), out)?;
        optional("source", source.map(|source| source.name.as_str()), out)?;
        optional("source_id", source.map(|source| source.external_id.as_str()), out)?;
        if self.for_stewards {
            optional("visibility", record.visibility().map(crate::inventory::visibility::Visibility::code), out)?;
        }
        Ok(())
    }
}

/// Writes a feature with only what is filled, for layers in which kinds stand beside each other.
pub fn brief_feature(record: Disclosed<'_>, out: &mut impl Write) -> io::Result<()> {
    write!(out, "{{\"type\":\"Feature\",\"id\":\"{}\",\"geometry\":", record.id())?;
    match record.whereabouts() {
        Some(place) => shape::write(place.geometry(), out)?,
        None => out.write_all(b"null")?,
    }
    write!(out, ",\"properties\":{{\"kind\":\"{}\"", record.kind().code())?;
    for (field, held) in record.filled() {
        write!(out, ",\"{}\":", field.name)?;
        value(field, held, out)?;
    }
    let validity = record.validity();
    for (name, day) in [("valid_from", validity.from), ("valid_to", validity.to)] {
        if let Some(day) = day {
            write!(out, ",\"{name}\":\"{day}\"")?;
        }
    }
    if let Some(source) = record.source() {
        optional("source", Some(&source.name), out)?;
        optional("source_id", Some(&source.external_id), out)?;
    }
    if let Some(visibility) = record.visibility() {
        optional("visibility", Some(visibility.code()), out)?;
    }
    out.write_all(b"}}")
}

fn optional(name: &str, value: Option<&str>, out: &mut impl Write) -> io::Result<()> {
    write!(out, ",\"{name}\":")?;
    match value {
        Some(words) => text(words, out),
        None => out.write_all(b"null"),
    }
}

/// Writes what a field holds: codes of a list as a list, money in euros.
fn value(field: &Field, value: &Value, out: &mut impl Write) -> io::Result<()> {
    match value {
        Value::Text(words) => text(words, out),
        Value::Whole(cents) if matches!(field.shape, Shape::Cents(..)) => out.write_all(euros(*cents).as_bytes()),
        Value::Whole(number) => write!(out, "{number}"),
        Value::Decimal(number) => out.write_all(decimal(*number).as_bytes()),
        Value::YesNo(yes) => write!(out, "{yes}"),
        Value::Day(day) => write!(out, "\"{day}\""),
        Value::Codes(codes) if matches!(field.shape, Shape::Choice(_) | Shape::Term(_) | Shape::OwnTerm) => {
            text(codes.first().map_or("", String::as_str), out)
        }
        Value::Codes(codes) => {
            out.write_all(b"[")?;
            for (at, code) in codes.iter().enumerate() {
                if at > 0 {
                    out.write_all(b",")?;
                }
                text(code, out)?;
            }
            out.write_all(b"]")
        }
    }
}

/// An amount in euros with two decimals, from cents.
pub fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// A number with at least one decimal: programs take a column that begins with whole numbers for one of whole numbers.
fn decimal(number: f64) -> String {
    let text = number.to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

/// Writes words as a JSON string.
pub fn text(words: &str, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(out, words).map_err(io::Error::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_has_the_name_of_a_property_that_every_feature_has() {
        for kind in Kind::ALL {
            assert_eq!(kind.fields().find(|field| OWN_PROPERTIES.contains(&field.name)).map(|field| field.name), None, "{kind}");
        }
    }

    #[test]
    fn a_decimal_number_has_a_decimal() {
        assert_eq!([768.0, 0.25, -3.0].map(decimal), ["768.0", "0.25", "-3.0"]);
    }

    #[test]
    fn money_is_in_euros() {
        assert_eq!([0, 5, 1250, -99].map(euros), ["0.00", "0.05", "12.50", "-0.99"]);
    }
}
