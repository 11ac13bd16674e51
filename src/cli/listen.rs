use std::path::Path;
use std::sync::Arc;

use crate::access::Token;
use crate::cli::clockwork::keep_house;
use crate::cli::pass_on::take_errands;
use crate::cli::ports::{Ports, certificate, limits};
use crate::cli::settings::Chosen;
use crate::cli::stop::{self, Stop, wait_until};
use crate::cli::talk::{Failure, Talk};
use crate::neighbourhood::{Backups, Neighbourhoods, StoreError};
use crate::web::paths::InvitationPath;
use crate::web::serving::Doors;
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
    chosen: &Chosen,
    entrance: Entrance,
    talk: &Talk,
) -> Result<(), Failure> {
    let certificate = certificate(chosen.certificate.as_ref(), neighbourhoods.surroundings().now(), talk)?;
    let entrance = entrance.open(&neighbourhoods).map_err(|error| talk.store_failure(&error, folder))?;
    let neighbourhoods = Arc::new(neighbourhoods);
    let errands = take_errands(folder, Arc::clone(&neighbourhoods)).map_err(|error| talk.system_failure(&error))?;
    if let Err(error) = discard_stale_uploads(neighbourhoods.folder(), neighbourhoods.surroundings().now()) {
        tracing::warn!(%error, "files that were handed in long ago could not be thrown away");
    }
    let backups = Arc::new(Backups::by(chosen.backups.clone()));
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
            is_self_made: certificate.as_ref().is_some_and(|(_, about)| about.is_self_made),
        }),
        backups: Arc::clone(&backups),
        measures: Arc::default(),
    });
    let runtime = tokio::runtime::Runtime::new().map_err(|error| talk.system_failure(&error))?;
    let served = runtime.block_on(async {
        let ports = Ports::open(chosen, certificate.as_ref().map(|(certificate, _)| Arc::clone(certificate)), talk).await?;
        talk.say("cli-listening", &[("address", format!("{}/", ports.site).into())]);
        if let Some((key, link)) = entrance {
            talk.say(key, &[("link", format!("{}{}", ports.site, InvitationPath::at(link.as_str())).into())]);
        }
        if chosen.https && certificate.is_none() && chosen.proxies.is_empty() {
            talk.remark(&talk.words().say("cli-no-proxies"));
        }
        let stop = Stop::on_signal();
        tokio::spawn(keep_house(backups, Arc::clone(&neighbourhoods)));
        if let Some((certificate, _)) = certificate {
            let clock = Arc::clone(&neighbourhoods);
            tokio::spawn(certificate.keep_fresh(move || clock.surroundings().now()));
        }
        let doors = Doors::within(limits(), chosen.proxies.clone());
        tokio::select! {
            () = ports.serve(&doors, app(state), &stop) => {}
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
