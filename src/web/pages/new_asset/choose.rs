use axum::http::StatusCode;
use maud::{Markup, html};

use crate::access::Right;
use crate::inventory::kind::{Kind, Role};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::parts::{Tone, message, way};
use crate::web::paths::{ImportPath, NewAssetPath, NewPersonPath, VocabulariesPath};

/// A card for each kind. `wanted` is what was asked for instead of a kind.
pub(super) fn page(here: &Here, wanted: &str) -> (StatusCode, Markup) {
    let (labels, words) = (here.labels(), here.words());
    let title = words.say("form-choose");
    let cards = |kinds: Vec<Kind>| {
        html! {
            div.grid {
                @for kind in kinds {
                    (way(&format!("{}?kind={kind}", NewAssetPath::of(here.slug())), &labels.kind(kind), &labels.what(kind)))
                }
            }
        }
    };
    let others = Kind::with_role(Role::Setting).filter(|kind| kind.is_open_to_entry());
    let body = html! {
        div.page-head { h1 { (title) } p { (words.say("form-choose.what")) } }
        @if !wanted.is_empty() {
            (message(Tone::Warning, words.say_with("form-no-such-kind", &[("kind", wanted.into())]), html! {}))
        }
        @if here.may(Right::People) {
            div.grid { (way(&NewPersonPath::of(here.slug()).to_string(), &words.say("people-new"), &words.say("people-new.what"))) }
        }
        (cards(Kind::with_role(Role::Asset).collect()))
        h2 { (words.say("form-choose-others")) }
        (cards(others.collect()))
        p { (words.say("form-choose-words")) " " a href=(VocabulariesPath::of(here.slug())) { (words.say("vocabularies-title")) } }
        @if here.may(Right::Import) {
            p { (words.say("form-choose-import")) " " a href=(ImportPath::of(here.slug())) { (words.say("list-import")) } }
        }
    };
    let status = if wanted.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    (status, here.frame(&title).tab(Tab::Add).page(body))
}
