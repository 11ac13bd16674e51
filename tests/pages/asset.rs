use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::{Kind, Role};
use wijkweb::inventory::provenance::Validity;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::inventory::whereabouts::Whereabouts;

use crate::support::{Answer, House, record, tie};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn choir(house: &House) -> Id {
    let values = [
        ("name", text("Zangkoor")),
        ("description", text("Eerste regel\ntweede regel\n\nNog een blok")),
        ("website", text("https://koor.example/pad")),
        ("association_kind", Value::Codes(vec!["self_help".to_owned()])),
        ("formal", Value::YesNo(true)),
        ("members_approx", Value::Whole(1250)),
        ("email", text("koor@koor.example")),
    ];
    house.add(record(house, Kind::Association, &values, Some((5.11, 52.09))))
}

fn facts(page: &Answer) -> Vec<(String, String)> {
    page.texts(".facts dt").into_iter().zip(page.texts(".facts dd")).collect()
}

#[test]
fn a_page_says_in_words_what_is_known() {
    let house = House::empty();
    let id = choir(&house);
    let page = house.anonymous().get(&format!("/wijk/assets/{id}"));
    assert_eq!((page.status, page.text("h1")), (200, "Zangkoor".to_owned()));
    let told = facts(&page);
    let told: Vec<_> = told.iter().map(|(label, fact)| (label.as_str(), fact.as_str())).collect();
    let expected = [
        ("Website", "koor.example/pad"),
        ("Soort groep", "Zelfhulp en lotgenoten"),
        ("Officieel opgericht", "ja"),
        ("Aantal leden, ongeveer", "1.250"),
    ];
    assert_eq!(told, expected);
    assert_eq!(page.attribute(".facts a", "rel").unwrap(), "noopener nofollow ugc");
    assert_eq!(page.texts(".lead p"), ["Eerste regeltweede regel", "Nog een blok"]);
    assert_eq!(page.count(".lead br"), 1);
    let english = house.anonymous().reading("en").get(&format!("/wijk/assets/{id}"));
    assert!(facts(&english).iter().any(|(_, fact)| fact == "1,250"));
}

#[test]
fn contacts_are_not_for_everyone_and_the_page_says_so_filled_or_not() {
    let house = House::empty();
    let id = choir(&house);
    let bare = house.add(record(&house, Kind::Association, &[("name", text("Leeg"))], None));
    let page = house.anonymous().get(&format!("/wijk/assets/{id}"));
    assert!(!page.body().contains("koor@koor"));
    assert!(page.text(".withheld").contains("Contactpersoon, E-mail, Telefoon"));
    assert_eq!(page.text(".withheld"), house.anonymous().get(&format!("/wijk/assets/{bare}")).text(".withheld"));
    let steward = house.steward().get(&format!("/wijk/assets/{id}"));
    assert!(steward.body().contains("koor@koor.example") && steward.count(".withheld") == 0);
}

#[test]
fn connections_stand_in_words_from_either_end() {
    let house = House::empty();
    let (choir, hall) = (choir(&house), house.add(record(&house, Kind::Place, &[("name", text("Zaal"))], None)));
    let mut uses = tie(&house, TieKind::Uses, choir, hall);
    uses.values.set("when", text("dinsdag"));
    uses.validity = Validity { from: Some("2020-02-01".parse().unwrap()), to: None };
    house.join(uses);
    let page = house.anonymous().get(&format!("/wijk/assets/{choir}"));
    assert_eq!(page.text("h3"), "Gebruikt");
    assert_eq!(page.text(".connections li"), "Zaal · Wanneer: dinsdag · vanaf 1 februari 2020");
    assert_eq!(page.attribute(".connections a", "href").unwrap(), format!("/wijk/assets/{hall}"));
    let other = house.anonymous().get(&format!("/wijk/assets/{hall}"));
    assert_eq!(other.text("h3"), "Wordt gebruikt door");
}

#[test]
fn a_hidden_end_leaves_no_trace() {
    let house = House::empty();
    let choir = choir(&house);
    let mut cellar = record(&house, Kind::Place, &[("name", text("Kelder"))], None);
    cellar.visibility = Visibility::Stewards;
    let cellar = house.add(cellar);
    let before = house.anonymous().get(&format!("/wijk/assets/{choir}")).body();
    house.join(tie(&house, TieKind::Uses, choir, cellar));
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{choir}")).body(), before);
    let hidden = house.anonymous().get(&format!("/wijk/assets/{cellar}"));
    let absent = house.anonymous().get(&format!("/wijk/assets/{}", house.surroundings().mint()));
    assert_eq!((hidden.status, absent.status), (404, 404));
    assert_eq!(hidden.text("main"), absent.text("main"));
    assert_eq!(house.anonymous().get("/wijk/assets/no-id").status, 404);
}

#[test]
fn a_page_says_where_it_is() {
    let house = House::empty();
    let choir = choir(&house);
    let square = |size: f64| {
        let corners = ((5.11 - size, 52.09 - size), (5.11 + size, 52.09 + size));
        Whereabouts::new(geo::Rect::new(corners.0, corners.1).to_polygon().into()).unwrap()
    };
    for (name, size) in [("Grote wijk", 0.1), ("Kleine buurt", 0.01)] {
        let mut area = record(&house, Kind::Area, &[("name", text(name))], None);
        area.whereabouts = Some(square(size));
        house.add(area);
    }
    let page = house.anonymous().get(&format!("/wijk/assets/{choir}"));
    let card = page.text("section.card");
    assert!(card.contains("Ligt in Kleine buurt, Grote wijk") && card.contains("52,09000 NB, 5,11000 OL"), "{card}");
    assert!(page.attributes("section.card a", "href").contains(&format!("/wijk/map?asset={choir}")));
}

#[test]
fn what_has_ended_says_so() {
    let house = House::empty();
    let mut shop = record(&house, Kind::Enterprise, &[("name", text("Bakker"))], None);
    shop.validity.to = Some("2021-12-31".parse().unwrap());
    let id = house.add(shop);
    assert!(house.anonymous().get(&format!("/wijk/assets/{id}")).text("main").contains("gestopt op 31 december 2021"));
    assert!(house.anonymous().get("/wijk/assets").text(".assets").contains("gestopt op 31 december 2021"));
}

#[test]
fn every_kind_has_a_page_and_a_list() {
    let house = House::empty();
    for kind in Kind::ALL.iter().copied().filter(|kind| kind.role() == Role::Asset) {
        let id = house.add(record(&house, kind, &[("name", text("Iets"))], None));
        for language in ["nl", "en"] {
            let page = house.anonymous().reading(language).get(&format!("/wijk/assets/{id}"));
            assert_eq!(page.status, 200, "{kind}");
            assert!(!page.text("main").contains("kind-") && !page.text("main").contains("field-"), "{kind}: a text is missing");
        }
        assert_eq!(house.anonymous().get(&format!("/wijk/assets?kind={kind}")).count(".assets > li"), 1, "{kind}");
    }
}
