use crate::support::{House, Visitor};

const BEGIN: &str = "/wijk/begin";

/// Answers a step as its form stands, with these answers, and tells where one is sent.
fn answer(visitor: &Visitor<'_>, step: &str, answers: &[(&str, &str)]) -> String {
    let address = format!("{BEGIN}/{step}");
    let form = visitor.get(&address).form("main form");
    let next = visitor.post_with(&address, &form, answers);
    assert_eq!(next.status, 303, "{step}: {}", next.text(".message"));
    next.header("location").unwrap().to_owned()
}

#[test]
fn step_by_step_a_neighbourhood_says_who_answers_for_it_and_is_opened() {
    let house = House::unopened();
    let (steward, visitor) = (house.steward(), house.anonymous());
    assert!(steward.get("/wijk").attributes(".message.warning a", "href").contains(&BEGIN.to_owned()));
    let closed = visitor.get("/wijk/map");
    assert_eq!((closed.status, closed.text("h1").as_str()), (403, "Deze wijk wordt voorbereid"));
    assert!(!visitor.get("/").text("main").contains("De Wijk") && steward.get("/").text("main").contains("Nog niet te zien"));

    let steps = [
        ("controller", vec![("controller", "Stichting Plein"), ("controller_kind", "foundation")], "contact"),
        ("contact", vec![("contact_name", "Ans"), ("contact_reach", "ans@plein.example")], "purposes"),
        ("purposes", vec![("purposes", "assets"), ("purposes", "stories")], "area"),
        ("area", vec![("area_text", "Rond het plein.")], "keeping"),
        ("keeping", vec![], "languages"),
    ];
    for (done, (step, answers, next)) in steps.iter().enumerate() {
        assert_eq!(steward.get(BEGIN).count("nav.steps svg"), done, "before {step}");
        assert_eq!(answer(&steward, step, answers), format!("{BEGIN}/{next}"));
        assert_eq!(visitor.get("/wijk").status, 403, "after {step}");
    }
    // Whoever breaks off here goes on where they were.
    assert_eq!(steward.get(BEGIN).attributes(".message.warning a", "href"), [format!("{BEGIN}/keeping")]);
    let early = steward.post_form(BEGIN, &[("do", "open")]);
    assert_eq!((early.status, visitor.get("/wijk").status), (422, 403));

    let boxes = steward.get(&format!("{BEGIN}/languages")).form("main form");
    assert_eq!(boxes.iter().filter(|(name, _)| name == "page_languages").count(), 2, "both, unless a choice was made");
    assert_eq!(answer(&steward, "languages", &[]), BEGIN);
    assert_eq!(visitor.get("/wijk").status, 403, "nobody decided to open it yet");
    assert_eq!(steward.post_form(BEGIN, &[("do", "open")]).status, 303);
    assert_eq!(visitor.get("/wijk").status, 200);
    assert!(visitor.get("/").text("main").contains("De Wijk"));
    assert_eq!(steward.post_form(BEGIN, &[("do", "hide")]).status, 303);
    assert_eq!(visitor.get("/wijk").status, 403);
    assert_eq!(house.neighbourhood.past().last_seq(), 8, "each step was kept once");
}

#[test]
fn what_was_typed_stays_after_an_error_and_each_step_says_why_it_is_asked() {
    let house = House::unopened();
    let steward = house.steward();
    for step in ["controller", "contact", "purposes", "area", "keeping", "languages"] {
        assert!(steward.get(&format!("{BEGIN}/{step}")).text("p.lead").len() > 40, "{step}");
        assert_eq!(house.anonymous().get(&format!("{BEGIN}/{step}")).status, 403);
        assert_eq!(house.anonymous().post_form(&format!("{BEGIN}/{step}"), &[("controller", "Gekaapt")]).status, 403);
    }
    let again = steward.post_form(&format!("{BEGIN}/contact"), &[("contact_name", "Ans <b>"), ("contact_reach", "in het buurthuis")]);
    assert_eq!(again.status, 422);
    assert_eq!(again.attribute("#contact_name", "value").as_deref(), Some("Ans <b>"));
    assert_eq!(again.attribute("#contact_reach", "value").as_deref(), Some("in het buurthuis"));
    assert_eq!(again.attributes(".message.error a", "href"), ["#contact_reach"]);
    let odd = steward.post_form(&format!("{BEGIN}/purposes"), &[("purposes", "assets"), ("purposes", "spying")]);
    assert_eq!((odd.status, odd.attributes("input[name=purposes][checked]", "value").len()), (422, 1));
    assert_eq!(steward.get(&format!("{BEGIN}/nonsense")).status, 404);
}

#[test]
fn what_somebody_else_answered_meanwhile_is_shown_before_it_is_written_over() {
    let house = House::unopened();
    let steward = house.steward();
    let address = format!("{BEGIN}/area");
    let mine = steward.get(&address).form("main form");
    answer(&steward, "area", &[("area_text", "Van hen")]);
    let shown = steward.post_with(&address, &mine, &[("area_text", "Van mij")]);
    assert_eq!(shown.status, 409);
    assert!(shown.text(".wrong").contains("Van hen") && shown.lines("#area_text").unwrap().contains("Van mij"));
    assert_eq!(steward.post_with(&address, &shown.form("main form"), &[]).status, 303);
    assert!(steward.get(BEGIN).text("main").contains("Van mij"));
    // Another step that was answered meanwhile is no reason to ask.
    let contact = steward.get(&format!("{BEGIN}/contact")).form("main form");
    answer(&steward, "area", &[("area_text", "Nog anders")]);
    let said = [("contact_name", "Ans"), ("contact_reach", "0612345678")];
    assert_eq!(steward.post_with(&format!("{BEGIN}/contact"), &contact, &said).status, 303);
    assert!(steward.get(BEGIN).text("main").contains("Nog anders"));
}

#[test]
fn a_public_authority_is_warned_that_consent_is_weak() {
    let house = House::unopened();
    let steward = house.steward();
    let warning = "Een overheid is verantwoordelijk";
    assert!(!steward.get(&format!("{BEGIN}/contact")).body().contains(warning));
    answer(&steward, "controller", &[("controller", "Gemeente Plein"), ("controller_kind", "municipality")]);
    for page in ["/contact", "/purposes", "/controller", ""] {
        assert!(steward.get(&format!("{BEGIN}{page}")).text(".message.warning").contains(warning), "{page}");
    }
    assert!(steward.get("/wijk/settings").text(".message.warning").contains(warning));
    let english = steward.reading("en").get(&format!("{BEGIN}/purposes"));
    assert!(english.text(".message.warning").contains("consent does not count"));
    assert!(english.text("#grounds ~ dl").contains("public interest") && !english.text("#grounds ~ dl").contains("legitimate interest"));
}

#[test]
fn a_neighbourhood_is_begun_in_the_browser_with_a_short_name_made_for_it() {
    let house = House::empty();
    let steward = house.steward();
    assert_eq!((house.anonymous().get("/begin").status, house.anonymous().post_form("/begin", &[("name", "X")]).status), (403, 403));
    assert!(steward.get("/").attributes("main a", "href").contains(&"/begin".to_owned()));
    let taken = steward.post_form("/begin", &[("name", "De Wijk"), ("slug", "wijk"), ("language", "nl")]);
    assert_eq!((taken.status, taken.attribute("#name", "value").as_deref()), (422, Some("De Wijk")));
    assert!(taken.text(".wrong").contains("wijk-2"), "{}", taken.text(".wrong"));
    let nothing = steward.post_form("/begin", &[]);
    assert_eq!((nothing.status, nothing.attributes(".message.error a", "href")), (422, vec!["#name".to_owned(), "#language".to_owned()]));
    let begun = steward.post_form("/begin", &[("name", " Café  ’t Pleintje "), ("language", "nl")]);
    assert_eq!((begun.status, begun.header("location")), (303, Some("/cafe-t-pleintje/begin/controller")));
    assert_eq!(steward.get("/cafe-t-pleintje").text("h1"), "Café ’t Pleintje");
    assert_eq!(house.anonymous().get("/cafe-t-pleintje").status, 403);
}

#[test]
fn pages_are_read_in_the_languages_that_were_chosen() {
    let house = House::empty();
    let steward = house.steward();
    let english = house.anonymous().reading("en");
    assert_eq!((english.get("/wijk").attribute("html", "lang").as_deref(), english.get("/wijk").count(".languages a")), (Some("en"), 1));
    answer(&steward, "languages", &[("page_languages", "nl")]);
    let page = english.get("/wijk");
    assert_eq!((page.attribute("html", "lang").as_deref(), page.count(".languages a")), (Some("nl"), 0));
    let lost = english.get("/wijk/assets/nonsense");
    assert_eq!((lost.status, lost.attribute("html", "lang").as_deref()), (404, Some("nl")));
    assert!(lost.text("h1").contains("Dit is er niet"));
    assert_eq!(steward.reading("en").get("/wijk").attribute("html", "lang").as_deref(), Some("en"), "a steward writes them");
}
