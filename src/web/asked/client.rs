use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use super::Asked;
use crate::web::state::AppState;

/// Where a visitor asks from, for limits on how often somebody may try something. Not kept, and not in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Client {
    /// The true address: behind a proxy that is trusted, that of the visitor.
    pub address: IpAddr,
}

/// Who asks without a socket, in tests (an address for documentation, RFC 5737).
const NOBODY: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

impl Client {
    /// The client at this address.
    pub fn at(address: IpAddr) -> Self {
        Self { address: address.to_canonical() }
    }

    /// The addresses that are one party: an IPv4 address alone, of IPv6 all of a /64, which every home has to itself.
    pub fn party(self) -> IpAddr {
        match self.address {
            IpAddr::V4(_) => self.address,
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }
}

impl Default for Client {
    fn default() -> Self {
        Self { address: NOBODY }
    }
}

impl Client {
    /// Who asks. Read once for each request, before anything else.
    pub(crate) fn read(parts: &Parts, state: &AppState) -> Self {
        let known = parts.extensions.get::<Asked>().map(|asked| asked.client);
        known.or_else(|| Asked::read(parts, &state.settings).ok().map(|asked| asked.client)).unwrap_or_default()
    }
}

impl<S> FromRequestParts<S> for Client
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self::read(parts, &AppState::from_ref(state)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_with_many_addresses_is_one_party() {
        let party = |address: &str| Client::at(address.parse().unwrap()).party().to_string();
        assert_eq!(party("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(party("2001:db8:1:2::1"), "2001:db8:1:2::");
        assert_ne!(party("2001:db8:1:3::1"), "2001:db8:1:2::");
        assert_eq!(party("192.0.2.7"), "192.0.2.7");
        assert_eq!(party("::ffff:192.0.2.7"), "192.0.2.7", "the same machine by another socket");
    }
}
