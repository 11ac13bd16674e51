//! One release: no figure proves a small square.

use wijkweb::consent::figures::{K, Release};
use wijkweb::inventory::moment::Moment;

use super::crowd::{Dice, Households, crowd, squares};
use super::deduce::{MANY, Shown, recovered};
use super::naive;

/// Random neighbourhoods that are attacked.
const NEIGHBOURHOODS: u64 = 2_000;

#[test]
fn from_a_naive_build_small_squares_are_recovered_by_the_thousand() {
    let (mut cells, mut broken) = (0, 0);
    for seed in 0..NEIGHBOURHOODS {
        let mut dice = Dice(seed);
        let squares = squares(&mut dice);
        let living = crowd(60, &squares, Households::OfOne, &mut dice);
        let found = recovered(&living, &naive::figures(&living), K - 1).len();
        cells += found;
        broken += usize::from(found > 0);
    }
    // 5,094 squares and topics in 1,286 neighbourhoods.
    assert!(cells > 4_000 && broken > 1_000, "the attacker is too weak to be a test: {cells} squares in {broken} neighbourhoods");
}

/// Attacks first releases; gives how many were told, with how many figures of squares.
fn attack(households: Households, room: usize) -> (usize, usize) {
    let (mut told, mut in_squares) = (0, 0);
    for seed in 0..NEIGHBOURHOODS {
        let mut dice = Dice(seed);
        let squares = squares(&mut dice);
        let living = crowd(60, &squares, households, &mut dice);
        let Some(release) = Release::first(&living, Moment::EPOCH) else { continue };
        let figures = release.figures();
        (told, in_squares) = (told + 1, in_squares + figures.cells.len());
        assert_eq!(recovered(&living, &Shown::of(&figures), room), [], "seed {seed}: {figures:?}");
    }
    (told, in_squares)
}

#[test]
fn from_a_release_no_small_square_is_recovered() {
    let (told, in_squares) = attack(Households::OfOne, K - 1);
    // 1,838 neighbourhoods with 10,941 figures.
    assert!(told > 1_000 && in_squares > 5_000, "figures that tell nothing are safe, and of no use: {told}, {in_squares}");
    // Where people live together, a square that is not told may have many people in few homes.
    attack(Households::Mixed, MANY);
}
