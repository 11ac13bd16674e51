use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};

use crate::consent::Disclosed;
use crate::web::filter::AssetQuery;
use crate::web::here::Here;
use crate::web::pages::embed::frame::{Embedded, in_language};
use crate::web::pages::list::{ended, said};
use crate::web::parts::kind_mark;
use crate::web::paths::{AssetPath, AssetsPath, EmbedListPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;

/// The list, by the same question as the one on the site.
pub(super) async fn show(path: EmbedListPath, State(state): State<AppState>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let embedded = Embedded::of(&state, &path.slug, query.as_deref()).await?;
    let here = &embedded.here;
    // Who put the frame on their site sees the faults of the question on our own list; visitors there see what is left.
    let (asked, _) = AssetQuery::read(query.as_deref(), here.view());
    let page = here.frame(here.name()).embedded().page(html! {
        h1 { (here.name()) }
        (rows(here, &asked))
    });
    Ok(embedded.answer(page))
}

/// A page of the list and the ways on. Its own pages open in the frame, all else beside it.
pub(super) fn rows(here: &Here, asked: &AssetQuery) -> Markup {
    let words = here.words();
    let found = here.view().page(&asked.filter(), (asked.page - 1).saturating_mul(asked.per), asked.per);
    let shown = (asked.page - 1).saturating_mul(asked.per).saturating_add(found.records.len());
    let list = EmbedListPath::of(here.slug()).to_string();
    let other = |page: usize| in_language(&asked.at_page(&list, page), words.language());
    html! {
        p role="status" { (words.say_with("list-found", &[("n", found.total.into())])) }
        ul.assets.plain { @for record in &found.records { (row(here, *record)) } }
        @if asked.page > 1 || shown < found.total {
            nav.pager aria-label=(words.say("parts-pager")) {
                @if asked.page > 1 { a.button.quiet href=(other(asked.page - 1)) target="_self" rel="prev" { (words.say("parts-previous")) } }
                @if shown < found.total { a.button.quiet href=(other(asked.page + 1)) target="_self" rel="next" { (words.say("parts-next")) } }
            }
        }
        p { a href=(asked.at(&AssetsPath::of(here.slug()).to_string())) target="_blank" rel="noopener" { (words.say_with("embed-more", &[("name", here.name().into())])) } }
    }
}

fn row(here: &Here, record: Disclosed<'_>) -> Markup {
    let labels = here.labels();
    html! {
        li {
            (kind_mark(record.kind().code()))
            span.name { a href=(AssetPath::of(here.slug(), record.id())) target="_blank" rel="noopener" { (labels.name(record)) } }
            p.said {
                (said(labels, record))
                @if let Some(ended) = ended(labels, record, here.today) { " · " strong { (ended) } }
            }
        }
    }
}
