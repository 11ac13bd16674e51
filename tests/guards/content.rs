//! Random small neighbourhoods, in a form that can be written, stripped and compared.

use std::collections::BTreeSet;
use std::fmt;

use proptest::prelude::*;

use wijkweb::consent::{Audience, CONSENTS, Channel, Consent, Scope};
use wijkweb::graph::{Graph, Step};
use wijkweb::inventory::change::{Change, Removal};
use wijkweb::inventory::field::{Field, Official, Shape};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::{Kind, Role};
use wijkweb::inventory::moment::{Day, Moment};
use wijkweb::inventory::picture::PictureName;
use wijkweb::inventory::provenance::{Actor, Origin, Provenance, Source, Validity};
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::values::Values;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::inventory::whereabouts::Whereabouts;
use wijkweb::neighbourhood::Order;

/// What a neighbourhood holds beside its beginning.
#[derive(Clone, Default)]
pub(crate) struct Content {
    /// Records as they became. Versions above 1 were something else before.
    pub(crate) records: Vec<Record>,
    /// Ties between them; whether the rules allow them is for the writer to say.
    pub(crate) ties: Vec<Tie>,
    /// Records that were there and went.
    pub(crate) gone: Vec<Record>,
}

/// One line each, because a failing case is read by people.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.records.iter().try_for_each(|record| writeln!(f, "{record:?}"))?;
        self.ties.iter().try_for_each(|tie| writeln!(f, "{tie:?}"))?;
        self.gone.iter().try_for_each(|record| writeln!(f, "gone: {record:?}"))
    }
}

/// Words that are like each other, so that hidden and open texts meet in one search.
pub(crate) const WORDS: &[&str] =
    &["koken", "kokos", "kooken", "tuin", "tuinen", "fiets", "fietsen", "buurthuis", "buurthuys", "naald", "Ééntje", "repareren"];

/// The moment at which everything happens.
pub(crate) fn now() -> Moment {
    Moment::from_second(1_780_000_000).unwrap()
}

/// How often a property is tried; `PROPTEST_CASES` asks for more.
pub(crate) fn tried(usually: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if asked.cases == 256 { usually } else { asked.cases };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: asked.max_shrink_iters.min(100), ..asked }
}

/// All that a record is made from.
type Seed = (usize, usize, u64, Option<(u8, u8)>, u8, bool);

/// Any small neighbourhood.
pub(crate) fn contents(most_records: usize) -> impl Strategy<Value = Content> {
    contents_of(Kind::ALL, most_records, 14)
}

/// A small neighbourhood of these kinds, which hangs together the more the fewer they are.
pub(crate) fn contents_of(kinds: &'static [Kind], most_records: usize, most_ties: usize) -> impl Strategy<Value = Content> {
    let seed = (0..kinds.len(), 0..Visibility::ALL.len(), any::<u64>(), proptest::option::of((0u8..6, 0u8..6)), 0u8..6, any::<bool>());
    let ties =
        proptest::collection::vec((any::<usize>(), any::<usize>(), any::<usize>(), 0..Visibility::ALL.len(), any::<u64>()), 0..most_ties);
    (proptest::collection::vec(seed, 1..most_records), ties, 0usize..3).prop_map(move |(seeds, ties, gone)| {
        let mut records: Vec<_> = seeds.into_iter().enumerate().map(|(number, seed)| record(kinds, number, seed)).collect();
        // What went had its code while it was there.
        no_code_twice(&mut records);
        let mut gone = records.split_off(records.len().saturating_sub(gone).max(1));
        // Persons do not just go: they are erased. What proves something never changes nor goes.
        gone.retain(|record| !matches!(record.kind.role(), Role::Person | Role::Evidence));
        for record in records.iter_mut().filter(|record| record.kind.role() == Role::Evidence) {
            record.version = 1;
        }
        let questions: Vec<_> = records.iter().map(|record| record.id).collect();
        for (number, record) in records.iter_mut().enumerate().filter(|(number, _)| number % 5 == 4) {
            record.likely_same_as = Some(questions[number / 2]);
        }
        let mut ties: Vec<_> = ties.into_iter().enumerate().filter_map(|(number, seed)| tie(number, &records, seed)).collect();
        // Some once more, some the other way round and some to another of the same kind as well, which the rules do not always allow.
        let again = ties.iter().step_by(3).enumerate().map(|(number, tie)| Tie { id: id(number, 5), ..tie.clone() });
        let back =
            ties.iter().step_by(2).enumerate().map(|(number, tie)| Tie { id: id(number, 6), from: tie.to, to: tie.from, ..tie.clone() });
        let elsewhere = ties
            .iter()
            .enumerate()
            .filter_map(|(number, tie)| Some(Tie { id: id(number, 9), to: another_like(&records, tie)?, ..tie.clone() }));
        let more: Vec<_> = again.chain(back).chain(elsewhere).collect();
        ties.extend(more);
        Content { records, ties, gone }
    })
}

/// No two words of a vocabulary have one code, unless one of them is nobody's to see.
fn no_code_twice(records: &mut [Record]) {
    let mut taken = BTreeSet::new();
    for (number, record) in records.iter_mut().enumerate().filter(|(_, record)| record.visibility != Visibility::Own) {
        let Some(code) = record.code().map(str::to_owned) else { continue };
        if !taken.insert((record.scheme().map(str::to_owned), code.clone())) {
            record.values.set("code", Value::Text(format!("{code}-{number}")));
        }
    }
}

/// Another record of the kind at which the tie ends.
fn another_like(records: &[Record], tie: &Tie) -> Option<Id> {
    let kind = records.iter().find(|record| record.id == tie.to)?.kind;
    records.iter().find(|record| record.kind == kind && record.id != tie.to && record.id != tie.from).map(|record| record.id)
}

/// A record of any kind but the neighbourhood itself, of which there is one already.
fn record(kinds: &[Kind], number: usize, (kind, visibility, fill, place, validity, has_source): Seed) -> Record {
    let kind = Some(kinds[kind]).filter(|kind| *kind != Kind::Neighbourhood).unwrap_or(Kind::Place);
    let second = 1_770_000_000 + i64::try_from(fill % 1_000_000).unwrap();
    let mut record = plain_record(kind, id(number, 1), fill);
    record.visibility = Visibility::ALL[visibility];
    record.version = 1 + u32::try_from(fill % 3).unwrap() / 2;
    record.provenance.created = Moment::from_second(second).unwrap();
    record.provenance.updated = Moment::from_second(second + 60).unwrap();
    record.provenance.source = has_source.then(|| Source { name: "register.csv".to_owned(), external_id: format!("{number}") });
    record.whereabouts = place.filter(|_| kind.declaration().located && kind != Kind::Person).map(|(x, y)| point(x, y));
    let day = |text: &str| text.parse::<Day>().ok();
    record.validity = match validity {
        0 => Validity { from: None, to: day("2020-01-01") },
        1 => Validity { from: day("2030-01-01"), to: None },
        2 => Validity { from: day("2020-01-01"), to: day("2040-01-01") },
        _ => Validity::default(),
    };
    record
}

/// A record of this kind with fields filled from the number.
pub(crate) fn plain_record(kind: Kind, id: Id, fill: u64) -> Record {
    let mut record = Record {
        id,
        kind,
        version: 1,
        visibility: kind.declaration().visibility,
        validity: Validity::default(),
        provenance: provenance(),
        whereabouts: None,
        values: values(kind.fields(), fill),
        likely_same_as: None,
        merged_into: None,
    };
    if kind == Kind::Person {
        agrees(&mut record, &ALL_SCOPES);
    }
    record
}

/// Has a person say yes to this, and nothing else.
pub(crate) fn agrees(person: &mut Record, scopes: &[Scope]) {
    person.values.set("adult16", Value::YesNo(true));
    person.values.set(CONSENTS, Value::Codes(vec![consent(scopes).to_string()]));
}

/// A tie of this kind.
pub(crate) fn plain_tie(kind: TieKind, id: Id, from: Id, to: Id, fill: u64) -> Tie {
    let turned = kind.declaration().rules.undirected && from > to;
    let (from, to) = if turned { (to, from) } else { (from, to) };
    let values = values(kind.fields().iter(), fill);
    Tie {
        id,
        kind,
        from,
        to,
        version: 1,
        visibility: Visibility::Everyone,
        validity: Validity::default(),
        provenance: provenance(),
        values,
    }
}

fn provenance() -> Provenance {
    Provenance { created: now(), updated: now(), by: Actor::operator(), origin: Origin::Desk, source: None, delivery: None }
}

/// A tie between two of the records, of a kind that may join them, if there is one.
fn tie(number: usize, records: &[Record], (kind, from, to, visibility, fill): (usize, usize, usize, usize, u64)) -> Option<Tie> {
    let (from, to) = (records.get(from % records.len().max(1))?, records.get(to % records.len())?);
    let kinds: Vec<_> = TieKind::ALL.iter().filter(|tie| tie.joins(from.kind, to.kind)).collect();
    let kind = **kinds.get(kind % kinds.len().max(1))?;
    let mut tie = plain_tie(kind, id(number, 2), from.id, to.id, fill);
    tie.visibility = Visibility::ALL[visibility];
    Some(tie)
}

/// The id of the record or tie with this number.
pub(crate) fn id(number: usize, series: u8) -> Id {
    let number = u16::try_from(number).unwrap().to_be_bytes();
    let at = Moment::from_second(1_760_000_000 + i64::from(number[1] % 7)).unwrap();
    Id::mint(at, [number[0], number[1], series, 0, 0, 0, 0, 0, number[0], number[1]])
}

/// A point of a small grid.
pub(crate) fn point(x: u8, y: u8) -> Whereabouts {
    Whereabouts::point(4.5 + f64::from(x) * 0.01, 51.9 + f64::from(y) * 0.01).unwrap()
}

/// Fills fields: required ones always, the others by the bits of the number.
fn values(fields: impl Iterator<Item = &'static Field>, fill: u64) -> Values {
    // What words are to each other within their vocabulary is asked of the pages of words.
    let fields = fields.filter(|field| field.shape != Shape::OwnTerm);
    let filled = fields.enumerate().filter(|(at, field)| field.required || fill.rotate_right(u32::try_from(*at).unwrap() * 3) & 3 != 0);
    filled.map(|(at, field)| (field.name, value(field, fill.rotate_left(u32::try_from(at).unwrap() * 5)))).collect()
}

fn value(field: &Field, fill: u64) -> Value {
    let draw = |from: u64| WORDS[usize::try_from(from % u64::try_from(WORDS.len()).unwrap()).unwrap()].to_owned();
    let small = i64::try_from(fill % 40).unwrap();
    match field.shape {
        // Few codes, so that two records share one.
        Shape::Line(_) | Shape::Prose(_) if field.name == "code" || field.name == "scheme" => {
            Value::Text(format!("{}-{}", WORDS[usize::try_from(fill % 2).unwrap()], small % 2))
        }
        Shape::Line(_) | Shape::Prose(_) => Value::Text(format!("{} {}", draw(fill), draw(fill >> 8))),
        Shape::Link => Value::Text(format!("https://{}.example/{small}", draw(fill).to_lowercase().replace('é', "e"))),
        Shape::Whole(least, most) | Shape::Cents(least, most) => Value::Whole((least + small).min(most)),
        #[expect(clippy::cast_precision_loss, reason = "below 40")]
        Shape::Decimal(least, most) => Value::Decimal((least + small as f64 / 4.0).min(most)),
        Shape::YesNo => Value::YesNo(fill & 4 == 0),
        Shape::Day => Value::Day(Day::constant(2024, 1, 1).saturating_add(jiff::Span::new().days(small))),
        Shape::Choice(codes) | Shape::Choices(codes) => {
            Value::Codes(vec![codes[usize::try_from(fill % u64::try_from(codes.len()).unwrap()).unwrap()].to_owned()])
        }
        Shape::Term(scheme) | Shape::Terms(scheme) => Value::Codes(vec![term(scheme, fill).to_owned()]),
        Shape::OwnTerm => Value::Codes(Vec::new()),
        Shape::Tags => Value::Codes(if fill & 4 == 0 { vec![draw(fill)] } else { vec![draw(fill), format!("{}!", draw(fill >> 16))] }),
        Shape::Entries => Value::Codes(vec![format!("{} {}", draw(fill), draw(fill >> 8))]),
        Shape::Pictures => Value::Codes(vec![PictureName::of(draw(fill).as_bytes()).to_string(); 3]),
        Shape::Code(Official::Cbs) => Value::Text(format!("BU059901{small:02}")),
        Shape::Code(Official::Bag) => Value::Text(format!("05990100000000{small:02}")),
        Shape::Code(Official::Postcode) => Value::Text(format!("30{small:02}AB")),
        Shape::Code(Official::Kvk) => Value::Text(format!("123456{small:02}")),
    }
}

/// A kind of association of which membership is nobody else's business.
const SENSITIVE: &str = "self_help";

/// A word of a starter vocabulary.
fn term(scheme: &str, fill: u64) -> &'static str {
    match scheme {
        "skill_group" => "health",
        "association_kind" if fill.is_multiple_of(4) => SENSITIVE,
        "association_kind" => "hobby",
        "organisation_form" => "vereniging",
        _ => "meeting",
    }
}

impl Content {
    /// The orders that write it, its history included: what records were before, and records that went.
    pub(crate) fn orders(&self) -> Vec<Order> {
        let earlier = |record: &Record| {
            let mut values = values(record.kind.fields(), 0x0123_4567_89ab_cdef);
            // The code of a word, the vocabulary it is in and what a person said never change.
            for field in ["code", "scheme", CONSENTS, "adult16"] {
                if let Some(value) = record.values.get(field) {
                    values.set(record.kind.field(field).unwrap().name, value.clone());
                }
            }
            Record { version: 1, values, ..record.clone() }
        };
        let mut orders = Vec::new();
        let changed = |record: &&Record| record.version > 1;
        orders.push(order(self.records.iter().filter(changed).chain(&self.gone).map(|r| Change::Record(earlier(r))).collect()));
        orders.push(order(self.records.iter().map(|r| Change::Record(r.clone())).collect()));
        orders.push(order(self.gone.iter().map(|r| Change::Remove(Removal { id: r.id, version: 1 })).collect()));
        orders.extend(self.ties.iter().map(|tie| order(vec![Change::Tie(tie.clone())])));
        orders
    }

    /// The graph it makes, in which ties need no rules.
    pub(crate) fn graph(&self) -> Graph {
        let mut graph = Graph::default();
        for change in self.orders().iter().flat_map(|order| &order.changes) {
            graph.apply(&Step::from(change));
        }
        graph
    }

    /// What is left when everything that this audience may not see was never there.
    pub(crate) fn without_the_hidden(&self, audience: Audience) -> Self {
        let records: Vec<_> = self.records.iter().filter(|record| audience.may_see(record.visibility)).cloned().collect();
        let ids: BTreeSet<_> = records.iter().map(|record| record.id).collect();
        let records = records.into_iter().map(|record| bare(record, audience, &ids)).collect();
        let find = |id: Id| self.records.iter().find(|record| record.id == id);
        let tells_too_much = |tie: &Tie| {
            let ends = [find(tie.from), find(tie.to)];
            let is_sensitive = |record: &Record| record.values.codes("association_kind").iter().any(|code| code == SENSITIVE);
            ends.iter().flatten().any(|end| end.kind == Kind::Person) && ends.iter().flatten().any(|end| is_sensitive(end))
        };
        let seen =
            |tie: &&Tie| audience.may_see(tie.visibility) && ids.contains(&tie.from) && ids.contains(&tie.to) && !tells_too_much(tie);
        let ties = self.ties.iter().filter(seen).map(|tie| bare_tie(tie, audience)).collect();
        // What stewards could see until it went is in the history for them; persons who went are not.
        let is_told =
            |record: &&Record| audience >= Audience::Stewards && audience.may_see(record.visibility) && record.kind.role() != Role::Person;
        let gone = self.gone.iter().filter(is_told).map(|record| bare(record.clone(), audience, &ids)).collect();
        Self { records, ties, gone }
    }
}

fn bare(record: Record, audience: Audience, ids: &BTreeSet<Id>) -> Record {
    let is_steward = audience >= Audience::Stewards;
    // Without what they said, a person would not be kept at all.
    let is_kept_for = |name: &str| record.kind == Kind::Person && matches!(name, CONSENTS | "adult16");
    let open = |name: &str| is_kept_for(name) || record.kind.field(name).is_some_and(|field| audience.may_see(field.visibility));
    let values = record.values.iter().filter(|(name, _)| open(name)).map(|(name, value)| (name, value.clone())).collect();
    Record {
        values,
        // The team, who may change it, is told the version.
        version: if audience >= Audience::Builders { record.version } else { 1 },
        likely_same_as: record.likely_same_as.filter(|other| is_steward && ids.contains(other)),
        provenance: Provenance { by: Actor::operator(), ..record.provenance.clone() },
        ..record
    }
}

fn bare_tie(tie: &Tie, audience: Audience) -> Tie {
    let open = |name: &str| tie.kind.field(name).is_some_and(|field| audience.may_see(field.visibility));
    let values = tie.values.iter().filter(|(name, _)| open(name)).map(|(name, value)| (name, value.clone())).collect();
    Tie { values, provenance: Provenance { by: Actor::operator(), ..tie.provenance.clone() }, ..tie.clone() }
}

/// An order.
pub(crate) fn order(changes: Vec<Change>) -> Order {
    Order { changes, by: Actor::operator(), at: now(), delivery: None }
}

/// Everything a person can agree to.
pub(crate) const ALL_SCOPES: [Scope; 7] = [
    Scope::Store,
    Scope::ShowNeighbours,
    Scope::ShowPublic,
    Scope::ContactIntro,
    Scope::Relations,
    Scope::WorkshopExport,
    Scope::Statistics,
];

/// That a person agreed to this.
pub(crate) fn consent(scopes: &[Scope]) -> Consent {
    Consent {
        yes: scopes.iter().copied().collect(),
        no: BTreeSet::new(),
        text_version: "1".to_owned(),
        language: "nl".to_owned(),
        channel: Channel::Spoken,
        by_guardian: false,
        given: now(),
        witness: Actor::operator(),
    }
}
