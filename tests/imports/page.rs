use crate::imports::{hand_in, let_it_in, send_file};
use crate::support::House;

const PLACES: &[u8] = "naam;functie;lon;lat;size_m2;kleur\n\
    De Kas;speeltuin;5,1101;52,0901;12,5;groen\n\
    Kapot;raketbasis;oost;52,09;veel;rood\n\
    Café Ons;leeszaal;5,1103;52,0903;;\n"
    .as_bytes();

#[test]
fn a_file_is_shown_before_it_is_written_and_every_odd_row_is_named() {
    let house = House::empty();
    let steward = house.steward();
    let preview = hand_in(&steward, "plekken.csv", "place", PLACES);
    let page = steward.get(&preview);
    assert_eq!(page.status, 200);
    let snags = page.text(".snags li");
    for said in ["Rij 3", "oost", "raketbasis", "veel", "kleur"] {
        assert!(snags.contains(said), "{said} in {snags}");
    }
    assert!(!steward.get("/wijk/assets").body().contains("De Kas"));
    let done = let_it_in(&steward, &preview);
    assert!(done.text(".message").contains('3'), "{}", done.text("main"));
    let mut names = house.anonymous().get("/wijk/assets").texts(".assets .name");
    names.sort();
    assert_eq!(names, ["Café Ons", "De Kas", "Kapot"]);
}

#[test]
fn the_same_file_brought_in_again_adds_nothing_and_a_changed_row_is_named_not_written() {
    let house = House::empty();
    let steward = house.steward();
    let file = b"id,naam,omschrijving\n1,De Kas,warm\n2,De Hal,hoog\n";
    let_it_in(&steward, &hand_in(&steward, "plekken.csv", "place", file));
    let again = steward.get(&hand_in(&steward, "plekken.csv", "place", file));
    assert_eq!(again.count("form[method=post] button"), again.count("header form[method=post] button"), "nothing to write");
    let changed = steward.get(&hand_in(&steward, "plekken.csv", "place", b"id,naam,omschrijving\n1,De Kas,koud\n2,De Hal,hoog\n"));
    assert!(changed.text("main").contains("De Kas"), "{}", changed.text("main"));
    let asset = steward.get("/wijk/assets?q=warm");
    assert_eq!(asset.texts(".assets .name"), ["De Kas"]);
}

#[test]
fn a_wrong_guess_is_corrected_with_the_columns_on_the_page() {
    let house = House::empty();
    let steward = house.steward();
    let preview = hand_in(&steward, "lijst.csv", "place", b"titel,tekst\nx,De Kas\n");
    let page = preview.split('?').next().unwrap();
    let corrected = format!("{page}?kind=place&map=tekst%3Dname&map=titel%3D");
    let_it_in(&steward, &corrected);
    assert_eq!(house.anonymous().get("/wijk/assets").texts(".assets .name"), ["De Kas"]);
    let preview = hand_in(&steward, "lijst.csv", "place", b"titel\nx\n");
    let unclear = steward.get(&format!("{}?kind=place&map=nergens%3Dname", preview.split('?').next().unwrap()));
    assert!(unclear.text(".message").contains("nergens"));
}

#[test]
fn a_whole_import_is_taken_back() {
    let house = House::empty();
    let steward = house.steward();
    let preview = hand_in(&steward, "plekken.csv", "place", PLACES);
    let_it_in(&steward, &preview);
    let page = preview.split('?').next().unwrap();
    let undone = steward.post_form(&format!("{page}/undo"), &[]);
    assert!(undone.text("main").contains('3'), "{}", undone.text("main"));
    assert_eq!(house.anonymous().get("/wijk/assets").count(".assets .name"), 0);
}

#[test]
fn likely_duplicates_of_another_source_are_told() {
    let house = House::empty();
    let steward = house.steward();
    let_it_in(&steward, &hand_in(&steward, "een.csv", "place", b"id,naam,lon,lat\n1,Buurthuis De Brug,5.1100,52.0900\n"));
    let page =
        steward.get(&hand_in(&steward, "twee.csv", "place", b"id,naam,lon,lat\n9,buurthuis de brug,5.1102,52.0901\n8,Elders,5.2,52.1\n"));
    assert!(page.text(".counts").contains('1'), "{}", page.text(".counts"));
    let done = let_it_in(&steward, &hand_in(&steward, "twee.csv", "place", b"id,naam,lon,lat\n9,buurthuis de brug,5.1102,52.0901\n"));
    assert!(done.attributes("main a", "href").iter().any(|href| href.contains("/questions")), "{}", done.text("main"));
}

#[test]
fn what_cannot_be_read_says_why_and_only_stewards_bring_in() {
    let house = House::empty();
    let steward = house.steward();
    for (name, bytes, said) in [
        ("a.xlsx", b"PK\x03\x04....xl/workbook.xml".as_slice(), "CSV"),
        ("a.geojson", b"{\"type\": \"FeatureCollection\" \"features\": []}", "1"),
        ("a.csv", b"", "leeg"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
    ] {
        let page = steward.get(&hand_in(&steward, name, "place", bytes));
        assert!(page.status < 500 && page.text("main").contains(said), "{name}: {}", page.text("main"));
    }
    assert_eq!(send_file(&house.anonymous(), "a.csv", "place", PLACES).status, house.anonymous().get("/wijk/import").status);
    assert!(house.anonymous().get("/wijk/import").status >= 400);
    let persons = steward.get(&hand_in(&steward, "a.csv", "person", b"naam\nNoor\n"));
    assert!(!persons.body().contains("name=\"kind\" value=\"person\""));
}
