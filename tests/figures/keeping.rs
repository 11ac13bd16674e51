use std::fs;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use wijkweb::access::Hardness;
use wijkweb::consent::Scope;
use wijkweb::inventory::moment::Moment;
use wijkweb::inventory::provenance::{Actor, Stamp};
use wijkweb::neighbourhood::people::hide;
use wijkweb::neighbourhood::{Neighbourhoods, Order, Released, Surroundings};

use super::residents::{SQUARE, counted, release, resident};
use crate::support::House;

fn bands(house: &House) -> Vec<String> {
    house.anonymous().get("/wijk/talents").texts("dl.talents dd, tbody td:last-child")
}

/// Wednesday 15 November 2023.
const DAY_OF_THE_TESTS: i64 = 1_700_050_000;

/// Where figures are kept between starts.
fn file(house: &House) -> String {
    fs::read_to_string(house.folder().join("releases")).unwrap()
}

#[test]
fn figures_are_there_after_a_new_start_and_made_by_the_clock_once_a_month() {
    let (house, _) = counted(12);
    house.neighbourhoods().release_if_due();
    assert_eq!(bands(&house).len(), 4);
    for number in 100..108 {
        resident(&house, number, SQUARE, &[Scope::Store, Scope::Statistics]);
    }
    house.neighbourhoods().release_if_due();
    assert!(bands(&house).iter().all(|band| band.starts_with("10 ")), "not within a month");
    house.pass(Duration::from_secs(31 * 24 * 3600));
    house.neighbourhoods().release_if_due();
    assert!(bands(&house).iter().all(|band| band.starts_with("20 ")));
    let last = house.neighbourhoods().figures(&house.neighbourhood).unwrap();
    let (again, _folder) = started_again(&house, Duration::from_secs(31 * 24 * 3600));
    let neighbourhood = again.find(&House::slug()).unwrap().unwrap();
    assert_eq!(again.figures(&neighbourhood).unwrap(), last);
    assert!(matches!(again.release(&neighbourhood).unwrap(), Released::NotBefore(_)));
}

/// Another start on a copy of the data folder, this long after the day of the tests.
fn started_again(house: &House, later: Duration) -> (Neighbourhoods, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    copy(house.folder(), folder.path());
    let now = Surroundings::fixed(Moment::from_second(DAY_OF_THE_TESTS).unwrap().after(later));
    let (again, _) = Neighbourhoods::open_with(folder.path(), now, Hardness::least()).unwrap();
    (again, folder)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn whoever_is_erased_or_hidden_takes_their_square_along_at_once_and_their_token_out_of_the_file() {
    let (house, ids) = counted(12);
    release(&house);
    let tokens = || file(&house).matches('"').count();
    let before = tokens();
    let stamp = Stamp { by: Actor::operator(), at: house.surroundings().now() };
    house.neighbourhoods().erase_persons(&House::slug(), &ids[..1], &stamp).unwrap();
    assert_eq!(house.anonymous().get("/wijk/talents").count("tbody tr"), 0);
    assert_eq!(bands(&house).len(), 2, "the neighbourhood's own figure stays");
    assert!(tokens() < before);
    let graph = house.neighbourhood.snapshot();
    let changes = ids[1..8].iter().flat_map(|id| hide(&graph, *id, true, &stamp).unwrap()).collect();
    house.neighbourhood.write(Order { changes, by: stamp.by, at: stamp.at, delivery: None }).unwrap();
    assert_eq!(bands(&house), Vec::<String>::new(), "four are left of twelve");
}

#[test]
fn the_file_names_nobody() {
    let (house, ids) = counted(12);
    release(&house);
    let file = file(&house);
    assert!(!file.contains("Geheim") && ids.iter().all(|id| !file.contains(&id.to_string())));
    assert!(file.contains(&format!("part/100:{SQUARE}/people")));
}

#[test]
fn a_clock_that_was_ahead_does_not_hold_up_the_figures_for_years() {
    let (house, _) = counted(12);
    house.pass(Duration::from_secs(366 * 24 * 3600));
    release(&house);
    let (again, _folder) = started_again(&house, Duration::ZERO);
    assert_eq!(again.release(&again.find(&House::slug()).unwrap().unwrap()).unwrap(), Released::Made);
}
