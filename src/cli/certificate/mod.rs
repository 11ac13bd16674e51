//! A certificate of our own for a local network, made by an authority of our own, and how phones come to trust it.
//!
//! It promises that the private keys are readable by their owner alone, that a renewal needs nothing of the phones, and that what is
//! made is taken by a browser that trusts the authority. It does not know how the site is served with it.

mod authority;
mod name;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use self::authority::{Authority, Trouble};
use self::name::Name;
use crate::cli::DataFolder;
use crate::cli::talk::{Failure, Talk};
use crate::inventory::moment::Moment;
use crate::web::{PHONE_STEPS, fingerprint};

/// For a local network: phones need HTTPS to work without a connection, and no public authority signs for an address at home.
///
/// Without names the certificate is renewed for those it has.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  wijkweb certificate wijkweb.local 192.168.1.10
  wijkweb certificate                            (renews it)")]
pub(super) struct Make {
    /// Names and addresses under which the site is reached on the local network.
    #[arg(value_name = "NAME")]
    names: Vec<Name>,
    #[command(flatten)]
    data: DataFolder,
    /// Folder for the certificate and its keys (certificate, in the data folder).
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Begin a new authority; every phone must trust it anew.
    #[arg(long)]
    new_authority: bool,
}

const AUTHORITY: &str = "authority.pem";
const AUTHORITY_KEY: &str = "authority.key";
const SITE: &str = "server.pem";
const SITE_KEY: &str = "server.key";

impl Make {
    pub(super) fn run(self, talk: &Talk) -> Result<ExitCode, Failure> {
        let folder = self.out.clone().unwrap_or_else(|| self.data.folder.join("certificate"));
        let names = if self.names.is_empty() { names_of(&folder.join(SITE)) } else { self.names };
        if names.is_empty() {
            return Err(talk.failure("certificate-no-names", &[]));
        }
        let now = Moment::read_clock();
        let (authority, key) = authority(&folder, &names, self.new_authority, now).map_err(|trouble| told(&trouble, &folder, talk))?;
        let made = authority.sign(&names, now).map_err(|trouble| told(&trouble, &folder, talk))?;
        let keep = || {
            make_folder(&folder)?;
            if let Some(key) = &key {
                put(&folder.join(AUTHORITY_KEY), key, 0o600)?;
                put(&folder.join(AUTHORITY), &authority.pem, 0o644)?;
            }
            put(&folder.join(SITE_KEY), &made.key, 0o600)?;
            put(&folder.join(SITE), &made.certificate, 0o644)
        };
        keep().map_err(|error: std::io::Error| {
            let fillings = [("path", folder.display().to_string().into()), ("why", talk.file_trouble(&error).into())];
            talk.failure("certificate-not-kept", &fillings)
        })?;
        tell(talk, &folder, &names, &authority, key.is_some());
        Ok(ExitCode::SUCCESS)
    }
}

/// The authority that is there, or a new one with its key.
fn authority(folder: &Path, names: &[Name], is_new: bool, now: Moment) -> Result<(Authority, Option<String>), Trouble> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    match (read(AUTHORITY), read(AUTHORITY_KEY)) {
        (Some(pem), Some(key)) if !is_new => Ok((Authority::read(&pem, &key)?, None)),
        (Some(_), None) if !is_new => Err(Trouble::NoAuthority),
        _ => Authority::make(names, now).map(|(authority, key)| (authority, Some(key))),
    }
}

/// The names that the certificate is for which is there now.
fn names_of(path: &Path) -> Vec<Name> {
    let read = || {
        let der = CertificateDer::from_pem_slice(&std::fs::read(path).ok()?).ok()?;
        let certificate = x509_cert::Certificate::from_der(&der).ok()?;
        let (_, names) = certificate.tbs_certificate().get_extension::<SubjectAltName>().ok()??;
        let name = |name: &GeneralName| match name {
            GeneralName::DnsName(name) => name.as_str().parse().ok(),
            GeneralName::IpAddress(octets) => match octets.as_bytes() {
                [a, b, c, d] => Some(Name::Address([*a, *b, *c, *d].into())),
                octets => <[u8; 16]>::try_from(octets).ok().map(|octets| Name::Address(octets.into())),
            },
            _ => None,
        };
        Some(names.0.iter().filter_map(name).collect())
    };
    read().unwrap_or_default()
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Puts a file in its place in one piece, with these rights from its first byte.
fn put(path: &Path, text: &str, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let half = path.with_extension("half");
    let _ = std::fs::remove_file(&half);
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(&half)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&half, path)
}

fn told(trouble: &Trouble, folder: &Path, talk: &Talk) -> Failure {
    match trouble {
        Trouble::NoAuthority => talk.failure("certificate-no-authority", &[("path", folder.display().to_string().into())]),
        Trouble::NotFor(name) => talk.failure("certificate-not-for", &[("name", name.to_string().into())]),
        Trouble::Making(error) => talk.failure("certificate-not-made", &[("why", error.to_string().into())]),
    }
}

fn tell(talk: &Talk, folder: &Path, names: &[Name], authority: &Authority, is_new: bool) {
    let path = |name: &str| folder.join(name).display().to_string();
    let all = names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    talk.say("certificate-made", &[("names", all.into())]);
    if is_new {
        talk.say("certificate-keep", &[("path", path(AUTHORITY_KEY).into())]);
    } else {
        talk.say("certificate-same-authority", &[]);
    }
    talk.say("certificate-settings", &[]);
    let host = |name: &Name| match name {
        Name::Address(std::net::IpAddr::V6(address)) => format!("https://[{address}]:8443"),
        name => format!("https://{name}:8443"),
    };
    let addresses = names.iter().map(host).collect::<Vec<_>>().join(", ");
    let in_data = |name: &str| {
        let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        whole.join(name).display().to_string()
    };
    for (name, text) in [
        ("listen", "0.0.0.0:8443".to_owned()),
        ("redirect_listen", "0.0.0.0:8080".to_owned()),
        ("certificate", in_data(SITE)),
        ("certificate_key", in_data(SITE_KEY)),
        ("public_address", addresses),
    ] {
        talk.write(&format!("    {name} = {text:?}"));
    }
    if !is_new {
        return;
    }
    let first = names.first().map(host).unwrap_or_default().replace("https://", "http://").replace(":8443", ":8080/certificate");
    talk.say("certificate-phones", &[("address", first.into()), ("path", path(AUTHORITY).into())]);
    for (title, steps) in PHONE_STEPS {
        talk.write(&format!("\n{}", talk.words().say(title)));
        for (at, step) in steps.iter().enumerate() {
            talk.write(&format!("  {}. {}", at + 1, talk.words().say(step)));
        }
    }
    if let Ok(der) = CertificateDer::from_pem_slice(authority.pem.as_bytes()) {
        talk.say("certificate-fingerprint", &[("fingerprint", format!("\n{}", fingerprint(&der)).into())]);
    }
}
