//! What pages may not hold: raw HTML, inline script and style, addresses of others; and that every address has a handler.

use super::code::{parts, words};
use super::{File, file, none};

/// Addresses that are named without being asked for anything: names of standards and licences, and links a person follows.
const NAMED_ONLY: &[(&str, &str)] = &[
    ("http://www.w3.org/", "namespaces of SVG and XML"),
    ("http://www.opengis.net/", "names of coordinate systems and conformance classes"),
    ("https://www.opengis.net/", "names of coordinate systems and conformance classes"),
    ("https://nodejs.org", "where Node is to be had"),
    ("https://www.openstreetmap.org/copyright", "the licence a steward's data may ask to name"),
    ("https://creativecommons.org/licenses/", "licences"),
    ("https://opendatacommons.org/licenses/", "licences"),
    ("https://spec.openapis.org/", "the name of a standard"),
    ("https://json-schema.org/", "the name of a standard"),
    ("https://geojson.org/schema/", "the name of a standard"),
    ("http://127.0.0.1", "this machine"),
    ("http://localhost", "this machine"),
    ("http://[", "this machine"),
];

/// Raw HTML in one file at most, and no script or style in the page itself.
pub(super) fn inline(sources: &[File]) -> Vec<String> {
    let mut complaints = Vec::new();
    let raw: Vec<_> = sources.iter().filter(|source| words(&parts(&source.text).code).any(|word| word == "PreEscaped")).collect();
    if raw.len() > 1 {
        complaints.extend(raw.iter().map(|source| format!("{}: raw HTML has one file, and there are {}", source.path, raw.len())));
    }
    for source in sources.iter().filter(|source| source.path.starts_with("src/web/")) {
        let parts = parts(&source.text);
        let found = parts.code.lines().enumerate().filter_map(|(number, line)| Some((number, inline_part(line)?)));
        complaints.extend(found.map(|(number, what)| format!("{}:{}: {what} in the page itself", source.path, number + 1)));
        let hidden = parts.texts.iter().filter(|text| ["<script", "<style", "javascript:"].iter().any(|start| text.contains(start)));
        let hidden = hidden.filter(|text| !is_in_tests(source, text));
        complaints.extend(hidden.map(|text| format!("{}: script or style in the text {text:?}", source.path)));
    }
    complaints
}

fn is_in_tests(source: &File, text: &str) -> bool {
    !parts(super::code::without_tests(&source.text)).texts.iter().any(|other| other == text)
}

/// A `style` or `on…` attribute, or a `script` or `style` element with something in it, in maud's notation.
fn inline_part(line: &str) -> Option<String> {
    for (at, _) in line.match_indices('=') {
        let follows = line[at + 1..].chars().next();
        let name = line[..at].rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next().unwrap_or_default();
        let is_handler = name.len() > 3 && name.starts_with("on") && name.bytes().all(|b| b.is_ascii_lowercase());
        if matches!(follows, Some('"' | '(' | '{' | '[')) && (name == "style" || is_handler) {
            return Some(format!("the attribute `{name}`"));
        }
    }
    let trimmed = line.trim_start();
    let element = ["script", "style"].into_iter().find(|name| {
        let rest = trimmed.strip_prefix(name).filter(|rest| rest.starts_with([' ', '{', '#', '.']));
        rest.is_some_and(|rest| rest.contains('{') && !rest.contains("src=") && !rest.contains("=>"))
    });
    element.map(|name| format!("the element `{name}`"))
}

/// Nothing the program hands out may make a browser ask another machine.
pub(super) fn foreign_addresses(files: &[File]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        let is_source = file.path.rsplit_once('.').is_some_and(|(_, ending)| ending == "rs");
        let texts = if is_source { parts(super::code::without_tests(&file.text)).texts } else { vec![file.text.clone()] };
        for text in texts {
            for at in text.match_indices("http").map(|(at, _)| at) {
                let address = text[at..].split([' ', '\n', '"', '\'', ')', '<', '>', '`', ',']).next().unwrap_or_default();
                let host = address.split_once("://").map(|(_, rest)| rest.split(['/', ':', '?']).next().unwrap_or_default());
                let names_a_host = host.is_some_and(|host| {
                    host.starts_with(char::is_alphanumeric) && host.contains('.') && !host.ends_with(".example") && !host.contains('…')
                });
                if names_a_host && !NAMED_ONLY.iter().any(|(start, _)| address.starts_with(start)) {
                    complaints.push(format!("{}: {address} is not on the list of addresses that are named only", file.path));
                }
            }
        }
    }
    complaints
}

/// Every address of the site map has a handler.
pub(super) fn addresses_without_handler(paths: &File, sources: &[File]) -> Vec<String> {
    let declared = parts(&paths.text).code;
    let plain = declared.lines().filter_map(|line| line.strip_prefix("pub struct ")).filter_map(|rest| words(rest).next());
    let by_table = declared.lines().filter_map(|line| line.trim_start().split_once(" \"\" {")).map(|(name, _)| name);
    let codes: Vec<_> = sources.iter().filter(|source| source.path != paths.path).map(|source| parts(&source.text).code).collect();
    let is_argument = |name: &str| {
        let (one, last) = (format!(": {name},"), format!(": {name})"));
        codes.iter().any(|code| code.contains(&one) || code.contains(&last))
    };
    let names = plain.chain(by_table).filter(|name| name.ends_with("Path"));
    names.filter(|name| !is_argument(name)).map(|name| format!("{}: `{name}` has no handler", paths.path)).collect()
}

#[test]
fn raw_html_in_a_second_file_is_found() {
    let raw = "use maud::PreEscaped;";
    assert_eq!(inline(&[file("src/web/a.rs", raw), file("src/web/b.rs", raw)]).len(), 2);
    none(&inline(&[file("src/web/a.rs", raw), file("src/web/b.rs", "// PreEscaped")]));
}

#[test]
fn script_and_style_in_the_page_are_found() {
    let bad = ["p style=\"color:red\" {}", "a onclick=(x) {}", "    script { \"x\" }", "style { \"x\" }", "let a = \"<script>\";"];
    for line in bad {
        assert_eq!(inline(&[file("src/web/a.rs", line)]).len(), 1, "{line}");
    }
    let good = ["script src=(address) defer {}", "let style = \"a\";", "for style in STYLES {", "if online == \"\" {", "style => \"a\","];
    for line in good {
        none(&inline(&[file("src/web/a.rs", line)]));
    }
}

#[test]
fn an_address_of_somebody_else_is_found() {
    assert_eq!(foreign_addresses(&[file("src/web/a.rs", "let a = \"https://cdn.example.com/x.js\";")]).len(), 1);
    assert_eq!(foreign_addresses(&[file("static/css/a.css", "@import url(http://fonts.example.com/a)")]).len(), 1);
    none(&foreign_addresses(&[file("src/web/a.rs", "// https://example.com\nlet a = \"http://www.w3.org/2000/svg\"; b(\"https://\")")]));
}

#[test]
fn an_address_without_handler_is_found() {
    let paths =
        file("src/web/paths.rs", "pub struct StartPath;\naddresses! {\n    HomePath \"/{slug}\" {}\n    MapPath \"/{slug}/map\" {}\n}");
    let page = file("src/web/pages/a.rs", "async fn a(path: HomePath, b: B) {}\nfn b(_: StartPath) {}");
    assert_eq!(addresses_without_handler(&paths, &[page]), ["src/web/paths.rs: `MapPath` has no handler"]);
}
