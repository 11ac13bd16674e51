use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::word::{joined, parted};
use crate::words::fold;

/// Fields that say what a word is by itself, and are not taken over by another word.
const OWN: [&str; 8] = ["name", "code", "scheme", "label_nl", "label_en", "broader", "merged_into", "icon"];

/// What a word holds after another was merged into it: the labels and synonyms of both, the tags of OpenStreetMap of both,
/// and what it had not itself. It suits every kind that one of them suited, and is sensitive if one of them was.
pub(super) fn both(gone: &Record, stays: &Record) -> Values {
    let mut values = stays.values.clone();
    for (field, value) in gone.values.iter().filter(|(field, _)| !OWN.contains(field) && stays.values.get(field).is_none()) {
        // No kinds means all of them.
        if field != "kinds" {
            values.set(field, value.clone());
        }
    }
    for (label, synonyms) in [("label_nl", "synonyms_nl"), ("label_en", "synonyms_en")] {
        let more = [label, synonyms].into_iter().filter_map(|field| gone.values.text(field)).flat_map(parted);
        together(&mut values, stays, synonyms, Some(label), more);
    }
    together(&mut values, stays, "osm", None, gone.values.text("osm").into_iter().flat_map(parted));
    if gone.values.get("sensitive") == Some(&Value::YesNo(true)) {
        values.set("sensitive", Value::YesNo(true));
    }
    suits_both(&mut values, gone);
    values
}

fn together<'a>(values: &mut Values, stays: &'a Record, field: &'static str, label: Option<&str>, more: impl Iterator<Item = &'a str>) {
    let mut known: Vec<&str> = stays.values.text(field).into_iter().flat_map(parted).collect();
    let label = label.and_then(|label| stays.values.text(label)).map(fold);
    for said in more {
        let plain = fold(said);
        if label.as_ref() != Some(&plain) && !known.iter().any(|known| fold(known) == plain) {
            known.push(said);
        }
    }
    if !known.is_empty() {
        values.set(field, Value::Text(joined(known)));
    }
}

fn suits_both(values: &mut Values, gone: &Record) {
    let (mine, theirs) = (values.codes("kinds").to_vec(), gone.values.codes("kinds"));
    if mine.is_empty() || theirs.is_empty() {
        values.clear("kinds");
    } else {
        let more = theirs.iter().filter(|kind| !mine.contains(kind)).cloned();
        values.set("kinds", Value::Codes(mine.iter().cloned().chain(more).collect()));
    }
}
