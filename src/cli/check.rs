use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::talk::{Failure, Talk};
use crate::neighbourhood::{Backup, Health, Mended, Neighbourhoods, NotMended};
use crate::words::Words;

/// Reads everything that is kept, and with --repair puts right what can be without guessing.
///
/// Without --repair nothing is changed. What is derived is made again; a damaged journal is made whole with the commits of
/// a backup. What was there before is kept beside it.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  wijkweb check
  wijkweb check --repair
  wijkweb check --repair --from /mnt/backup/wijkweb/wijkweb-000042-2026-11-22")]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) data: DataFolder,
    /// Put right what can be put right.
    #[arg(long)]
    repair: bool,
    /// The backup with which a damaged journal is made whole.
    #[arg(long, value_name = "BACKUP", requires = "repair")]
    from: Option<PathBuf>,
}

impl Check {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let report = neighbourhoods.check().map_err(|error| talk.store_failure(&error, &self.data.folder))?;
        for health in &report.neighbourhoods {
            tell(health, talk);
        }
        if self.repair && report.neighbourhoods.iter().any(|health| !health.problems.is_empty()) {
            return self.mend(&report.neighbourhoods, neighbourhoods, talk);
        }
        if report.is_well() {
            talk.say("cli-check-well", &[]);
            Ok(ExitCode::SUCCESS)
        } else {
            talk.remark(&talk.words().say("cli-check-try-repair"));
            Err(talk.failure("cli-check-not-well", &[]))
        }
    }

    fn mend(&self, sick: &[Health], neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let from = self.from.as_ref().map(|path| Backup::at(&talk.path(path))).transpose();
        let from = from.map_err(|flaw| Failure(flaw.say(talk.words()).into_owned()))?;
        for health in sick.iter().filter(|health| !health.problems.is_empty()) {
            match neighbourhoods.repair(health, from.as_ref()) {
                Ok(mended) => mended.iter().for_each(|mended| talk.write(&mended_in_words(talk.words(), health, mended))),
                Err(why) => talk.remark(&not_mended_in_words(talk.words(), health, &why)),
            }
        }
        let report = neighbourhoods.check().map_err(|error| talk.store_failure(&error, &self.data.folder))?;
        if report.is_well() {
            talk.say("cli-check-well", &[]);
            return Ok(ExitCode::SUCCESS);
        }
        Err(talk.failure("cli-repair-not-all", &[]))
    }
}

fn tell(health: &Health, talk: &Talk) {
    let fillings = [("slug", health.slug.to_string().into()), ("commits", health.commits.into()), ("rows", health.rows.into())];
    talk.say("cli-check-neighbourhood", &fillings);
    for problem in &health.problems {
        talk.remark(&format!("  {}", problem.say(talk.words())));
    }
}

fn mended_in_words(words: Words, health: &Health, mended: &Mended) -> String {
    let slug = ("slug", health.slug.to_string().into());
    let path = |path: &std::path::Path| ("path", path.display().to_string().into());
    let text = match mended {
        Mended::TornTail { aside } => words.say_with("repair-torn-tail", &[slug, path(aside)]),
        Mended::Keys => words.say_with("repair-keys", &[slug]),
        Mended::Derived => words.say_with("repair-derived", &[slug]),
        Mended::Journal { aside, upto, last } => {
            let numbers = [("upto", upto.to_string().into()), ("last", last.to_string().into())];
            words.say_with("repair-journal", &[&[slug, path(aside)][..], &numbers].concat())
        }
    };
    text.into_owned()
}

fn not_mended_in_words(words: Words, health: &Health, why: &NotMended) -> String {
    let slug = ("slug", health.slug.to_string().into());
    let text = match why {
        NotMended::InUse => words.say_with("repair-in-use", &[slug]),
        NotMended::NeedsBackup => words.say_with("repair-needs-backup", &[slug]),
        NotMended::NotInBackup => words.say_with("repair-not-in-backup", &[slug]),
        NotMended::OtherStory { seq } => words.say_with("repair-other-story", &[slug, ("seq", seq.to_string().into())]),
        NotMended::BehindBackup { seq } => words.say_with("repair-behind-backup", &[slug, ("seq", seq.to_string().into())]),
        NotMended::Backup(flaw) => flaw.say(words),
        NotMended::Store(error) => error.say(words),
    };
    text.into_owned()
}
