use wijkweb::inventory::field::Shape;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::kinds::SHARED_FIELDS;

use crate::support::{Answer, House, Visitor};

const GARDEN: &[(&str, &str)] = &[
    ("kind", "place"),
    ("name", "Binnentuin"),
    ("description", "Groen\r\nen stil"),
    ("tags", "groen, stil"),
    ("functions", "meeting"),
    ("functions", "development"),
    ("place_kind", "public_space"),
    ("size_m2", "1.250,5"),
    ("website", "tuin.example"),
    ("latitude", "52,09"),
    ("longitude", "5,11"),
    ("visibility", "everyone"),
];

/// The id that a form was minted with, and the names that it asks.
fn opened(steward: &Visitor<'_>, kind: &str) -> (String, Vec<String>) {
    let form = steward.get(&format!("/wijk/assets/new?kind={kind}"));
    assert_eq!(form.status, 200, "{kind}");
    (form.attribute("input[name=id]", "value").unwrap(), form.attributes("form[action='/wijk/assets'] [name]", "name"))
}

fn send(steward: &Visitor<'_>, id: &str, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<_> = std::iter::once(("id", id)).chain(fields.iter().copied()).collect();
    steward.post_form("/wijk/assets", &fields)
}

/// The same answers with some of them given otherwise.
fn but<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = GARDEN.iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    kept.copied().chain(changes.iter().copied()).collect()
}

#[test]
fn only_a_steward_may_add() {
    let house = House::empty();
    assert_eq!(house.anonymous().get("/wijk/assets/new").status, 403);
    assert_eq!(house.anonymous().post_form("/wijk/assets", GARDEN).status, 403);
    assert_eq!(house.anonymous().get("/wijk/assets").count(".assets > li"), 0);
}

#[test]
fn every_kind_open_to_entry_has_a_card_and_a_form_that_asks_all_its_fields() {
    let house = House::empty();
    let steward = house.steward();
    let cards = steward.get("/wijk/assets/new").attributes(".card a", "href");
    for kind in Kind::ALL.iter().copied() {
        let address = format!("/wijk/assets/new?kind={kind}");
        if !kind.is_open_to_entry() {
            assert!(!cards.contains(&address), "{kind}");
            assert_eq!(steward.get(&address).status, 400, "{kind}");
            continue;
        }
        let (_, names) = opened(&steward, kind.code());
        for field in kind.fields().filter(|field| !matches!(field.shape, Shape::Terms(_))) {
            assert!(names.iter().any(|name| name == field.name), "{kind} {}", field.name);
        }
        for language in ["nl", "en"] {
            let text = steward.reading(language).get(&address).text("main");
            assert!(!["field-", "form-", "kind-", "choice-"].iter().any(|key| text.contains(key)), "{kind}: a text is missing: {text}");
        }
    }
}

#[test]
fn every_kind_open_to_entry_can_be_added_with_what_it_requires() {
    let house = House::empty();
    let steward = house.steward();
    for kind in Kind::ALL.iter().copied().filter(|kind| kind.is_open_to_entry()) {
        let (id, _) = opened(&steward, kind.code());
        let answer = |shape: Shape| match shape {
            Shape::Choice(codes) => codes[0].to_owned(),
            _ => format!("iets {kind}"),
        };
        let required: Vec<_> = kind.fields().filter(|field| field.required).map(|field| (field.name, answer(field.shape))).collect();
        let mut fields: Vec<_> = required.iter().map(|(name, text)| (*name, text.as_str())).collect();
        fields.push(("kind", kind.code()));
        let sent = send(&steward, &id, &fields);
        assert_eq!(sent.status, 303, "{kind}: {}", sent.text(".message"));
        assert_eq!(steward.get(sent.header("location").unwrap()).status, 200, "{kind}");
        assert!(steward.get(&format!("/wijk/assets?kind={kind}&per=200")).body().contains(&id), "{kind}");
    }
}

#[test]
fn no_field_has_a_name_that_forms_use_themselves() {
    let own = ["id", "kind", "longitude", "latitude", "visibility", "valid_from", "valid_to", "origin"];
    let all = Kind::ALL.iter().flat_map(|kind| kind.fields()).chain(SHARED_FIELDS);
    assert_eq!(all.filter(|field| own.contains(&field.name)).count(), 0);
}

#[test]
fn what_was_filled_in_is_what_the_page_shows() {
    let house = House::empty();
    let steward = house.steward();
    let (id, _) = opened(&steward, "place");
    let sent = send(&steward, &id, GARDEN);
    assert_eq!((sent.status, sent.header("location").unwrap()), (303, format!("/wijk/assets/{id}?done=added&change=2").as_str()));
    let page = steward.get(&format!("/wijk/assets/{id}?done=added"));
    assert_eq!(page.text(".message"), "Het is bewaard.");
    let facts: Vec<_> = page.texts(".facts dd");
    assert!(facts.contains(&"1.250,5 m²".to_owned()) && facts.contains(&"tuin.example".to_owned()), "{facts:?}");
    assert!(page.text("section.card").contains("52,09000 NB, 5,11000 OL"));
    assert_eq!(house.anonymous().get("/wijk/assets?function=development&tag=stil").texts(".assets .name"), ["Binnentuin"]);
}

#[test]
fn a_fault_stands_at_its_field_and_what_was_typed_is_kept() {
    let house = House::empty();
    let steward = house.steward();
    let (id, _) = opened(&steward, "place");
    let faulty =
        but(&[("name", " "), ("size_m2", "reuze\u{0}groot"), ("latitude", ""), ("valid_from", "2024-02-01"), ("valid_to", "2023-01-01")]);
    let page = send(&steward, &id, &faulty);
    assert_eq!(page.status, 422);
    let links = page.attributes(".message.error a", "href");
    assert_eq!(links, ["#name", "#size_m2", "#valid_to", "#latitude"]);
    for link in links {
        assert_eq!(page.count(link.as_str()), 1, "{link}");
        let described = page.attribute(&link, "aria-describedby").unwrap();
        let error = described.split(' ').find(|id| id.ends_with("-error")).unwrap();
        assert!(!page.text(&format!("#{error}")).is_empty());
    }
    assert_eq!(page.attribute("#size_m2", "value").unwrap(), "reuzegroot");
    assert_eq!(page.text("#description"), "Groen en stil");
    assert_eq!(page.attribute("input[name=id]", "value").unwrap(), id);
    assert_eq!(page.attributes("input[name=functions][checked]", "value").len(), 2);
    assert_eq!(page.count("[autofocus] .message.error"), 1);
    assert_eq!(house.anonymous().get("/wijk/assets").count(".assets > li"), 0);
    assert_eq!(send(&steward, &id, GARDEN).status, 303);
}

#[test]
fn a_form_sent_twice_adds_one_record() {
    let house = House::empty();
    let steward = house.steward();
    let (id, _) = opened(&steward, "place");
    for _ in 0..2 {
        assert_eq!(send(&steward, &id, GARDEN).status, 303);
    }
    assert_eq!(house.anonymous().get("/wijk/assets").count(".assets > li"), 1);
    let other = send(&steward, &id, &but(&[("name", "Voortuin")]));
    assert_eq!(other.status, 409);
    let fresh = other.attribute("input[name=id]", "value").unwrap();
    assert_ne!(fresh, id);
    assert_eq!(send(&steward, &fresh, &but(&[("name", "Voortuin")])).status, 303);
    assert_eq!(house.anonymous().get("/wijk/assets").texts(".assets .name"), ["Binnentuin", "Voortuin"]);
}

#[test]
fn what_looks_like_something_that_is_here_is_added_and_asked_about() {
    let house = House::empty();
    let steward = house.steward();
    let (first, _) = opened(&steward, "place");
    send(&steward, &first, GARDEN);
    let (second, _) = opened(&steward, "place");
    for _ in 0..2 {
        assert_eq!(send(&steward, &second, &but(&[("name", "De Binnentuin")])).status, 303);
    }
    let page = steward.get(&format!("/wijk/assets/{second}"));
    assert!(page.attributes(".message a", "href").contains(&format!("/wijk/assets/{first}")));
    let (third, _) = opened(&steward, "place");
    send(&steward, &third, &but(&[("latitude", "52.2")]));
    assert_eq!(steward.get(&format!("/wijk/assets/{third}")).count(".message"), 0);
}

#[test]
fn a_place_may_be_pasted_swapped_or_on_the_dutch_grid() {
    let house = House::empty();
    let steward = house.steward();
    for (longitude, latitude, shown) in [
        ("", "52.09, 5.11", "52,09000 NB, 5,11000 OL"),
        ("52.09", "5.11", "52,09000 NB, 5,11000 OL"),
        ("155000", "463000", "52,15517 NB, 5,38720 OL"),
        ("", "", "niet op de kaart"),
    ] {
        let (id, _) = opened(&steward, "place");
        let sent = send(&steward, &id, &but(&[("longitude", longitude), ("latitude", latitude)]));
        assert_eq!(sent.status, 303);
        let page = house.anonymous().get(sent.header("location").unwrap());
        assert!(page.text("section.card").contains(shown), "{}", page.text("section.card"));
        assert_eq!(page.text(".message").contains("verwisseld"), longitude == "52.09");
    }
    for (longitude, latitude) in [("NaN", "52"), ("5", "inf"), ("0", "0"), ("999", "52"), ("5", "")] {
        let (id, _) = opened(&steward, "place");
        let page = send(&steward, &id, &but(&[("longitude", longitude), ("latitude", latitude)]));
        assert_eq!((page.status, page.count("#latitude-error")), (422, 1), "{longitude} {latitude}");
    }
}

#[test]
fn a_choice_that_is_not_offered_is_refused() {
    let house = House::empty();
    let steward = house.steward();
    for (name, answer) in [("place_kind", "castle"), ("functions", "flying"), ("visibility", "self"), ("visibility", "all")] {
        let (id, _) = opened(&steward, "place");
        let page = send(&steward, &id, &but(&[(name, answer)]));
        assert_eq!((page.status, page.count(&format!("#{name}-error"))), (422, 1), "{name}");
    }
    assert_eq!(send(&steward, "x", &but(&[("kind", "person")])).status, 422);
    assert_eq!(send(&steward, "x", &but(&[("kind", "unicorn")])).status, 422);
}

#[test]
fn a_body_that_is_no_form_is_told_so() {
    let house = House::empty();
    let steward = house.steward();
    let post = || axum::http::Request::post("/wijk/assets");
    assert_eq!(steward.send(post().header("content-type", "application/json"), "{}".into()).status, 400);
    let form = post().header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(steward.send(form, vec![b'a'; 3_000_000].into()).status, 413);
    let broken = post().header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(steward.send(broken, b"kind=place&name=%ff%00%zz&tags=%".to_vec().into()).status, 303);
    let foreign = post().header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", "cross-site");
    assert_eq!(steward.send(foreign, "kind=place&name=x".into()).status, 403);
}

#[test]
fn naughty_strings_are_kept_as_they_are_and_stay_text_in_every_field() {
    const NAUGHTY: &[&str] = &[
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' OR 1=1; DROP TABLE assets; --",
        "{{7*7}} ${7*7} <%= 1 %> { $name }",
        "田中さんにあげて下さい الفُسْحَة 🏳️‍🌈",
        "Ω≈ç√∫˜µ≤≥÷ ﷽ Z̮̞̠͙͔ͅḀ̗̞͈̻̗",
        "../../../etc/passwd",
        "undefined",
        "NULL",
        "\u{202e}right to left",
    ];
    let house = House::empty();
    let steward = house.steward();
    for naughty in NAUGHTY {
        for kind in Kind::ALL.iter().copied().filter(|kind| kind.is_open_to_entry()) {
            let (id, _) = opened(&steward, kind.code());
            let mut fields = vec![("kind", kind.code())];
            for field in kind.fields() {
                match field.shape {
                    Shape::Line(_) | Shape::Prose(_) => fields.push((field.name, naughty)),
                    Shape::Choice(codes) if field.required => fields.push((field.name, codes[0])),
                    _ => {}
                }
            }
            let sent = send(&steward, &id, &fields);
            assert_eq!(sent.status, 303, "{kind} {naughty}");
            let page = steward.get(sent.header("location").unwrap());
            assert_eq!(page.count("main script") + page.count("main img") + page.count("[onerror]"), 0, "{kind} {naughty}");
            assert!(page.text("main").contains(naughty), "{kind} {naughty}");
        }
    }
}
