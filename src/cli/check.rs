use std::process::ExitCode;

use crate::cli::talk::{Failure, Talk};
use crate::cli::{DataFolder, open};

/// Reads everything that is kept.
#[derive(clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    data: DataFolder,
}

impl Check {
    pub(super) fn run(self, talk: &Talk) -> Result<ExitCode, Failure> {
        let neighbourhoods = open(&self.data, talk)?;
        let report = neighbourhoods.check().map_err(|error| talk.store_failure(&error, &self.data.folder))?;
        talk.write(&report);
        Ok(ExitCode::SUCCESS)
    }
}
