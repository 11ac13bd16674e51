use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::cli::pass_on::take_errands;
use crate::cli::talk::{Failure, Talk};
use crate::neighbourhood::Neighbourhoods;
use crate::web::{AppState, Settings, Stewards, app, discard_stale_uploads};

/// Shows neighbourhoods to browsers until the process is asked to stop.
pub(super) fn listen(
    neighbourhoods: Neighbourhoods,
    folder: &Path,
    address: SocketAddr,
    settings: Settings,
    talk: &Talk,
) -> Result<(), Failure> {
    let stewards = Stewards::load(&neighbourhoods).map_err(|error| talk.system_failure(&error))?;
    let secret = stewards.invite(neighbourhoods.surroundings());
    let neighbourhoods = Arc::new(neighbourhoods);
    take_errands(folder, Arc::clone(&neighbourhoods)).map_err(|error| talk.system_failure(&error))?;
    if let Err(error) = discard_stale_uploads(neighbourhoods.folder(), neighbourhoods.surroundings().now()) {
        tracing::warn!(%error, "files that were handed in long ago could not be thrown away");
    }
    let state = AppState { neighbourhoods, stewards: Arc::new(stewards), jobs: Arc::default(), kept: Arc::default(), settings: Arc::new(settings) };
    let runtime = tokio::runtime::Runtime::new().map_err(|error| talk.system_failure(&error))?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(|error| port_failure(talk, address, &error))?;
        let address = listener.local_addr().unwrap_or(address);
        talk.say("cli-listening", &[("address", format!("http://{address}/").into())]);
        talk.say("cli-steward-link", &[("link", format!("http://{address}/steward/{secret}").into())]);
        let served = axum::serve(listener, app(state)).with_graceful_shutdown(asked_to_stop()).await;
        served.map_err(|error| talk.system_failure(&error))
    })
}

fn port_failure(talk: &Talk, address: SocketAddr, error: &std::io::Error) -> Failure {
    let key = match error.kind() {
        std::io::ErrorKind::AddrInUse => "cli-port-in-use",
        std::io::ErrorKind::PermissionDenied => "cli-port-forbidden",
        _ => "cli-port-failure",
    };
    talk.failure(key, &[("address", address.to_string().into()), ("why", error.to_string().into())])
}

/// Waits for Ctrl-C, or for the signal with which services are stopped.
async fn asked_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! { () = interrupted => {}, () = terminated => {} }
}
