use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use crate::capture::people::Column;
use crate::capture::say::{reason_in_words, snag_in_words};
use crate::capture::screen::warning_in_words;
use crate::capture::snag::Severity;
use crate::cli::DataFolder;
use crate::cli::bring_in::{bytes_of, find};
use crate::cli::talk::{Failure, Talk};
use crate::consent::{Channel, Scope};
use crate::formats::read::{ReadOptions, read};
use crate::inventory::moment::Day;
use crate::inventory::provenance::{Actor, Stamp};
use crate::inventory::slug::Slug;
use crate::neighbourhood::people::file::{Basis, Prepared, RestsOn, Wanting, bring_in, prepare};
use crate::neighbourhood::{Neighbourhoods, refusal_in_words, rule_in_words};
use crate::words::wording::Wording;
use crate::words::{Language, Words};

/// Brings residents in from a CSV, with what they agreed to and how they were asked. Who did not say yes is not kept.
///
/// What each of them agreed to stands in columns (`store`, `show_neighbours`, …), or all of them agreed to the same: say so
/// with --scope. What you state is kept as proof, under the operator's name.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  wijkweb import-people --to afrikaanderwijk --agreed-on 2026-11-03 --wording 1 --how paper --proof --dry-run bewoners.csv
  wijkweb import-people --to afrikaanderwijk --scope store --scope statistics --agreed-on 2026-11-03 \\
    --own-words \"Mogen wij u bewaren?\" --how spoken --adults --proof koor.csv")]
pub(super) struct ImportPeople {
    #[command(flatten)]
    pub(super) data: DataFolder,
    /// Short name of the neighbourhood.
    #[arg(long = "to", value_name = "SLUG")]
    slug: Slug,
    /// Everybody in the file agreed to this; may be given more than once. Without it, columns of the file tell it.
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<Scope>,
    /// The day on which they agreed (2026-11-03), where no column tells it.
    #[arg(long, value_name = "DAY")]
    agreed_on: Option<Day>,
    /// The version of our texts in which they were asked.
    #[arg(long, value_name = "VERSION", conflicts_with = "own_words")]
    wording: Option<String>,
    /// The other words in which they were asked.
    #[arg(long, value_name = "TEXT")]
    own_words: Option<String>,
    /// How they said it.
    #[arg(long, value_enum)]
    how: Option<How>,
    /// The language in which they were asked, nl or en.
    #[arg(long, default_value = "nl", value_name = "LANGUAGE")]
    asked_in: Language,
    /// Everybody whose age the file does not tell is sixteen or older.
    #[arg(long)]
    adults: bool,
    /// It can be shown that they agreed.
    #[arg(long)]
    proof: bool,
    /// Name of the source under which rows are known again; by default the name of the file.
    #[arg(long)]
    source: Option<String>,
    /// Only tell what would happen.
    #[arg(long)]
    dry_run: bool,
    /// The file.
    file: PathBuf,
}

/// By which way people agreed.
#[derive(Clone, Copy, ValueEnum)]
enum How {
    /// At the door.
    Spoken,
    /// On paper.
    Paper,
    /// They filled it in themselves.
    #[value(name = "self")]
    Own,
}

impl ImportPeople {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let neighbourhood = find(neighbourhoods, &self.slug, &self.data.folder, talk)?;
        let (words, surroundings) = (talk.words(), neighbourhoods.surroundings());
        let name = self.file.display().to_string();
        let said = |why: String| talk.failure("cli-file-failure", &[("file", name.as_str().into()), ("why", why.into())]);
        let options = ReadOptions::default();
        let bytes = bytes_of(&talk.path(&self.file), options.most_bytes).map_err(|error| said(talk.file_trouble(&error)))?;
        let foreign = read(&bytes, &options).map_err(|reason| said(reason_in_words(words, &reason).into_owned()))?;
        let (delivery, stamp) = (surroundings.mint(), Stamp { by: Actor::operator(), at: surroundings.now() });
        let stem = || self.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let (source, basis) = (self.source.clone().unwrap_or_else(stem), self.basis());
        let prepared = prepare(&neighbourhood, foreign, &source, &basis, delivery, &stamp);
        let has_days = prepared.columns.telling(Column::ConsentDay).next().is_some();
        let wanting = basis.wanting(prepared.columns.tell_consent(), has_days, stamp.at.day());
        if !wanting.is_empty() {
            let each = wanting.iter().map(|wanting| words.say(key(*wanting)).into_owned());
            return Err(said(each.collect::<Vec<_>>().join("\n")));
        }
        tell(&prepared, talk);
        if self.dry_run {
            talk.say("cli-dry-run", &[("n", prepared.entrants.len().into())]);
            return Ok(ExitCode::SUCCESS);
        }
        let written = bring_in(&neighbourhood, prepared.entrants, (&basis, &source), (delivery, &stamp), surroundings)
            .map_err(|refusal| said(refusal_in_words(words, &refusal).into_owned()))?;
        for (row, rule) in &written.left_out {
            let row = words.say_with("snag-row", &[("rows", row.to_string().into())]);
            talk.remark(&format!("  {row}: {}", rule_in_words(words, rule)));
        }
        talk.say("people-file-written", &[("n", written.count.into())]);
        if written.count > 0 {
            talk.say("cli-written.undo", &[("slug", self.slug.to_string().into()), ("delivery", delivery.to_string().into())]);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn basis(&self) -> Basis {
        let rests_on = if self.scopes.is_empty() { RestsOn::Columns } else { RestsOn::Attested(self.scopes.iter().copied().collect()) };
        Basis {
            rests_on,
            agreed_on: self.agreed_on,
            version: self.wording.as_deref().and_then(Wording::find),
            own_words: self.own_words.clone().unwrap_or_default(),
            how: self.how.map(|how| match how {
                How::Spoken => Channel::Spoken,
                How::Paper => Channel::Paper,
                How::Own => Channel::Own,
            }),
            language: self.asked_in,
            are_adults: self.adults,
            can_be_shown: self.proof,
        }
    }
}

/// The text for what is wanting.
fn key(wanting: Wanting) -> &'static str {
    match wanting {
        Wanting::RestsOn => "people-file-wants-ground",
        Wanting::Columns => "people-file-wants-columns",
        Wanting::Scopes => "people-file-wants-scopes",
        Wanting::Day => "people-file-wants-day",
        Wanting::PastDay => "people-file-wants-past-day",
        Wanting::Wording => "people-file-wants-wording",
        Wanting::How => "people-file-wants-how",
        Wanting::Proof => "people-file-wants-proof",
    }
}

/// What becomes of how many rows, and everything odd, the gravest first.
fn tell(prepared: &Prepared, talk: &Talk) {
    let words: Words = talk.words();
    for (key, count) in prepared.counts().into_iter().filter(|(_, count)| *count > 0) {
        talk.write(&format!("  {}", words.say_with(key, &[("n", count.into())])));
    }
    for severity in [Severity::Refused, Severity::Warning, Severity::Note] {
        for snag in prepared.snags.iter().filter(|snag| snag.severity == severity) {
            talk.remark(&format!("  {}", snag_in_words(words, snag)));
        }
    }
    for warned in &prepared.warnings {
        let row = words.say_with("snag-row", &[("rows", warned.row.to_string().into())]);
        talk.remark(&format!("  {row}: {}", warning_in_words(words, &warned.warning)));
    }
}
