use std::fs;
use std::path::Path;

use super::*;
use crate::consent::admit;
use crate::inventory::change::{Change, Removal};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::{Actor, Origin, Provenance, Source, Validity};
use crate::inventory::record::Record;
use crate::inventory::surroundings::Randomness;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::inventory::whereabouts::Whereabouts;
use crate::store::keys::{Ring, Sealing};
use crate::store::{Commit, Error, Loaded, Store, row};

const OPENS_FOR_EVER: &[u8] = include_bytes!("../../../fixtures/archive/format-1.ndjson");

fn slug() -> Slug {
    "kanaalwijk".parse().unwrap()
}

fn at() -> Moment {
    Moment::from_second(1_700_000_000).unwrap()
}

fn id(number: u8) -> Id {
    Id::mint(at(), [number; 10])
}

fn record(number: u8, kind: Kind, values: Vec<(&'static str, Value)>) -> Record {
    let provenance =
        Provenance { created: at(), updated: at(), by: Actor("steward".to_owned()), origin: Origin::Desk, source: None, delivery: None };
    Record {
        id: id(number),
        kind,
        version: 1,
        visibility: Visibility::Everyone,
        validity: Validity::default(),
        provenance,
        whereabouts: None,
        values: values.into_iter().collect(),
        likely_same_as: None,
        merged_into: None,
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A neighbourhood with every sort of change, value and whereabouts in it.
fn a_bit_of_everything() -> Vec<Vec<Change>> {
    let geometries: [geo::Geometry; 6] = [
        geo::wkt!(POINT(4.501_234_567_890_123 51.9)).into(),
        geo::wkt!(MULTIPOINT(4.5 51.9, 4.6 51.8)).into(),
        geo::wkt!(LINESTRING(4.5 51.9, 4.6 51.8)).into(),
        geo::wkt!(MULTILINESTRING((4.5 51.9, 4.6 51.8), (4.0 51.0, 4.25 51.25))).into(),
        geo::wkt!(POLYGON((4.0 51.0, 4.5 51.0, 4.5 51.5, 4.0 51.0), (4.25 51.125, 4.375 51.125, 4.375 51.25, 4.25 51.125))).into(),
        geo::wkt!(MULTIPOLYGON(((4.0 51.0, 4.5 51.0, 4.5 51.5, 4.0 51.0)))).into(),
    ];
    let place = |(number, geometry): (u8, geo::Geometry)| {
        let whereabouts = Some(Whereabouts::new(geometry).unwrap());
        Change::Record(Record { whereabouts, ..record(number, Kind::Place, vec![("name", text("Plek"))]) })
    };
    let places = (10..).zip(geometries).map(place).collect();
    let profile = record(1, Kind::Neighbourhood, vec![("name", text("Kanaalwijk")), ("language", Value::Codes(vec!["nl".to_owned()]))]);
    let story = vec![("name", text("De “hef”\nen ’t vuur 🔥")), ("told_on", Value::Day("2023-11-15".parse().unwrap()))];
    let numbers = vec![("name", text("Wijk")), ("population", Value::Whole(1234)), ("surface_ha", Value::Decimal(0.1 + 0.2))];
    let yes_no = record(5, Kind::Association, vec![("name", text("Ja")), ("formal", Value::YesNo(true))]);
    let imported = Provenance {
        origin: Origin::Import,
        source: Some(Source { name: "lijst.csv".to_owned(), external_id: "17".to_owned() }),
        delivery: Some(id(99)),
        ..record(0, Kind::Place, vec![]).provenance
    };
    let area = Record {
        provenance: imported,
        validity: Validity { from: "2020-02-29".parse().ok(), to: "2024-12-31".parse().ok() },
        visibility: Visibility::Stewards,
        likely_same_as: Some(id(10)),
        ..record(3, Kind::Area, numbers)
    };
    let tie = Tie {
        id: id(4),
        kind: TieKind::ALL[0],
        from: id(3),
        to: id(10),
        version: 1,
        visibility: Visibility::Builders,
        validity: Validity::default(),
        provenance: record(0, Kind::Place, vec![]).provenance,
        values: Values::default(),
    };
    let again = Record { version: 2, ..record(1, Kind::Neighbourhood, vec![("name", text("Kanaalwijk aan ’t water"))]) };
    vec![
        vec![Change::Record(profile)],
        places,
        vec![Change::Record(record(2, Kind::Story, story)), Change::Record(area), Change::Tie(tie)],
        vec![Change::Record(yes_no)],
        vec![Change::Remove(Removal { id: id(4), version: 1 }), Change::Remove(Removal { id: id(15), version: 1 })],
        vec![Change::Record(again)],
    ]
}

/// A store with that neighbourhood, and two pictures of which one takes two lines.
fn store(folder: &Path) -> (Store, Loaded) {
    let (store, _) = Store::open(folder, &Randomness::real()).unwrap();
    store.create(&slug()).unwrap();
    let mut loaded = store.load(&slug()).unwrap();
    for changes in a_bit_of_everything() {
        let place = record(99, Kind::Place, vec![]);
        let ends = Some((&place, &place));
        let changes = changes.into_iter().map(|change| admit(change, ends).unwrap()).collect();
        loaded.log.append(&[Commit { at: at(), by: Actor::operator(), delivery: None, act: None, changes }]).unwrap();
    }
    let pictures = store.pictures(&slug()).unwrap();
    pictures.keep(b"a small picture").unwrap();
    pictures.keep(&(0..50_000_u32).map(|byte| (byte % 251).to_le_bytes()[0]).collect::<Vec<_>>()).unwrap();
    (store, loaded)
}

fn archive(store: &Store, slug: &Slug) -> Vec<u8> {
    let mut bytes = Vec::new();
    let contents = store.archive(slug, &mut bytes).unwrap();
    assert_eq!(contents.bytes, u64::try_from(bytes.len()).unwrap());
    assert_eq!(Store::verify(&*bytes).unwrap(), contents);
    bytes
}

/// Why this archive is not brought in; nothing of it must be there afterwards.
fn flaw(archive: &[u8]) -> ArchiveFlaw {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
    let flaw = store.stage(archive, None, None).unwrap_err();
    assert_eq!(store.slugs(), []);
    let left = |part: &str| fs::read_dir(folder.path().join(part)).map_or(0, Iterator::count);
    assert_eq!((left("journal"), left("pictures")), (0, 0));
    assert_eq!(format!("{:?}", Store::verify(archive).unwrap_err()), format!("{flaw:?}"));
    flaw
}

#[test]
fn an_archive_is_written_as_it_always_was() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _loaded) = store(folder.path());
    let written = String::from_utf8(archive(&store, &slug())).unwrap();
    expect_test::expect_file!["../../../fixtures/archive/format-1.ndjson"].assert_eq(&written);
}

#[test]
fn an_archive_of_format_1_opens_for_ever_and_holds_what_was_put_in_it() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (_store, loaded) = store(here.path());
    let (fresh, _) = Store::open(there.path(), &Randomness::real()).unwrap();
    let contents = fresh.stage(OPENS_FOR_EVER, None, None).unwrap().keep().unwrap().contents;
    assert_eq!((contents.slug, contents.name.as_str()), (slug(), "Kanaalwijk aan ’t water"));
    assert_eq!((contents.commits, contents.pictures), (6, 2));
    let restored = fresh.load(&slug()).unwrap();
    let of = |loaded: &Loaded| loaded.log.changes_since(0).unwrap().map(Result::unwrap).collect::<Vec<_>>();
    assert_eq!(of(&restored), of(&loaded));
    assert_eq!(restored.rows.len(), 9);
    let pictures = fresh.pictures(&slug()).unwrap();
    assert_eq!(pictures.names().unwrap().iter().map(|(_, bytes)| *bytes).sum::<u64>(), 50_015);
}

#[test]
fn out_in_and_out_again_an_archive_is_the_same_also_under_another_name() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
    store.stage(OPENS_FOR_EVER, None, None).unwrap().keep().unwrap();
    assert_eq!(archive(&store, &slug()), OPENS_FOR_EVER);

    let other: Slug = "elders".parse().unwrap();
    store.stage(OPENS_FOR_EVER, None, Some(&other)).unwrap().keep().unwrap();
    let (ours, theirs) = (archive(&store, &other), OPENS_FOR_EVER);
    let body = |archive: &[u8]| String::from_utf8(archive.to_vec()).unwrap().lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let (ours, theirs) = (body(&ours), body(theirs));
    assert_eq!(ours[..ours.len() - 1], theirs[..theirs.len() - 1], "all but the first and the last line");
    assert!(store.check().unwrap().is_well());
}

#[test]
fn a_restored_neighbourhood_goes_on_after_a_new_start() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
    store.stage(OPENS_FOR_EVER, None, None).unwrap().keep().unwrap();
    drop(store);
    let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
    let mut loaded = store.load(&slug()).unwrap();
    let more = admit(Change::Record(record(40, Kind::Place, vec![("name", text("Nieuw"))])), None).unwrap();
    loaded.log.append(&[Commit { at: at(), by: Actor("steward".to_owned()), delivery: None, act: None, changes: vec![more] }]).unwrap();
    assert_eq!(loaded.log.last_seq(), 7);
    assert!(store.check().unwrap().is_well());
}

#[test]
fn damage_to_what_was_restored_is_never_taken_for_a_write_that_was_broken_off() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
    store.stage(OPENS_FOR_EVER, None, None).unwrap().keep().unwrap();
    let file = folder.path().join("journal/kanaalwijk/000000000001.ndjson");
    let mut bytes = fs::read(&file).unwrap();
    bytes[100] ^= 1;
    fs::write(&file, bytes).unwrap();
    assert!(matches!(store.load(&slug()).unwrap_err(), Error::Damaged { line: 1, .. }));
}

#[test]
fn a_short_name_that_is_taken_is_refused_and_what_is_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _loaded) = store(folder.path());
    let before = archive(&store, &slug());
    let refused = store.stage(OPENS_FOR_EVER, None, None).unwrap_err();
    assert!(matches!(refused, ArchiveFlaw::Store(Error::AlreadyThere(_))), "{refused}");
    // Taken between the reading and the keeping.
    let other: Slug = "elders".parse().unwrap();
    let staged = store.stage(OPENS_FOR_EVER, None, Some(&other)).unwrap();
    store.create(&other).unwrap();
    assert!(matches!(staged.keep().unwrap_err(), Error::AlreadyThere(_)));
    assert_eq!(archive(&store, &slug()), before);
    assert_eq!(store.last_seq(&other).unwrap(), 0);
}

#[test]
fn what_a_broken_off_restore_left_is_gone_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), &Randomness::real()).unwrap();
    std::mem::forget(store.stage(OPENS_FOR_EVER, None, None).unwrap());
    assert_eq!(fs::read_dir(folder.path().join("journal")).unwrap().count(), 1);
    let crashed = tempfile::tempdir().unwrap();
    for part in ["journal", "pictures"] {
        let left = fs::read_dir(folder.path().join(part)).unwrap().next().unwrap().unwrap().file_name();
        fs::create_dir_all(crashed.path().join(part).join(left)).unwrap();
    }
    fs::copy(folder.path().join("wijkweb.json"), crashed.path().join("wijkweb.json")).unwrap();
    let (store, _) = Store::open(crashed.path(), &Randomness::real()).unwrap();
    assert_eq!(store.slugs(), []);
    assert_eq!(fs::read_dir(crashed.path().join("journal")).unwrap().count(), 0);
    assert_eq!(fs::read_dir(crashed.path().join("pictures")).unwrap().count(), 0);
}

#[test]
fn any_flipped_bit_is_told_with_its_line() {
    let lines: Vec<usize> = OPENS_FOR_EVER.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).collect();
    for (number, end) in (1..).zip(&lines) {
        for back in [1, 12, 30, 60] {
            let mut damaged = OPENS_FOR_EVER.to_vec();
            damaged[end - back] ^= 4;
            match flaw(&damaged) {
                ArchiveFlaw::Damaged { line, .. } => assert_eq!(line, number, "{back} before the end"),
                other => panic!("line {number}: {other}"),
            }
        }
    }
}

#[test]
fn an_archive_cut_off_anywhere_is_not_brought_in() {
    let length = OPENS_FOR_EVER.len();
    for cut in (1..length).step_by(977).chain([length - 1]) {
        let told = flaw(&OPENS_FOR_EVER[..cut]);
        assert!(matches!(told, ArchiveFlaw::CutOff { .. } | ArchiveFlaw::Foreign(Foreign::Text)), "at {cut}: {told}");
    }
    assert!(matches!(flaw(b""), ArchiveFlaw::Empty));
}

#[test]
fn lines_that_were_taken_away_added_or_exchanged_are_noticed() {
    let text = String::from_utf8(OPENS_FOR_EVER.to_vec()).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for at in 1..lines.len() - 1 {
        let mut fewer = lines.clone();
        fewer.remove(at);
        assert!(matches!(flaw(fewer.concat().as_bytes()), ArchiveFlaw::Damaged { .. }), "without line {}", at + 1);
        let mut more = lines.clone();
        more.insert(at, lines[at]);
        assert!(matches!(flaw(more.concat().as_bytes()), ArchiveFlaw::Damaged { .. }), "line {} twice", at + 1);
    }
    let after = [OPENS_FOR_EVER, b"\n"].concat();
    assert!(matches!(flaw(&after), ArchiveFlaw::Damaged { what: Damage::AfterTheEnd, .. }));
    let other_ends = text.replace('\n', "\r\n");
    assert!(matches!(flaw(other_ends.as_bytes()), ArchiveFlaw::Damaged { line: 1, what: Damage::LineEnds }));
}

#[test]
fn an_archive_of_a_newer_format_or_with_a_newer_commit_says_so() {
    let newer = b"{\"wijkweb\":\"archive\",\"format\":2,\"made_of\":\"light\"}\n{}\n";
    assert!(matches!(flaw(newer), ArchiveFlaw::Newer { found: 2, known: 1 }));
    let mut archive = Vec::new();
    let mut writer = Writer::begin(&mut archive, &slug(), "Wijk".to_owned()).unwrap();
    writer.commit(1, br#"{"v":9,"magic":true}"#).unwrap();
    writer.end().unwrap();
    assert!(matches!(flaw(&archive), ArchiveFlaw::NotUnderstood { line: 2, .. }));
}

#[test]
fn an_archive_with_a_person_in_it_who_is_not_sealed_is_refused() {
    let place = record(7, Kind::Place, vec![("name", text("Fatma"))]);
    let changes = vec![admit(Change::Record(place), None).unwrap()];
    let sealing = Sealing { ring: &Ring::empty(), randomness: &Randomness::fixed() };
    let commit = Commit { at: at(), by: Actor("steward".to_owned()), delivery: None, act: None, changes };
    let commit = String::from_utf8(row::write(&commit, &sealing).unwrap()).unwrap();
    let mut archive = Vec::new();
    let mut writer = Writer::begin(&mut archive, &slug(), "Wijk".to_owned()).unwrap();
    writer.commit(1, commit.replace("\"place\"", "\"person\"").as_bytes()).unwrap();
    writer.end().unwrap();
    assert!(matches!(flaw(&archive), ArchiveFlaw::Person { line: 2 }));
}

#[test]
fn what_is_not_an_archive_is_told_apart() {
    let cases: &[(&[u8], Foreign)] = &[
        (b"\x1f\x8b\x08\0\0\0", Foreign::Packed),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n", Foreign::Locked),
        (b"naam;straat\nHuis;Laan\n", Foreign::Text),
        (b"{\"type\":\"FeatureCollection\",\"features\":[]}", Foreign::GeoJson),
        (b"\0\0\0\0", Foreign::Bytes),
    ];
    for (bytes, expected) in cases {
        assert!(matches!(flaw(bytes), ArchiveFlaw::Foreign(found) if found == *expected), "{expected:?}");
    }
}

#[test]
fn an_archive_that_has_no_room_is_told_and_the_store_goes_on() {
    struct Full(usize);
    impl std::io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let (store, _loaded) = store(folder.path());
    for room in [0, 100, 1000, OPENS_FOR_EVER.len() - 1] {
        let flaw = store.archive(&slug(), Full(room)).unwrap_err();
        assert!(flaw.to_string().contains("no space on the disk"), "{flaw}");
    }
    assert_eq!(archive(&store, &slug()), OPENS_FOR_EVER);
}
