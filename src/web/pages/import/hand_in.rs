use axum::extract::State;
use axum::extract::multipart::{Field as Part, Multipart};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use crate::inventory::kind::Kind;
use crate::web::fields::{Choice, Field};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::imports::receive;
use crate::web::parts::{Tone, Weight, message, send_button};
use crate::web::paths::{DeliveryPath, ImportPath, PeopleImportPath};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// The form to hand in a file, and what was brought in before.
pub(super) async fn form(path: ImportPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    Ok(page(&here, None))
}

fn page(here: &Here, error: Option<&str>) -> Markup {
    let words = here.words();
    let title = words.say("import-title");
    here.frame(&title).tab(Tab::Add).page(html! {
        h1 { (title) }
        p.lead { (words.say("import-lead")) }
        @if let Some(error) = error { (message(Tone::Error, words.say("import-not-received"), error)) }
        form.stack method="post" action=(ImportPath::of(here.slug())) enctype="multipart/form-data" {
            (kind_field(here, None))
            (Field { name: "file", label: &words.say("import-file"), help: Some(&words.say("import-file.help")), error: None, is_required: true }
                .file(words, ".csv,.txt,.tsv,.json,.geojson"))
            (send_button(Weight::Main, words.say("import-look")))
        }
        p.soft { (words.say("import-persons")) " " a href=(PeopleImportPath::of(here.slug())) { (words.say("people-file-title")) } }
        (earlier(here))
    })
}

/// What the rows are.
pub(super) fn kind_field(here: &Here, chosen: Option<Kind>) -> Markup {
    let (words, labels) = (here.words(), here.labels());
    let kinds: Vec<_> = Kind::ALL.iter().filter(|kind| kind.is_open_to_entry()).map(|kind| (*kind, labels.many(*kind))).collect();
    let by_itself = words.say("import-kind.by-itself");
    let first = Choice { value: "", label: &by_itself, is_chosen: chosen.is_none(), kind: None, count: None };
    let choices: Vec<_> = std::iter::once(first)
        .chain(kinds.iter().map(|(kind, label)| Choice {
            value: kind.code(),
            label,
            is_chosen: chosen == Some(*kind),
            kind: None,
            count: None,
        }))
        .collect();
    let (label, help) = (words.say("import-kind"), words.say("import-kind.help"));
    Field { name: "kind", label: &label, help: Some(&help), error: None, is_required: false }.select(words, &choices)
}

fn earlier(here: &Here) -> Markup {
    let words = here.words();
    let deliveries = here.view().deliveries();
    html! {
        @if !deliveries.is_empty() {
            h2 { (words.say("import-earlier")) }
            ul {
                @for delivery in deliveries {
                    li {
                        a href=(DeliveryPath::of(here.slug(), delivery.id)) { (delivery.source) }
                        " "
                        (words.say_with("import-earlier.what", &[
                            ("n", delivery.records.into()),
                            ("day", show::day(words, delivery.arrived.day()).into()),
                        ]))
                    }
                }
            }
        }
    }
}

/// Takes the file in and goes on to its preview.
pub(super) async fn receive_file(
    path: ImportPath,
    State(state): State<AppState>,
    visitor: Visitor,
    mut form: Multipart,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let id = state.neighbourhoods.surroundings().mint();
    let mut kind = String::new();
    while let Some(mut field) = form.next_field().await.map_err(|_| Problem::BrokenOff)? {
        match field.name() {
            Some("kind") => kind = word(&mut field).await?,
            Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                receive(state.neighbourhoods.folder(), here.slug(), id, field, state.settings.largest_upload).await?;
                let kind: String = form_urlencoded::byte_serialize(kind.as_bytes()).collect();
                let preview = DeliveryPath::of(here.slug(), id).to_uri();
                return Ok(Redirect::to(&format!("{preview}?kind={kind}")).into_response());
            }
            _ => {}
        }
    }
    let error = here.words().say("import-no-file");
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&here, Some(&error))).into_response())
}

/// A short word of the form; what is longer than any word is no reason to fill the memory.
async fn word(part: &mut Part<'_>) -> Result<String, Problem> {
    const LONGEST: usize = 200;
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|_| Problem::BrokenOff)? {
        if bytes.len() + piece.len() > LONGEST {
            return Err(Problem::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
