use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

/// Fewer rows than this are done sooner than a thread begins.
const WORTH_A_THREAD: usize = 2_000;

/// What becomes of the parts of a long list, in their order. Every core does a part.
pub(crate) fn in_parts<T: Sync, R: Send>(rows: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let part = rows.len().div_ceil(cores).max(WORTH_A_THREAD);
    if rows.len() <= part {
        return vec![work(rows)];
    }
    thread::scope(|scope| {
        let parts: Vec<_> = rows.chunks(part).map(|part| scope.spawn(|| work(part))).collect();
        parts.into_iter().map(|part| part.join().unwrap_or_else(|cause| resume_unwind(cause))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_in_their_order_and_none_is_left_out() {
        for length in [0, 1, WORTH_A_THREAD, 5 * WORTH_A_THREAD + 1] {
            let rows: Vec<usize> = (0..length).collect();
            assert_eq!(in_parts(&rows, <[usize]>::to_vec).concat(), rows);
        }
    }
}
