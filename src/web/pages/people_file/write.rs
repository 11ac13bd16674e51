use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::capture::reason::Reason;
use crate::capture::sheet::Sheet;
use crate::formats::read::{ReadOptions, read};
use crate::inventory::id::Id;
use crate::inventory::provenance::Stamp;
use crate::neighbourhood::people::file::{Prepared, Written, bring_in, prepare};
use crate::neighbourhood::rule_in_words;
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::imports::HeldFile;
use crate::web::pages::people_file::basis;
use crate::web::pages::people_file::preview::{Step, page, stem, take_back};
use crate::web::parts::{Tone, Weight, link_button, message};
use crate::web::paths::{PeopleDeliveryPath, PeopleImportPath, QuestionsPath};
use crate::web::problem::Problem;
use crate::web::snags::snag_list;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// A file as it was read.
pub(super) struct Reading {
    /// What it is called.
    pub(super) name: String,
    /// The name under which its rows are known again.
    pub(super) source: String,
    /// What is understood of it, or why it cannot be read.
    pub(super) understood: Result<Prepared, Reason>,
}

/// Most rows of a file with residents.
const MOST_ROWS: u64 = 20_000;

/// Reads a file, by what was stated. It takes a while for a large one, so it does not hold up other visitors.
pub(super) async fn understand(here: &Here, delivery: Id, file: Arc<HeldFile>, sheet: &Sheet) -> Result<Reading, Problem> {
    let (stated, _) = basis::read(sheet, here.words());
    let asked = sheet.one("source").trim();
    let source: String = if asked.is_empty() { stem(&file.name) } else { asked.to_owned() }.chars().take(120).collect();
    let (neighbourhood, stamp, name) =
        (Arc::clone(&here.neighbourhood), Stamp { by: here.visitor.actor(), at: here.now() }, file.name.clone());
    let known_as = source.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let options = ReadOptions { most_rows: MOST_ROWS, ..ReadOptions::default() };
        read(&file.bytes, &options).map(|foreign| prepare(&neighbourhood, foreign, &known_as, &stated, delivery, &stamp))
    });
    Ok(Reading { name, source, understood: reading.await.map_err(|_| Problem::OurFault)? })
}

/// Shows what would happen by what was stated, or does it.
pub(super) async fn act(
    path: PeopleDeliveryPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let id = id_in_address(&path.delivery)?;
    let Some(file) = state.jobs.residents.find(id, here.slug(), here.now()) else {
        return super::preview::show(path, State(state), here.visitor).await;
    };
    let reading = understand(&here, id, file, &sheet).await?;
    let (stated, mut faults) = basis::read(&sheet, here.words());
    if let Ok(prepared) = &reading.understood {
        let wanting = basis::faults(&stated, &prepared.columns, here.today, here.words());
        faults.extend(wanting.into_iter().filter(|fault| faults.iter().all(|told| told.at != fault.at)).collect::<Vec<_>>());
    }
    if !faults.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&here, &path, &reading, &sheet, &Step::Wanting(faults))).into_response());
    }
    match reading.understood {
        Ok(prepared) if sheet.one("act") == "write" && !prepared.entrants.is_empty() => {
            let (neighbourhood, stamp) = (Arc::clone(&here.neighbourhood), Stamp { by: here.visitor.actor(), at: here.now() });
            let (neighbourhoods, source) = (Arc::clone(&state.neighbourhoods), reading.source);
            let Prepared { entrants, snags, .. } = prepared;
            let written = tokio::task::spawn_blocking(move || {
                bring_in(&neighbourhood, entrants, (&stated, &source), (id, &stamp), neighbourhoods.surroundings())
            });
            let written = written.await.map_err(|_| Problem::OurFault)??;
            state.jobs.residents.forget(id);
            Ok(done(&here, &path, &written, &snags).into_response())
        }
        understood => {
            let reading = Reading { understood, ..reading };
            Ok(page(&here, &path, &reading, &sheet, &Step::Ready).into_response())
        }
    }
}

fn done(here: &Here, path: &PeopleDeliveryPath, written: &Written, snags: &[crate::capture::snag::Snag]) -> maud::Markup {
    let words = here.words();
    let title = words.say("people-file-title");
    let questions = QuestionsPath::of(here.slug()).to_string();
    here.frame(&title).tab(Tab::Add).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            (message(Tone::Ok, words.say_with("people-file-written", &[("n", written.count.into())]), words.say("people-file-written.next")))
            @if written.likely > 0 {
                p { (link_button(Weight::Quiet, &questions, words.say_with("import-to-questions", &[("n", written.likely.into())]))) }
            }
            @if !written.left_out.is_empty() {
                h2 { (words.say_with("import-left-out", &[("n", written.left_out.len().into())])) }
                ul {
                    @for (row, rule) in &written.left_out {
                        li { (words.say_with("snag-row", &[("rows", row.to_string().into())])) ": " (rule_in_words(words, rule)) }
                    }
                }
            }
            (snag_list(words, snags))
            (take_back(here, path))
            p { (link_button(Weight::Quiet, &PeopleImportPath::of(here.slug()).to_string(), words.say("people-file-again"))) }
        }
    })
}
