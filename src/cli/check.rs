use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::talk::{Failure, Talk};
use crate::neighbourhood::{Health, Neighbourhoods};

/// Reads everything that is kept.
#[derive(clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) data: DataFolder,
}

impl Check {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let report = neighbourhoods.check().map_err(|error| talk.store_failure(&error, &self.data.folder))?;
        for health in &report.neighbourhoods {
            tell(health, talk);
        }
        if report.is_well() {
            talk.say("cli-check-well", &[]);
            Ok(ExitCode::SUCCESS)
        } else {
            Err(talk.failure("cli-check-not-well", &[]))
        }
    }
}

fn tell(health: &Health, talk: &Talk) {
    let fillings = [("slug", health.slug.to_string().into()), ("commits", health.commits.into()), ("rows", health.rows.into())];
    talk.say("cli-check-neighbourhood", &fillings);
    for problem in &health.problems {
        talk.remark(&format!("  {}", problem.say(talk.words())));
    }
}
