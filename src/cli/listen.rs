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
use crate::neighbourhood::{Backups, Neighbourhoods, StoreError};
use crate::web::paths::InvitationPath;
use crate::web::serving::{Limits, serve};
use crate::web::{AppState, Settings, Shared, app, discard_stale_uploads};

/// How somebody gets in for the first time.
#[derive(Clone, Copy)]
pub(super) enum Entrance {
    /// By a link for the first steward, as long as there is a neighbourhood without one, or none at all.
    FirstSteward,
    /// By a link with which anybody looks round as a steward.
    Try,
}

impl Entrance {
    /// The key of the text that tells the link, and the link; nothing where none is needed.
    fn open(self, neighbourhoods: &Neighbourhoods) -> Result<Option<(&'static str, Token)>, StoreError> {
        let (access, surroundings) = (neighbourhoods.access(), neighbourhoods.surroundings());
        match self {
            Self::Try => Ok(Some(("cli-try-link", access.invite_to_try(surroundings)?))),
            Self::FirstSteward if neighbourhoods.orphans().is_empty() && !neighbourhoods.slugs().is_empty() => Ok(None),
            Self::FirstSteward => Ok(Some(("cli-steward-link", access.invite_first(surroundings)?))),
        }
    }
}

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
        }),
        backups: Arc::clone(&backups),
        measures: Arc::default(),
    });
    let runtime = tokio::runtime::Runtime::new().map_err(|error| talk.system_failure(&error))?;
    let served = runtime.block_on(async {
        let address = chosen.listen;
        let listener = TcpListener::bind(address).await.map_err(|error| port_failure(talk, address, &error))?;
        let address = listener.local_addr().unwrap_or(address);
        talk.say("cli-listening", &[("address", format!("http://{address}/").into())]);
        if let Some((key, link)) = entrance {
            talk.say(key, &[("link", format!("http://{address}{}", InvitationPath::at(link.as_str())).into())]);
        }
        let stop = Stop::on_signal();
        tokio::spawn(keep_house(backups, Arc::clone(&neighbourhoods)));
        tokio::select! {
            () = serve(listener, app(state), limits(), stop.asked()) => {}
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
