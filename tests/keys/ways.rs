//! Tricks with addresses: leading visitors away, putting lines into headers, and files of the disk.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::{Request, Uri};
use wijkweb::access::Role;
use wijkweb::inventory::slug::Slug;
use wijkweb::web::paths::places;

use super::guessing::place;
use super::people::{Full, Person};
use super::sessions::{code_now, with_second_step};
use crate::support::{Answer, House, PASSWORD, Visitor};
use crate::tidy::none;

/// Ways back that lead to another site, or put a line into the answer.
const AWAY: &[&str] = &[
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/%5cevil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\u{0}/evil.example",
    "/\u{7f}",
    "/\u{1}",
    "/\u{85}/evil.example",
    "https://evil.example",
    "HTTPS:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "@evil.example",
    ".evil.example",
    "/wijk\r\nset-cookie: session=x",
    "/wijk%0d%0aset-cookie:%20session=x",
    "/wijk\u{560a}\u{560d}set-cookie: session=x",
    "é//evil.example",
    "/é",
    "",
];

/// Whether a browser that follows this stays on the site: as the URL standard reads addresses, without blanks at the rim,
/// tabs and ends of lines, and with backslashes for slashes.
fn stays_here(location: &str) -> bool {
    let read: String = location.trim().chars().filter(|sign| !['\t', '\r', '\n'].contains(sign)).collect();
    let read = read.replace('\\', "/");
    read.starts_with('/') && !read.starts_with("//")
}

fn is_plain(answer: &Answer, what: &str) {
    assert!(answer.status < 500, "{what}: {}", answer.status);
    assert_eq!(answer.headers.get_all("set-cookie").iter().filter(|cookie| cookie.as_bytes() == b"session=x").count(), 0, "{what}");
    for value in answer.headers.values() {
        assert!(!value.as_bytes().iter().any(|byte| *byte < b' '), "{what}");
    }
}

#[test]
fn no_way_back_leads_to_another_site() {
    let house = House::empty();
    let secret = with_second_step(&house, &house.browser_of(&house.member(&House::slug(), Role::Builder, ("Sofie", "sofie"))));
    house.builder();
    for back in AWAY {
        let encoded: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
        house.pass(std::time::Duration::from_secs(3600));
        let language = house.anonymous().get(&format!("/language/en?back={encoded}"));
        let first = house.anonymous().post_form("/sign-in", &[("name", "fatma"), ("password", PASSWORD), ("next", back)]);
        let half = house.anonymous().post_form("/sign-in", &[("name", "sofie"), ("password", PASSWORD), ("next", back)]);
        let form = half.form("main form");
        let second = house.anonymous().post_with("/sign-in/code", &form, &[("code", &code_now(&house, &secret)), ("next", back)]);
        for (what, answer) in [("language", language), ("sign-in", first), ("second step", second)] {
            is_plain(&answer, what);
            assert_eq!(answer.status, 303, "{what} {back:?}");
            let location = String::from_utf8_lossy(answer.headers["location"].as_bytes()).into_owned();
            assert!(stays_here(&location), "{what} leads {back:?} to {location:?}");
        }
        let asked = house.anonymous().get(&format!("/sign-in?next={encoded}"));
        is_plain(&asked, back);
        let links = [asked.attributes("[href]", "href"), asked.attributes("form", "action")].concat();
        assert!(links.iter().all(|link| link.starts_with('#') || stays_here(link)), "{back:?}: {links:?}");
    }
    let wanted = house.anonymous().post_form("/sign-in", &[("name", "fatma"), ("password", PASSWORD), ("next", "/wijk/map?kind=place")]);
    assert_eq!(wanted.header("location"), Some("/wijk/map?kind=place"), "and one that stays is gone back to");
}

#[test]
fn no_text_of_a_visitor_puts_a_line_into_a_header() {
    let full = Full::new();
    let steward = full.browser(Person::Steward);
    let texts = [
        "%0d%0aset-cookie:%20session=x",
        "\u{e5}\u{98}\u{8a}",
        "%E5%98%8A%E5%98%8Dset-cookie:%20session=x",
        "%00",
        "%0a%20x",
        "\"; filename=\"x",
    ];
    for text in texts {
        let text: String = text
            .chars()
            .map(|sign| {
                if sign.is_ascii() && sign != '"' && sign != ' ' {
                    sign.to_string()
                } else {
                    form_urlencoded::byte_serialize(sign.to_string().as_bytes()).collect()
                }
            })
            .collect();
        for place in places().filter(|place| place.to_look.is_some() && place.pattern.contains('{')) {
            let pieces = place.pattern.split('/').map(|part| if part.starts_with('{') && part != "{slug}" { text.as_str() } else { part });
            let bent = pieces.collect::<Vec<_>>().join("/");
            for address in [
                bent.replace("{slug}", "wijk"),
                bent.replace("{slug}", &text),
                format!("{}?q={text}&kind={text}&page={text}&done={text}&on={text}", full.address(place, true)),
            ] {
                is_plain(&steward.get(&address), &address);
            }
        }
        is_plain(&full.house.anonymous().get(&format!("/language/{text}?back=/")), &text);
    }
    for format in ["csv", "geojson"] {
        let named = steward.get(&format!("/wijk/export/{format}?q=x"));
        let disposition = named.header("content-disposition").unwrap();
        let name = disposition.strip_prefix("attachment; filename=\"").and_then(|rest| rest.strip_suffix('"')).unwrap();
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)), "{name}");
    }
    for name in
        ["../../kanarie.csv", "a\\..\\b.csv", "\u{202e}vsc.exe", "x;y=z.csv", "C:\\kanarie.csv", "", ".", "..", "con", &"n".repeat(3000)]
    {
        let before = files_below(full.house.folder());
        let answer = steward.post_files("/wijk/import", &[("kind", "place")], &[("file", name, b"naam\nDe Kas\n")]);
        is_plain(&answer, name);
        for file in files_below(full.house.folder()).into_iter().filter(|file| !before.contains(file)) {
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            assert!(
                !name.contains("kanarie") && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)),
                "{file:?}"
            );
        }
    }
    assert!(!full.house.folder().parent().unwrap().join("kanarie.csv").exists());
}

fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Something that stands in files of the disk and in no answer.
const CANARY: &str = "kanarie-van-de-schijf";

#[test]
fn no_trick_with_an_address_gets_at_a_file_of_the_disk() {
    let full = Full::new();
    let folder = full.house.folder();
    std::fs::write(folder.join("kanarie.txt"), CANARY).unwrap();
    std::fs::write(folder.join("kanarie.csv"), CANARY).unwrap();
    let ups = ["..", "%2e%2e", "%2E.", "%252e%252e", "..%2f", "..%5c", "..%c0%af", "%c0%ae%c0%ae", "....//", "..;", "..%00", ".", ""];
    let absolute = format!("{}/kanarie.txt", folder.display());
    let ends = ["kanarie.txt", "accounts", "sessions", "etc/passwd", "Cargo.toml", "kanarie.txt%00.jpg", &absolute, "%2f%65tc%2fpasswd"];
    let photo = full.parts.iter().find(|(part, _)| *part == "photo").unwrap().1.clone();
    let stylesheet = full.house.anonymous().get("/wijk").attribute("link[rel=stylesheet]", "href").unwrap();
    let statics = stylesheet.rsplit_once("/css/").unwrap().0.to_owned();
    let below = [
        String::new(),
        "/wijk".to_owned(),
        "/wijk/export".to_owned(),
        format!("/wijk/photos/{photo}"),
        "/wijk/photos".to_owned(),
        "/wijk/import".to_owned(),
        "/wijk/vocabularies".to_owned(),
        "/wijk/ogc/collections".to_owned(),
        "/wijk/begin".to_owned(),
        "/invitation".to_owned(),
        "/static".to_owned(),
        format!("{statics}/css"),
        statics,
    ];
    let secrets = [CANARY.as_bytes(), b"root:x:", b"[package]", b"$argon2id$"];
    let (asked, mut complaints) = (AtomicUsize::new(0), Vec::new());
    let (steward, nobody) = (full.browser(Person::Steward), full.house.anonymous());
    let mut look = |address: &str| {
        if address.parse::<Uri>().is_err() {
            return;
        }
        for visitor in [&steward, &nobody] {
            asked.fetch_add(1, Ordering::Relaxed);
            let answer = visitor.get(address);
            if answer.status >= 500 || secrets.iter().any(|secret| answer.bytes.windows(secret.len()).any(|window| window == *secret)) {
                complaints.push(format!("{} {}", answer.status, &address[..address.len().min(120)]));
            }
        }
    };
    for start in &below {
        for up in ups {
            for (depth, end) in [1, 3].into_iter().flat_map(|depth| ends.map(|end| (depth, end))) {
                look(&format!("{start}/{}{end}", format!("{up}/").repeat(depth)));
            }
        }
        for odd in [
            "//",
            ";",
            ";x=y",
            "/;/",
            "/%",
            "/%zz",
            "/%00",
            "/%ff%fe",
            "/%F0%9F",
            "?%00",
            "?%ff=%fe",
            "?=&&==",
            "/*",
            "/~",
            "/.git/config",
            "/.env",
        ] {
            look(&format!("{start}{odd}"));
            look(&format!("/{odd}{start}"));
        }
        look(&format!("{start}/{}", "a".repeat(60_000)));
        look(&format!("{start}{}", "/a".repeat(20_000)));
        look(&format!("{start}?{}", "q=a&".repeat(10_000)));
    }
    none(&complaints);
    assert!(asked.into_inner() > 4_000);
}

#[test]
fn an_address_written_in_another_way_gives_nobody_more() {
    let full = Full::new();
    for person in [Person::Nobody, Person::Neighbour, Person::Builder, Person::StewardElsewhere] {
        let browser = full.browser(person);
        for address in [
            "/%77ijk/settings",
            "/wijk%2fsettings",
            "/wijk//settings",
            "/wijk/settings/",
            "/wijk/./settings",
            "/elders/../wijk/settings",
            "/WIJK/settings",
            "//wijk/settings",
            "/wijk;/settings",
            "/wijk/settings;x",
            "/wijk/%73ettings",
            "/wijk/settings?slug=elders",
            "/elders%2f..%2fwijk/settings",
        ] {
            let answer = browser.get(address);
            assert!([403, 404].contains(&answer.status), "{person:?} {address}: {}", answer.status);
        }
        for (name, text) in [
            ("x-original-url", "/wijk/settings"),
            ("x-rewrite-url", "/wijk/settings"),
            ("x-http-method-override", "POST"),
            ("x-forwarded-for", "127.0.0.1"),
            ("authorization", "Basic c2Fza2lhOng="),
        ] {
            let answer = browser.send(Request::get("/wijk/settings").header(name, text), Body::empty());
            assert_eq!(answer.status, 403, "{person:?} {name}");
        }
    }
    let somebody = full.house.anonymous().at_place(place(7));
    assert_eq!(somebody.get("/metrics").status, 404, "only from the machine itself");
}

#[test]
fn no_neighbourhood_takes_the_name_of_a_page() {
    for place in places() {
        let first = place.pattern.split('/').nth(1).unwrap_or_default();
        assert!(first.starts_with('{') || first.parse::<Slug>().is_err(), "{first} could be a neighbourhood");
    }
}

#[test]
fn what_is_for_whoever_was_sent_there_is_not_for_search_engines() {
    let house = House::empty();
    let robots = |browser: &Visitor<'_>, address: &str| browser.get(address).attribute("meta[name=robots]", "content");
    let link = house.access().invite(house.surroundings(), &House::slug(), Role::Builder, "", None).unwrap();
    let invitation = format!("/invitation/{}", link.as_str());
    for address in ["/sign-in", "/wijk/card", "/wijk/join", "/wijk/privacy", "/invitation/none", &invitation] {
        assert_eq!(robots(&house.anonymous(), address).as_deref(), Some("noindex"), "{address}");
    }
    assert_eq!(robots(&house.steward(), "/account").as_deref(), Some("noindex"));
    assert_eq!(robots(&house.anonymous(), "/wijk"), None);
}
