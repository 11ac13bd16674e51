use geo::Rect;

use crate::consent::Disclosed;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::moment::Day;
use crate::inventory::provenance::Validity;
use crate::inventory::value::Value;

/// What is asked for: a record must meet all of it. What is empty asks nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// One of these kinds; if empty, any asset.
    pub kinds: Vec<Kind>,
    /// Has these words, in any field that is open to everyone.
    pub text: Option<String>,
    /// Has one of these functions.
    pub functions: Vec<String>,
    /// Has one of these tags.
    pub tags: Vec<String>,
    /// Has a whereabouts (true) or none (false).
    pub located: Option<bool>,
    /// Lies in or touches one of these boxes, in degrees; several where a box crosses the date line.
    pub within: Vec<Rect<f64>>,
    /// Exists at some day of this period.
    pub during: Option<Period>,
    /// These fields hold exactly this, written as in files.
    pub fields: Vec<(&'static str, String)>,
    /// Fields that must be filled (true) or empty (false).
    pub has: Vec<(&'static str, bool)>,
}

/// Days from and until, both included; open where not given.
pub type Period = Validity;

impl Filter {
    /// Everything that exists on this day.
    pub fn on(day: Day) -> Self {
        Self { during: Some(Period { from: Some(day), to: Some(day) }), ..Self::default() }
    }

    /// The kinds asked for, in the order of their declaration.
    pub fn wanted_kinds(&self) -> Vec<Kind> {
        Kind::ALL.iter().copied().filter(|kind| self.wants(*kind)).collect()
    }

    /// Asks nothing but the kinds.
    pub fn is_only_kinds(&self) -> bool {
        *self == Self { kinds: self.kinds.clone(), ..Self::default() }
    }

    /// A record of this kind may be meant.
    pub(super) fn wants(&self, kind: Kind) -> bool {
        if self.kinds.is_empty() { kind.role() == Role::Asset } else { self.kinds.contains(&kind) }
    }

    /// Asks nothing that only the record itself can tell.
    pub(super) fn asks_only_kinds_words_and_boxes(&self) -> bool {
        let Self { kinds: _, text: _, functions, tags, located, within: _, during, fields, has } = self;
        functions.is_empty() && tags.is_empty() && located.is_none() && during.is_none() && fields.is_empty() && has.is_empty()
    }

    /// The record meets all but the words, which the index of words knows.
    pub fn admits(&self, record: Disclosed<'_>) -> bool {
        let one_of = |field: &str, asked: &[String]| asked.is_empty() || record.codes(field).iter().any(|code| asked.contains(code));
        self.wants(record.kind())
            && one_of("functions", &self.functions)
            && one_of("tags", &self.tags)
            && self.located.is_none_or(|located| record.whereabouts().is_some() == located)
            && self.during.is_none_or(|period| record.validity().overlaps(period))
            && self.fields.iter().all(|(field, asked)| record.value(field).is_some_and(|value| holds(value, asked)))
            && self.has.iter().all(|(field, filled)| record.value(field).is_some() == *filled)
            && (self.within.is_empty() || record.whereabouts().is_some_and(|place| self.within.iter().any(|bounds| place.touches(*bounds))))
    }
}

/// The value, written as in files, is this; of codes, one is.
fn holds(value: &Value, asked: &str) -> bool {
    match value {
        Value::Text(text) => text == asked,
        Value::Whole(number) => asked.parse() == Ok(*number),
        Value::Decimal(number) => asked.parse().is_ok_and(|asked: f64| asked.total_cmp(number).is_eq()),
        Value::YesNo(yes) => asked.parse() == Ok(*yes),
        Value::Day(day) => asked.parse().is_ok_and(|asked: Day| asked == *day),
        Value::Codes(codes) => codes.iter().any(|code| code == asked),
    }
}
