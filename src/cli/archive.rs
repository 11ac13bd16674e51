use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::bring_in::no_such;
use crate::cli::talk::{Failure, Talk};
use crate::inventory::slug::Slug;
use crate::neighbourhood::{ArchiveFlaw, Contents, Neighbourhoods, keys_beside};
use crate::words::Filling;

/// Writes everything that was ever kept in a neighbourhood, history and photos too, to one file.
///
/// The file can be read back with `wijkweb restore`, here or on another server. It holds what only stewards see. What is told
/// of people is sealed in it; their keys are in a second file, `FILE.keys`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  wijkweb archive afrikaanderwijk --out afrikaanderwijk.ndjson
  wijkweb archive afrikaanderwijk | gzip > afrikaanderwijk.ndjson.gz")]
pub(super) struct Archive {
    #[command(flatten)]
    pub(super) data: DataFolder,
    /// Short name of the neighbourhood.
    slug: Slug,
    /// The file to write; without it, standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Archive {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        if !neighbourhoods.slugs().contains(&self.slug) {
            return Err(no_such(&self.slug, neighbourhoods, talk));
        }
        let failure = |flaw: ArchiveFlaw| Failure(flaw.say(talk.words()).into_owned());
        if let Some(file) = &self.out {
            let path = talk.path(file);
            let contents = neighbourhoods.archive_to(&self.slug, &path).map_err(failure)?;
            talk.say("cli-archived", &fillings(&contents, &path));
            let keys = keys_beside(&path);
            if keys.exists() {
                talk.say("cli-archived-keys", &[("file", keys.display().to_string().into())]);
            }
        } else {
            let contents = neighbourhoods.archive(&self.slug, talk.pipe()).map_err(failure)?;
            talk.remark(&talk.words().say_with("cli-archived-out", &fillings(&contents, Path::new(""))));
            if neighbourhoods.archive_keys(&self.slug).is_ok_and(|keys| keys.is_some()) {
                talk.remark(&talk.words().say("cli-archived-sealed"));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

pub(super) fn fillings(contents: &Contents, file: &Path) -> Vec<Filling<'static>> {
    vec![
        ("file", file.display().to_string().into()),
        ("name", contents.name.clone().into()),
        ("commits", contents.commits.into()),
        ("pictures", contents.pictures.into()),
        ("sha256", contents.sha256.clone().into()),
    ]
}
