use axum::body::Body;
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;

use crate::support::{Answer, House, Visitor};

/// Hands a table of words in and tells the address of its preview.
fn hand_in(visitor: &Visitor<'_>, scheme: &str, table: &[u8]) -> String {
    let mut body = b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"woorden.csv\"\r\n\r\n".to_vec();
    body.extend_from_slice(table);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let request = Request::post(format!("/wijk/vocabularies/{scheme}/import")).header(CONTENT_TYPE, "multipart/form-data; boundary=edge");
    let answer = visitor.send(request, Body::from(body));
    assert_eq!(answer.status, 303, "{}", answer.text("main"));
    answer.header("location").unwrap().to_owned()
}

fn write(visitor: &Visitor<'_>, preview: &str) -> Answer {
    let seen = visitor.get(preview).attribute("input[name=seen]", "value").unwrap();
    visitor.post_form(preview, &[("seen", seen.as_str())])
}

fn out(visitor: &Visitor<'_>, scheme: &str) -> Vec<u8> {
    let answer = visitor.get(&format!("/wijk/vocabularies/{scheme}/export"));
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/csv; charset=utf-8")));
    answer.bytes
}

const SCHEMES: [&str; 6] = ["skill_group", "skill", "theme", "association_kind", "organisation_form", "place_function"];

#[test]
fn what_goes_out_changes_nothing_when_it_comes_in_and_is_the_same_elsewhere() {
    let house = House::empty();
    let steward = house.steward();
    let table = "code,label_nl,label_en,synonyms_nl,broader\nfire,=Vuur,Fire,\"-a|+b\",\nflame,Vlam,Flame,,fire\n";
    assert_eq!(write(&steward, &hand_in(&steward, "theme", table.as_bytes())).status, 200);
    let version = |code: &str| {
        house.steward().get(&format!("/wijk/vocabularies/theme/words/{code}/edit")).attribute("input[name=version]", "value").unwrap()
    };
    let merge = [("into", "growing_older"), ("version", &version("meeting_neighbours")), ("into_version", &version("growing_older"))];
    assert_eq!(steward.post_form("/wijk/vocabularies/theme/words/meeting_neighbours/merge", &merge).status, 303);
    let elsewhere = House::empty();
    let other = elsewhere.steward();
    for scheme in SCHEMES {
        for reader in [steward.clone(), steward.reading("en")] {
            let file = out(&reader, scheme);
            let preview = reader.get(&hand_in(&steward, scheme, &file));
            assert_eq!((preview.count("input[name=seen]"), preview.count(".snags")), (0, 0), "{scheme}: {}", preview.text("main"));
        }
        let file = out(&steward, scheme);
        let preview = hand_in(&other, scheme, &file);
        if scheme == "theme" {
            // The word that was merged away here is one of the beginning there, and a file does not merge.
            assert!(other.get(&preview).text(".snags").contains("samenvoegen"), "{}", other.get(&preview).text("main"));
            assert_eq!(write(&other, &preview).status, 200);
            assert_eq!(other.get("/wijk/vocabularies/theme/words/flame").text("h1"), "Vlam");
        } else {
            assert_eq!(other.get(&preview).count("input[name=seen]"), 0, "{scheme}: {}", other.get(&preview).text("main"));
            assert_eq!(out(&other, scheme), file, "{scheme}");
        }
    }
    let text = String::from_utf8(out(&steward, "theme")).unwrap();
    assert!(
        text.contains(";'=Vuur;Fire;'-a|+b;") && text.starts_with("\u{feff}code;label_nl;label_en;synonyms_nl;synonyms_en;broader;"),
        "{text}"
    );
}

#[test]
fn each_change_is_shown_from_what_to_what_before_it_is_written_and_can_be_undone() {
    let house = House::empty();
    let steward = house.steward();
    let table = "code;label_nl;label_en;synonyms_nl\ngrowing_older;Oud worden;Growing older well;\n;Stilte;Silence;rust|kalmte\n";
    let preview = hand_in(&steward, "theme", table.as_bytes());
    let page = steward.get(&preview);
    let changes = page.text("main table");
    assert!(["Prettig ouder worden", "Oud worden", "ouderen, senioren"].iter().all(|said| changes.contains(said)), "{changes}");
    assert!(page.text("main").contains("Stilte / Silence silence"), "{}", page.text("main"));
    assert_eq!(steward.get("/wijk/vocabularies/theme/words/silence").status, 404);
    let before = house.neighbourhood.past().last_seq();
    let done = write(&steward, &preview);
    assert_eq!((done.status, house.neighbourhood.past().last_seq()), (200, before + 1));
    assert_eq!(steward.get("/wijk/vocabularies/theme/words/growing_older").text("h1"), "Oud worden");
    let undo = done.attributes("form", "action").into_iter().find(|action| action.ends_with("/undo")).unwrap();
    assert_eq!(steward.post_form(&undo, &[]).status, 200);
    assert_eq!(steward.get("/wijk/vocabularies/theme/words/growing_older").text("h1"), "Prettig ouder worden");
    assert_eq!(steward.get("/wijk/vocabularies/theme/words/silence").status, 404);
}

#[test]
fn every_row_that_is_wrong_is_named_and_the_others_are_written() {
    let house = House::empty();
    let steward = house.steward();
    let table = "code,label_nl,label_en,broader,group\n\
        a,,Alpha,,\n\
        b,Bee,Bee,,\n\
        b,Ander,Other,,\n\
        c,Cee,Cee,nergens,\n\
        d,Dee,Dee,e,\n\
        e,Ee,Ee,d,\n\
        f,Zorgen voor ouderen,Eff,,\n\
        g,Gee,Gee,,nergens\n\
        h,Haa,Haa,b,health\n\
        i,Ie,Ie,c,\n";
    let preview = hand_in(&steward, "skill", table.as_bytes());
    let snags = steward.get(&preview).text(".snags li");
    for said in
        ["Rij 2", "Rij 4", "Rij 5", "Rij 6", "Rij 7", "Rij 8", "Rij 9", "Rij 11", "Dee → Ee → Dee", "elder_care", "label_nl", "nergens"]
    {
        assert!(snags.contains(said), "{said} in {snags}");
    }
    assert_eq!(write(&steward, &preview).status, 200);
    for (code, status) in [("b", 200), ("h", 200), ("a", 404), ("c", 404), ("d", 404), ("f", 404), ("g", 404), ("i", 404)] {
        assert_eq!(steward.get(&format!("/wijk/vocabularies/skill/words/{code}")).status, status, "{code}");
    }
    assert_eq!(steward.get("/wijk/vocabularies/skill/words/b").text("h1"), "Bee");
}

#[test]
fn a_word_that_was_merged_stays_so_when_a_file_of_before_comes_in() {
    let house = House::empty();
    let steward = house.steward();
    let file = out(&steward, "theme");
    let merge = [("into", "growing_older"), ("version", "1"), ("into_version", "1")];
    assert_eq!(steward.post_form("/wijk/vocabularies/theme/words/meeting_neighbours/merge", &merge).status, 303);
    let page = steward.get(&hand_in(&steward, "theme", &file));
    assert!(page.text(".snags").contains("growing_older"), "{}", page.text("main"));
    // Its label under another code lands on the other word too.
    let page = steward.get(&hand_in(&steward, "theme", "code,label_nl,label_en\nkennen,Elkaar leren kennen,Meeting\n".as_bytes()));
    assert!(page.text(".snags").contains("growing_older") && page.count("input[name=seen]") == 0, "{}", page.text("main"));
}

#[test]
fn what_changed_since_it_was_shown_is_shown_again_first() {
    let house = House::empty();
    let steward = house.steward();
    let table = "code,label_nl,label_en\ngrowing_older,Oud,Old\n";
    let (first, second) =
        (hand_in(&steward, "theme", table.as_bytes()), hand_in(&steward, "theme", b"code,label_nl,label_en\ngrowing_older,Ouder,Older\n"));
    let seen = steward.get(&first).attribute("input[name=seen]", "value").unwrap();
    assert_eq!(write(&steward, &second).status, 200);
    assert_eq!(steward.post_form(&first, &[("seen", seen.as_str())]).status, 409);
    assert_eq!(steward.get("/wijk/vocabularies/theme/words/growing_older").text("h1"), "Ouder");
    let unreadable = steward.get(&hand_in(&steward, "theme", b"x,y\n1,2\n"));
    assert!(unreadable.text(".message").contains("label_nl"), "{}", unreadable.text("main"));
    assert_eq!(house.anonymous().get(&first).status, 403);
}
