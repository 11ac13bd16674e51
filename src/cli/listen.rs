use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::access::Token;
use crate::cli::clockwork::keep_house;
use crate::cli::pass_on::take_errands;
use crate::cli::settings::Chosen;
use crate::cli::stop::{self, Stop, wait_until};
use crate::cli::talk::{Failure, Talk};
use crate::neighbourhood::{Backups, Neighbourhoods};
use crate::web::serving::{Doors, Limits};
use crate::web::{AppState, Settings, Shared, Stewards, app, discard_stale_uploads};

/// Shows neighbourhoods to browsers until the process is asked to stop.
pub(super) fn listen(
    neighbourhoods: Neighbourhoods,
    folder: &Path,
    chosen: Chosen,
    entrance: Entrance,
    talk: &Talk,
) -> Result<(), Failure> {
    let entrance = entrance.open(&neighbourhoods).map_err(|error| talk.store_failure(&error, folder))?;
    let neighbourhoods = Arc::new(neighbourhoods);
    let errands = take_errands(folder, Arc::clone(&neighbourhoods)).map_err(|error| talk.system_failure(&error))?;
    if let Err(error) = discard_stale_uploads(neighbourhoods.folder(), neighbourhoods.surroundings().now()) {
        tracing::warn!(%error, "files that were handed in long ago could not be thrown away");
    }
    let backups = Arc::new(Backups::by(chosen.backups));
    let state = AppState::from(Shared {
        neighbourhoods: Arc::clone(&neighbourhoods),
        jobs: Arc::default(),
        kept: Arc::default(),
        settings: Arc::new(Settings {
            largest_upload: usize::from(chosen.largest_upload) * 1024 * 1024,
            https: chosen.https,
            watch_from: chosen.watch_from,
            proxies: chosen.proxies.clone(),
            addresses: chosen.addresses.clone(),
        }),
        backups: Arc::clone(&backups),
        measures: Arc::default(),
    });
    let runtime = tokio::runtime::Runtime::new().map_err(|error| talk.system_failure(&error))?;
    let served = runtime.block_on(async {
        let address = chosen.listen;
        let listener = TcpListener::bind(address).await.map_err(|error| port_failure(talk, address, &error))?;
        let address = listener.local_addr().unwrap_or(address);
        // The name that visitors use, where it is known: under another they would be turned away.
        let site = chosen.addresses.first().map_or_else(|| format!("http://{address}"), ToString::to_string);
        talk.say("cli-listening", &[("address", format!("{site}/").into())]);
        talk.say("cli-steward-link", &[("link", format!("{site}/steward/{secret}").into())]);
        if chosen.https && chosen.proxies.is_empty() {
            talk.remark(&talk.words().say("cli-no-proxies"));
        }
        let stop = Stop::on_signal();
        tokio::spawn(keep_house(backups, Arc::clone(&neighbourhoods)));
        let doors = Doors::within(limits(), chosen.proxies);
        tokio::select! {
            () = doors.serve(listener, app(state), stop.asked()) => {}
            () = stop.grace_is_over() => {}
        }
        Ok(())
    });
    talk.say("cli-stopping", &[]);
    // What runs on ends at its next write, which is refused; what was acknowledged is kept.
    neighbourhoods.close();
    runtime.block_on(wait_until(|| errands.running() == 0, stop::LAST_WRITES));
    runtime.shutdown_timeout(stop::LAST_WRITES);
    drop(errands);
    neighbourhoods.close();
    talk.say("cli-stopped", &[]);
    served
}

/// As many connections as this process may have files open, where the system tells.
fn limits() -> Limits {
    let told = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files = told.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok());
    Limits::default().for_handles(files.unwrap_or(usize::MAX))
}

fn port_failure(talk: &Talk, address: SocketAddr, error: &std::io::Error) -> Failure {
    let key = match error.kind() {
        std::io::ErrorKind::AddrInUse => "cli-port-in-use",
        std::io::ErrorKind::PermissionDenied => "cli-port-forbidden",
        _ => "cli-port-failure",
    };
    talk.failure(key, &[("address", address.to_string().into()), ("why", error.to_string().into())])
}
