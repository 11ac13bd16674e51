use crate::capture::sheet::Sheet;
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
