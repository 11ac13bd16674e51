//! The real source, held against the rules.

use super::{File, files, floors, none, pages, shape, texts};

fn sources() -> Vec<File> {
    files("src", &[".rs"])
}

#[test]
fn imports_point_downstairs_only() {
    none(&floors::complaints(&sources()));
}

#[test]
fn files_are_short_and_rooms_have_a_plate() {
    none(&shape::complaints(&sources()));
    let tests: Vec<_> = files("tests", &["mod.rs"]);
    none(&shape::complaints(&tests));
}

#[test]
fn no_note_to_self_is_left_in_the_source() {
    let endings = &[".rs", ".js", ".ts", ".css", ".ftl", ".csv"];
    let mut all: Vec<_> = ["src", "tests", "static"].iter().flat_map(|folder| files(folder, endings)).collect();
    all.extend(files(".ci", &["run"]));
    none(&shape::notes(&all));
}

#[test]
fn pages_hold_no_script_or_style_and_raw_html_has_one_file() {
    none(&pages::inline(&sources()));
}

#[test]
fn nothing_handed_out_asks_another_machine() {
    let mut all = sources();
    all.extend(files("static", &[".css", ".js", ".svg", ".ftl"]));
    none(&pages::foreign_addresses(&all));
}

#[test]
fn texts_are_whole_in_both_languages() {
    let ((dutch, mut complaints), (english, more)) = (language("nl"), language("en"));
    complaints.extend(more);
    complaints.extend(texts::differences(&dutch, &english, ["nl", "en"]));
    complaints.extend(texts::missing(&dutch, &texts::declared(), &sources()));
    none(&complaints);
}

#[test]
fn every_address_has_a_handler() {
    let sources = sources();
    let paths = sources.iter().find(|source| source.path == "src/web/paths.rs").unwrap();
    none(&pages::addresses_without_handler(paths, &sources));
}

#[test]
fn no_text_is_left_over() {
    let sources = sources();
    none(&texts::unused(&language("nl").0, &texts::declared(), &sources));
}

#[test]
fn language_files_can_be_read_to_the_end() {
    for file in files("static/words", &[".ftl"]) {
        let read = fluent_bundle::FluentResource::try_new(file.text);
        assert!(read.is_ok(), "{}: {:?}", file.path, read.err().map(|(_, errors)| errors));
    }
}

fn language(code: &str) -> (texts::Texts, Vec<String>) {
    let file = files("static/words", &[".ftl"]).into_iter().find(|file| file.path.ends_with(&format!("{code}.ftl"))).unwrap();
    texts::read(&file)
}
