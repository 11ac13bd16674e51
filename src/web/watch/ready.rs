use std::fmt::Write;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;

use super::gate::Watcher;
use crate::neighbourhood::Rhythm;
use crate::web::explain::AsItIs;
use crate::web::paths::ReadyPath;
use crate::web::problem::Problem;
use crate::web::state::AppState;

/// A backup is late after so many times the hours it should take.
const LATE: u32 = 3;
const HOURS_A_DAY: u32 = 24;

/// Whether the program can do its work: a line for each thing it needs, without names.
pub(super) async fn show(_: ReadyPath, State(state): State<AppState>, _: Watcher) -> Result<impl IntoResponse, Problem> {
    let (status, text) = tokio::task::spawn_blocking(move || judge(&state)).await.map_err(|_| Problem::OurFault)?;
    Ok((status, Extension(AsItIs), text))
}

fn judge(state: &AppState) -> (StatusCode, String) {
    let (mut text, mut is_ready) = (String::new(), true);
    let mut say = |what: &str, is_well: bool, detail: &str| {
        is_ready &= is_well;
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{what}: {}{detail}", if is_well { "ok" } else { "NOT OK" });
    };
    let probe = state.neighbourhoods.probe();
    say("data folder can be written", probe.can_write, "");
    let detail = if probe.unreadable == 0 { String::new() } else { format!(", {} cannot be opened", probe.unreadable) };
    say("neighbourhoods can be opened", probe.unreadable == 0, &detail);
    let (now, plan) = (state.neighbourhoods.surroundings().now(), state.backups.plan());
    let newest = state.backups.newest(&state.neighbourhoods);
    let age = newest.as_ref().map(|backup| now.since(backup.made).as_secs() / 3600);
    let detail = age.map_or_else(|| ", none yet".to_owned(), |hours| format!(", {hours} hours old"));
    let late = match plan.rhythm {
        Rhythm::Never => None,
        Rhythm::Hours(hours) => Some(hours.max(1) * LATE),
        Rhythm::At { .. } => Some(HOURS_A_DAY * LATE),
    };
    let is_late = late.zip(age).is_some_and(|(late, age)| age > u64::from(late));
    say("newest backup", !is_late, &detail);
    let is_whole = newest.is_none_or(|backup| backup.left_out.is_empty());
    say("last attempt at a backup", state.backups.failure().is_none() && is_whole, "");
    (if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, text)
}
