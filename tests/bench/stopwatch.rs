use std::time::Instant;

/// A row of the table.
pub(crate) struct Measured {
    /// What was done.
    pub(crate) what: &'static str,
    /// How long it took, in milliseconds: the middle of all times.
    pub(crate) milliseconds: f64,
}

/// Does something so often and takes the middle of the times.
pub(crate) fn middle_of(what: &'static str, times: usize, mut work: impl FnMut(usize)) -> Measured {
    let mut each: Vec<f64> = (0..times)
        .map(|number| {
            let since = Instant::now();
            work(number);
            since.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    each.sort_by(f64::total_cmp);
    Measured { what, milliseconds: each[each.len() / 2] }
}
