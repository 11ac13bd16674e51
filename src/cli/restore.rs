use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::talk::{Failure, Talk};
use crate::inventory::slug::Slug;
use crate::neighbourhood::{ArchiveFlaw, Contents, Neighbourhoods, StoreError};

/// Brings neighbourhoods back from an archive, whole or not at all.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  wijkweb restore afrikaanderwijk.ndjson
  wijkweb restore afrikaanderwijk.ndjson --as afrikaanderwijk-2
  wijkweb restore afrikaanderwijk.ndjson --dry-run")]
pub(super) struct Restore {
    #[command(flatten)]
    pub(super) data: DataFolder,
    /// The archive.
    #[arg(value_name = "ARCHIVE")]
    from: PathBuf,
    /// Another short name for the neighbourhood than it had.
    #[arg(long = "as", value_name = "SLUG")]
    slug: Option<Slug>,
    /// Only read it to the end and tell what is in it.
    #[arg(long)]
    dry_run: bool,
}

impl Restore {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let path = talk.path(&self.from);
        let failure = |why: String| {
            let fillings = [("file", path.display().to_string().into()), ("why", why.into())];
            talk.failure("cli-file-failure", &fillings)
        };
        let file = File::open(&path).map_err(|error| failure(talk.file_trouble(&error)))?;
        let done = if self.dry_run { Neighbourhoods::verify_archive(file) } else { neighbourhoods.restore(file, self.slug.as_ref()) };
        let contents = done.map_err(|flaw| match flaw {
            ArchiveFlaw::Store(StoreError::AlreadyThere(slug)) => talk.failure("cli-restore-taken", &[("slug", slug.into())]),
            flaw => failure(flaw.say(talk.words()).into_owned()),
        })?;
        let key = if self.dry_run { "cli-restorable" } else { "cli-restored" };
        tell(key, self.slug.as_ref().unwrap_or(&contents.slug), &contents, talk);
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(key: &str, slug: &Slug, contents: &Contents, talk: &Talk) {
    let fillings = [
        ("slug", slug.to_string().into()),
        ("name", contents.name.clone().into()),
        ("commits", contents.commits.into()),
        ("pictures", contents.pictures.into()),
    ];
    talk.say(key, &fillings);
}
