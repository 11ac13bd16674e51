use maud::{Markup, html};

use crate::access::Right;
use crate::consent::Disclosed;
use crate::inventory::kind::Role;
use crate::web::here::Here;
use crate::web::parts::{Weight, icon, link_button};
use crate::web::paths::{ApartPath, EditAssetPath, EndAssetPath, MergePath, RemoveAssetPath};

/// For the team: what can be done with the record as a whole.
pub(super) fn acts(here: &Here, record: Disclosed<'_>) -> Markup {
    if !here.may(Right::Change) || here.past().is_some() || !record.kind().is_open_to_entry() {
        return html! {};
    }
    let (words, slug, id) = (here.words(), here.slug(), record.id());
    let joined: Vec<_> = here.view().joined_to(id).collect();
    html! {
        section.card aria-labelledby="acts" {
            h2 #acts { (words.say("acts-title")) }
            div.stack {
                (link_button(Weight::Main, &EditAssetPath::of(slug, id).to_string(), html! { (icon("edit")) (words.say("acts-edit")) }))
                (link_button(Weight::Quiet, &EndAssetPath::of(slug, id).to_string(), words.say("acts-end")))
                @if here.may(Right::Join) && matches!(record.kind().role(), Role::Asset | Role::Setting) {
                    (link_button(Weight::Quiet, &MergePath::of(slug, id).to_string(), words.say("acts-merge")))
                }
                @if here.may(Right::Remove) { (link_button(Weight::Strict, &RemoveAssetPath::of(slug, id).to_string(), words.say("acts-remove"))) }
            }
        }
        @if !joined.is_empty() {
            section.card aria-labelledby="joined" {
                h2 #joined { (words.say("merge-joined")) }
                ul.stack.plain {
                    @for other in joined {
                        li {
                            (here.labels().name(other)) " · "
                            a href=(ApartPath::of(slug, other.id())) { (words.say("merge-apart")) }
                        }
                    }
                }
            }
        }
    }
}
