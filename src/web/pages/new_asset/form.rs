use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::Origin;
use crate::inventory::tie_kind::TieKind;
use crate::web::faults::Fault;
use crate::web::fields::{Choice, Field};
use crate::web::files;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::inputs::Inputs;
use crate::web::pages::map::extent;
use crate::web::parts::{Weight, crumbs, kind_chip, link_button, send_button};
use crate::web::paths::{AssetsPath, NewAssetPath, OgcCollectionsPath};
use crate::web::photos::{self, Picture};

/// Ways that a person at a form can have come to know something.
pub(super) const ORIGINS: [Origin; 2] = [Origin::Desk, Origin::Conversation];

/// The form for a new record of this kind, with what was typed before and what is wrong with it.
pub(super) fn page(here: &Here, kind: Kind, sheet: &Sheet, pictures: &[Picture], faults: &[Fault]) -> Markup {
    let (labels, words, slug) = (here.labels(), here.words(), here.slug());
    let inputs = Inputs { labels, owner: kind.code(), sheet, faults };
    let kind_label = labels.kind(kind);
    let heading = words.say_with("form-title", &[("kind", kind_label.to_lowercase().into())]);
    let title =
        if faults.is_empty() { heading.clone() } else { words.say_with("form-title-faults", &[("title", heading.as_ref().into())]) };
    let choose = NewAssetPath::of(slug).to_string();
    let body = html! {
        (crumbs(words, &[(&choose, &words.say("form-choose"))], &kind_label))
        div.page-head { h1 { (heading) } (kind_chip(kind.code(), &labels.what(kind), None)) }
        (inputs.summary())
        form method="post" action=(AssetsPath::of(slug)) enctype="multipart/form-data" novalidate[!faults.is_empty()] {
            // Minted with the form: sent twice, it is still one record.
            input type="hidden" name="id" value=(sheet.one("id"));
            input type="hidden" name="kind" value=(kind.code());
            (questions(here, kind, &inputs, &origin(&inputs)))
            @if TieKind::Depicts.ends_at(kind) {
                section aria-labelledby="photos" {
                    h2 #photos { (words.say("photo-title")) }
                    (photos::kept_so_far(words, pictures))
                    (photos::ask_with_the_record(&inputs))
                }
            }
            div.row {
                (send_button(Weight::Main, words.say("form-keep")))
                (link_button(Weight::Quiet, &AssetsPath::with_kind(slug, kind), words.say("form-cancel")))
            }
        }
    };
    here.frame(&title).tab(Tab::Add).head(picker(kind)).page(body)
}

/// All that is asked of a kind, from its declaration; `more` comes last.
pub(crate) fn questions(here: &Here, kind: Kind, inputs: &Inputs<'_>, more: &Markup) -> Markup {
    html! {
        @for field in kind.fields() { (inputs.field(field)) }
        @if kind.declaration().located { (spot(here, inputs)) }
        section aria-labelledby="about-it" {
            h2 #about-it { (here.words().say("form-about-it")) }
            (inputs.validity())
            (inputs.visibility(kind.declaration().visibility))
            (more)
        }
    }
}

/// What the small map on the form needs, for a kind that has a place.
pub(crate) fn picker(kind: Kind) -> Markup {
    if !kind.declaration().located {
        return html! {};
    }
    html! {
        link rel="stylesheet" href=(files::leaflet("leaflet.css"));
        link rel="stylesheet" href=(files::address("css/map.css"));
        script defer src=(files::leaflet("leaflet.js")) {}
        script type="module" src=(files::address("map/picker.js")) {}
    }
}

/// Where it is, in two numbers; a script may put a map in the place that is kept for it.
fn spot(here: &Here, inputs: &Inputs<'_>) -> Markup {
    let words = here.words();
    let extent = extent(here.view()).map(|[west, south, east, north]| format!("[{west},{south},{east},{north}]"));
    html! {
        section aria-labelledby="spot" {
            h2 #spot { (words.say("field-whereabouts")) }
            p { (words.say("form-spot")) }
            div #place-picker data-hint=(words.say("form-spot-picker")) role="application" aria-label=(words.say("form-spot-picker")) data-longitude="longitude" data-latitude="latitude" data-extent=[extent]
                data-collections=(OgcCollectionsPath::of(here.slug())) {}
            @if !inputs.sheet.one("where").is_empty() { (shape(inputs)) }
            (inputs.line("latitude", "form-latitude", "text"))
            (inputs.line("longitude", "form-longitude", "text"))
        }
    }
}

/// A line or a surface that is there already: it stays, or makes way for the point below, or for nothing.
fn shape(inputs: &Inputs<'_>) -> Markup {
    let words = inputs.labels.words;
    let labelled = ["keep", "point", "nowhere"].map(|code| (code, words.say(&format!("form-where-{code}"))));
    let is_chosen = |code: &str| code == inputs.sheet.one("where");
    let choices =
        labelled.each_ref().map(|(code, label)| Choice { value: code, label, is_chosen: is_chosen(code), kind: None, count: None });
    Field { name: "where", label: &words.say("form-where"), help: None, error: None, is_required: true }.radios(words, &choices)
}

fn origin(inputs: &Inputs<'_>) -> Markup {
    let words = inputs.labels.words;
    let typed = inputs.sheet.one("origin");
    let labelled = ORIGINS.map(|origin| (origin.code(), words.say(&format!("origin-{}", origin.code()))));
    let is_chosen = |code: &str| code == typed || (typed.is_empty() && code == Origin::Desk.code());
    let choices =
        labelled.each_ref().map(|(code, label)| Choice { value: code, label, is_chosen: is_chosen(code), kind: None, count: None });
    let label = words.say("form-origin");
    Field { name: "origin", label: &label, help: None, error: None, is_required: true }.radios(words, &choices)
}
