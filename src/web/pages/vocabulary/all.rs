use axum::extract::State;
use maud::{Markup, html};

use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::vocabulary::{count_uses, name_of, vocabularies, words_of_scheme};
use crate::web::parts::crumbs;
use crate::web::paths::{HomePath, VocabulariesPath, VocabularyPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// All vocabularies, with how many words each has and how many of these are in use.
pub(super) async fn show(path: VocabulariesPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let words = here.words();
    let title = words.say("vocabularies-title");
    Ok(here.frame(&title).tab(Tab::List).page(html! {
        (crumbs(words, &[(&HomePath::of(here.slug()).to_string(), here.name())], &title))
        div.page-head { h1 { (title) } p.lead { (words.say("vocabularies-lead")) } }
        div.grid {
            @for (scheme, _) in vocabularies(here.view()) { (card(&here, &scheme)) }
        }
    }))
}

fn card(here: &Here, scheme: &str) -> Markup {
    let (view, words) = (here.view(), here.words());
    let all = words_of_scheme(view, scheme);
    let used = all.iter().filter(|word| count_uses(view, scheme, **word) > 0).count();
    let what = words.find(&format!("vocabulary-{scheme}.what"));
    html! {
        section.card.way {
            h2 { a href=(VocabularyPath::of(here.slug(), scheme)) { (name_of(here, scheme)) } }
            @if let Some(what) = what { p { (what) } }
            p { (words.say_with("vocabularies-count", &[("n", all.len().into()), ("used", used.into())])) }
        }
    }
}
