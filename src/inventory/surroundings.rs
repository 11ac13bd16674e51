use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::inventory::id::Id;
use crate::inventory::moment::Moment;

/// The clock and the source of randomness, handed to whoever needs them.
pub struct Surroundings {
    now: Box<Clock>,
    randomness: Randomness,
    keys: Randomness,
}

type Clock = dyn Fn() -> Moment + Send + Sync;

/// A source of random bytes, for whoever needs some as long as it lives.
#[derive(Clone)]
pub struct Randomness(Arc<Fill>);

type Fill = dyn Fn(&mut [u8]) + Send + Sync;

impl Randomness {
    /// That of the machine.
    pub fn real() -> Self {
        Self(Arc::new(|bytes| {
            if let Err(error) = getrandom::fill(bytes) {
                // Without randomness ids and keys could be guessed or repeat: nothing sensible can go on.
                tracing::error!(%error, "the machine gives no random numbers");
                std::process::abort();
            }
        }))
    }

    /// Numbers that repeat, for tests and the demo.
    pub fn fixed() -> Self {
        let drawn = AtomicU64::new(1);
        Self(Arc::new(move |bytes| {
            let number = drawn.fetch_add(1, Ordering::Relaxed).to_be_bytes();
            let length = bytes.len();
            for (at, byte) in bytes.iter_mut().enumerate() {
                *byte = number[(number.len() - 1) - (length - 1 - at) % number.len()];
            }
        }))
    }

    /// Fills the bytes at random.
    pub fn fill(&self, bytes: &mut [u8]) {
        (self.0)(bytes);
    }

    /// So many random bytes.
    pub fn draw<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

impl fmt::Debug for Randomness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a source of randomness")
    }
}

impl Surroundings {
    /// The clock and randomness of the machine.
    pub fn real() -> Self {
        Self { now: Box::new(Moment::read_clock), randomness: Randomness::real(), keys: Randomness::real() }
    }

    /// This clock and this randomness, for tests.
    #[cfg(test)]
    pub(crate) fn of(now: impl Fn() -> Moment + Send + Sync + 'static, fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        let randomness = Randomness(Arc::new(fill));
        Self { now: Box::new(now), keys: randomness.clone(), randomness }
    }

    /// A clock that stands still and numbers that repeat, for tests and the demo.
    pub fn fixed(now: Moment) -> Self {
        Self::by_clock(move || now)
    }

    /// This clock, and numbers that repeat: for tests in which time goes by.
    pub fn by_clock(now: impl Fn() -> Moment + Send + Sync + 'static) -> Self {
        Self { now: Box::new(now), randomness: Randomness::fixed(), keys: Randomness::fixed() }
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        (self.now)()
    }

    /// Fills the bytes at random.
    pub fn fill(&self, bytes: &mut [u8]) {
        self.randomness.fill(bytes);
    }

    /// Where keys of persons come from: a source of its own, so that numbers that repeat do not tell how many were drawn.
    pub fn for_keys(&self) -> &Randomness {
        &self.keys
    }

    /// Mints an id.
    pub fn mint(&self) -> Id {
        Id::mint(self.now(), self.randomness.draw())
    }
}
