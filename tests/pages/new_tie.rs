use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;

use crate::support::{Answer, House, Visitor, record, tie};

fn named(house: &House, kind: Kind, name: &str) -> Id {
    house.add(record(house, kind, &[("name", Value::Text(name.to_owned()))], None))
}

/// Sends the form for a tie, with an id of its own.
fn send(house: &House, steward: &Visitor<'_>, tie: &str, from: Id, to: Id, more: &[(&str, &str)]) -> Answer {
    let (id, from, to) = (house.surroundings().mint().to_string(), from.to_string(), to.to_string());
    let mut fields = vec![("id", id.as_str()), ("tie", tie), ("from", &from), ("to", &to), ("at", &from)];
    fields.extend(more);
    steward.post_form("/wijk/ties", &fields)
}

#[test]
fn a_tie_is_made_in_three_questions_without_script() {
    let house = House::empty();
    let steward = house.steward();
    let (choir, hall) = (named(&house, Kind::Association, "Zangkoor"), named(&house, Kind::Place, "Zaal"));
    named(&house, Kind::Place, "Schuur");
    let choose = steward.get(&format!("/wijk/assets/{choir}/ties/new"));
    let sentences = choose.texts("main li a");
    assert!(
        sentences.contains(&"Zangkoor gebruikt …".to_owned()) && sentences.contains(&"Zangkoor heeft als lid …".to_owned()),
        "{sentences:?}"
    );
    assert!(!sentences.iter().any(|sentence| sentence.contains("staat op")), "a choir stands on nothing");
    let uses = format!("/wijk/assets/{choir}/ties/new?tie=uses&way=out");
    assert!(choose.attributes("main li a", "href").contains(&uses));
    let find = steward.get(&format!("{uses}&q=zal"));
    assert_eq!(steward.get(&uses).texts(".assets .name"), ["Schuur", "Zaal"]);
    assert_eq!(steward.get(&format!("{uses}&q=zaal")).texts(".assets .name"), ["Zaal"]);
    assert_eq!(find.attribute("input[name=q]", "value").unwrap(), "zal");
    let form = steward.get(&format!("{uses}&other={hall}"));
    assert_eq!(form.text("h1"), "Zangkoor gebruikt Zaal");
    let hidden: Vec<_> =
        form.attributes("input[type=hidden]", "name").into_iter().zip(form.attributes("input[type=hidden]", "value")).collect();
    let mut fields: Vec<_> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend([("when", "dinsdag"), ("valid_from", "2020-02-01")]);
    for _ in 0..2 {
        let sent = steward.post_form("/wijk/ties", &fields);
        assert!(sent.status == 303 && sent.header("location").unwrap().starts_with(&format!("/wijk/assets/{choir}?done=tied")));
    }
    assert_eq!(
        house.anonymous().get(&format!("/wijk/assets/{choir}")).texts(".connections li"),
        ["Zaal · Wanneer: dinsdag · vanaf 1 februari 2020"]
    );
}

#[test]
fn a_tie_can_be_made_from_its_other_end() {
    let house = House::empty();
    let steward = house.steward();
    let (choir, hall) = (named(&house, Kind::Association, "Zangkoor"), named(&house, Kind::Place, "Zaal"));
    let form = steward.get(&format!("/wijk/assets/{hall}/ties/new?tie=uses&way=in&other={choir}"));
    assert_eq!(form.text("h1"), "Zaal wordt gebruikt door Zangkoor");
    let value = |name: &str| form.attribute(&format!("input[name={name}]"), "value").unwrap();
    assert_eq!((value("from"), value("to"), value("at")), (choir.to_string(), hall.to_string(), hall.to_string()));
}

#[test]
fn only_a_steward_may_tie() {
    let house = House::empty();
    let choir = named(&house, Kind::Association, "Zangkoor");
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{choir}/ties/new")).status, 403);
    assert_eq!(house.anonymous().post_form("/wijk/ties", &[("tie", "uses")]).status, 403);
    let steward = house.steward();
    assert_eq!(steward.get(&format!("/wijk/assets/{}/ties/new", house.surroundings().mint())).status, 404);
}

#[test]
fn a_tie_that_breaks_a_rule_says_which_at_the_right_spot() {
    let house = House::empty();
    let steward = house.steward();
    let [club, other] = ["Club", "Bond"].map(|name| named(&house, Kind::Association, name));
    let [hall, barn] = ["Zaal", "Schuur"].map(|name| named(&house, Kind::Place, name));
    let absent = house.surroundings().mint();
    house.join(tie(&house, TieKind::PartOf, hall, barn));
    house.join(tie(&house, TieKind::MemberOf, club, other));
    let mut owns = tie(&house, TieKind::HoldsRight, other, hall);
    owns.values.set("right", Value::Codes(vec!["ownership".to_owned()]));
    owns.values.set("share_percent", Value::Decimal(60.0));
    house.join(owns);
    let refused = |tie: &str, from: Id, to: Id, more: &[(&str, &str)]| {
        let page = send(&house, &steward, tie, from, to, more);
        assert_eq!(page.status, 422, "{tie}");
        (page.attributes(".message.error a", "href").join(" "), page.text(".message.error"), page)
    };
    assert!(refused("uses", club, absent, &[]).1.contains("niet meer"));
    assert!(refused("flies_over", club, hall, &[]).1.contains("niet. Kies een van deze zinnen"));
    for (tie, from, to, said) in [
        ("stands_on", club, hall, "Zo kunnen deze twee niet verbonden zijn"),
        ("part_of", barn, barn, "met zichzelf"),
        ("part_of", barn, hall, "in een kring"),
        ("part_of", hall, named(&house, Kind::Place, "Terrein"), "maar één tegelijk"),
        ("member_of", club, other, "staat er al"),
    ] {
        let (links, text, _) = refused(tie, from, to, &[]);
        assert!(links == "#other" && text.contains(said), "{tie}: {links} {text}");
    }
    let (links, text, page) = refused("holds_right", club, hall, &[("right", "ownership"), ("share_percent", "40,5")]);
    assert!(links == "#share_percent" && text.contains("meer dan 100"), "{text}");
    assert_eq!(page.attribute("#share_percent", "value").unwrap(), "40,5");
    let (links, ..) = refused("holds_right", club, hall, &[("share_percent", "veel"), ("valid_from", "ooit")]);
    assert_eq!(links, "#right #share_percent #valid_from");
    assert_eq!(send(&house, &steward, "holds_right", club, hall, &[("right", "ownership"), ("share_percent", "40")]).status, 303);
    assert_eq!(steward.post_form("/wijk/ties", &[("tie", "uses")]).status, 400);
}

#[test]
fn every_tie_that_is_offered_has_a_form_with_words() {
    let house = House::empty();
    let steward = house.steward();
    for kind in Kind::ALL.iter().copied().filter(|kind| kind.is_open_to_entry()) {
        let id = steward.get(&format!("/wijk/assets?kind={kind}")).attribute(".assets a", "href");
        let id = id.map_or_else(|| named_anyhow(&house, kind).to_string(), |href| href.rsplit('/').next().unwrap().to_owned());
        let choose = steward.get(&format!("/wijk/assets/{id}/ties/new"));
        assert_eq!(choose.status, 200, "{kind}");
        for address in choose.attributes("main li a", "href") {
            let find = steward.get(&address);
            assert_eq!(find.status, 200, "{address}");
            assert!(!find.text("main").contains("tie-"), "{address}");
            if let Some(form) = find.attribute(".assets a", "href") {
                let form = steward.get(&form);
                assert!(
                    form.status == 200 && form.count("form[action='/wijk/ties']") == 1 && !form.text("main").contains("field-"),
                    "{address}"
                );
            }
        }
    }
}

/// A record of this kind with whatever it requires.
fn named_anyhow(house: &House, kind: Kind) -> Id {
    use wijkweb::inventory::field::Shape;
    let required = kind.fields().filter(|field| field.required).map(|field| match field.shape {
        Shape::Choice(codes) => (field.name, Value::Codes(vec![codes[0].to_owned()])),
        _ => (field.name, Value::Text("iets".to_owned())),
    });
    house.add(record(house, kind, &required.collect::<Vec<_>>(), None))
}
