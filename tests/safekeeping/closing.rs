use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use wijkweb::inventory::change::Change;
use wijkweb::inventory::provenance::Actor;
use wijkweb::neighbourhood::{Neighbourhoods, NotClosed, Order, Refusal};

use super::load::{Stop, begin, now, open, place, slug};

/// Writes places until told to stop, and meanwhile finds the neighbourhood closed or not. Tells the last that was kept.
fn write(neighbourhoods: &Neighbourhoods, writer: u64, stop: &AtomicBool) -> u64 {
    let mut last = 0;
    for number in 1.. {
        if stop.load(Ordering::Acquire) {
            break;
        }
        let Some(neighbourhood) = neighbourhoods.find(&slug()).unwrap() else {
            thread::yield_now();
            continue;
        };
        let changes = vec![Change::Record(place(writer, number))];
        match neighbourhood.write(Order { changes, by: Actor::operator(), at: now(), delivery: None }) {
            Ok(seq) => last = seq,
            Err(refusal) => assert!(matches!(refusal, Refusal::Closed), "{refusal}"),
        }
    }
    last
}

#[test]
fn whatever_is_written_while_it_is_closed_is_in_the_last_archive_or_was_refused() {
    let folder = tempfile::tempdir().unwrap();
    let neighbourhoods = open(&folder.path().join("data"));
    // Somebody who looks on all the time holds nothing up.
    let _looked_at = begin(&neighbourhoods);
    let (stop, kept) = (AtomicBool::new(false), AtomicU64::new(0));
    let archive = thread::scope(|scope| {
        for writer in 1..=3 {
            let (neighbourhoods, stop, kept) = (&neighbourhoods, &stop, &kept);
            scope.spawn(move || kept.fetch_max(write(neighbourhoods, writer, stop), Ordering::AcqRel));
        }
        let _stop = Stop(&stop);
        for _ in 0..5 {
            let seen = neighbourhoods.find(&slug()).unwrap().unwrap().past().last_seq();
            match neighbourhoods.close_down_as_of(&slug(), seen) {
                Ok(()) => neighbourhoods.reopen(&slug()).unwrap(),
                Err(refused) => assert!(matches!(refused, NotClosed::Changed(_)), "{refused:?}"),
            }
        }
        neighbourhoods.close_down(&slug(), &folder.path().join("laatste.ndjson")).unwrap()
    });
    assert_eq!(archive.commits, kept.into_inner().max(1), "all that was acknowledged, and nothing after it");
    assert!(neighbourhoods.find(&slug()).unwrap().is_none());
    let mut closed = Vec::new();
    assert_eq!(neighbourhoods.archive_closed(&slug(), &mut closed).unwrap(), archive);
    assert_eq!(std::fs::read(folder.path().join("laatste.ndjson")).unwrap(), closed);
    neighbourhoods.reopen(&slug()).unwrap();
    assert_eq!(neighbourhoods.find(&slug()).unwrap().unwrap().past().last_seq(), archive.commits);
    assert!(neighbourhoods.check().unwrap().is_well());
}
