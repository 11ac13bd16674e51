use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use crate::inventory::change::Change;
use crate::inventory::record::Record;
use crate::neighbourhood::{Order, Surroundings};
use crate::web::filled::Filled;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::questions::Question;
use crate::web::paths::{MergePath, QuestionPath, QuestionsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Keeps what a steward decided, if nobody changed the two in the meantime.
pub(super) async fn decide(
    path: QuestionPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let Ok(question) = Question::of(&here, &path.id) else {
        // A second click, or somebody else: the question was decided already.
        id_in_address(&path.id)?;
        return Ok(Redirect::to(&format!("{}?done=settled", QuestionsPath::of(here.slug()))).into_response());
    };
    let surroundings = state.neighbourhoods.surroundings();
    let was_seen = |name: &str, version: Option<u32>| sheet.one(name).parse().ok() == version;
    match sheet.one("decision") {
        "different" if was_seen("version", question.marked.version()) => different(&here, question, surroundings).await,
        "different" => Err(Problem::Overtaken),
        "same" => Ok(Redirect::to(&MergePath::with(here.slug(), question.older().id(), question.newer().id())).into_response()),
        _ => Err(Problem::Unclear(here.words().say("question-unclear").into_owned())),
    }
}

async fn different(here: &Here, question: Question<'_>, surroundings: &Surroundings) -> Result<Response, Problem> {
    let record = question.marked.record().ok_or(Problem::NotForYou)?;
    let now = surroundings.now();
    let mut record = Record { version: record.version.saturating_add(1), likely_same_as: None, ..record.clone() };
    record.provenance.updated = now;
    record.provenance.by = here.visitor.actor();
    let order = Order { changes: vec![Change::Record(record)], by: here.visitor.actor(), at: now, delivery: None };
    here.neighbourhood.write_async(order).await?;
    Ok(Redirect::to(&format!("{}?done=different", QuestionsPath::of(here.slug()))).into_response())
}
