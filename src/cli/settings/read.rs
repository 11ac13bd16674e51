use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::{Chosen, Origin, Said, Wrong};
use crate::neighbourhood::{BackupPlan, Retention, Rhythm};
use crate::web::WatchedFrom;
use crate::web::serving::CertificateFiles;

/// The settings behind what was said, or the first that does not fit.
pub(super) fn understand(said: &[Said], data: &Path) -> Result<Chosen, Wrong> {
    let all = All(said);
    let keep = Retention {
        daily: all.number("backup.daily", 0..=3650)?,
        weekly: all.number("backup.weekly", 0..=520)?,
        monthly: all.number("backup.monthly", 0..=1200)?,
    };
    let certificate = all.certificate(data)?;
    let folder = all.of("backup.folder");
    let backups = BackupPlan { folder: path(&folder, data), rhythm: all.rhythm()?, keep };
    Ok(Chosen {
        listen: all.parsed("listen", "settings-allowed-address")?,
        https: all.parsed("https", "settings-allowed-yes-no")? || certificate.is_some(),
        certificate,
        redirect_listen: all.list("redirect_listen", "settings-allowed-address")?.into_iter().next(),
        addresses: all.list("public_address", "settings-allowed-public-address")?,
        proxies: all.parsed("trusted_proxies", "settings-allowed-proxies")?,
        largest_upload: all.number("largest_upload", 1..=4096)?,
        log: all.filter()?,
        is_log_json: all.choice("log_format", "settings-allowed-log-format", &[("text", false), ("json", true)])?,
        watch_from: all.choice(
            "watch_from",
            "settings-allowed-watch-from",
            &[("here", WatchedFrom::Here), ("everywhere", WatchedFrom::Everywhere)],
        )?,
        backups,
    })
}

/// A flag is typed in some folder; a file and a service have none but the data folder.
fn path(said: &Said, data: &Path) -> PathBuf {
    if matches!(said.origin, Origin::Flag(_)) { said.text.clone().into() } else { data.join(&said.text) }
}

struct All<'a>(&'a [Said]);

impl All<'_> {
    fn of(&self, name: &'static str) -> Said {
        let nothing = Said { name, text: String::new(), origin: Origin::Default };
        self.0.iter().find(|said| said.name == name).cloned().unwrap_or(nothing)
    }

    fn parsed<T: FromStr>(&self, name: &'static str, allowed: &'static str) -> Result<T, Wrong> {
        let said = self.of(name);
        said.text.trim().parse().map_err(|_| unfit(said, allowed))
    }

    /// Both files or none.
    fn certificate(&self, data: &Path) -> Result<Option<CertificateFiles>, Wrong> {
        let (chain, key) = (self.of("certificate"), self.of("certificate_key"));
        match (chain.text.is_empty(), key.text.is_empty()) {
            (true, true) => Ok(None),
            (false, false) => Ok(Some(CertificateFiles { chain: path(&chain, data), key: path(&key, data) })),
            (true, false) => Err(unfit(chain, "settings-allowed-certificate")),
            (false, true) => Err(unfit(key, "settings-allowed-certificate")),
        }
    }

    /// What has commas or blanks between.
    fn list<T: FromStr>(&self, name: &'static str, allowed: &'static str) -> Result<Vec<T>, Wrong> {
        let said = self.of(name);
        let parts = said.text.split([',', ' ']).filter(|part| !part.is_empty());
        parts.map(|part| part.parse().map_err(|_| unfit(said.clone(), allowed))).collect()
    }

    fn number<T: FromStr + PartialOrd>(&self, name: &'static str, range: std::ops::RangeInclusive<T>) -> Result<T, Wrong> {
        let allowed = match name {
            "largest_upload" => "settings-allowed-mib",
            "backup.every_hours" => "settings-allowed-hours",
            _ => "settings-allowed-count",
        };
        let number = self.parsed(name, allowed)?;
        if range.contains(&number) { Ok(number) } else { Err(unfit(self.of(name), allowed)) }
    }

    fn choice<T: Copy>(&self, name: &'static str, allowed: &'static str, choices: &[(&str, T)]) -> Result<T, Wrong> {
        let said = self.of(name);
        let chosen = choices.iter().find(|(text, _)| *text == said.text).map(|(_, choice)| *choice);
        chosen.ok_or_else(|| unfit(said, allowed))
    }

    /// Levels, alone or by part of the program.
    fn filter(&self) -> Result<String, Wrong> {
        let said = self.of("log");
        let is_level = |text: &str| ["off", "error", "warn", "info", "debug", "trace"].contains(&text);
        let fits = said.text.split(',').all(|part| is_level(part.split_once('=').map_or(part, |(_, level)| level).trim()));
        if fits { Ok(said.text) } else { Err(unfit(said, "settings-allowed-log")) }
    }

    /// At a time of the day if there is one, else every so many hours.
    fn rhythm(&self) -> Result<Rhythm, Wrong> {
        let hours = self.number("backup.every_hours", 0..=8760)?;
        let at = self.of("backup.at");
        if at.text.is_empty() {
            return Ok(if hours == 0 { Rhythm::Never } else { Rhythm::Hours(hours) });
        }
        let time = at.text.split_once(':').and_then(|(hour, minute)| Some((digits(hour, 23)?, digits(minute, 59)?)));
        time.map(|(hour, minute)| Rhythm::At { hour, minute }).ok_or_else(|| unfit(at, "settings-allowed-time"))
    }
}

fn digits(text: &str, most: i8) -> Option<i8> {
    let is_two = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_two && (0..=most).contains(number))
}

fn unfit(said: Said, allowed: &'static str) -> Wrong {
    Wrong::Unfit { name: said.name, text: said.text, origin: said.origin, allowed }
}
