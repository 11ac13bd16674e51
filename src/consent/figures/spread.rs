//! Whether a figure over several squares forces one of them not to be empty.
//!
//! A reader who knows these rules takes a square that is not told for one of fewer than `K` people. Told "five, in the
//! two squares that have houses", he would then know of each that somebody is counted there: five is more than four. So
//! people of several squares are told together only if, for each square that has few of them, all the others could have
//! held them all. He may know which squares have houses at all; that is assumed here, by leaving out those without people.

use std::collections::BTreeMap;

use crate::consent::figures::K;
use crate::inventory::square::{Size, Square};

/// How many people a square can hold, as far as a reader knows who sees no figure of it.
pub(super) type Rooms = BTreeMap<Square, usize>;

/// How many people are counted in each square, by the finest place in which they are told.
pub(super) type Counted = BTreeMap<(Square, Option<Size>), usize>;

/// People who are told together.
pub(super) struct Together<'a> {
    /// How many of them there are in each square.
    pub(super) counts: BTreeMap<Square, usize>,
    /// How many have no square.
    pub(super) elsewhere: usize,
    /// How many they are told as: those who left are counted for a while.
    pub(super) total: usize,
    /// How many the squares could hold.
    pub(super) rooms: &'a Rooms,
    /// The most that a square of 500 metres could hold together without being told, where that is a bound.
    pub(super) most_in_block: Option<usize>,
}

impl Together<'_> {
    /// No square with few people is needed to make up the number.
    pub(super) fn is_spread(&self) -> bool {
        let mut blocks: BTreeMap<Square, BTreeMap<Square, (usize, usize)>> = BTreeMap::new();
        for square in self.counts.keys().chain(self.rooms.keys()) {
            let count = self.counts.get(square).copied().unwrap_or(0);
            let room = self.rooms.get(square).copied().unwrap_or(0).max(count);
            blocks.entry(square.five_hundred()).or_default().insert(*square, (count, room));
        }
        let all: usize = blocks.values().map(|block| self.room_in(block, None)).sum();
        let few = self.counts.iter().filter(|(_, count)| (1..K).contains(*count));
        few.map(|(square, _)| square).all(|square| {
            let block = &blocks[&square.five_hundred()];
            all - self.room_in(block, None) + self.room_in(block, Some(*square)) + self.elsewhere >= self.total
        })
    }

    fn room_in(&self, block: &BTreeMap<Square, (usize, usize)>, without: Option<Square>) -> usize {
        let squares = block.iter().filter(|(square, _)| Some(**square) != without);
        let (counted, room) = squares.fold((0, 0), |sum, (_, (count, room))| (sum.0 + count, sum.1 + room));
        room.min(self.most_in_block.unwrap_or(room)).max(counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_spread(counts: &[(&str, usize)], elsewhere: usize) -> bool {
        let counts: BTreeMap<Square, usize> = counts.iter().map(|(code, count)| (code.parse().unwrap(), *count)).collect();
        let rooms: Rooms = counts.keys().map(|square| (*square, K - 1)).collect();
        let total = elsewhere + counts.values().sum::<usize>();
        Together { counts, elsewhere, total, rooms: &rooms, most_in_block: Some(2 * (K - 1)) }.is_spread()
    }

    #[test]
    fn five_in_two_squares_of_at_most_four_betray_both_and_in_three_none() {
        assert!(!is_spread(&[("E0920N4365", 3), ("E0921N4365", 2)], 0));
        assert!(is_spread(&[("E0920N4365", 2), ("E0921N4365", 2), ("E0922N4365", 1)], 0));
        assert!(!is_spread(&[("E0920N4365", 4), ("E0930N4365", 4), ("E0940N4365", 4)], 0), "twelve need all three");
        assert!(!is_spread(&[("E0920N4365", 3), ("E0921N4365", 2)], 5), "he may know who told no square");
    }

    #[test]
    fn a_square_of_many_needs_no_cover() {
        assert!(is_spread(&[("E0920N4365", 7)], 0));
        assert!(!is_spread(&[("E0920N4365", 7), ("E0930N4365", 1)], 0), "eight are not in the one of at most seven");
    }
}
