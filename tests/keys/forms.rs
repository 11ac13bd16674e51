//! Forms that other sites send in a visitor's name.

use axum::body::Body;
use axum::http::Request;
use tower::ServiceExt;
use wijkweb::web::Settings;
use wijkweb::web::paths::places;

use super::people::{Full, Person};
use crate::support::{House, Visitor};
use crate::tidy::none;

/// What browsers say of a form on another site, and of one that hides where it is.
const FOREIGN: &[&[(&str, &str)]] = &[
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "")],
    &[("sec-fetch-site", "Same-Origin, cross-site")],
    &[("sec-fetch-site", "cross-site"), ("origin", "http://wijk.example")],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "")],
    &[("origin", "wijk.example")],
    &[("origin", "http://wijk.example.evil.example")],
    &[("origin", "http://evil-wijk.example")],
    &[("origin", "http://evil.wijk.example")],
    &[("origin", "http://wijk.example:8080")],
    &[("origin", "http://wijk.example@evil.example")],
    &[("origin", "http://evil.example/://wijk.example")],
    &[("origin", "http://wijk.example/")],
    &[("origin", "file://")],
];

fn post(visitor: &Visitor<'_>, address: &str, headers: &[(&str, &str)]) -> u16 {
    let request = Request::post(address).header("host", "wijk.example").header("content-type", "application/x-www-form-urlencoded");
    visitor.send(headers.iter().fold(request, |request, (name, text)| request.header(*name, *text)), Body::empty()).status
}

#[test]
fn no_address_takes_a_form_of_another_site() {
    let full = Full::new();
    let mut complaints = Vec::new();
    for person in [Person::Steward, Person::Beginner, Person::Nobody] {
        let browser = full.browser(person);
        for place in places().filter(|place| place.to_post.is_some()) {
            let address = full.address(place, true);
            for headers in FOREIGN {
                let status = post(&browser, &address, headers);
                if status != 403 {
                    complaints.push(format!("{person:?}: {address} with {headers:?} answers {status}"));
                }
            }
        }
    }
    none(&complaints);
    // They were refused for what they are: the same forms from here are taken.
    let steward = full.browser(Person::Steward);
    for headers in [&[("sec-fetch-site", "same-origin")][..], &[("origin", "http://wijk.example")], &[("origin", "HTTPS://WIJK.EXAMPLE")]] {
        assert_eq!(post(&steward, "/wijk/team", headers), 400, "{headers:?}");
    }
    assert_eq!(steward.get("/account").status, 200, "nobody was signed out");
}

/// Every browser since 2020 says in one of two headers from where a form comes; and if one did not, it would keep the cookie,
/// which is `SameSite=Lax`, to itself when another site sends the form. A program that holds the secret needs neither.
#[test]
fn a_program_that_holds_the_secret_needs_no_headers_of_browsers_and_the_cookie_stays_at_home() {
    let full = Full::new();
    assert_eq!(post(&full.browser(Person::Steward), "/wijk/team", &[]), 400);
    let answer = full.house.anonymous().post_form("/sign-in", &[("name", "fatma"), ("password", crate::support::PASSWORD)]);
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.contains("; SameSite=Lax") && cookie.contains("; HttpOnly"), "{cookie}");
}

#[test]
fn looking_changes_nothing() {
    let full = Full::new();
    let (steward, house) = (full.browser(Person::Steward), &full.house);
    let kept = || {
        let graph = house.neighbourhood.snapshot();
        let records: Vec<_> = graph.records().map(|record| format!("{record:?}")).collect();
        let members: Vec<_> = house.access().members(&House::slug()).iter().map(|account| format!("{account:?}")).collect();
        (records, members, house.access().invitations(&House::slug(), house.surroundings().now()))
    };
    let before = kept();
    let acts = "act=off&act=end&act=replace&act=erase&sure=yes&confirm=wijk&open=yes&hide=yes&name=x";
    for place in places().filter(|place| place.to_look.is_some()) {
        let answer = steward.get(&format!("{}?{acts}", full.address(place, true)));
        assert!(answer.status < 500, "{}", place.pattern);
    }
    assert_eq!(kept(), before);
}

/// Whoever stands between a browser and the site can write pages under its name where there is no secret, but none over HTTPS.
#[test]
fn a_page_without_a_secret_sends_no_form_to_a_site_with_one() {
    let house = House::empty();
    let settings = Settings { https: true, ..Settings::default() };
    let site = crate::serving::site(&house, settings);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let post = |origin: &str| {
        let form = "application/x-www-form-urlencoded";
        let request = Request::post("/sign-in").header("host", "wijk.example").header("content-type", form).header("origin", origin);
        let request = request.body(Body::from("name=x&password=y")).unwrap();
        runtime.block_on(async { site.clone().oneshot(request).await.unwrap().status().as_u16() })
    };
    assert_eq!(post("https://wijk.example"), 422);
    assert_eq!(post("http://wijk.example"), 403);
}
