//! Where somebody lives: how precisely it may be told, and the address or spot that is turned into a square at once.

use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::kind::Kind;
use crate::web::faults::Fault;
use crate::web::fields::{Choice, Field};
use crate::web::here::Here;
use crate::web::pages::map::extent;
use crate::web::paths::OgcCollectionsPath;
use crate::words::fold;

/// How precisely it may be told; after `people-place-` the keys of the texts.
pub(super) const PRECISIONS: [&str; 4] = ["none", "area", "cell", "street"];

/// The areas a person can say they live in, smallest levels first in the alphabet.
pub(super) fn areas(here: &Here) -> Vec<Disclosed<'_>> {
    let mut areas: Vec<_> = here.view().of_kind(Kind::Area).collect();
    areas.sort_by_cached_key(|area| (fold(area.name()), area.id()));
    areas
}

/// The questions. Of somebody who is here what is known stays if nothing is filled in; whether anything is, is not told.
pub(super) fn questions(here: &Here, sheet: &Sheet, faults: &[Fault], is_here: bool) -> Markup {
    let words = here.words();
    let error = |name: &str| faults.iter().find(|fault| fault.at == name).map(|fault| fault.text.as_str());
    let labelled = PRECISIONS.map(|code| (code, words.say(&format!("people-place-{code}"))));
    let choices = labelled.each_ref().map(|(value, label)| Choice {
        value,
        label,
        is_chosen: sheet.one("precision") == *value,
        kind: None,
        count: None,
    });
    let line = |name: &str, key: &str| {
        let (label, help) = (words.say(key), words.find(&format!("{key}.help")));
        let (label, help) = (label.as_ref(), help.as_deref());
        Field { name, label, help, error: error(name), is_required: false }.remembered(words, "text", sheet.one(name), "off")
    };
    let precision = Field {
        name: "precision",
        label: &words.say("people-place"),
        help: Some(&words.say("people-place.help")),
        error: error("precision"),
        is_required: true,
    };
    let extent = extent(here.view()).map(|[west, south, east, north]| format!("[{west},{south},{east},{north}]"));
    html! {
        (precision.radios(words, &choices))
        @if is_here { p.soft { (words.say("people-place-known")) } }
        (line("street", "people-street"))
        (line("number", "people-number"))
        details open[!sheet.one("latitude").is_empty() || error("latitude").is_some()] {
            summary { (words.say("people-spot")) }
            p { (words.say("people-spot.help")) }
            div #place-picker data-hint=(words.say("form-spot-picker")) role="application" aria-label=(words.say("form-spot-picker")) data-longitude="longitude" data-latitude="latitude" data-extent=[extent]
                data-collections=(OgcCollectionsPath::of(here.slug())) {}
            (line("latitude", "form-latitude"))
            (line("longitude", "form-longitude"))
        }
        (in_area(here, sheet))
    }
}

/// Which area, where neither address nor spot tells.
fn in_area(here: &Here, sheet: &Sheet) -> Markup {
    let words = here.words();
    let chosen = sheet.one("area");
    let areas: Vec<_> = areas(here).into_iter().map(|area| (area.id().to_string(), area.name())).collect();
    let unknown = words.say("form-not-known");
    let nothing = Choice { value: "", label: &unknown, is_chosen: chosen.is_empty(), kind: None, count: None };
    let choices: Vec<_> =
        areas.iter().map(|(id, name)| Choice { value: id, label: name, is_chosen: id == chosen, kind: None, count: None }).collect();
    let label = words.say("people-area");
    html! {
        @if !choices.is_empty() {
            (Field { name: "area", label: &label, help: Some(&words.say("people-area.help")), error: None, is_required: false }
                .select(words, &std::iter::once(nothing).chain(choices).collect::<Vec<_>>()))
        }
    }
}
