use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::archive::fillings;
use crate::cli::bring_in::no_such;
use crate::cli::talk::{Failure, Talk};
use crate::inventory::slug::Slug;
use crate::neighbourhood::{DAYS_KEPT, Neighbourhoods, StoreError};

/// Closes a neighbourhood down: writes a last archive to take away, and shows nothing of it any more.
///
/// For thirty days it can be opened again; then it is removed for good. Backups that were made before still hold it, until
/// they expire. To hand it over, bring the archive in on the other server with `wijkweb restore`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  wijkweb close afrikaanderwijk --archive afrikaanderwijk.ndjson
  wijkweb close afrikaanderwijk --reopen")]
pub(super) struct Close {
    #[command(flatten)]
    pub(super) data: DataFolder,
    /// Short name of the neighbourhood.
    slug: Slug,
    /// The file for the last archive.
    #[arg(long, value_name = "FILE", required_unless_present = "reopen", conflicts_with = "reopen")]
    archive: Option<PathBuf>,
    /// Open it again.
    #[arg(long)]
    reopen: bool,
}

impl Close {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let slug = ("slug", self.slug.to_string().into());
        let failure = |error: StoreError| Failure(error.say(talk.words()).into_owned());
        let Some(file) = &self.archive else {
            neighbourhoods.reopen(&self.slug).map_err(failure)?;
            talk.say("cli-reopened", &[slug]);
            return Ok(ExitCode::SUCCESS);
        };
        if !neighbourhoods.slugs().contains(&self.slug) {
            return Err(no_such(&self.slug, neighbourhoods, talk));
        }
        let path = talk.path(file);
        let contents = neighbourhoods.close_down(&self.slug, &path).map_err(|flaw| Failure(flaw.say(talk.words()).into_owned()))?;
        talk.say("cli-archived", &fillings(&contents, &path));
        talk.say("cli-closed", &[slug, ("days", DAYS_KEPT.into())]);
        Ok(ExitCode::SUCCESS)
    }
}
