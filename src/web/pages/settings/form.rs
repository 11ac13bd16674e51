use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::field::Field;
use crate::inventory::kind::Kind;
use crate::inventory::opening::Step;
use crate::inventory::values::Values;
use crate::web::faults::Fault;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::inputs::Inputs;
use crate::web::origin::Origin;
use crate::web::pages::begin::authority_warning;
use crate::web::pages::embed::snippets;
use crate::web::parts::{Tone, Weight, message, send_button};
use crate::web::paths::{BeginNeighbourhoodPath, ClosePath, SettingsPath};

/// What says nothing about a neighbourhood, and what is decided elsewhere.
const NOT_ASKED: [&str; 2] = ["tags", "open_since"];

/// The form with what is kept or was typed, and what is wrong with it; below it the snippets for other sites, and the rest.
pub(super) fn page(here: &Here, sheet: &Sheet, faults: &[Fault], is_kept: bool, origin: &Origin, below: &Markup) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let kind = Kind::Neighbourhood;
    let inputs = Inputs { labels, owner: kind.code(), sheet, faults };
    let is_open = here.neighbourhood.is_open();
    let none = Values::default();
    let particulars = here.view().profile().and_then(Disclosed::record).map_or(&none, |profile| &profile.values);
    let title = words.say("settings-title");
    here.frame(&title).tab(Tab::About).page(html! {
        h1 { (title) }
        @if is_kept { (message(Tone::Ok, words.say("settings-kept"), html! {})) }
        (authority_warning(here, particulars))
        (inputs.summary())
        form method="post" action=(SettingsPath::of(here.slug())) novalidate[!faults.is_empty()] {
            input type="hidden" name="version" value=(sheet.one("version"));
            @for field in kind.fields().filter(|field| !NOT_ASKED.contains(&field.name)) {
                (inputs.field(&Field { required: field.required || (is_open && is_needed(field.name)), ..*field }))
            }
            (send_button(Weight::Main, words.say("settings-keep")))
        }
        p { a href=(BeginNeighbourhoodPath::of(here.slug())) { (words.say("settings-opening")) } }
        (snippets(here, &origin.0))
        (below)
        p { a href=(ClosePath::of(here.slug())) { (words.say("closing-link")) } }
    })
}

/// Others may see the neighbourhood only as long as this is said.
fn is_needed(field: &str) -> bool {
    Step::ALL.into_iter().any(|step| step.needed().contains(&field))
}
