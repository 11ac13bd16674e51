use axum::extract::State;
use axum::extract::multipart::Multipart;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use crate::web::fields::Field;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::imports::{HeldFile, LARGEST_HELD, plain_name};
use crate::web::parts::{Tone, Weight, crumbs, message, send_button};
use crate::web::paths::{ImportPath, PeopleDeliveryPath, PeopleImportPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// The form to hand in a file with residents, with what may be in it.
pub(super) async fn form(path: PeopleImportPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    Ok(page(&here, None))
}

/// What a file may tell, each with the names of its columns: keys `people-file-may-{code}`.
const MAY: [&str; 6] = ["name", "told", "talents", "lives", "age", "consent"];

fn page(here: &Here, error: Option<&str>) -> Markup {
    let words = here.words();
    let title = words.say("people-file-title");
    here.frame(&title).tab(Tab::Add).unlisted().page(html! {
        div.narrow {
            (crumbs(words, &[(&ImportPath::of(here.slug()).to_string(), &words.say("import-title"))], &title))
            h1 { (title) }
            p.lead { (words.say("people-file-lead")) }
            @if let Some(error) = error { (message(Tone::Error, words.say("import-not-received"), error)) }
            form.stack method="post" action=(PeopleImportPath::of(here.slug())) enctype="multipart/form-data" {
                (Field { name: "file", label: &words.say("import-file"), help: Some(&words.say("people-file-file.help")), error: None, is_required: true }
                    .file(words, ".csv,.txt,.tsv"))
                (send_button(Weight::Main, words.say("import-look")))
            }
            h2 { (words.say("people-file-may")) }
            p { (words.say("people-file-may.what")) }
            ul { @for code in MAY { li { (words.say(&format!("people-file-may-{code}"))) } } }
            p { (words.say("people-file-never")) }
        }
    })
}

/// Takes the file in, to be held in memory, and goes on to what is understood of it.
pub(super) async fn receive(
    path: PeopleImportPath,
    State(state): State<AppState>,
    visitor: Visitor,
    mut form: Multipart,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let most = state.settings.largest_upload.min(LARGEST_HELD);
    while let Some(mut field) = form.next_field().await.map_err(|_| Problem::BrokenOff)? {
        let Some(name) = field.file_name().filter(|name| !name.is_empty()).map(plain_name) else { continue };
        let mut bytes = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(|_| Problem::BrokenOff)? {
            if bytes.len() + piece.len() > most {
                return Err(Problem::TooLarge);
            }
            bytes.extend_from_slice(&piece);
        }
        let surroundings = state.neighbourhoods.surroundings();
        let id = surroundings.mint();
        state.jobs.residents.hold(id, HeldFile { name, bytes, slug: here.slug().clone(), since: surroundings.now() });
        return Ok(Redirect::to(&PeopleDeliveryPath::of(here.slug(), id).to_uri().to_string()).into_response());
    }
    let error = here.words().say("import-no-file");
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&here, Some(&error))).into_response())
}
