use std::sync::Arc;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::State;
use axum::extract::multipart::Multipart;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use crate::access::fingerprint;
use crate::capture::reason::Reason;
use crate::capture::say::reason_in_words;
use crate::formats::read::{ReadOptions, read};
use crate::inventory::kind::Kind;
use crate::neighbourhood::refusal_in_words;
use crate::neighbourhood::vocabulary::{WordPlan, plan_words};
use crate::web::fields::Field;
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::imports::{Upload, discard, receive, upload};
use crate::web::pages::vocabulary::{crumbs, import_preview, kind_of, name_of};
use crate::web::parts::{Tone, Weight, message, send_button};
use crate::web::paths::{VocabularyDeliveryPath, VocabularyImportPath, VocabularyPath};
use crate::web::problem::Problem;
use crate::web::saved::undo_form;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(ask).act(receive_file).show(look).act(write)
}

/// The form to hand in a file with words.
async fn ask(path: VocabularyImportPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    kind_of(here.view(), &path.scheme)?;
    Ok(form(&here, &path.scheme, None))
}

fn form(here: &Here, scheme: &str, error: Option<&str>) -> Markup {
    let words = here.words();
    let title = words.say_with("vocabulary-import-title", &[("vocabulary", name_of(here, scheme).into())]);
    here.frame(&title).tab(Tab::List).page(html! {
        (crumbs(here, scheme, &words.say("vocabulary-import")))
        div.page-head { h1 { (title) } p.lead { (words.say("vocabulary-import.lead")) } }
        @if let Some(error) = error { (message(Tone::Error, words.say("import-not-received"), error)) }
        form.stack method="post" action=(VocabularyImportPath::of(here.slug(), scheme)) enctype="multipart/form-data" {
            (Field { name: "file", label: &words.say("import-file"), help: Some(&words.say("vocabulary-import.help")), error: None, is_required: true }
                .file(words, ".csv,.txt,.tsv"))
            (send_button(Weight::Main, words.say("import-look")))
        }
    })
}

/// Takes the file in and goes on to its preview.
async fn receive_file(
    path: VocabularyImportPath,
    State(state): State<AppState>,
    visitor: Visitor,
    mut form_of_file: Multipart,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    kind_of(here.view(), &path.scheme)?;
    let id = state.neighbourhoods.surroundings().mint();
    while let Some(field) = form_of_file.next_field().await.map_err(|_| Problem::BrokenOff)? {
        if field.name() == Some("file") && field.file_name().is_some_and(|name| !name.is_empty()) {
            receive(state.neighbourhoods.folder(), here.slug(), id, field, state.settings.largest_upload).await?;
            let preview = VocabularyDeliveryPath::of(here.slug(), &path.scheme, id);
            return Ok(Redirect::to(&preview.to_string()).into_response());
        }
    }
    let error = here.words().say("import-no-file");
    Ok((StatusCode::UNPROCESSABLE_ENTITY, form(&here, &path.scheme, Some(&error))).into_response())
}

/// Shows what would become of every row.
async fn look(path: VocabularyDeliveryPath, State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let kind = kind_of(here.view(), &path.scheme)?;
    let file = upload(state.neighbourhoods.folder(), here.slug(), id_in_address(&path.delivery)?).ok_or(Problem::NotFound)?;
    let planned = understand(&here, &state, &file, &path.scheme, kind).await?;
    Ok(preview(&here, &path, &file, &planned, StatusCode::OK, None))
}

/// Writes the words that were looked at: all of them, or none.
async fn write(
    path: VocabularyDeliveryPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let kind = kind_of(here.view(), &path.scheme)?;
    let id = id_in_address(&path.delivery)?;
    let file = upload(state.neighbourhoods.folder(), here.slug(), id).ok_or(Problem::NotFound)?;
    let planned = understand(&here, &state, &file, &path.scheme, kind).await?;
    let Ok(plan) = &planned else { return Ok(preview(&here, &path, &file, &planned, StatusCode::UNPROCESSABLE_ENTITY, None)) };
    let words = here.words();
    // What the steward did not see is not written.
    if sheet.one("seen") != mark_of(plan) {
        let text = words.say("vocabulary-import-moved");
        return Ok(preview(&here, &path, &file, &planned, StatusCode::CONFLICT, Some(&text)));
    }
    match here.neighbourhood.write_async(plan.order(&here.visitor.actor(), state.neighbourhoods.surroundings())).await {
        Ok(seq) => {
            discard(state.neighbourhoods.folder(), here.slug(), id);
            let title =
                words.say_with("vocabulary-import-done", &[("fresh", plan.fresh.len().into()), ("changed", plan.changed.len().into())]);
            Ok(here
                .frame(&title)
                .tab(Tab::List)
                .page(html! {
                    (crumbs(&here, &path.scheme, &words.say("vocabulary-import")))
                    h1 { (name_of(&here, &path.scheme)) }
                    (message(Tone::Ok, title.as_ref(), html! {
                        p { a href=(VocabularyPath::of(here.slug(), &path.scheme)) { (words.say("vocabulary-import-to")) } }
                    (undo_form(&here, seq, words.say("undo-do")))
                    }))
                })
                .into_response())
        }
        Err(refusal) => {
            let text = refusal_in_words(words, &refusal);
            Ok(preview(&here, &path, &file, &planned, StatusCode::CONFLICT, Some(&text)))
        }
    }
}

type Planned = Result<WordPlan, Reason>;

/// Reads the file and compares it with the vocabulary. It may take a while: not for a thread that serves visitors.
async fn understand(here: &Here, state: &AppState, file: &Upload, scheme: &str, kind: Kind) -> Result<Planned, Problem> {
    let (graph, path, scheme) = (here.neighbourhood.snapshot(), file.path.clone(), scheme.to_owned());
    let (neighbourhoods, by) = (Arc::clone(&state.neighbourhoods), here.visitor.actor());
    let planned = tokio::task::spawn_blocking(move || {
        let bytes = std::fs::read(&path).map_err(|error| {
            tracing::error!(%error, "a file that was handed in cannot be read");
            Problem::OurFault
        })?;
        let foreign = read(&bytes, &ReadOptions::default());
        Ok(foreign.and_then(|foreign| plan_words(&graph, foreign, (&scheme, kind), &by, neighbourhoods.surroundings())))
    });
    planned.await.map_err(|_| Problem::OurFault)?
}

fn preview(
    here: &Here,
    path: &VocabularyDeliveryPath,
    file: &Upload,
    planned: &Planned,
    status: StatusCode,
    error: Option<&str>,
) -> Response {
    let words = here.words();
    let title = words.say_with("import-preview", &[("file", file.name.as_str().into())]);
    let page = here.frame(&title).tab(Tab::List).page(html! {
        (crumbs(here, &path.scheme, &words.say("vocabulary-import")))
        h1 { (title) }
        @if let Some(error) = error { (message(Tone::Error, words.say("word-not-done"), error)) }
        @match planned {
            Ok(plan) => {
                (import_preview::counts(here, plan))
                @if plan.count() == 0 {
                    (message(Tone::Tip, words.say("vocabulary-import-nothing"), html! {}))
                } @else {
                    form method="post" action=(path) {
                        input type="hidden" name="seen" value=(mark_of(plan));
                        (send_button(Weight::Main, words.say_with("vocabulary-import-do", &[("n", plan.count().into())])))
                    }
                }
                (import_preview::details(here, &path.scheme, plan))
            }
            Err(reason) => (message(Tone::Error, words.say("import-unreadable"), reason_in_words(words, reason)))
        }
        p { a href=(VocabularyImportPath::of(here.slug(), &path.scheme)) { (words.say("import-another")) } }
    });
    (status, page).into_response()
}

/// Tells one plan from another: what is new and what changes from what to what.
fn mark_of(plan: &WordPlan) -> String {
    let told = format!("{:?} {:?}", plan.fresh, plan.changed);
    fingerprint(&told)
}
