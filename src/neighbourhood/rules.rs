use crate::graph::Graph;
use crate::inventory::change::{Change, Removal};
use crate::inventory::field::Shape;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::neighbourhood::order::Rule;

/// Finds the rules that a change would break in a neighbourhood that stands as in this graph. `taken_away`: the version in
/// which what the change concerns was taken away, where it is not there any more and that is known.
pub(super) fn broken_rules(graph: &Graph, change: &Change, taken_away: Option<u32>) -> Vec<Rule> {
    match change {
        Change::Record(record) => of_record(graph, record, taken_away),
        Change::Tie(tie) => of_tie(graph, tie, taken_away),
        Change::Remove(removal) => of_removal(graph, *removal).into_iter().collect(),
    }
}

/// The kinds of the records a tie joins.
pub(super) fn ends(graph: &Graph, change: &Change) -> Option<(Kind, Kind)> {
    let Change::Tie(tie) = change else { return None };
    Some((graph.record(tie.from)?.kind, graph.record(tie.to)?.kind))
}

/// The version that follows on being taken away, which counts as one: whoever still has the version before it in a form
/// does not bring it back by saving that.
pub(super) fn put_back_as(taken_away: u32) -> u32 {
    taken_away.saturating_add(2)
}

/// Whether this is the version to be written next.
fn is_next(version: u32, before: Option<u32>, taken_away: Option<u32>) -> bool {
    match before {
        Some(before) => version == before.saturating_add(1),
        None => version == 1 || taken_away.is_some_and(|taken_away| version == put_back_as(taken_away)),
    }
}

fn of_record(graph: &Graph, record: &Record, taken_away: Option<u32>) -> Vec<Rule> {
    let mut rules: Vec<_> = record.faults().into_iter().map(Rule::Fault).collect();
    rules.extend(unknown_terms(graph, record.kind.fields(), &record.values));
    let before = graph.record(record.id);
    if !is_next(record.version, before.map(|before| before.version), taken_away) || graph.tie(record.id).is_some() {
        rules.push(Rule::Overtaken);
    }
    if before.is_some_and(|before| before.kind != record.kind) {
        rules.push(Rule::Remade);
    }
    let taken = record.provenance.source.as_ref().and_then(|source| graph.record_of_source(source));
    if taken.is_some_and(|other| other.id != record.id) {
        rules.push(Rule::SourceTaken);
    }
    rules
}

fn of_tie(graph: &Graph, tie: &Tie, taken_away: Option<u32>) -> Vec<Rule> {
    let mut rules: Vec<_> = tie.faults().into_iter().map(Rule::Fault).collect();
    rules.extend(unknown_terms(graph, tie.kind.fields().iter(), &tie.values));
    let before = graph.tie(tie.id);
    if !is_next(tie.version, before.map(|before| before.version), taken_away) || graph.record(tie.id).is_some() {
        rules.push(Rule::Overtaken);
    }
    if before.is_some_and(|before| (before.kind, before.from, before.to) != (tie.kind, tie.from, tie.to)) {
        rules.push(Rule::Remade);
    }
    rules.extend(of_ends(graph, tie));
    rules
}

fn of_ends(graph: &Graph, tie: &Tie) -> Vec<Rule> {
    let (Some(from), Some(to)) = (graph.record(tie.from), graph.record(tie.to)) else { return vec![Rule::DanglingEnd] };
    if from.id == to.id {
        return vec![Rule::SameEnds];
    }
    let rules = tie.kind.declaration().rules;
    let mut broken = Vec::new();
    if !tie.kind.joins(from.kind, to.kind) || (rules.undirected && tie.from > tie.to) {
        broken.push(Rule::WrongEnds);
    }
    let beside = |other: &&&Tie| other.id != tie.id && other.kind == tie.kind && other.validity.overlaps(tie.validity);
    let of_from = graph.ties_of(tie.from);
    if rules.one_from_each && of_from.iter().filter(beside).any(|other| other.from == tie.from) {
        broken.push(Rule::SecondFromOne);
    } else if rules.unique_per_pair && of_from.iter().filter(beside).any(|other| (other.from, other.to) == (tie.from, tie.to)) {
        broken.push(Rule::SecondForPair);
    }
    if rules.acyclic && graph.leads(tie.kind, tie.to, tie.from) {
        broken.push(Rule::Loop);
    }
    if tie.kind == TieKind::LedTo && runs_back(graph, tie) {
        broken.push(Rule::BackInTime);
    }
    if tie.kind == TieKind::HoldsRight && shares(graph, tie) > 100.0 + f64::EPSILON {
        broken.push(Rule::MoreThanWhole);
    }
    broken
}

/// A chain of what led to what does not go back in time: a step is not earlier than the steps before it, nor later than
/// those after it. A step without a day says nothing.
fn runs_back(graph: &Graph, tie: &Tie) -> bool {
    let day = |tie: &Tie| if let Some(Value::Day(day)) = tie.values.get("happened_on") { Some(*day) } else { None };
    let Some(today) = day(tie) else { return false };
    let step = |other: &&Tie| other.kind == TieKind::LedTo && other.id != tie.id;
    let before = graph.ties_of(tie.from);
    let mut before = before.into_iter().filter(step).filter(|other| other.to == tie.from).filter_map(|other| day(other));
    let after = graph.ties_of(tie.to);
    let mut after = after.into_iter().filter(step).filter(|other| other.from == tie.to).filter_map(|other| day(other));
    before.any(|earlier| earlier > today) || after.any(|later| later < today)
}

/// The shares in percent of the same right on the same asset at the same time, this tie's included.
fn shares(graph: &Graph, tie: &Tie) -> f64 {
    let share = |tie: &Tie| match tie.values.get("share_percent") {
        Some(Value::Decimal(share)) => *share,
        _ => 0.0,
    };
    let same_right = |other: &&&Tie| {
        other.id != tie.id
            && other.kind == tie.kind
            && other.to == tie.to
            && other.values.codes("right") == tie.values.codes("right")
            && other.validity.overlaps(tie.validity)
    };
    share(tie) + graph.ties_of(tie.to).iter().filter(same_right).map(|other| share(other)).sum::<f64>()
}

fn of_removal(graph: &Graph, removal: Removal) -> Option<Rule> {
    match version(graph, removal.id) {
        None => Some(Rule::Gone),
        Some(version) => (version != removal.version).then_some(Rule::Overtaken),
    }
}

pub(super) fn version(graph: &Graph, id: Id) -> Option<u32> {
    graph.record(id).map(|record| record.version).or_else(|| graph.tie(id).map(|tie| tie.version))
}

fn unknown_terms(graph: &Graph, fields: impl Iterator<Item = &'static crate::inventory::field::Field>, values: &Values) -> Vec<Rule> {
    let mut rules = Vec::new();
    for field in fields {
        let (Shape::Term(scheme) | Shape::Terms(scheme)) = field.shape else { continue };
        let unknown = values.codes(field.name).iter().filter(|code| !graph.has_term(scheme, code));
        rules.extend(unknown.map(|code| Rule::UnknownTerm { field: field.name, code: code.clone() }));
    }
    rules
}
