//! The words for what is declared and for the words of vocabularies, in the visitor's language. A new kind, field, tie
//! or choice needs its words in the language files and nothing here.

use std::borrow::Cow;

use crate::consent::Disclosed;
use crate::graph::View;
use crate::inventory::field::{Field, Shape};
use crate::inventory::kind::{Kind, Role};
use crate::inventory::moment::Day;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::visibility::Visibility;
use crate::words::{Language, Words, fold};

/// The words of a visitor, with the vocabularies of the neighbourhood where the visitor is.
#[derive(Clone, Copy)]
pub(crate) struct Labels<'a> {
    /// The texts in the visitor's language.
    pub(crate) words: Words,
    view: View<'a>,
    today: Day,
}

/// From which end a tie is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    /// From the record where it begins.
    Out,
    /// From the record where it ends.
    In,
}

impl Way {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Out, Self::In];

    /// The word in addresses and text keys.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
        }
    }

    /// The way with this word.
    pub(crate) fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}

impl<'a> Labels<'a> {
    /// The words for what is seen in this view.
    pub(crate) fn new(words: Words, view: View<'a>, today: Day) -> Self {
        Self { words, view, today }
    }

    /// The language.
    pub(crate) fn language(self) -> Language {
        self.words.language()
    }

    /// One of a kind: "plek".
    pub(crate) fn kind(self, kind: Kind) -> Cow<'static, str> {
        self.words.say(&format!("kind-{}", kind.code()))
    }

    /// Many of a kind: "plekken".
    pub(crate) fn many(self, kind: Kind) -> Cow<'static, str> {
        self.words.say(&format!("kind-{}.many", kind.code()))
    }

    /// What a kind is, in a sentence.
    pub(crate) fn what(self, kind: Kind) -> Cow<'static, str> {
        self.words.say(&format!("kind-{}.what", kind.code()))
    }

    /// The word of a field; `owner` is the code of the kind or tie that has it.
    pub(crate) fn field(self, owner: &str, field: &Field) -> Cow<'static, str> {
        let own = self.words.find(&format!("field-{owner}-{}", field.name));
        own.unwrap_or_else(|| self.words.say(&format!("field-{}", field.name)))
    }

    /// The words of several fields of a kind, by their names; `whereabouts` and `kind` are none of its fields.
    pub(crate) fn fields(self, kind: Kind, names: &[&str]) -> String {
        let word =
            |name: &&str| kind.field(name).map_or_else(|| self.words.say(&format!("field-{name}")), |field| self.field(kind.code(), field));
        names.iter().map(word).collect::<Vec<_>>().join(", ")
    }

    /// A line that helps to fill in a field, where there is one.
    pub(crate) fn help(self, owner: &str, field: &Field) -> Option<Cow<'static, str>> {
        let own = self.words.find(&format!("field-{owner}-{}.help", field.name));
        own.or_else(|| self.words.find(&format!("field-{}.help", field.name)))
    }

    /// The word for a code that this field holds. A word that is not known shows its code.
    pub(crate) fn code(self, field: &Field, code: &str) -> Cow<'a, str> {
        match field.shape {
            Shape::Choice(_) | Shape::Choices(_) => {
                self.words.find(&format!("choice-{}-{code}", field.name)).unwrap_or_else(|| code.to_owned().into())
            }
            Shape::Term(scheme) | Shape::Terms(scheme) => self.term(scheme, code),
            _ => code.to_owned().into(),
        }
    }

    /// The word of a vocabulary that has this code.
    pub(crate) fn term(self, scheme: &str, code: &str) -> Cow<'a, str> {
        let label = self.view.term(scheme, code).and_then(|term| self.term_label(term));
        label.map_or_else(|| code.to_owned().into(), Cow::Borrowed)
    }

    /// The words of a vocabulary that suit a kind, as codes and labels in the order of the alphabet. A word that was retired
    /// is not offered, unless it is wanted all the same.
    pub(crate) fn terms(self, scheme: &str, suits: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<(&'a str, Cow<'a, str>)> {
        let fits = |term: &Disclosed<'a>| term.codes("kinds").is_empty() || term.codes("kinds").iter().any(|kind| kind == suits);
        let coded = |term: Disclosed<'a>| {
            let code = term.text("code")?;
            if !term.validity().holds_on(self.today) && !is_wanted(code) {
                return None;
            }
            Some((code, self.term_label(term).map_or(Cow::Borrowed(code), Cow::Borrowed)))
        };
        let mut terms: Vec<_> = self.view.terms(scheme).filter(fits).filter_map(coded).collect();
        terms.sort_by_cached_key(|(code, label)| (fold(label), *code));
        terms
    }

    /// What a record is called: words of vocabularies in the visitor's language, all else by its name.
    pub(crate) fn name(self, record: Disclosed<'a>) -> &'a str {
        let label = (record.kind().role() == Role::Vocabulary).then(|| self.term_label(record)).flatten();
        label.unwrap_or_else(|| record.name())
    }

    /// A tie, read from one of its ends: "is lid van".
    pub(crate) fn tie(self, kind: TieKind, way: Way) -> Cow<'static, str> {
        self.words.say(&format!("tie-{}.{}", kind.code(), way.code()))
    }

    /// How far something may be seen.
    pub(crate) fn visibility(self, visibility: Visibility) -> Cow<'static, str> {
        self.words.say(&format!("visibility-{}", visibility.code()))
    }

    fn term_label(self, term: Disclosed<'a>) -> Option<&'a str> {
        match self.language() {
            Language::Dutch => term.text("label_nl"),
            Language::English => term.text("label_en"),
        }
    }
}
