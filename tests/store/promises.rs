use wijkweb::inventory::slug::Slug;
use wijkweb::inventory::whereabouts::Whereabouts;
use wijkweb::store::Error;

use super::*;

#[test]
fn a_neighbourhood_comes_back_as_it_was_left() {
    let folder = twenty_commits();
    let (_store, loaded, notices) = open(folder.path());
    assert!(notices.is_empty(), "{notices:?}");
    let texts: Vec<&str> = loaded.rows.iter().map(text).collect();
    let expected: Vec<String> = (1..=20).filter(|n| ![4, 9, 14, 19].contains(n)).map(|n| format!("plek {n}")).collect();
    assert_eq!(texts, expected);
    assert_eq!(loaded.log.last_seq(), 20);
}

#[test]
fn history_tells_every_commit_in_order_and_from_any_number() {
    let folder = twenty_commits();
    let (_store, loaded, _) = open(folder.path());
    for after in [0, 1, 19, 20, 21] {
        let kept: Vec<_> = loaded.log.changes_since(after).unwrap().map(Result::unwrap).collect();
        assert_eq!(kept.iter().map(|kept| kept.seq).collect::<Vec<_>>(), (after + 1..=20).collect::<Vec<_>>());
    }
    let fifth = loaded.log.changes_since(4).unwrap().next().unwrap().unwrap();
    assert_eq!(fifth.changes, [place(5, "plek 5"), removal(4)]);
    assert_eq!((fifth.at, fifth.by, fifth.delivery), (moment(), Actor::operator(), None));
}

#[test]
fn neighbourhoods_know_nothing_of_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open_with(folder.path(), &Randomness::real(), SMALL).unwrap();
    let slugs: [Slug; 2] = ["oost".parse().unwrap(), "west".parse().unwrap()];
    for slug in &slugs {
        store.create(slug).unwrap();
        store.load(slug).unwrap().log.append(&[commit(vec![place(1, slug.as_str())])]).unwrap();
    }
    drop(store);
    let (store, _) = Store::open_with(folder.path(), &Randomness::real(), SMALL).unwrap();
    assert_eq!(store.slugs(), slugs);
    for slug in &slugs {
        assert_eq!(store.load(slug).unwrap().rows, [place(1, slug.as_str())]);
    }
}

#[test]
fn a_neighbourhood_has_one_writer_and_can_be_loaded_again_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mut loaded, _) = open(folder.path());
    assert!(matches!(store.load(&slug()), Err(Error::AlreadyLoaded(_))));
    assert!(matches!(store.create(&slug()), Err(Error::AlreadyThere(_))));
    assert!(matches!(store.load(&"elders".parse().unwrap()), Err(Error::NoSuchNeighbourhood(_))));
    loaded.log.append(&[commit(vec![place(1, "een")])]).unwrap();
    drop(loaded);
    assert_eq!(store.load(&slug()).unwrap().rows, [place(1, "een")]);
}

#[test]
fn the_data_folder_is_taken_until_the_last_log_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let (store, loaded, _) = open(folder.path());
    drop(store);
    assert!(matches!(Store::open(folder.path(), &Randomness::real()), Err(Error::InUse { .. })));
    drop(loaded);
    Store::open(folder.path(), &Randomness::real()).unwrap();
}

#[test]
fn a_boundary_of_megabytes_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let ring = (0..150_000).map(|step| {
        let angle = f64::from(step) / 150_000.0 * std::f64::consts::TAU;
        geo::Coord { x: 4.5 + angle.cos() / 10.0, y: 51.9 + angle.sin() / 10.0 }
    });
    let area = Whereabouts::new(geo::Polygon::new(ring.collect(), vec![]).into()).unwrap();
    let Change::Record(record) = place(1, "groot") else { panic!("a place is a record") };
    let large = Change::Record(Record { whereabouts: Some(area), ..record });
    let (store, mut loaded, _) = open(folder.path());
    loaded.log.append(&[commit(vec![large.clone(), place(2, "klein")])]).unwrap();
    drop((store, loaded));
    let (_store, loaded, notices) = open(folder.path());
    assert!(notices.is_empty(), "{notices:?}");
    assert_eq!(loaded.rows, [large, place(2, "klein")]);
    assert!(fs::metadata(&journal_files(folder.path())[0]).unwrap().len() > 5_000_000);
}

#[test]
fn a_check_of_a_sound_folder_finds_nothing_also_while_it_is_written_to() {
    let folder = twenty_commits();
    let (store, mut loaded, _) = open(folder.path());
    loaded.log.append(&[commit(vec![place(21, "nog een")])]).unwrap();
    let report = store.check().unwrap();
    assert!(report.is_well());
    let health = &report.neighbourhoods[0];
    assert!(health.problems.is_empty(), "{health:?}");
    assert_eq!((health.commits, health.rows), (21, 17));
}
