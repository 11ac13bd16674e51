use std::collections::BTreeSet;

use wijkweb::consent::{Audience, Channel, Consent, Scope};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::provenance::{Actor, Stamp};
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::neighbourhood::Order;
use wijkweb::neighbourhood::people::along::{Asked, Table, exports_that_may_hold, take_along, taken_along};
use wijkweb::neighbourhood::people::hear;
use wijkweb::words::Language;

use crate::own::somebody;
use crate::support::{Answer, House, Visitor, tie};

const TALENTS: [(&str, &str); 2] = [("purpose", "buurtavond over tuinieren"), ("table", "talents")];

fn says(house: &House, person: Id, yes: &[Scope], no: &[Scope]) {
    let stamp = Stamp { by: Actor::operator(), at: house.surroundings().now() };
    let consent = Consent {
        yes: yes.iter().copied().collect(),
        no: no.iter().copied().collect(),
        text_version: "1".to_owned(),
        language: "nl".to_owned(),
        channel: Channel::Spoken,
        by_guardian: false,
        given: stamp.at,
        witness: stamp.by.clone(),
    };
    let changes = hear(&house.neighbourhood.snapshot(), person, &consent, &stamp).unwrap();
    house.neighbourhood.write(Order { changes, by: stamp.by, at: stamp.at, delivery: None }).unwrap();
}

fn rows(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.body());
    answer.body().trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

fn take(visitor: &Visitor<'_>, fields: &[(&str, &str)]) -> Answer {
    visitor.post_form("/wijk/people/export", fields)
}

/// The code of the one thing this person can.
fn talent_of(house: &House, person: Id) -> String {
    let graph = house.neighbourhood.snapshot();
    let skill = graph.ties_of(person).into_iter().find(|tie| tie.kind == TieKind::HasTalent).unwrap().to;
    graph.record(skill).unwrap().values.text("code").unwrap().to_owned()
}

fn knows(house: &House, one: Id, other: Id) -> Tie {
    tie(house, TieKind::Knows, one.min(other), one.max(other))
}

#[test]
fn a_table_holds_those_who_agree_and_of_them_neither_name_nor_contact_nor_street() {
    let house = House::empty();
    somebody(&house, "Anna", &[Scope::Store, Scope::ShowNeighbours, Scope::WorkshopExport]);
    somebody(&house, "Bram", &[Scope::Store, Scope::ShowNeighbours, Scope::ShowPublic]);
    let taken = take(&house.builder(), &TALENTS);
    let (rows, body) = (rows(&taken), taken.body());
    assert_eq!(rows.len(), 2, "{body}");
    assert!(rows[0].starts_with("person;square_500m;tie;code;label"), "{}", rows[0]);
    assert!(rows[1].starts_with("P-0001;E"), "{}", rows[1]);
    for private in ["Anna", "06 12345678", "Kanariestraat", "vertelt graag", "bakfietsen", "bram"] {
        assert!(!body.contains(private), "{private} in {body}");
    }
    assert_eq!(taken.header("cache-control"), Some("no-store"));
    let square = rows[1].split(';').nth(1).unwrap();
    assert!(square[1..5].parse::<u16>().unwrap() % 5 == 0 && square[6..10].parse::<u16>().unwrap() % 5 == 0, "{square}");
}

#[test]
fn nothing_goes_out_that_is_not_written_down_with_what_it_is_for() {
    let house = House::empty();
    let anna = somebody(&house, "Anna", &[Scope::Store, Scope::WorkshopExport]);
    let builder = house.builder();
    let wanting = take(&builder, &[("purpose", "  "), ("table", "ties")]);
    assert_eq!((wanting.status, wanting.count("#purpose-error"), wanting.count("input[value=ties][checked]")), (422, 1, 1));
    assert!(taken_along(&house.neighbourhood.snapshot(), Audience::Stewards).is_empty());
    assert_eq!(take(&builder, &TALENTS).status, 200);
    let graph = house.neighbourhood.snapshot();
    let taken = taken_along(&graph, Audience::Builders).remove(0);
    assert_eq!((taken.purpose.as_str(), taken.table.as_str(), taken.persons), ("buurtavond over tuinieren", "talents", 1));
    assert!(taken.by.accounts().is_some() && taken.scopes == ["workshop_export"]);
    let list = house.steward().get("/wijk/people/exports");
    assert!(list.text("main").contains("buurtavond over tuinieren") && list.text("main").contains("Fatma"), "{}", list.text("main"));
    let record = graph.records().find(|record| record.kind == Kind::PersonsExport).unwrap();
    let mut other = record.clone();
    other.version += 1;
    other.values.set("purpose", Value::Text("iets anders".to_owned()));
    assert!(house.write(vec![wijkweb::inventory::change::Change::Record(other)]).is_err(), "what is registered stays");
    assert!(!format!("{record:?}").contains(&anna.to_string()), "who was in it is not written down");
}

#[test]
fn whoever_withdraws_while_a_table_goes_out_is_not_in_what_follows() {
    let house = House::empty();
    let people: Vec<Id> =
        ["Anna", "Bram", "Cas", "Dirk"].iter().map(|name| somebody(&house, name, &[Scope::Store, Scope::WorkshopExport])).collect();
    let stamp = Stamp { by: Actor::operator(), at: house.surroundings().now() };
    let asked = Asked { purpose: "avond".to_owned(), table: Table::Talents, group: String::new(), language: Language::Dutch };
    let mut along = take_along(&house.neighbourhood, asked, &stamp, house.surroundings()).unwrap();
    let first = along.next_rows().unwrap();
    assert_eq!(first.len(), 1);
    // Of those to come, one says no, one hides and one is erased.
    let is_to_come = |person: &&Id| talent_of(&house, **person) != first[0][3];
    let to_come: Vec<Id> = people.iter().filter(is_to_come).copied().collect();
    assert_eq!(to_come.len(), 3);
    says(&house, to_come[0], &[], &[Scope::WorkshopExport]);
    let changes = wijkweb::neighbourhood::people::hide(&house.neighbourhood.snapshot(), to_come[1], true, &stamp).unwrap();
    house.write(changes).unwrap();
    house.state.neighbourhoods.erase_persons(&House::slug(), &[to_come[2]], &stamp).unwrap();
    let rest: Vec<_> = std::iter::from_fn(|| along.next_rows()).flatten().collect();
    assert!(rest.is_empty(), "{rest:?}");
}

#[test]
fn who_know_each_other_goes_along_only_where_both_agree_and_under_new_names() {
    let house = House::empty();
    let scopes = [Scope::Store, Scope::Relations, Scope::WorkshopExport];
    let (anna, bram) = (somebody(&house, "Anna", &scopes), somebody(&house, "Bram", &scopes));
    let cas = somebody(&house, "Cas", &[Scope::Store, Scope::Relations]);
    for (one, other) in [(anna, bram), (bram, cas)] {
        house.join(knows(&house, one, other));
    }
    let ties = [("purpose", "avond"), ("table", "ties")];
    let builder = house.builder();
    let taken = rows(&take(&builder, &ties));
    assert_eq!(taken.len(), 2, "{taken:?}");
    let names: BTreeSet<_> = taken[1].split(';').take(2).collect();
    assert_eq!(names, BTreeSet::from(["P-0001", "P-0002"]));
    says(&house, bram, &[], &[Scope::WorkshopExport]);
    assert_eq!(rows(&take(&builder, &ties)).len(), 1);
}

#[test]
fn a_person_is_told_what_may_hold_something_of_them_and_nothing_else() {
    let house = House::empty();
    let builder = house.builder();
    let anna = somebody(&house, "Anna", &[Scope::Store]);
    let taken = |person| exports_that_may_hold(&house.neighbourhood.snapshot(), person).len();
    take(&builder, &TALENTS);
    assert_eq!(taken(anna), 0, "she did not agree then");
    house.pass(std::time::Duration::from_secs(60));
    says(&house, anna, &[Scope::WorkshopExport], &[]);
    take(&builder, &TALENTS);
    house.pass(std::time::Duration::from_secs(60));
    says(&house, anna, &[], &[Scope::WorkshopExport]);
    house.pass(std::time::Duration::from_secs(60));
    take(&builder, &TALENTS);
    let bram = somebody(&house, "Bram", &[Scope::Store, Scope::WorkshopExport]);
    house.pass(std::time::Duration::from_secs(60));
    assert_eq!((taken(anna), taken(bram)), (1, 1), "Bram came in the same second as the last");
}

#[test]
fn only_the_team_takes_along_and_sees_what_was_taken() {
    let house = House::empty();
    somebody(&house, "Anna", &[Scope::Store, Scope::WorkshopExport]);
    for visitor in [house.anonymous(), house.neighbour()] {
        assert_eq!(visitor.get("/wijk/people/export").status, 403);
        assert_eq!(visitor.get("/wijk/people/exports").status, 403);
        assert_eq!(take(&visitor, &TALENTS).status, 403);
    }
    assert!(house.builder().get("/wijk/people/export").text(".message.warning").contains("herkent"));
}
