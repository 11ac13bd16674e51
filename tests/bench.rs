//! How long the things people wait for take, in a small neighbourhood and in one ten times as large.
//!
//! `cargo bench` compares 10,000 with 100,000 records; `cargo bench -- 100000 1000000` compares others. What counts is the
//! last column: how much longer it takes where there is ten times as much. `cargo bench -- back` looks back in a journal of
//! 5,000 lines and in one of 500,000. Times are of this machine at this moment.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should stop")]

#[path = "bench/community.rs"]
mod community;
#[path = "bench/looking_back.rs"]
mod looking_back;
#[path = "bench/stopwatch.rs"]
mod stopwatch;

use std::io::Write as _;

use community::Community;
use stopwatch::Measured;

fn main() {
    if std::env::args().any(|argument| argument == "back") {
        let sizes = [5_000, 500_000];
        return print("lines in the journal", &sizes, &sizes.map(looking_back::measure));
    }
    // `cargo bench` itself hands over `--bench`.
    let asked: Vec<u32> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![10_000, 100_000] } else { asked };
    let columns: Vec<Vec<Measured>> = sizes.iter().map(|size| Community::of(*size).measure()).collect();
    print("records", &sizes, &columns);
}

fn print(what: &str, sizes: &[u32], columns: &[Vec<Measured>]) {
    let mut out = std::io::stdout().lock();
    let heads: String = sizes.iter().map(|size| format!("{size:>14}")).collect::<Vec<_>>().concat();
    writeln!(out, "{what:<52}{heads}{:>10}", "ratio").unwrap();
    for (row, first) in columns[0].iter().enumerate() {
        let times: String = columns.iter().map(|column| format!("{:>11.3} ms", column[row].milliseconds)).collect::<Vec<_>>().concat();
        let ratio = columns[columns.len() - 1][row].milliseconds / first.milliseconds;
        writeln!(out, "{:<52}{times}{ratio:>9.1}x", first.what).unwrap();
    }
}
