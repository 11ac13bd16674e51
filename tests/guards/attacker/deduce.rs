//! Bounds for what is not shown, by passing intervals round until nothing becomes narrower.

use std::collections::{BTreeMap, BTreeSet};

use wijkweb::consent::figures::{Band, Figures, K, Living, Topic};
use wijkweb::inventory::square::{Size, Square};

/// Where a figure is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    /// For a square of either size.
    Square(Square),
    /// For the neighbourhood.
    Whole,
}

/// At least and at most.
pub(super) type Bounds = (usize, usize);

/// More people than there are.
pub(super) const MANY: usize = 100_000;

/// Everything that is shown at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// The figures, as far as each is known.
    pub(super) figures: BTreeMap<(Told, Topic), Bounds>,
    /// A figure of a square of 500 metres is of what is not shown in smaller ones, and a total of what is shown in squares
    /// and of five others or more, or none.
    pub(super) parts_are_apart: bool,
}

impl Shown {
    pub(super) fn of(figures: &Figures) -> Self {
        let bounds = |band: Band| (band.least(), band.most().unwrap_or(MANY));
        let cells = figures.cells.iter().map(|cell| ((Told::Square(cell.square), cell.topic.clone()), bounds(cell.band)));
        let groups = figures.groups.iter().map(|(group, band)| ((Told::Whole, Topic::Group(group.clone())), bounds(*band)));
        let people = figures.people.map(|band| ((Told::Whole, Topic::People), bounds(band)));
        Self { figures: cells.chain(groups).chain(people).collect(), parts_are_apart: true }
    }
}

/// Some unknown numbers whose sum lies between bounds.
struct Sum {
    parts: Vec<usize>,
    bounds: Bounds,
}

/// Thinks. It is assumed that he knows which squares have anybody in them who could be counted, how many of those who are
/// counted told no square (`elsewhere`), and that a square that is not shown has at most `room` people: fewer than `K` at
/// a first release, if he takes everybody for living by themselves.
pub(super) fn deduce(
    shown: &Shown,
    squares: &BTreeSet<Square>,
    elsewhere: &BTreeMap<Topic, usize>,
    room: usize,
) -> BTreeMap<(Square, Topic), Bounds> {
    let topics: BTreeSet<Topic> = elsewhere.keys().cloned().collect();
    let at = |told: Told, topic: &Topic| shown.figures.get(&(told, topic.clone())).copied();
    let keys: Vec<(Square, Topic)> = squares.iter().flat_map(|square| topics.iter().map(|topic| (*square, topic.clone()))).collect();
    let index: BTreeMap<&(Square, Topic), usize> = keys.iter().enumerate().map(|(number, key)| (key, number)).collect();
    let mut known: Vec<Bounds> = keys.iter().map(|(square, topic)| at(Told::Square(*square), topic).unwrap_or((0, room))).collect();
    let mut sums = Vec::new();
    for topic in &topics {
        let in_squares =
            |squares: &mut dyn Iterator<Item = &Square>| squares.map(|square| index[&(*square, topic.clone())]).collect::<Vec<_>>();
        let is_shown = |square: &Square| at(Told::Square(*square), topic).is_some();
        // A group is told no finer than the people in it.
        let people_are_told =
            |square: &Square| [*square, square.five_hundred()].into_iter().any(|square| at(Told::Square(square), &Topic::People).is_some());
        let is_in_block = |square: &Square| {
            let is_block_shown = at(Told::Square(square.five_hundred()), topic).is_some();
            !is_shown(square) && is_block_shown && (*topic == Topic::People || people_are_told(square))
        };
        let blocks: BTreeSet<Square> = squares.iter().map(|square| square.five_hundred()).collect();
        let (mut least, mut most) = (0, 0);
        for block in &blocks {
            let shown_parts = squares.iter().filter(|square| square.five_hundred() == *block && is_shown(square));
            for bounds in shown_parts.filter_map(|square| at(Told::Square(*square), topic)) {
                (least, most) = (least + bounds.0, (most + bounds.1).min(MANY));
            }
            let Some(bounds) = at(Told::Square(*block), topic) else { continue };
            let parts = in_squares(
                &mut squares.iter().filter(|square| square.five_hundred() == *block && !(shown.parts_are_apart && is_shown(square))),
            );
            sums.push(Sum { parts, bounds });
            (least, most) = (least + bounds.0, (most + bounds.1).min(MANY));
        }
        let Some(total) = at(Told::Whole, topic) else { continue };
        if shown.parts_are_apart {
            // What is in no figure of a square: nothing, or enough of them.
            let left = (total.0.saturating_sub(most), total.1.saturating_sub(least));
            let left = if left.0 > 0 { (left.0.max(K), left.1) } else { left };
            let is_left = |square: &&Square| !is_shown(square) && !is_in_block(square);
            let parts = in_squares(&mut squares.iter().filter(is_left));
            // Those who wait are in no figure, so there may be more of them than the total says.
            sums.push(Sum { parts, bounds: (left.0.saturating_sub(elsewhere[topic]), MANY) });
        } else {
            let parts = in_squares(&mut squares.iter());
            let without = (total.0 - elsewhere[topic].min(total.0), total.1 - elsewhere[topic].min(total.1));
            sums.push(Sum { parts, bounds: without });
        }
    }
    think(&mut known, &sums, &keys, &index);
    keys.into_iter().zip(known).collect()
}

fn think(known: &mut [Bounds], sums: &[Sum], keys: &[(Square, Topic)], index: &BTreeMap<&(Square, Topic), usize>) {
    for _ in 0..50 {
        let before = known.to_vec();
        for sum in sums {
            let (least, most) = sum.parts.iter().fold((0, 0), |(least, most), part| (least + known[*part].0, most + known[*part].1));
            for part in &sum.parts {
                let (low, high) = known[*part];
                let new_low = sum.bounds.0.saturating_sub(most - high).max(low);
                let new_high = sum.bounds.1.saturating_sub(least - low).min(high);
                known[*part] = (new_low, new_high.max(new_low));
            }
        }
        for (number, (square, topic)) in keys.iter().enumerate() {
            // Who has a skill is a person.
            let people = index[&(*square, Topic::People)];
            if *topic != Topic::People {
                known[number].1 = known[number].1.min(known[people].1).max(known[number].0);
                known[people].0 = known[people].0.max(known[number].0);
            }
        }
        if before == known {
            return;
        }
    }
}

/// How many people there really are, by square and topic.
pub(super) fn truth(living: &Living) -> BTreeMap<(Square, Topic), usize> {
    let mut counts = BTreeMap::new();
    for one in living.values() {
        let Some(square) = one.square else { continue };
        for topic in one.groups.iter().map(|group| Topic::Group(group.clone())).chain([Topic::People]) {
            *counts.entry((square, topic)).or_default() += 1;
        }
    }
    counts
}

/// How many told no square, of every topic.
pub(super) fn elsewhere(living: &Living) -> BTreeMap<Topic, usize> {
    let mut counts: BTreeMap<Topic, usize> = BTreeMap::new();
    for one in living.values() {
        for topic in one.groups.iter().map(|group| Topic::Group(group.clone())).chain([Topic::People]) {
            *counts.entry(topic).or_default() += usize::from(one.square.is_none());
        }
    }
    counts
}

/// The squares and topics of which he proves that one to four people are counted there.
pub(super) fn recovered(living: &Living, shown: &Shown, room: usize) -> Vec<(Square, Topic, Bounds)> {
    let truth = truth(living);
    let squares: BTreeSet<Square> = truth.keys().map(|(square, _)| *square).collect();
    let deduced = deduce(shown, &squares, &elsewhere(living), room);
    let mut recovered = Vec::new();
    for ((square, topic), bounds) in deduced {
        let is = truth.get(&(square, topic.clone())).copied().unwrap_or(0);
        if bounds.0 >= 1 && bounds.1 < K && (1..K).contains(&is) {
            recovered.push((square, topic, bounds));
        }
    }
    assert!(squares.iter().all(|square| square.size() == Size::Hundred));
    recovered
}
