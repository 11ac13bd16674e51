use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use crate::support::{Answer, House, Visitor, record, tie};

const FORM: &str = "main form[method=post]";

fn named(house: &House, kind: Kind, name: &str) -> Id {
    house.add(record(house, kind, &[("name", Value::Text(name.to_owned()))], None))
}

fn known(house: &House, id: Id) -> Record {
    Record::clone(house.neighbourhood.snapshot().record(id).unwrap())
}

/// Shows what would happen, and does it.
fn act(steward: &Visitor<'_>, chosen: &[(&str, &str)], wish: &[(&str, &str)]) -> (Answer, Answer) {
    let show = [chosen, wish, &[("step", "show")]].concat();
    let shown = steward.post_form("/wijk/many", &show);
    assert_eq!(shown.status, 200, "{}", shown.text("main"));
    let done = steward.post_with("/wijk/many", &shown.form(FORM), &[("step", "do")]);
    (shown, done)
}

#[test]
fn a_steward_ticks_records_on_the_list_and_tags_them_all_at_once() {
    let house = House::empty();
    let steward = house.steward();
    let [one, other, third] = ["Kas", "Schuur", "Veld"].map(|name| named(&house, Kind::Place, name));
    let list = steward.get("/wijk/assets?kind=place");
    assert_eq!(list.count("form[action='/wijk/many'] input[name=id]"), 3);
    assert_eq!(house.anonymous().get("/wijk/assets?kind=place").count("input[name=id]"), 0);
    let (one_id, other_id) = (one.to_string(), other.to_string());
    let chosen = [("question", "kind=place"), ("id", one_id.as_str()), ("id", other_id.as_str())];
    let asked = steward.post_form("/wijk/many", &chosen);
    assert_eq!(asked.text("h1"), "2 dingen wijzigen");
    let (shown, done) = act(&steward, &chosen, &[("act", "add_tags"), ("tags", "groen, samen")]);
    assert!(shown.text("main").contains("2 dingen veranderen"));
    let address = done.header("location").unwrap();
    assert!(address.starts_with("/wijk/assets?kind=place&done=many&change="), "{address}");
    for id in [one, other] {
        assert_eq!(known(&house, id).values.codes("tags"), ["groen", "samen"]);
    }
    assert_eq!(known(&house, third).version, 1);
    let list = steward.get(address);
    steward.post_form(&list.attribute(".message.ok form", "action").unwrap(), &[]);
    assert_eq!(known(&house, one).values.codes("tags"), [] as [String; 0], "one undo for all");
    act(&steward, &chosen, &[("act", "add_tags"), ("tags", "groen, samen")]);
    act(&steward, &chosen, &[("act", "remove_tags"), ("tags", "groen")]);
    assert_eq!(known(&house, other).values.codes("tags"), ["samen"]);
}

#[test]
fn all_of_a_question_can_be_changed_however_many_there_are() {
    let house = House::empty();
    let steward = house.steward();
    let places: Vec<_> = (0..3_000).map(|n| record(&house, Kind::Place, &[("name", Value::Text(format!("Plek {n}")))], None)).collect();
    house.write(places.into_iter().map(wijkweb::inventory::change::Change::Record).collect()).unwrap();
    let club = named(&house, Kind::Association, "Plek voor plezier");
    let before = house.neighbourhood.past().last_seq();
    let chosen = [("question", "q=plek"), ("all", "yes")];
    let (shown, done) = act(&steward, &chosen, &[("act", "set_term"), ("term", "functions:meeting")]);
    assert!(shown.text("main").contains("3000 dingen veranderen") || shown.text("main").contains("3.000 dingen veranderen"));
    assert!(shown.text(".message.warning").contains("Dit past niet bij deze soort") && shown.text(".message.warning").contains("plezier"));
    assert_eq!((done.status, house.neighbourhood.past().last_seq()), (303, before + 1), "one change");
    assert_eq!(house.anonymous().get("/wijk/assets?function=meeting&q=plek").text("#found").matches('3').count(), 1);
    assert_eq!(known(&house, club).version, 1);
    let (again, done) = act(&steward, &chosen, &[("act", "set_term"), ("term", "functions:meeting")]);
    assert!(again.text("main").contains("zijn al zo"));
    assert!(done.header("location").unwrap().contains("done=unchanged"));
}

#[test]
fn who_sees_it_its_last_day_and_its_word_are_set_for_many() {
    let house = House::empty();
    let steward = house.steward();
    let (open, young) = (named(&house, Kind::Association, "Club"), named(&house, Kind::Association, "Bond"));
    let mut begun = known(&house, young);
    begun.version = 2;
    begun.validity.from = "2023-06-01".parse().ok();
    house.add(begun);
    let chosen = [("question", "kind=association"), ("all", "yes")];
    let (shown, _) = act(&steward, &chosen, &[("act", "end"), ("valid_to", "2023-01-01")]);
    assert!(shown.text(".message.warning").contains("Bond"), "it cannot end before it begins");
    assert_eq!((known(&house, open).validity.to, known(&house, young).validity.to), ("2023-01-01".parse().ok(), None));
    act(&steward, &chosen, &[("act", "see"), ("visibility", "stewards")]);
    assert_eq!(known(&house, young).visibility, Visibility::Stewards);
    let term = steward.post_form("/wijk/many", &chosen).attributes("#term option[value^='association_kind:']", "value").remove(0);
    act(&steward, &chosen, &[("act", "set_term"), ("term", &term)]);
    assert_eq!(known(&house, open).values.codes("association_kind"), [term.split_once(':').unwrap().1]);
    act(&steward, &chosen, &[("act", "remove_term"), ("term", &term)]);
    assert_eq!(known(&house, open).values.codes("association_kind"), [] as [String; 0]);
}

#[test]
fn many_things_move_to_another_place() {
    let house = House::empty();
    let steward = house.steward();
    let [bike, saw] = ["Bakfiets", "Zaag"].map(|name| named(&house, Kind::Thing, name));
    let old = named(&house, Kind::Place, "Oude schuur");
    let new = house.add(record(&house, Kind::Place, &[("name", Value::Text("Nieuwe schuur".to_owned()))], Some((5.2, 52.2))));
    let story = named(&house, Kind::Story, "Over fietsen");
    let long = house.join(tie(&house, TieKind::LocatedAt, bike, old));
    let mut today = tie(&house, TieKind::LocatedAt, saw, old);
    today.validity.from = "2023-11-15".parse().ok();
    let today = house.join(today);
    let ids = [bike, saw, story].map(|id| id.to_string());
    let chosen: Vec<_> = ids.iter().map(|id| ("id", id.as_str())).collect();
    let wish = [("act", "move"), ("place_q", "schuur"), ("step", "show")];
    let asked = steward.post_form("/wijk/many", &[chosen.as_slice(), &wish].concat());
    assert_eq!(asked.count("#place input[name=place]"), 2, "{}", asked.text("main"));
    let place = new.to_string();
    let (shown, done) = act(&steward, &chosen, &[("act", "move"), ("place", &place), ("point", "yes")]);
    assert!(shown.text(".message.warning").contains("Over fietsen"), "a story is nowhere");
    assert_eq!(done.status, 303);
    let graph = house.neighbourhood.snapshot();
    assert_eq!(graph.tie(long).unwrap().validity.to, "2023-11-14".parse().ok(), "until yesterday");
    assert!(graph.tie(today).is_none(), "it never was there a whole day");
    for id in [bike, saw] {
        let there: Vec<_> = graph.ties_of(id).into_iter().filter(|tie| tie.to == new).map(|tie| tie.validity.from).collect();
        assert_eq!(there, ["2023-11-15".parse().ok()]);
        assert_eq!(known(&house, id).whereabouts, known(&house, new).whereabouts);
    }
    let list = steward.get(done.header("location").unwrap());
    let undone = steward.post_form(&list.attribute(".message.ok form", "action").unwrap(), &[]);
    assert_eq!(undone.text("h1"), "Ongedaan gemaakt", "{}", undone.text("main"));
    assert!(house.neighbourhood.snapshot().tie(today).is_some());
}

#[test]
fn what_changed_since_it_was_shown_is_shown_again() {
    let house = House::empty();
    let steward = house.steward();
    let id = named(&house, Kind::Place, "Kas");
    let chosen = [("question", "kind=place"), ("all", "yes")];
    let shown = steward.post_form("/wijk/many", &[chosen.as_slice(), &[("act", "add_tags"), ("tags", "groen"), ("step", "show")]].concat());
    named(&house, Kind::Place, "Schuur");
    let again = steward.post_with("/wijk/many", &shown.form(FORM), &[("step", "do")]);
    assert_eq!((again.status, known(&house, id).version), (409, 1));
    assert!(again.text("main").contains("2 dingen veranderen"));
    assert_eq!(steward.post_with("/wijk/many", &again.form(FORM), &[("step", "do")]).status, 303);
    let repeated = steward.post_with("/wijk/many", &again.form(FORM), &[("step", "do")]);
    assert!(repeated.header("location").unwrap().contains("done=unchanged"), "sent twice");
}

#[test]
fn what_is_unclear_is_asked_and_only_of_stewards() {
    let house = House::empty();
    let steward = house.steward();
    named(&house, Kind::Place, "Kas");
    assert_eq!(house.anonymous().get("/wijk/many").status, 403);
    assert_eq!(house.anonymous().post_form("/wijk/many", &[("all", "yes")]).status, 403);
    assert_eq!((steward.get("/wijk/many").status, steward.post_form("/wijk/many", &[]).status), (200, 422));
    let wrong = [
        (vec![("act", "add_tags")], "#tags"),
        (vec![("act", "set_term"), ("term", "functions:flying")], "#term"),
        (vec![("act", "see"), ("visibility", "self")], "#visibility"),
        (vec![("act", "end"), ("valid_to", "ooit")], "#valid_to"),
        (vec![("act", "dance")], "#act"),
    ];
    for (wish, at) in wrong {
        let page = steward.post_form("/wijk/many", &[wish.as_slice(), &[("all", "yes"), ("step", "show")]].concat());
        assert_eq!((page.status, page.attributes(".message.error a", "href")), (422, vec![at.to_owned()]));
    }
}
