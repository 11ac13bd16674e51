use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::value::Value;

use crate::support::{Answer, House, record};

const DOCUMENTS: [&str; 4] = ["register", "dpia", "breach", "processor"];

/// Changes answers on the page of settings.
fn settle(house: &House, answers: &[(&str, &str)]) {
    let steward = house.steward();
    let form = steward.get("/wijk/settings").form("main form");
    let kept = steward.post_with("/wijk/settings", &form, answers);
    assert_eq!(kept.status, 200, "{}", kept.text(".message"));
}

/// The document with this word, as a steward reads it.
fn document(house: &House, code: &str) -> Answer {
    house.steward().get(&format!("/wijk/privacy/{code}"))
}

#[test]
fn the_notice_says_who_is_responsible_whom_to_turn_to_and_how_to_complain_in_both_languages() {
    let house = House::empty();
    settle(&house, &[("controller_address", "Pleinstraat 1, 3000 AA Stad"), ("data_officer", "Fatma, fg@wijk.example")]);
    for (language, complaint, right) in
        [("nl", "Autoriteit Persoonsgegevens", "laten weghalen"), ("en", "data protection authority", "taken away")]
    {
        let notice = house.anonymous().reading(language).get("/wijk/privacy");
        let text = notice.text("main");
        for said in [
            "Stichting De Wijk",
            "De secretaris",
            "secretaris@wijk.example",
            "Pleinstraat 1",
            "fg@wijk.example",
            "Van de brug",
            complaint,
            right,
        ] {
            assert!(text.contains(said), "{language}: {said}\n{text}");
        }
        assert_eq!((notice.status, notice.count(".write-on"), notice.count("meta[name=robots][content=noindex]")), (200, 0, 1));
    }
    for page in ["", "/map", "/assets", "/about", "/changes", "/nonsense"] {
        let links = house.anonymous().get(&format!("/wijk{page}")).attributes("footer a", "href");
        assert!(links.contains(&"/wijk/privacy".to_owned()), "{page}");
    }
}

#[test]
fn what_is_told_follows_the_purposes_the_fields_and_the_settings() {
    let house = House::empty();
    let notice = || house.anonymous().reading("en").get("/wijk/privacy").text("main");
    let all = notice();
    for said in [
        "Contact persons of groups",
        "E-mail",
        "Stories",
        "Addresses",
        "Postcode",
        "legitimate interest",
        "of 7 days, of 4 weeks and of 6 months",
    ] {
        assert!(all.contains(said), "{said}\n{all}");
    }
    assert!(all.contains("Talents and wishes of residents") && !all.contains("did not choose that purpose"));
    assert!(all.contains("asks nothing of other sites") && all.contains("We run that server ourselves"));
    settle(
        &house,
        &[
            ("purposes", "assets"),
            ("hosted_by", "processor"),
            ("hosted_where", "Wolk bv, Utrecht"),
            ("tile_url", "https://tile.example.org/{z}/{x}/{y}.png"),
        ],
    );
    let fewer = notice();
    assert!(!fewer.contains("Contact persons of groups") && !fewer.contains("Addresses") && fewer.contains("What the neighbourhood has"));
    assert!(fewer.contains("Wolk bv, Utrecht") && fewer.contains("under an agreement"));
    assert!(fewer.contains("tile.example.org"), "{fewer}");
    assert!(!fewer.contains("asks nothing of other sites"));
}

#[test]
fn the_other_documents_are_for_stewards_and_have_lines_for_what_the_program_cannot_know() {
    let house = House::empty();
    for code in DOCUMENTS {
        assert_eq!(house.anonymous().get(&format!("/wijk/privacy/{code}")).status, 403);
        for language in ["nl", "en"] {
            let page = house.steward().reading(language).get(&format!("/wijk/privacy/{code}"));
            assert_eq!(page.status, 200);
            assert!(page.count(".write-on") >= 3, "{code} has too few lines");
            assert!(page.text("main").contains("Stichting De Wijk") && page.text("h1").contains("De Wijk"), "{code}");
        }
    }
    assert_eq!(document(&house, "nonsense").status, 404);
    assert_eq!(house.anonymous().get("/wijk/privacy/nonsense").status, 403);
    assert_eq!((document(&house, "dpia").count("ol > li.ask"), document(&house, "processor").count(".tick-box")), (9, 10));
    let breach = document(&house, "breach").text("main");
    assert!(breach.contains("72 uur") && breach.contains("secretaris@wijk.example"), "{breach}");
}

#[test]
fn register_and_dpia_tell_how_much_there_is_and_the_notice_does_not() {
    let house = House::empty();
    let named = |name: &str| ("name", Value::Text(name.to_owned()));
    house.add(record(&house, Kind::Association, &[named("Koor"), ("email", Value::Text("koor@wijk.example".to_owned()))], None));
    house.add(record(&house, Kind::Association, &[named("Schaakclub")], None));
    for code in ["register", "dpia"] {
        let text = document(&house, code).text("main");
        assert!(text.contains("Op 15 november 2023 staat het bij één record.") && text.contains("bij 2 records"), "{code}: {text}");
        assert!(text.contains("bij 0 records"), "{code}: no addresses");
    }
    assert!(!house.anonymous().get("/wijk/privacy").text("main").contains("record"));
    settle(&house, &[("controller_kind", "municipality")]);
    assert!(house.steward().get("/wijk/settings").text("#documents ~ dl").contains("Functionaris voor gegevensbescherming"));
}

#[test]
fn where_a_public_authority_is_responsible_the_documents_warn_and_name_another_ground() {
    let house = House::empty();
    settle(&house, &[("controller", "Gemeente Wijk"), ("controller_kind", "municipality")]);
    let dpia = document(&house, "dpia");
    assert!(dpia.text(".message.warning").contains("overheid"));
    for page in [dpia, document(&house, "register"), house.anonymous().get("/wijk/privacy")] {
        let text = page.text("main");
        assert!(text.contains("taak van algemeen belang") && !text.contains("gerechtvaardigd belang (AVG"), "{text}");
    }
}

#[test]
fn the_settings_tell_which_documents_are_complete_and_what_is_missing() {
    let house = House::empty();
    let told = || house.steward().get("/wijk/settings").text("#documents ~ dl");
    assert!(told().contains("Nog niet volledig. Vul in: “Wie beheert de server?”, “Waar staat de server?”"), "{}", told());
    assert!(house.steward().get("/wijk/settings").text("main").contains("het laatst veranderd op 15 november 2023"));
    settle(
        &house,
        &[
            ("hosted_by", "processor"),
            ("hosted_where", "Wolk bv"),
            ("controller_address", "Plein 1"),
            ("dpia_settled", "2023-11-01"),
            ("processor_agreed", "2023-10-01"),
        ],
    );
    assert!(!told().contains("Nog niet volledig"), "{}", told());
    assert!(document(&house, "dpia").text("main").contains("1 november 2023"));
}

#[test]
fn text_of_a_steward_stays_text_in_every_document() {
    let house = House::empty();
    settle(&house, &[("controller", "<script>alert(1)</script>"), ("area_text", "a & b <img src=x>")]);
    for page in [document(&house, "register"), document(&house, "dpia"), house.anonymous().get("/wijk/privacy")] {
        assert!(!page.body().contains("<script>alert") && !page.body().contains("<img src=x>") && page.body().contains("&lt;script&gt;"));
    }
    let graph = house.neighbourhood.snapshot();
    let profile = graph.records().find(|record| record.kind == Kind::Neighbourhood).unwrap();
    assert_eq!(profile.values.get("controller"), Some(&Value::Text("<script>alert(1)</script>".to_owned())));
}
