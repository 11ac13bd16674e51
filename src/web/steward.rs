use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::neighbourhood::{Neighbourhoods, Surroundings};

/// The cookie that makes a browser a steward's.
pub(crate) const STEWARD_COOKIE: &str = "steward";

/// The small file in the data folder that remembers which browsers are a steward's.
const FILE: &str = "stewards";

/// Browsers that are a steward's. Only fingerprints (SHA-256) of their secrets are kept.
pub struct Stewards {
    /// Fingerprints of links that were not used yet. They end with the process.
    links: Mutex<BTreeSet<String>>,
    browsers: Mutex<BTreeSet<String>>,
}

impl Stewards {
    /// Reads which browsers are a steward's.
    pub fn load(neighbourhoods: &Neighbourhoods) -> Result<Self, std::io::Error> {
        let kept = neighbourhoods.small_file(FILE)?.unwrap_or_default();
        let browsers = String::from_utf8_lossy(&kept).lines().map(str::to_owned).collect();
        Ok(Self { links: Mutex::default(), browsers: Mutex::new(browsers) })
    }

    /// The secret of a new one-time link.
    pub fn invite(&self, surroundings: &Surroundings) -> String {
        let secret = new_secret(surroundings);
        lock(&self.links).insert(fingerprint(&secret));
        secret
    }

    /// The link is good and not used yet.
    pub(crate) fn is_open(&self, link: &str) -> bool {
        lock(&self.links).contains(&fingerprint(link))
    }

    /// Uses up a link and returns the secret for the browser's cookie; nothing if the link is not good any more.
    pub(crate) fn accept(&self, link: &str, neighbourhoods: &Neighbourhoods) -> Result<Option<String>, std::io::Error> {
        if !lock(&self.links).remove(&fingerprint(link)) {
            return Ok(None);
        }
        let secret = new_secret(neighbourhoods.surroundings());
        let mut browsers = lock(&self.browsers);
        browsers.insert(fingerprint(&secret));
        if let Err(error) = keep(&browsers, neighbourhoods) {
            // On a full disk the link stays good: it is the only way in.
            browsers.remove(&fingerprint(&secret));
            lock(&self.links).insert(fingerprint(link));
            return Err(error);
        }
        Ok(Some(secret))
    }

    /// Forgets a browser.
    pub(crate) fn forget(&self, secret: &str, neighbourhoods: &Neighbourhoods) -> Result<(), std::io::Error> {
        let mut browsers = lock(&self.browsers);
        if browsers.remove(&fingerprint(secret)) { keep(&browsers, neighbourhoods) } else { Ok(()) }
    }

    /// The secret in the cookie is one of a steward's browser.
    pub(crate) fn knows(&self, secret: &str) -> bool {
        lock(&self.browsers).contains(&fingerprint(secret))
    }
}

fn keep(browsers: &BTreeSet<String>, neighbourhoods: &Neighbourhoods) -> Result<(), std::io::Error> {
    let lines: Vec<_> = browsers.iter().map(String::as_str).collect();
    neighbourhoods.keep_small_file(FILE, lines.join("\n").as_bytes())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn new_secret(surroundings: &Surroundings) -> String {
    let mut bytes = [0; 32];
    surroundings.fill(&mut bytes);
    hexadecimal(&bytes)
}

fn fingerprint(secret: &str) -> String {
    hexadecimal(&Sha256::digest(secret.as_bytes()))
}

/// Bytes as they are written in names and links.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
