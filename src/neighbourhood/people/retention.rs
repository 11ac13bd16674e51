use crate::consent::{Agreed, Audience, Disclosed};
use crate::graph::Graph;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::inventory::values::Values;

/// How long what a person agreed to is good for, in months of 30 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionPeriods {
    /// After this they are asked again.
    pub ask: i64,
    /// After this, without an answer, they are hidden.
    pub hide: i64,
    /// After this they are erased.
    pub erase: i64,
}

/// What the clock says has to be done about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Ask whether it is still right.
    Ask,
    /// Nobody answered: hide them.
    Hide,
    /// Nobody answered for long: erase them.
    Erase,
}

const DAYS_OF_A_MONTH: i64 = 30;

impl Default for RetentionPeriods {
    fn default() -> Self {
        Self { ask: 12, hide: 18, erase: 24 }
    }
}

impl RetentionPeriods {
    /// As a neighbourhood has it: its own, or what is usual. None is longer than the next.
    pub fn of(profile: &Values) -> Self {
        let months = |field, usual| match profile.get(field) {
            Some(Value::Whole(months)) => *months,
            _ => usual,
        };
        let usual = Self::default();
        let erase = months("erase_after_months", usual.erase);
        let hide = months("hide_after_months", usual.hide).min(erase);
        Self { ask: months("ask_after_months", usual.ask).min(hide), hide, erase }
    }

    /// As the neighbourhood in this graph has it.
    pub fn in_force(graph: &Graph) -> Self {
        let profile = graph.seen_by(Audience::Stewards).profile().and_then(Disclosed::record);
        profile.map_or_else(Self::default, |profile| Self::of(&profile.values))
    }

    /// What has to be done about somebody who agreed at this moment.
    pub fn due(self, confirmed: Moment, now: Moment) -> Option<Due> {
        let is_past = |months: i64| confirmed <= now.days_before(months.saturating_mul(DAYS_OF_A_MONTH));
        let dues = [(self.erase, Due::Erase), (self.hide, Due::Hide), (self.ask, Due::Ask)];
        dues.into_iter().find(|(months, _)| is_past(*months)).map(|(_, due)| due)
    }
}

/// What has to be done about whom. Whoever never agreed to be kept has no right to be here, and is erased.
pub fn due(graph: &Graph, now: Moment) -> Vec<(Id, Due)> {
    let periods = RetentionPeriods::in_force(graph);
    let of_person = |person: &Record| {
        let due = Agreed::of(person).confirmed().map_or(Some(Due::Erase), |confirmed| periods.due(confirmed, now))?;
        let is_hidden = person.values.get("hidden") == Some(&Value::YesNo(true));
        // A clock that was wrong must not erase: whoever goes was out of sight for a month before.
        let was_hidden_long = is_hidden && person.provenance.updated <= now.days_before(DAYS_OF_A_MONTH);
        let due = if due == Due::Erase && !was_hidden_long { Due::Hide } else { due };
        (due != Due::Hide || !is_hidden).then_some((person.id, due))
    };
    graph.persons().filter_map(of_person).collect()
}

/// When a person is asked again whether it is still right; nothing if they never agreed.
pub fn next_ask(graph: &Graph, person: &Record) -> Option<Moment> {
    let days = RetentionPeriods::in_force(graph).ask.saturating_mul(DAYS_OF_A_MONTH);
    debug_assert_eq!(person.kind, Kind::Person);
    Agreed::of(person).confirmed().map(|confirmed| confirmed.days_before(-days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_asked_after_a_year_hidden_after_a_year_and_a_half_and_erased_after_two() {
        let agreed = Moment::from_second(1_700_000_000).unwrap();
        let after = |days: i64| RetentionPeriods::default().due(agreed, agreed.days_before(-days));
        assert_eq!([after(359), after(360), after(539), after(540)], [None, Some(Due::Ask), Some(Due::Ask), Some(Due::Hide)]);
        assert_eq!([after(719), after(720), after(9_000)], [Some(Due::Hide), Some(Due::Erase), Some(Due::Erase)]);
    }

    #[test]
    fn a_shorter_end_shortens_what_comes_before_it() {
        let profile = Values::from_iter([("erase_after_months", Value::Whole(6))]);
        assert_eq!(RetentionPeriods::of(&profile), RetentionPeriods { ask: 6, hide: 6, erase: 6 });
    }
}
