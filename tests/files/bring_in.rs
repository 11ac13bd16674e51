use wijkweb::consent::{Agreed, Channel, Scope, entries};
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use crate::support::{Answer, House, Visitor, record};

/// What a steward states of a file whose columns tell the consent.
const BY_COLUMNS: [(&str, &str); 6] =
    [("rests_on", "columns"), ("agreed_on", "2023-11-01"), ("wording", "1"), ("how", "paper"), ("adults", "yes"), ("proof", "yes")];

const PEOPLE: &[u8] =
    "naam;telefoon;talent;wil leren;lid van;straat;huisnummer;precisie;BSN;toestemming_bewaren;show_neighbours;statistics\n\
    Fatima;06 12345678;zingen|raketbouw;tuinieren;;Kolkstraat;12;straat;123456782;ja;ja;nee\n\
    Bram;;koken;;;;;;;nee;ja;ja\n\
    Chantal;;koken;;;;;;;;;\n\
    Dirk;;koken;;Kerkkoor;;;;;ja;;\n"
        .as_bytes();

fn hand_in(visitor: &Visitor<'_>, name: &str, bytes: &[u8]) -> String {
    let answer = visitor.post_files("/wijk/people/import", &[], &[("file", name, bytes)]);
    assert_eq!(answer.status, 303, "{}", answer.body());
    answer.header("location").unwrap().to_owned()
}

fn state(visitor: &Visitor<'_>, page: &str, stated: &[(&str, &str)], act: &str) -> Answer {
    let fields: Vec<_> = stated.iter().copied().chain([("act", act)]).collect();
    visitor.post_form(page, &fields)
}

fn person(house: &House, name: &str) -> Option<Record> {
    house.neighbourhood.snapshot().persons().find(|person| person.name() == name).cloned()
}

/// Nothing of the file stands in any file of the data folder.
fn is_on_disk(house: &House, needle: &str) -> bool {
    fn any(folder: &std::path::Path, needle: &[u8]) -> bool {
        std::fs::read_dir(folder).unwrap().filter_map(Result::ok).any(|entry| {
            let path = entry.path();
            if path.is_dir() {
                any(&path, needle)
            } else {
                std::fs::read(&path).unwrap_or_default().windows(needle.len()).any(|part| part == needle)
            }
        })
    }
    any(house.folder(), needle.as_bytes())
}

#[test]
fn nobody_is_kept_before_it_is_stated_how_they_agreed_and_then_only_who_said_yes() {
    let house = House::empty();
    let steward = house.steward();
    let page = hand_in(&steward, "bewoners.csv", PEOPLE);
    let shown = steward.get(&page);
    assert_eq!(shown.status, 200, "{}", shown.body());
    assert_eq!(shown.count("main input[checked]"), 0, "nothing is ticked beforehand");
    assert!(shown.text("main").contains("burgerservicenummer"), "{}", shown.text("main"));
    assert!(!is_on_disk(&house, "Fatima"));

    let wanting = state(&steward, &page, &[("rests_on", "columns"), ("own_words", "Onze eigen tekst")], "write");
    assert_eq!(wanting.status, 422);
    assert_eq!(wanting.lines("#own_words").unwrap(), "Onze eigen tekst", "what was typed is still there");
    assert!(wanting.count("[role=alert] li") >= 4, "{}", wanting.text("[role=alert]"));
    assert!(person(&house, "Fatima").is_none());

    let look = state(&steward, &page, &BY_COLUMNS, "look");
    assert_eq!(look.status, 200);
    let odd = look.text(".snags li");
    for said in
        ["Rij 3-4: Deze persoon zei geen ja", "Rij 2, kolom “talent”, waarde “raketbouw”", "Rij 5, kolom “lid van”, waarde “Kerkkoor”"]
    {
        assert!(odd.contains(said), "{said} in {odd}");
    }
    assert!(person(&house, "Fatima").is_none(), "looking writes nothing");

    let done = state(&steward, &page, &BY_COLUMNS, "write");
    assert_eq!(done.status, 200, "{}", done.text("main"));
    assert!(person(&house, "Bram").is_none() && person(&house, "Chantal").is_none());
    let fatima = person(&house, "Fatima").unwrap();
    let agreed = Agreed::of(&fatima);
    assert_eq!(agreed.scopes().collect::<Vec<_>>(), [Scope::Store, Scope::ShowNeighbours]);
    assert_eq!(fatima.visibility, Visibility::Neighbours);
    let entry = entries(&fatima).next().flatten().unwrap();
    assert_eq!((entry.channel, entry.text_version.as_str(), entry.given.day().to_string().as_str()), (Channel::File, "1", "2023-11-01"));
    assert!(entry.witness.accounts().is_some(), "the account that brought it in");
    assert!(fatima.values.text("description").unwrap().contains("raketbouw"));
    assert!(fatima.values.iter().all(|(_, value)| !format!("{value:?}").contains("123456782")));
    assert!(fatima.values.text("home").is_some() && !format!("{fatima:?}").contains("\"12\""), "the door itself is not kept");
    let graph = house.neighbourhood.snapshot();
    let ties: Vec<_> = graph.ties_of(fatima.id).into_iter().map(|tie| tie.kind).collect();
    assert!(ties.contains(&TieKind::HasTalent) && ties.contains(&TieKind::WantsToLearn), "{ties:?}");
    assert!(!is_on_disk(&house, "Fatima"), "what is kept is sealed");
    let proof = graph.records().find(|record| record.kind == Kind::ConsentBasis).unwrap();
    assert_eq!((proof.values.text("wording"), proof.values.codes("asked_how")), (Some("1"), ["paper".to_owned()].as_slice()));
}

#[test]
fn all_in_a_file_can_have_agreed_to_the_same_in_words_that_are_kept() {
    let house = House::empty();
    let steward = house.steward();
    let page = hand_in(&steward, "koor.csv", b"naam\nAnna\nBas\n");
    let own = "Mogen wij u bewaren?";
    let without_store = [
        ("rests_on", "attested"),
        ("scope", "statistics"),
        ("agreed_on", "2023-11-01"),
        ("wording", "own"),
        ("own_words", own),
        ("how", "spoken"),
        ("adults", "yes"),
        ("proof", "yes"),
    ];
    let refused = state(&steward, &page, &without_store, "write");
    assert_eq!(refused.status, 422, "nobody is kept who did not agree to that");
    let mut stated = without_store.to_vec();
    stated.push(("scope", "store"));
    assert_eq!(state(&steward, &page, &stated, "write").status, 200);
    let anna = person(&house, "Anna").unwrap();
    assert_eq!(Agreed::of(&anna).scopes().collect::<Vec<_>>(), [Scope::Store, Scope::Statistics]);
    let version = entries(&anna).next().flatten().unwrap().text_version;
    let graph = house.neighbourhood.snapshot();
    let proof = graph.records().find(|record| record.kind == Kind::ConsentBasis).unwrap();
    assert_eq!(version, format!("file:{}", proof.values.text("delivery").unwrap()));
    assert_eq!(proof.values.text("wording"), Some(own));
    let gone =
        house.write(vec![wijkweb::inventory::change::Change::Remove(wijkweb::inventory::change::Removal { id: proof.id, version: 1 })]);
    assert!(gone.is_err(), "the proof stays");
}

#[test]
fn who_is_too_young_or_was_asked_too_long_ago_stays_out() {
    let house = House::empty();
    let steward = house.steward();
    let file = "naam;16+;ouder;store;show_public;toestemmingsdatum\n\
        Jong;nee;;ja;;1-11-2023\n\
        Kind;nee;ja;ja;ja;1-11-2023\n\
        Onbekend;;;ja;;1-11-2023\n\
        Oud;ja;;ja;;1-1-2020\n\
        Morgen;ja;;ja;;1-1-2030\n\
        Goed;ja;;ja;;14-11-2023\n";
    let page = hand_in(&steward, "a.csv", file.as_bytes());
    let stated = [("rests_on", "columns"), ("wording", "1"), ("how", "paper"), ("proof", "yes")];
    let done = state(&steward, &page, &stated, "write");
    assert_eq!(done.status, 200, "{}", done.text("main"));
    for name in ["Jong", "Onbekend", "Oud", "Morgen"] {
        assert!(person(&house, name).is_none(), "{name}");
    }
    assert!(person(&house, "Goed").is_some());
    let child = person(&house, "Kind").unwrap();
    assert!(Agreed::of(&child).by_guardian() && !Agreed::of(&child).to(Scope::ShowPublic));
}

#[test]
fn the_same_file_adds_nothing_and_who_may_be_here_already_becomes_a_question() {
    let house = House::empty();
    let steward = house.steward();
    let file = b"id;naam;telefoon;store\n1;Anna;06-12345678;ja\n2;Bas;;ja\n";
    for _ in 0..2 {
        let page = hand_in(&steward, "lijst.csv", file);
        state(&steward, &page, &BY_COLUMNS, "write");
    }
    let graph = house.neighbourhood.snapshot();
    assert_eq!(graph.persons().count(), 2);
    let page = hand_in(&steward, "andere.csv", b"naam;mobiel;store\nA. de Vries;+31 6 1234 5678;ja\n");
    assert_eq!(state(&steward, &page, &BY_COLUMNS, "write").status, 200);
    let anna = person(&house, "Anna").unwrap();
    assert_eq!(person(&house, "A. de Vries").unwrap().likely_same_as, Some(anna.id));
}

#[test]
fn taking_a_file_back_erases_its_people_and_they_do_not_come_back_with_it() {
    let house = House::empty();
    let steward = house.steward();
    let page = hand_in(&steward, "lijst.csv", b"naam;store\nAnna;ja\nBas;ja\n");
    let done = state(&steward, &page, &BY_COLUMNS, "write");
    let undo = done.attributes("form[action$=undo]", "action").remove(0);
    let undone = steward.post_form(&undo, &[]);
    assert_eq!(undone.status, 200, "{}", undone.text("main"));
    assert_eq!(house.neighbourhood.snapshot().persons().count(), 0);
    let page = hand_in(&steward, "lijst.csv", b"naam;store\nAnna;ja\nCas;ja\n");
    let again = state(&steward, &page, &BY_COLUMNS, "write");
    assert!(person(&house, "Anna").is_none() && person(&house, "Cas").is_some(), "{}", again.text("main"));
}

#[test]
fn a_group_that_says_much_of_its_members_is_left_out() {
    let house = House::empty();
    let steward = house.steward();
    let text = |text: &str| Value::Text(text.to_owned());
    let kinds = house.neighbourhood.snapshot();
    let sensitive = kinds.records().find(|record| record.values.get("sensitive") == Some(&Value::YesNo(true))).unwrap();
    let code = sensitive.values.text("code").unwrap().to_owned();
    house.add(record(&house, Kind::Association, &[("name", text("De Kring")), ("association_kind", Value::Codes(vec![code]))], None));
    house.add(record(&house, Kind::Association, &[("name", text("Tuinclub"))], None));
    let page = hand_in(&steward, "lijst.csv", b"naam;lid van;store\nAnna;De Kring|tuinclub;ja\n");
    let look = state(&steward, &page, &BY_COLUMNS, "look");
    assert!(look.text(".snags li").contains("De Kring"));
    state(&steward, &page, &BY_COLUMNS, "write");
    let anna = person(&house, "Anna").unwrap();
    assert_eq!(house.neighbourhood.snapshot().ties_of(anna.id).len(), 1);
}

#[test]
fn only_stewards_bring_residents_in_and_the_general_import_says_where() {
    let house = House::empty();
    let page = hand_in(&house.steward(), "lijst.csv", b"naam;store\nAnna;ja\n");
    for visitor in [house.anonymous(), house.neighbour(), house.builder()] {
        assert_eq!(visitor.get("/wijk/people/import").status, 403);
        assert_eq!(visitor.get(&page).status, 403);
        assert_eq!(state(&visitor, &page, &BY_COLUMNS, "write").status, 403);
    }
    let steward = house.steward();
    assert_eq!(steward.get("/wijk/people/import").status, 200);
    assert_eq!(steward.get("/wijk/import").count("main a[href$='people/import']"), 1);
    house.pass(std::time::Duration::from_secs(2 * 60 * 60));
    assert_eq!(steward.get(&page).status, 404, "after an hour the file is gone");
}
