use std::collections::BTreeSet;

use crate::consent::{Channel, Consent, Scope};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::{Day, Moment};
use crate::inventory::provenance::{Origin, Provenance, Stamp, Validity};
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::words::Language;
use crate::words::wording::Wording;

/// On what it rests that the people in a file agreed, as whoever brings it in states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// What tells to what each of them said yes.
    pub rests_on: RestsOn,
    /// The day on which they agreed, where no column tells it.
    pub agreed_on: Option<Day>,
    /// The version of our texts in which they were asked; nothing where it was in other words.
    pub version: Option<Wording>,
    /// Those other words.
    pub own_words: String,
    /// How they said it: spoken, on paper, or by themselves.
    pub how: Option<Channel>,
    /// The language in which they were asked.
    pub language: Language,
    /// All of them are sixteen or older, where no column tells it.
    pub are_adults: bool,
    /// It can be shown that they agreed.
    pub can_be_shown: bool,
}

/// What tells to what people said yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestsOn {
    /// Nobody said it yet.
    Nothing,
    /// Columns of the file, row by row.
    Columns,
    /// All of them agreed to these.
    Attested(BTreeSet<Scope>),
}

/// What is wanting before a file can be brought in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanting {
    /// What it rests on.
    RestsOn,
    /// Columns with what people agreed to.
    Columns,
    /// To what they all agreed; to be kept at the least.
    Scopes,
    /// On which day.
    Day,
    /// A day that is not still to come.
    PastDay,
    /// In which words they were asked.
    Wording,
    /// How.
    How,
    /// That it can be shown.
    Proof,
}

impl Default for Basis {
    /// Nothing is stated, and so nothing is agreed to.
    fn default() -> Self {
        Self {
            rests_on: RestsOn::Nothing,
            agreed_on: None,
            version: None,
            own_words: String::new(),
            how: None,
            language: Language::default(),
            are_adults: false,
            can_be_shown: false,
        }
    }
}

impl Basis {
    /// What is wanting. `has_columns`: some columns tell what people agreed to; `has_days`: one tells when.
    pub fn wanting(&self, has_columns: bool, has_days: bool, today: Day) -> Vec<Wanting> {
        let of_ground = match &self.rests_on {
            RestsOn::Nothing => Some(Wanting::RestsOn),
            RestsOn::Columns => (!has_columns).then_some(Wanting::Columns),
            RestsOn::Attested(scopes) => (!scopes.contains(&Scope::Store)).then_some(Wanting::Scopes),
        };
        let of_day = match self.agreed_on {
            None => (!has_days).then_some(Wanting::Day),
            Some(day) => (day > today).then_some(Wanting::PastDay),
        };
        let others = [
            (self.version.is_none() && self.own_words.trim().is_empty()).then_some(Wanting::Wording),
            self.how.is_none().then_some(Wanting::How),
            (!self.can_be_shown).then_some(Wanting::Proof),
        ];
        of_ground.into_iter().chain(of_day).chain(others.into_iter().flatten()).collect()
    }

    /// To what somebody agreed of whom the columns tell this.
    pub(super) fn yes(&self, of_columns: &BTreeSet<Scope>) -> BTreeSet<Scope> {
        match &self.rests_on {
            RestsOn::Nothing => BTreeSet::new(),
            RestsOn::Columns => of_columns.clone(),
            RestsOn::Attested(scopes) => scopes.clone(),
        }
    }

    /// What somebody said, as an entry in their own record. `delivery`: where other words than ours are to be found.
    pub(super) fn consent(&self, yes: BTreeSet<Scope>, by_guardian: bool, given: Moment, delivery: Id, stamp: &Stamp) -> Consent {
        Consent {
            no: Scope::ALL.into_iter().filter(|scope| !yes.contains(scope)).collect(),
            yes,
            text_version: self.version.map_or_else(|| format!("file:{delivery}"), |version| version.version().to_owned()),
            language: self.language.code().to_owned(),
            channel: Channel::File,
            by_guardian,
            given,
            witness: stamp.by.clone(),
        }
    }

    /// The proof that they were asked, to be kept.
    pub(super) fn record(&self, id: Id, file: &str, delivery: Id, stamp: &Stamp) -> Record {
        let mut values = Values::default();
        let text = |text: &str| Value::Text(text.to_owned());
        let codes = |code: &str| Value::Codes(vec![code.to_owned()]);
        values.set("name", text(file));
        values.set("delivery", text(&delivery.to_string()));
        let attested = matches!(self.rests_on, RestsOn::Attested(_));
        values.set("rests_on", codes(if attested { "attested" } else { "columns" }));
        if let Some(day) = self.agreed_on {
            values.set("agreed_on", Value::Day(day));
        }
        values.set("wording", text(self.version.map_or_else(|| self.own_words.trim(), |version| version.version())));
        values.set("asked_how", codes(self.how.unwrap_or(Channel::Paper).code()));
        values.set("asked_in", codes(self.language.code()));
        if let RestsOn::Attested(scopes) = &self.rests_on {
            values.set("scopes", Value::Codes(scopes.iter().map(|scope| scope.code().to_owned()).collect()));
        }
        let kind = Kind::ConsentBasis;
        Record {
            id,
            kind,
            version: 1,
            visibility: kind.declaration().visibility,
            validity: Validity::default(),
            provenance: Provenance::new(stamp, Origin::Desk),
            whereabouts: None,
            values,
            likely_same_as: None,
            merged_into: None,
        }
    }
}
