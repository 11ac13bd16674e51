use wijkweb::inventory::change::{Change, Removal};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;

use crate::support::{Answer, House, Visitor, record, tie};

fn place(house: &House, name: &str) -> Record {
    record(house, Kind::Place, &[("name", Value::Text(name.to_owned()))], None)
}

fn renamed(house: &House, id: Id, name: &str) -> Record {
    let mut record = Record::clone(house.neighbourhood.snapshot().record(id).unwrap());
    record.version += 1;
    record.values.set("name", Value::Text(name.to_owned()));
    record
}

fn removal(house: &House, id: Id) -> Change {
    let version = house.neighbourhood.snapshot().record(id).unwrap().version;
    Change::Remove(Removal { id, version })
}

fn undo(steward: &Visitor<'_>, seq: u64) -> Answer {
    steward.post_form(&format!("/wijk/changes/{seq}/undo"), &[])
}

fn last(house: &House) -> u64 {
    house.neighbourhood.past().last_seq()
}

fn name_and_version(house: &House, id: Id) -> Option<(String, u32)> {
    house.neighbourhood.snapshot().record(id).map(|record| (record.name().to_owned(), record.version))
}

#[test]
fn whoever_saved_something_can_undo_it_at_once_and_do_it_again() {
    let house = House::empty();
    let steward = house.steward();
    let id = house.surroundings().mint();
    let sent = steward.post_form("/wijk/assets", &[("id", &id.to_string()), ("kind", "place"), ("name", "Buurttuin")]);
    let page = steward.get(sent.header("location").unwrap());
    let form = page.attribute(".message.ok form", "action").unwrap();
    assert_eq!(form, format!("/wijk/changes/{}/undo", last(&house)));
    assert_eq!(house.anonymous().get(sent.header("location").unwrap()).count("form[action*=undo]"), 0);
    let undone = steward.post_form(&form, &[]);
    assert_eq!((undone.status, undone.text("h1")), (200, "Ongedaan gemaakt".to_owned()));
    assert!(undone.text("main").contains("Weggehaald") && undone.text("main").contains("Buurttuin"));
    assert_eq!(steward.get(&format!("/wijk/assets/{id}")).status, 404);
    assert_eq!(undo(&steward, last(&house) - 1).text("h1"), "Dit was al ongedaan gemaakt");
    let again = steward.post_form(&undone.attribute("main form", "action").unwrap(), &[]);
    assert!(again.text("main").contains("Teruggezet"), "{}", again.text("main"));
    assert_eq!(name_and_version(&house, id), Some(("Buurttuin".to_owned(), 3)));
}

#[test]
fn a_new_tie_is_undone_without_touching_what_it_joined() {
    let house = House::empty();
    let steward = house.steward();
    let (shed, yard) = (house.add(place(&house, "Schuur")), house.add(place(&house, "Erf")));
    let (id, from, to) = (house.surroundings().mint().to_string(), shed.to_string(), yard.to_string());
    let fields = [("id", id.as_str()), ("tie", "part_of"), ("from", &from), ("to", &to), ("at", &from)];
    let sent = steward.post_form("/wijk/ties", &fields);
    let form = steward.get(sent.header("location").unwrap()).attribute(".message.ok form", "action").unwrap();
    let undone = steward.post_form(&form, &[]);
    assert!(undone.text("main li").contains("Schuur hoort bij Erf"), "{}", undone.text("main"));
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{shed}")).count(".connections li"), 0);
    assert_eq!(name_and_version(&house, yard), Some(("Erf".to_owned(), 1)));
}

#[test]
fn what_was_changed_becomes_what_it_was_as_a_next_version() {
    let house = House::empty();
    let id = house.add(place(&house, "Schuur"));
    house.write(vec![Change::Record(renamed(&house, id, "Loods"))]).unwrap();
    let undone = undo(&house.steward(), last(&house));
    assert!(undone.text("main").contains("Weer zoals eerst"));
    assert_eq!(name_and_version(&house, id), Some(("Schuur".to_owned(), 3)));
}

#[test]
fn what_was_taken_away_comes_back_with_its_ties_under_the_same_ids() {
    let house = House::empty();
    let (shed, yard) = (house.add(place(&house, "Schuur")), house.add(place(&house, "Erf")));
    let tie = house.join(tie(&house, TieKind::PartOf, shed, yard));
    house.write(vec![Change::Record(renamed(&house, shed, "Loods"))]).unwrap();
    house.write(vec![removal(&house, shed)]).unwrap();
    let seq = last(&house);
    assert_eq!(undo(&house.steward(), seq).status, 200);
    assert_eq!(name_and_version(&house, shed), Some(("Loods".to_owned(), 4)));
    assert_eq!(house.neighbourhood.snapshot().tie(tie).map(|tie| (tie.from, tie.to, tie.version)), Some((shed, yard, 3)));
    // Taken away once more and brought back once more, its versions still count on.
    house.write(vec![removal(&house, shed)]).unwrap();
    assert_eq!(undo(&house.steward(), last(&house)).status, 200);
    assert_eq!(name_and_version(&house, shed), Some(("Loods".to_owned(), 6)));
}

#[test]
fn saving_an_old_form_does_not_bring_back_what_was_taken_away() {
    let house = House::empty();
    let id = house.add(place(&house, "Schuur"));
    let late = renamed(&house, id, "Loods");
    house.write(vec![removal(&house, id)]).unwrap();
    assert!(house.write(vec![Change::Record(late.clone())]).is_err());
    assert!(house.write(vec![Change::Record(Record { version: 4, ..late.clone() })]).is_err());
    assert_eq!(name_and_version(&house, id), None);
    assert!(house.write(vec![Change::Record(Record { version: 3, ..late })]).is_ok());
}

#[test]
fn what_was_worked_on_since_is_named_and_then_nothing_is_undone() {
    let house = House::empty();
    let steward = house.steward();
    let (shed, yard) = (place(&house, "Schuur"), place(&house, "Erf"));
    let (shed_id, yard_id) = (shed.id, yard.id);
    house.write(vec![Change::Record(shed), Change::Record(yard)]).unwrap();
    let both = last(&house);
    house.write(vec![Change::Record(renamed(&house, yard_id, "Hof"))]).unwrap();
    let refused = undo(&steward, both);
    assert_eq!((refused.status, refused.texts(".message li")), (409, vec!["Hof: dit is daarna veranderd".to_owned()]));
    assert_eq!(name_and_version(&house, shed_id), Some(("Schuur".to_owned(), 1)));
    house.write(vec![removal(&house, yard_id)]).unwrap();
    assert_eq!(undo(&steward, both).texts(".message li"), ["“Erf”: dit is daarna weggehaald"]);
    let alone = house.add(place(&house, "Kas"));
    let added = last(&house);
    house.join(tie(&house, TieKind::PartOf, alone, shed_id));
    assert_eq!(undo(&steward, added).texts(".message li"), ["Kas: hier is daarna iets anders mee verbonden"]);
    assert!(name_and_version(&house, alone).is_some());
    house.write(vec![removal(&house, alone)]).unwrap();
    let gone = last(&house);
    undo(&steward, gone);
    house.write(vec![Change::Record(renamed(&house, alone, "Broeikas"))]).unwrap();
    assert!(undo(&steward, gone).text(".message li").contains("dit is daarna al teruggezet"));
}

#[test]
fn a_tie_does_not_come_back_to_a_record_that_is_gone() {
    let house = House::empty();
    let (shed, yard) = (house.add(place(&house, "Schuur")), house.add(place(&house, "Erf")));
    let tie = house.join(tie(&house, TieKind::PartOf, shed, yard));
    house.write(vec![Change::Remove(Removal { id: tie, version: 1 })]).unwrap();
    let untied = last(&house);
    house.write(vec![removal(&house, yard)]).unwrap();
    let refused = undo(&house.steward(), untied);
    assert_eq!((refused.status, refused.count(".message li")), (409, 1));
    assert!(refused.text(".message li").contains("niet meer"), "{}", refused.text(".message li"));
}

#[test]
fn the_neighbourhood_itself_and_words_in_use_are_not_undone() {
    let house = House::empty();
    let begun = last(&house);
    house.add(record(
        &house,
        Kind::Place,
        &[("name", Value::Text("Zaal".into())), ("functions", Value::Codes(vec!["meeting".into()]))],
        None,
    ));
    let refused = undo(&house.steward(), begun);
    assert_eq!(refused.status, 409);
    let named = refused.texts(".message li");
    assert_eq!(named.len(), 2, "{named:?}");
    assert!(named.iter().any(|line| line.starts_with("De Wijk: een wijk kan hier niet zonder")), "{named:?}");
    assert!(named.iter().any(|line| line.ends_with("dit woord wordt intussen gebruikt")), "{named:?}");
}

#[test]
fn only_a_steward_undoes_and_only_what_was_done() {
    let house = House::empty();
    let id = house.add(place(&house, "Schuur"));
    assert_eq!(undo(&house.anonymous(), last(&house)).status, 403);
    assert!(name_and_version(&house, id).is_some());
    for seq in ["0", "99", "18446744073709551615", "18446744073709551616", "-1", "x"] {
        assert_eq!(house.steward().post_form(&format!("/wijk/changes/{seq}/undo"), &[]).status, 404, "{seq}");
    }
}
