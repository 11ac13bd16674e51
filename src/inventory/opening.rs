//! What a neighbourhood says about itself before anybody but its stewards sees it: who answers for what is kept, how they
//! are reached, what it is for, which area it is about (AVG, article 13: who is asked for data is told this beforehand).

use crate::inventory::moment::Day;
use crate::inventory::value::Value;
use crate::inventory::values::Values;

/// One step of beginning a neighbourhood: questions that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Who answers for what is kept.
    Controller,
    /// Whom people turn to.
    Contact,
    /// What it is kept for.
    Purposes,
    /// Which area it is about.
    Area,
    /// Where it is kept, and by whom.
    Keeping,
    /// In which languages its pages can be read.
    Languages,
}

/// What was answered is too little to open with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// This field of the particulars is empty.
    Empty(&'static str),
    /// Nobody is reached by this: there is no e-mail address and no telephone number in it.
    Unreachable(&'static str),
}

impl Lack {
    /// The field that it is about.
    pub fn field(self) -> &'static str {
        match self {
            Self::Empty(field) | Self::Unreachable(field) => field,
        }
    }
}

impl Step {
    /// All, in the order in which they are asked.
    pub const ALL: [Self; 6] = [Self::Controller, Self::Contact, Self::Purposes, Self::Area, Self::Keeping, Self::Languages];

    /// The word in addresses and text keys.
    pub fn code(self) -> &'static str {
        match self {
            Self::Controller => "controller",
            Self::Contact => "contact",
            Self::Purposes => "purposes",
            Self::Area => "area",
            Self::Keeping => "keeping",
            Self::Languages => "languages",
        }
    }

    /// The step with this word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// The fields of the particulars that are asked here.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Controller => &["controller", "controller_kind", "controller_address", "kvk"],
            Self::Contact => &["contact_name", "contact_reach", "data_officer"],
            Self::Purposes => &["purposes"],
            Self::Area => &["area_text"],
            Self::Keeping => &["hosted_by", "hosted_where", "processor_agreed"],
            Self::Languages => &["language", "page_languages"],
        }
    }

    /// Those of its fields without which nobody else may see the neighbourhood.
    pub fn needed(self) -> &'static [&'static str] {
        match self {
            Self::Controller => &["controller", "controller_kind"],
            Self::Contact => &["contact_name", "contact_reach"],
            Self::Purposes => &["purposes"],
            Self::Area => &["area_text"],
            Self::Keeping => &[],
            Self::Languages => &["language", "page_languages"],
        }
    }

    /// What is still needed of this step.
    pub fn lacks(self, particulars: &Values) -> Vec<Lack> {
        let lack = |field: &&'static str| match particulars.get(field) {
            None => Some(Lack::Empty(field)),
            Some(Value::Text(reach)) if *field == "contact_reach" && !is_reachable(reach) => Some(Lack::Unreachable(field)),
            Some(_) => None,
        };
        self.needed().iter().filter_map(lack).collect()
    }

    /// Nothing is needed of this step any more, and something was answered.
    pub fn is_done(self, particulars: &Values) -> bool {
        self.lacks(particulars).is_empty() && self.fields().iter().any(|field| particulars.get(field).is_some())
    }
}

/// What is still needed before others may see the neighbourhood, in the order in which it is asked.
pub fn lacks(particulars: &Values) -> Vec<Lack> {
    Step::ALL.into_iter().flat_map(|step| step.lacks(particulars)).collect()
}

/// Everything needed was said, and somebody decided to open: only then others see it.
pub fn is_open(particulars: &Values) -> bool {
    opened(particulars).is_some() && lacks(particulars).is_empty()
}

/// The day on which somebody decided to open it.
pub fn opened(particulars: &Values) -> Option<Day> {
    if let Some(Value::Day(day)) = particulars.get("open_since") { Some(*day) } else { None }
}

/// A public authority answers for it: people depend on it, so that their consent is weak, and where it does its task it
/// cannot go by its legitimate interest (AVG, recital 43 and the end of article 6(1)).
pub fn is_authority(particulars: &Values) -> bool {
    is_authority_kind(particulars.codes("controller_kind"))
}

/// The same, of what is said to be the sort of body.
pub fn is_authority_kind(kind: &[String]) -> bool {
    kind.iter().any(|kind| matches!(kind.as_str(), "municipality" | "public_body"))
}

/// There is an e-mail address or a telephone number in it.
pub fn is_reachable(reach: &str) -> bool {
    let is_mail = |word: &str| word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    reach.split_whitespace().any(is_mail) || reach.chars().filter(char::is_ascii_digit).count() >= LEAST_DIGITS
}

/// Shorter telephone numbers are not given to residents.
const LEAST_DIGITS: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::kind::Kind;

    fn complete() -> Values {
        let text = |text: &str| Value::Text(text.to_owned());
        let code = |code: &str| Value::Codes(vec![code.to_owned()]);
        [
            ("controller", text("Stichting Ons Plein")),
            ("controller_kind", code("foundation")),
            ("contact_name", text("Ans")),
            ("contact_reach", text("ans@plein.example")),
            ("purposes", code("assets")),
            ("area_text", text("Rond het plein.")),
            ("language", code("nl")),
            ("page_languages", code("nl")),
            ("open_since", Value::Day(Day::constant(2024, 1, 1))),
        ]
        .into_iter()
        .collect()
    }

    #[test]
    fn without_any_one_of_what_is_needed_it_is_not_open() {
        assert!(is_open(&complete()));
        let needed: Vec<_> = Step::ALL.into_iter().flat_map(Step::needed).collect();
        assert_eq!(needed.len(), 8);
        for field in needed {
            let mut without = complete();
            without.clear(field);
            assert_eq!(lacks(&without), [Lack::Empty(field)]);
            assert!(!is_open(&without), "{field}");
        }
        let mut undecided = complete();
        undecided.clear("open_since");
        assert!(lacks(&undecided).is_empty() && !is_open(&undecided));
    }

    #[test]
    fn everything_that_is_asked_is_a_field_and_asked_once() {
        let asked: Vec<_> = Step::ALL.into_iter().flat_map(Step::fields).collect();
        for field in &asked {
            assert!(Kind::Neighbourhood.field(field).is_some(), "{field}");
            assert_eq!(asked.iter().filter(|other| *other == field).count(), 1, "{field}");
        }
        assert!(Step::ALL.into_iter().all(|step| step.needed().iter().all(|field| step.fields().contains(field))));
        assert!(Step::ALL.into_iter().all(|step| Step::of(step.code()) == Some(step)));
    }

    #[test]
    fn a_name_alone_reaches_nobody() {
        for reach in ["ans@plein.example", "06 1234 5678", "Bel 010-123 45 67 of mail", "mail: a@b.nl"] {
            assert!(is_reachable(reach), "{reach}");
        }
        for reach in ["Ans", "in het buurthuis", "@", "ans@", "kamer 12"] {
            assert!(!is_reachable(reach), "{reach}");
        }
    }

    #[test]
    fn a_municipality_is_an_authority_and_a_foundation_is_not() {
        let mut particulars = complete();
        assert!(!is_authority(&particulars));
        particulars.set("controller_kind", Value::Codes(vec!["municipality".to_owned()]));
        assert!(is_authority(&particulars));
    }
}
