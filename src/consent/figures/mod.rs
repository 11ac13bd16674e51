//! What may be told of people in figures: how many are counted, in all and by what they can do, in the neighbourhood and
//! in squares of CBS. It is pure computation: who agreed to be counted, and the last release, give the next release. It
//! promises that whatever is combined with whatever, within a release, between releases and round a withdrawal, no figure
//! and no difference of figures stands for fewer than [`K`] people in [`K`] homes. It does not know who asks: what it
//! tells is the same for every audience, and nothing else about people may be counted on pages for everyone.
//!
//! **Why not simply hide small counts.** `if n >= 5` for each square falls to subtraction: the neighbourhood less its
//! squares is the square that was hidden ("complementary" or "secondary" suppression: L. H. Cox, *Suppression Methodology
//! and Statistical Disclosure Control*, JASA 75, 1980; A. Hundepool and others, *Statistical Disclosure Control*, Wiley
//! 2012, ch. 4). Live counts fall to looking twice, before and after somebody was asked ("differencing"; D. E. Denning
//! and J. Schlörer, *A fast procedure for finding a tracker in a statistical database*, ACM TODS 5, 1980). Statistics
//! Netherlands (CBS) therefore publishes its squares at fixed dates, rounded, and leaves out squares with fewer than five
//! ("Statistische gegevens per vierkant", toelichting). Noise drawn at each request averages out, so there is none here.
//!
//! **How it is done here.** For every topic (people, and each group of skills) the counted people are divided into
//! parts that have nobody in common: a square of 100 m, what is left of a square of 500 m, what is left of the
//! neighbourhood. Each part has at least `K` people in `K` homes or is not counted at all, and the total is the sum of the
//! parts, not a count of its own: so a total less its parts is nothing, or is a part again. Between two releases a part
//! changes only by at least `K` people in `K` homes at once, all of them new to it; who comes alone waits. When somebody
//! leaves, the square in which they were counted is withheld at once, and its people are told only in the neighbourhood's
//! total until `K` others came. A group is never told at a finer place than the people in it.

mod band;
mod contributor;
mod ledger;
mod release;
mod spread;

pub use band::Band;
pub use contributor::{Contributor, Living, Token, Topic};
pub use ledger::{Gone, Ledger, Part, Place};
pub use release::{Cell, Figures, Release};

/// So many people, in so many homes, stand behind every figure at least: the bound that CBS keeps for squares, and the
/// usual one for counts of people (Hundepool and others, ch. 4.2).
pub const K: usize = 5;
