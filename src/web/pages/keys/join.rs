use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::{Question, not_kept, waiting, with_access};
use crate::access::{NOTE_LONGEST, NotAsked};
use crate::capture::sheet::Sheet;
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::here::Here;
use crate::web::parts::{Tone, Weight, link_button, message, send_button};
use crate::web::paths::{CardPath, HomePath, JoinPath};
use crate::web::problem::Problem;
use crate::web::session::Asker;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Asks who wants a card, and how a builder reaches them.
pub(super) async fn ask(path: JoinPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    Ok(page(&state.here(&path.slug, visitor).await?, &Sheet::default(), &[]))
}

fn page(here: &Here, sheet: &Sheet, faults: &[Fault]) -> Markup {
    let words = here.words();
    let title = words.say("join-title");
    let asked = Question { words, faults };
    here.frame(&title).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            p.lead { (words.say("join-what")) }
            form method="post" action=(JoinPath::of(here.slug())) novalidate[!faults.is_empty()] {
                (asked.line("name", "join-name", sheet.one("name"), "given-name"))
                (asked.draw("reach", "join-reach", |field| field.prose(words, sheet.one("reach"))))
                p.soft { (words.say("join-kept")) }
                (send_button(Weight::Main, words.say("join-do")))
            }
            p { a href=(CardPath::of(here.slug())) { (words.say("join-card")) } }
        }
    })
}

/// Keeps the request.
pub(super) async fn keep(
    path: JoinPath,
    State(state): State<AppState>,
    visitor: Visitor,
    asker: Asker,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let words = here.words();
    let empty = ["name", "reach"].into_iter().filter(|name| sheet.one(name).trim().is_empty());
    let faults: Vec<_> = empty.map(|name| Fault::new(words, name, "join-empty")).collect();
    if !faults.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&here, &sheet, &faults)).into_response());
    }
    let (slug, name, reach) = (here.slug().clone(), sheet.one("name").to_owned(), sheet.one("reach").to_owned());
    let kept =
        with_access(&state, move |access, surroundings| access.ask_to_join(surroundings, &slug, (&name, &reach), asker.client)).await?;
    let again = |status, text: String| Ok((status, page(&here, &sheet, &[Fault { at: "reach".to_owned(), text }])).into_response());
    match kept {
        Ok(()) => {
            let title = words.say("join-done");
            let home = HomePath::of(here.slug()).to_string();
            Ok(here
                .frame(&title)
                .unlisted()
                .page(html! {
                    div.narrow {
                        h1 { (title) }
                        (message(Tone::Ok, words.say("join-done.next"), html! {}))
                        (link_button(Weight::Main, &home, here.name()))
                    }
                })
                .into_response())
        }
        Err(NotAsked::Empty) => again(StatusCode::UNPROCESSABLE_ENTITY, words.say("join-empty").into_owned()),
        Err(NotAsked::Long) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, words.say_with("join-long", &[("n", NOTE_LONGEST.into())]).into_owned())
        }
        Err(NotAsked::Wait(wait)) => {
            let (status, told) = waiting(words, wait);
            again(status, told)
        }
        Err(NotAsked::NotKept(error)) => Err(not_kept(&error)),
    }
}
