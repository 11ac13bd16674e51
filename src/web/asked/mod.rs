//! By whom and under which name the site is asked, before anybody looks at what is asked.
//!
//! It promises that nobody can pass for another address or give the site another name: what a request says about itself is
//! believed from proxies that the operator named, and from nobody else. It knows addresses, networks and the headers about
//! them; it does not know who a visitor is.

mod client;
mod forwarded;
mod front;
mod name;
mod proxies;

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::Version;
use axum::http::header::HOST;
use axum::http::request::Parts;

pub use self::client::Client;
pub(super) use self::front::Front;
pub(crate) use self::name::host_in_order;
use self::name::is_of_open_internet;
pub use self::name::{NotAnAddress, PublicAddress};
pub use self::proxies::{NotANetwork, Proxies};
use crate::web::settings::Settings;

/// What a request tells about who asks and for which site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) client: Client,
    /// Scheme and host, such as `https://wijk.example`; none where the request does not name a host.
    pub(crate) origin: Option<String>,
    /// The host as the visitor's browser knows it, with its port where that is not the usual one.
    pub(crate) host: Option<String>,
    /// The visitor came over HTTPS.
    pub(crate) https: bool,
}

/// Why a request is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotHere {
    /// It names no host, several, or one that is none.
    Unclear,
    /// The host is not one under which the site is known.
    Elsewhere,
}

impl Asked {
    /// Whether browsers may be told to come over HTTPS only, for months (HSTS, RFC 6797).
    ///
    /// Only under a name of the open internet and with a certificate that browsers know by themselves: on a private network
    /// the way back must stay open, for there a certificate runs out and nobody is there who can make another.
    pub(crate) fn may_be_strict(&self, settings: &Settings) -> bool {
        self.https && !settings.is_self_made && self.host.as_deref().is_some_and(is_of_open_internet)
    }

    /// Reads what a request tells.
    pub(crate) fn read(parts: &Parts, settings: &Settings) -> Result<Self, NotHere> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical());
        let told = peer.filter(|peer| settings.proxies.trust(*peer)).map(|peer| forwarded::read(&parts.headers, peer, &settings.proxies));
        let client = told.as_ref().map(|told| Client::at(told.client)).or_else(|| peer.map(Client::at)).unwrap_or_default();
        let https = settings.https || told.as_ref().is_some_and(|told| told.https);
        let own = named(parts, peer.is_some())?;
        let host = told.and_then(|told| host_in_order(&told.host?)).or(own);
        let scheme = if https { "https" } else { "http" };
        let origin = host.as_ref().map(|host| format!("{scheme}://{host}"));
        if settings.addresses.is_empty() || is_for_machines(parts.uri.path()) {
            return Ok(Self { client, origin, host, https });
        }
        let known = host.as_deref().and_then(|host| settings.addresses.iter().find(|address| address.is(host)));
        // Without a socket there is nobody who could have been sent to a wrong host.
        let known = known.or_else(|| settings.addresses.first().filter(|_| host.is_none() && peer.is_none()));
        let known = known.ok_or(NotHere::Elsewhere)?;
        Ok(Self { client, origin: Some(known.to_string()), host, https })
    }
}

/// The host that the request names itself.
fn named(parts: &Parts, is_from_socket: bool) -> Result<Option<String>, NotHere> {
    let mut hosts = parts.headers.get_all(HOST).iter();
    let (host, another) = (hosts.next(), hosts.next());
    if another.is_some() {
        return Err(NotHere::Unclear);
    }
    // An address with a host in it counts, whatever the header says (RFC 9112, 3.2.2); in HTTP/2 there is no other.
    let host = match (parts.uri.authority(), host) {
        (Some(authority), _) => Some(authority.as_str()),
        (None, Some(host)) => Some(host.to_str().map_err(|_| NotHere::Unclear)?),
        (None, None) => None,
    };
    match host {
        Some(host) => host_in_order(host).map(Some).ok_or(NotHere::Unclear),
        None if is_from_socket && parts.version == Version::HTTP_11 => Err(NotHere::Unclear),
        None => Ok(None),
    }
}

/// Addresses that watchers ask by number, from the machine itself.
fn is_for_machines(path: &str) -> bool {
    ["/healthz", "/readyz", "/metrics"].contains(&path)
}

#[cfg(test)]
mod tests;
