//! Pages offer to each visitor what that visitor may do, and nothing that would be refused.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::body::Body;
use axum::http::Request;
use wijkweb::web::paths::places;

use super::people::{Full, Person};
use crate::support::Answer;
use crate::tidy::none;

/// So many addresses of one pattern are opened: of lists with questions there is no end.
const ENOUGH: usize = 3;

#[test]
fn no_page_offers_what_its_visitor_may_not_do() {
    let mut complaints = Vec::new();
    let mut opened = BTreeMap::new();
    for person in Person::ALL {
        let full = Full::new();
        let browser = full.browser(person);
        let (mut waiting, mut posts) = (VecDeque::from(["/".to_owned(), "/wijk".to_owned()]), BTreeMap::new());
        let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        while let Some(address) = waiting.pop_front() {
            let answer = browser.get(&address);
            *opened.entry(person).or_insert(0) += 1;
            if answer.status == 403 {
                complaints.push(format!("{person:?} is led to {address}, which refuses"));
            }
            if !answer.header("content-type").is_some_and(|of| of.starts_with("text/html")) {
                continue;
            }
            let (links, forms) = offers(&answer, &address);
            posts.extend(forms.into_iter().map(|form| (form, address.clone())));
            for link in links {
                let Some(pattern) = pattern(&link) else { continue };
                let count = counts.entry(pattern).or_default();
                if *count < ENOUGH && seen.insert(link.clone()) {
                    *count += 1;
                    waiting.push_back(link);
                }
            }
        }
        let mut posts: Vec<_> = posts.into_iter().collect();
        // Whoever signed out has no right to anything any more.
        posts.sort_by_key(|(address, _)| address.contains("/sign-out"));
        for (address, page) in posts {
            // Nothing that a form can be read from: who has the right is told so, and nothing is done.
            let answer = browser.send(Request::post(&address).header("content-type", "text/plain"), Body::from("x"));
            if [403, 404, 405].contains(&answer.status) {
                complaints.push(format!("{person:?} is offered a form for {address} on {page}, which answers {}", answer.status));
            }
        }
    }
    none(&complaints);
    // That little was opened would say nothing.
    assert!(opened[&Person::Steward] > 60 && opened[&Person::Nobody] > 25 && opened[&Person::SwitchedOff] > 25, "{opened:?}");
    assert!(opened[&Person::Steward] > opened[&Person::Builder] && opened[&Person::Builder] > opened[&Person::Neighbour], "{opened:?}");
}

/// Where the links, and the forms that are posted, of a page lead on this site.
fn offers(page: &Answer, address: &str) -> (Vec<String>, Vec<String>) {
    let of = |selector: &str, attribute: &str| page.attributes(selector, attribute).into_iter().filter_map(|link| whole(&link, address));
    let links = of("a[href]", "href").chain(of("form:not([method=post])", "action")).chain(of("link[rel=alternate]", "href"));
    let forms = of("form[method=post]", "action").chain(of("[formaction]", "formaction"));
    (links.collect(), forms.collect())
}

/// A link as an address of this site; nothing for one that leads elsewhere.
pub(super) fn whole(link: &str, from: &str) -> Option<String> {
    let link = link.split('#').next().unwrap_or_default();
    let path = from.split('?').next().unwrap_or_default();
    match link {
        "" => None,
        _ if link.starts_with("//") || link.contains(':') && !link.starts_with('/') => None,
        _ if link.starts_with('/') => Some(link.to_owned()),
        _ if link.starts_with('?') => Some(format!("{path}{link}")),
        _ => Some(format!("{}/{link}", path.rsplit_once('/').map_or("", |(folder, _)| folder))),
    }
}

/// The pattern that an address is of; the most particular where several fit.
pub(super) fn pattern(address: &str) -> Option<&'static str> {
    let path = address.split('?').next().unwrap_or_default();
    let fits = |pattern: &str| {
        let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
        pattern.len() == path.len() && pattern.iter().zip(&path).all(|(of, part)| of.starts_with('{') || of == part)
    };
    places().map(|place| place.pattern).filter(|pattern| fits(pattern)).min_by_key(|pattern| pattern.matches('{').count())
}
