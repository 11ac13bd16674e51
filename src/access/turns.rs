//! Memory for hard computations, lent in turn.
//!
//! Each needs 19 MiB. However many people sign in at once, no more is taken than there are processors, and it is used again
//! rather than asked for anew by every thread.

use std::num::NonZero;
use std::sync::{Condvar, LazyLock, Mutex, PoisonError};

use argon2::Block;

/// The memory of those who may compute at this moment, and whoever waits for it.
struct Turns {
    free: Mutex<Vec<Vec<Block>>>,
    given_back: Condvar,
}

static TURNS: LazyLock<Turns> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    Turns { free: Mutex::new(vec![Vec::new(); processors]), given_back: Condvar::new() }
});

/// Memory that is given back when this is dropped, also after a panic.
struct Lent(Vec<Block>);

impl Drop for Lent {
    fn drop(&mut self) {
        TURNS.free.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut self.0));
        TURNS.given_back.notify_one();
    }
}

/// Computes with so many blocks of memory, when there is a turn.
pub(super) fn in_turn<T>(blocks: usize, compute: impl FnOnce(&mut [Block]) -> T) -> T {
    let mut free = TURNS.free.lock().unwrap_or_else(PoisonError::into_inner);
    let memory = loop {
        match free.pop() {
            Some(memory) => break memory,
            None => free = TURNS.given_back.wait(free).unwrap_or_else(PoisonError::into_inner),
        }
    };
    drop(free);
    let mut lent = Lent(memory);
    if lent.0.len() < blocks {
        lent.0.resize(blocks, Block::default());
    }
    compute(&mut lent.0[..blocks])
}
