use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::{Actor, Origin, Provenance};

/// 1 January 2026, 8.00 UTC.
const FIRST_SECOND: i64 = 1_767_254_400;
const SECONDS_IN_HALF_A_YEAR: u64 = 180 * 24 * 3600;
/// Strides through the half year so that neighbours in the tables were not all written on one day.
const STRIDE: u64 = 1_234_577;

/// Mints ids and moments in a fixed row.
#[derive(Default)]
pub(super) struct Mint {
    minted: u64,
}

impl Mint {
    /// The next id, and when and how its record came.
    pub(super) fn next(&mut self, origin: Origin) -> (Id, Provenance) {
        self.minted += 1;
        numbered(self.minted, origin)
    }
}

/// The id and provenance with this number: the same for the same number.
pub(super) fn numbered(number: u64, origin: Origin) -> (Id, Provenance) {
    let later = i64::try_from(number.wrapping_mul(STRIDE) % SECONDS_IN_HALF_A_YEAR).unwrap_or(0);
    let created = Moment::from_second(FIRST_SECOND.saturating_add(later)).unwrap_or(Moment::EPOCH);
    let mut unlike_any_other = [0; 10];
    unlike_any_other[2..].copy_from_slice(&number.to_be_bytes());
    let provenance = Provenance { created, updated: created, by: Actor::operator(), origin, source: None, delivery: None };
    (Id::mint(created, unlike_any_other), provenance)
}
