use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::capture::settle::settle;
use crate::capture::sheet::Sheet;
use crate::inventory::content::{Aspect, Content};
use crate::inventory::provenance::Stamp;
use crate::neighbourhood::{Order, Refusal, Rule};
use crate::web::done::done;
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::change::conflict::{self, Conflict};
use crate::web::pages::change::read::{Read, chosen, read};
use crate::web::pages::change::subject::{Subject, Target};
use crate::web::pages::change::{form, gone};
use crate::web::paths::{EditAssetPath, EditTiePath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) async fn asset(
    path: EditAssetPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    keep(&state, &path.slug, visitor, Target::Record(id_in_address(&path.id)?), sheet).await
}

pub(super) async fn tie(
    path: EditTiePath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    keep(&state, &path.slug, visitor, Target::Tie(id_in_address(&path.id)?), sheet).await
}

/// Keeps a change over the state that was seen. If there is another state by now, both are shown instead.
async fn keep(state: &AppState, slug: &str, visitor: Visitor, target: Target, sheet: Sheet) -> Result<Response, Problem> {
    // Who writes in between is found by the writer; then one looks again, at what is there by then.
    for _ in 0..3 {
        let here = state.here(slug, visitor.clone()).await?;
        if let Some(answer) = attempt(state, &here, target, &sheet).await? {
            return Ok(answer);
        }
    }
    Err(Problem::Overtaken)
}

async fn attempt(state: &AppState, here: &Here, target: Target, sheet: &Sheet) -> Result<Option<Response>, Problem> {
    let Some(now) = target.now(here) else { return gone::answer(here, target, sheet).await.map(Some) };
    let (settled, open) = chosen(&now, sheet);
    let (base, after) = seen(here, &now, sheet.one("seen")).await;
    let begun_with = base.as_ref().unwrap_or(&now).content();
    let Read { content: mine, was_swapped } = match read(here, &now, &begun_with, &settled) {
        Ok(read) => read,
        Err(faults) => return Ok(Some(again(here, &now, StatusCode::UNPROCESSABLE_ENTITY, &settled, &faults))),
    };
    if !open.is_empty() {
        return ask_again(here, &now, sheet, &open).await.map(Some);
    }
    let back = now.page(here, sheet.one("at"));
    let is_seen = now.mark() == sheet.one("seen");
    if !is_seen {
        // The same form came before, or somebody else typed the very same.
        let was_kept = after.is_some_and(|after| after.content() == mine) || now.content() == mine;
        return Ok(Some(if was_kept { done(&back, "already", None) } else { overtaken(here, &now, base.as_ref(), &mine, sheet) }));
    }
    if mine == begun_with {
        return Ok(Some(done(&back, "unchanged", None)));
    }
    write(state, here, &now, mine, was_swapped, &settled).await
}

async fn write(
    state: &AppState,
    here: &Here,
    now: &Subject,
    mine: Content,
    was_swapped: bool,
    settled: &Sheet,
) -> Result<Option<Response>, Problem> {
    let at = state.neighbourhoods.surroundings().now();
    let order =
        Order { changes: vec![now.becoming(mine, &Stamp { by: here.visitor.actor(), at })], by: here.visitor.actor(), at, delivery: None };
    let back = now.page(here, settled.one("at"));
    let code = match (now.is_tie(), was_swapped) {
        (true, _) => "tie-changed",
        (false, true) => "changed-swapped",
        (false, false) => "changed",
    };
    match here.neighbourhood.write_async(order).await {
        Ok(seq) => Ok(Some(done(&back, code, Some(seq)))),
        Err(Refusal::Broken(broken)) if broken.iter().any(|one| one.rule == Rule::Overtaken) => Ok(None),
        Err(Refusal::Broken(broken)) => {
            let otherwise = if now.is_tie() { "valid_from" } else { "name" };
            let faults: Vec<_> = broken.iter().map(|one| Fault::of_rule(here.words(), &one.rule, otherwise)).collect();
            Ok(Some(again(here, now, StatusCode::UNPROCESSABLE_ENTITY, settled, &faults)))
        }
        // On a full disk what was typed stays in the form, to be sent again.
        Err(Refusal::NotKept(_)) => {
            let otherwise = if now.is_tie() { "valid_from" } else { "name" };
            let fault = Fault::new(here.words(), otherwise, "problem-not-kept.next");
            Ok(Some(again(here, now, StatusCode::INSUFFICIENT_STORAGE, settled, &[fault])))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn again(here: &Here, now: &Subject, status: StatusCode, settled: &Sheet, faults: &[Fault]) -> Response {
    (status, form::page(here, now, settled, faults)).into_response()
}

/// The state that was seen, and the one that came next. Nothing where the past does not tell.
pub(super) async fn seen(here: &Here, now: &Subject, mark: &str) -> (Option<Subject>, Option<Subject>) {
    if now.mark() == mark {
        return (Some(now.clone()), None);
    }
    let mut states = now.target().past(here).await.into_iter().skip_while(|state| state.mark() != mark);
    (states.next(), states.next())
}

/// The page with both texts, for somebody who began with `base`.
pub(super) fn overtaken(here: &Here, now: &Subject, base: Option<&Subject>, mine: &Content, sheet: &Sheet) -> Response {
    let base_content = base.map(Subject::content);
    let settled = settle(base_content.as_ref(), mine, &now.content(), now.aspects().into_iter());
    let conflict = Conflict { now, base: base_content.as_ref(), mine, settled: &settled, began: base.map(Subject::mark), sheet, open: &[] };
    (StatusCode::CONFLICT, conflict::page(here, &conflict)).into_response()
}

/// The same page once more: it was sent without a choice for every part. What was typed at first is asked again beside what
/// is there now, with the choices that were made.
async fn ask_again(here: &Here, now: &Subject, sheet: &Sheet, open: &[Aspect]) -> Result<Response, Problem> {
    let began = sheet.one("began");
    let base = if began.is_empty() { None } else { seen(here, now, began).await.0 };
    let typed = sheet.all("disputed").fold(sheet.clone(), |sheet, name| sheet.with(&format!("take-{name}"), "mine"));
    let mine = match read(here, now, &base.as_ref().unwrap_or(now).content(), &chosen(now, &typed).0) {
        Ok(read) => read.content,
        Err(_) => return Err(Problem::Overtaken),
    };
    let base_content = base.as_ref().map(Subject::content);
    let settled = settle(base_content.as_ref(), &mine, &now.content(), now.aspects().into_iter());
    let began = base.as_ref().map(Subject::mark);
    let conflict = Conflict { now, base: base_content.as_ref(), mine: &mine, settled: &settled, began, sheet, open };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, conflict::page(here, &conflict)).into_response())
}
