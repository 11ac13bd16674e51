use axum::extract::State;
use maud::{Markup, html};

use super::Whose;
use crate::consent::{Agreed, Scope};
use crate::neighbourhood::people::contact_entry;
use crate::web::frame::Tab;
use crate::web::parts::{Tone, message};
use crate::web::paths::PersonContactPath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Shows a builder how to reach a person who agreed to be asked, after it was written down that they looked.
pub(super) async fn look(path: PersonContactPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let whose = Whose::with_builder(state.here(&path.slug, visitor).await?, &path.id)?;
    let (words, person) = (whose.words(), whose.person);
    let may = |graph: &crate::graph::Graph| graph.record(person).is_some_and(|record| Agreed::of(record).to(Scope::ContactIntro));
    if !may(&whose.here.neighbourhood.snapshot()) {
        return Err(Problem::Unclear(words.say("contact-not-agreed").into_owned()));
    }
    whose.write(|graph, stamp| contact_entry(graph, person, stamp)).await?;
    // Who says no in between is not shown.
    let graph = whose.here.neighbourhood.snapshot();
    let record = graph.record(person).filter(|_| may(&graph)).ok_or(Problem::NotFound)?;
    let title = words.say_with("contact-title", &[("name", record.name().into())]);
    Ok(whose.here.frame(&title).tab(Tab::About).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            @match record.values.text("contact") {
                Some(contact) => p.lead { (contact) },
                None => p { (words.say("contact-none")) },
            }
            (message(Tone::Tip, words.say("contact-noted"), html! { p { (words.say("contact-noted.what")) } }))
        }
    }))
}
