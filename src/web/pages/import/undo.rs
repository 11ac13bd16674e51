use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};

use crate::neighbourhood::import::{Undone, undo};
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::parts::{Tone, message};
use crate::web::paths::{AssetPath, ImportPath, UndoDeliveryPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Takes a whole import back, and names what stays because somebody worked on it since.
pub(super) async fn take_back(path: UndoDeliveryPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let id = id_in_address(&path.delivery)?;
    let (neighbourhood, neighbourhoods) = (Arc::clone(&here.neighbourhood), Arc::clone(&state.neighbourhoods));
    let by = here.visitor.actor();
    let undone = tokio::task::spawn_blocking(move || undo(&neighbourhoods, &neighbourhood, id, &by)).await;
    Ok(page(&here, &undone.map_err(|_| Problem::OurFault)??))
}

fn page(here: &Here, undone: &Undone) -> Markup {
    let words = here.words();
    let title = words.say("import-undone");
    here.frame(&title).tab(Tab::Add).page(html! {
        h1 { (title) }
        (message(Tone::Ok, words.say_with("import-undone.removed", &[("n", undone.removed.into())]), html! {}))
        @if !undone.kept.is_empty() {
            p { (words.say_with("import-undone.kept", &[("n", undone.kept.len().into())])) }
            ul {
                @for record in undone.kept.iter().filter_map(|id| here.view().record(*id)) {
                    li { a href=(AssetPath::of(here.slug(), record.id())) { (here.labels().name(record)) } }
                }
            }
        }
        p { a href=(ImportPath::of(here.slug())) { (words.say("import-another")) } }
    })
}
