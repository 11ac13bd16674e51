use maud::{Markup, html};

use crate::graph::Filter;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::new_tie::Begun;
use crate::web::parts::{Weight, asset_row, crumbs, icon, send_button};
use crate::web::paths::{AssetPath, NewAssetPath, NewTiePath};

/// Records that are offered at once; a word narrows them down.
const OFFERED: usize = 20;

/// With what? A search among the records that can stand at the other end.
pub(super) fn page(here: &Here, begun: Begun<'_>, typed: &str) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let (name, typed) = (labels.name(begun.record), typed.trim());
    let text = Some(typed.chars().take(200).collect()).filter(|text: &String| !text.is_empty());
    let found = here.view().page(&Filter { kinds: begun.far_kinds(), text, ..Filter::default() }, 0, OFFERED + 1);
    let others: Vec<_> = found.records.iter().filter(|other| other.id() != begun.record.id()).take(OFFERED).collect();
    let title = format!("{} …", begun.sentence(here));
    let path = NewTiePath::of(here.slug(), begun.record.id()).to_string();
    let body = html! {
        (crumbs(words, &[(&AssetPath::of(here.slug(), begun.record.id()).to_string(), name), (&path, &words.say("asset-add-tie"))], &title))
        div.page-head { h1 { (title) } }
        form method="get" action=(path) role="search" {
            input type="hidden" name="tie" value=(begun.kind.code());
            input type="hidden" name="way" value=(begun.way.code());
            div.field {
                label for="q" { (words.say("tie-form-find")) }
                div.search {
                    input type="search" id="q" name="q" value=(typed);
                    (send_button(Weight::Main, html! { (icon("search")) (words.say("tie-form-search")) }))
                }
            }
        }
        section aria-labelledby="found" {
            h2 #found { (words.say("tie-form-found")) }
            @if others.is_empty() {
                p { (words.say("tie-form-nothing")) }
            } @else {
                ul.assets.plain {
                    @for other in &others {
                        @let address = begun.at(here, &[("other", &other.id().to_string())]);
                        (asset_row(other.kind().code(), &address, labels.name(**other), labels.kind(other.kind())))
                    }
                }
            }
            @if found.total > OFFERED { p { (words.say_with("tie-form-more", &[("n", found.total.into())])) } }
            p { (words.say("tie-form-not-here")) " " a href=(NewAssetPath::of(here.slug())) { (words.say("list-add")) } }
        }
    };
    here.frame(&title).tab(Tab::List).page(body)
}
