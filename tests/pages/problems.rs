use crate::support::House;

#[test]
fn a_problem_page_leads_back_into_the_neighbourhood() {
    let house = House::empty();
    let page = house.anonymous().get("/wijk/nergens");
    assert_eq!((page.status, page.text("h1")), (404, "Dit is er niet".to_owned()));
    assert_eq!(page.attributes("main .row a", "href"), ["/wijk", "/wijk/assets"]);
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let elsewhere = house.anonymous().reading("en").get("/andere-wijk/assets");
    assert_eq!((elsewhere.status, elsewhere.attributes("main .row a", "href")), (404, vec!["/".to_owned()]));
    let forbidden = house.anonymous().get("/wijk/assets/new");
    assert_eq!((forbidden.status, forbidden.text("h1")), (403, "Hiervoor hebt u hier geen recht".to_owned()));
}

#[test]
fn machines_get_a_document_about_a_problem() {
    let house = House::empty();
    let request = axum::http::Request::get("/wijk/assets/none?f=json");
    let answer = house.anonymous().send(request, axum::body::Body::empty());
    assert_eq!((answer.status, answer.header("content-type")), (404, Some("application/problem+json")));
}

#[test]
fn every_page_that_a_visitor_may_open_states_how_long_it_may_be_kept() {
    let house = House::empty();
    for address in ["/", "/wijk", "/wijk/assets", "/wijk/map", "/wijk/about", "/wijk/nergens"] {
        assert!(house.anonymous().get(address).header("cache-control").is_some(), "{address}");
        assert_eq!(house.steward().get(address).header("cache-control"), Some("no-store"), "{address}");
    }
}
