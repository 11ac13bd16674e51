//! What was told and agreed to is told and asked again.

use wijkweb::consent::{Agreed, Scope, entries};
use wijkweb::inventory::tie_kind::TieKind;

use super::{builder_of, conversation, names, person, told};
use crate::support::{Answer, House};

/// The form of the person at this page, untouched.
fn untouched(form: &Answer) -> Vec<(String, String)> {
    form.form("form.conversation")
}

#[test]
fn saved_untouched_nothing_is_lost() {
    let house = House::empty();
    let builder = builder_of(&house);
    let more = [
        ("description", "Zingt."),
        ("contact", "06 12345678"),
        ("share_how.singing", "free"),
        ("best3", "singing"),
        ("learn", "baking"),
        ("cares", "music_art"),
        ("languages", "nl, tr"),
        ("connector", "yes"),
    ];
    let (page, _) = told(&builder, &conversation("Fatima", &more));
    let before = person(&house, "Fatima");
    let form = builder.get(&format!("{page}/edit"));
    assert!(!form.body().contains("12345678"), "how to reach them is not on the form");
    assert_eq!(builder.post_with(&format!("{page}/edit"), &untouched(&form), &[]).status, 303);
    let after = person(&house, "Fatima");
    assert_eq!((after.values, after.visibility), (before.values, before.visibility));
    let graph = house.neighbourhood.snapshot();
    assert!(graph.ties_of(after.id).iter().all(|tie| tie.version == 1), "the ties are as they were");
    assert_eq!(graph.ties_of(after.id).len(), 3);
}

#[test]
fn what_is_unticked_goes_and_what_is_ticked_comes() {
    let house = House::empty();
    let builder = builder_of(&house);
    let (page, _) = told(&builder, &conversation("Fatima", &[("contact", "06 12345678")]));
    let edit = format!("{page}/edit");
    let form = untouched(&builder.get(&edit));
    let saved = builder.post_with(&edit, &form, &[("can", "baking"), ("contact_gone", "yes")]);
    assert_eq!(saved.status, 303, "{}", saved.text("main"));
    let after = person(&house, "Fatima");
    assert_eq!(after.values.text("contact"), None);
    let page = builder.get(saved.header("location").unwrap());
    assert!(page.text("#told-has_talent + ul").contains("Bakken") && !page.text("main").contains("Zingen"), "{}", page.text("main"));
    // And undone, all is as it was.
    let undo = page.attribute("form[action*=undo]", "action").unwrap();
    let undone = builder.post_form(&undo, &[]);
    assert!(undone.status == 200 && undone.text("h1").contains("ngedaan"), "{}", undone.text("main"));
    assert!(builder.get("/wijk/people").text(".assets").contains("Zingen"));
}

#[test]
fn a_save_over_what_somebody_else_changed_is_refused_and_nothing_typed_is_lost() {
    let house = House::empty();
    let builder = builder_of(&house);
    let (page, _) = told(&builder, &conversation("Fatima", &[]));
    let edit = format!("{page}/edit");
    let form = untouched(&builder.get(&edit));
    assert_eq!(builder.post_with(&edit, &form, &[("can", "baking")]).status, 303);
    let late = builder.post_with(&edit, &form, &[("description", "Kookt ook.")]);
    assert!(late.status == 422 && late.text("[role=alert]").contains("intussen"), "{}", late.text("[role=alert]"));
    assert_eq!(late.lines("#description").as_deref(), Some("Kookt ook."));
    assert_eq!(person(&house, "Fatima").values.text("description"), None);
}

#[test]
fn asked_again_a_no_holds_at_once() {
    let house = House::empty();
    let builder = builder_of(&house);
    let yes = [("agree-show_neighbours", "yes"), ("agree-show_public", "yes"), ("agree-statistics", "yes")];
    let (page, one) = told(&builder, &conversation("Fatima", &yes));
    assert_eq!(names(&house.anonymous(), ""), ["Fatima"]);
    let consent = format!("{page}/consent");
    assert!(one.attributes("main a", "href").contains(&consent));
    assert_eq!(builder.post_form(&consent, &[("no", "show_public")]).status, 303);
    assert_eq!((names(&house.anonymous(), ""), names(&house.neighbour(), "")), (vec![], vec!["Fatima".to_owned()]));
    let kept = person(&house, "Fatima");
    assert_eq!(entries(&kept).count(), 2, "what was said before stays");
    assert!(Agreed::of(&kept).to(Scope::Statistics) && !Agreed::of(&kept).to(Scope::ShowPublic));
}

#[test]
fn ties_that_the_form_does_not_show_stay() {
    let house = House::empty();
    let builder = builder_of(&house);
    let group = crate::support::record(
        &house,
        wijkweb::inventory::kind::Kind::Association,
        &[
            ("name", wijkweb::inventory::value::Value::Text("Praatgroep".to_owned())),
            ("association_kind", wijkweb::inventory::value::Value::Codes(vec!["self_help".to_owned()])),
        ],
        None,
    );
    let group = house.add(group);
    let (page, _) = told(&builder, &conversation("Fatima", &[]));
    let kept = person(&house, "Fatima");
    house.join(crate::support::tie(&house, TieKind::MemberOf, kept.id, group));
    let edit = format!("{page}/edit");
    let form = untouched(&builder.get(&edit));
    assert!(form.iter().all(|(_, value)| *value != group.to_string()), "nobody sees who is in such a group");
    assert_eq!(builder.post_with(&edit, &form, &[("description", "Zingt.")]).status, 303);
    let ties = house.neighbourhood.snapshot();
    assert_eq!(ties.ties_of(kept.id).iter().filter(|tie| tie.kind == TieKind::MemberOf).count(), 1);
}

#[test]
fn of_very_many_groups_those_that_were_told_are_shown_and_the_others_searched_for() {
    let house = House::empty();
    let group = |at: usize| {
        let name = wijkweb::inventory::value::Value::Text(format!("Groep {at:03}"));
        crate::support::record(&house, wijkweb::inventory::kind::Kind::Association, &[("name", name)], None)
    };
    let groups: Vec<_> = (0..151).map(group).collect();
    let first = groups[0].id.to_string();
    house.write(groups.into_iter().map(wijkweb::inventory::change::Change::Record).collect()).unwrap();
    let builder = builder_of(&house);
    let (page, _) = told(&builder, &conversation("Fatima", &[("member", &first), ("shown", &first)]));
    let edit = format!("{page}/edit");
    let form = builder.get(&edit);
    assert_eq!(form.attributes("input[name=member]", "value"), std::slice::from_ref(&first));
    let found = builder.post_with(&edit, &untouched(&form), &[("find_thing", "groep 15"), ("act", "find")]);
    assert_eq!(found.count("input[name=member]"), 2);
    // A form in which the group was not shown takes nothing away.
    let plain: Vec<_> = untouched(&form).into_iter().filter(|(name, _)| name != "member" && name != "shown").collect();
    assert_eq!(builder.post_with(&edit, &plain, &[]).status, 303);
    assert_eq!(builder.get(&edit).attributes("input[name=member][checked]", "value"), [first]);
}
