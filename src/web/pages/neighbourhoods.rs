use axum::Router;
use axum::extract::State;
use axum_extra::routing::RouterExt;
use maud::{Markup, html};

use crate::web::here::Here;
use crate::web::parts::{empty, icon};
use crate::web::paths::{HomePath, MapPath, NeighbourhoodsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

pub(super) fn router() -> Router<AppState> {
    Router::new().typed_get(show)
}

/// Which neighbourhoods are here?
async fn show(_: NeighbourhoodsPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let mut neighbourhoods = Vec::new();
    for slug in state.neighbourhoods.slugs() {
        match state.here(slug.as_str(), visitor.clone()).await {
            Ok(here) => neighbourhoods.push(here),
            // One that cannot be read must not take the others with it; the log says why.
            Err(problem) => tracing::error!(%slug, ?problem, "a neighbourhood could not be opened"),
        }
    }
    neighbourhoods.sort_by_key(|here| crate::words::fold(here.name()));
    let words = visitor.words;
    Ok(visitor.frame(&words.say("neighbourhoods-title")).page(html! {
        header.page-head {
            h1 { (words.say("neighbourhoods-title")) }
            p.lead { (words.say("neighbourhoods-lead")) }
        }
        @if neighbourhoods.is_empty() {
            (empty("kind-area", &words.say("neighbourhoods-none"), &words.say("neighbourhoods-none.next"), html! {
                code { "wijkweb new molenwijk --data data --name \"Molenwijk\"" }
            }))
        } @else {
            div.grid { @for here in &neighbourhoods { (card(words, here)) } }
        }
    }))
}

fn card(words: Words, here: &Here) -> Markup {
    let view = here.view();
    let description = view.profile().and_then(|profile| profile.text("description")).unwrap_or_default();
    html! {
        section.card.neighbourhood {
            h2 { a href=(HomePath::of(here.slug())) { (here.name()) } }
            @if !description.is_empty() { p { (first_words(description)) } }
            p.soft { (words.say_with("neighbourhoods-assets", &[("n", view.count_assets().into())])) }
            p { a.button.quiet href=(MapPath::of(here.slug())) { (icon("map")) (words.say("neighbourhoods-map")) } }
        }
    }
}

/// The beginning of a long text, cut between words.
fn first_words(text: &str) -> String {
    const MOST: usize = 200;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_description_is_cut_between_words() {
        let long = "één ".repeat(100);
        let cut = first_words(&long);
        assert!(cut.ends_with("één…") && cut.chars().count() <= 201, "{cut}");
        assert_eq!(first_words("kort"), "kort");
    }
}
