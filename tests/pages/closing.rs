use axum::body::Body;
use axum::http::Request;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::value::Value;
use wijkweb::neighbourhood::Neighbourhoods;

use crate::support::{Answer, House, Visitor, record};

const CLOSE: &str = "/wijk/close";
const ARCHIVE: &str = "/wijk/archive";
const CLOSED: &str = "/wijk/closed";
const MEANT: [(&str, &str); 2] = [("slug", "wijk"), ("safe", "yes")];

fn a_shed(house: &House, name: &str) {
    house.add(record(house, Kind::Place, &[("name", Value::Text(name.to_owned()))], None));
}

/// Takes the archive, as a browser that remembers the cookie of it.
fn take(visitor: &mut Visitor<'_>) -> Answer {
    let archive = visitor.post_form(ARCHIVE, &[]);
    let cookie = archive.header("set-cookie").map(|cookie| cookie.split(';').next().unwrap_or_default().to_owned());
    visitor.keep_cookie(cookie.unwrap());
    archive
}

fn close(house: &House) -> Visitor<'_> {
    let mut steward = house.steward();
    take(&mut steward);
    assert_eq!(steward.post_form(CLOSE, &MEANT).header("location"), Some(CLOSED));
    steward
}

#[test]
fn only_a_steward_comes_near_whether_it_is_open_closed_or_was_never() {
    let house = House::empty();
    let answers = |house: &House, slug: &str| {
        let visitor = house.anonymous();
        let mut all = Vec::new();
        for page in ["close", "closed", "archive"] {
            let address = format!("/{slug}/{page}");
            let posted = visitor.post_form(&address, &MEANT);
            assert_eq!(posted.status, 403, "{address}");
            all.extend([visitor.get(&address), posted].map(|answer| (answer.status, answer.body().replace(&format!("/{slug}/"), "/…/"))));
        }
        all
    };
    answers(&house, "wijk");
    close(&house);
    assert_eq!(answers(&house, "wijk"), answers(&house, "zwijg"));
}

#[test]
fn a_form_of_another_site_closes_nothing() {
    let house = House::empty();
    for address in [CLOSE, ARCHIVE, CLOSED] {
        let foreign = Request::post(address).header("origin", "https://elders.example").header("host", "wijk.example");
        let foreign = foreign.header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(house.steward().send(foreign, Body::from("slug=wijk&safe=yes")).status, 403, "{address}");
    }
    assert_eq!(house.anonymous().get("/wijk").status, 200);
}

#[test]
fn the_archive_is_whole_and_its_figures_stand_on_the_page_that_the_settings_lead_to() {
    let house = House::empty();
    a_shed(&house, "Schuur");
    let mut steward = house.steward();
    assert_eq!(steward.get("/wijk/settings").attributes("main a", "href").iter().filter(|href| *href == CLOSE).count(), 1);
    let page = steward.get(CLOSE);
    assert_eq!(page.texts("dl.facts dd")[..2], ["2", "0"]);
    assert!(page.text("main").contains("30 dagen") && page.text("code").contains("wijkweb restore wijk-2023-11-15.ndjson"));
    let archive = take(&mut steward);
    assert_eq!(archive.header("content-disposition"), Some("attachment; filename=\"wijk-2023-11-15.ndjson\""));
    let contents = Neighbourhoods::verify_archive(&archive.bytes[..]).unwrap();
    assert_eq!((contents.commits, contents.name.as_str()), (2, "De Wijk"));
    assert!(steward.get(CLOSE).text(".message").contains("Daarna is er niets meer veranderd"));
}

#[test]
fn what_is_wrong_is_said_at_its_field_and_what_was_typed_stays() {
    let house = House::empty();
    let mut steward = house.steward();
    take(&mut steward);
    let again = steward.post_form(CLOSE, &[("slug", "wijkje"), ("safe", "yes")]);
    assert_eq!((again.status, again.count("p.wrong")), (422, 1));
    assert_eq!(again.attribute("#slug", "value").as_deref(), Some("wijkje"));
    assert_eq!(again.count("input[name=safe][checked]"), 1);
    let again = steward.post_form(CLOSE, &[("slug", "wijk")]);
    assert_eq!(
        (again.status, again.text("p.wrong")),
        (422, "Bewaar eerst het archief op een andere plek, en kruis dat hier aan.".to_owned())
    );
    assert_eq!(house.anonymous().get("/wijk").status, 200);
    // A phone begins with a capital.
    assert_eq!(steward.post_form(CLOSE, &[("slug", " Wijk"), ("safe", "yes")]).status, 303);
}

#[test]
fn what_was_written_after_the_archive_was_taken_is_asked_about_and_not_lost() {
    let house = House::empty();
    let mut steward = house.steward();
    let nothing_taken = steward.post_form(CLOSE, &MEANT);
    assert_eq!(nothing_taken.status, 422);
    assert!(nothing_taken.text("p.wrong").contains("In deze browser is het archief niet opgehaald"));
    let taken = take(&mut steward);
    a_shed(&house, "Schuur");
    assert!(steward.get(CLOSE).text(".message.warning").contains("nog 1 wijziging gedaan: haal het opnieuw op"));
    let asked = steward.post_form(CLOSE, &MEANT);
    assert_eq!((asked.status, asked.count("input[name=anyway][checked]")), (422, 0));
    assert!(asked.text("p.wrong").contains("nog 1 wijziging gedaan. Die zit er niet in."));
    let anyway = asked.attribute("input[name=anyway]", "value").unwrap();
    // What was agreed to stays when something else is wrong, and is asked again when more was written.
    let other_fault = steward.post_form(CLOSE, &[("slug", "x"), ("safe", "yes"), ("anyway", &anyway)]);
    assert_eq!((other_fault.count("p.wrong"), other_fault.count("input[name=anyway][checked]")), (1, 1));
    a_shed(&house, "Kas");
    let meant = |anyway: &str| steward.post_form(CLOSE, &[("slug", "wijk"), ("safe", "yes"), ("anyway", anyway)]);
    let asked = meant(&anyway);
    assert_eq!(asked.status, 422);
    assert!(asked.text("p.wrong").contains("nog 2 wijzigingen"));
    assert_eq!(meant(&asked.attribute("input[name=anyway]", "value").unwrap()).header("location"), Some(CLOSED));
    let last = steward.post_form(ARCHIVE, &[("closed", "yes")]);
    let commits = |answer: &Answer| Neighbourhoods::verify_archive(&answer.bytes[..]).unwrap().commits;
    assert_eq!((commits(&taken), commits(&last)), (1, 3));
}

#[test]
fn a_closed_neighbourhood_is_to_visitors_as_one_that_never_was() {
    let house = House::empty();
    a_shed(&house, "Schuur");
    let visitor = house.anonymous();
    assert_eq!(visitor.get("/wijk").status, 200);
    close(&house);
    for page in ["", "/map", "/assets", "/about", "/settings", "/close", "/ogc/collections/places/items", "/export/csv"] {
        let [closed, never] = ["wijk", "zwijg"].map(|slug| visitor.get(&format!("/{slug}{page}")));
        let never = (never.status, never.body().replace("/zwijg", "/wijk"));
        assert_eq!((closed.status, closed.body()), never, "{page}");
        assert!(closed.status == 404 || closed.status == 403, "{page}");
    }
    let all = visitor.get("/");
    assert!(!all.text("main").contains("De Wijk") && !all.text("main").contains("esloten"));
    assert!(!visitor.get("/?opened=wijk").body().contains("weer open"));
}

#[test]
fn a_steward_sees_until_when_it_is_kept_and_opens_it_again_as_it_was() {
    let house = House::empty();
    a_shed(&house, "Schuur");
    let steward = close(&house);
    let page = steward.get(CLOSED);
    assert_eq!(page.text("h1"), "De Wijk is gesloten");
    assert!(page.text("main").contains("tot en met 15 december 2023: vandaag en nog 30 dagen."));
    assert!(steward.get("/").text("section.card").contains("De Wijk"));
    let not_there = steward.get("/wijk/assets");
    assert_eq!((not_there.status, not_there.attribute(".message a", "href").as_deref()), (404, Some(CLOSED)));
    let opened = steward.post_form(CLOSED, &[]);
    assert_eq!(opened.header("location"), Some("/?opened=wijk"));
    assert!(steward.get("/?opened=wijk").text(".message.ok").contains("De Wijk is weer open"));
    assert!(house.anonymous().get("/wijk/assets").text("main").contains("Schuur"));
    assert_eq!((steward.get(CLOSED).status, house.anonymous().get("/wijk").status), (404, 200));
    // It can be written to, and closed again.
    assert_eq!(steward.post_form("/wijk/assets", &[("kind", "place"), ("name", "Kas"), ("visibility", "everyone")]).status, 303);
    assert_eq!(steward.post_form(CLOSE, &MEANT).status, 422);
}

#[test]
fn twice_is_as_good_as_once() {
    let house = House::empty();
    let steward = close(&house);
    assert_eq!(steward.post_form(CLOSE, &MEANT).header("location"), Some(CLOSED));
    assert_eq!(steward.get(CLOSE).header("location"), Some(CLOSED));
    assert_eq!(steward.post_form(CLOSED, &[]).header("location"), Some("/?opened=wijk"));
    assert_eq!(steward.post_form(CLOSED, &[]).header("location"), Some("/?opened=wijk"));
    assert_eq!(steward.post_form("/zwijg/closed", &[]).status, 403);
    assert_eq!(steward.post_form("/zwijg/archive", &[]).status, 403);
}

#[test]
fn what_cannot_be_put_aside_stays_open_and_is_told() {
    let house = House::empty();
    let mut steward = house.steward();
    take(&mut steward);
    let in_the_way = house.state.neighbourhoods.folder().join("journal/wijk/days");
    std::fs::create_dir(&in_the_way).unwrap();
    let failed = steward.post_form(CLOSE, &MEANT);
    assert_eq!(failed.status, 500);
    assert!(failed.text(".message.error").contains("De wijk is niet gesloten"));
    assert_eq!(failed.attribute("#slug", "value").as_deref(), Some("wijk"));
    assert_eq!(house.anonymous().get("/wijk").status, 200);
    std::fs::remove_dir(&in_the_way).unwrap();
    assert_eq!(steward.post_form(CLOSE, &MEANT).header("location"), Some(CLOSED));
}

#[test]
fn a_name_that_was_given_anew_keeps_its_neighbourhood() {
    let house = House::empty();
    let mut steward = house.steward();
    let archive = take(&mut steward);
    steward.post_form(CLOSE, &MEANT);
    house.state.neighbourhoods.restore(&archive.bytes[..], None, None).unwrap();
    assert_eq!(house.anonymous().get("/wijk").status, 200);
    let refused = steward.post_form(CLOSED, &[]);
    assert_eq!(refused.status, 409);
    assert!(refused.text(".message.error").contains("een andere wijk met dezelfde korte naam"));
    let of_the_closed = steward.post_form(ARCHIVE, &[("closed", "yes")]);
    assert_eq!(of_the_closed.bytes, archive.bytes);
    let again = steward.post_form(CLOSE, &MEANT);
    assert_eq!(again.status, 409);
    assert!(again.text(".message.error").contains("al een gesloten wijk met deze korte naam"));
    assert_eq!(house.anonymous().get("/wijk").status, 200);
}

#[test]
fn an_archive_that_cannot_be_made_is_told_on_the_page_and_is_no_file() {
    let house = House::empty();
    let mut steward = house.steward();
    let of = |folder: &str| house.state.neighbourhoods.folder().join("journal").join(folder).join("000000000001.ndjson");
    let damage = |folder: &str| {
        let mut bytes = std::fs::read(of(folder)).unwrap();
        bytes[100] ^= 1;
        std::fs::write(of(folder), bytes).unwrap();
    };
    take(&mut steward);
    damage("wijk");
    let told = steward.post_form(ARCHIVE, &[]);
    assert_eq!((told.status, told.header("content-disposition")), (500, None));
    assert!(told.text(".message.error").contains("wijkweb check") && told.count("#slug") == 1);
    damage("wijk");
    assert_eq!(steward.post_form(CLOSE, &MEANT).status, 303);
    damage("wijk.closed");
    let told = steward.post_form(ARCHIVE, &[("closed", "yes")]);
    assert_eq!((told.status, told.text("h1")), (500, "De Wijk is gesloten".to_owned()));
    assert!(told.text(".message.error").contains("Het archief kon niet gemaakt worden"));
}
