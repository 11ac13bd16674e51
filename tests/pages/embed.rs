use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use crate::support::{Answer, House, record};

const SITE: &str = "https://krant.example";
const FRAMES: [&str; 2] = ["/wijk/embed/map", "/wijk/embed/list"];

fn named(house: &House, name: &str, visibility: Visibility) {
    let mut place = record(house, Kind::Place, &[("name", Value::Text(name.to_owned()))], Some((5.1, 52.0)));
    place.visibility = visibility;
    house.add(place);
}

fn policy(answer: &Answer) -> String {
    answer.header("content-security-policy").unwrap().to_owned()
}

fn keep(house: &House, sites: &str, tiles: &str) -> Answer {
    let form = house.steward().get("/wijk/settings").form("main form");
    house.steward().post_with("/wijk/settings", &form, &[("embed_sites", sites), ("tile_url", tiles)])
}

#[test]
fn nothing_is_there_until_a_steward_names_a_site() {
    let house = House::empty();
    let absent = house.anonymous().get("/wijk/embed/nothing");
    for frame in FRAMES {
        for visitor in [house.anonymous(), house.steward()] {
            let answer = visitor.get(frame);
            assert_eq!((answer.status, answer.text("main")), (404, absent.text("main")), "{frame}");
            assert!(policy(&answer).contains("frame-ancestors 'none'"));
            assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        }
    }
    assert_eq!(keep(&house, SITE, "").status, 200);
    assert!(FRAMES.iter().all(|frame| house.anonymous().get(frame).status == 200));
    // And no more when the last is taken away.
    assert_eq!(keep(&house, " \n", "").status, 200);
    assert!(FRAMES.iter().all(|frame| house.anonymous().get(frame).status == 404));
}

#[test]
fn only_the_named_sites_may_frame_it_and_no_other_page() {
    let house = House::empty();
    assert_eq!(keep(&house, &format!("{SITE}/\nhttp://localhost:8080"), "").status, 200);
    for frame in FRAMES {
        let answer = house.anonymous().get(frame);
        assert!(policy(&answer).contains("frame-ancestors https://krant.example http://localhost:8080;"), "{}", policy(&answer));
        assert!(policy(&answer).contains("script-src 'self'") && !policy(&answer).contains("'none' https"));
        assert_eq!(answer.header("x-frame-options"), None, "it knows no list of sites");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    for page in ["/", "/wijk", "/wijk/map", "/wijk/assets", "/wijk/about", "/wijk/nothing"] {
        let answer = house.anonymous().get(page);
        assert!(policy(&answer).contains("frame-ancestors 'none'"), "{page}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{page}");
    }
}

#[test]
fn outside_tiles_and_the_named_sites_stand_in_one_policy() {
    let house = House::empty();
    assert_eq!(keep(&house, SITE, "https://tile.example.org/{z}/{x}/{y}.png").status, 200);
    let of_map = policy(&house.anonymous().get("/wijk/embed/map"));
    assert!(
        of_map.contains("img-src 'self' data: https://tile.example.org") && of_map.contains("frame-ancestors https://krant.example;"),
        "{of_map}"
    );
}

#[test]
fn it_is_what_everyone_sees_in_a_stewards_browser_too() {
    let house = House::empty();
    house.let_be_framed_by(SITE);
    named(&house, "Tuin", Visibility::Everyone);
    named(&house, "Kelder", Visibility::Stewards);
    for frame in FRAMES {
        let (visitor, steward) = (house.anonymous().get(frame), house.steward().get(frame));
        assert_eq!(visitor.body(), steward.body(), "{frame}");
        assert_eq!(visitor.headers, steward.headers, "{frame}");
        assert!(visitor.body().contains("Tuin") && !visitor.body().contains("Kelder"), "{frame}");
        assert_eq!(visitor.header("set-cookie"), None);
    }
}

#[test]
fn its_language_is_that_of_its_address_else_that_of_the_neighbourhood() {
    let house = House::empty();
    house.let_be_framed_by(SITE);
    let language =
        |address: &str, browser: &'static str| house.anonymous().reading(browser).get(address).attribute("html", "lang").unwrap();
    for frame in FRAMES {
        assert_eq!(language(&format!("{frame}?lang=en"), "nl"), "en");
        assert_eq!(language(frame, "en"), "nl", "the neighbourhood is Dutch");
        assert_eq!(language(&format!("{frame}?lang=tlh"), "en"), "nl");
    }
}

#[test]
fn the_list_takes_the_questions_of_the_list_and_leads_out_beside_the_other_site() {
    let house = House::empty();
    house.let_be_framed_by(SITE);
    for number in 0..3 {
        named(&house, &format!("Tuin {number}"), Visibility::Everyone);
    }
    house.add(record(&house, Kind::Thing, &[("name", Value::Text("Boor".to_owned()))], None));
    let list = |query: &str| house.anonymous().get(&format!("/wijk/embed/list?{query}"));
    assert_eq!(list("").count(".assets > li"), 4);
    assert_eq!(list("kind=thing&lang=en").texts(".assets .name"), ["Boor"]);
    assert_eq!(list("q=tuin").count(".assets > li"), 3);
    assert_eq!(list("kind=nonsense").status, 200, "visitors of another site are not told of its faults");
    let page = list("q=tuin&per=2&lang=en");
    assert_eq!(page.count(".assets > li"), 2);
    let next = page.attribute(".pager a[rel=next]", "href").unwrap();
    assert!(next.contains("q=tuin") && next.contains("page=2") && next.contains("lang=en"), "{next}");
    assert_eq!(house.anonymous().get(&next).count(".assets > li"), 1);
    // Its own pages open in the frame; all else opens in a window of its own, which does not know from where.
    assert_eq!(page.count("a:not([target=_blank]):not(.pager a)"), 0);
    assert_eq!(page.count("a[target=_blank]:not([rel=noopener])"), 0);
    assert_eq!(page.count("form, header, footer, nav.tabs"), 0);
}

#[test]
fn the_map_has_the_list_for_where_no_script_runs() {
    let house = House::empty();
    house.let_be_framed_by(SITE);
    named(&house, "Tuin", Visibility::Everyone);
    let page = house.anonymous().get("/wijk/embed/map?kind=place");
    let twin = page.texts("noscript").join(" ");
    assert!(twin.contains("Tuin"), "{twin}");
    assert_eq!(page.attribute("base", "target").as_deref(), Some("_blank"));
    assert_eq!((page.count("#map"), page.count("body[data-embedded]")), (1, 1));
}

#[test]
fn what_is_no_site_is_said_at_its_line_and_what_was_typed_stays() {
    let house = House::empty();
    for wrong in ["*", "krant.example", "https://krant.example/pagina", "https://*.example"] {
        let answer = keep(&house, &format!("{SITE}\n{wrong}"), "");
        assert_eq!(answer.status, 422, "{wrong}");
        assert!(answer.text("#embed_sites-error").contains(&format!("‘{wrong}’ is geen site")), "{}", answer.text("#embed_sites-error"));
        assert!(answer.text("#embed_sites").contains(wrong));
    }
    assert_eq!(house.anonymous().get("/wijk/embed/list").status, 404);
}

#[test]
fn a_steward_finds_what_the_other_site_has_to_copy() {
    let house = House::empty();
    assert_eq!(house.steward().get("/wijk/settings").count("textarea.snippet"), 0);
    let page = keep(&house, SITE, "");
    let snippets = page.texts("textarea.snippet");
    assert_eq!(snippets.len(), 4, "map and list, in Dutch and in English");
    for (snippet, (address, title)) in snippets.iter().zip([
        ("/wijk/embed/map?lang=nl", "Kaart van De Wijk"),
        ("/wijk/embed/map?lang=en", "Map of De Wijk"),
        ("/wijk/embed/list?lang=nl", "Wat er is in De Wijk"),
        ("/wijk/embed/list?lang=en", "What there is in De Wijk"),
    ]) {
        assert!(
            snippet.starts_with("<iframe src=\"") && snippet.contains(address) && snippet.contains(&format!("title=\"{title}\"")),
            "{snippet}"
        );
        assert!(snippet.contains("width=\"100%\"") && snippet.contains("height=\""), "{snippet}");
    }
}
