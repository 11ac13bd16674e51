/// Numbers that look like chance and are the same every time (splitmix64, Steele, Lea and Flood 2014).
pub(super) struct Dice(u64);

impl Dice {
    /// Dice for one purpose of one record.
    pub(super) fn of(at: u32, purpose: u64) -> Self {
        Self((u64::from(at) << 8) | purpose)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to the bound, the bound not included.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(((self.next() >> 32) * u64::from(bound)) >> 32).unwrap_or(0)
    }

    /// From 0 to 1, 1 not included.
    pub(super) fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    /// One of some things.
    pub(super) fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let count = u32::try_from(things.len()).unwrap_or(1);
        &things[usize_of(self.below(count))]
    }
}

/// The number as a size.
pub(super) fn usize_of(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The whole part of a number that is not negative and smaller than 2³².
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by a share of a u32")]
pub(super) fn u32_of(number: f64) -> u32 {
    number as u32
}
