use wijkweb::inventory::change::Change;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use crate::support::{Answer, House, Visitor, record, tie};

fn codes(codes: &[&str]) -> Value {
    Value::Codes(codes.iter().map(ToString::to_string).collect())
}

fn place(house: &House, name: &str, functions: &[&str]) -> Id {
    let values = [("name", Value::Text(name.to_owned())), ("functions", codes(functions))];
    house.add(record(house, Kind::Place, &values, None))
}

/// The address of a word.
pub(super) fn word(scheme: &str, code: &str) -> String {
    format!("/wijk/vocabularies/{scheme}/words/{code}")
}

/// What the form of a word would send as it stands, with these answers in the place of its own.
fn filled<'a>(page: &Answer, answers: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let names = page.attributes("main form[method=post] input, main form[method=post] textarea, main form[method=post] select", "name");
    for name in names {
        let selector = |what: &str| format!("main form[method=post] {what}[name={name}]");
        let text = page.attribute(&selector("input:not([type=radio]):not([type=checkbox])"), "value");
        let lines = page.lines(&selector("textarea"));
        let chosen = page.attribute(&format!("{} option[selected]", selector("select")), "value");
        let ticked = page.attribute(&format!("{}[checked]", selector("input")), "value");
        let value = text.or(lines).or(chosen).or(ticked).unwrap_or_default();
        if fields.iter().all(|(known, _)| *known != name) {
            fields.push((name, value));
        }
    }
    for (name, value) in answers {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

fn send(visitor: &Visitor<'_>, address: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.post_form(address, &fields)
}

/// Changes a word by its form.
fn edit(visitor: &Visitor<'_>, scheme: &str, code: &str, answers: &[(&str, &str)]) -> Answer {
    let address = format!("{}/edit", word(scheme, code));
    send(visitor, &address, &filled(&visitor.get(&address), answers))
}

/// Presses a button of a word: retire, revive or remove.
fn press(visitor: &Visitor<'_>, scheme: &str, code: &str, act: &str) -> Answer {
    let version = visitor.get(&format!("{}/edit", word(scheme, code))).attribute("input[name=version]", "value").unwrap();
    visitor.post_form(&format!("{}/end", word(scheme, code)), &[("act", act), ("version", version.as_str())])
}

/// Merges a word into another by the page that shows what would happen.
pub(super) fn merge(visitor: &Visitor<'_>, scheme: &str, code: &str, into: &str) -> Answer {
    let address = format!("{}/merge", word(scheme, code));
    let preview = visitor.get(&format!("{address}?into={into}"));
    assert_eq!(preview.status, 200, "{}", preview.text("main"));
    send(visitor, &address, &filled(&preview, &[]))
}

pub(super) fn undo(visitor: &Visitor<'_>, done: &Answer) -> Answer {
    let page = visitor.get(done.header("location").unwrap());
    let address = page.attributes("form", "action").into_iter().find(|action| action.ends_with("/undo")).unwrap();
    visitor.post_form(&address, &[])
}

fn functions(house: &House, id: Id) -> Vec<String> {
    house.neighbourhood.snapshot().record(id).unwrap().values.codes("functions").to_vec()
}

#[test]
fn everyone_reads_the_word_lists_and_only_stewards_change_them() {
    let house = House::empty();
    place(&house, "De Kas", &["meeting"]);
    let visitor = house.anonymous();
    let all = visitor.get("/wijk/vocabularies");
    assert_eq!(all.count("main .card h2 a"), 6);
    assert!(all.text("main").contains("31 woorden, 1 in gebruik"), "{}", all.text("main"));
    let functions = visitor.get("/wijk/vocabularies/place_function");
    assert_eq!(functions.count(".words .word"), 31);
    assert_eq!(visitor.get("/wijk/vocabularies/place_function?q=buurthuis").texts(".words .name"), ["Ontmoeten"]);
    assert!(visitor.get("/wijk/vocabularies/skill?letter=Z").texts(".words .name").iter().all(|name| name.starts_with('Z')));
    assert_eq!(visitor.reading("en").get(&word("place_function", "meeting")).text("h1"), "Meeting");
    for address in ["/new", "/import", "/words/meeting/edit", "/words/meeting/merge", "/words/nothing/edit"] {
        assert_eq!(visitor.get(&format!("/wijk/vocabularies/place_function{address}")).status, 403, "{address}");
    }
    for address in ["", "/words/meeting/edit", "/words/meeting/merge", "/words/meeting/end"] {
        let answer = visitor.post_form(&format!("/wijk/vocabularies/place_function{address}"), &[("act", "retire"), ("version", "1")]);
        assert_eq!(answer.status, 403, "{address}");
    }
    assert_eq!(visitor.get("/wijk/vocabularies/nonsense").status, 404);
    assert_eq!(visitor.get(&word("place_function", "nonsense")).status, 404);
}

#[test]
fn records_are_counted_only_as_far_as_a_visitor_sees_them() {
    let house = House::empty();
    place(&house, "Open", &["garden"]);
    let values = [("name", Value::Text("Besloten".to_owned())), ("functions", codes(&["garden"]))];
    let mut hidden = record(&house, Kind::Place, &values, None);
    hidden.visibility = Visibility::Stewards;
    house.add(hidden);
    let of = |visitor: &Visitor<'_>| visitor.get(&word("place_function", "garden")).texts(".assets .name");
    let codes: Vec<_> = house.neighbourhood.snapshot().records().filter_map(|word| word.code().map(str::to_owned)).collect();
    assert!(codes.iter().any(|code| code == "garden"), "{codes:?}");
    assert_eq!(of(&house.anonymous()), ["Open"]);
    assert_eq!(of(&house.steward()), ["Open", "Besloten"]);
    let text = house.anonymous().get(&word("place_function", "garden")).text("main");
    assert!(text.contains("In gebruik: 1 keer") && !text.contains("Besloten"), "{text}");
}

#[test]
fn a_word_that_is_added_is_offered_at_once_and_its_code_comes_from_its_label() {
    let house = House::empty();
    let steward = house.steward();
    let form = steward.get("/wijk/vocabularies/place_function/new");
    let answers = [("label_nl", "Diep duiken"), ("label_en", "Diving deep"), ("synonyms_nl", "duikplas\nduikbad")];
    let fields = filled(&form, &answers);
    let added = send(&steward, "/wijk/vocabularies/place_function", &fields);
    assert_eq!(added.status, 303, "{}", added.text("main"));
    assert!(added.header("location").unwrap().starts_with("/wijk/vocabularies/place_function/words/diving_deep?done=added"));
    // A second click on the same form is the same word.
    assert_eq!(send(&steward, "/wijk/vocabularies/place_function", &fields).status, 303);
    assert_eq!(steward.get("/wijk/vocabularies/place_function?q=duiken").count(".words .word"), 1);
    assert!(steward.get("/wijk/assets/new?kind=place").attributes("input[name=functions]", "value").contains(&"diving_deep".to_owned()));
    place(&house, "Hok", &["diving_deep"]);
    assert!(house.anonymous().get("/wijk/assets?function=diving_deep").text("main").contains("Diep duiken"));
    assert_eq!(house.anonymous().get("/wijk/assets?q=duikplas").texts(".assets .name"), ["Hok"]);
}

#[test]
fn a_word_needs_a_label_in_both_languages_that_no_other_word_has() {
    let house = House::empty();
    let steward = house.steward();
    let form = steward.get("/wijk/vocabularies/theme/new");
    let add = |answers: &[(&str, &str)]| send(&steward, "/wijk/vocabularies/theme", &filled(&form, answers));
    let without = add(&[("label_nl", "Stilte"), ("label_en", "  ")]);
    assert_eq!(without.status, 422);
    assert_eq!(without.attribute("#label_nl", "value").as_deref(), Some("Stilte"));
    assert_eq!(without.attribute("#label_en", "aria-invalid").as_deref(), Some("true"));
    let taken = add(&[("label_nl", "prettig OUDER worden"), ("label_en", "Silence")]);
    assert_eq!(taken.status, 422);
    assert!(taken.text("#label_nl-error").contains("Prettig ouder worden"), "{}", taken.text("main"));
    let unknown = add(&[("label_nl", "Stilte"), ("label_en", "Silence"), ("broader", "nergens")]);
    assert!(unknown.status == 422 && !unknown.text("#broader-error").is_empty());
    assert_eq!(steward.get("/wijk/vocabularies/theme?q=stilte").count(".words .word"), 0);
}

#[test]
fn a_changed_word_shows_at_once_in_pages_forms_filters_search_and_import() {
    let house = House::empty();
    let id = place(&house, "De Kas", &["meeting"]);
    let steward = house.steward();
    let answers = [("label_nl", "Samenkomen"), ("synonyms_nl", "buurthuis\nhuiskamer van de buurt")];
    assert_eq!(edit(&steward, "place_function", "meeting", &answers).status, 303);
    let visitor = house.anonymous();
    assert!(visitor.get(&format!("/wijk/assets/{id}")).text("main").contains("Samenkomen"));
    assert!(visitor.get("/wijk/assets").text("form.filters").contains("Samenkomen"));
    assert!(steward.get("/wijk/assets/new?kind=place").text("#functions").contains("Samenkomen"));
    for asked in ["samenkomen", "huiskamer+buurt", "Meeting"] {
        assert_eq!(visitor.get(&format!("/wijk/assets?q={asked}")).texts(".assets .name"), ["De Kas"], "{asked}");
    }
    let known = wijkweb::neighbourhood::import::vocabulary(&house.neighbourhood.snapshot());
    assert_eq!(known.code("place_function", "Huiskamer van de buurt"), Some("meeting"));
    // What the form does not ask stays as it was.
    let snapshot = house.neighbourhood.snapshot();
    let word = snapshot.records().find(|word| word.code() == Some("meeting") && word.scheme() == Some("place_function")).unwrap();
    assert_eq!((word.values.text("icon"), word.values.text("name"), word.version), (Some("people"), Some("Samenkomen"), 2));
}

#[test]
fn a_save_over_a_version_that_was_not_seen_shows_both_texts() {
    let house = House::empty();
    let steward = house.steward();
    let address = format!("{}/edit", word("theme", "growing_older"));
    let (first, second) = (steward.get(&address), steward.get(&address));
    assert_eq!(send(&steward, &address, &filled(&first, &[("label_nl", "Oud zijn")])).status, 303);
    let refused = send(&steward, &address, &filled(&second, &[("label_nl", "Ouder zijn")]));
    assert_eq!(refused.status, 409);
    let table = refused.text("main table");
    assert!(table.contains("Oud zijn") && table.contains("Ouder zijn"), "{table}");
    assert_eq!(refused.attribute("#label_nl", "value").as_deref(), Some("Ouder zijn"));
    // Whoever saw both may save again.
    assert_eq!(send(&steward, &address, &filled(&refused, &[])).status, 303);
    assert_eq!(steward.get(&word("theme", "growing_older")).text("h1"), "Ouder zijn");
}

#[test]
fn words_stand_under_broader_words_and_never_in_a_ring() {
    let house = House::empty();
    let steward = house.steward();
    let under = |code: &str, broader: &str| edit(&steward, "place_function", code, &[("broader", broader)]);
    assert_eq!(under("playground", "meeting").status, 303);
    assert_eq!(under("garden", "playground").status, 303);
    let page = house.anonymous().get("/wijk/vocabularies/place_function");
    assert_eq!(page.count(".words .words .words .word"), 1);
    let refused = under("meeting", "garden");
    assert_eq!(refused.status, 422);
    let why = refused.text("#broader-error");
    let label = |code: &str| steward.get(&word("place_function", code)).text("h1");
    let chain = ["meeting", "garden", "playground", "meeting"].map(label).join(" → ");
    assert!(why.contains(&chain), "{why} does not name {chain}");
    assert_eq!(under("meeting", "meeting").status, 422);
    let facts = steward.get(&word("place_function", "garden")).text("dl.facts");
    assert!(facts.contains(&format!("{} → {}", label("playground"), label("meeting"))), "{facts}");
}

#[test]
fn a_word_in_use_cannot_go_but_is_offered_no_more_and_still_understood() {
    let house = House::empty();
    let id = place(&house, "De Kas", &["meeting"]);
    let steward = house.steward();
    let refused = press(&steward, "place_function", "meeting", "remove");
    assert_eq!(refused.status, 409);
    assert!(refused.text(".message").contains("1 keer in gebruik"), "{}", refused.text("main"));
    let retired = press(&steward, "place_function", "meeting", "retire");
    assert_eq!(retired.status, 303);
    let offered =
        || steward.get("/wijk/assets/new?kind=place").attributes("input[name=functions]", "value").contains(&"meeting".to_owned());
    assert!(!offered());
    assert!(house.anonymous().get(&format!("/wijk/assets/{id}")).text("main").contains("Ontmoeten"));
    assert_eq!(house.anonymous().get("/wijk/assets?function=meeting").texts(".assets .name"), ["De Kas"]);
    let known = wijkweb::neighbourhood::import::vocabulary(&house.neighbourhood.snapshot());
    assert_eq!(known.code("place_function", "buurthuis"), Some("meeting"));
    assert_eq!(undo(&steward, &retired).status, 200);
    assert!(offered());
    assert_eq!(press(&steward, "place_function", "meeting", "retire").status, 303);
    assert_eq!(press(&steward, "place_function", "meeting", "revive").status, 303);
    assert!(offered());
    assert_eq!(press(&steward, "theme", "growing_older", "remove").status, 303);
    assert_eq!(steward.get(&word("theme", "growing_older")).status, 404);
    // A button on an old page does nothing to what came after.
    assert_eq!(
        steward.post_form(&format!("{}/end", word("place_function", "meeting")), &[("act", "retire"), ("version", "1")]).status,
        409
    );
}

#[test]
fn a_group_that_skills_are_in_cannot_go_and_its_skills_follow_when_it_is_merged() {
    let house = House::empty();
    let steward = house.steward();
    assert_eq!(press(&steward, "skill_group", "health", "remove").status, 409);
    assert_eq!(merge(&steward, "skill_group", "health", "office").status, 303);
    let snapshot = house.neighbourhood.snapshot();
    let skill = snapshot.records().find(|word| word.code() == Some("elder_care")).unwrap();
    assert_eq!(skill.values.codes("group"), ["office"]);
}

#[test]
fn a_merge_moves_everything_that_refers_to_the_word_and_can_be_undone() {
    let house = House::empty();
    let steward = house.steward();
    let both = place(&house, "Beide", &["meeting", "garden"]);
    let one = place(&house, "Eén", &["playground", "meeting"]);
    assert_eq!(edit(&steward, "place_function", "library", &[("broader", "meeting")]).status, 303);
    let form = steward.get("/wijk/assets/new?kind=place");
    let merged = merge(&steward, "place_function", "meeting", "garden");
    assert_eq!(merged.status, 303, "{}", merged.text("main"));
    assert_eq!(
        (functions(&house, both), functions(&house, one)),
        (vec!["garden".to_owned()], vec!["playground".to_owned(), "garden".to_owned()])
    );
    let garden = steward.get(&word("place_function", "garden"));
    let facts = garden.text("dl.facts");
    assert!(["Ontmoeten", "buurthuis", "Lezen en lenen", "amenity=community_centre"].iter().all(|said| facts.contains(said)), "{facts}");
    assert_eq!(garden.texts(".assets .name"), ["Beide", "Eén"]);
    // Its code and its names are still understood, by search, filter, form and import.
    assert!(steward.get(&word("place_function", "meeting")).text(".message").contains("Samengevoegd"));
    assert_eq!(steward.get("/wijk/vocabularies/place_function?q=buurthuis").count(".words .word"), 1);
    let mut found = house.anonymous().get("/wijk/assets?q=buurthuis").texts(".assets .name");
    found.sort();
    assert_eq!(found, ["Beide", "Eén"]);
    assert_eq!(house.anonymous().get("/wijk/assets?function=meeting").count(".assets .name"), 2);
    let known = wijkweb::neighbourhood::import::vocabulary(&house.neighbourhood.snapshot());
    assert_eq!(["meeting", "Ontmoeten", "buurthuis"].map(|said| known.code("place_function", said)), [Some("garden"); 3]);
    let late = filled(&form, &[("name", "Laat"), ("functions", "meeting"), ("visibility", "everyone")]);
    assert_eq!(send(&steward, "/wijk/assets", &late).status, 303);
    assert_eq!(house.anonymous().get("/wijk/assets?function=garden&q=laat").texts(".assets .name"), ["Laat"]);
    // Taken back as a whole, but for what came after.
    let undone = undo(&steward, &merged);
    assert_eq!(undone.status, 200, "{}", undone.text("main"));
    assert_eq!(
        (functions(&house, both), functions(&house, one)),
        (vec!["meeting".to_owned(), "garden".to_owned()], vec!["playground".to_owned(), "meeting".to_owned()])
    );
    assert!(!steward.get(&word("place_function", "garden")).text("dl.facts").contains("buurthuis"));
    assert!(steward.get(&word("place_function", "library")).text("dl.facts").contains("Ontmoeten"));
}

#[test]
fn ties_go_over_to_the_other_word_and_none_is_there_twice() {
    let house = House::empty();
    let steward = house.steward();
    let club = |name: &str| house.add(record(&house, Kind::Association, &[("name", Value::Text(name.to_owned()))], None));
    let theme = |code: &str| {
        let snapshot = house.neighbourhood.snapshot();
        snapshot.records().find(|word| word.scheme() == Some("theme") && word.code() == Some(code)).unwrap().id
    };
    let (older, neighbours) = (theme("growing_older"), theme("meeting_neighbours"));
    let (both, one) = (club("Beide"), club("Eén"));
    for (from, to, vision) in [(both, older, Some("samen oud")), (both, neighbours, None), (one, older, Some("alleen oud"))] {
        let mut tie = tie(&house, TieKind::CaresAbout, from, to);
        if let Some(vision) = vision {
            tie.values.set("vision", Value::Text(vision.to_owned()));
        }
        house.join(tie);
    }
    let merged = merge(&steward, "theme", "growing_older", "meeting_neighbours");
    assert_eq!(merged.status, 303, "{}", merged.text("main"));
    let visions = |id: Id| {
        let snapshot = house.neighbourhood.snapshot();
        let mut visions: Vec<_> = snapshot.ties_of(id).iter().map(|tie| tie.values.text("vision").unwrap_or_default().to_owned()).collect();
        visions.sort();
        visions
    };
    assert_eq!(visions(neighbours), ["alleen oud", "samen oud"]);
    assert!(visions(older).is_empty());
    assert_eq!(house.anonymous().get(&word("theme", "meeting_neighbours")).texts(".assets .name"), ["Beide", "Eén"]);
    assert_eq!(undo(&steward, &merged).status, 200);
    assert_eq!((visions(older), visions(neighbours)), (vec!["alleen oud".to_owned(), "samen oud".to_owned()], vec![String::new()]));
}

#[test]
fn a_merge_that_cannot_be_is_refused_in_words_and_nothing_changes() {
    let house = House::empty();
    let steward = house.steward();
    let id = place(&house, "De Kas", &["meeting"]);
    assert_eq!(edit(&steward, "place_function", "garden", &[("broader", "meeting")]).status, 303);
    assert_eq!(edit(&steward, "place_function", "playground", &[("broader", "garden")]).status, 303);
    let before = house.neighbourhood.past().last_seq();
    let address = format!("{}/merge", word("place_function", "meeting"));
    let post = |into: &str| steward.post_form(&address, &[("into", into), ("version", "1"), ("into_version", "2")]);
    for (into, said) in [("meeting", "met zichzelf"), ("health", "andere woordenlijst"), ("nergens", "staat niet in deze")] {
        for refused in [post(into), steward.get(&format!("{address}?into={into}"))] {
            assert_eq!(refused.status, 422, "{into}");
            assert!(refused.text("#into-error").contains(said), "{}", refused.text("main"));
        }
    }
    let label = |code: &str| steward.get(&word("place_function", code)).text("h1");
    let chain = ["playground", "garden", "meeting"].map(label).join(" → ");
    let ring = post("playground");
    assert!(ring.status == 422 && ring.text("#into-error").contains(&chain), "{} {}", ring.status, ring.text("main"));
    // Looked at before somebody changed the other word.
    let late = steward.post_form(&address, &[("into", "library"), ("version", "1"), ("into_version", "7")]);
    assert_eq!(late.status, 409);
    assert_eq!((functions(&house, id), house.neighbourhood.past().last_seq()), (vec!["meeting".to_owned()], before));
}

#[test]
fn ten_thousand_records_follow_in_one_commit() {
    const MANY: usize = 10_000;
    let house = House::empty();
    let steward = house.steward();
    let values = [("name", Value::Text("Plek".to_owned())), ("functions", codes(&["meeting"]))];
    house.write((0..MANY).map(|_| Change::Record(record(&house, Kind::Place, &values, None))).collect()).unwrap();
    let before = house.neighbourhood.past().last_seq();
    let merged = merge(&steward, "place_function", "meeting", "garden");
    assert_eq!(merged.status, 303, "{}", merged.text("main"));
    let count = |code: &str| house.neighbourhood.snapshot().users("place_function", code).count();
    assert_eq!((count("meeting"), count("garden"), house.neighbourhood.past().last_seq()), (0, MANY, before + 1));
    assert!(house.anonymous().get(&word("place_function", "garden")).text("h2").contains("10000"));
}
