//! Fetches the browser libraries that the binary carries (Leaflet and its clusters), as `static/package-lock.json`
//! pins them. Nothing third-party is kept in the repository, and the finished binary needs neither Node nor npm.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

const LOCK: &str = "static/package-lock.json";
/// npm writes this file last, so it also says that an installation was finished.
const FETCHED: &str = "static/node_modules/.package-lock.json";

fn main() -> ExitCode {
    // Folders of our own files: a new file in one of them must reach the binary too.
    for watched in ["build.rs", LOCK, FETCHED, "static/css", "static/map", "static/drawings"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    if is_fresh() {
        return ExitCode::SUCCESS;
    }
    match fetch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            println!("cargo::error={sentence}");
            ExitCode::FAILURE
        }
    }
}

fn is_fresh() -> bool {
    let modified = |path: &str| fs::metadata(Path::new(path)).and_then(|data| data.modified()).ok();
    matches!((modified(LOCK), modified(FETCHED)), (Some(lock), Some(fetched)) if fetched >= lock)
}

fn fetch() -> Result<(), String> {
    // On Windows npm is a script, which only its full name starts.
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output =
        Command::new(npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir("static").output().map_err(|error| {
            format!(
                "the map needs Leaflet, which npm fetches, and npm did not start ({error}): \
                 install Node (https://nodejs.org, or `apt-get install npm`) and build again"
            )
        })?;
    if output.status.success() {
        return Ok(());
    }
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        println!("cargo::warning=npm: {line}");
    }
    Err("`npm ci --ignore-scripts` in the folder static did not succeed: look at npm's lines above, \
         check the network, and build again"
        .into())
}
