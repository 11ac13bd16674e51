//! Wires the command line to the house.

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

/// Returns memory sooner and takes it faster than the system does, with many visitors at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    wijkweb::cli::run(wijkweb::cli::Arguments::parse())
}
