use wijkweb::consent::{Agreed, Audience, Channel, Scope, entries};
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use super::{builder_of, conversation, names, person, told};
use crate::support::{House, record};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn nothing_about_agreeing_is_chosen_beforehand_in_either_language() {
    let house = House::empty();
    for language in ["nl", "en"] {
        let form = builder_of(&house).reading(language).get("/wijk/people/new?agree-store=yes&age=adult&precision=none&can=singing");
        assert_eq!(form.status, 200);
        assert_eq!(form.count(".consent input[type=radio]"), 14, "seven questions with yes and no");
        assert_eq!(
            form.count(".consent input[checked], input[name=age][checked], input[type=checkbox][checked], input[name=precision][checked]"),
            0
        );
    }
}

#[test]
fn what_was_told_is_kept_as_it_was_agreed_to() {
    let house = House::empty();
    let builder = builder_of(&house);
    let answers = conversation(
        "Fatima",
        &[
            ("description", "Zingt graag en wil een koor in de straat."),
            ("can", "baking"),
            ("gift.singing", "heart"),
            ("share_how.singing", "free"),
            ("best3", "singing"),
            ("teach", "singing"),
            ("team", "baking"),
            ("note.singing", "alt, op woensdag"),
            ("learn", "bicycle_repair"),
            ("wish", "computer_help"),
            ("cares", "music_art"),
            ("languages", "Nederlands, Berbers"),
            ("agree-show_neighbours", "yes"),
            ("agree-show_public", "no"),
            ("asked", "paper"),
        ],
    );
    let (_, page) = told(&builder, &answers);
    assert_eq!(page.text("h1"), "Fatima");
    assert!(page.text(".message").contains("Bewaard"));
    let kept = person(&house, "Fatima");
    assert_eq!(kept.visibility, Visibility::Neighbours);
    let consent = entries(&kept).next().unwrap().unwrap();
    assert_eq!((consent.text_version.as_str(), consent.language.as_str(), consent.channel), ("1", "nl", Channel::Spoken));
    let agreed = Agreed::of(&kept);
    assert!(agreed.to(Scope::Store) && agreed.to(Scope::ShowNeighbours) && !agreed.to(Scope::ShowPublic) && !agreed.to(Scope::Statistics));
    let graph = house.neighbourhood.snapshot();
    let ties = graph.ties_of(kept.id);
    let of_kind = |kind| ties.iter().filter(|tie| tie.kind == kind).count();
    assert_eq!([TieKind::HasTalent, TieKind::WantsToLearn, TieKind::WishesFor, TieKind::CaresAbout].map(of_kind), [2, 1, 1, 1]);
    let singing = graph.seen_by(Audience::Everyone).term("skill", "singing").unwrap().id();
    let talent = ties.iter().find(|tie| tie.to == singing).unwrap();
    assert_eq!(talent.values.get("best3"), Some(&Value::YesNo(true)));
    assert_eq!((talent.values.codes("gift"), talent.values.text("note")), (&["heart".to_owned()][..], Some("alt, op woensdag")));
    // What is for the team alone is not shown to neighbours.
    let seen = house.neighbour().get("/wijk/people");
    let href = seen.attribute(".assets a", "href").unwrap();
    let page = house.neighbour().get(&href).text("main");
    assert!(page.contains("Zingen") && !page.contains("Bakken"), "{page}");
}

#[test]
fn without_a_yes_to_be_kept_nothing_is_kept_and_all_that_was_typed_is_still_there() {
    let house = House::empty();
    let builder = builder_of(&house);
    for answer in ["", "no", "maybe"] {
        let answers = [
            ("name", "Fatima"),
            ("description", "Bakt brood."),
            ("can", "baking"),
            ("share_how.baking", "exchange"),
            ("teach", "baking"),
            ("age", "adult"),
            ("precision", "none"),
            ("agree-store", answer),
            ("agree-show_neighbours", "yes"),
        ];
        let form = builder.post_form("/wijk/people", &answers);
        assert_eq!(form.status, 422);
        assert!(form.text("[role=alert]").contains("Zonder ja"), "{answer}");
        assert_eq!(form.attribute("#name", "value").as_deref(), Some("Fatima"));
        assert_eq!(form.lines("#description").as_deref(), Some("Bakt brood."));
        assert_eq!(form.attributes("input[name=can][checked]", "value"), ["baking"]);
        assert_eq!(form.attributes("select[name='share_how.baking'] option[selected]", "value"), ["exchange"]);
        assert_eq!(form.attributes("input[name=teach][checked]", "value"), ["baking"]);
        assert_eq!(form.count("input[name=agree-show_neighbours][value=yes][checked]"), 1);
    }
    assert_eq!(house.neighbourhood.snapshot().persons().count(), 0);
}

#[test]
fn whoever_is_under_sixteen_needs_a_guardian_and_is_never_shown_to_everyone() {
    let house = House::empty();
    let builder = builder_of(&house);
    let child = |age: &'static str| {
        [("name", "Sem"), ("precision", "none"), ("age", age), ("agree-store", "yes"), ("agree-show_public", "yes"), ("asked", "spoken")]
    };
    let refused = builder.post_form("/wijk/people", &child(""));
    assert!(refused.status == 422 && refused.text("[role=alert]").contains("16"), "{}", refused.text("[role=alert]"));
    assert_eq!(house.neighbourhood.snapshot().persons().count(), 0);
    told(&builder, &child("guardian"));
    let kept = person(&house, "Sem");
    assert!(Agreed::of(&kept).by_guardian() && kept.visibility == Visibility::Neighbours);
    assert_eq!(names(&house.anonymous(), ""), Vec::<String>::new());
}

#[test]
fn what_better_stays_unwritten_is_asked_about_and_may_stay() {
    let house = House::empty();
    let builder = builder_of(&house);
    let answers = conversation("Fatima", &[("description", "Zingt in het kerkkoor met buurvrouw Anna.")]);
    let asked = builder.post_form("/wijk/people", &answers);
    assert_eq!(asked.status, 422);
    let warning = asked.text("#screened");
    assert!(warning.contains("‘kerkkoor’") && warning.contains("‘buurvrouw Anna’") && warning.contains("geloof"), "{warning}");
    assert_eq!(asked.lines("#description").as_deref(), Some("Zingt in het kerkkoor met buurvrouw Anna."));
    assert_eq!(house.neighbourhood.snapshot().persons().count(), 0);
    let form = asked.form("form.conversation");
    // Changed to something that tells nothing, it is kept; changed to something else that does, it is asked again.
    let seen = asked.attribute("button[name=as_it_is]", "value").unwrap();
    let other = builder.post_with("/wijk/people", &form, &[("description", "Heeft diabetes."), ("as_it_is", &seen)]);
    assert!(other.status == 422 && other.text("#screened").contains("diabetes"), "{}", other.text("#screened"));
    assert_eq!(builder.post_with("/wijk/people", &form, &[("as_it_is", &seen)]).status, 303);
    assert_eq!(person(&house, "Fatima").values.text("description"), Some("Zingt in het kerkkoor met buurvrouw Anna."));
    let noted = builder.post_form("/wijk/people", &conversation("Els", &[("note.singing", "bij de moskee")]));
    assert!(noted.status == 422 && noted.text("#screened").contains("moskee"), "what is noted of a talent is read along too");
    let changed = builder.post_form("/wijk/people", &conversation("Mien", &[("description", "Zingt graag in een koor.")]));
    assert_eq!(changed.status, 303);
}

#[test]
fn their_own_name_in_their_own_words_is_no_find() {
    let house = House::empty();
    let kept = builder_of(&house).post_form("/wijk/people", &conversation("Fatima", &[("description", "Fatima bakt taarten.")]));
    assert_eq!(kept.status, 303);
}

#[test]
fn the_same_name_is_asked_about_and_never_refused() {
    let house = House::empty();
    let builder = builder_of(&house);
    let (first, _) = told(&builder, &conversation("Jan de Vries", &[]));
    let again = conversation("jan de vries", &[("can", "baking")]);
    let asked = builder.post_form("/wijk/people", &again);
    assert_eq!(asked.status, 422);
    assert!(asked.text("#same").contains("Jan de Vries: Zingen"), "{}", asked.text("#same"));
    assert_eq!(asked.attribute("#same a", "href"), Some(format!("{first}/edit")));
    let form = asked.form("form.conversation");
    assert_eq!(builder.post_with("/wijk/people", &form, &[("other", "yes")]).status, 303);
    let both = names(&builder, "");
    assert!(both.len() == 2 && both.iter().all(|name| name.eq_ignore_ascii_case("jan de vries")), "{both:?}");
}

#[test]
fn sent_twice_it_is_still_one_person() {
    let house = House::empty();
    let builder = builder_of(&house);
    let form = builder.get("/wijk/people/new").form("form.conversation");
    for _ in 0..2 {
        let kept = builder.post_with("/wijk/people", &form, &conversation("Fatima", &[]));
        assert_eq!(kept.status, 303, "{}", kept.text("main"));
    }
    assert_eq!(house.neighbourhood.snapshot().persons().count(), 1);
}

#[test]
fn the_list_of_skills_is_searched_without_script_and_keeps_what_was_filled_in() {
    let house = House::empty();
    let builder = builder_of(&house);
    let found = builder.post_form("/wijk/people", &[("name", "Fatima"), ("can", "baking"), ("find", "fiets"), ("act", "find")]);
    assert_eq!(found.status, 200);
    assert!(found.texts("#found legend").contains(&"Fietsen repareren".to_owned()), "{:?}", found.texts("#found legend"));
    assert_eq!(found.attribute("#name", "value").as_deref(), Some("Fatima"));
    assert_eq!(found.attributes("input[name=can][checked]", "value"), ["baking"]);
    assert_eq!(found.attributes("details.skills[open]", "id"), ["group-food"]);
    assert_eq!(found.count("input[name=can][value=bicycle_repair]"), 1, "what was found stands there once");
    let nothing = builder.post_form("/wijk/people", &[("find", "kwantummechanica"), ("act", "find")]);
    assert!(nothing.text("#found").contains("eigen woorden"), "{}", nothing.text("#found"));
    assert_eq!(house.neighbourhood.snapshot().persons().count(), 0);
}

#[test]
fn groups_by_which_somebodys_belief_is_known_are_not_asked_for() {
    let house = House::empty();
    let group = |name: &str, kind: &str| {
        let values = [("name", text(name)), ("association_kind", Value::Codes(vec![kind.to_owned()]))];
        house.add(record(&house, Kind::Association, &values, None)).to_string()
    };
    let (choir, church) = (group("Koor", "culture"), group("Kerkgemeente", "religion"));
    let builder = builder_of(&house);
    let form = builder.get("/wijk/people/new");
    assert_eq!(form.attributes("input[name=member]", "value"), std::slice::from_ref(&choir));
    told(&builder, &conversation("Fatima", &[("member", &choir), ("member", &church)]));
    let graph = house.neighbourhood.snapshot();
    let member: Vec<_> = graph.ties_of(person(&house, "Fatima").id).into_iter().filter(|tie| tie.kind == TieKind::MemberOf).collect();
    assert_eq!(member.iter().map(|tie| tie.to.to_string()).collect::<Vec<_>>(), [choir]);
}

#[test]
fn things_and_places_are_offered_and_looked_for() {
    let house = House::empty();
    let ladder = house.add(record(&house, Kind::Thing, &[("name", text("Ladder van twaalf treden"))], None)).to_string();
    let hall = house.add(record(&house, Kind::Place, &[("name", text("Zaal"))], None)).to_string();
    let builder = builder_of(&house);
    let found = builder.post_form("/wijk/people", &[("find_thing", "ladder"), ("act", "find")]);
    assert_eq!(found.attributes("input[name=shown]", "value"), std::slice::from_ref(&ladder));
    let more = [("shown", ladder.as_str()), ("shown", &hall), ("offers", &ladder), ("wishes", &hall)];
    let (page, _) = told(&builder, &conversation("Fatima", &more));
    let form = builder.get(&format!("{page}/edit"));
    assert_eq!(form.attributes("input[name=offers][checked]", "value"), [ladder]);
    assert_eq!(form.attributes("input[name=wishes][checked]", "value"), [hall]);
}

#[test]
fn the_three_best_are_three() {
    let house = House::empty();
    let skills = ["singing", "baking", "bicycle_repair", "sewing"];
    let answers: Vec<_> = skills.iter().flat_map(|code| [("can", *code), ("best3", *code)]).collect();
    let form = builder_of(&house).post_form("/wijk/people", &conversation("Fatima", &answers));
    assert!(form.status == 422 && form.text("[role=alert]").contains("hoogstens drie"), "{}", form.text("[role=alert]"));
}

#[test]
fn only_the_team_writes_conversations_down() {
    let house = House::empty();
    for visitor in [house.anonymous(), house.neighbour()] {
        assert_eq!(visitor.get("/wijk/people/new").status, 403);
        assert_eq!(visitor.post_form("/wijk/people", &conversation("Fatima", &[])).status, 403);
    }
    assert_eq!(house.neighbourhood.snapshot().persons().count(), 0);
    assert_eq!(house.steward().post_form("/wijk/people", &conversation("Fatima", &[])).status, 303);
}
