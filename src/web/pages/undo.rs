use std::collections::BTreeMap;
use std::sync::Arc;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::access::Right;
use crate::consent::disclose;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::neighbourhood::{CannotUndo, Obstacle, Turned, Undone, hindrance_in_words, undo_change};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::labels::Way;
use crate::web::parts::{Tone, kind_mark, message};
use crate::web::paths::{AssetsPath, UndoChangePath, page_of};
use crate::web::problem::Problem;
use crate::web::saved::undo_form;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().act(undo)
}

/// Undoes one change, and says what became of each record and tie; or says what stands in the way, and leaves all as it is.
async fn undo(path: UndoChangePath, State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let seq: u64 = path.seq.parse().map_err(|_| Problem::NotFound)?;
    let (neighbourhood, neighbourhoods) = (Arc::clone(&here.neighbourhood), Arc::clone(&state.neighbourhoods));
    let (by, may_all) = (here.visitor.actor(), here.may(Right::History));
    let undone = tokio::task::spawn_blocking(move || {
        // What others did is for a steward to undo.
        if !may_all && neighbourhood.past().commit(seq).ok().flatten().is_none_or(|kept| kept.by != by) {
            return Err(CannotUndo::NoSuchChange);
        }
        undo_change(&neighbourhood, seq, &by, neighbourhoods.surroundings())
    });
    match undone.await.map_err(|_| Problem::OurFault)? {
        Ok(undone) => {
            let here = state.here(&path.slug, here.visitor).await?;
            Ok(page(&here, &undone).into_response())
        }
        Err(CannotUndo::Already) => Ok(already(&here).into_response()),
        Err(CannotUndo::Hindered(obstacles)) => Ok((StatusCode::CONFLICT, hindered(&here, &obstacles)).into_response()),
        Err(CannotUndo::NoSuchChange) => Err(Problem::NotFound),
        Err(CannotUndo::Refused(refusal)) => Err(refusal.into()),
        Err(CannotUndo::Unreadable(error)) => Err(error.into()),
    }
}

fn page(here: &Here, undone: &Undone) -> Markup {
    let words = here.words();
    let title = words.say("undo-done");
    let told = Told::of(here, undone.turned.iter().map(Turned::what).chain(&undone.erased));
    let groups = [
        ("undo-taken-away", told.items(undone.turned.iter().filter(|turned| matches!(turned, Turned::TakenAway(_))).map(Turned::what))),
        ("undo-earlier", told.items(undone.turned.iter().filter(|turned| matches!(turned, Turned::Earlier(_))).map(Turned::what))),
        ("undo-put-back", told.items(undone.turned.iter().filter(|turned| matches!(turned, Turned::PutBack(_))).map(Turned::what))),
    ];
    here.frame(&title).tab(Tab::List).page(html! {
        div.narrow {
            h1 { (title) }
            @if undone.erased.is_empty() { (message(Tone::Ok, words.say("undo-done.what"), html! {})) } @else {
                (message(Tone::Warning, words.say("undo-done.but"), html! {
                    ul { @for change in &undone.erased { li { (told.item(change)) ": " (words.say("undo-erased")) } } }
                }))
            }
            @for (key, items) in groups.iter().filter(|(_, items)| !items.is_empty()) {
                h2 { (words.say(key)) }
                ul.plain.changed { @for item in items { li { (item) } } }
            }
            (undo_form(here, undone.seq, words.say("undo-redo")))
            p { a href=(AssetsPath::of(here.slug())) { (words.say("list-title")) } }
        }
    })
}

fn already(here: &Here) -> Markup {
    let words = here.words();
    let title = words.say("undo-already");
    here.frame(&title).tab(Tab::List).page(html! {
        div.narrow {
            h1 { (title) }
            p.lead { (words.say("undo-already.what")) }
            p { a href=(AssetsPath::of(here.slug())) { (words.say("list-title")) } }
        }
    })
}

/// Nothing was written: what was changed since, each with the reason.
fn hindered(here: &Here, obstacles: &[Obstacle]) -> Markup {
    let words = here.words();
    let title = words.say("undo-hindered");
    let told = Told::of(here, obstacles.iter().map(|obstacle| &obstacle.what));
    here.frame(&title).tab(Tab::List).page(html! {
        div.narrow {
            h1 { (title) }
            (message(Tone::Warning, words.say("undo-hindered.what"), html! {
                ul {
                    @for obstacle in obstacles {
                        li { (told.item(&obstacle.what)) ": " (hindrance_in_words(words, &obstacle.why)) }
                    }
                }
            }))
            p { a href=(AssetsPath::of(here.slug())) { (words.say("list-title")) } }
        }
    })
}

/// Names for records and ties, of now and, for what is not there any more, of the change itself.
struct Told<'a> {
    here: &'a Here,
    names: BTreeMap<Id, String>,
}

impl<'a> Told<'a> {
    fn of<'b>(here: &'a Here, changes: impl Iterator<Item = &'b Change>) -> Self {
        let named = changes.filter_map(|change| match change {
            Change::Record(record) => Some((record.id, here.labels().name(disclose(record, here.view().eyes())?).to_owned())),
            Change::Tie(_) | Change::Remove(_) => None,
        });
        Self { here, names: named.collect() }
    }

    fn items<'b>(&self, changes: impl Iterator<Item = &'b Change>) -> Vec<Markup> {
        changes.map(|change| self.item(change)).collect()
    }

    fn item(&self, change: &Change) -> Markup {
        match change {
            Change::Record(record) => html! { (kind_mark(record.kind.code())) " " (self.name(record.id)) },
            Change::Tie(tie) => html! {
                (self.name(tie.from)) " " (self.here.labels().tie(tie.kind, Way::Out)) " " (self.name(tie.to))
            },
            Change::Remove(removal) => self.name(removal.id),
        }
    }

    /// The name, as a link where the record is there to be looked at.
    fn name(&self, id: Id) -> Markup {
        let now = self.here.view().record(id);
        html! {
            @if let Some(record) = now { a href=(page_of(self.here.slug(), record)) { (self.here.labels().name(record)) } }
            @else if let Some(name) = self.names.get(&id) { "“" (name) "”" }
            @else { (self.here.words().say("undo-nameless")) }
        }
    }
}
