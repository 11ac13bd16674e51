use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::{Whose, part, record_of, told};
use crate::capture::sheet::Sheet;
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::parts::{Tone, Weight, link_button, message, send_button};
use crate::web::paths::{HomePath, MeErasePath, PersonErasePath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Says what erasing does, before it is done.
pub(super) async fn ask_own(path: MeErasePath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    page(&Whose::own(state.here(&path.slug, visitor).await?)?, &[])
}

/// The same, for a builder whom the person asked.
pub(super) async fn ask_builder(path: PersonErasePath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    page(&Whose::with_builder(state.here(&path.slug, visitor).await?, &path.id)?, &[])
}

fn page(whose: &Whose, faults: &[Fault]) -> Result<Markup, Problem> {
    let (words, graph) = (whose.words(), whose.here.neighbourhood.snapshot());
    let record = record_of(whose.view(&graph))?;
    let title = words.say_with("erase-title", &[("name", record.name().into())]);
    let error = faults.iter().find(|fault| fault.at == "sure").map(|fault| fault.text.as_str());
    Ok(whose.here.frame(&title).tab(Tab::About).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            p.lead { (words.say("erase-what")) }
            ul {
                @for key in ["erase-goes", "erase-card", "erase-backups", "erase-files", "erase-texts"] { li { (words.say(key)) } }
            }
            @if whose.is_own { (part("exports", &words.say("me-exports"), &told::exports_section(whose))) }
            form method="post" action=(whose.erase_path()) novalidate[error.is_some()] {
                @if let Some(error) = error { p.error #sure-error { (error) } }
                label.check {
                    input type="checkbox" name="sure" value="yes" required aria-describedby=[error.map(|_| "sure-error")];
                    span { (words.say(if whose.is_own { "erase-sure" } else { "erase-sure-with" })) }
                }
                (send_button(Weight::Strict, words.say("erase-do")))
            }
            (link_button(Weight::Quiet, &whose.page_path(), words.say("erase-not")))
        }
    }))
}

/// The person is erased, as they want.
pub(super) async fn own(
    path: MeErasePath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    erase(&state, Whose::own(state.here(&path.slug, visitor).await?)?, &sheet).await
}

/// The person is erased, as they told a builder.
pub(super) async fn by_builder(
    path: PersonErasePath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    erase(&state, Whose::with_builder(state.here(&path.slug, visitor).await?, &path.id)?, &sheet).await
}

async fn erase(state: &AppState, whose: Whose, sheet: &Sheet) -> Result<Response, Problem> {
    let words = whose.words();
    if sheet.one("sure") != "yes" {
        let faults = [Fault::new(words, "sure", "erase-sure-missing")];
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&whose, &faults)?).into_response());
    }
    let (neighbourhoods, slug, person, stamp) =
        (std::sync::Arc::clone(&state.neighbourhoods), whose.here.slug().clone(), whose.person, whose.stamp());
    let erased = tokio::task::spawn_blocking(move || neighbourhoods.erase_persons(&slug, &[person], &stamp)).await;
    erased.map_err(|_| Problem::OurFault)??;
    let title = words.say("erased-title");
    // Whoever erased themself is nobody in particular now, and is not called by their name any more.
    let nobody = if whose.is_own { state.here(whose.here.slug().as_str(), Visitor::anybody(words.language())).await.ok() } else { None };
    let frame = nobody.as_ref().unwrap_or(&whose.here).frame(&title).tab(Tab::About).unlisted();
    Ok(frame
        .page(html! {
            div.narrow {
                h1 { (title) }
                (message(Tone::Ok, words.say("erased-done"), html! { p { (words.say("erased-done.what")) } }))
                (link_button(Weight::Main, &HomePath::of(whose.here.slug()).to_string(), words.say("erased-on")))
            }
        })
        .into_response())
}
