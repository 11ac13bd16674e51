use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{Chosen, Origin, SETTINGS, Said, Wrong, file, read};

/// The settings as flags, and the file with the others.
#[derive(clap::Args, Default, Clone)]
pub(crate) struct Flags {
    /// File with settings; without it, `wijkweb.toml` in the data folder.
    #[arg(long, value_name = "FILE", env = "WIJKWEB_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// Address and port to listen at (127.0.0.1:8080).
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Visitors come over HTTPS, through a reverse proxy: cookies are then for HTTPS only (false).
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    https: Option<String>,
    /// File with the certificate of the site and of whoever signed it, in PEM: the site is then served over HTTPS (none).
    #[arg(long, value_name = "FILE")]
    certificate: Option<String>,
    /// File with the private key of the certificate, in PEM (none).
    #[arg(long, value_name = "FILE")]
    certificate_key: Option<String>,
    /// Address and port without HTTPS, which sends visitors on to HTTPS (none).
    #[arg(long, value_name = "ADDRESS:PORT")]
    redirect_listen: Option<String>,
    /// Address under which visitors know the site, such as `https://wijk.example`; several with commas between. Requests
    /// under other names are then turned away (every name is taken).
    #[arg(long, value_name = "ADDRESS,…")]
    public_address: Option<String>,
    /// Addresses or networks of proxies that are believed about who asks, with commas between, such as 127.0.0.1 (none).
    #[arg(long, value_name = "ADDRESS,…")]
    trusted_proxies: Option<String>,
    /// Largest file that may be handed in, in MiB (64).
    #[arg(long, value_name = "MIB")]
    largest_upload: Option<String>,
    /// What goes to the log: error, warn, info (every request too), debug (warn).
    #[arg(long, value_name = "LEVEL")]
    log: Option<String>,
    /// How the log is written (text).
    #[arg(long, value_name = "text|json")]
    log_format: Option<String>,
    /// Who may read /readyz and /metrics: only this machine, or everywhere (here).
    #[arg(long, value_name = "here|everywhere")]
    watch_from: Option<String>,
    /// Folder for backups (backups, in the data folder).
    #[arg(long, value_name = "FOLDER")]
    backup_folder: Option<String>,
    /// A backup every so many hours; 0 for none (24).
    #[arg(long, value_name = "HOURS")]
    backup_every_hours: Option<String>,
    /// A backup every day at this time instead, in the Dutch zone.
    #[arg(long, value_name = "HH:MM")]
    backup_at: Option<String>,
    /// Keep the newest backup of so many days (7).
    #[arg(long, value_name = "DAYS")]
    backup_daily: Option<String>,
    /// Keep the newest backup of so many weeks (4).
    #[arg(long, value_name = "WEEKS")]
    backup_weekly: Option<String>,
    /// Keep the newest backup of so many months (6).
    #[arg(long, value_name = "MONTHS")]
    backup_monthly: Option<String>,
}

/// The name of the settings file in the data folder.
const FILE: &str = "wijkweb.toml";

impl Flags {
    /// All settings for this data folder, understood. `environment` tells what a variable says.
    pub(crate) fn choose(&self, data: &Path, environment: &dyn Fn(&str) -> Option<OsString>) -> Result<Chosen, Wrong> {
        read::understand(&self.gather(data, environment)?, data)
    }

    /// What holds for every setting, and where that was said.
    pub(super) fn gather(&self, data: &Path, environment: &dyn Fn(&str) -> Option<OsString>) -> Result<Vec<Said>, Wrong> {
        let in_file = self.in_file(data)?;
        let holds = |setting: &super::Setting| {
            let flag = self.flag(setting.name).cloned().map(|text| (text, Origin::Flag(setting.flag())));
            let variable = setting.environment();
            let of_environment = || {
                let text = environment(&variable).filter(|text| !text.is_empty())?;
                Some((text.to_string_lossy().into_owned(), Origin::Environment(variable.clone())))
            };
            let of_file =
                || in_file.iter().rev().find(|said| said.name == setting.name).map(|said| (said.text.clone(), said.origin.clone()));
            let default = || (setting.default.to_owned(), Origin::Default);
            let (text, origin) = flag.or_else(of_environment).or_else(of_file).unwrap_or_else(default);
            Said { name: setting.name, text, origin }
        };
        Ok(SETTINGS.iter().map(holds).collect())
    }

    fn in_file(&self, data: &Path) -> Result<Vec<Said>, Wrong> {
        let path = self.config.clone().unwrap_or_else(|| data.join(FILE));
        match std::fs::read(&path) {
            Ok(bytes) => file::read(&path, &String::from_utf8_lossy(&bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && self.config.is_none() => Ok(Vec::new()),
            Err(error) => Err(Wrong::Unreadable { path, why: error.to_string() }),
        }
    }

    fn flag(&self, name: &str) -> Option<&String> {
        let flag = match name {
            "listen" => &self.listen,
            "https" => &self.https,
            "certificate" => &self.certificate,
            "certificate_key" => &self.certificate_key,
            "redirect_listen" => &self.redirect_listen,
            "public_address" => &self.public_address,
            "trusted_proxies" => &self.trusted_proxies,
            "largest_upload" => &self.largest_upload,
            "log" => &self.log,
            "log_format" => &self.log_format,
            "watch_from" => &self.watch_from,
            "backup.folder" => &self.backup_folder,
            "backup.every_hours" => &self.backup_every_hours,
            "backup.at" => &self.backup_at,
            "backup.daily" => &self.backup_daily,
            "backup.weekly" => &self.backup_weekly,
            "backup.monthly" => &self.backup_monthly,
            _ => &None,
        };
        flag.as_ref()
    }
}
