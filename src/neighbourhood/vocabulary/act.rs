use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::{Day, Moment};
use crate::inventory::provenance::{Actor, Origin, Provenance, Validity};
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::inventory::values::Values;

/// A new word of this vocabulary with these values; its code and its vocabulary are filled in, and its name is its Dutch
/// label.
pub fn added(id: Id, kind: Kind, scheme: &str, code: &str, mut values: Values, by: &Actor, now: Moment) -> Record {
    values.set("code", Value::Text(code.to_owned()));
    if kind.field("scheme").is_some() {
        values.set("scheme", Value::Text(scheme.to_owned()));
    }
    name(&mut values);
    let provenance = Provenance { created: now, updated: now, by: by.clone(), origin: Origin::Desk, source: None, delivery: None };
    let visibility = kind.declaration().visibility;
    let (validity, whereabouts, likely_same_as) = (Validity::default(), None, None);
    Record { id, kind, version: 1, visibility, validity, provenance, whereabouts, values, likely_same_as, merged_into: None }
}

/// The next version of a word, with these values.
pub fn changed(word: &Record, mut values: Values, by: &Actor, now: Moment) -> Record {
    name(&mut values);
    let provenance = Provenance { updated: now, by: by.clone(), ..word.provenance.clone() };
    Record { version: word.version.saturating_add(1), provenance, values, ..word.clone() }
}

/// The next version of a word: from today on it is no longer offered. It is still understood and shown.
pub fn retired(word: &Record, today: Day, by: &Actor, now: Moment) -> Record {
    Record { validity: until_yesterday(word.validity, today), ..changed(word, word.values.clone(), by, now) }
}

/// The next version of a word: it is offered again.
pub fn revived(word: &Record, today: Day, by: &Actor, now: Moment) -> Record {
    let from = word.validity.from.filter(|from| *from <= today);
    Record { validity: Validity { from, to: None }, ..changed(word, word.values.clone(), by, now) }
}

/// Ends before this day.
pub(super) fn until_yesterday(validity: Validity, today: Day) -> Validity {
    let yesterday = today.yesterday().unwrap_or(today);
    Validity { from: validity.from.filter(|from| *from <= yesterday), to: Some(yesterday) }
}

fn name(values: &mut Values) {
    if let Some(label) = values.get("label_nl").cloned() {
        values.set("name", label);
    }
}
