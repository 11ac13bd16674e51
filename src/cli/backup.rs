use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::talk::{Failure, Talk};
use crate::neighbourhood::Neighbourhoods;

/// Makes a backup of all neighbourhoods: one folder, with an archive of each.
///
/// Goes on beside the writing. The backup has its name once it was read back to its end and found whole.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  wijkweb backup --to /mnt/backup/wijkweb
  wijkweb restore /mnt/backup/wijkweb/wijkweb-000042-2026-11-22 --data nieuw")]
pub(super) struct Backup {
    #[command(flatten)]
    pub(super) data: DataFolder,
    /// Folder in which the backup gets a folder of its own; best on another disk. Without it, `backups` in the data folder.
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
}

impl Backup {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let folder = self.to.map_or_else(|| neighbourhoods.folder().join("backups"), |to| talk.path(&to));
        let backup = neighbourhoods.back_up(&folder).map_err(|flaw| Failure(flaw.say(talk.words()).into_owned()))?;
        let fillings = [
            ("number", backup.number.to_string().into()),
            ("path", backup.path.display().to_string().into()),
            ("n", backup.neighbourhoods.len().into()),
            ("bytes", backup.bytes().into()),
        ];
        talk.say("cli-backed-up", &fillings);
        if backup.left_out.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        Err(talk.failure("cli-backup-left-out", &[("slugs", backup.left_out.join(", ").into())]))
    }
}
