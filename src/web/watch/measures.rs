use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::web::state::AppState;

/// The upper ends of the classes of durations, in milliseconds and as Prometheus writes them, in seconds.
const CLASSES: [(u64, &str); 10] = [
    (1, "0.001"),
    (3, "0.003"),
    (10, "0.01"),
    (30, "0.03"),
    (100, "0.1"),
    (300, "0.3"),
    (1_000, "1"),
    (3_000, "3"),
    (10_000, "10"),
    (30_000, "30"),
];

/// Counts of what was answered since the start. It is small enough to be our own: a library for this brings a registry, a
/// server and formats that nobody asks for here.
#[derive(Debug, Default)]
pub struct Measures(Mutex<BTreeMap<Kind, Count>>);

/// Requests that are counted together: method, pattern of the address, status.
type Kind = (&'static str, String, u16);

#[derive(Debug, Default, Clone)]
struct Count {
    requests: u64,
    took: Duration,
    /// How many took as long as each class or less.
    within: [u64; CLASSES.len()],
}

impl Measures {
    fn note(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry((method, route.to_owned(), status)).or_default();
        count.requests += 1;
        count.took += took;
        for (within, (milliseconds, _)) in count.within.iter_mut().zip(CLASSES) {
            *within += u64::from(took <= Duration::from_millis(milliseconds));
        }
    }

    /// In the text format of Prometheus (version 0.0.4).
    pub(super) fn write(&self, out: &mut String) {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut by_route: BTreeMap<(&str, &str), Count> = BTreeMap::new();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "# HELP wijkweb_requests_total Requests answered.\n# TYPE wijkweb_requests_total counter");
        for ((method, route, status), count) in &counts {
            let _ = writeln!(out, "wijkweb_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {}", count.requests);
            let sum = by_route.entry((method, route)).or_default();
            sum.requests += count.requests;
            sum.took += count.took;
            sum.within.iter_mut().zip(count.within).for_each(|(sum, within)| *sum += within);
        }
        let name = "wijkweb_request_seconds";
        let _ = writeln!(out, "# HELP {name} Time until the answer began.\n# TYPE {name} histogram");
        for ((method, route), count) in by_route {
            let labels = format!("method=\"{method}\",route=\"{route}\"");
            for (within, (_, class)) in count.within.iter().zip(CLASSES) {
                let _ = writeln!(out, "{name}_bucket{{{labels},le=\"{class}\"}} {within}");
            }
            let _ = writeln!(out, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", count.requests);
            let _ = writeln!(out, "{name}_sum{{{labels}}} {:.6}", count.took.as_secs_f64());
            let _ = writeln!(out, "{name}_count{{{labels}}} {}", count.requests);
        }
    }
}

/// Counts every request, and writes a line about it to the log: method, pattern of the address, status and duration, and
/// never what was asked for or by whom.
pub(in crate::web) async fn measure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let method = method(request.method().as_str());
    let route = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned();
    let begun = Instant::now();
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    state.measures.note(method, &route, status, took);
    tracing::info!(target: "wijkweb::requests", method, route, status, milliseconds = took.as_secs_f64() * 1000.0, "answered");
    response
}

/// Methods are words of the asker; only known ones are counted apart.
fn method(text: &str) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"].into_iter().find(|known| *known == text).unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_answered_is_counted_by_pattern_and_class() {
        let measures = Measures::default();
        measures.note("GET", "/{slug}", 200, Duration::from_millis(2));
        measures.note("GET", "/{slug}", 200, Duration::from_millis(40));
        measures.note("GET", "/{slug}", 404, Duration::from_secs(60));
        let mut text = String::new();
        measures.write(&mut text);
        for line in [
            "wijkweb_requests_total{method=\"GET\",route=\"/{slug}\",status=\"200\"} 2",
            "wijkweb_request_seconds_bucket{method=\"GET\",route=\"/{slug}\",le=\"0.001\"} 0",
            "wijkweb_request_seconds_bucket{method=\"GET\",route=\"/{slug}\",le=\"0.003\"} 1",
            "wijkweb_request_seconds_bucket{method=\"GET\",route=\"/{slug}\",le=\"0.1\"} 2",
            "wijkweb_request_seconds_bucket{method=\"GET\",route=\"/{slug}\",le=\"+Inf\"} 3",
            "wijkweb_request_seconds_count{method=\"GET\",route=\"/{slug}\"} 3",
            "wijkweb_request_seconds_sum{method=\"GET\",route=\"/{slug}\"} 60.042000",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in:\n{text}");
        }
    }

    #[test]
    fn a_made_up_method_makes_no_count_of_its_own() {
        assert_eq!((method("GET"), method("EVIL\"} 1")), ("GET", "other"));
    }
}
