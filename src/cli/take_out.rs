use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::bring_in::find;
use crate::cli::talk::{Failure, Talk};
use crate::consent::Audience;
use crate::formats::{Format, export};
use crate::inventory::kind::Kind;
use crate::inventory::slug::Slug;
use crate::neighbourhood::Neighbourhoods;

/// Writes what an audience may see to a file for elsewhere.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  wijkweb export --from afrikaanderwijk --format geojson --out wijk.geojson
  wijkweb export --from afrikaanderwijk --format csv --kind place --kind thing > plekken.csv")]
pub(super) struct Export {
    #[command(flatten)]
    pub(super) data: DataFolder,
    /// Short name of the neighbourhood.
    #[arg(long = "from", value_name = "SLUG")]
    slug: Slug,
    /// The format.
    #[arg(long, value_name = "geojson|csv")]
    format: Format,
    /// Only this kind; may be given more than once. Without it: all assets.
    #[arg(long = "kind")]
    kinds: Vec<Kind>,
    /// Who the file is for: only what they may see is written.
    #[arg(long, value_name = "everyone|neighbours|builders|stewards", default_value = "everyone")]
    audience: Audience,
    /// The file to write; without it, standard output.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Export {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let neighbourhood = find(neighbourhoods, &self.slug, &self.data.folder, talk)?;
        let graph = neighbourhood.snapshot();
        let view = graph.seen_by(self.audience);
        let now = neighbourhoods.surroundings().now();
        match &self.out {
            Some(file) => {
                let file = talk.path(file);
                let written = std::fs::File::create(&file).map(std::io::BufWriter::new).and_then(|mut out| {
                    export(view, &self.kinds, self.format, now, &mut out)?;
                    out.flush()?;
                    out.get_ref().sync_all()
                });
                written.map_err(|error| {
                    talk.failure(
                        "cli-file-failure",
                        &[("file", file.display().to_string().into()), ("why", talk.file_trouble(&error).into())],
                    )
                })?;
                talk.say("cli-exported", &[("file", file.display().to_string().into())]);
            }
            None => export(view, &self.kinds, self.format, now, &mut Answer(talk)).map_err(|error| talk.system_failure(&error))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes to whoever typed the command.
struct Answer<'a>(&'a Talk);

impl Write for Answer<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.hand_over(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
