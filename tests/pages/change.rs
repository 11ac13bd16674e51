use geo::wkt;

use wijkweb::inventory::content::Content;
use wijkweb::inventory::field::Shape;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::whereabouts::Whereabouts;

use crate::support::{Answer, House, Visitor, record, tie};

const FORM: &str = "main form[method=post]:has(input[name=seen])";

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn shed(house: &House) -> Id {
    let values =
        [("name", text("De Schuur")), ("description", text("Een schuur met fietsen.\nOpen op zaterdag.")), ("threat", text("sloop"))];
    house.add(record(house, Kind::Place, &values, Some((5.11, 52.09))))
}

fn known(house: &House, id: Id) -> Record {
    Record::clone(house.neighbourhood.snapshot().record(id).unwrap())
}

fn edit(id: Id) -> String {
    format!("/wijk/assets/{id}/edit")
}

/// Opens the form, changes these answers and sends it.
fn change(visitor: &Visitor<'_>, id: Id, answers: &[(&str, &str)]) -> Answer {
    let form = visitor.get(&edit(id)).form(FORM);
    visitor.post_with(&edit(id), &form, answers)
}

#[test]
fn a_steward_changes_a_record_and_undoes_it() {
    let house = House::empty();
    let (steward, id) = (house.steward(), shed(&house));
    assert!(steward.get(&format!("/wijk/assets/{id}")).attributes("a", "href").contains(&edit(id)));
    let answers =
        [("name", "De Grote Schuur"), ("opening_hours", "altijd"), ("threat", ""), ("latitude", "52,1"), ("visibility", "neighbours")];
    let sent = change(&steward, id, &answers);
    assert_eq!(sent.status, 303, "{}", sent.text("main"));
    let page = steward.get(sent.header("location").unwrap());
    assert_eq!((page.text("h1"), page.text(".message.ok strong")), ("De Grote Schuur".to_owned(), "De wijziging is bewaard.".to_owned()));
    let now = known(&house, id);
    assert_eq!((now.version, now.values.text("threat"), now.values.text("opening_hours")), (2, None, Some("altijd")));
    assert_eq!(now.whereabouts, Whereabouts::point(5.11, 52.1).ok());
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{id}")).status, 404);
    steward.post_form(&page.attribute(".message.ok form", "action").unwrap(), &[]);
    assert_eq!((known(&house, id).name(), known(&house, id).values.text("threat")), ("De Schuur", Some("sloop")));
}

#[test]
fn a_form_that_is_sent_untouched_changes_nothing_whatever_is_kept() {
    let house = House::empty();
    let steward = house.steward();
    for kind in Kind::ALL.iter().copied().filter(|kind| kind.is_open_to_entry()) {
        let values: Vec<_> = kind
            .fields()
            .filter_map(|field| {
                let value = match field.shape {
                    Shape::Line(_) => text("een,  twee"),
                    Shape::Prose(_) => text("\n regel een\n\n  regel twee \n"),
                    Shape::Link => text("http://kas.example"),
                    Shape::Whole(least, _) => Value::Whole(least),
                    Shape::Decimal(..) => Value::Decimal(1.062_5),
                    Shape::Cents(..) => Value::Whole(1_234_506),
                    Shape::YesNo => Value::YesNo(false),
                    Shape::Day => Value::Day("2024-02-29".parse().unwrap()),
                    Shape::Choice(codes) => Value::Codes(vec![codes[0].to_owned()]),
                    Shape::Tags => Value::Codes(vec!["met, komma".to_owned(), "zonder".to_owned()]),
                    _ => return None,
                };
                Some((field.name, value))
            })
            .collect();
        let mut whole = record(&house, kind, &values, None);
        if kind.declaration().located {
            whole.whereabouts = Whereabouts::new(wkt!(LINESTRING(5.1 52.1, 5.2 52.2)).into()).ok();
        }
        let id = house.add(whole);
        for language in ["nl", "en"] {
            let sent = change(&steward.reading(language), id, &[]);
            assert_eq!(sent.header("location"), Some(format!("/wijk/assets/{id}?done=unchanged").as_str()), "{kind}");
        }
        // And a change of one thing changes that alone.
        let mut expected = Content::from(&known(&house, id));
        expected.values.set("website", text("https://ander.example"));
        change(&steward, id, &[("website", "https://ander.example")]);
        assert_eq!(Content::from(&known(&house, id)), expected, "{kind}");
    }
}

#[test]
fn a_number_keeps_its_meaning_when_the_language_is_changed_in_another_tab() {
    let house = House::empty();
    let steward = house.steward();
    let id = house.add(record(&house, Kind::Place, &[("name", text("Veld")), ("size_m2", Value::Decimal(12.5))], None));
    let form = steward.get(&edit(id)).form(FORM);
    assert!(form.contains(&("size_m2".to_owned(), "12,5".to_owned())));
    assert_eq!(steward.reading("en").post_with(&edit(id), &form, &[("name", "Field")]).status, 303);
    assert_eq!(known(&house, id).values.get("size_m2"), Some(&Value::Decimal(12.5)));
}

#[test]
fn what_is_wrong_is_said_at_the_field_and_what_was_typed_stays() {
    let house = House::empty();
    let (steward, id) = (house.steward(), shed(&house));
    let refused = change(&steward, id, &[("website", "geen adres"), ("name", ""), ("latitude", "noord"), ("description", "Nieuw.")]);
    assert_eq!(refused.status, 422);
    assert_eq!(refused.attributes(".message.error a", "href"), ["#name", "#website", "#latitude"]);
    assert_eq!(
        (refused.attribute("#website", "value").unwrap(), refused.text("#description")),
        ("geen adres".to_owned(), "Nieuw.".to_owned())
    );
    assert_eq!(known(&house, id).version, 1);
    let good = steward.post_with(&edit(id), &refused.form(FORM), &[("website", ""), ("name", "Schuur"), ("latitude", "52.09")]);
    assert_eq!(good.status, 303);
    assert_eq!(known(&house, id).values.text("description"), Some("Nieuw."));
}

#[test]
fn only_a_steward_may_change_and_nobody_else_learns_what_is_there() {
    let house = House::empty();
    let (id, nothing) = (shed(&house), house.surroundings().mint());
    let visitor = house.anonymous();
    for id in [id, nothing] {
        for act in ["edit", "end", "remove"] {
            for of in ["assets", "ties"] {
                assert_eq!(visitor.get(&format!("/wijk/{of}/{id}/{act}")).status, 403);
                assert_eq!(visitor.post_form(&format!("/wijk/{of}/{id}/{act}"), &[]).status, 403);
            }
        }
    }
    let profile = house.neighbourhood.snapshot().records().find(|record| record.kind == Kind::Neighbourhood).unwrap().id;
    for id in [nothing, profile] {
        assert_eq!(house.steward().get(&edit(id)).status, 404);
        assert_eq!(house.steward().post_form(&edit(id), &[("name", "x")]).status, if id == profile { 409 } else { 404 });
    }
}

#[test]
fn a_surface_stays_makes_way_for_a_point_or_goes() {
    let house = House::empty();
    let steward = house.steward();
    let mut park = record(&house, Kind::Place, &[("name", text("Park"))], None);
    let surface = Whereabouts::new(wkt!(POLYGON((5.1 52.1, 5.2 52.1, 5.2 52.2, 5.1 52.1))).into()).ok();
    park.whereabouts.clone_from(&surface);
    let id = house.add(park);
    change(&steward, id, &[("name", "Het Park")]);
    assert_eq!(known(&house, id).whereabouts, surface);
    assert_eq!(change(&steward, id, &[("where", "point")]).status, 422);
    change(&steward, id, &[("where", "point"), ("latitude", "52.5"), ("longitude", "5.5")]);
    assert_eq!(known(&house, id).whereabouts, Whereabouts::point(5.5, 52.5).ok());
    change(&steward, id, &[("latitude", ""), ("longitude", "")]);
    assert_eq!(known(&house, id).whereabouts, None);
}

#[test]
fn a_tie_is_changed_ended_and_taken_away_from_the_page_of_its_record() {
    let house = House::empty();
    let steward = house.steward();
    let [club, hall] = [(Kind::Association, "Club"), (Kind::Place, "Zaal")]
        .map(|(kind, name)| house.add(record(&house, kind, &[("name", text(name))], None)));
    let id = house.join(tie(&house, TieKind::Uses, club, hall));
    let page = steward.get(&format!("/wijk/assets/{hall}"));
    let links = page.attributes(".connections .acts a", "href");
    assert_eq!(links, ["edit", "end", "remove"].map(|act| format!("/wijk/ties/{id}/{act}?at={hall}")));
    let form = steward.get(&links[0]);
    assert_eq!(form.text("h1"), "Wijzig: Club gebruikt Zaal");
    let sent = steward.post_with(&format!("/wijk/ties/{id}/edit"), &form.form(FORM), &[("when", "dinsdag"), ("valid_from", "2020-02-01")]);
    assert!(sent.header("location").unwrap().starts_with(&format!("/wijk/assets/{hall}?done=tie-changed&change=")));
    let ended = steward.post_with(&format!("/wijk/ties/{id}/end"), &steward.get(&links[1]).form(FORM), &[("valid_to", "2023-11-01")]);
    assert_eq!(ended.status, 303);
    let shown = house.anonymous().get(&format!("/wijk/assets/{club}"));
    assert_eq!(shown.texts(".connections li"), ["Zaal · Wanneer: dinsdag · vanaf 1 februari 2020, tot en met 1 november 2023"]);
    let asked = steward.get(&links[2]);
    let gone = steward.post_with(&format!("/wijk/ties/{id}/remove"), &asked.form(FORM), &[]);
    assert_eq!(gone.status, 303);
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{club}")).count(".connections li"), 0);
    let again = steward.post_with(&format!("/wijk/ties/{id}/remove"), &asked.form(FORM), &[]);
    assert_eq!(again.header("location").unwrap(), format!("/wijk/assets/{hall}?done=gone-already"));
}

#[test]
fn what_stopped_stays_and_is_marked_and_its_ties_stop_with_it() {
    let house = House::empty();
    let (steward, id) = (house.steward(), shed(&house));
    let [club, choir] = ["Club", "Koor"].map(|name| house.add(record(&house, Kind::Association, &[("name", text(name))], None)));
    let open = house.join(tie(&house, TieKind::Uses, club, id));
    let mut over = tie(&house, TieKind::Uses, choir, id);
    over.validity.to = "2020-01-01".parse().ok();
    let over = house.join(over);
    let address = format!("/wijk/assets/{id}/end");
    let asked = steward.get(&address);
    assert_eq!(asked.attribute("#valid_to", "value").unwrap(), "2023-11-15", "today");
    assert_eq!(steward.post_with(&address, &asked.form(FORM), &[("valid_to", "")]).status, 422);
    let sent = steward.post_with(&address, &asked.form(FORM), &[("valid_to", "2023-10-31")]);
    assert!(sent.header("location").unwrap().contains("done=ended&change="), "{}", sent.text("main"));
    assert!(house.anonymous().get("/wijk/assets?kind=place").text(".assets li").contains("gestopt op 31 oktober 2023"));
    let day = |id: Id| house.neighbourhood.snapshot().tie(id).unwrap().validity.to.unwrap().to_string();
    assert_eq!((day(open), day(over)), ("2023-10-31".to_owned(), "2020-01-01".to_owned()));
    let again = steward.post_with(&address, &asked.form(FORM), &[("valid_to", "2023-10-31")]);
    assert!(again.header("location").unwrap().ends_with("done=already"), "the same form twice");
}

#[test]
fn taking_away_asks_first_and_names_what_goes_along() {
    let house = House::empty();
    let (steward, id) = (house.steward(), shed(&house));
    let club = house.add(record(&house, Kind::Association, &[("name", text("Club"))], None));
    house.join(tie(&house, TieKind::Uses, club, id));
    let address = format!("/wijk/assets/{id}/remove");
    let asked = steward.get(&address);
    assert_eq!(asked.texts(".lost li"), ["Club gebruikt De Schuur"]);
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{id}")).status, 200, "asking takes nothing away");
    let choir = house.add(record(&house, Kind::Association, &[("name", text("Koor"))], None));
    house.join(tie(&house, TieKind::Uses, choir, id));
    let refused = steward.post_with(&address, &asked.form(FORM), &[]);
    assert_eq!((refused.status, refused.count(".lost li")), (409, 2), "a tie was not named");
    let sent = steward.post_with(&address, &refused.form(FORM), &[]);
    let list = steward.get(sent.header("location").unwrap());
    assert!(list.text(".message.ok").contains("Het is weggehaald"));
    assert_eq!(steward.get(&format!("/wijk/assets/{id}")).status, 404);
    assert!(steward.post_with(&address, &refused.form(FORM), &[]).header("location").unwrap().ends_with("done=gone-already"));
    steward.post_form(&list.attribute(".message.ok form", "action").unwrap(), &[]);
    assert_eq!(steward.get(&format!("/wijk/assets/{id}")).count(".connections li"), 2);
}
