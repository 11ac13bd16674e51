//! What the fields of a kind are called, in files of others too, and how well the name of a column fits.

use crate::inventory::field::Field;
use crate::inventory::kind::Kind;
use crate::words::{Language, Words, fold};

/// What a field and its kind are called, in small letters and digits: many columns are compared with them.
pub(super) struct Called {
    kind: Kind,
    field: &'static str,
    name: String,
    labels: Vec<String>,
    aliases: Vec<String>,
    words_of_kind: Vec<String>,
}

impl Called {
    /// Reads them off the declaration and the words of every language.
    pub(super) fn of(kind: Kind, field: &Field) -> Self {
        let labels = [format!("field-{}-{}", kind.code(), field.name), format!("field-{}", field.name)];
        let said = |key: &str| Language::ALL.into_iter().filter_map(|language| Words::of(language).find(key)).collect::<Vec<_>>();
        let of_kind = said(&format!("kind-{}", kind.code()));
        let words = of_kind.iter().flat_map(|label| words_of_column(label)).filter(|word| word.len() >= 4);
        Self {
            kind,
            field: field.name,
            name: plain(field.name),
            labels: labels.iter().flat_map(|key| said(key)).map(|label| plain(&label)).collect(),
            aliases: field.aliases.iter().map(|alias| plain(alias)).collect(),
            words_of_kind: words.chain([plain(kind.code())]).collect(),
        }
    }
}

/// How well a column's name fits a field, 0 best; `None` when it does not.
pub(super) fn rank(called: &Called, column: &str) -> Option<u32> {
    let column_plain = plain(column);
    let is_name = called.field == "name";
    if column_plain.is_empty() || (is_name && names_something_else(called.kind, &column_plain)) {
        return None;
    }
    if column_plain == called.name {
        return Some(0);
    }
    if called.labels.contains(&column_plain) {
        return Some(1);
    }
    // `Vereniging` above a column of associations names them.
    if is_name && called.words_of_kind.contains(&column_plain) {
        return Some(4);
    }
    // A column of places names things only where nothing else does.
    if is_name && matches!(column_plain.as_str(), "location" | "locatie") {
        return Some(95);
    }
    if let Some(at) = called.aliases.iter().position(|alias| *alias == column_plain) {
        return u32::try_from(at + 5).ok();
    }
    let a_name = || {
        let words = ["naam", "name", "titel", "title"];
        words.iter().any(|word| column_plain.ends_with(word) || words_of_column(column).iter().any(|part| part == word))
    };
    if is_name && a_name() {
        return Some(90);
    }
    // `korteOmschrijving` and `Beschr` are descriptions.
    let known = |alias: &String| {
        (alias.len() >= 8 && column_plain.ends_with(alias)) || (column_plain.len() >= 5 && alias.starts_with(&column_plain))
    };
    (called.field == "description" && called.aliases.iter().any(known)).then_some(91)
}

/// `buurtnaam` names a neighbourhood, not the playground that lies in it; `contactnaam` a person.
fn names_something_else(kind: Kind, column: &str) -> bool {
    const AREAS: [&str; 8] = ["buurt", "wijk", "gemeente", "provinc", "stadsdeel", "neighbo", "district", "municipal"];
    const OTHERS: [&str; 19] = [
        "verkort",
        "straat",
        "street",
        "contact",
        "user",
        "voornaam",
        "achternaam",
        "firstname",
        "lastname",
        "surname",
        "file",
        "bestand",
        "woonplaats",
        "openbareruimte",
        "laag",
        "layer",
        "column",
        "kolom",
        "shortname",
    ];
    let begins = |words: &[&str]| words.iter().any(|word| column.starts_with(word));
    (kind != Kind::Area && begins(&AREAS)) || (kind != Kind::Backdrop && begins(&OTHERS)) || column == "oldname" || column == "altname"
}

/// A name without regard to capitals, marks and signs.
pub(super) fn plain(name: &str) -> String {
    fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

fn words_of_column(name: &str) -> Vec<String> {
    fold(name).split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
}
