use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use crate::capture::say::{reason_in_words, snag_in_words};
use crate::capture::snag::{Severity, Snag};
use crate::cli::DataFolder;
use crate::cli::talk::{Failure, Talk};
use crate::formats::csv::write::safe;
use crate::formats::read::{ReadOptions, read};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::Actor;
use crate::inventory::slug::Slug;
use crate::neighbourhood::import::{Delivery, Plan, Prepared, Wishes, prepare, run, undo};
use crate::neighbourhood::{Neighbourhood, Neighbourhoods, Refusal, refusal_in_words, rule_in_words};
use crate::words::Words;

/// Brings files in: CSV, GeoJSON, or entries of Karte von morgen.
///
/// Encoding, separator, decimal comma and coordinate system (WGS 84, RD New, Web Mercator) are recognised. Columns find
/// their fields by name; correct a guess with --map. Every odd row is named. Bringing the same file in again adds nothing.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  wijkweb import --to afrikaanderwijk --kind area buurten.geojson
  wijkweb import --to afrikaanderwijk --kind address bag.csv
  wijkweb import --to afrikaanderwijk --kind place --map Organization=name --map Notes= --dry-run plekken.csv
  wijkweb import --to afrikaanderwijk --kind place --report odd.csv plekken.csv
  wijkweb import --to afrikaanderwijk --undo 01890a5d-ac96-774b-bcce-b302099a8057")]
pub(super) struct Import {
    #[command(flatten)]
    pub(super) data: DataFolder,
    /// Short name of the neighbourhood.
    #[arg(long = "to", value_name = "SLUG")]
    slug: Slug,
    /// What the rows are, such as place, association or area. Without it the file must say so in a column `kind`.
    #[arg(long)]
    kind: Option<Kind>,
    /// What a column becomes: `column=field`; `column=` leaves it out. May be given more than once. Beside the fields there
    /// are longitude, latitude, x, y and geometry, for where things are.
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    columns: Vec<String>,
    /// A column that, alone or with others, tells one row from another. May be given more than once.
    #[arg(long = "id", value_name = "COLUMN")]
    identity: Vec<String>,
    /// Name of the source under which rows are known again; by default the name of the file.
    #[arg(long)]
    source: Option<String>,
    /// Only tell what would happen.
    #[arg(long)]
    dry_run: bool,
    /// Write everything odd to this file as well, as a table with every row named.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Take a whole import back, by the id that was told when it was done. What was changed since stays and is named.
    #[arg(long, value_name = "ID", conflicts_with_all = ["kind", "columns", "identity", "source", "dry_run", "report", "files"])]
    undo: Option<Id>,
    /// The files.
    #[arg(required_unless_present = "undo")]
    files: Vec<PathBuf>,
}

impl Import {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let neighbourhood = find(neighbourhoods, &self.slug, &self.data.folder, talk)?;
        if let Some(delivery) = self.undo {
            return take_back(delivery, &neighbourhood, neighbourhoods, talk);
        }
        let mut failed = false;
        let mut report = vec![report_head(talk.words())];
        for file in &self.files {
            // One file that cannot be read does not keep the others out.
            if let Err(failure) = self.bring_in(file, &neighbourhood, neighbourhoods, &mut report, talk) {
                talk.remark(&failure);
                failed = true;
            }
        }
        if let Some(file) = &self.report {
            std::fs::write(talk.path(file), report.concat()).map_err(|error| talk.system_failure(&error))?;
        }
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    fn bring_in(
        &self,
        file: &Path,
        neighbourhood: &Neighbourhood,
        neighbourhoods: &Neighbourhoods,
        report: &mut Vec<String>,
        talk: &Talk,
    ) -> Result<(), Failure> {
        let words = talk.words();
        let name = file.display().to_string();
        let said = |why: String| talk.failure("cli-file-failure", &[("file", name.as_str().into()), ("why", why.into())]);
        let bytes = bytes_of(&talk.path(file), ReadOptions::default().most_bytes).map_err(|error| said(talk.file_trouble(&error)))?;
        let options = ReadOptions { columns: self.columns.clone(), ..ReadOptions::default() };
        let foreign = read(&bytes, &options).map_err(|reason| said(reason_in_words(words, &reason).into_owned()))?;
        let fillings = [
            ("file", name.as_str().into()),
            ("n", foreign.rows.len().into()),
            ("format", foreign.format.name().into()),
            ("encoding", foreign.encoding.into()),
            ("system", foreign.system.unwrap_or("-").into()),
        ];
        talk.say("cli-read-as", &fillings);
        let prepared = prepare(&neighbourhood.snapshot(), foreign, &self.wishes(file))
            .map_err(|reasons| said(reasons.iter().map(|reason| reason_in_words(words, reason)).collect::<Vec<_>>().join("\n")))?;
        tell(&prepared, talk);
        report.extend(prepared.snags.iter().map(|snag| report_line(words, &name, snag)));
        if self.dry_run {
            talk.say("cli-dry-run", &[("n", prepared.plan.fresh.len().into())]);
            return Ok(());
        }
        write(prepared.plan, neighbourhood, neighbourhoods, talk).map_err(|refusal| said(stopped(words, &refusal)))
    }

    fn wishes(&self, file: &Path) -> Wishes {
        let stem = || file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        Wishes {
            kind: self.kind,
            columns: self.columns.clone(),
            identity: self.identity.clone(),
            source: self.source.clone().unwrap_or_else(stem),
        }
    }
}

/// Why an import stopped, and that it can be gone on with.
fn stopped(words: Words, refusal: &Refusal) -> String {
    format!("{}\n{}", refusal_in_words(words, refusal), words.say("import-stopped.next"))
}

/// The beginning of a file: enough to see that it is too large, not more.
pub(super) fn bytes_of(file: &Path, most: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(file)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The neighbourhood with this short name.
pub(super) fn find(neighbourhoods: &Neighbourhoods, slug: &Slug, folder: &Path, talk: &Talk) -> Result<Arc<Neighbourhood>, Failure> {
    let found = neighbourhoods.find(slug).map_err(|error| talk.store_failure(&error, folder))?;
    found.ok_or_else(|| no_such(slug, neighbourhoods, talk))
}

/// There is no neighbourhood of this short name, but there are others.
pub(super) fn no_such(slug: &Slug, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Failure {
    let known: Vec<_> = neighbourhoods.slugs().iter().map(ToString::to_string).collect();
    talk.failure("cli-no-such-slug", &[("slug", slug.to_string().into()), ("known", known.join(", ").into())])
}

/// What becomes of how many rows, and everything odd, the gravest first.
fn tell(prepared: &Prepared, talk: &Talk) {
    for (key, count) in prepared.counts().into_iter().filter(|(_, count)| *count > 0) {
        talk.write(&format!("  {}", talk.words().say_with(key, &[("n", count.into())])));
    }
    for severity in [Severity::Refused, Severity::Warning, Severity::Note] {
        for snag in prepared.snags.iter().filter(|snag| snag.severity == severity) {
            talk.remark(&format!("  {}", snag_in_words(talk.words(), snag)));
        }
    }
    for different in &prepared.plan.different {
        let fillings = [("row", different.row.into()), ("fields", different.fields.join(", ").into())];
        talk.remark(&format!("  {}", talk.words().say_with("cli-different", &fillings)));
    }
}

fn write(plan: Plan, neighbourhood: &Neighbourhood, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<(), Refusal> {
    let delivery = Delivery { id: neighbourhoods.surroundings().mint(), by: Actor::operator() };
    let progress = |done: usize, total: usize| {
        if total > 1_000 {
            talk.remark(&talk.words().say_with("cli-progress", &[("done", done.into()), ("total", total.into())]));
        }
    };
    let (count, left_out) = run(neighbourhood, plan.fresh, &delivery, neighbourhoods.surroundings(), &progress)?;
    for (row, rule) in &left_out {
        let row = talk.words().say_with("snag-row", &[("rows", row.to_string().into())]);
        talk.remark(&format!("  {row}: {}", rule_in_words(talk.words(), rule)));
    }
    talk.say("cli-written", &[("n", count.into())]);
    if count > 0 {
        talk.say("cli-written.undo", &[("slug", neighbourhood.slug().to_string().into()), ("delivery", delivery.id.to_string().into())]);
    }
    Ok(())
}

fn take_back(delivery: Id, neighbourhood: &Neighbourhood, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
    let undone = undo(neighbourhoods, neighbourhood, delivery, &Actor::operator());
    let undone =
        undone.map_err(|refusal| talk.failure("cli-refused", &[("why", refusal_in_words(talk.words(), &refusal).into_owned().into())]))?;
    if undone.removed == 0 && undone.kept.is_empty() {
        return Err(talk.failure("cli-nothing-to-take-back", &[("delivery", delivery.to_string().into())]));
    }
    talk.say("cli-taken-back", &[("n", undone.removed.into())]);
    let graph = neighbourhood.snapshot();
    for record in undone.kept.iter().filter_map(|id| graph.record(*id)) {
        talk.say("cli-taken-back.stays", &[("name", record.name().to_owned().into()), ("id", record.id.to_string().into())]);
    }
    Ok(ExitCode::SUCCESS)
}

fn report_head(words: Words) -> String {
    let keys = ["report-file", "report-weight", "report-rows", "report-column", "report-value", "report-what"];
    line_of(keys.map(|key| words.say(key).into_owned()))
}

/// A snag as a line of a table, with all its rows.
fn report_line(words: Words, file: &str, snag: &Snag) -> String {
    let weight = words.say(&format!("{}.one", snag.severity.key())).into_owned();
    let (column, value) = (snag.column.clone().unwrap_or_default(), snag.value.clone().unwrap_or_default());
    line_of([file.to_owned(), weight, snag.rows.all(), column, value, reason_in_words(words, &snag.reason).into_owned()])
}

fn line_of(cells: [String; 6]) -> String {
    let quoted = cells.map(|cell| format!("\"{}\"", safe(&cell).replace('"', "\"\"")));
    quoted.join(",") + "\r\n"
}
