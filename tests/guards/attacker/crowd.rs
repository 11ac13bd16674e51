//! Random people, as they agree to be counted.

use std::collections::BTreeSet;

use wijkweb::consent::figures::{Contributor, Living, Token};
use wijkweb::inventory::square::{Size, Square};

/// Numbers that look random and are the same each time.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// A number below this.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    /// True so often in a hundred.
    pub(super) fn hits(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// The groups of skills there are.
pub(super) const GROUPS: [&str; 3] = ["food", "music", "office"];

pub(super) fn token(number: usize) -> Token {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&u64::try_from(number).unwrap().wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes());
    bytes[8..].copy_from_slice(&u64::try_from(number).unwrap().to_le_bytes());
    Token(bytes)
}

/// A street pattern: some squares, in a few squares of 500 metres.
pub(super) fn squares(dice: &mut Dice) -> Vec<Square> {
    let blocks = 1 + dice.below(3);
    let mut squares = BTreeSet::new();
    for block in 0..blocks {
        for _ in 0..=dice.below(6) {
            let east = 920 + 5 * u16::try_from(block).unwrap() + u16::try_from(dice.below(5)).unwrap();
            let north = 4365 + u16::try_from(dice.below(5)).unwrap();
            squares.insert(Square::new(Size::Hundred, east, north).unwrap());
        }
    }
    squares.into_iter().collect()
}

/// How people live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Households {
    /// Everybody by themselves, so that a square that is not told has few people for certain.
    OfOne,
    /// Some together, and some in a home that is not known.
    Mixed,
}

/// Somebody in one of these squares. Some told no square.
pub(super) fn somebody(number: usize, squares: &[Square], households: Households, dice: &mut Dice) -> Contributor {
    // Where many live, and where few do.
    let favourite = dice.below(squares.len()).min(dice.below(squares.len()));
    let is_mixed = households == Households::Mixed;
    Contributor {
        home: (!is_mixed || !dice.hits(5)).then(|| token(1_000_000 + if is_mixed && dice.hits(30) { number / 3 } else { number * 7 })),
        square: (!dice.hits(8)).then(|| squares[favourite]),
        groups: GROUPS.iter().filter(|_| dice.hits(45)).map(|group| (*group).to_owned()).collect(),
    }
}

/// A neighbourhood of up to this many people.
pub(super) fn crowd(most: usize, squares: &[Square], households: Households, dice: &mut Dice) -> Living {
    let people = 1 + dice.below(most);
    (0..people).map(|number| (token(number), somebody(number, squares, households, dice))).collect()
}
