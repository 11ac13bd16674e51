use crate::web::asked::{Proxies, PublicAddress};
use crate::web::watch::WatchedFrom;

/// How the site is served.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Largest body of a form or upload, in bytes.
    pub largest_upload: usize,
    /// Visitors reach the site over HTTPS, so cookies are for HTTPS only.
    pub https: bool,
    /// Who may see how the program does.
    pub watch_from: WatchedFrom,
    /// Who is believed about whom it asks for.
    pub proxies: Proxies,
    /// Under which addresses the site is known; the first is the one that is told. Where there are none, every name is taken
    /// that a visitor asks under.
    pub addresses: Vec<PublicAddress>,
    /// The certificate is one of our own making, which browsers know only where somebody made them trust it.
    pub is_self_made: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            largest_upload: 64 * 1024 * 1024,
            https: false,
            watch_from: WatchedFrom::Here,
            proxies: Proxies::default(),
            addresses: Vec::new(),
            is_self_made: false,
        }
    }
}
