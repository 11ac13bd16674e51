use std::io::{self, IsTerminal};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// What goes to the log where nothing else was said.
pub(super) const USUAL: &str = "warn";

/// Begins the log, on standard error: what the filter lets through, as text or as a line of JSON each.
pub(super) fn begin_log(filter: &str, is_json: bool) {
    let mut targets: Targets = filter.parse().unwrap_or_default();
    if !filter.contains("sled") {
        // Whatever goes wrong in it the store tells in its own words; a person need not read it twice.
        targets = targets.with_target("sled", LevelFilter::OFF);
    }
    let registry = tracing_subscriber::registry().with(targets);
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    // A log that was begun already goes on as it is.
    let _ = if is_json { registry.with(layer.json().flatten_event(true)).try_init() } else { registry.with(layer).try_init() };
}
