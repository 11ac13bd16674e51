//! Rows of a file as words: which column is which field, what each cell means, which word of here a row is about.

use std::collections::HashMap;

use crate::capture::date;
use crate::capture::foreign::{Cell, Foreign, ForeignRow};
use crate::capture::reason::Reason;
use crate::capture::snag::Snags;
use crate::capture::understand::{Hints, understand};
use crate::capture::vocabulary::Vocabulary;
use crate::consent::Disclosed;
use crate::graph::View;
use crate::inventory::code::misfit;
use crate::inventory::field::{Field, Shape};
use crate::inventory::kind::Kind;
use crate::inventory::moment::Day;
use crate::inventory::provenance::Validity;
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::words::{Language, Words, fold};

/// Names of columns beside the names of fields and their words in both languages.
const ALIASES: [(&str, &str); 9] = [
    ("label", "label_nl"),
    ("naam", "label_nl"),
    ("woord", "label_nl"),
    ("engels", "label_en"),
    ("english", "label_en"),
    ("synoniemen", "synonyms_nl"),
    ("synonyms", "synonyms_en"),
    ("breder", "broader"),
    ("groep", "group"),
];

/// What a column of the file is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column {
    /// A field of the word.
    Field(&'static Field),
    /// The first day.
    From,
    /// The last day.
    To,
    /// The vocabulary that the row is of.
    Vocabulary,
}

/// A row that was understood so far.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) row: u64,
    /// The word it is about, if that is here.
    pub(super) word: Option<&'a Record>,
    /// Its code; empty where one has to be made.
    pub(super) code: String,
    /// What the word holds afterwards, without its broader word.
    pub(super) values: Values,
    pub(super) validity: Validity,
    /// The broader word as the row has it; `None` where the row says nothing of it.
    pub(super) broader: Option<String>,
    /// The word that a new one was merged into elsewhere.
    pub(super) merged_into: Option<String>,
}

/// The columns of the file; `None` for one that is not kept.
pub(super) fn columns(foreign: &Foreign, kind: Kind, snags: &mut Snags) -> Result<Vec<Option<Column>>, Reason> {
    let mut taken: Vec<&str> = Vec::new();
    let mut left_out = Vec::new();
    let mut columns = Vec::new();
    for column in &foreign.columns {
        let found = column_of(kind, &column.name).filter(|(name, _)| !taken.contains(name));
        if let Some((name, _)) = found {
            taken.push(name);
        } else {
            left_out.push(column.name.as_str());
        }
        columns.push(found.map(|(_, column)| column));
    }
    if !["code", "label_nl", "label_en"].iter().any(|name| taken.contains(name)) {
        return Err(Reason::WordColumnsMissing);
    }
    if !left_out.is_empty() {
        snags.note(None, None, None, Reason::ColumnsNotKept { columns: left_out.join(", ") });
    }
    Ok(columns)
}

fn column_of(kind: Kind, name: &str) -> Option<(&'static str, Column)> {
    let plain = plain(name);
    let alias = ALIASES.iter().find(|(alias, _)| *alias == plain).map_or(plain.as_str(), |(_, field)| field);
    match alias {
        "valid_from" => return Some(("valid_from", Column::From)),
        "valid_to" => return Some(("valid_to", Column::To)),
        "vocabulary" | "scheme" => return Some(("vocabulary", Column::Vocabulary)),
        _ => {}
    }
    let open = kind.fields().filter(|field| !matches!(field.name, "name" | "scheme"));
    let is_called = |field: &&'static Field| {
        let keys = [format!("field-{kind}-{}", field.name), format!("field-{}", field.name)];
        let said = |language: Language| keys.iter().find_map(|key| Words::of(language).find(key));
        field.name == alias || Language::ALL.into_iter().filter_map(said).any(|said| self::plain(&said) == plain)
    };
    let field = open.clone().find(|field| field.name == alias).or_else(|| open.clone().find(is_called))?;
    Some((field.name, Column::Field(field)))
}

fn plain(name: &str) -> String {
    fold(name).split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

/// The words that are here, and how rows find them.
pub(super) struct Shelf<'a> {
    pub(super) view: View<'a>,
    pub(super) scheme: &'a str,
    pub(super) vocabulary: &'a Vocabulary,
    merged_labels: HashMap<String, Disclosed<'a>>,
}

impl<'a> Shelf<'a> {
    pub(super) fn of(view: View<'a>, scheme: &'a str, vocabulary: &'a Vocabulary) -> Self {
        let merged = view.terms(scheme).filter(|word| !word.codes("merged_into").is_empty());
        let labelled =
            merged.flat_map(|word| ["label_nl", "label_en"].into_iter().filter_map(move |label| Some((fold(word.text(label)?), word))));
        Self { view, scheme, vocabulary, merged_labels: labelled.collect() }
    }

    /// Understands a row, or names why it is left out.
    pub(super) fn draft(&self, row: &ForeignRow, columns: &[(Option<Column>, &str)], snags: &mut Snags) -> Option<Draft<'a>> {
        let said = |name: &str| {
            let at = columns.iter().position(|(column, _)| matches!(column, Some(Column::Field(field)) if field.name == name))?;
            row.cell(at).map(Cell::as_text)
        };
        let code = said("code").unwrap_or_default();
        let word = self.view.term(self.scheme, code).or_else(|| {
            // Without a code a row is about the word of that label; what was merged away is known by its label too.
            let by_label = ["label_nl", "label_en"].into_iter().filter_map(said).collect::<Vec<_>>();
            let merged = by_label.iter().find_map(|label| self.merged_labels.get(&fold(label)).copied());
            merged.or_else(|| if code.is_empty() { self.of_label(&by_label) } else { None })
        });
        if let Some(into) = word.and_then(|word| word.codes("merged_into").first()) {
            if said("merged_into") != Some(into) {
                let into = self.view.current_code(self.scheme, into).to_owned();
                snags.note(Some(row.row), Some("code"), Some(code), Reason::WordMerged { into });
            }
            return None;
        }
        let word = word.and_then(Disclosed::record);
        let mut draft = Draft {
            row: row.row,
            word,
            code: word.and_then(Record::code).unwrap_or(code).to_owned(),
            values: word.map(|word| word.values.clone()).unwrap_or_default(),
            validity: word.map(|word| word.validity).unwrap_or_default(),
            broader: None,
            merged_into: None,
        };
        let mut is_whole = true;
        for (at, (column, name)) in columns.iter().enumerate() {
            let Some(column) = column else { continue };
            if let Err(reason) = self.take_in(&mut draft, *column, row.cell(at).map(Cell::as_text)) {
                snags.refuse(Some(row.row), Some(name), row.cell(at).map(Cell::as_text), reason);
                is_whole = false;
            }
        }
        is_whole.then_some(draft)
    }

    fn of_label(&self, labels: &[&str]) -> Option<Disclosed<'a>> {
        let labels: Vec<_> = labels.iter().map(|label| fold(label)).collect();
        let is_called = |word: &Disclosed<'a>| {
            ["label_nl", "label_en"].iter().any(|field| word.text(field).is_some_and(|text| labels.contains(&fold(text))))
        };
        self.view.terms(self.scheme).find(is_called).filter(|_| !labels.is_empty())
    }

    fn take_in(&self, draft: &mut Draft<'a>, column: Column, said: Option<&str>) -> Result<(), Reason> {
        match column {
            Column::From => draft.validity.from = said.map(day).transpose()?,
            Column::To => draft.validity.to = said.map(day).transpose()?,
            Column::Vocabulary => {
                if let Some(other) = said.filter(|said| *said != self.scheme) {
                    return Err(Reason::WordOfOtherVocabulary { vocabulary: other.to_owned() });
                }
            }
            Column::Field(field) => match (field.name, said) {
                ("broader", said) => draft.broader = Some(said.unwrap_or_default().to_owned()),
                ("code", _) | ("merged_into", None) => {}
                ("merged_into", Some(_)) if draft.word.is_some() => return Err(Reason::WordNotMergedByFile),
                ("merged_into", Some(into)) => draft.merged_into = Some(into.to_owned()),
                (_, Some(said)) => draft.values.set(field.name, self.value(field, said)?),
                (_, None) => draft.values.clear(field.name),
            },
        }
        Ok(())
    }

    fn value(&self, field: &'static Field, said: &str) -> Result<Value, Reason> {
        let value = match field.shape {
            // As it is: a synonym may look like a word for `nothing`.
            Shape::Line(_) => Value::Text(said.split(['\r', '\n']).map(str::trim).collect::<Vec<_>>().join(" ")),
            Shape::Prose(_) => Value::Text(said.replace("\r\n", "\n").replace('\r', "\n")),
            Shape::Tags => Value::Codes(codes(said)),
            Shape::Term(_) | Shape::Terms(_) => {
                let understood = understand(field, said, Hints::default(), self.vocabulary);
                return understood.value.filter(|_| understood.unknown_words.is_empty()).ok_or(Reason::WordReferenceUnknown);
            }
            _ => {
                let understood = understand(field, said, Hints::default(), self.vocabulary);
                let why = understood.snags.into_iter().map(|(_, reason)| reason).next().unwrap_or(Reason::ValueDoesNotFit);
                return understood.value.ok_or(why);
            }
        };
        if misfit(field, &value).is_some() { Err(Reason::ValueDoesNotFit) } else { Ok(value) }
    }
}

fn codes(said: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in said.split([';', '|', ',', '\n']).map(str::trim).filter(|code| !code.is_empty()) {
        if !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }
    codes
}

fn day(said: &str) -> Result<Day, Reason> {
    let found = date::read(said, date::Order::DayFirst).map_err(|_| Reason::DateNotUnderstood)?;
    if found.precision == date::Precision::Day { Ok(found.date) } else { Err(Reason::DateNotUnderstood) }
}
