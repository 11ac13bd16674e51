//! The certificate of the site: read from its files, looked at for what is wrong with it, shown to browsers.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use tokio_rustls::rustls;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert, ServerConfig};
use tokio_rustls::rustls::sign::CertifiedKey;
use x509_cert::der::Decode;

use crate::inventory::moment::Moment;

/// The files with the certificate of the site, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The certificate, and behind it those of whoever signed it.
    pub chain: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// A file cannot be read.
    #[error("{} cannot be read: {why}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// There is no certificate in the file, or one that is none.
    #[error("{} holds no certificate", .0.display())]
    NoCertificate(PathBuf),
    /// There is no private key in the file, or one of an unknown kind.
    #[error("{} holds no private key", .0.display())]
    NoKey(PathBuf),
    /// The key belongs to another certificate.
    #[error("the key in {} belongs to another certificate", .0.display())]
    OtherKey(PathBuf),
    /// It is over.
    #[error("{} was valid until {until:?}", path.display())]
    Over {
        /// Which.
        path: PathBuf,
        /// Its end.
        until: Moment,
    },
    /// It has not begun; or the clock of this machine is wrong.
    #[error("{} is valid from {from:?}", path.display())]
    NotYet {
        /// Which.
        path: PathBuf,
        /// Its beginning.
        from: Moment,
    },
}

/// The certificate that the site shows, read anew when its files change.
#[derive(Debug)]
pub struct Certificates {
    files: CertificateFiles,
    shown: Arc<Shown>,
    config: Arc<ServerConfig>,
    seen: Mutex<Stamps>,
}

/// What is known of a certificate that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its last moment.
    pub until: Moment,
    /// Everybody who may use this machine can read the key.
    pub is_key_open: bool,
    /// Signed by itself or by an authority of our own making: no browser knows it by itself.
    pub is_self_made: bool,
}

/// When the files were changed last.
type Stamps = [Option<(SystemTime, u64)>; 2];

#[derive(Debug)]
struct Shown {
    key: ArcSwap<CertifiedKey>,
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.key.load_full())
    }
}

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(60);

/// What an authority that `wijkweb certificate` makes calls itself.
pub const OWN_AUTHORITY: &str = "Wijkweb eigen certificaten";

impl Certificates {
    /// Reads the files.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub fn read(files: CertificateFiles, now: Moment) -> Result<(Self, About), Flaw> {
        let seen = stamps(&files);
        let (key, about) = read(&files, now)?;
        let shown = Arc::new(Shown { key: ArcSwap::from_pointee(key) });
        let config = config(&shown).map_err(|_| Flaw::NoKey(files.key.clone()))?;
        Ok((Self { files, shown, config, seen: Mutex::new(seen) }, about))
    }

    /// Reads the files again if they changed. What was shown is shown on where the new one cannot be used.
    ///
    /// # Errors
    ///
    /// What is wrong with them; told once for each change.
    pub fn look_again(&self, now: Moment) -> Result<Option<About>, Flaw> {
        let stamps = stamps(&self.files);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == stamps {
            return Ok(None);
        }
        *seen = stamps;
        let (key, about) = read(&self.files, now)?;
        self.shown.key.store(Arc::new(key));
        Ok(Some(about))
    }

    /// Looks at the files now and then, for as long as the program runs.
    pub async fn keep_fresh(self: Arc<Self>, clock: impl Fn() -> Moment + Send + Sync + 'static) {
        let clock = Arc::new(clock);
        loop {
            tokio::time::sleep(LOOK).await;
            let (again, clock) = (Arc::clone(&self), Arc::clone(&clock));
            match tokio::task::spawn_blocking(move || again.look_again(clock())).await {
                Ok(Ok(Some(about))) => tracing::info!(until = ?about.until, "the certificate was read anew"),
                Ok(Err(flaw)) => tracing::error!(%flaw, "a certificate that was changed cannot be used; the one before is shown on"),
                _ => {}
            }
        }
    }

    /// The authority of our own that signed it, where it is such; never a key.
    pub(crate) fn own_authority(&self) -> Option<Vec<u8>> {
        let shown = self.shown.key.load();
        let [_, .., last] = shown.cert.as_slice() else { return None };
        let read = x509_cert::Certificate::from_der(last).ok()?;
        let (issuer, subject) = (read.tbs_certificate().issuer(), read.tbs_certificate().subject());
        (issuer == subject && subject.to_string().contains(OWN_AUTHORITY)).then(|| last.to_vec())
    }

    pub(super) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}

fn config(shown: &Arc<Shown>) -> Result<Arc<ServerConfig>, rustls::Error> {
    let resolver: Arc<dyn ResolvesServerCert> = Arc::<Shown>::clone(shown);
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    // A phone that comes back need not agree on everything anew.
    config.ticketer = ring::Ticketer::new()?;
    Ok(Arc::new(config))
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn stamps(files: &CertificateFiles) -> Stamps {
    [&files.chain, &files.key].map(|path| {
        let about = std::fs::metadata(path).ok()?;
        Some((about.modified().ok()?, about.len()))
    })
}

fn read(files: &CertificateFiles, now: Moment) -> Result<(CertifiedKey, About), Flaw> {
    let no_certificate = || Flaw::NoCertificate(files.chain.clone());
    let (text, _) = contents(&files.chain)?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&text).collect::<Result<_, _>>().map_err(|_| no_certificate())?;
    let (text, is_key_open) = contents(&files.key)?;
    let key = PrivateKeyDer::from_pem_slice(&text).map_err(|_| Flaw::NoKey(files.key.clone()))?;
    let first = chain.first().and_then(|der| x509_cert::Certificate::from_der(der).ok()).ok_or_else(no_certificate)?;
    let told = first.tbs_certificate();
    let moment = |time: &x509_cert::time::Time| Moment::from_second(i64::try_from(time.to_unix_duration().as_secs()).ok()?);
    let from = moment(&told.validity().not_before).ok_or_else(no_certificate)?;
    let until = moment(&told.validity().not_after).ok_or_else(no_certificate)?;
    let is_self_made = told.issuer() == told.subject() || told.issuer().to_string().contains(OWN_AUTHORITY);
    let path = files.chain.clone();
    if now < from {
        return Err(Flaw::NotYet { path, from });
    }
    if now > until {
        return Err(Flaw::Over { path, until });
    }
    let certified = CertifiedKey::from_der(chain, key, &provider()).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => Flaw::OtherKey(files.key.clone()),
        rustls::Error::InvalidCertificate(_) => no_certificate(),
        _ => Flaw::NoKey(files.key.clone()),
    })?;
    Ok((certified, About { until, is_key_open, is_self_made }))
}

/// Far more than any chain of certificates.
const LARGEST: u64 = 1 << 20;

/// What is in a file, and whether everybody can read it.
fn contents(path: &Path) -> Result<(Vec<u8>, bool), Flaw> {
    use std::os::unix::fs::PermissionsExt as _;
    let read = || {
        let file = File::open(path)?;
        let is_open = file.metadata()?.permissions().mode() & 0o004 != 0;
        let mut bytes = Vec::new();
        file.take(LARGEST).read_to_end(&mut bytes)?;
        Ok((bytes, is_open))
    };
    read().map_err(|why| Flaw::Unreadable { path: path.to_owned(), why })
}

#[cfg(test)]
mod tests;
