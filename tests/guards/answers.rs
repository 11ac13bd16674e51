//! The graph answers as a slow and obvious reckoning does, whatever changed before.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use geo::Rect;
use proptest::prelude::*;

use wijkweb::consent::{Aliases, Audience, Disclosed, DisclosedTie, Eyes, disclose, disclose_tie};
use wijkweb::graph::{Filter, Graph, Step};
use wijkweb::inventory::change::{Change, Removal};
use wijkweb::inventory::field::Shape;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::{Kind, Role};
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::words::{fold, words_of};

use super::content::{Content, contents, plain_record, tried};
use super::drawing::{boxes, drawing, filters, record, tie};

/// A neighbourhood as two lists.
#[derive(Default)]
struct Lists {
    records: BTreeMap<Id, Record>,
    ties: BTreeMap<Id, Tie>,
    aliases: Aliases,
}

/// What happens after everything was put in: a record is edited, a record goes, a tie goes or is edited.
#[derive(Debug, Clone)]
enum Later {
    Edit(usize, u64),
    Go(usize),
    Untie(usize),
    Retie(usize, u64),
}

fn later() -> impl Strategy<Value = Vec<Later>> {
    let one = prop_oneof![
        3 => (any::<usize>(), any::<u64>()).prop_map(|(at, fill)| Later::Edit(at, fill)),
        1 => any::<usize>().prop_map(Later::Go),
        1 => any::<usize>().prop_map(Later::Untie),
        1 => (any::<usize>(), any::<u64>()).prop_map(|(at, fill)| Later::Retie(at, fill)),
    ];
    proptest::collection::vec(one, 0..12)
}

fn changes(content: &Content, later: &[Later]) -> Vec<Change> {
    let (records, ties) = (&content.records, &content.ties);
    let mut changes: Vec<_> = records.iter().cloned().map(Change::Record).chain(ties.iter().cloned().map(Change::Tie)).collect();
    let removal = |id| Change::Remove(Removal { id, version: 1 });
    for one in later {
        let pick = |at: usize| records.get(at % records.len().max(1));
        let pick_tie = |at: usize| ties.get(at % ties.len().max(1));
        changes.extend(match one {
            Later::Edit(at, fill) => pick(*at).map(|old| Change::Record(edited(old, *fill))),
            Later::Go(at) => pick(*at).map(|old| removal(old.id)),
            Later::Untie(at) => pick_tie(*at).map(|old| removal(old.id)),
            Later::Retie(at, fill) => pick_tie(*at).map(|old| Change::Tie(Tie { visibility: visibility(*fill), ..old.clone() })),
        });
    }
    changes
}

fn edited(old: &Record, fill: u64) -> Record {
    let new = plain_record(old.kind, old.id, fill);
    let whereabouts = if fill.is_multiple_of(2) { None } else { old.whereabouts.clone() };
    Record { visibility: visibility(fill), whereabouts, likely_same_as: old.likely_same_as, provenance: old.provenance.clone(), ..new }
}

fn visibility(fill: u64) -> Visibility {
    Visibility::ALL[usize::try_from(fill % 5).unwrap()]
}

impl Lists {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::Record(record) => drop(self.records.insert(record.id, record.clone())),
            Change::Tie(tie) => {
                if self.records.contains_key(&tie.from) && self.records.contains_key(&tie.to) {
                    self.ties.insert(tie.id, tie.clone());
                }
            }
            Change::Remove(removal) => {
                self.ties.remove(&removal.id);
                if self.records.remove(&removal.id).is_some() {
                    self.ties.retain(|_, tie| tie.from != removal.id && tie.to != removal.id);
                }
            }
        }
    }

    fn eyes(&self, audience: Audience) -> Eyes<'_> {
        Eyes::of(audience, &self.aliases)
    }

    /// The record behind what somebody was shown.
    fn behind(&self, audience: Audience, one: Disclosed<'_>) -> &Record {
        self.records.get(&one.id()).unwrap_or_else(|| &self.records[&self.aliases.meant(one.id(), audience)])
    }

    fn seen(&self, audience: Audience) -> Vec<Disclosed<'_>> {
        self.records.values().filter_map(|record| disclose(record, self.eyes(audience))).collect()
    }

    fn ties_seen(&self, audience: Audience, of: Id) -> String {
        let ties = self.ties.values().filter(|tie| tie.from == of || tie.to == of);
        ties.filter_map(|one| {
            Some(tie(disclose_tie(one, self.records.get(&one.from)?, self.records.get(&one.to)?, false, self.eyes(audience))?))
        })
        .collect()
    }

    /// How well a record fits the words; nothing where a word is missing. A word is also had by who refers to a word of a
    /// vocabulary that has it.
    fn points(&self, audience: Audience, one: Disclosed<'_>, question: &str) -> Option<u32> {
        let asked: Vec<_> = words_of(question).take(12).collect();
        if asked.is_empty() {
            return None;
        }
        let through_words = |asked: &str| {
            let mut words = self.seen(audience).into_iter().filter(|word| word.kind().role() == Role::Vocabulary);
            words.any(|word| points(self.behind(audience, word), asked).is_some() && self.refers(audience, one, word)).then_some(1)
        };
        asked.iter().map(|asked| points(self.behind(audience, one), asked).or_else(|| through_words(asked))).sum()
    }

    /// By a field or by a tie, as far as this audience sees it.
    fn refers(&self, audience: Audience, one: Disclosed<'_>, word: Disclosed<'_>) -> bool {
        let scheme = if word.kind().field("scheme").is_some() { word.text("scheme").unwrap_or_default() } else { word.kind().code() };
        let code = word.text("code").unwrap_or_default();
        let by_field = one.kind().fields().any(|field| {
            let is_of = matches!(field.shape, Shape::Term(own) | Shape::Terms(own) if own == scheme);
            is_of && one.codes(field.name).iter().any(|own| own == code)
        });
        let by_tie = self.ties.values().any(|tie| {
            let joins = (tie.from, tie.to) == (one.id(), word.id()) || (tie.to, tie.from) == (one.id(), word.id());
            joins && disclose_tie(tie, &self.records[&tie.from], &self.records[&tie.to], false, self.eyes(audience)).is_some()
        });
        by_field || by_tie
    }

    fn matching(&self, audience: Audience, filter: &Filter) -> Vec<(u32, Disclosed<'_>)> {
        let seen = self.seen(audience).into_iter();
        seen.filter_map(|one| {
            let points = match &filter.text {
                Some(question) => self.points(audience, one, question)?,
                None => 0,
            };
            admits(filter, one).then_some((points, one))
        })
        .collect()
    }
}

/// All that a filter asks but the words, said as plainly as can be.
fn admits(filter: &Filter, one: Disclosed<'_>) -> bool {
    let kinds_fit = if filter.kinds.is_empty() { one.kind().role() == Role::Asset } else { filter.kinds.contains(&one.kind()) };
    let any = |field: &str, asked: &[String]| asked.is_empty() || asked.iter().any(|code| one.codes(field).contains(code));
    let box_fits = filter.within.is_empty()
        || filter.within.iter().any(|bounds| one.whereabouts().is_some_and(|place| lies_in(place.bounds(), *bounds)));
    let day_fits = filter.during.is_none_or(|period| {
        let (from, to) = (one.validity().from, one.validity().to);
        let begins_after = from.is_some() && period.to.is_some() && from > period.to;
        let ended_before = to.is_some() && period.from.is_some() && to < period.from;
        !begins_after && !ended_before
    });
    let written = |value: &Value| match value {
        Value::Text(text) => vec![text.clone()],
        Value::Whole(number) => vec![number.to_string()],
        Value::Decimal(number) => vec![number.to_string()],
        Value::YesNo(yes) => vec![yes.to_string()],
        Value::Day(day) => vec![day.to_string()],
        Value::Codes(codes) => codes.clone(),
    };
    let fields_fit = filter.fields.iter().all(|(field, asked)| one.value(field).is_some_and(|value| written(value).contains(asked)));
    let has_fit = filter.has.iter().all(|(field, filled)| one.value(field).is_some() == *filled);
    kinds_fit && any("functions", &filter.functions) && any("tags", &filter.tags) && box_fits && day_fits && fields_fit && has_fit
}

fn lies_in(place: Rect<f64>, bounds: Rect<f64>) -> bool {
    let apart = place.max().x < bounds.min().x
        || bounds.max().x < place.min().x
        || place.max().y < bounds.min().y
        || bounds.max().y < place.min().y;
    !apart
}

/// How well a record by itself fits a word. Only what everyone may see who sees the record counts.
fn points(record: &Record, asked: &str) -> Option<u32> {
    if matches!(record.kind.role(), Role::Backdrop | Role::Person | Role::Task | Role::Profile | Role::Illustration) {
        return None;
    }
    let open = record.kind.fields().filter(|field| field.visibility == Visibility::Everyone);
    let texts = open.filter_map(|field| record.values.get(field.name)).flat_map(|value| match value {
        Value::Text(text) => vec![text.clone()],
        Value::Codes(codes) => codes.clone(),
        _ => Vec::new(),
    });
    let words: Vec<_> = texts.flat_map(|text| words_of(&text).collect::<Vec<_>>()).collect();
    words.iter().filter_map(|word| points_of_word(word, asked)).max()
}

fn points_of_word(word: &str, asked: &str) -> Option<u32> {
    let mistakes = match asked.chars().count() {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    if word == asked {
        Some(4)
    } else if word.starts_with(asked) {
        Some(3)
    } else {
        (mistakes > 0 && typing_errors(word, asked) <= mistakes).then_some(1)
    }
}

/// Letters left out, put in, changed, or swapped with the next one.
fn typing_errors(one: &str, other: &str) -> usize {
    let (one, other): (Vec<_>, Vec<_>) = (one.chars().collect(), other.chars().collect());
    let mut least = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            if i == 0 || j == 0 {
                least[i][j] = i + j;
                continue;
            }
            let changed = least[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
            least[i][j] = changed.min(least[i - 1][j] + 1).min(least[i][j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                least[i][j] = least[i][j].min(least[i - 2][j - 2] + 1);
            }
        }
    }
    least[one.len()][other.len()]
}

/// Everything found, in the order of a page.
fn in_order<'a>(lists: &Lists, audience: Audience, mut found: Vec<(u32, Disclosed<'a>)>, question: &str) -> Vec<Disclosed<'a>> {
    let in_name = |one: Disclosed<'_>| {
        let names: Vec<_> = words_of(one.name()).collect();
        u32::try_from(words_of(question).filter(|word| names.iter().any(|name| name.starts_with(word.as_str()))).count()).unwrap()
    };
    found.sort_by_key(|(points, one)| (Reverse(points + 4 * in_name(*one)), fold(one.name()), lists.behind(audience, *one).id));
    found.into_iter().map(|(_, one)| one).collect()
}

fn text<'a>(records: impl IntoIterator<Item = Disclosed<'a>>) -> Vec<String> {
    records.into_iter().map(record).collect()
}

fn compare(lists: &Lists, graph: &Graph, audience: Audience) -> Result<(), TestCaseError> {
    let view = graph.seen_by(audience);
    let seen = lists.seen(audience);
    for kind in Kind::ALL {
        let of_kind: Vec<_> = seen.iter().copied().filter(|one| one.kind() == *kind).collect();
        prop_assert_eq!(view.count(*kind), of_kind.len());
        prop_assert_eq!(text(view.of_kind(*kind)), text(of_kind.iter().copied()));
        if let Some(first) = of_kind.first() {
            prop_assert_eq!(text(view.of_kind_after(*kind, first.id())), text(of_kind.iter().copied().skip(1)));
        }
    }
    for (id, record) in &lists.records {
        let known_as = if record.kind == Kind::Person { lists.aliases.alias(*id, audience) } else { *id };
        if known_as != *id {
            prop_assert!(view.record(*id).is_none() && view.ties_of(*id).is_empty(), "nobody is found by what only the team knows");
        }
        let id = &known_as;
        prop_assert_eq!(text(view.record(*id)), text(seen.iter().copied().filter(|one| one.id() == *id)));
        let ties = view.ties_of(*id);
        prop_assert_eq!(ties.iter().copied().map(tie).collect::<String>(), lists.ties_seen(audience, record.id));
        for kind in TieKind::ALL {
            let leading: Vec<_> = view.ties_to(*id, *kind).map(DisclosedTie::id).collect();
            let expected: Vec<_> = ties.iter().filter(|tie| tie.kind() == *kind && tie.to().id() == *id).map(|tie| tie.id()).collect();
            prop_assert_eq!(leading, expected);
        }
    }
    let mut assets: Vec<_> = seen.iter().copied().filter(|one| one.kind().role() == Role::Asset).collect();
    prop_assert_eq!(view.count_assets(), assets.len());
    assets.sort_by_key(|one| Reverse((one.created(), one.id())));
    prop_assert_eq!(text(view.newest()), text(assets));
    for bounds in boxes() {
        let inside = seen.iter().copied().filter(|one| one.whereabouts().is_some_and(|place| lies_in(place.bounds(), bounds)));
        prop_assert_eq!(text(view.within(bounds)), text(inside));
    }
    for scheme in ["skill", "theme"] {
        let kind = if scheme == "skill" { Kind::Skill } else { Kind::Theme };
        let mut words: Vec<_> = seen.iter().copied().filter(|one| one.kind() == kind).collect();
        words.sort_by_key(|one| (one.text("code").unwrap().to_owned(), one.id()));
        prop_assert_eq!(text(view.terms(scheme)), text(words.iter().copied()), "words of {}", scheme);
        for word in &words {
            let code = word.text("code").unwrap();
            let first = words.iter().copied().find(|one| one.text("code") == Some(code));
            prop_assert_eq!(text(view.term(scheme, code)), text(first), "the word {}", code);
        }
    }
    for (what, filter) in filters() {
        let found = lists.matching(audience, &filter);
        prop_assert_eq!(text(view.matching(&filter)), text(found.iter().map(|(_, one)| *one)), "{}", what);
        let ordered = in_order(lists, audience, found, filter.text.as_deref().unwrap_or_default());
        for (skip, most) in [(0, 3), (2, 50)] {
            let page = view.page(&filter, skip, most);
            prop_assert_eq!(page.total, ordered.len(), "{}", what);
            prop_assert_eq!(text(page.records), text(ordered.iter().copied().skip(skip).take(most)), "page of {}", what);
        }
    }
    Ok(())
}

/// The box round all of a kind that an audience sees, reckoned one by one.
fn extent(lists: &Lists, audience: Audience, kind: Kind) -> Option<Rect<f64>> {
    let seen = lists.seen(audience).into_iter().filter(|one| one.kind() == kind);
    let boxes: Vec<_> = seen.filter_map(|one| Some(one.whereabouts()?.bounds())).collect();
    let edge = |of: fn(&Rect<f64>) -> f64, best: fn(f64, f64) -> f64| boxes.iter().map(of).reduce(best);
    let (west, south) = (edge(|one| one.min().x, f64::min)?, edge(|one| one.min().y, f64::min)?);
    let (east, north) = (edge(|one| one.max().x, f64::max)?, edge(|one| one.max().y, f64::max)?);
    Some(Rect::new((west, south), (east, north)))
}

proptest! {
    #![proptest_config(tried(96))]

    #[test]
    fn the_graph_answers_as_a_slow_reckoning_does(content in contents(24), later in later()) {
        let (mut lists, mut graph) = (Lists::default(), Graph::default());
        for change in changes(&content, &later) {
            lists.apply(&change);
            graph.apply(&Step::from(&change));
        }
        prop_assert_eq!(graph.size(), (lists.records.len(), lists.ties.len()));
        for audience in Audience::ALL {
            compare(&lists, &graph, audience)?;
        }
    }

    /// What is settled answers as what is recent does, also when it was written to bytes and read back.
    #[test]
    fn a_graph_that_settles_now_and_then_answers_the_same(content in contents(24), later in later(), every in 1usize..20) {
        let (mut lists, mut graph) = (Lists::default(), Graph::default());
        for (at, change) in changes(&content, &later).iter().enumerate() {
            lists.apply(change);
            graph.apply(&Step::from(change));
            if at % every == 0 {
                graph = Graph::from_pieces(graph.settle().to_pieces()).unwrap();
            }
        }
        prop_assert_eq!(graph.size(), (lists.records.len(), lists.ties.len()));
        for audience in Audience::ALL {
            compare(&lists, &graph, audience)?;
        }
        let settled = graph.settle();
        prop_assert_eq!(settled.unsettled().0, 0);
        let same = |one: &Graph, other: &Graph| one.records().all(|record| other.record(record.id) == Some(record)) && one.all_ties().all(|tie| other.tie(tie.id) == Some(tie));
        prop_assert!(same(&graph, &settled) && same(&settled, &graph));
        for audience in Audience::ALL {
            compare(&lists, &settled, audience)?;
            for kind in Kind::ALL {
                prop_assert_eq!(graph.seen_by(audience).extent_of(&[*kind]), extent(&lists, audience, *kind), "{}", kind);
            }
        }
    }

    #[test]
    fn a_graph_that_grew_by_changes_equals_one_built_from_what_is_left(content in contents(24), later in later()) {
        let (mut lists, mut grown) = (Lists::default(), Graph::default());
        for change in changes(&content, &later) {
            lists.apply(&change);
            grown.apply(&Step::from(&change));
        }
        let mut built = Graph::default();
        for record in lists.records.values() {
            built.apply(&Step::from(&Change::Record(record.clone())));
        }
        for tie in lists.ties.values() {
            prop_assert!(built.apply(&Step::from(&Change::Tie(tie.clone()))));
        }
        let ids: Vec<_> = content.records.iter().map(|record| record.id).chain(content.ties.iter().map(|tie| tie.id)).collect();
        for audience in Audience::ALL {
            prop_assert_eq!(drawing(grown.seen_by(audience), &ids), drawing(built.seen_by(audience), &ids));
        }
    }
}
