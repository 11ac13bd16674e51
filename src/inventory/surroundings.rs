use crate::inventory::id::Id;
use crate::inventory::moment::Moment;

/// The clock and the source of randomness, handed to whoever needs them.
pub struct Surroundings {
    now: Box<Clock>,
    fill: Box<Randomness>,
}

type Clock = dyn Fn() -> Moment + Send + Sync;
type Randomness = dyn Fn(&mut [u8]) + Send + Sync;

impl Surroundings {
    /// The clock and randomness of the machine.
    pub fn real() -> Self {
        let fill = |bytes: &mut [u8]| {
            if let Err(error) = getrandom::fill(bytes) {
                // Without randomness ids and keys could be guessed or repeat: nothing sensible can go on.
                tracing::error!(%error, "the machine gives no random numbers");
                std::process::abort();
            }
        };
        Self { now: Box::new(Moment::read_clock), fill: Box::new(fill) }
    }

    /// This clock and this randomness, for tests.
    #[cfg(test)]
    pub(crate) fn of(now: impl Fn() -> Moment + Send + Sync + 'static, fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self { now: Box::new(now), fill: Box::new(fill) }
    }

    /// A clock that stands still and numbers that repeat, for tests and the demo.
    pub fn fixed(now: Moment) -> Self {
        Self::by_clock(move || now)
    }

    /// This clock, and numbers that repeat: for tests in which time goes by.
    pub fn by_clock(now: impl Fn() -> Moment + Send + Sync + 'static) -> Self {
        let drawn = std::sync::atomic::AtomicU64::new(1);
        let fill = move |bytes: &mut [u8]| {
            let number = drawn.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_be_bytes();
            let length = bytes.len();
            for (at, byte) in bytes.iter_mut().enumerate() {
                *byte = number[(number.len() - 1) - (length - 1 - at) % number.len()];
            }
        };
        Self { now: Box::new(now), fill: Box::new(fill) }
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        (self.now)()
    }

    /// Fills the bytes at random.
    pub fn fill(&self, bytes: &mut [u8]) {
        (self.fill)(bytes);
    }

    /// Mints an id.
    pub fn mint(&self) -> Id {
        let mut random = [0; 10];
        self.fill(&mut random);
        Id::mint(self.now(), random)
    }
}
