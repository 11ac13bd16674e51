use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::graph::Filter;
use crate::inventory::kind::{Kind, Role};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::parts::{Weight, asset_row, crumbs, icon, send_button};
use crate::web::paths::{AssetPath, MergePath};
use crate::web::problem::Problem;

/// Records that are offered at once; a word narrows them down.
const OFFERED: usize = 20;

/// With which? A search that begins with the record's own name.
pub(super) fn page(here: &Here, record: Disclosed<'_>, asked: &Sheet) -> Result<Markup, Problem> {
    let kinds: Vec<_> = match record.kind().role() {
        Role::Asset => Kind::with_role(Role::Asset).collect(),
        Role::Setting => vec![record.kind()],
        _ => return Err(Problem::NotFound),
    };
    let (labels, words, name) = (here.labels(), here.words(), here.labels().name(record));
    let typed = if asked.all("q").next().is_some() { asked.one("q").trim() } else { name };
    let text = Some(typed.chars().take(200).collect()).filter(|text: &String| !text.is_empty());
    let found = here.view().page(&Filter { kinds, text, ..Filter::default() }, 0, OFFERED + 1);
    let others: Vec<_> = found.records.iter().filter(|other| other.id() != record.id()).take(OFFERED).collect();
    let title = words.say_with("merge-title", &[("name", name.into())]);
    let body = html! {
        (crumbs(words, &[(&AssetPath::of(here.slug(), record.id()).to_string(), name)], &words.say("merge-crumb")))
        div.page-head { h1 { (title) } p { (words.say("merge-what")) } }
        form method="get" action=(MergePath::of(here.slug(), record.id())) role="search" {
            div.field {
                label for="q" { (words.say("tie-form-find")) }
                div.search {
                    input type="search" id="q" name="q" value=(typed);
                    (send_button(Weight::Main, html! { (icon("search")) (words.say("tie-form-search")) }))
                }
            }
        }
        section aria-labelledby="found" {
            h2 #found { (words.say("merge-found")) }
            @if others.is_empty() { p { (words.say("tie-form-nothing")) } } @else {
                ul.assets.plain {
                    @for other in &others {
                        @let address = MergePath::with(here.slug(), record.id(), other.id());
                        (asset_row(other.kind().code(), &address, labels.name(**other), labels.kind(other.kind())))
                    }
                }
            }
            @if found.total > OFFERED { p { (words.say_with("tie-form-more", &[("n", found.total.into())])) } }
        }
    };
    Ok(here.frame(&title).tab(Tab::List).page(body))
}
