use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::talk::{Failure, Talk};
use crate::neighbourhood::Neighbourhoods;

/// Reads everything that is kept.
#[derive(clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) data: DataFolder,
}

impl Check {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let report = neighbourhoods.check().map_err(|error| talk.store_failure(&error, &self.data.folder))?;
        talk.write(&report);
        Ok(ExitCode::SUCCESS)
    }
}
