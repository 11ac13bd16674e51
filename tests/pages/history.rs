use wijkweb::inventory::change::{Change, Removal};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::moment::Moment;
use wijkweb::inventory::provenance::Actor;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::inventory::whereabouts::Whereabouts;
use wijkweb::neighbourhood::Order;

use crate::support::{Answer, House, Visitor, record, tie};

/// Noon in the Netherlands on a day of November 2023; the tests take place on the 15th.
fn noon(day: i64) -> Moment {
    Moment::from_second(1_698_836_400 + (day - 1) * 86_400).unwrap()
}

fn on(house: &House, day: i64, changes: Vec<Change>) -> u64 {
    let order = Order { changes, by: Actor::operator(), at: noon(day), delivery: None };
    house.neighbourhood.write(order).unwrap()
}

fn place(house: &House, name: &str) -> Record {
    record(house, Kind::Place, &[("name", Value::Text(name.to_owned()))], None)
}

/// The record as it would be after this change.
fn but(house: &House, id: Id, change: impl Fn(&mut Record)) -> Change {
    let mut record = Record::clone(house.neighbourhood.snapshot().record(id).unwrap());
    record.version += 1;
    change(&mut record);
    Change::Record(record)
}

fn named(name: &'static str) -> impl Fn(&mut Record) {
    move |record| record.values.set("name", Value::Text(name.to_owned()))
}

fn removal(house: &House, id: Id) -> Change {
    Change::Remove(Removal { id, version: house.neighbourhood.snapshot().record(id).unwrap().version })
}

/// A shed that was named, described, moved and tied, over some days.
fn shed(house: &House) -> (Id, Id) {
    let (shed, yard) = (place(house, "Schuur"), place(house, "Erf"));
    let (id, yard_id) = (shed.id, yard.id);
    on(house, 2, vec![Change::Record(shed), Change::Record(yard)]);
    on(
        house,
        4,
        vec![but(house, id, |record| {
            record.values.set("name", Value::Text("Loods".into()));
            record.values.set("functions", Value::Codes(vec!["meeting".into()]));
            record.values.set("description", Value::Text("Open op dinsdag.\nVraag om de sleutel.".into()));
        })],
    );
    on(house, 6, vec![Change::Tie(tie(house, TieKind::PartOf, id, yard_id))]);
    on(
        house,
        8,
        vec![but(house, id, |record| {
            record.values.set("description", Value::Text("Open op woensdag.\nVraag om de sleutel.".into()));
            record.values.clear("functions");
            record.whereabouts = Whereabouts::point(4.5, 51.9).ok();
        })],
    );
    (id, yard_id)
}

fn history(visitor: &Visitor<'_>, id: Id) -> Answer {
    visitor.get(&format!("/wijk/assets/{id}/history"))
}

fn house() -> House {
    House::begun_on(noon(1))
}

#[test]
fn the_history_tells_in_words_who_changed_what_from_what_to_what() {
    let house = house();
    let steward = house.steward();
    let (id, yard) = shed(&house);
    let page = history(&steward, id);
    let cards = page.texts(".history > li");
    assert_eq!(cards.len(), 4, "{cards:#?}");
    assert!(cards[0].contains("8 november 2023, 12:00, door wie de server beheert"), "{}", cards[0]);
    assert!(cards[0].contains("leeggemaakt; er stond “Ontmoeten”") && cards[0].contains("Waar het is"), "{}", cards[0]);
    assert_eq!((page.texts("del"), page.texts("ins")), (vec!["weggehaald: dinsdag.".to_owned()], vec!["toegevoegd: woensdag.".to_owned()]));
    assert!(cards[1].contains("Verbinding toegevoegd: hoort bij Erf"), "{}", cards[1]);
    assert!(cards[2].contains("van “Schuur” naar “Loods”") && cards[2].contains("ingevuld: “Ontmoeten”"), "{}", cards[2]);
    assert!(cards[3].contains("Toegevoegd"), "{}", cards[3]);
    assert!(history(&steward, yard).texts(".history > li")[0].contains("Loods"));
    assert!(history(&steward.reading("en"), id).texts(".history > li")[2].contains("from “Schuur” to “Loods”"));
    assert_eq!(steward.get(&format!("/wijk/assets/{id}")).count(&format!("a[href='/wijk/assets/{id}/history']")), 1);
}

#[test]
fn ties_that_are_gone_and_changes_that_were_undone_are_part_of_the_story() {
    let house = house();
    let steward = house.steward();
    let (id, yard) = shed(&house);
    on(&house, 9, vec![removal(&house, yard)]);
    let gone = house.neighbourhood.past().last_seq();
    let card = history(&steward, id).texts(".history > li").remove(0);
    assert!(card.contains("Verbinding weggehaald: hoort bij Erf"), "{card}");
    steward.post_form(&format!("/wijk/changes/{gone}/undo"), &[]);
    let cards = history(&steward, id).texts(".history > li");
    assert!(cards[0].contains("maakte een verandering ongedaan") && cards[0].contains("Verbinding teruggezet"), "{}", cards[0]);
    assert!(history(&steward, yard).texts(".history > li")[0].contains("Teruggezet"));
}

/// The form with this button.
fn form(page: &Answer, label: &str) -> (String, Vec<(String, String)>) {
    let labels = page.texts("form.inline button");
    let at = labels.iter().position(|text| text == label).unwrap();
    let action = page.attributes("form.inline", "action").remove(at);
    let value = |name: &str| (name.to_owned(), page.attributes(&format!("form.inline input[name={name}]"), "value").remove(at));
    (action, vec![value("seen"), value("part")])
}

fn press(steward: &Visitor<'_>, (action, fields): &(String, Vec<(String, String)>)) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    steward.post_form(action, &fields)
}

#[test]
fn one_field_or_the_whole_goes_back_as_a_new_version() {
    let house = house();
    let steward = house.steward();
    let (id, _) = shed(&house);
    let now = || Record::clone(house.neighbourhood.snapshot().record(id).unwrap());
    let button = form(&history(&steward, id), "Zet Naam terug");
    let done = press(&steward, &button);
    assert_eq!(done.status, 303);
    assert!(steward.get(done.header("location").unwrap()).text(".message.ok").contains("Het is teruggezet"));
    assert_eq!((now().name(), now().version), ("Schuur", 4));
    assert_eq!(now().values.text("description"), Some("Open op woensdag.\nVraag om de sleutel."));
    // The same form once more: it was looked at before the last change.
    let again = press(&steward, &button);
    assert_eq!(again.status, 409);
    assert!(again.text(".message.warning").contains("Er is intussen iets veranderd") && again.count(".history > li") == 5);
    let page = history(&steward, id);
    assert!(page.texts(".history > li")[0].contains("zette terug hoe het eerder was"), "{}", page.texts(".history > li")[0]);
    let whole = form(&page, "Zet alles terug zoals het toen werd");
    assert_eq!(press(&steward, &whole).status, 303);
    assert_eq!((now().name(), now().version, now().whereabouts.is_some()), ("Loods", 5, true));
    let place = form(&history(&steward, id), "Zet Waar het is terug");
    assert_eq!(press(&steward, &place).status, 303);
    assert_eq!((now().whereabouts, now().version), (None, 6));
}

#[test]
fn what_was_taken_away_is_found_among_the_changes_and_put_back() {
    let house = house();
    let steward = house.steward();
    let (id, _) = shed(&house);
    on(&house, 9, vec![removal(&house, id)]);
    let changes = steward.get("/wijk/changes?removed=yes");
    assert_eq!(changes.count(".history > li"), 1);
    assert!(changes.text(".history > li").contains("Weggehaald: Loods"), "{}", changes.text(".history > li"));
    let page = history(&steward, id);
    assert!(page.status == 200 && page.text(".message").contains("Dit is weggehaald"));
    assert_eq!(press(&steward, &form(&page, "Zet alles terug zoals het toen werd")).status, 303);
    assert_eq!(
        house.neighbourhood.snapshot().record(id).map(|record| (record.name().to_owned(), record.version)),
        Some(("Loods".into(), 5))
    );
    on(&house, 10, vec![removal(&house, id)]);
    let undo = steward.get("/wijk/changes?removed=yes").attribute("form[action$=undo]", "action").unwrap();
    assert_eq!(steward.post_form(&undo, &[]).status, 200);
    assert!(house.neighbourhood.snapshot().record(id).is_some());
}

#[test]
fn what_breaks_a_rule_by_now_is_not_put_back() {
    let house = house();
    let steward = house.steward();
    let (id, _) = shed(&house);
    let term = house.neighbourhood.snapshot().records().find(|term| term.values.text("code") == Some("meeting")).unwrap().id;
    on(&house, 9, vec![removal(&house, term)]);
    let refused = press(&steward, &form(&history(&steward, id), "Zet Waarvoor terug"));
    assert_eq!(refused.status, 422);
    assert!(refused.text(".message.error").contains("Er is niets veranderd"), "{}", refused.text(".message"));
}

#[test]
fn nonsense_and_strangers_change_nothing() {
    let house = house();
    let (steward, stranger) = (house.steward(), house.anonymous());
    let (id, _) = shed(&house);
    let last = house.neighbourhood.past().last_seq();
    let address = format!("/wijk/assets/{id}/history/2/restore");
    assert_eq!(stranger.post_form(&address, &[("seen", "3"), ("part", "whole")]).status, 403);
    for (fields, status) in [
        (&[("seen", "3"), ("part", "colour")][..], 400),
        (&[("seen", "x"), ("part", "whole")], 400),
        (&[("part", "whole")], 400),
        (&[("seen", "2"), ("part", "whole")], 409),
    ] {
        assert_eq!(steward.post_form(&address, fields).status, status, "{fields:?}");
    }
    for address in [format!("/wijk/assets/{id}/history/9/restore"), format!("/wijk/assets/{id}/history/x/restore")] {
        assert_eq!(steward.post_form(&address, &[("seen", "3"), ("part", "whole")]).status, 404, "{address}");
    }
    assert_eq!(house.neighbourhood.past().last_seq(), last);
    let never = house.surroundings().mint();
    for address in [format!("/wijk/assets/{id}/history"), format!("/wijk/assets/{never}/history"), "/wijk/changes".to_owned()] {
        assert_eq!(stranger.get(&address).status, 403, "{address}");
    }
    assert_eq!(history(&steward, never).status, 404);
    assert_eq!(steward.get("/wijk/assets/x/history").status, 404);
}

#[test]
fn what_one_may_not_see_now_is_in_no_history() {
    let house = house();
    let steward = house.steward();
    let (id, yard) = shed(&house);
    on(
        &house,
        9,
        vec![but(&house, yard, |record| {
            record.visibility = Visibility::Own;
            record.values.set("name", Value::Text("Geheim".into()));
        })],
    );
    assert_eq!(history(&steward, yard).status, 404);
    for address in [format!("/wijk/assets/{id}/history"), "/wijk/changes".to_owned(), format!("/wijk/assets/{id}?on=2023-11-07")] {
        let page = steward.get(&address);
        assert!(page.status == 200 && !page.body().contains("Erf") && !page.body().contains("Geheim"), "{address}");
    }
    assert_eq!(steward.get(&format!("/wijk/assets/{yard}?on=2023-11-07")).status, 404);
    // Open again, it is told; what was written while it was hidden is not.
    let yard_now = Record::clone(house.neighbourhood.snapshot().record(yard).unwrap());
    on(&house, 10, vec![Change::Record(Record { version: yard_now.version + 1, visibility: Visibility::Everyone, ..yard_now })]);
    on(&house, 11, vec![but(&house, yard, named("Hof"))]);
    let cards = history(&steward, yard).texts(".history > li");
    assert!(cards[0].contains("van “Geheim” naar “Hof”") && cards[1].contains("niets voor u te zien"), "{cards:#?}");
    assert_eq!(cards.iter().filter(|card| card.contains("Geheim")).count(), 1);
}

#[test]
fn a_record_is_shown_as_it_was_on_a_day() {
    let house = house();
    let steward = house.steward();
    let (id, yard) = shed(&house);
    on(&house, 9, vec![removal(&house, yard)]);
    let on_day = |day: &str| steward.get(&format!("/wijk/assets/{id}?on={day}"));
    let then = on_day("2023-11-03");
    assert_eq!((then.text("h1"), then.count(".connections li")), ("Schuur".to_owned(), 0));
    assert!(then.text(".message.warning").contains("Zo was het op 3 november 2023"));
    assert_eq!(then.count("a[href$='ties/new']"), 0);
    let later = on_day("2023-11-08");
    assert_eq!((later.text("h1"), later.texts(".connections li a")), ("Loods".to_owned(), vec!["Erf".to_owned()]));
    assert!(later.text("main").contains("woensdag"));
    assert_eq!(on_day("2023-11-04").text("h1"), "Loods");
    assert!(on_day("2023-11-04").text("main").contains("Ontmoeten"));
    for today in ["2023-11-15", "2030-01-01"] {
        assert_eq!((on_day(today).count(".message.warning"), on_day(today).status), (0, 200), "{today}");
    }
    let before = on_day("2023-11-01");
    assert!(before.status == 400 && before.text(".message").contains("stond dit er niet in"), "{}", before.text("main"));
    assert_eq!(on_day("gisteren").status, 400);
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{id}?on=2023-11-03")).status, 403);
    // What is gone by now can be looked at as it was.
    assert_eq!(steward.get(&format!("/wijk/assets/{yard}?on=2023-11-07")).text("h1"), "Erf");
}

#[test]
fn the_changes_are_paged_and_can_be_narrowed_down() {
    let house = house();
    let steward = house.steward();
    for number in 0..45 {
        let kind = if number % 9 == 0 { Kind::Association } else { Kind::Place };
        let record = record(&house, kind, &[("name", Value::Text(format!("nummer {number}")))], None);
        on(&house, 2, vec![Change::Record(record)]);
    }
    let mut seen = Vec::new();
    let mut address = "/wijk/changes".to_owned();
    loop {
        let page = steward.get(&address);
        seen.extend(page.texts(".history > li p:nth-child(2)"));
        let Some(older) = page.attribute("main a[href*='before=']", "href") else { break };
        assert_eq!(page.count(".history > li"), 20);
        address = older;
    }
    assert_eq!(seen.len(), 46);
    assert!(seen[0].contains("nummer 44") && seen[44].contains("nummer 0"), "{seen:?}");
    let clubs = steward.get("/wijk/changes?kind=association");
    assert_eq!(clubs.count(".history > li"), 5);
    assert_eq!(clubs.attribute("option[selected]", "value").unwrap(), "association");
    assert_eq!(steward.get("/wijk/changes?kind=&before=3").count(".history > li"), 2);
    for odd in ["kind=nonsense", "before=x", "before=0", "before=99999999999999999999", "removed="] {
        assert_eq!(steward.get(&format!("/wijk/changes?{odd}")).status, 200, "{odd}");
    }
    // Of the change with which all began only the first is named.
    let first = steward.get("/wijk/changes?before=2");
    assert_eq!(first.count(".history > li > p > strong"), 20);
    assert!(first.text(".history > li").contains("En nog meer"));
}

#[test]
fn everyone_sees_what_is_new_for_them_since_their_last_visit_and_never_who_did_it() {
    let house = house();
    let (id, yard) = shed(&house);
    let mut hidden = place(&house, "Verborgen");
    hidden.visibility = Visibility::Stewards;
    on(&house, 9, vec![Change::Record(hidden)]);
    let visitor = house.anonymous();
    assert_eq!(visitor.get("/wijk").count("a[href='/wijk/new']"), 1);
    let first = visitor.get("/wijk/new");
    let mut names = first.texts(".assets .name");
    names.sort();
    assert_eq!(names, ["Erf", "Loods"]);
    assert!(!first.text("main").contains("beheerder") && !first.body().contains("Verborgen"));
    assert!(house.steward().get("/wijk/new").body().contains("Verborgen"));
    let cookie = first.header("set-cookie").unwrap();
    assert!(cookie.starts_with("visit=.") && cookie.contains("Path=/wijk/new") && cookie.contains("HttpOnly"), "{cookie}");
    let since = |day: &str| visitor.get(&format!("/wijk/new?since={day}"));
    assert!(since("2023-11-05").texts(".assets .name").contains(&"Loods".to_owned()));
    assert!(since("2023-11-10").text("main").contains("niets nieuw of veranderd"));
    assert_eq!(since("ooit").status, 200);
    // Somebody who looked on the 7th hears of the 8th.
    let hour = noon(7).millisecond() / 3_600_000;
    let asked = axum::http::Request::get("/wijk/new").header("cookie", format!("visit=.{hour}"));
    let again = visitor.send(asked, axum::body::Body::empty());
    assert_eq!(again.texts(".assets .name"), ["Loods"]);
    assert!(again.text("main").contains("7 november 2023") && again.header("set-cookie").unwrap().starts_with(&format!("visit={hour}.")));
    let _ = (id, yard);
}

#[test]
fn a_tie_that_changed_tells_from_what_to_what() {
    let house = house();
    let (choir, hall) = (record(&house, Kind::Association, &[("name", Value::Text("Koor".into()))], None), place(&house, "Zaal"));
    let (choir_id, hall_id) = (choir.id, hall.id);
    on(&house, 2, vec![Change::Record(choir), Change::Record(hall)]);
    let mut uses = tie(&house, TieKind::Uses, choir_id, hall_id);
    uses.values.set("when", Value::Text("dinsdag".into()));
    on(&house, 3, vec![Change::Tie(uses.clone())]);
    uses.values.set("when", Value::Text("vrijdag".into()));
    on(&house, 4, vec![Change::Tie(Tie { version: 2, ..uses })]);
    let card = history(&house.steward(), hall_id).texts(".history > li").remove(0);
    assert!(card.contains("Verbinding veranderd: wordt gebruikt door Koor") && card.contains("van “dinsdag” naar “vrijdag”"), "{card}");
}
