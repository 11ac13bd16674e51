use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::errand::{Closed, open};
use crate::cli::listen::listen;
use crate::cli::talk::{Failure, Talk};
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
        open_and_listen(&self.data.folder, &self.door, talk)?;
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
        open_and_listen(&self.folder, &self.door, talk)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn open_and_listen(folder: &Path, door: &Door, talk: &Talk) -> Result<(), Failure> {
    let neighbourhoods = open(folder, talk).map_err(|closed| match closed {
        Closed::InUse(error) => talk.store_failure(&error, folder),
        Closed::Failure(failure) => failure,
    })?;
    listen(neighbourhoods, folder, door.address, door.settings(), talk)
}
