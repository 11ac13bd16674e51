use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::visibility::Visibility;
use crate::web::faults::Fault;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::inputs::Inputs;
use crate::web::labels::Way;
use crate::web::pages::new_tie::Begun;
use crate::web::parts::{Weight, crumbs, icon, kind_mark, link_button, send_button};
use crate::web::paths::{AssetPath, NewTiePath, TiesPath};

/// The form for a tie between two records, with what was typed before and what is wrong with it.
pub(super) fn page(here: &Here, begun: Begun<'_>, other: Disclosed<'_>, sheet: &Sheet, faults: &[Fault]) -> Markup {
    let (labels, words, slug) = (here.labels(), here.words(), here.slug());
    let inputs = Inputs { labels, owner: begun.kind.code(), sheet, faults };
    let (near, far) = (begun.record.id().to_string(), other.id().to_string());
    let (from, to) = if begun.way == Way::Out { (&near, &far) } else { (&far, &near) };
    let sentence = format!("{} {}", begun.sentence(here), labels.name(other));
    let title = if faults.is_empty() {
        sentence.clone()
    } else {
        words.say_with("form-title-faults", &[("title", sentence.as_str().into())]).into_owned()
    };
    let asset = AssetPath::of(slug, begun.record.id()).to_string();
    let choose = NewTiePath::of(slug, begun.record.id()).to_string();
    let body = html! {
        (crumbs(words, &[(&asset, labels.name(begun.record)), (&choose, &words.say("asset-add-tie"))], &sentence))
        div.page-head { h1 { (sentence) } }
        (inputs.summary())
        form method="post" action=(TiesPath::of(slug)) novalidate[!faults.is_empty()] {
            @for (name, value) in [("id", sheet.one("id")), ("tie", begun.kind.code()), ("from", from), ("to", to), ("at", &near)] {
                input type="hidden" name=(name) value=(value);
            }
            (far_end(&inputs, here, begun, other))
            @for field in begun.kind.fields() { (inputs.field(field)) }
            (inputs.validity())
            (inputs.visibility(Visibility::Everyone))
            div.row {
                (send_button(Weight::Main, html! { (icon("tie")) (words.say("form-keep")) }))
                (link_button(Weight::Quiet, &asset, words.say("form-cancel")))
            }
        }
    };
    here.frame(&title).tab(Tab::List).page(body)
}

/// The record at the other end, with the way to choose another, and what is wrong with it.
fn far_end(inputs: &Inputs<'_>, here: &Here, begun: Begun<'_>, other: Disclosed<'_>) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let faults: Vec<_> = inputs.faults.iter().filter(|fault| fault.at == "other").collect();
    html! {
        div.field.has-error[!faults.is_empty()] #other tabindex="-1" {
            @for fault in faults { p.wrong #other-error { (icon("error")) span { (fault.text) } } }
            p {
                (kind_mark(other.kind().code())) " " (labels.name(other)) " "
                a href=(begun.at(here, &[])) { (words.say("tie-form-other")) }
            }
        }
    }
}
