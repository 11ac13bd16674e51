use crate::capture::foreign::Foreign;
use crate::capture::reason::Reason;
use crate::capture::snag::{Severity, Snag, Snags};
use crate::consent::Audience;
use crate::graph::Graph;
use crate::inventory::change::Change;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Actor, Origin, Validity};
use crate::inventory::record::{Record, fault_of_validity};
use crate::inventory::surroundings::Surroundings;
use crate::inventory::value::Value;
use crate::neighbourhood::import::vocabulary;
use crate::neighbourhood::order::Order;
use crate::neighbourhood::vocabulary::act::{added, changed};
use crate::neighbourhood::vocabulary::bring_in_above::{broader, parents_first};
use crate::neighbourhood::vocabulary::bring_in_check::{codes, labels};
use crate::neighbourhood::vocabulary::bring_in_read::{Draft, Shelf, columns};

/// What would become of the rows of a file with words. Nothing is written yet.
#[derive(Debug)]
pub struct WordPlan {
    /// How many rows the file has.
    pub rows: usize,
    /// Words that are new here: the row, the code and the labels in Dutch and in English.
    pub fresh: Vec<(u64, String, [String; 2])>,
    /// Words that change.
    pub changed: Vec<ChangedWord>,
    /// How many rows say what is here already.
    pub unchanged: usize,
    /// Everything odd that was met, from the reading on.
    pub snags: Vec<Snag>,
    records: Vec<Record>,
}

/// A word that changes, field by field.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedWord {
    /// The row.
    pub row: u64,
    /// The code of the word.
    pub code: String,
    /// The fields that differ, with what they hold now and what they would hold; `valid_from` and `valid_to` among them.
    pub fields: Vec<(&'static str, Option<Value>, Option<Value>)>,
}

impl WordPlan {
    /// How many words would be written.
    pub fn count(&self) -> usize {
        self.records.len()
    }

    /// How many rows are left out because something is wrong with them.
    pub fn refused(&self) -> u64 {
        self.snags.iter().filter(|snag| snag.severity == Severity::Refused).map(|snag| snag.rows.count()).sum()
    }

    /// All of it as one order, written whole or not at all.
    pub fn order(&self, by: &Actor, surroundings: &Surroundings) -> Order {
        let changes = self.records.iter().cloned().map(Change::Record).collect();
        Order { changes, by: by.clone(), at: surroundings.now(), delivery: None }
    }

    /// The words as they would become, in the order in which they are written.
    pub fn records(&self) -> &[Record] {
        &self.records
    }
}

/// Compares a table of words with a vocabulary. Columns that the file does not have stay as they are here; a cell that is
/// empty empties the field. An error says why nothing of the file can be used.
pub fn plan_words(
    graph: &Graph,
    mut foreign: Foreign,
    (scheme, kind): (&str, Kind),
    by: &Actor,
    surroundings: &Surroundings,
) -> Result<WordPlan, Reason> {
    let known = vocabulary(graph);
    let shelf = Shelf::of(graph.seen_by(Audience::Stewards), scheme, &known);
    let mut snags = Snags::new();
    let of_reading = std::mem::take(&mut foreign.snags);
    // Words have no place, so that there is none is nothing to tell.
    snags.join(of_reading.into_iter().filter(|snag| snag.reason != Reason::NoPlaces).collect());
    let fields = columns(&foreign, kind, &mut snags)?;
    let named: Vec<_> = fields.iter().copied().zip(foreign.columns.iter().map(|column| column.name.as_str())).collect();
    let mut drafts: Vec<_> = foreign.rows.iter().filter_map(|row| shelf.draft(row, &named, &mut snags)).collect();
    drafts.retain(|draft| ends_after_it_begins(draft, &mut snags));
    let drafts = labels(&shelf, codes(&shelf, drafts, &mut snags), &mut snags);
    let drafts = parents_first(broader(&shelf, drafts, &mut snags));
    let mut plan =
        WordPlan { rows: foreign.rows.len(), fresh: Vec::new(), changed: Vec::new(), unchanged: 0, snags: Vec::new(), records: Vec::new() };
    for draft in drafts {
        plan.add(draft, (scheme, kind), by, surroundings);
    }
    plan.fresh.sort_by_key(|(row, ..)| *row);
    plan.changed.sort_by_key(|changed| changed.row);
    plan.snags = snags.into_list();
    Ok(plan)
}

fn ends_after_it_begins(draft: &Draft<'_>, snags: &mut Snags) -> bool {
    let fault = fault_of_validity(draft.validity);
    if fault.is_some() {
        snags.refuse(Some(draft.row), Some("valid_to"), draft.validity.to.map(|day| day.to_string()).as_deref(), Reason::ValueDoesNotFit);
    }
    fault.is_none()
}

impl WordPlan {
    fn add(&mut self, draft: Draft<'_>, (scheme, kind): (&str, Kind), by: &Actor, surroundings: &Surroundings) {
        let now = surroundings.now();
        let Some(word) = draft.word else {
            let label = |field: &str| draft.values.text(field).unwrap_or_default().to_owned();
            self.fresh.push((draft.row, draft.code.clone(), [label("label_nl"), label("label_en")]));
            let mut record = added(surroundings.mint(), kind, scheme, &draft.code, draft.values, by, now);
            record.validity = draft.validity;
            record.provenance.origin = Origin::Import;
            self.records.push(record);
            return;
        };
        let fields = differences(word, &draft);
        if fields.is_empty() {
            self.unchanged += 1;
            return;
        }
        let record = Record { validity: draft.validity, ..changed(word, draft.values, by, now) };
        self.changed.push(ChangedWord { row: draft.row, code: draft.code, fields });
        self.records.push(record);
    }
}

fn differences(word: &Record, draft: &Draft<'_>) -> Vec<(&'static str, Option<Value>, Option<Value>)> {
    let fields = word.kind.fields().map(|field| field.name).filter(|name| *name != "name");
    let of_values = fields.map(|name| (name, word.values.get(name).cloned(), draft.values.get(name).cloned()));
    let days = |validity: Validity| [validity.from, validity.to].map(|day| day.map(Value::Day));
    let ([from, to], [new_from, new_to]) = (days(word.validity), days(draft.validity));
    of_values.chain([("valid_from", from, new_from), ("valid_to", to, new_to)]).filter(|(_, old, new)| old != new).collect()
}
