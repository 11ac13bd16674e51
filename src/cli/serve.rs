use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::errand::{Closed, open};
use crate::cli::listen::{Entrance, listen};
use crate::cli::log::begin_log;
use crate::cli::settings::{Chosen, Flags};
use crate::cli::talk::{Failure, Talk};
use crate::demo;
use crate::inventory::slug::Slug;
use crate::neighbourhood::Neighbourhoods;

/// Shows the neighbourhoods of a data folder.
#[derive(clap::Args)]
pub(super) struct Serve {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    flags: Flags,
}

impl Serve {
    pub(super) fn run(self, talk: &Talk) -> Result<ExitCode, Failure> {
        let chosen = chosen(&self.flags, &self.data.folder, talk)?;
        let neighbourhoods = opened(&self.data.folder, talk)?;
        tell_closed(&neighbourhoods, talk);
        listen(neighbourhoods, &self.data.folder, &chosen, Entrance::FirstSteward, talk)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Makes the fictional neighbourhood and shows it.
#[derive(clap::Args)]
pub(super) struct Demo {
    /// Folder in which the fictional neighbourhood is kept.
    #[arg(long = "data", value_name = "FOLDER", default_value = "data/demo")]
    folder: PathBuf,
    #[command(flatten)]
    flags: Flags,
}

impl Demo {
    pub(super) fn run(self, talk: &Talk) -> Result<ExitCode, Failure> {
        let chosen = chosen(&self.flags, &self.folder, talk)?;
        let neighbourhoods = opened(&self.folder, talk)?;
        demo::settle(&neighbourhoods).map_err(|why| talk.failure("cli-refused", &[("why", why.to_string().into())]))?;
        listen(neighbourhoods, &self.folder, &chosen, Entrance::Try, talk)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Says which neighbourhoods others do not see yet. They are read for that, as the first visitor of the front page would have
/// them read; where there are more than that page is quick with, it is left to the page.
fn tell_closed(neighbourhoods: &Neighbourhoods, talk: &Talk) {
    const MOST: usize = 20;
    let is_closed = |slug: &Slug| match neighbourhoods.find(slug) {
        Ok(found) => found.is_some_and(|neighbourhood| !neighbourhood.is_open()),
        // It is said where it is asked for.
        Err(_) => false,
    };
    let slugs = neighbourhoods.slugs();
    let closed: Vec<_> = slugs.iter().filter(|_| slugs.len() <= MOST).filter(|slug| is_closed(slug)).map(ToString::to_string).collect();
    if !closed.is_empty() {
        talk.remark(&talk.words().say_with("cli-closed-to-others", &[("slugs", closed.join(", ").into())]));
    }
}

/// The settings that hold; the log begins by them.
fn chosen(flags: &Flags, folder: &Path, talk: &Talk) -> Result<Chosen, Failure> {
    let chosen = flags.choose(folder, &|name| std::env::var_os(name)).map_err(|wrong| Failure(wrong.say(talk.words())))?;
    begin_log(&chosen.log, chosen.is_log_json);
    Ok(chosen)
}

fn opened(folder: &Path, talk: &Talk) -> Result<Neighbourhoods, Failure> {
    open(folder, talk).map_err(|closed| match closed {
        Closed::InUse(error) => talk.store_failure(&error, folder),
        Closed::Failure(failure) => failure,
    })
}
