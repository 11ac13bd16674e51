//! What happens by itself while the program runs.

use std::sync::Arc;
use std::time::Duration;

use crate::neighbourhood::{Backups, Neighbourhoods};

/// The clock is looked at this often, so that one that was put right is noticed. Measured by a clock that cannot jump.
const LOOK: Duration = Duration::from_secs(10 * 60);

/// After a backup, or an attempt at one, at least so long passes, whatever the clock says.
const LEAST: Duration = Duration::from_secs(15 * 60);

/// Makes a backup whenever one is due, removes what was closed long ago, hides and erases persons from whom nobody heard,
/// and makes the figures about people that are due, for as long as the program runs.
pub(super) async fn keep_house(backups: Arc<Backups>, neighbourhoods: Arc<Neighbourhoods>) {
    loop {
        let (asked, of) = (Arc::clone(&backups), Arc::clone(&neighbourhoods));
        let due = move || {
            let last = asked.newest(&of).map(|backup| backup.made);
            asked.plan().rhythm.wait(of.surroundings().now(), last)
        };
        let (closed_of, kept) = (Arc::clone(&neighbourhoods), Arc::clone(&backups));
        let _ = tokio::task::spawn_blocking(move || {
            remove_long_closed(&closed_of);
            kept.expire_keys(closed_of.surroundings().now());
            look_after_sessions(&closed_of);
            closed_of.keep_people();
            closed_of.release_if_due();
        })
        .await;
        let Ok(wait) = tokio::task::spawn_blocking(due).await else { return };
        tokio::time::sleep(wait.map_or(LOOK, |wait| wait.min(LOOK))).await;
        if wait.is_some_and(|wait| wait <= LOOK) {
            let (backups, neighbourhoods) = (Arc::clone(&backups), Arc::clone(&neighbourhoods));
            // How it went is in the log, in the measures and on the pages.
            let _ = tokio::task::spawn_blocking(move || backups.make(&neighbourhoods)).await;
            tokio::time::sleep(LEAST).await;
        }
    }
}

fn look_after_sessions(neighbourhoods: &Neighbourhoods) {
    if let Err(error) = neighbourhoods.access().keep_house(neighbourhoods.surroundings()) {
        tracing::error!(%error, "the last use of sessions could not be kept, nor those taken away that are over");
    }
}

fn remove_long_closed(neighbourhoods: &Neighbourhoods) {
    match neighbourhoods.remove_long_closed() {
        Ok(gone) => gone.iter().for_each(|slug| tracing::warn!(%slug, "a neighbourhood that was closed is removed for good")),
        Err(error) => tracing::error!(%error, "what was closed could not be removed"),
    }
}
