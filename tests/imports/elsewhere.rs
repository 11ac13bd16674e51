use wijkweb::capture::foreign::Foreign;
use wijkweb::formats::csv::write::Dialect;
use wijkweb::formats::read::{ReadOptions, read};
use wijkweb::formats::{Format, export};
use wijkweb::inventory::kind::{Kind, Role};
use wijkweb::inventory::provenance::Actor;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::neighbourhood::import::{Delivery, Wishes, prepare, run};

use crate::support::{House, record};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn codes(codes: &[&str]) -> Value {
    Value::Codes(codes.iter().map(ToString::to_string).collect())
}

fn furnished() -> House {
    let house = House::empty();
    let naughty = [
        ("name", text("=SOM(1;2) “De Kas”, 't Zand")),
        ("description", text("Regel één\nregel \"twee\"; met , en | en \t tab")),
        ("functions", codes(&["meeting", "playground"])),
        ("tags", codes(&["groen", "-rust", "'s avonds"])),
        ("size_m2", Value::Decimal(1234.5)),
        ("place_kind", codes(&["building"])),
        ("website", text("https://kas.example/a?b=c")),
    ];
    house.add(record(&house, Kind::Place, &naughty, Some((5.110_012_3, 52.090_000_1))));
    house.add(record(&house, Kind::Thing, &[("name", text("Ladder")), ("thing_kind", codes(&["equipment"]))], None));
    house.add(record(&house, Kind::Service, &[("name", text("Klussen")), ("cost", Value::Whole(125_005))], Some((-0.5, -3.25))));
    let story = [("name", text("Toen")), ("told_on", Value::Day("2021-05-04".parse().unwrap())), ("teller_agreed", Value::YesNo(true))];
    house.add(record(&house, Kind::Story, &story, None));
    house
}

/// All assets as a file, for stewards.
fn out(house: &House, format: Format) -> Vec<u8> {
    let kinds: Vec<Kind> = Kind::with_role(Role::Asset).collect();
    let graph = house.neighbourhood.snapshot();
    let view = graph.seen_by(wijkweb::consent::Audience::Stewards);
    let mut bytes = Vec::new();
    export(view, &kinds, format, house.state.neighbourhoods.surroundings().now(), &mut bytes).unwrap();
    bytes
}

fn bring_in(house: &House, bytes: &[u8]) -> (usize, Vec<String>) {
    let foreign: Foreign = read(bytes, &ReadOptions::default()).unwrap();
    let wishes = Wishes { source: "elders".to_owned(), ..Wishes::default() };
    let prepared = prepare(&house.neighbourhood.snapshot(), foreign, &wishes).unwrap();
    let odd = prepared.snags.iter().map(|snag| format!("{} {} {:?}", snag.reason.key(), snag.rows, snag.column)).collect();
    let surroundings = house.state.neighbourhoods.surroundings();
    let delivery = Delivery { id: surroundings.mint(), by: Actor::operator() };
    let (written, left_out) = run(&house.neighbourhood, prepared.plan.fresh, &delivery, surroundings, &|_, _| {}).unwrap();
    assert_eq!(left_out, []);
    (written, odd)
}

type Told = (Kind, String, Vec<(&'static str, Value)>, Option<String>, Visibility);

/// What an asset is, whatever its id and where it came from.
fn told(house: &House) -> Vec<Told> {
    let graph = house.neighbourhood.snapshot();
    let assets = graph.records().filter(|record| record.kind.role() == Role::Asset);
    let one = |record: &Record| {
        let place = record.whereabouts.as_ref().map(|place| format!("{:.6} {:.6}", place.middle().x, place.middle().y));
        let values = record.values.iter().map(|(name, value)| (name, value.clone())).collect();
        (record.kind, record.name().to_owned(), values, place, record.visibility)
    };
    let mut all: Vec<Told> = assets.map(one).collect();
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all
}

#[test]
fn what_is_written_for_elsewhere_is_there_the_same() {
    let house = furnished();
    for format in [Format::GeoJson, Format::Csv(Dialect::Comma), Format::Csv(Dialect::Semicolon)] {
        let elsewhere = House::empty();
        let file = out(&house, format);
        let (written, odd) = bring_in(&elsewhere, &file);
        assert_eq!(written, 4, "{format}: {odd:?}");
        assert_eq!(told(&elsewhere), told(&house), "{format}: {odd:?}");
        assert_eq!(bring_in(&elsewhere, &file).0, 0, "{format}: a second time adds nothing");
    }
}
