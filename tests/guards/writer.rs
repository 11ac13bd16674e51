//! The one writer keeps a neighbourhood whole: all of an order or nothing, and every rule holds after every order.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use wijkweb::consent::CONSENTS;
use wijkweb::graph::Graph;
use wijkweb::inventory::change::{Change, Removal};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::slug::Slug;
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::values::Values;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::neighbourhood::{Beginning, Neighbourhood, Neighbourhoods, Order, Surroundings};
use wijkweb::words::Language;

use super::content::{Content, contents_of, id, now, order, plain_record, tried};

/// Kinds between which every rule for ties can be broken.
const KINDS: &[Kind] = &[Kind::Area, Kind::Place, Kind::Place, Kind::Association, Kind::Activity, Kind::Person];

/// What an order may ask; some of it makes no sense.
#[derive(Debug, Clone)]
enum Wish {
    /// A record of the content, as it is there or with this wrong with it.
    Put(usize, Wrong),
    /// The record becomes something else, from the version that is there plus this.
    Change(usize, u64, u32),
    /// A tie of the content, or one that dangles.
    Tie(usize, bool),
    /// A record or tie goes, in this version.
    Remove(usize, bool, u32),
}

/// What is wrong with a record.
#[derive(Debug, Clone, Copy)]
enum Wrong {
    Nothing,
    NoName,
    UnknownTerm,
    NotOfThisKind,
    SomebodyElsesSource,
    NoConsent,
}

fn wishes() -> impl Strategy<Value = Vec<Vec<Wish>>> {
    let wrong = prop_oneof![
        6 => Just(Wrong::Nothing),
        1 => Just(Wrong::NoName),
        1 => Just(Wrong::UnknownTerm),
        1 => Just(Wrong::NotOfThisKind),
        1 => Just(Wrong::SomebodyElsesSource),
        1 => Just(Wrong::NoConsent),
    ];
    let wish = prop_oneof![
        6 => (any::<usize>(), wrong).prop_map(|(at, wrong)| Wish::Put(at, wrong)),
        2 => (any::<usize>(), any::<u64>(), 0u32..3).prop_map(|(at, fill, ahead)| Wish::Change(at, fill, ahead)),
        12 => (any::<usize>(), proptest::bool::weighted(0.1)).prop_map(|(at, dangles)| Wish::Tie(at, dangles)),
        2 => (any::<usize>(), any::<bool>(), 0u32..3).prop_map(|(at, is_tie, version)| Wish::Remove(at, is_tie, version)),
    ];
    proptest::collection::vec(proptest::collection::vec(wish, 1..3), 1..40)
}

/// A neighbourhood as two lists, for comparing.
#[derive(Debug, Clone, Default, PartialEq)]
struct Lists {
    records: BTreeMap<Id, Record>,
    ties: BTreeMap<Id, Tie>,
}

impl Lists {
    fn of(graph: &Graph) -> Self {
        Self {
            records: graph.records().map(|record| (record.id, record.clone())).collect(),
            ties: graph.all_ties().map(|tie| (tie.id, tie.clone())).collect(),
        }
    }

    fn apply(&mut self, order: &Order) {
        for change in &order.changes {
            match change {
                Change::Record(record) => drop(self.records.insert(record.id, record.clone())),
                Change::Tie(tie) => drop(self.ties.insert(tie.id, tie.clone())),
                Change::Remove(removal) => {
                    self.ties.remove(&removal.id);
                    self.records.remove(&removal.id);
                    self.ties.retain(|_, tie| tie.from != removal.id && tie.to != removal.id);
                }
            }
        }
    }

    /// Every rule that is broken, said as plainly as can be.
    fn broken(&self) -> Vec<String> {
        let mut broken = Vec::new();
        for record in self.records.values() {
            broken.extend(record.faults().into_iter().map(|fault| format!("{}: {fault}", record.id)));
            let source = record.provenance.source.as_ref();
            if self.records.values().any(|other| other.id != record.id && source.is_some() && other.provenance.source.as_ref() == source) {
                broken.push(format!("{}: the same source twice", record.id));
            }
        }
        for tie in self.ties.values() {
            broken.extend(tie.faults().into_iter().map(|fault| format!("{}: {fault}", tie.id)));
            let (Some(from), Some(to)) = (self.records.get(&tie.from), self.records.get(&tie.to)) else {
                broken.push(format!("{} dangles", tie.id));
                continue;
            };
            let rules = tie.kind.declaration().rules;
            let others =
                || self.ties.values().filter(|other| other.id != tie.id && other.kind == tie.kind && other.validity.overlaps(tie.validity));
            if !tie.kind.joins(from.kind, to.kind) || from.id == to.id || (rules.undirected && from.id > to.id) {
                broken.push(format!("{} joins what it may not", tie.id));
            }
            if rules.one_from_each && others().any(|other| other.from == tie.from) {
                broken.push(format!("{} is the second from one", tie.id));
            }
            if rules.unique_per_pair && others().any(|other| (other.from, other.to) == (tie.from, tie.to)) {
                broken.push(format!("{} is the second for a pair", tie.id));
            }
            if rules.acyclic && self.comes_back(tie) {
                broken.push(format!("{} leads back", tie.id));
            }
            if tie.kind == TieKind::HoldsRight && self.share(tie) > 100.0 + 1e-9 {
                broken.push(format!("{}: more than the whole", tie.id));
            }
        }
        broken
    }

    fn comes_back(&self, tie: &Tie) -> bool {
        let mut reached = vec![tie.to];
        for _ in 0..self.ties.len() {
            let next = self.ties.values().filter(|next| next.kind == tie.kind && reached.contains(&next.from)).map(|next| next.to);
            reached = reached.iter().copied().chain(next).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
        }
        reached.contains(&tie.from)
    }

    fn share(&self, tie: &Tie) -> f64 {
        let same = |other: &&Tie| other.kind == tie.kind && other.to == tie.to && other.values.codes("right") == tie.values.codes("right");
        let shares = self.ties.values().filter(same).filter_map(|other| match other.values.get("share_percent") {
            Some(Value::Decimal(share)) => Some(*share),
            _ => None,
        });
        shares.sum()
    }
}

fn asked(wishes: &[Wish], content: &Content, there: &Lists) -> Order {
    let record = |at: usize| content.records[at % content.records.len()].clone();
    let mut has_consent = true;
    let mut changes = Vec::new();
    for wish in wishes {
        match wish {
            Wish::Put(at, wrong) => {
                let mut record = Record { version: 1, ..record(*at) };
                match wrong {
                    Wrong::Nothing => {}
                    Wrong::NoName => record.values.clear("name"),
                    Wrong::UnknownTerm => record.values.set("form", Value::Codes(vec!["nonsense".to_owned()])),
                    Wrong::NotOfThisKind => record.values.set("layer", Value::YesNo(true)),
                    Wrong::SomebodyElsesSource => {
                        record.provenance.source.clone_from(&content.records[0].provenance.source);
                    }
                    Wrong::NoConsent => has_consent = false,
                }
                changes.push(Change::Record(record));
            }
            Wish::Change(at, fill, ahead) => {
                let old = record(*at);
                let version = there.records.get(&old.id).map_or(0, |old| old.version) + ahead;
                changes.push(Change::Record(Record { version, ..plain_record(old.kind, old.id, *fill) }));
            }
            Wish::Tie(at, dangles) => {
                if let Some(tie) = content.ties.get(at % content.ties.len().max(1)) {
                    let to = if *dangles { id(999, 7) } else { tie.to };
                    changes.push(Change::Tie(Tie { to, ..tie.clone() }));
                }
            }
            Wish::Remove(at, is_tie, version) => {
                let tie = content.ties.get(at % content.ties.len().max(1)).filter(|_| *is_tie);
                let id = tie.map_or_else(|| record(*at).id, |tie| tie.id);
                changes.push(Change::Remove(Removal { id, version: *version }));
            }
        }
    }
    if !has_consent {
        for change in &mut changes {
            if let Change::Record(record) = change {
                record.values.clear(CONSENTS);
            }
        }
    }
    order(changes)
}

fn open(folder: &Path) -> (Neighbourhoods, Arc<Neighbourhood>) {
    let (neighbourhoods, _) = Neighbourhoods::open(folder, Surroundings::fixed(now())).unwrap();
    let slug: Slug = "wijk".parse().unwrap();
    let beginning = Beginning {
        name: "Wijk".to_owned(),
        description: String::new(),
        data_source: String::new(),
        language: Language::Dutch,
        particulars: Values::from_iter([("purposes", Value::Codes(vec!["talents".to_owned()]))]),
    };
    let neighbourhood = neighbourhoods.find(&slug).unwrap().unwrap_or_else(|| neighbourhoods.begin(&slug, &beginning).unwrap());
    (neighbourhoods, neighbourhood)
}

proptest! {
    #![proptest_config(tried(32))]

    #[test]
    fn orders_are_written_whole_or_not_at_all_and_every_rule_holds(content in contents_of(KINDS, 12, 24), wishes in wishes()) {
        let folder = tempfile::tempdir().unwrap();
        let (neighbourhoods, neighbourhood) = open(folder.path());
        // Most of it is there to begin with, so that what is asked meets something.
        for record in &content.records {
            drop(neighbourhood.write(order(vec![Change::Record(Record { version: 1, ..record.clone() })])));
        }
        let mut expected = Lists::of(&neighbourhood.snapshot());
        for wishes in &wishes {
            let order = asked(wishes, &content, &expected);
            let before = neighbourhood.snapshot();
            let answer = neighbourhood.write(order.clone());
            prop_assert_eq!(&Lists::of(&before), &expected, "a snapshot changed while it was looked at");
            if answer.is_ok() {
                expected.apply(&order);
            }
            prop_assert_eq!(&Lists::of(&neighbourhood.snapshot()), &expected, "after {:?}", answer);
            prop_assert_eq!(expected.broken(), Vec::<String>::new(), "after {:?}", order);
        }
        drop((neighbourhood, neighbourhoods));
        let (_, neighbourhood) = open(folder.path());
        prop_assert_eq!(&Lists::of(&neighbourhood.snapshot()), &expected, "after opening again");
    }
}

#[test]
fn of_many_who_change_the_same_version_one_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let (_, neighbourhood) = open(folder.path());
    let place = plain_record(Kind::Place, id(1, 6), 7);
    neighbourhood.write(order(vec![Change::Record(place.clone())])).unwrap();
    for version in 2..6 {
        let write = |number: u64| {
            let edited = Record { version, visibility: Visibility::Everyone, ..plain_record(Kind::Place, place.id, number) };
            neighbourhood.write(order(vec![Change::Record(edited)])).is_ok()
        };
        let heard = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..6).map(|number| scope.spawn(move || write(number))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).filter(|heard| *heard).count()
        });
        assert_eq!(heard, 1, "version {version}");
        assert_eq!(neighbourhood.snapshot().record(place.id).unwrap().version, version);
    }
}
