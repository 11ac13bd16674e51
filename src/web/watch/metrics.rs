use std::fmt::{Display, Write};

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::gate::Watcher;
use crate::web::paths::MetricsPath;
use crate::web::problem::Problem;
use crate::web::state::AppState;

/// Everything that is counted, as Prometheus reads it.
pub(super) async fn show(_: MetricsPath, State(state): State<AppState>, _: Watcher) -> Result<Response, Problem> {
    let text = tokio::task::spawn_blocking(move || text(&state)).await.map_err(|_| Problem::OurFault)?;
    let mut response = text.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"));
    Ok(response)
}

fn text(state: &AppState) -> String {
    let mut out = String::new();
    state.measures.write(&mut out);
    let (neighbourhoods, now) = (&state.neighbourhoods, state.neighbourhoods.surroundings().now());
    let size = neighbourhoods.size();
    gauge(&mut out, "wijkweb_neighbourhoods", "Neighbourhoods in the data folder.", size.neighbourhoods);
    gauge(&mut out, "wijkweb_neighbourhoods_loaded", "Neighbourhoods in memory.", size.loaded);
    gauge(&mut out, "wijkweb_commits", "Changes kept in the neighbourhoods in memory.", size.commits);
    gauge(&mut out, "wijkweb_records", "Records in the neighbourhoods in memory.", size.records);
    gauge(&mut out, "wijkweb_ties", "Ties in the neighbourhoods in memory.", size.ties);
    gauge(&mut out, "wijkweb_write_queue", "Changes that wait to be written.", size.waiting);
    gauge(&mut out, "wijkweb_journal_bytes", "Bytes of the journals.", size.journal_bytes);
    if let Some(bytes) = memory() {
        gauge(&mut out, "process_resident_memory_bytes", "Memory in use.", bytes);
    }
    if let Ok(count) = state.backups.count(neighbourhoods) {
        gauge(&mut out, "wijkweb_backups", "Backups that are there.", count);
    }
    if let Some(newest) = state.backups.newest(neighbourhoods) {
        gauge(&mut out, "wijkweb_backup_age_seconds", "Age of the newest backup.", now.since(newest.made).as_secs());
        gauge(&mut out, "wijkweb_backup_bytes", "Bytes of its archives.", newest.bytes());
        gauge(&mut out, "wijkweb_backup_left_out", "Neighbourhoods that are not in it.", newest.left_out.len());
    }
    let failed = u8::from(state.backups.failure().is_some());
    gauge(&mut out, "wijkweb_backup_failed", "Whether the last attempt at a backup failed.", failed);
    out
}

fn gauge(out: &mut String, name: &str, help: &str, value: impl Display) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
}

/// The memory that is resident, in bytes, where the system tells it as Linux does.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? * 1024)
}
