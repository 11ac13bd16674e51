use crate::consent::{Agreed, Audience, CONSENTS};
use crate::graph::Graph;
use crate::inventory::change::{Change, Removal};
use crate::inventory::field::Shape;
use crate::inventory::id::Id;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::record::Record;
use crate::inventory::square::{Size, Square};
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::whereabouts::Whereabouts;
use crate::neighbourhood::order::Rule;
use crate::neighbourhood::vocabulary::{of_word, of_word_that_goes};

/// Finds the rules that a change would break in a neighbourhood that stands as in this graph. `taken_away`: the version in
/// which what the change concerns was taken away, where it is not there any more and that is known.
pub(super) fn broken_rules(graph: &Graph, change: &Change, taken_away: Option<u32>) -> Vec<Rule> {
    match change {
        Change::Record(record) => of_record(graph, record, taken_away),
        Change::Tie(tie) => of_tie(graph, tie, taken_away),
        Change::Remove(removal) => of_removal(graph, *removal).into_iter().collect(),
    }
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
    rules.extend(unknown_terms(graph, record.kind.fields(), record.scheme(), &record.values));
    let before = graph.record(record.id);
    if !is_next(record.version, before.map(|before| before.version), taken_away) || graph.tie(record.id).is_some() {
        rules.push(Rule::Overtaken);
    }
    if before.is_some_and(|before| before.kind != record.kind) {
        rules.push(Rule::Remade);
    }
    rules.extend(of_joining(graph, record));
    let taken = record.provenance.source.as_ref().and_then(|source| graph.record_of_source(source));
    if taken.is_some_and(|other| other.id != record.id) {
        rules.push(Rule::SourceTaken);
    }
    rules.extend(of_word(graph, record, before));
    rules.extend(of_person(graph, record, before));
    rules.extend((before.is_some() && record.kind.role() == Role::Evidence).then_some(Rule::Registered));
    rules
}

/// What a person said is only ever added to, and somebody decides who may.
fn of_person(graph: &Graph, record: &Record, before: Option<&Record>) -> Option<Rule> {
    if record.kind != Kind::Person {
        return None;
    }
    if before.is_none() && !keeps_talents(graph) {
        return Some(Rule::NoPurpose);
    }
    let (said, says) = (before.map_or(&[][..], |before| before.values.codes(CONSENTS)), record.values.codes(CONSENTS));
    let is_adult = record.values.get("adult16") == Some(&Value::YesNo(true));
    if said.iter().any(|entry| !says.contains(entry)) {
        Some(Rule::Unsaid)
    } else if !is_adult && !Agreed::of(record).by_guardian() {
        Some(Rule::TooYoung)
    } else if record.whereabouts.as_ref().is_some_and(|place| !is_agreed(record, place)) {
        Some(Rule::TooPrecise)
    } else {
        None
    }
}

/// The neighbourhood says of itself that it keeps what residents tell.
fn keeps_talents(graph: &Graph) -> bool {
    let profile = graph.seen_by(Audience::Stewards).profile();
    profile.is_some_and(|profile| profile.codes("purposes").iter().any(|purpose| purpose == "talents"))
}

/// Where a person lives is told by a whole square, and only where they want that.
fn is_agreed(person: &Record, place: &Whereabouts) -> bool {
    let is_told = person.values.codes("location_precision").iter().any(|precision| precision == "cell" || precision == "street");
    is_told && Square::of_whereabouts(place).is_some_and(|square| square.size() == Size::Hundred)
}

/// A record that is joined to another needs that other; one that is taken apart has its ties back, if they still may be.
fn of_joining(graph: &Graph, record: &Record) -> Vec<Rule> {
    let before = graph.record(record.id).and_then(|before| before.merged_into);
    match record.merged_into {
        Some(other) if other == record.id || joined_to(graph, other).any(|next| next == record.id) => vec![Rule::Loop],
        Some(other) if graph.record(other).is_none() => vec![Rule::Gone],
        None if before.is_some() => {
            graph.ties_of(record.id).into_iter().flat_map(|tie| of_ends(graph, tie, Counted::waking(record.id))).collect()
        }
        _ => Vec::new(),
    }
}

/// The records that this one was joined to, one after the other.
fn joined_to(graph: &Graph, id: Id) -> impl Iterator<Item = Id> {
    std::iter::successors(Some(id), |id| graph.record(*id)?.merged_into).skip(1)
}

/// The tie goes to other records only where its end was joined to another, or is taken apart from it.
fn is_remade(graph: &Graph, before: &Tie, tie: &Tie) -> bool {
    let is_joined = |one: Id, other: Id| graph.record(one).is_some_and(|record| record.merged_into == Some(other));
    let follows = |one: Id, other: Id| one == other || is_joined(one, other) || is_joined(other, one);
    let straight = follows(before.from, tie.from) && follows(before.to, tie.to);
    let is_undirected = tie.kind.declaration().rules.undirected;
    let turned = is_undirected && follows(before.from, tie.to) && follows(before.to, tie.from);
    before.kind != tie.kind || !(straight || turned)
}

fn of_tie(graph: &Graph, tie: &Tie, taken_away: Option<u32>) -> Vec<Rule> {
    let mut rules: Vec<_> = tie.faults().into_iter().map(Rule::Fault).collect();
    rules.extend(unknown_terms(graph, tie.kind.fields().iter(), None, &tie.values));
    let before = graph.tie(tie.id);
    if !is_next(tie.version, before.map(|before| before.version), taken_away) || graph.record(tie.id).is_some() {
        rules.push(Rule::Overtaken);
    }
    if before.is_some_and(|before| is_remade(graph, before, tie)) {
        rules.push(Rule::Remade);
    }
    rules.extend(of_ends(graph, tie, Counted::default()));
    rules
}

/// Which ties count beside the one that is judged. Those at records that were joined to others rest.
#[derive(Clone, Copy, Default)]
pub(super) struct Counted {
    /// A record that is just being taken apart: its ties do not rest.
    awake: Option<Id>,
    /// Only what this audience may see, where what is told must not depend on the hidden.
    seen_by: Option<Audience>,
}

impl Counted {
    /// With the ties of a record that is just being taken apart.
    pub(super) fn waking(record: Id) -> Self {
        Self { awake: Some(record), ..Self::default() }
    }

    /// Of these, those that this audience may see.
    pub(super) fn seen_by(self, audience: Audience) -> Self {
        Self { seen_by: Some(audience), ..self }
    }

    fn counts(self, graph: &Graph, tie: &Tie) -> bool {
        self.seen_by.is_none_or(|audience| is_seen(graph, tie, audience)) && !self.rests(graph, tie)
    }

    fn rests(self, graph: &Graph, tie: &Tie) -> bool {
        let is_joined = |id: Id| self.awake != Some(id) && graph.record(id).is_some_and(|record| record.merged_into.is_some());
        is_joined(tie.from) || is_joined(tie.to)
    }
}

/// The audience may see the tie and both its ends, whether or not an end was joined to another record.
pub(super) fn is_seen(graph: &Graph, tie: &Tie, audience: Audience) -> bool {
    let may_see = |id: Id| graph.record(id).is_some_and(|record| audience.may_see(record.visibility));
    audience.may_see(tie.visibility) && may_see(tie.from) && may_see(tie.to)
}

/// What the ends of a tie break.
pub(super) fn of_ends(graph: &Graph, tie: &Tie, counted: Counted) -> Vec<Rule> {
    let (Some(from), Some(to)) = (graph.record(tie.from), graph.record(tie.to)) else { return vec![Rule::DanglingEnd] };
    if from.id == to.id {
        return vec![Rule::SameEnds];
    }
    let rules = tie.kind.declaration().rules;
    let mut broken = Vec::new();
    if !tie.kind.joins(from.kind, to.kind) || (rules.undirected && tie.from > tie.to) {
        broken.push(Rule::WrongEnds);
    }
    if counted.rests(graph, tie) {
        return broken;
    }
    let beside = |other: &&&Tie| other.id != tie.id && other.kind == tie.kind && other.validity.overlaps(tie.validity);
    let of_from: Vec<_> = graph.ties_of(tie.from).into_iter().filter(|other| counted.counts(graph, other)).collect();
    if rules.one_from_each && of_from.iter().filter(beside).any(|other| other.from == tie.from) {
        broken.push(Rule::SecondFromOne);
    } else if rules.unique_per_pair && of_from.iter().filter(beside).any(|other| (other.from, other.to) == (tie.from, tie.to)) {
        broken.push(Rule::SecondForPair);
    }
    if rules.acyclic && graph.leads(tie.kind, tie.to, tie.from, |other| other.id != tie.id && counted.counts(graph, other)) {
        broken.push(Rule::Loop);
    }
    if tie.kind == TieKind::LedTo && runs_back(graph, tie, counted) {
        broken.push(Rule::BackInTime);
    }
    if tie.kind == TieKind::HoldsRight && shares(graph, tie, counted) > 100.0 + f64::EPSILON {
        broken.push(Rule::MoreThanWhole);
    }
    broken
}

/// A chain of what led to what does not go back in time: a step is not earlier than the steps before it, nor later than
/// those after it. A step without a day says nothing.
fn runs_back(graph: &Graph, tie: &Tie, counted: Counted) -> bool {
    let day = |tie: &Tie| if let Some(Value::Day(day)) = tie.values.get("happened_on") { Some(*day) } else { None };
    let Some(today) = day(tie) else { return false };
    let step = |other: &&Tie| other.kind == TieKind::LedTo && other.id != tie.id && counted.counts(graph, other);
    let before = graph.ties_of(tie.from);
    let mut before = before.into_iter().filter(step).filter(|other| other.to == tie.from).filter_map(day);
    let after = graph.ties_of(tie.to);
    let mut after = after.into_iter().filter(step).filter(|other| other.from == tie.to).filter_map(day);
    before.any(|earlier| earlier > today) || after.any(|later| later < today)
}

/// The shares in percent of the same right on the same asset at the same time, this tie's included.
fn shares(graph: &Graph, tie: &Tie, counted: Counted) -> f64 {
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
            && counted.counts(graph, other)
    };
    share(tie) + graph.ties_of(tie.to).iter().filter(same_right).map(|other| share(other)).sum::<f64>()
}

fn of_removal(graph: &Graph, removal: Removal) -> Option<Rule> {
    match version(graph, removal.id) {
        None => Some(Rule::Gone),
        Some(version) if version != removal.version => Some(Rule::Overtaken),
        Some(_) if graph.record(removal.id).is_some_and(|record| record.kind == Kind::Person) => Some(Rule::OnlyErased),
        Some(_) if graph.record(removal.id).is_some_and(|record| record.kind.role() == Role::Evidence) => Some(Rule::Registered),
        Some(_) => of_word_that_goes(graph, removal.id),
    }
}

pub(super) fn version(graph: &Graph, id: Id) -> Option<u32> {
    graph.record(id).map(|record| record.version).or_else(|| graph.tie(id).map(|tie| tie.version))
}

fn unknown_terms(
    graph: &Graph,
    fields: impl Iterator<Item = &'static crate::inventory::field::Field>,
    own_scheme: Option<&str>,
    values: &Values,
) -> Vec<Rule> {
    let mut rules = Vec::new();
    for field in fields {
        let scheme = match field.shape {
            Shape::Term(scheme) | Shape::Terms(scheme) => scheme,
            Shape::OwnTerm => own_scheme.unwrap_or_default(),
            _ => continue,
        };
        let unknown = values.codes(field.name).iter().filter(|code| !graph.has_term(scheme, code));
        rules.extend(unknown.map(|code| Rule::UnknownTerm { field: field.name, code: code.clone() }));
    }
    rules
}
