use crate::access::Right;
use crate::web::doors::Doors;
use axum::Router;
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use crate::web::here::Here;
use crate::web::pages::closing::{all_closed, closed_rows};
use crate::web::parts::{Tone, Weight, empty, icon, link_button, message};
use crate::web::paths::{BeginPath, HomePath, MapPath, NeighbourhoodsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(show)
}

/// A neighbourhood that was just opened again.
#[derive(Deserialize)]
struct Opened {
    opened: Option<String>,
}

/// Which neighbourhoods are here?
async fn show(
    _: NeighbourhoodsPath,
    State(state): State<AppState>,
    Query(Opened { opened }): Query<Opened>,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let now = state.neighbourhoods.surroundings().now();
    let mut neighbourhoods = Vec::new();
    for slug in state.neighbourhoods.slugs() {
        match state.here(slug.as_str(), visitor.within(&slug, now)).await {
            Ok(here) => neighbourhoods.push(here),
            // Its stewards are told; others are not told that it is there.
            Err(Problem::NotOpenYet) => {}
            // One that cannot be read must not take the others with it; the log says why.
            Err(problem) => tracing::error!(%slug, ?problem, "a neighbourhood could not be opened"),
        }
    }
    neighbourhoods.sort_by_key(|here| crate::words::fold(here.name()));
    let words = visitor.words;
    let mut closed = if visitor.account().is_some() { all_closed(&state).await? } else { Vec::new() };
    closed.retain(|closed| visitor.is_steward_of(&closed.slug));
    let opened = neighbourhoods.iter().find(|here| here.may(Right::Close) && Some(here.slug().as_str()) == opened.as_deref());
    Ok(visitor.frame(&words.say("neighbourhoods-title")).page(html! {
        header.page-head {
            h1 { (words.say("neighbourhoods-title")) }
            p.lead { (words.say("neighbourhoods-lead")) }
        }
        @if let Some(here) = opened {
            (message(Tone::Ok, words.say_with("closed-opened", &[("name", here.name().into())]), html! {}))
        }
        div.stack {
            @if neighbourhoods.is_empty() && closed.is_empty() {
                (empty("kind-area", &words.say("neighbourhoods-none"), &words.say("neighbourhoods-none.next"), html! {
                    @if !visitor.may(Right::Begin) { code { "wijkweb new molenwijk --data data --name \"Molenwijk\"" } }
                }))
            } @else {
                div.grid { @for here in &neighbourhoods { (card(words, here)) } }
            }
            @if visitor.may(Right::Begin) { p { (link_button(Weight::Main, &BeginPath {}.to_string(), words.say("begin-new"))) } }
            (closed_rows(&state, words, &closed))
        }
    }))
}

fn card(words: Words, here: &Here) -> Markup {
    let view = here.view();
    let description = view.profile().and_then(|profile| profile.text("description")).unwrap_or_default();
    html! {
        section.card.neighbourhood {
            h2 { a href=(HomePath::of(here.slug())) { (here.name()) } }
            @if !here.neighbourhood.is_open() { p { span.new { (words.say("opening-closed.card")) } } }
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
