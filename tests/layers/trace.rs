use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use super::{ask, codes, furnished, layers, text};
use crate::support::{House, record};

/// Everything a visitor of whom nothing is known can hear of the layers: status, headers and body.
fn heard(house: &House) -> Vec<String> {
    let mut addresses = vec![String::new(), "/api".to_owned(), "/conformance".to_owned(), "/collections".to_owned()];
    for layer in layers() {
        addresses.push(format!("/collections/{layer}"));
        addresses.push(format!("/collections/{layer}/schema"));
        for query in [
            "",
            "?limit=1",
            "?q=geheim",
            "?q=tuin",
            "?bbox=4,51,6,53",
            "?tag=geheim",
            "?function=meeting",
            "?datetime=2020-01-01",
            "?name=Geheim",
            "?email=x",
        ] {
            addresses.push(format!("/collections/{layer}/items{query}"));
        }
    }
    let visitor = house.anonymous();
    let mut all = Vec::new();
    let files = ["/wijk/export/geojson", "/wijk/export/csv", "/wijk/export/csv?kind=association"].map(str::to_owned);
    for address in addresses.into_iter().map(|address| format!("/wijk/ogc{address}")).chain(files) {
        for answer in [ask(&visitor, &address), visitor.get(&address)] {
            all.push(format!("{address} {} {:?} {}", answer.status, answer.headers, answer.body()));
        }
    }
    all
}

fn hidden(house: &House, kind: Kind, fields: &[(&'static str, Value)]) -> Record {
    let mut record = record(house, kind, fields, kind.declaration().located.then_some((5.5, 52.5)));
    record.visibility = Visibility::Stewards;
    record.validity.from = Some("2019-01-01".parse().unwrap());
    record
}

#[test]
fn hidden_records_and_fields_leave_no_trace() {
    let (house, ids) = furnished();
    let before = heard(&house);
    let tagged = [("name", text("Geheim")), ("tags", codes(&["geheim"])), ("functions", codes(&["meeting"]))];
    let secret = house.add(hidden(&house, Kind::Place, &tagged));
    house.add(hidden(&house, Kind::Area, &[("name", text("Geheim gebied"))]));
    house.add(hidden(&house, Kind::Story, &[("name", text("Geheim verhaal")), ("teller", text("Iemand"))]));
    assert!(before == heard(&house), "a hidden record changed what everyone hears");

    let answer = ask(&house.anonymous(), &format!("/wijk/ogc/collections/places/items/{secret}"));
    let nothing = ask(&house.anonymous(), "/wijk/ogc/collections/places/items/019c1b0e-9b20-7000-8000-000000000374");
    assert_eq!((answer.status, answer.bytes), (404, nothing.bytes));
    let after = |id: wijkweb::inventory::id::Id| ask(&house.anonymous(), &format!("/wijk/ogc/collections/places/items?after={id}")).body();
    assert!(!after(ids[2]).contains("Geheim"));

    let steward = house.steward();
    let seen = ask(&steward, "/wijk/ogc/collections/places/items");
    assert!(seen.body().contains("Geheim") && seen.body().contains("\"visibility\":\"stewards\""));
    assert_eq!(seen.header("cache-control"), Some("no-store"));
}

#[test]
fn a_field_for_others_leaves_no_trace() {
    let with = |contact: &str| {
        let house = House::empty();
        let mut fields = vec![("name", text("Koor")), ("meets", text("dinsdag"))];
        if !contact.is_empty() {
            fields.push(("email", text(contact)));
            fields.push(("contact_name", text("Kanarie")));
        }
        house.add(record(&house, Kind::Association, &fields, Some((5.0, 52.0))));
        house
    };
    let (without, with) = (with(""), with("kanarie@wijk.example"));
    assert!(heard(&without) == heard(&with), "a field for neighbours changed what everyone hears");
    assert!(ask(&with.steward(), "/wijk/ogc/collections/associations/items").body().contains("kanarie@wijk.example"));
}
