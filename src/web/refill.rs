use crate::capture::sheet::Sheet;
use geo::Geometry;

use crate::inventory::content::Content;
use crate::inventory::field::{Field, Shape};
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::words::{Language, Words};

/// A form filled in with what a record holds, the way its steward would have typed it; with the version that was seen.
pub(crate) fn refill(record: &Record, words: Words) -> Sheet {
    let typed = record.kind.fields().filter_map(|field| Some((field, record.values.get(field.name)?)));
    let answers = typed.flat_map(|(field, value)| typed_as(field, value, words).into_iter().map(|text| (field.name.to_owned(), text)));
    Sheet::new(answers.chain([("version".to_owned(), record.version.to_string())]))
}

/// The answers that a form on this content begins with: its fields, its place, its days and who may see it.
pub(crate) fn answers(fields: impl Iterator<Item = &'static Field>, content: &Content, words: Words) -> Vec<(String, String)> {
    let filled = fields.filter_map(|field| Some((field, content.values.get(field.name)?)));
    let mut answers: Vec<_> =
        filled.flat_map(|(field, value)| typed_as(field, value, words).into_iter().map(|text| (field.name.to_owned(), text))).collect();
    let mut answer = |name: &str, text: String| answers.push((name.to_owned(), text));
    match content.whereabouts.as_ref().map(crate::inventory::whereabouts::Whereabouts::geometry) {
        Some(Geometry::Point(point)) => {
            answer("latitude", point.y().to_string());
            answer("longitude", point.x().to_string());
        }
        // A line or a surface is not typed; it is kept as it is, or not.
        Some(_) => answer("where", "keep".to_owned()),
        None => {}
    }
    for (name, day) in [("valid_from", content.validity.from), ("valid_to", content.validity.to)] {
        if let Some(day) = day {
            answer(name, day.to_string());
        }
    }
    answer("visibility", content.visibility.code().to_owned());
    answers
}

fn typed_as(field: &Field, value: &Value, words: Words) -> Vec<String> {
    let marked = |number: String| match words.language() {
        Language::Dutch => number.replace('.', ","),
        Language::English => number,
    };
    vec![match (field.shape, value) {
        (Shape::Tags, Value::Codes(codes)) => codes.join(", "),
        (_, Value::Codes(codes)) => return codes.clone(),
        (Shape::Cents(..), Value::Whole(cents)) => marked(format!("{}.{:02}", cents / 100, (cents % 100).abs())),
        (_, Value::Whole(number)) => number.to_string(),
        (_, Value::Decimal(number)) => marked(number.to_string()),
        (_, Value::Text(text)) => text.clone(),
        (_, Value::YesNo(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        (_, Value::Day(day)) => day.to_string(),
    }]
}
