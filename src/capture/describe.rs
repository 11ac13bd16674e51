//! A name for what has none: what it is, and where. In the language of the neighbourhood.

use crate::capture::vocabulary::Vocabulary;
use crate::inventory::field::Shape;
use crate::inventory::kind::Kind;
use crate::inventory::values::Values;
use crate::words::{Language, Words};

/// Describes a record: `Speeltuin, Coolhaven`. `street` is where it is, in words, if that is known.
pub fn described_name(kind: Kind, values: &Values, street: Option<&str>, vocabulary: &Vocabulary, language: Language) -> String {
    if kind == Kind::Address {
        let parts = [values.text("street"), values.text("number")];
        return parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    }
    if let Some(code) = values.text("cbs_code") {
        return code.to_owned();
    }
    let what = what_it_is(kind, values, vocabulary, language);
    let name = match street.map(str::trim).filter(|street| !street.is_empty()) {
        Some(street) => format!("{}, {street}", capitalised(&what)),
        None => capitalised(&what),
    };
    name.chars().take(200).collect()
}

fn what_it_is(kind: Kind, values: &Values, vocabulary: &Vocabulary, language: Language) -> String {
    let words = Words::of(language);
    for field in kind.fields() {
        let Some(code) = values.codes(field.name).first() else { continue };
        let word = match field.shape {
            Shape::Term(scheme) | Shape::Terms(scheme) => vocabulary.usual_word(scheme, code, language).map(str::to_owned),
            Shape::Choice(_) | Shape::Choices(_) => words.find(&format!("choice-{}-{code}", field.name)).map(std::borrow::Cow::into_owned),
            _ => None,
        };
        if let Some(word) = word {
            return word;
        }
    }
    // A word of the source that the vocabulary does not have says more than `place`.
    let tag = values.codes("tags").first().map(|tag| tag.replace('_', " "));
    tag.unwrap_or_else(|| words.say(&format!("kind-{}", kind.code())).into_owned())
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::vocabulary::few_words;
    use crate::inventory::value::Value;

    #[test]
    fn a_nameless_place_is_called_by_what_and_where_it_is() {
        let mut values = Values::default();
        let name = |values: &Values, street| described_name(Kind::Place, values, street, &few_words(), Language::Dutch);
        assert_eq!(name(&values, None), "Plek");
        values.set("tags", Value::Codes(vec!["bicycle_parking".to_owned()]));
        assert_eq!(name(&values, Some("Kade")), "Bicycle parking, Kade");
        values.set("functions", Value::Codes(vec!["playground".to_owned()]));
        assert_eq!(name(&values, Some("Coolhaven")), "Speeltuin, Coolhaven");
    }

    #[test]
    fn an_address_is_called_by_its_street_and_number() {
        let values = [("street", Value::Text("Kade".to_owned())), ("number", Value::Text("3a".to_owned()))].into_iter().collect();
        assert_eq!(described_name(Kind::Address, &values, None, &few_words(), Language::English), "Kade 3a");
    }
}
