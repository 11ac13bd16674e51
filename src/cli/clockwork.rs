//! What happens by itself while the program runs.

use std::sync::Arc;
use std::time::Duration;

use crate::neighbourhood::{Backups, Neighbourhoods};

/// The clock is looked at this often, so that one that was put right is noticed. Measured by a clock that cannot jump.
const LOOK: Duration = Duration::from_secs(10 * 60);

/// After a backup, or an attempt at one, at least so long passes, whatever the clock says.
const LEAST: Duration = Duration::from_secs(15 * 60);

/// Makes a backup whenever one is due, for as long as the program runs.
pub(super) async fn make_backups(backups: Arc<Backups>, neighbourhoods: Arc<Neighbourhoods>) {
    loop {
        let (asked, of) = (Arc::clone(&backups), Arc::clone(&neighbourhoods));
        let due = move || {
            let last = asked.newest(&of).map(|backup| backup.made);
            asked.plan().rhythm.wait(of.surroundings().now(), last)
        };
        let Ok(Some(wait)) = tokio::task::spawn_blocking(due).await else { return };
        tokio::time::sleep(wait.min(LOOK)).await;
        if wait <= LOOK {
            let (backups, neighbourhoods) = (Arc::clone(&backups), Arc::clone(&neighbourhoods));
            // How it went is in the log, in the measures and on the pages.
            let _ = tokio::task::spawn_blocking(move || backups.make(&neighbourhoods)).await;
            tokio::time::sleep(LEAST).await;
        }
    }
}
