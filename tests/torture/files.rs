use wijkweb::capture::foreign::Foreign;
use wijkweb::capture::reason::Reason;
use wijkweb::formats::read::{ReadOptions, read};
use wijkweb::graph::Graph;
use wijkweb::inventory::kind::Kind;
use wijkweb::neighbourhood::import::{Prepared, Wishes, prepare};

fn understood(text: impl AsRef<[u8]>) -> Result<Foreign, Reason> {
    read(text.as_ref(), &ReadOptions::default())
}

fn prepared(text: impl AsRef<[u8]>) -> Prepared {
    let wishes = Wishes { kind: Some(Kind::Place), source: "lijst".to_owned(), ..Wishes::default() };
    prepare(&Graph::default(), understood(text).unwrap(), &wishes).unwrap()
}

/// A surface with this many corners, each next to two others alone.
fn round(corners: u32) -> String {
    let corner = |at: u32| {
        let angle = f64::from(at) * std::f64::consts::TAU / f64::from(corners);
        format!("[{},{}]", 4.5 + angle.cos() / 100.0, 51.9 + angle.sin() / 100.0)
    };
    let ring: Vec<_> = (0..corners).chain([0]).map(corner).collect();
    format!(r#"{{"type":"Feature","properties":{{"name":"Rond"}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#, ring.join(","))
}

// None of these tests looks at the clock: what they hold would otherwise take minutes to hours.

#[test]
fn quotes_that_run_on_do_not_make_a_row_without_end() {
    let read = understood("\"a\"x\"b\";\"c\n".repeat(20_000));
    assert!(read.is_err() || read.is_ok_and(|read| read.columns.len() <= 1_000));
}

#[test]
fn a_hundred_thousand_columns_are_refused_with_the_most_that_is_read() {
    for name in ["k", ""] {
        let header = (0..100_000).map(|at| if name.is_empty() { String::new() } else { format!("{name}{}", at % 3) });
        let header = header.collect::<Vec<_>>().join(";");
        assert_eq!(understood(format!("x{header}\n{header}\n")).unwrap_err(), Reason::TooManyColumns { limit: 1_000 });
    }
}

#[test]
fn a_header_as_long_as_a_book_is_a_column_like_another() {
    let prepared = prepared(format!("{};naam\nx;Kas\n", "lang ".repeat(200_000)));
    assert_eq!(prepared.plan.fresh.len(), 1);
}

#[test]
fn a_surface_of_many_corners_is_taken_without_comparing_all_its_lines() {
    let read = understood(round(40_000)).unwrap();
    assert_eq!((read.rows.len(), read.snags), (1, Vec::new()));
}

#[test]
fn a_snag_in_every_other_row_is_told_once_with_all_its_rows() {
    let rows: String = (0..200_000).map(|row| if row % 2 == 0 { "Kas;4.5;51.9\n" } else { "Kas;4.5;\n" }).collect();
    let read = understood(format!("naam;lon;lat\n{rows}")).unwrap();
    let told = read.rows_with("snag-coordinate-missing");
    assert_eq!(told.iter().map(|rows| rows.count()).sum::<u64>(), 100_000);
}

#[test]
fn wide_files_find_their_fields() {
    let names: Vec<_> = (0..900).map(|at| format!("kolom {at}")).collect();
    let prepared = prepared(format!("naam;{}\nKas;{}\n", names.join(";"), vec!["x"; 900].join(";")));
    assert_eq!(prepared.plan.fresh[0].candidate.values.text("name"), Some("Kas"));
}

#[test]
fn nests_without_end_and_half_documents_are_refused_by_name() {
    assert!(matches!(understood("{\"a\":".repeat(100_000)), Err(Reason::JsonTooDeep { .. })));
    assert_eq!(understood(r#"{"type":"FeatureCollection","features":[{"type":"Fea"#).unwrap_err(), Reason::JsonCutOff);
    assert!(matches!(understood(b"PK\x03\x04 bomb"), Err(Reason::FileIsOtherFormat { .. })));
}

#[test]
fn a_scribble_has_a_middle_as_soon_as_a_square_has() {
    let mut dice = 1_u64;
    let mut toss = || {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 40) % 10_000
    };
    let corners: Vec<_> = (0..20_000).map(|_| format!("[4.5{:04},51.9{:04}]", toss(), toss())).collect();
    let scribble = format!(r#"{{"type":"Polygon","coordinates":[[{},{}]]}}"#, corners.join(","), corners[0]);
    let prepared = prepared(scribble);
    let middle = prepared.plan.fresh[0].candidate.whereabouts.as_ref().unwrap().middle();
    assert!((4.5..4.6).contains(&middle.x) && (51.9..52.0).contains(&middle.y));
}
