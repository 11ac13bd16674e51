use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::whereabouts::Whereabouts;

use crate::support::{House, record};

const FORM: &str = "main form[method=post]:has(input[name=seen])";

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn shed(house: &House) -> (Id, String) {
    let values =
        [("name", text("De Schuur")), ("description", text("Een schuur met fietsen. Open op zaterdag.")), ("threat", text("sloop"))];
    let id = house.add(record(house, Kind::Place, &values, Some((5.11, 52.09))));
    (id, format!("/wijk/assets/{id}/edit"))
}

fn known(house: &House, id: Id) -> Record {
    Record::clone(house.neighbourhood.snapshot().record(id).unwrap())
}

#[test]
fn who_is_overtaken_sees_both_texts_and_joins_them() {
    let house = House::empty();
    let (id, address) = shed(&house);
    let (one, other) = (house.steward(), house.steward());
    let (first, second) = (one.get(&address).form(FORM), other.get(&address).form(FORM));
    let theirs =
        [("name", "Fietsenschuur"), ("description", "Een schuur met fietsen. Open op zaterdag en zondag."), ("opening_hours", "altijd")];
    assert_eq!(one.post_with(&address, &first, &theirs).status, 303);
    let mine = [
        ("name", "Grote Schuur"),
        ("description", "Een grote schuur met fietsen. Open op zaterdag."),
        ("threat", ""),
        ("latitude", "52.5"),
    ];
    let page = other.post_with(&address, &second, &mine);
    assert_eq!((page.status, known(&house, id).version), (409, 2), "nothing is written");
    assert_eq!(page.attributes("fieldset.disputed", "id"), ["take-name", "take-description"]);
    let of_name = page.text("#take-name");
    for said in ["De Schuur", "Fietsenschuur", "Grote Schuur"] {
        assert!(of_name.contains(said), "{of_name}");
    }
    assert_eq!(page.text("#own-description"), "Een grote schuur met fietsen. Open op zaterdag en zondag.");
    let joined = page.text("[aria-labelledby=joined]");
    assert!(joined.contains("Openingstijdenaltijd") && joined.contains("52,5"), "{joined}");

    let kept = other.post_with(&address, &page.form(FORM), &[("take-name", "mine")]);
    assert_eq!(kept.status, 303, "{}", kept.text("main"));
    let now = known(&house, id);
    assert_eq!(
        (now.version, now.name(), now.values.text("threat"), now.values.text("opening_hours")),
        (3, "Grote Schuur", None, Some("altijd"))
    );
    assert_eq!(now.values.text("description"), Some("Een grote schuur met fietsen. Open op zaterdag en zondag."));
    assert_eq!(now.whereabouts, Whereabouts::point(5.11, 52.5).ok());
}

#[test]
fn a_choice_that_was_forgotten_is_asked_again_and_nothing_typed_is_lost() {
    let house = House::empty();
    let (id, address) = shed(&house);
    let steward = house.steward();
    let form = steward.get(&address).form(FORM);
    steward.post_with(&address, &form, &[("access", "members"), ("threat", "brand"), ("description", "Van hen.")]);
    let page = steward.post_with(&address, &form, &[("access", "closed"), ("threat", "water"), ("description", "Van mij.")]);
    let sent = steward.post_with(&address, &page.form(FORM), &[("take-threat", "theirs"), ("own-description", "Van allebei.")]);
    assert_eq!((sent.status, known(&house, id).version), (422, 2));
    assert_eq!(sent.count("#take-access .wrong"), 1);
    assert_eq!(sent.text("#own-description"), "Van allebei.");
    assert!(sent.text("#take-description").contains("Van mij.") && sent.text("#take-threat").contains("water"));
    let form = sent.form(FORM);
    assert!(form.contains(&("take-threat".to_owned(), "theirs".to_owned())));
    assert_eq!(steward.post_with(&address, &form, &[("take-access", "mine")]).status, 303);
    let now = known(&house, id);
    assert_eq!((now.values.text("threat"), now.values.codes("access")), (Some("brand"), ["closed".to_owned()].as_slice()));
    assert_eq!(now.values.text("description"), Some("Van allebei."));
}

#[test]
fn overtaken_again_while_joining_one_joins_again() {
    let house = House::empty();
    let (id, address) = shed(&house);
    let steward = house.steward();
    let form = steward.get(&address).form(FORM);
    steward.post_with(&address, &form, &[("name", "Een"), ("opening_hours", "nooit")]);
    let page = steward.post_with(&address, &form, &[("name", "Twee"), ("threat", "brand")]);
    let third = steward.get(&address).form(FORM);
    steward.post_with(&address, &third, &[("name", "Drie")]);
    let again = steward.post_with(&address, &page.form(FORM), &[("take-name", "mine")]);
    assert_eq!(again.status, 409);
    let asked = again.text("#take-name");
    assert!(asked.contains("Een") && asked.contains("Twee") && asked.contains("Drie"), "{asked}");
    assert_eq!(steward.post_with(&address, &again.form(FORM), &[("take-name", "own"), ("own-name", "Twee en Drie")]).status, 303);
    let now = known(&house, id);
    assert_eq!((now.name(), now.values.text("threat"), now.values.text("opening_hours")), ("Twee en Drie", Some("brand"), Some("nooit")));
}

#[test]
fn the_same_form_twice_is_kept_once_also_when_it_comes_late() {
    let house = House::empty();
    let (id, address) = shed(&house);
    let steward = house.steward();
    let form = steward.get(&address).form(FORM);
    assert_eq!(steward.post_with(&address, &form, &[("name", "Schuurtje")]).status, 303);
    let late = |version: u32| {
        let again = steward.post_with(&address, &form, &[("name", "Schuurtje")]);
        assert_eq!(again.header("location"), Some(format!("/wijk/assets/{id}?done=already").as_str()));
        assert_eq!(known(&house, id).version, version);
    };
    late(2);
    let other = steward.get(&address).form(FORM);
    assert_eq!(steward.post_with(&address, &other, &[("name", "Kas")]).status, 303);
    late(3);
}

#[test]
fn what_was_taken_away_meanwhile_can_be_added_again_as_it_was_typed() {
    let house = House::empty();
    let (id, address) = shed(&house);
    let steward = house.steward();
    let form = steward.get(&address).form(FORM);
    let asked = steward.get(&format!("/wijk/assets/{id}/remove")).form(FORM);
    steward.post_with(&format!("/wijk/assets/{id}/remove"), &asked, &[]);
    let page = steward.post_with(&address, &form, &[("name", "Nieuwe Schuur")]);
    assert_eq!((page.status, page.text("h1")), (409, "Dit staat er niet meer".to_owned()));
    assert!(page.text(".card").contains("Nieuwe Schuur"));
    let added = steward.post_with("/wijk/assets", &page.form("main form[method=post]"), &[]);
    assert_eq!(added.status, 303, "{}", added.text("main"));
    let shown = house.anonymous().get(added.header("location").unwrap());
    assert!(shown.text("main").contains("Nieuwe Schuur") && shown.text("main").contains("52,09"));
}

#[test]
fn a_form_from_before_something_was_taken_away_and_put_back_does_not_write_over_it() {
    let house = House::empty();
    let (id, address) = shed(&house);
    let steward = house.steward();
    let form = steward.get(&address).form(FORM);
    let asked = steward.get(&format!("/wijk/assets/{id}/remove")).form(FORM);
    let gone = steward.post_with(&format!("/wijk/assets/{id}/remove"), &asked, &[]);
    let list = steward.get(gone.header("location").unwrap());
    steward.post_form(&list.attribute(".message.ok form", "action").unwrap(), &[]);
    let page = steward.post_with(&address, &form, &[("name", "Schuurtje")]);
    assert_eq!(page.status, 409);
    assert_eq!(steward.post_with(&address, &page.form(FORM), &[]).status, 303);
    assert_eq!(known(&house, id).name(), "Schuurtje");
}

#[test]
fn the_last_day_over_a_state_that_was_not_seen_is_asked_as_well() {
    let house = House::empty();
    let (id, address) = shed(&house);
    let steward = house.steward();
    let end = format!("/wijk/assets/{id}/end");
    let asked = steward.get(&end).form(FORM);
    let form = steward.get(&address).form(FORM);
    steward.post_with(&address, &form, &[("name", "Schuurtje")]);
    let page = steward.post_with(&end, &asked, &[("valid_to", "2023-01-01")]);
    assert_eq!((page.status, page.count("fieldset.disputed")), (409, 0));
    assert!(page.text("[aria-labelledby=joined]").contains("Schuurtje"));
    assert_eq!(steward.post_with(&address, &page.form(FORM), &[]).status, 303);
    let now = known(&house, id);
    assert_eq!((now.name(), now.validity.to), ("Schuurtje", "2023-01-01".parse().ok()));
}

#[test]
fn the_page_with_both_texts_is_whole_in_english() {
    let house = House::empty();
    let (_, address) = shed(&house);
    let steward = house.steward().reading("en");
    let form = steward.get(&address).form(FORM);
    steward.post_with(&address, &form, &[("valid_from", "2020-01-01"), ("visibility", "builders"), ("latitude", "52.1")]);
    let page = steward.post_with(&address, &form, &[("valid_from", "2021-01-01"), ("visibility", "stewards"), ("latitude", "")]);
    assert_eq!(page.status, 422, "half a place");
    let page = steward.post_with(&address, &form, &[("valid_from", "2021-01-01"), ("visibility", "stewards"), ("latitude", "52.2")]);
    assert_eq!(page.attributes("fieldset.disputed", "id"), ["take-whereabouts", "take-valid_from", "take-visibility"]);
    assert!(page.text("main").contains("What it says now") && !page.text("main").contains("conflict-"));
    let choices = [("take-whereabouts", "mine"), ("take-valid_from", "theirs"), ("take-visibility", "mine")];
    assert_eq!(steward.post_with(&address, &page.form(FORM), &choices).status, 303);
    assert_eq!(steward.get(&address).attribute("#latitude", "value").unwrap(), "52.2");
}
