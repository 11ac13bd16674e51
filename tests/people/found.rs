use wijkweb::consent::Audience;

use super::{builder_of, conversation, names, told};
use crate::support::House;

/// Four people: shown to everyone, to neighbours, kept only, and one more shown to everyone.
fn four() -> House {
    let house = House::empty();
    let builder = builder_of(&house);
    let everyone = [("agree-show_neighbours", "yes"), ("agree-show_public", "yes")];
    told(&builder, &conversation("Zoë", &[&everyone[..], &[("teach", "singing"), ("share_how.singing", "free")]].concat()));
    told(&builder, &conversation("Ali", &[("can", "baking"), ("agree-show_neighbours", "yes")]));
    told(&builder, &conversation("Kees", &[("description", "Zingt voor zichzelf.")]));
    told(&builder, &conversation("Émile", &[&everyone[..], &[("can", "bicycle_repair"), ("contact", "06 12345678")]].concat()));
    house
}

#[test]
fn everybody_sees_those_who_agreed_to_be_seen_by_them() {
    let house = four();
    assert_eq!(names(&house.anonymous(), ""), ["Émile", "Zoë"]);
    assert_eq!(names(&house.neighbour(), ""), ["Ali", "Émile", "Zoë"]);
    assert_eq!(names(&builder_of(&house), ""), ["Ali", "Émile", "Kees", "Zoë"]);
    let list = house.anonymous().get("/wijk/people");
    assert!(list.text("main").contains("Er wonen er meer"), "{}", list.text("main"));
    assert_eq!(list.text("#found"), "2 bewoners");
    assert_eq!(list.attribute("meta[name=robots]", "content").as_deref(), Some("noindex"));
}

#[test]
fn people_are_found_by_what_they_can() {
    let house = four();
    let everyone = house.anonymous();
    assert_eq!(names(&everyone, "?skill=singing"), ["Émile", "Zoë"]);
    assert_eq!(names(&everyone, "?skill=singing&teach=yes"), ["Zoë"]);
    assert_eq!(names(&everyone, "?share=free"), ["Zoë"]);
    assert_eq!(names(&everyone, "?group=machines"), ["Émile"]);
    assert_eq!(names(&everyone, "?q=emile"), ["Émile"]);
    assert_eq!(names(&everyone, "?q=emile&skill=singing"), ["Émile"]);
    assert_eq!(names(&everyone, "?group=food"), Vec::<String>::new(), "who bakes is for neighbours");
    assert_eq!(names(&house.neighbour(), "?group=food"), ["Ali"]);
    assert_eq!(names(&everyone, "?skill=nonsense"), Vec::<String>::new());
    assert_eq!(names(&everyone, "?page=9"), Vec::<String>::new());
    assert_eq!(names(&everyone, "?page=0&group=nonsense"), Vec::<String>::new());
}

#[test]
fn a_talent_for_the_team_alone_finds_nobody_for_others() {
    let house = House::empty();
    let answers =
        conversation("Zoë", &[("team", "singing"), ("can", "baking"), ("agree-show_neighbours", "yes"), ("agree-show_public", "yes")]);
    told(&builder_of(&house), &answers);
    assert_eq!(names(&house.anonymous(), "?skill=singing"), Vec::<String>::new());
    assert_eq!(names(&house.anonymous(), "?skill=baking"), ["Zoë"]);
    assert_eq!(names(&builder_of(&house), "?skill=singing"), ["Zoë"]);
}

#[test]
fn somebody_has_another_address_for_each_audience_and_no_other_leads_to_them() {
    let house = four();
    let address = |visitor: &crate::support::Visitor<'_>| {
        let list = visitor.get("/wijk/people?q=zoë");
        list.attribute(".assets a", "href").unwrap()
    };
    let (everyone, neighbour, builder) = (house.anonymous(), house.neighbour(), builder_of(&house));
    let addresses = [address(&everyone), address(&neighbour), address(&builder)];
    assert!(addresses[0] != addresses[1] && addresses[1] != addresses[2] && addresses[0] != addresses[2]);
    for (visitor, own) in [&everyone, &neighbour, &builder].into_iter().zip(&addresses) {
        for asked in &addresses {
            assert_eq!(visitor.get(asked).status, if asked == own { 200 } else { 404 }, "{asked}");
        }
    }
}

#[test]
fn the_page_of_somebody_tells_what_they_agreed_to_and_never_how_to_reach_them_or_when_they_came() {
    let house = four();
    let visitors = [house.anonymous(), house.neighbour(), builder_of(&house), house.steward()];
    for visitor in visitors {
        let list = visitor.get("/wijk/people?q=emile");
        let page = visitor.get(&list.attribute(".assets a", "href").unwrap());
        assert_eq!(page.text("h1"), "Émile");
        assert!(page.text("main").contains("Fietsen repareren"));
        assert!(!page.body().contains("12345678"), "how to reach them");
        assert!(!page.body().contains("2023"), "when they were visited");
        assert_eq!(page.attribute("meta[name=robots]", "content").as_deref(), Some("noindex"));
    }
    let list = house.anonymous().get("/wijk/people?q=emile");
    let page = house.anonymous().get(&list.attribute(".assets a", "href").unwrap());
    assert_eq!(page.count("a[href$='/edit'], a[href$='/consent']"), 0);
}

#[test]
fn a_record_of_another_kind_is_nobody() {
    let house = four();
    let skill = house.neighbourhood.snapshot().seen_by(Audience::Everyone).term("skill", "singing").unwrap().id();
    for end in ["", "/edit", "/consent"] {
        assert_eq!(house.steward().get(&format!("/wijk/people/{skill}{end}")).status, 404, "{end}");
        assert_eq!(house.steward().get(&format!("/wijk/people/nonsense{end}")).status, 404, "{end}");
    }
}

#[test]
fn an_empty_list_says_what_to_do_next() {
    let house = House::empty();
    assert!(house.anonymous().get("/wijk/people").text(".empty").contains("Nog geen bewoner"));
    let builder = builder_of(&house).reading("en").get("/wijk/people");
    assert!(builder.text(".empty").contains("Visit a resident"), "{}", builder.text(".empty"));
    assert_eq!(builder.attribute(".empty a", "href").as_deref(), Some("/wijk/people/new"));
    assert!(house.anonymous().get("/wijk/people?skill=singing").text(".empty").contains("Niemand gevonden"));
}
