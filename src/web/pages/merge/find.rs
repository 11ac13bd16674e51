use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::kind::{Kind, Role};
use crate::web::another::{Others, search_field};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::parts::crumbs;
use crate::web::paths::{AssetPath, MergePath};
use crate::web::problem::Problem;

/// With which? A search that begins with the record's own name.
pub(super) fn page(here: &Here, record: Disclosed<'_>, asked: &Sheet) -> Result<Markup, Problem> {
    let kinds: Vec<_> = match record.kind().role() {
        Role::Asset => Kind::with_role(Role::Asset).collect(),
        Role::Setting => vec![record.kind()],
        _ => return Err(Problem::NotFound),
    };
    let (words, name) = (here.words(), here.labels().name(record));
    let typed = if asked.all("q").next().is_some() { asked.one("q").trim() } else { name };
    let others = Others::than(here, record, kinds, typed);
    let title = words.say_with("merge-title", &[("name", name.into())]);
    let body = html! {
        (crumbs(words, &[(&AssetPath::of(here.slug(), record.id()).to_string(), name)], &words.say("merge-crumb")))
        div.page-head { h1 { (title) } p { (words.say("merge-what")) } }
        form method="get" action=(MergePath::of(here.slug(), record.id())) role="search" {
            (search_field(words, typed))
        }
        section aria-labelledby="found" {
            h2 #found { (words.say("merge-found")) }
            (others.rows(here, |other| MergePath::with(here.slug(), record.id(), other.id())))
        }
    };
    Ok(here.frame(&title).tab(Tab::List).page(body))
}
