use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::MatchedPath;
use axum::http::request::Parts;

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

/// Counts of what was answered since the start, by method and status and then by the pattern of the address. It is small
/// enough to be our own: a library for this brings a registry, a server and formats that nobody asks for here.
#[derive(Debug, Default)]
pub struct Measures(Mutex<BTreeMap<(&'static str, u16), ByRoute>>);

type ByRoute = BTreeMap<String, Count>;

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
        let of_route = counts.entry((method, status)).or_default();
        // Looked up before it is put in: there are few routes and many requests.
        if !of_route.contains_key(route) {
            of_route.insert(route.to_owned(), Count::default());
        }
        let Some(count) = of_route.get_mut(route) else { return };
        count.requests += 1;
        count.took += took;
        for (within, (milliseconds, _)) in count.within.iter_mut().zip(CLASSES) {
            *within += u64::from(took <= Duration::from_millis(milliseconds));
        }
    }

    /// In the text format of Prometheus (version 0.0.4).
    pub(super) fn write(&self, out: &mut String) {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let counts: BTreeMap<_, _> = counts
            .iter()
            .flat_map(|((method, status), routes)| routes.iter().map(move |(route, count)| ((*method, route.as_str(), *status), count)))
            .collect();
        let mut by_route: BTreeMap<(&str, &str), Count> = BTreeMap::new();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "# HELP wijkweb_requests_total Requests answered.\n# TYPE wijkweb_requests_total counter");
        for ((method, route, status), count) in &counts {
            let _ = writeln!(out, "wijkweb_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {}", count.requests);
            let sum = by_route.entry((*method, *route)).or_default();
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

/// A request that is being answered.
pub(in crate::web) struct Begun {
    method: &'static str,
    route: Option<MatchedPath>,
    at: Instant,
}

impl Begun {
    /// A request has come.
    pub(in crate::web) fn now(request: &Parts) -> Self {
        let route = request.extensions.get::<MatchedPath>().cloned();
        Self { method: method(request.method.as_str()), route, at: Instant::now() }
    }

    /// It was answered. It is counted, and a line about it goes to the log: method, pattern of the address, status and
    /// duration, and never what was asked for or by whom.
    pub(in crate::web) fn answered(&self, measures: &Measures, status: u16) {
        let (method, took) = (self.method, self.at.elapsed());
        let route = self.route.as_ref().map_or("(none)", MatchedPath::as_str);
        measures.note(method, route, status, took);
        tracing::info!(target: "wijkweb::requests", method, route, status, milliseconds = took.as_secs_f64() * 1000.0, "answered");
    }
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
