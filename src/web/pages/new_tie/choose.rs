use maud::{Markup, html};

use crate::consent::Disclosed;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::new_tie::Begun;
use crate::web::parts::{Tone, crumbs, message};
use crate::web::paths::AssetPath;

/// The ties that this record can have, in words from its side. `trouble` is why one has to choose again.
pub(super) fn page(here: &Here, record: Disclosed<'_>, trouble: Option<&str>) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let name = labels.name(record);
    let title = words.say_with("tie-form-title", &[("name", name.into())]);
    let asset = AssetPath::of(here.slug(), record.id()).to_string();
    let body = html! {
        (crumbs(words, &[(&asset, name)], &words.say("asset-add-tie")))
        div.page-head { h1 { (title) } p { (words.say("tie-form-choose")) } }
        @if let Some(trouble) = trouble { (message(Tone::Error, trouble, html! {})) }
        ul.stack {
            @for begun in Begun::all(record) {
                @let kinds: Vec<_> = begun.far_kinds().into_iter().map(|kind| labels.kind(kind).to_lowercase()).collect();
                li {
                    a href=(begun.at(here, &[])) { (name) " " (labels.tie(begun.kind, begun.way)) " …" }
                    " (" (kinds.join(", ")) ")"
                }
            }
        }
        @if Begun::all(record).next().is_none() { p { (words.say("tie-form-none")) } }
    };
    here.frame(&title).tab(Tab::List).page(body)
}
