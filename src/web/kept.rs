//! Pages as everyone without a cookie sees them, kept until something changes: the pages that many look at at once.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use arc_swap::ArcSwap;
use axum::body::Bytes;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use maud::Markup;

use crate::consent::Audience;
use crate::inventory::moment::Day;
use crate::neighbourhood::Neighbourhood;
use crate::web::here::Here;
use crate::words::Language;

/// Kept pages, by address and language.
#[derive(Default)]
pub struct KeptPages(ArcSwap<BTreeMap<(String, Language), Kept>>);

/// A page and all that it was made from.
#[derive(Clone)]
struct Kept {
    neighbourhood: Weak<Neighbourhood>,
    edition: u64,
    today: Day,
    page: Bytes,
}

/// Most pages that are kept; addresses of more neighbourhoods are made each time.
const MOST: usize = 256;

impl KeptPages {
    /// The page, kept or made. Only what a visitor without cookies sees is kept: it is the same for all of them.
    pub(crate) fn page(&self, here: &Here, make: impl FnOnce(&Here) -> Markup) -> Response {
        let visitor = &here.visitor;
        if visitor.audience != Audience::Everyone || visitor.has_cookies || visitor.address.contains('?') {
            return make(here).into_response();
        }
        let key = (visitor.address.clone(), visitor.words.language());
        if let Some(kept) = self.0.load().get(&key).filter(|kept| kept.is_of(here)) {
            return page(kept.page.clone());
        }
        let fresh = Bytes::from(make(here).into_string());
        let neighbourhood = Arc::downgrade(&here.neighbourhood);
        let kept = Kept { neighbourhood, edition: here.graph().edition(), today: here.today, page: fresh.clone() };
        self.0.rcu(|pages| {
            let mut pages = BTreeMap::clone(pages);
            if pages.len() < MOST || pages.contains_key(&key) {
                pages.insert(key.clone(), kept.clone());
            }
            pages
        });
        page(fresh)
    }
}

impl Kept {
    /// It was made from what is there now.
    fn is_of(&self, here: &Here) -> bool {
        let same = Weak::as_ptr(&self.neighbourhood) == Arc::as_ptr(&here.neighbourhood);
        same && self.edition == here.graph().edition() && self.today == here.today
    }
}

fn page(bytes: Bytes) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], bytes).into_response()
}
