//! How the program is set: by flag, else by environment, else by file, else by default; the same words everywhere.
//!
//! It promises that what holds can be told with where it was said, and that whatever is wrong is named with its place and
//! what is allowed. It does not know what the settings do.

mod file;
mod gather;
mod read;
mod show;

use std::net::SocketAddr;
use std::path::PathBuf;

pub(super) use self::gather::Flags;
pub(super) use self::show::Show;
use crate::neighbourhood::BackupPlan;
use crate::web::serving::CertificateFiles;
use crate::web::{Proxies, PublicAddress, WatchedFrom};

/// All settings, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) listen: SocketAddr,
    pub(super) https: bool,
    pub(super) certificate: Option<CertificateFiles>,
    pub(super) redirect_listen: Option<SocketAddr>,
    /// In MiB.
    pub(super) largest_upload: u16,
    pub(super) log: String,
    pub(super) is_log_json: bool,
    pub(super) watch_from: WatchedFrom,
    pub(super) proxies: Proxies,
    pub(super) addresses: Vec<PublicAddress>,
    pub(super) backups: BackupPlan,
}

/// One setting: what it is called in the file (and, with `-` for `.` and `_`, as a flag), and what holds if nobody says
/// anything. In the environment it is `WIJKWEB_` and the name in capitals.
struct Setting {
    name: &'static str,
    default: &'static str,
}

const SETTINGS: &[Setting] = &[
    Setting { name: "listen", default: "127.0.0.1:8080" },
    Setting { name: "https", default: "false" },
    Setting { name: "certificate", default: "" },
    Setting { name: "certificate_key", default: "" },
    Setting { name: "redirect_listen", default: "" },
    Setting { name: "public_address", default: "" },
    Setting { name: "trusted_proxies", default: "" },
    Setting { name: "largest_upload", default: "64" },
    Setting { name: "log", default: "warn" },
    Setting { name: "log_format", default: "text" },
    Setting { name: "watch_from", default: "here" },
    Setting { name: "backup.folder", default: "backups" },
    Setting { name: "backup.every_hours", default: "24" },
    Setting { name: "backup.at", default: "" },
    Setting { name: "backup.daily", default: "7" },
    Setting { name: "backup.weekly", default: "4" },
    Setting { name: "backup.monthly", default: "6" },
];

impl Setting {
    fn environment(&self) -> String {
        format!("WIJKWEB_{}", self.name.replace('.', "_").to_uppercase())
    }

    fn flag(&self) -> String {
        format!("--{}", self.name.replace(['.', '_'], "-"))
    }
}

/// What was said for one setting, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    name: &'static str,
    text: String,
    origin: Origin,
}

/// Where something was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    Flag(String),
    Environment(String),
    File { path: PathBuf, line: usize },
    Default,
}

/// What is wrong with the settings.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The file cannot be read.
    Unreadable { path: PathBuf, why: String },
    /// The file is no TOML.
    NoToml { path: PathBuf, line: usize, why: String },
    /// There is no such setting.
    Unknown { path: PathBuf, line: usize, name: String },
    /// A value does not fit; `allowed` is the key of the text that says what does.
    Unfit { name: &'static str, text: String, origin: Origin, allowed: &'static str },
}

#[cfg(test)]
mod tests;
