use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::errand::{Closed, open};
use crate::cli::listen::listen;
use crate::cli::talk::{Failure, Talk};
use crate::demo;
use crate::neighbourhood::Neighbourhoods;
use crate::web::Settings;

/// Where and how to be reached.
#[derive(clap::Args)]
struct Door {
    /// Address and port to listen at.
    #[arg(long = "listen", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", env = "WIJKWEB_LISTEN")]
    address: SocketAddr,
    /// Visitors come over HTTPS, through a reverse proxy: cookies are then for HTTPS only.
    #[arg(long, env = "WIJKWEB_HTTPS")]
    https: bool,
    /// Largest file that may be handed in, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=4096))]
    largest_upload: u16,
}

impl Door {
    fn settings(&self) -> Settings {
        Settings { largest_upload: usize::from(self.largest_upload) * 1024 * 1024, https: self.https }
    }
}

/// Shows the neighbourhoods of a data folder.
#[derive(clap::Args)]
pub(super) struct Serve {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    door: Door,
}

impl Serve {
    pub(super) fn run(self, talk: &Talk) -> Result<ExitCode, Failure> {
        let neighbourhoods = opened(&self.data.folder, talk)?;
        listen(neighbourhoods, &self.data.folder, self.door.address, self.door.settings(), talk)?;
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
    door: Door,
}

impl Demo {
    pub(super) fn run(self, talk: &Talk) -> Result<ExitCode, Failure> {
        let neighbourhoods = opened(&self.folder, talk)?;
        demo::settle(&neighbourhoods).map_err(|why| talk.failure("cli-refused", &[("why", why.to_string().into())]))?;
        listen(neighbourhoods, &self.folder, self.door.address, self.door.settings(), talk)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn opened(folder: &Path, talk: &Talk) -> Result<Neighbourhoods, Failure> {
    open(folder, talk).map_err(|closed| match closed {
        Closed::InUse(error) => talk.store_failure(&error, folder),
        Closed::Failure(failure) => failure,
    })
}
