//! A vocabulary as a table, for a spreadsheet and for another neighbourhood. It is read by [`super::read`] as any table is.

use std::io::{self, Write};

use crate::consent::Disclosed;
use crate::formats::csv::write::{BYTE_ORDER_MARK, Dialect, row, safe};
use crate::graph::View;
use crate::inventory::field::Field;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Day;
use crate::inventory::value::Value;

/// The columns that come first, where the words have them.
const FIRST: [&str; 7] = ["code", "label_nl", "label_en", "synonyms_nl", "synonyms_en", "broader", "group"];

/// What the name of the vocabulary tells, or the labels, and is no column of its own.
const NO_COLUMN: [&str; 2] = ["name", "scheme"];

/// Writes all words of a vocabulary that this audience sees, in the order of their codes: the same view, the same bytes.
/// Which columns there are depends on the kind of the words alone.
pub fn write_vocabulary(view: View<'_>, scheme: &str, kind: Kind, dialect: Dialect, out: &mut impl Write) -> io::Result<()> {
    let fields = columns(view, kind);
    out.write_all(BYTE_ORDER_MARK)?;
    let own = ["valid_from", "valid_to", "vocabulary"];
    row(dialect, fields.iter().map(|field| field.name).chain(own).map(str::to_owned), out)?;
    for word in view.terms(scheme) {
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let validity = word.validity();
        let cells = fields.iter().map(|field| cell(word, field));
        row(dialect, cells.chain([day(validity.from), day(validity.to), safe(scheme)]), out)?;
    }
    Ok(())
}

fn columns(view: View<'_>, kind: Kind) -> Vec<&'static Field> {
    let mut fields: Vec<_> = view.audience().fields_of(kind).filter(|field| !NO_COLUMN.contains(&field.name)).collect();
    fields.sort_by_key(|field| FIRST.iter().position(|name| *name == field.name).unwrap_or(FIRST.len()));
    fields
}

fn cell(word: Disclosed<'_>, field: &Field) -> String {
    match word.value(field.name) {
        Some(Value::Text(text)) => safe(text),
        Some(Value::Codes(codes)) => safe(&codes.join("; ")),
        Some(Value::YesNo(yes)) => yes.to_string(),
        Some(Value::Whole(number)) => number.to_string(),
        Some(Value::Decimal(number)) => number.to_string(),
        Some(Value::Day(day)) => day.to_string(),
        None => String::new(),
    }
}
