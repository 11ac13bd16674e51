//! What the team promised to do. A neighbour who names somebody else makes a task, never a record of that somebody: they
//! are asked first, and what was noted of them goes when that is done, or after 30 days.

use crate::consent::{Audience, Disclosed};
use crate::graph::Graph;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::{Day, Moment};
use crate::inventory::provenance::{Origin, Provenance, Stamp, Validity};
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::inventory::values::Values;

/// A name may wait so long to be asked, in days.
pub const LONGEST_WAIT: i64 = 30;

/// The task that may name somebody who was not asked yet.
pub const ASK: &str = "ask";

/// Something the team promises to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promise {
    /// One of the choices of the field `task`.
    pub task: String,
    /// What is to be done, and with whom.
    pub text: String,
    /// Who does it, as an actor is written; empty where nobody took it on.
    pub owner: String,
    /// By which day.
    pub due: Option<Day>,
}

impl Promise {
    /// As a record to be kept.
    pub fn record(&self, id: Id, stamp: &Stamp) -> Record {
        let kind = Kind::FollowUp;
        let mut values = Values::default();
        values.set("name", Value::Text(self.text.trim().to_owned()));
        values.set("task", Value::Codes(vec![self.task.clone()]));
        if !self.owner.is_empty() {
            values.set("owner", Value::Text(self.owner.clone()));
        }
        if let Some(due) = self.due {
            values.set("due", Value::Day(due));
        }
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

/// May hold the name of somebody who was not asked.
pub fn may_name_others(task: &Record) -> bool {
    task.kind == Kind::FollowUp && task.values.codes("task").iter().any(|task| task == ASK)
}

/// The tasks to ask somebody that are 30 days old, done or not: they are to be erased, whatever is in them.
pub fn follow_ups_due(graph: &Graph, now: Moment) -> Vec<Id> {
    let tasks = graph.seen_by(Audience::Stewards).of_kind(Kind::FollowUp).filter_map(Disclosed::record);
    let is_over = |task: &&Record| task.provenance.created <= now.days_before(LONGEST_WAIT);
    tasks.filter(|task| may_name_others(task)).filter(is_over).map(|task| task.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::change::Change;
    use crate::inventory::provenance::Actor;

    #[test]
    fn what_is_to_be_asked_is_due_after_thirty_days_and_nothing_else_is() {
        let now = Moment::from_second(1_767_254_400).unwrap();
        let task = |number: u8, task: &str, days: i64| {
            let stamp = Stamp { by: Actor::operator(), at: now.days_before(days) };
            let promise = Promise { task: task.to_owned(), text: "Vraag Mo".to_owned(), ..Promise::default() };
            promise.record(Id::mint(stamp.at, [number; 10]), &stamp)
        };
        let mut done = task(1, "ask", 30);
        done.values.set("done_on", Value::Day(now.day()));
        let tasks = [done.clone(), task(2, "ask", 31), task(3, "ask", 29), task(4, "thank", 90)];
        let graph = Graph::of(tasks.iter().cloned().map(Change::Record));
        let mut due = follow_ups_due(&graph, now);
        due.sort_unstable();
        let mut expected = vec![done.id, tasks[1].id];
        expected.sort_unstable();
        assert_eq!(due, expected);
    }
}
