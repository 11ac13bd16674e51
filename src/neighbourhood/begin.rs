use crate::inventory::change::Change;
use crate::inventory::field::Shape;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Actor, Origin, Provenance, Validity};
use crate::inventory::record::{Record, without_emptiness};
use crate::inventory::surroundings::Surroundings;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::words::Language;

/// How a neighbourhood begins: what it is called and in which language its own texts are.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// What people call it.
    pub name: String,
    /// A few sentences about it.
    pub description: String,
    /// Where its data comes from, and under which licence.
    pub data_source: String,
    /// The language of its own texts.
    pub language: Language,
    /// What else of its particulars is known, such as who answers for it.
    pub particulars: Values,
}

/// The vocabularies a neighbourhood begins with: scheme and file.
const VOCABULARIES: &[(&str, Kind, &str)] = &[
    ("skill_group", Kind::Term, include_str!("../../fixtures/vocabulary/skill_groups.csv")),
    ("association_kind", Kind::Term, include_str!("../../fixtures/vocabulary/association_kinds.csv")),
    ("organisation_form", Kind::Term, include_str!("../../fixtures/vocabulary/organisation_forms.csv")),
    ("place_function", Kind::Term, include_str!("../../fixtures/vocabulary/place_functions.csv")),
    ("skill", Kind::Skill, include_str!("../../fixtures/vocabulary/skills.csv")),
    ("theme", Kind::Theme, include_str!("../../fixtures/vocabulary/themes.csv")),
];

impl Beginning {
    /// The first changes of a neighbourhood: its particulars and its vocabularies.
    pub fn changes(&self, surroundings: &Surroundings) -> Vec<Change> {
        let text = |text: &str| Value::Text(text.to_owned());
        let particulars = [
            ("name", text(&self.name)),
            ("description", text(&self.description)),
            ("data_source", text(&self.data_source)),
            ("language", Value::Codes(vec![self.language.code().to_owned()])),
        ];
        let named = particulars.into_iter().filter_map(|(field, value)| Some((field, without_emptiness(value)?)));
        let more = Kind::Neighbourhood.fields().filter_map(|field| Some((field.name, self.particulars.get(field.name)?.clone())));
        let values = more.chain(named).collect();
        let mut changes = vec![Change::Record(new_record(Kind::Neighbourhood, values, surroundings))];
        changes.extend(starter_vocabulary(surroundings));
        changes
    }
}

/// The starter vocabularies as records: skills, themes and the terms that fields refer to.
pub fn starter_vocabulary(surroundings: &Surroundings) -> impl Iterator<Item = Change> {
    let words = VOCABULARIES.iter().flat_map(|(scheme, kind, file)| rows(file).map(move |row| (*scheme, *kind, row)));
    words.map(|(scheme, kind, row)| Change::Record(new_record(kind, values(scheme, kind, &row), surroundings)))
}

type Row = Vec<(String, String)>;

fn rows(file: &'static str) -> impl Iterator<Item = Row> {
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let columns: Vec<String> = reader.headers().map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default();
    reader.into_records().filter_map(Result::ok).map(move |row| columns.iter().cloned().zip(row.iter().map(str::to_owned)).collect())
}

fn values(scheme: &str, kind: Kind, row: &Row) -> Values {
    let mut values = Values::default();
    let said = |column: &str| row.iter().find(|(name, _)| name == column).map(|(_, text)| text.as_str());
    for field in kind.fields() {
        let text = match field.name {
            "name" => said("label_nl"),
            "scheme" => Some(scheme),
            name => said(name),
        };
        let value = text.and_then(|text| without_emptiness(value(field.shape, text)));
        if let Some(value) = value {
            values.set(field.name, value);
        }
    }
    values
}

fn value(shape: Shape, text: &str) -> Value {
    match shape {
        Shape::YesNo => Value::YesNo(text == "yes"),
        Shape::Choices(_) | Shape::Term(_) | Shape::Terms(_) | Shape::OwnTerm | Shape::Tags => {
            Value::Codes(text.split('|').filter(|code| !code.is_empty()).map(str::to_owned).collect())
        }
        _ => Value::Text(text.to_owned()),
    }
}

fn new_record(kind: Kind, values: Values, surroundings: &Surroundings) -> Record {
    let now = surroundings.now();
    Record {
        id: surroundings.mint(),
        kind,
        version: 1,
        visibility: kind.declaration().visibility,
        validity: Validity::default(),
        provenance: Provenance { created: now, updated: now, by: Actor::operator(), origin: Origin::Desk, source: None, delivery: None },
        whereabouts: None,
        values,
        likely_same_as: None,
        merged_into: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_starter_vocabularies_fits_its_declaration() {
        let surroundings = Surroundings::fixed(crate::inventory::moment::Moment::from_second(1_700_000_000).unwrap());
        let mut words = 0;
        for change in starter_vocabulary(&surroundings) {
            let Change::Record(record) = change else { panic!("only records") };
            assert_eq!(record.faults(), [], "{}", record.name());
            words += 1;
        }
        assert!(words > 200, "only {words} words");
    }

    #[test]
    fn no_two_words_of_a_vocabulary_are_alike_in_either_language() {
        for (scheme, _, file) in VOCABULARIES {
            for column in ["code", "label_nl", "label_en"] {
                let said = |row: Row| row.into_iter().find(|(name, _)| name == column).map(|(_, text)| text.to_lowercase());
                let words: Vec<_> = rows(file).filter_map(said).collect();
                let different: std::collections::BTreeSet<_> = words.iter().collect();
                assert!(!words.is_empty() && different.len() == words.len() && !words.contains(&String::new()), "{scheme} {column}");
            }
        }
    }

    #[test]
    fn kinds_whose_membership_reveals_what_nobody_need_know_are_marked() {
        let (_, _, kinds) = VOCABULARIES.iter().find(|(scheme, ..)| *scheme == "association_kind").unwrap();
        let is_sensitive = |row: &Row| row.contains(&("sensitive".to_owned(), "yes".to_owned()));
        let sensitive: Vec<_> = rows(kinds).filter(is_sensitive).map(|row| row[0].1.clone()).collect();
        assert_eq!(sensitive, ["self_help", "disability", "politics", "religion", "trade_union", "lgbti", "origin"]);
    }

    #[test]
    fn every_skill_is_in_a_group_and_every_group_has_skills() {
        let columns = |scheme: &str, column: &str| -> std::collections::BTreeSet<String> {
            let (_, _, file) = VOCABULARIES.iter().find(|(name, ..)| *name == scheme).unwrap();
            rows(file).filter_map(|row| row.into_iter().find(|(name, _)| name == column).map(|(_, text)| text)).collect()
        };
        assert_eq!(columns("skill", "group"), columns("skill_group", "code"));
    }
}
