use maud::{Markup, html};

use crate::web::another::{Others, search_field};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::new_tie::Begun;
use crate::web::parts::crumbs;
use crate::web::paths::{AssetPath, NewAssetPath, NewTiePath};

/// With what? A search among the records that can stand at the other end.
pub(super) fn page(here: &Here, begun: Begun<'_>, typed: &str) -> Markup {
    let words = here.words();
    let (name, typed) = (here.labels().name(begun.record), typed.trim());
    let others = Others::than(here, begun.record, begun.far_kinds(), typed);
    let title = format!("{} …", begun.sentence(here));
    let path = NewTiePath::of(here.slug(), begun.record.id()).to_string();
    let body = html! {
        (crumbs(words, &[(&AssetPath::of(here.slug(), begun.record.id()).to_string(), name), (&path, &words.say("asset-add-tie"))], &title))
        div.page-head { h1 { (title) } }
        form method="get" action=(path) role="search" {
            input type="hidden" name="tie" value=(begun.kind.code());
            input type="hidden" name="way" value=(begun.way.code());
            (search_field(words, typed))
        }
        section aria-labelledby="found" {
            h2 #found { (words.say("tie-form-found")) }
            (others.rows(here, |other| begun.at(here, &[("other", &other.id().to_string())])))
            p { (words.say("tie-form-not-here")) " " a href=(NewAssetPath::of(here.slug())) { (words.say("list-add")) } }
        }
    };
    here.frame(&title).tab(Tab::List).page(body)
}
