//! The ports at which the program listens, and the certificate with which it shows itself.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

use crate::cli::settings::Chosen;
use crate::cli::stop::Stop;
use crate::cli::talk::{Failure, Talk};
use crate::inventory::moment::Moment;
use crate::web::beside;
use crate::web::serving::{About, CertificateFiles, Certificates, Doors, Elsewhere, Flaw, Limits, Way};
use crate::words::Words;

/// Ports that are open.
pub(super) struct Ports {
    main: TcpListener,
    redirect: Option<TcpListener>,
    certificate: Option<Arc<Certificates>>,
    elsewhere: Elsewhere,
    /// The site as visitors know it, such as `https://wijk.example`.
    pub(super) site: String,
}

impl Ports {
    /// Opens them, or tells why that cannot be.
    pub(super) async fn open(chosen: &Chosen, certificate: Option<Arc<Certificates>>, talk: &Talk) -> Result<Self, Failure> {
        let main = bound(chosen.listen, talk).await?;
        let address = main.local_addr().unwrap_or(chosen.listen);
        let redirect = match chosen.redirect_listen {
            Some(address) => Some(bound(address, talk).await?),
            None => None,
        };
        let elsewhere = Elsewhere { port: address.port(), addresses: chosen.addresses.clone() };
        // The name that visitors use, where it is known: under another they would be turned away.
        let scheme = if certificate.is_some() { "https" } else { "http" };
        let site = chosen.addresses.first().map_or_else(|| format!("{scheme}://{address}"), ToString::to_string);
        Ok(Self { main, redirect, certificate, elsewhere, site })
    }

    /// Answers whoever comes, until somebody asks to stop.
    pub(super) async fn serve(self, doors: &Doors, site: Router, stop: &Stop) {
        let redirect = beside(self.elsewhere.clone(), self.certificate.clone());
        let way = self.certificate.map_or(Way::Plain, |certificate| Way::Secret(certificate, self.elsewhere));
        let second = async {
            if let Some(listener) = self.redirect {
                doors.serve(listener, redirect, Way::Plain, stop.asked()).await;
            }
        };
        tokio::join!(doors.serve(self.main, site, way, stop.asked()), second);
    }
}

/// As many connections as this process may have files open, where the system tells.
pub(super) fn limits() -> Limits {
    let told = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files = told.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok());
    Limits::default().for_handles(files.unwrap_or(usize::MAX))
}

/// Days before its end from which on it is told.
const SOON: i64 = 30;

/// Reads the certificate, if there is to be one; says what is odd about it.
pub(super) fn certificate(
    files: Option<&CertificateFiles>,
    now: Moment,
    talk: &Talk,
) -> Result<Option<(Arc<Certificates>, About)>, Failure> {
    let Some(files) = files else { return Ok(None) };
    let read = Certificates::read(files.clone(), now);
    let (certificates, about) = read.map_err(|flaw| Failure(in_words(&flaw, talk)))?;
    if about.is_key_open {
        let key = files.key.display().to_string();
        talk.remark(&talk.words().say_with("certificate-key-open", &[("path", key.into())]));
    }
    if about.until.days_before(SOON) < now {
        let day = day_of(about.until, talk.words());
        talk.remark(&talk.words().say_with("certificate-soon-over", &[("day", day.into())]));
    }
    Ok(Some((Arc::new(certificates), about)))
}

fn day_of(moment: Moment, words: Words) -> String {
    let day = moment.day();
    let numbers = [("day", day.day().into()), ("month", day.month().into()), ("year", day.year().to_string().into())];
    words.say_with("form-day", &numbers).into_owned()
}

fn in_words(flaw: &Flaw, talk: &Talk) -> String {
    let words = talk.words();
    let with = |key: &'static str, path: &std::path::Path| words.say_with(key, &[("path", path.display().to_string().into())]);
    let dated = |key: &'static str, path: &std::path::Path, moment: Moment| {
        words.say_with(key, &[("path", path.display().to_string().into()), ("day", day_of(moment, words).into())])
    };
    let said = match flaw {
        Flaw::Unreadable { path, why } => {
            let why = talk.file_trouble(why);
            words.say_with("certificate-unreadable", &[("path", path.display().to_string().into()), ("why", why.into())])
        }
        Flaw::NoCertificate(path) => with("certificate-none", path),
        Flaw::NoKey(path) => with("certificate-no-key", path),
        Flaw::OtherKey(path) => with("certificate-other-key", path),
        Flaw::Over { path, until } => dated("certificate-over", path, *until),
        Flaw::NotYet { path, from } => dated("certificate-not-yet", path, *from),
    };
    said.into_owned()
}

async fn bound(address: SocketAddr, talk: &Talk) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let key = match error.kind() {
            std::io::ErrorKind::AddrInUse => "cli-port-in-use",
            std::io::ErrorKind::PermissionDenied => "cli-port-forbidden",
            _ => "cli-port-failure",
        };
        talk.failure(key, &[("address", address.to_string().into()), ("why", error.to_string().into())])
    })
}
