//! Two releases, and a withdrawal between them.

use std::collections::{BTreeMap, BTreeSet};

use wijkweb::consent::figures::{Band, Cell, Figures, K, Ledger, Living, Part, Place, Release, Token, Topic};
use wijkweb::inventory::moment::Moment;
use wijkweb::inventory::square::Square;

use super::crowd::{Dice, Households, crowd, somebody, squares, token};
use super::deduce::{Shown, recovered};
use super::naive;

/// Random neighbourhoods that are watched.
const NEIGHBOURHOODS: u64 = 500;

/// The figures without their date, which is another each month.
fn told(figures: Figures) -> (Option<Band>, BTreeMap<String, Band>, Vec<Cell>) {
    (figures.people, figures.groups, figures.cells)
}

fn month(number: usize) -> Moment {
    Moment::from_second(i64::try_from(number).unwrap() * 2_700_000).unwrap()
}

/// A neighbourhood after some months, in which people came and went.
fn grown(seed: u64, months: usize) -> Option<(Living, Release, Vec<Square>, Dice)> {
    let mut dice = Dice(seed);
    let squares = squares(&mut dice);
    let mut living = crowd(50, &squares, Households::OfOne, &mut dice);
    let mut release = Release::first(&living, month(0))?;
    for number in 1..months {
        come_and_go(&mut living, number, &squares, &mut dice);
        release.notice(&living);
        release = release.next(&living, month(number));
    }
    Some((living, release, squares, dice))
}

fn come_and_go(living: &mut Living, number: usize, squares: &[Square], dice: &mut Dice) {
    for newcomer in 0..dice.below(14) {
        let number = number * 1_000 + newcomer;
        living.insert(token(number), somebody(number, squares, Households::OfOne, dice));
    }
    for _ in 0..dice.below(3) {
        let gone = living.keys().nth(dice.below(living.len().max(1))).copied();
        gone.map(|gone| living.remove(&gone));
    }
    if let Some(moved) = living.keys().nth(dice.below(living.len().max(1))).copied().filter(|_| dice.hits(30)) {
        living.get_mut(&moved).unwrap().square = Some(squares[dice.below(squares.len())]);
    }
}

#[test]
fn in_a_naive_build_whoever_comes_or_goes_is_seen() {
    let (mut seen, mut looked) = (0, 0);
    for seed in 0..NEIGHBOURHOODS {
        let mut dice = Dice(seed);
        let squares = squares(&mut dice);
        let mut living = crowd(50, &squares, Households::OfOne, &mut dice);
        let before = naive::figures(&living);
        living.insert(token(999), somebody(999, &squares, Households::OfOne, &mut dice));
        looked += 1;
        seen += usize::from(naive::figures(&living) != before);
    }
    assert!(seen * 10 > looked * 9, "the attacker is too weak to be a test: {seen} of {looked} newcomers");
}

#[test]
fn fewer_than_five_newcomers_change_nothing() {
    let mut looked = 0;
    for seed in 0..NEIGHBOURHOODS {
        let Some((mut living, release, squares, mut dice)) = grown(seed, 1 + usize::try_from(seed % 5).unwrap()) else { continue };
        // All who came before are counted, or wait; nothing changes by waiting longer either.
        let release = release.next(&living, month(50)).next(&living, month(51));
        let waiting = release.next(&living, month(52));
        assert_eq!(told(release.figures()), told(waiting.figures()), "seed {seed}");
        if count_waiting(&living, &waiting) > 0 {
            continue;
        }
        for newcomer in 0..=dice.below(K - 1) {
            living.insert(token(90_000 + newcomer), somebody(90_000 + newcomer, &squares, Households::OfOne, &mut dice));
        }
        let next = waiting.next(&living, month(53));
        assert_eq!(told(next.figures()), told(waiting.figures()), "seed {seed}");
        looked += 1;
    }
    assert!(looked > 50, "{looked}");
}

fn count_waiting(living: &Living, release: &Release) -> usize {
    let counted = |token: &Token| release.ledgers[&Topic::People].parts.values().any(|part| part.members.contains_key(token));
    living.keys().filter(|token| !counted(token)).count()
}

#[test]
fn whoever_leaves_takes_figures_along_and_brings_none() {
    let (mut looked, mut withheld, mut brought) = (0, 0, 0);
    for seed in 0..NEIGHBOURHOODS {
        let Some((mut living, release, _, mut dice)) = grown(seed, 1 + usize::try_from(seed % 4).unwrap()) else { continue };
        // Those who came while somebody else left wait for nothing any more.
        let release = release.next(&living, month(50)).next(&living, month(51)).next(&living, month(52));
        let before = release.figures();
        let Some(leaver) = living.keys().nth(dice.below(living.len().max(1))).copied() else { continue };
        living.remove(&leaver);
        let mut at_once = release.clone();
        at_once.notice(&living);
        let after = at_once.figures();
        looked += 1;
        withheld += usize::from(after != before);
        assert!(after.cells.iter().all(|cell| before.cells.contains(cell)), "seed {seed}");
        assert!(after.people.is_none() || after.people == before.people, "seed {seed}");
        assert!(after.groups.iter().all(|(group, band)| before.groups.get(group) == Some(band)), "seed {seed}");
        let places = places_of(&release, leaver);
        assert!(after.cells.iter().all(|cell| !places.contains(&Place::Square(cell.square))), "seed {seed}: still told where they were");
        assert!(!format!("{at_once:?}").contains(&format!("{leaver:?}")), "seed {seed}: their token is kept");
        let following = at_once.next(&living, month(53));
        let next = following.figures();
        // A square comes back, or in, only with five others whom it was not told of before.
        for cell in next.cells.iter().filter(|cell| !after.cells.contains(cell)) {
            let place = Place::Square(cell.square);
            let members =
                |release: &Release| release.ledgers[&cell.topic].parts.get(&place).map(|part| part.members.clone()).unwrap_or_default();
            let before = members(&release);
            brought += 1;
            assert!(members(&following).keys().filter(|token| !before.contains_key(*token)).count() >= K, "seed {seed}: {cell:?}");
        }
        assert!(next.people <= after.people, "seed {seed}");
        assert!(next.groups.iter().all(|(group, band)| after.groups.get(group) >= Some(band)), "seed {seed}");
    }
    assert!(looked > 200 && withheld > 50 && brought < 10, "{looked} {withheld} {brought}");
}

fn places_of(release: &Release, token: Token) -> BTreeSet<Place> {
    let parts = release.ledgers.values().flat_map(|ledger| ledger.parts.iter());
    parts.filter(|(_, part)| part.members.contains_key(&token)).map(|(place, _)| *place).collect()
}

#[test]
fn years_of_coming_and_going_change_every_part_by_five_in_five_homes_or_not_at_all() {
    for seed in 0..NEIGHBOURHOODS / 5 {
        let mut dice = Dice(seed);
        let squares = squares(&mut dice);
        let mut living = crowd(50, &squares, Households::Mixed, &mut dice);
        let Some(mut release) = Release::first(&living, month(0)) else { continue };
        for number in 1..24 {
            come_and_go(&mut living, number, &squares, &mut dice);
            release.notice(&living);
            let next = release.next(&living, month(number));
            for (topic, ledger) in &next.ledgers {
                let before = release.ledgers.get(topic).cloned().unwrap_or_default();
                steps_are_whole(&before, ledger, &format!("seed {seed}, month {number}, {topic:?}"));
            }
            release = next;
        }
    }
}

fn steps_are_whole(before: &Ledger, after: &Ledger, context: &str) {
    let everyone: Vec<_> = after.parts.values().flat_map(|part| part.members.keys()).collect();
    assert_eq!(everyone.iter().collect::<BTreeSet<_>>().len(), everyone.len(), "{context}: somebody is counted twice");
    for (place, part) in &after.parts {
        assert!(is_enough(part.members.keys(), part), "{context}: {place:?} is too small");
        let none = Part::default();
        // One that was withheld is another when it comes back.
        let former = before.parts.get(place).filter(|part| !part.withheld || *place == Place::Whole).unwrap_or(&none);
        let came: Vec<_> = part.members.keys().filter(|token| !former.members.contains_key(*token)).collect();
        // Those of a square that is given up go on being counted, with the rest.
        let counted: BTreeSet<_> = before.parts.values().flat_map(|part| part.members.keys()).collect();
        let new: Vec<_> = came.into_iter().filter(|token| *place != Place::Whole || !counted.contains(token)).collect();
        assert!(new.is_empty() || is_enough(new.iter().copied(), part), "{context}: {place:?} grew by {}", new.len());
        let left = former.members.keys().filter(|token| !part.members.contains_key(*token)).count();
        // Whoever is gone from the rest is counted on until there are enough of them, or others came.
        let gone = before.parts.values().map(|part| part.gone.people).sum::<usize>();
        let gone = gone + counted.iter().filter(|token| !everyone.contains(token)).count();
        let is_counted_on = part.gone.people >= former.gone.people + left || gone >= K || new.len() >= K;
        assert!(left == 0 || left >= K || (*place == Place::Whole && is_counted_on), "{context}: {place:?} lost {left}");
    }
}

fn is_enough<'a>(tokens: impl Iterator<Item = &'a Token>, part: &Part) -> bool {
    let tokens: Vec<_> = tokens.collect();
    let homes: BTreeSet<_> = tokens.iter().filter_map(|token| part.members[*token]).collect();
    tokens.len() >= K && homes.len() >= K
}

#[test]
fn from_later_releases_no_small_square_is_recovered() {
    let mut told = 0;
    for seed in 0..NEIGHBOURHOODS {
        let Some((living, release, ..)) = grown(seed, 6) else { continue };
        told += release.figures().cells.len();
        // A square that is not told has four at most from before, and four who came.
        assert_eq!(recovered(&living, &Shown::of(&release.figures()), 2 * (K - 1)), [], "seed {seed}");
    }
    assert!(told > 1_000, "{told}");
}
