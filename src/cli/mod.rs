//! The command line: the same acts as the pages, one file a command. It knows arguments, the terminal and exit codes.

mod archive;
mod backup;
mod begin;
mod bring_in;
mod bring_in_people;
mod certificate;
mod check;
mod clockwork;
mod close;
mod errand;
mod listen;
mod log;
mod open;
mod particulars;
mod pass_on;
mod ports;
mod restore;
mod serve;
mod settings;
mod stop;
mod take_out;
mod talk;
mod team;
mod vocabulary;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::words::{Language, Words};
use errand::Errand;
use talk::Talk;

/// A neighbourhood's assets and how they hang together, on a map.
///
/// Begin with `wijkweb demo`: it makes a fictional neighbourhood and shows it in your browser. For your own
/// neighbourhood: `wijkweb new`, `wijkweb import`, `wijkweb serve`.
#[derive(Parser)]
#[command(version, about, long_about, after_help = EXAMPLES)]
pub struct Arguments {
    /// Language of the messages, nl or en; by default that of your system.
    #[arg(long, global = true, env = "LANG", hide_env = true, value_parser = talk::language)]
    language: Option<Words>,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  wijkweb demo
  wijkweb new afrikaanderwijk --name Afrikaanderwijk --controller \"Stichting Wijkraad\" \\
    --contact \"Ans de Vries\" --contact-reach ans@wijkraad.example
  wijkweb import --to afrikaanderwijk --kind area buurten.geojson
  wijkweb import --to afrikaanderwijk --kind place --map Organization=name --dry-run plekken.csv
  wijkweb serve
  wijkweb export --from afrikaanderwijk --format csv --kind place --out plekken.csv";

#[derive(Subcommand)]
enum Command {
    /// Make the fictional neighbourhood, if it is not there yet, and show it.
    Demo(serve::Demo),
    /// Begin a neighbourhood, with its vocabularies and nothing else in it.
    New(begin::New),
    /// Complete what a neighbourhood says about itself, and open it for others.
    Open(open::Open),
    /// Bring files in: CSV, GeoJSON, or entries of Karte von morgen.
    Import(bring_in::Import),
    /// Bring residents in from a CSV, with what they agreed to and how they were asked.
    ImportPeople(bring_in_people::ImportPeople),
    /// Write what an audience may see to a file for elsewhere.
    Export(take_out::Export),
    /// Write everything that was ever kept in a neighbourhood to one file, to keep or to move it elsewhere.
    Archive(archive::Archive),
    /// Make a backup of all neighbourhoods, also while they are shown, and read it back.
    Backup(backup::Backup),
    /// Bring back neighbourhoods from a backup or an archive.
    Restore(restore::Restore),
    /// Close a neighbourhood down, with a last archive to take away; or open it again.
    Close(close::Close),
    /// Say who is of the team; invite, help out whoever forgot their password, switch off.
    Team(team::Team),
    /// Show the neighbourhoods of a data folder to browsers.
    Serve(serve::Serve),
    /// How to run it: service, proxy, backups, upgrade, what to watch.
    Operating,
    /// Make or renew a certificate of your own for a local network, and tell how phones come to trust it.
    Certificate(certificate::Make),
    /// Say what holds for every setting, and where that was said.
    Settings(settings::Show),
    /// Take the words of a vocabulary out as a table, or bring them in.
    Vocabulary(vocabulary::Vocabulary),
    /// Read everything that is kept and say what is wrong with it.
    Check(check::Check),
}

/// Where everything is kept.
#[derive(clap::Args, Clone)]
struct DataFolder {
    /// Folder in which everything is kept; made if it is not there.
    #[arg(long = "data", value_name = "FOLDER", default_value = "data", env = "WIJKWEB_DATA")]
    folder: PathBuf,
}

/// Does what the arguments ask.
pub fn run(arguments: Arguments) -> ExitCode {
    let talk = Talk::here(arguments.language);
    let done = match arguments.command {
        Command::Demo(demo) => demo.run(&talk),
        Command::Serve(serve) => serve.run(&talk),
        Command::Settings(show) => show.run(&talk),
        Command::Certificate(make) => make.run(&talk),
        Command::Operating => {
            talk.write(&match talk.words().language() {
                Language::Dutch => include_str!("../../static/words/operating.nl.md"),
                Language::English => include_str!("../../static/words/operating.en.md"),
            });
            Ok(ExitCode::SUCCESS)
        }
        errand => {
            log::begin_log(log::USUAL, false);
            Errand::of(errand).map_or(Ok(ExitCode::FAILURE), |errand| errand.run(&talk))
        }
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            talk.remark(&failure);
            ExitCode::FAILURE
        }
    }
}
