use axum::extract::State;
use maud::{Markup, html};

use crate::neighbourhood::people::along::{Taken, taken_along};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::parts::{crumbs, empty};
use crate::web::paths::{PeopleExportPath, PeopleExportsPath};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// All that was ever taken along.
pub(super) async fn list(path: PeopleExportsPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let words = here.words();
    let title = words.say("people-along-taken");
    let taken = taken_along(&here.neighbourhood.snapshot(), here.visitor.audience);
    Ok(here.frame(&title).tab(Tab::List).unlisted().page(html! {
        (crumbs(words, &[(&PeopleExportPath::of(here.slug()).to_string(), &words.say("people-along-title"))], &title))
        h1 { (title) }
        p.lead { (words.say("people-along-taken.what")) }
        @if taken.is_empty() { (empty("kind-person", &words.say("people-along-none"), "", html! {})) }
        @else { ul.stack.plain { @for taken in &taken { li.card { (one(&here, taken)) } } } }
    }))
}

fn one(here: &Here, taken: &Taken) -> Markup {
    let words = here.words();
    let scopes: Vec<_> = taken.scopes.iter().map(|scope| words.say(&format!("scope-{scope}")).into_owned()).collect();
    let moment = [("day", show::day(words, taken.at.day()).into()), ("time", taken.at.clock().into())];
    html! {
        h2 { (words.say_with("keys-moment", &moment)) }
        p { (taken.purpose) }
        p.soft {
            (words.say(&format!("choice-table-{}", taken.table)))
            @if !taken.group.is_empty() { " (" (taken.group) ")" }
            " · " (words.say_with("people-along-persons", &[("n", taken.persons.into())]))
            " · " (words.say_with("people-along-agreed", &[("scopes", scopes.join(", ").into())]))
            " · " (here.name_of(&taken.by))
        }
    }
}
