//! Words of vocabularies: which vocabulary a record is a word of, and how its synonyms are kept.

use crate::inventory::field::Shape;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::record::Record;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::values::Values;

/// What stands between synonyms, and between tags of OpenStreetMap, in one field.
pub const BETWEEN: char = '|';

/// The vocabulary that a record of this kind with these values is a word of: the one it names, or its kind where a kind
/// is a vocabulary by itself. `None` for what is no word.
pub fn scheme_of(kind: Kind, values: &Values) -> Option<&str> {
    if kind.role() != Role::Vocabulary {
        None
    } else if kind.field("scheme").is_some() {
        values.text("scheme")
    } else {
        Some(kind.code())
    }
}

/// The vocabularies that fields refer to or that are kinds by themselves, each with the kind of its words: skills and
/// themes first, the others in the order of the declarations.
pub fn schemes() -> Vec<(&'static str, Kind)> {
    let by_themselves = Kind::with_role(Role::Vocabulary).filter(|kind| kind.field("scheme").is_none());
    let mut schemes: Vec<_> = by_themselves.map(|kind| (kind.code(), kind)).collect();
    let fields = Kind::ALL.iter().flat_map(|kind| kind.fields()).chain(TieKind::ALL.iter().flat_map(|tie| tie.fields()));
    for field in fields {
        let (Shape::Term(scheme) | Shape::Terms(scheme)) = field.shape else { continue };
        if schemes.iter().all(|(known, _)| *known != scheme) {
            schemes.push((scheme, Kind::Term));
        }
    }
    schemes
}

/// The kind of the words of this vocabulary.
pub fn kind_of_scheme(scheme: &str) -> Kind {
    schemes().into_iter().find(|(known, _)| *known == scheme).map_or(Kind::Term, |(_, kind)| kind)
}

/// The synonyms in one field, each without the blanks round it.
pub fn parted(text: &str) -> impl Iterator<Item = &str> {
    text.split(BETWEEN).map(str::trim).filter(|part| !part.is_empty())
}

/// Synonyms as one field keeps them.
pub fn joined<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().collect::<Vec<_>>().join("|")
}

impl Record {
    /// The vocabulary it is a word of; `None` for what is no word.
    pub fn scheme(&self) -> Option<&str> {
        scheme_of(self.kind, &self.values)
    }

    /// The code that fields keep of it; `None` for what is no word.
    pub fn code(&self) -> Option<&str> {
        self.values.text("code").filter(|_| self.kind.role() == Role::Vocabulary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vocabulary_that_a_field_refers_to_is_known_with_the_kind_of_its_words() {
        let known: Vec<_> = schemes().into_iter().map(|(scheme, _)| scheme).collect();
        assert_eq!(known, ["skill", "theme", "skill_group", "association_kind", "organisation_form", "place_function"]);
        assert_eq!((kind_of_scheme("skill"), kind_of_scheme("place_function")), (Kind::Skill, Kind::Term));
    }

    #[test]
    fn synonyms_come_back_as_they_were_joined() {
        assert_eq!(parted(" a | | b c|").collect::<Vec<_>>(), ["a", "b c"]);
        assert_eq!(joined(["a", "b c"]), "a|b c");
    }
}
