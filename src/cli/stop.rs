//! Stopping on request: no new visitors, what is going on finishes, and nobody waits for ever.

use std::future::Future;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// How long requests that are being answered get after a signal.
const GRACE: Duration = Duration::from_secs(20);

/// How long the last writes of imports and commands get after that.
pub(super) const LAST_WRITES: Duration = Duration::from_secs(10);

/// What a shell tells of a program that was ended by Ctrl-C.
const BROKEN_OFF: i32 = 130;

/// That somebody asked to stop.
pub(super) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Listens for Ctrl-C, and for the signal with which services are stopped. A second one ends the process at once: what
    /// was acknowledged is on the disk even then.
    pub(super) fn on_signal() -> Self {
        let (tell, told) = watch::channel(false);
        tokio::spawn(async move {
            let mut signals = [signal(SignalKind::interrupt()).ok(), signal(SignalKind::terminate()).ok()];
            any(&mut signals).await;
            tracing::info!("asked to stop");
            // Nobody listens any more once everything has ended.
            let _ = tell.send(true);
            any(&mut signals).await;
            tracing::warn!("asked to stop a second time: ended at once");
            std::process::exit(BROKEN_OFF);
        });
        Self(told)
    }

    /// Waits until somebody asks.
    pub(super) fn asked(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut told = self.0.clone();
        async move {
            if told.wait_for(|asked| *asked).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Waits until somebody asked so long ago that requests which are still running are broken off.
    pub(super) async fn grace_is_over(&self) {
        self.asked().await;
        tokio::time::sleep(GRACE).await;
        tracing::warn!("requests that were still running are broken off");
    }
}

async fn any([interrupt, terminate]: &mut [Option<Signal>; 2]) {
    tokio::select! { () = one(interrupt) => {}, () = one(terminate) => {} }
}

async fn one(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

/// Waits until something is so, but no longer than this.
pub(super) async fn wait_until(is_so: impl Fn() -> bool, longest: Duration) {
    let so = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    // Too late is no error: then it is ended as it is.
    let _ = tokio::time::timeout(longest, so).await;
}
