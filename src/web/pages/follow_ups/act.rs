use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::capture::sheet::Sheet;
use crate::inventory::change::Change;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Day;
use crate::inventory::provenance::Stamp;
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::neighbourhood::Order;
use crate::neighbourhood::people::follow_up::{ASK, LONGEST_WAIT, Promise, may_name_others};
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::follow_ups::list::{page, tasks, team};
use crate::web::paths::{FollowUpPath, FollowUpsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// The longest text of a task, in characters.
const LONGEST: usize = 200;

/// Notes what was promised.
pub(super) async fn add(
    path: FollowUpsPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let promise = match read(&here, &sheet) {
        Ok(promise) => promise,
        Err(faults) => return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&here, &sheet, &faults, None)).into_response()),
    };
    let stamp = stamp(&here);
    let record = promise.record(state.neighbourhoods.surroundings().mint(), &stamp);
    write(&here, record, stamp).await?;
    Ok(back(&here, "added"))
}

fn read(here: &Here, sheet: &Sheet) -> Result<Promise, Vec<Fault>> {
    let words = here.words();
    let (task, text, typed) =
        (sheet.one("task"), sheet.one("text").split_whitespace().collect::<Vec<_>>().join(" "), sheet.one("due").trim());
    let mut faults = Vec::new();
    let mut wrong = |at: &str, key: &str| faults.push(Fault::new(words, at, key));
    if !tasks().contains(&task) {
        wrong("task", "follow-wants-task");
    }
    if text.is_empty() {
        wrong("text", "follow-wants-text");
    } else if text.chars().count() > LONGEST {
        wrong("text", "form-wrong-words");
    }
    let owner = sheet.one("owner").to_owned();
    if !team(here).iter().any(|(value, _)| *value == owner) {
        wrong("owner", "follow-wants-owner");
    }
    let due: Option<Day> = typed.parse().ok();
    let last = here.today.checked_add(jiff::Span::new().days(LONGEST_WAIT)).unwrap_or(here.today);
    match due {
        None if !typed.is_empty() => wrong("due", "form-wrong-day"),
        None if task == ASK => wrong("due", "follow-wants-due"),
        Some(due) if due < here.today => wrong("due", "follow-due-past"),
        Some(due) if task == ASK && due > last => wrong("due", "follow-due-late"),
        _ => {}
    }
    if faults.is_empty() { Ok(Promise { task: task.to_owned(), text, owner, due }) } else { Err(faults) }
}

/// Says that it is done, or gives it to another.
pub(super) async fn change(
    path: FollowUpPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let id = id_in_address(&path.id)?;
    let graph = here.neighbourhood.snapshot();
    let found = graph.seen_by(here.visitor.audience).record(id).and_then(crate::consent::Disclosed::record);
    let task = found.filter(|task| task.kind == Kind::FollowUp).ok_or(Problem::NotFound)?;
    if sheet.one("version") != task.version.to_string() {
        return Err(Problem::Overtaken);
    }
    let stamp = stamp(&here);
    let mut next = Record { version: task.version.saturating_add(1), provenance: task.provenance.renewed(&stamp), ..task.clone() };
    let done = match sheet.one("act") {
        // Who was asked decides themself from now on: of what a neighbour said of them nothing stays.
        "done" if may_name_others(task) => {
            let (neighbourhoods, slug) = (Arc::clone(&state.neighbourhoods), here.slug().clone());
            let erased = tokio::task::spawn_blocking(move || neighbourhoods.erase_persons(&slug, &[id], &stamp)).await;
            erased.map_err(|_| Problem::OurFault)??;
            return Ok(back(&here, "erased"));
        }
        "done" => {
            next.values.set("done_on", Value::Day(here.today));
            "done"
        }
        "give" => {
            let owner = team(&here).into_iter().map(|(value, _)| value).find(|value| value == sheet.one("owner"));
            next.values
                .set("owner", Value::Text(owner.ok_or_else(|| Problem::Unclear(here.words().say("follow-wants-owner").into_owned()))?));
            "given"
        }
        _ => return Err(Problem::Unclear(here.words().say("form-unreadable").into_owned())),
    };
    write(&here, next, stamp).await?;
    Ok(back(&here, done))
}

fn stamp(here: &Here) -> Stamp {
    Stamp { by: here.visitor.actor(), at: here.now() }
}

async fn write(here: &Here, record: Record, stamp: Stamp) -> Result<(), Problem> {
    let order = Order { changes: vec![Change::Record(record)], by: stamp.by, at: stamp.at, delivery: None };
    here.neighbourhood.write_async(order).await?;
    Ok(())
}

fn back(here: &Here, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", FollowUpsPath::of(here.slug()))).into_response()
}
