use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::capture::say::{reason_in_words, snag_in_words};
use crate::cli::DataFolder;
use crate::cli::bring_in::find;
use crate::cli::talk::{Failure, Talk};
use crate::consent::Audience;
use crate::formats::csv::write::Dialect;
use crate::formats::read::{ReadOptions, read};
use crate::formats::vocabulary::write_vocabulary;
use crate::inventory::provenance::Actor;
use crate::inventory::slug::Slug;
use crate::inventory::word::{kind_of_scheme, schemes};
use crate::neighbourhood::vocabulary::{WordPlan, plan_words};
use crate::neighbourhood::{Neighbourhoods, refusal_in_words};

/// Takes the words of a vocabulary out as a table, or brings them in.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  wijkweb vocabulary export --from afrikaanderwijk --vocabulary skill --out skills.csv
  wijkweb vocabulary import --to afrikaanderwijk --vocabulary skill --dry-run skills.csv")]
pub(super) struct Vocabulary {
    #[command(subcommand)]
    act: Act,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Write the words of a vocabulary to a CSV file.
    Export {
        #[command(flatten)]
        data: DataFolder,
        /// Short name of the neighbourhood.
        #[arg(long = "from", value_name = "SLUG")]
        slug: Slug,
        /// The vocabulary, such as `skill`, `theme` or `place_function`.
        #[arg(long)]
        vocabulary: String,
        /// The file to write; without it, standard output.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Bring the words of a CSV file in: new ones are added, others changed, all at once.
    Import {
        #[command(flatten)]
        data: DataFolder,
        /// Short name of the neighbourhood.
        #[arg(long = "to", value_name = "SLUG")]
        slug: Slug,
        /// The vocabulary, such as `skill`, `theme` or `place_function`.
        #[arg(long)]
        vocabulary: String,
        /// Only tell what would happen.
        #[arg(long)]
        dry_run: bool,
        /// The file.
        file: PathBuf,
    },
}

impl Vocabulary {
    /// The data folder it works on.
    pub(super) fn folder(&self) -> &Path {
        match &self.act {
            Act::Export { data, .. } | Act::Import { data, .. } => &data.folder,
        }
    }

    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        match &self.act {
            Act::Export { slug, vocabulary, out, .. } => self.take_out((slug, vocabulary), out.as_ref(), neighbourhoods, talk),
            Act::Import { slug, vocabulary, dry_run, file, .. } => self.bring_in((slug, vocabulary), *dry_run, file, neighbourhoods, talk),
        }
    }

    fn take_out(
        &self,
        (slug, scheme): (&Slug, &str),
        out: Option<&PathBuf>,
        neighbourhoods: &Neighbourhoods,
        talk: &Talk,
    ) -> Result<ExitCode, Failure> {
        let neighbourhood = find(neighbourhoods, slug, self.folder(), talk)?;
        let graph = neighbourhood.snapshot();
        let view = graph.seen_by(Audience::Stewards);
        known(scheme, view.terms(scheme).next().is_some(), talk)?;
        let mut file = Vec::new();
        write_vocabulary(view, scheme, kind_of_scheme(scheme), Dialect::Comma, &mut file).map_err(|error| talk.system_failure(&error))?;
        let Some(out) = out else {
            talk.hand_over(&file);
            return Ok(ExitCode::SUCCESS);
        };
        std::fs::write(talk.path(out), file).map_err(|error| file_failure(out, talk.file_trouble(&error), talk))?;
        talk.say("cli-exported", &[("file", out.display().to_string().into())]);
        Ok(ExitCode::SUCCESS)
    }

    fn bring_in(
        &self,
        (slug, scheme): (&Slug, &str),
        is_dry_run: bool,
        file: &Path,
        neighbourhoods: &Neighbourhoods,
        talk: &Talk,
    ) -> Result<ExitCode, Failure> {
        let neighbourhood = find(neighbourhoods, slug, self.folder(), talk)?;
        let graph = neighbourhood.snapshot();
        known(scheme, graph.seen_by(Audience::Stewards).terms(scheme).next().is_some(), talk)?;
        let (options, mut bytes) = (ReadOptions::default(), Vec::new());
        let most = u64::try_from(options.most_bytes).unwrap_or(u64::MAX).saturating_add(1);
        let opened = std::fs::File::open(talk.path(file)).and_then(|opened| opened.take(most).read_to_end(&mut bytes));
        opened.map_err(|error| file_failure(file, talk.file_trouble(&error), talk))?;
        let (by, surroundings) = (Actor::operator(), neighbourhoods.surroundings());
        let foreign = read(&bytes, &options);
        let plan = foreign.and_then(|foreign| plan_words(&graph, foreign, (scheme, kind_of_scheme(scheme)), &by, surroundings));
        let plan = plan.map_err(|reason| file_failure(file, reason_in_words(talk.words(), &reason).into_owned(), talk))?;
        drop(graph);
        tell(&plan, talk);
        if is_dry_run {
            talk.say("cli-dry-run", &[("n", plan.count().into())]);
        } else if plan.count() == 0 {
            talk.say("vocabulary-import-nothing", &[]);
        } else {
            let written = neighbourhood.write(plan.order(&by, surroundings));
            written
                .map_err(|refusal| talk.failure("cli-refused", &[("why", refusal_in_words(talk.words(), &refusal).into_owned().into())]))?;
            talk.say("vocabulary-import-done", &[("fresh", plan.fresh.len().into()), ("changed", plan.changed.len().into())]);
        }
        Ok(if plan.refused() > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// What would become of how many rows, and everything odd.
fn tell(plan: &WordPlan, talk: &Talk) {
    let counts = [
        ("vocabulary-import-fresh", plan.fresh.len()),
        ("vocabulary-import-changed", plan.changed.len()),
        ("vocabulary-import-unchanged", plan.unchanged),
    ];
    for (key, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        talk.write(&format!("  {}", talk.words().say_with(key, &[("n", count.into())])));
    }
    for snag in &plan.snags {
        talk.remark(&format!("  {}", snag_in_words(talk.words(), snag)));
    }
}

/// A slip in the name of a vocabulary is no reason to begin another.
fn known(scheme: &str, has_words: bool, talk: &Talk) -> Result<(), Failure> {
    if has_words || schemes().iter().any(|(known, _)| *known == scheme) {
        return Ok(());
    }
    let all = schemes().iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ");
    Err(talk.failure("cli-no-such-vocabulary", &[("vocabulary", scheme.into()), ("known", all.into())]))
}

fn file_failure(file: &Path, why: String, talk: &Talk) -> Failure {
    talk.failure("cli-file-failure", &[("file", file.display().to_string().into()), ("why", why.into())])
}
