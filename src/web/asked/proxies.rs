use std::net::IpAddr;
use std::str::FromStr;

/// The proxies that are believed about who asks: addresses and networks. By default none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proxies(Vec<Network>);

/// A network, or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    prefix: u8,
}

/// Why a text names no proxies.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is neither an address nor a network")]
pub struct NotANetwork(String);

impl Proxies {
    /// Whether what this address tells is believed.
    pub fn trust(&self, address: IpAddr) -> bool {
        !self.0.is_empty() && self.0.iter().any(|network| network.holds(address))
    }

    /// Nobody is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Network {
    fn holds(self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let shift = 32_u32.saturating_sub(self.prefix.into());
                own.to_bits().checked_shr(shift) == other.to_bits().checked_shr(shift)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let shift = 128_u32.saturating_sub(self.prefix.into());
                own.to_bits().checked_shr(shift) == other.to_bits().checked_shr(shift)
            }
            _ => false,
        }
    }
}

/// Addresses and networks (`10.0.0.0/8`), with commas or blanks between them.
impl FromStr for Proxies {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let named = text.split([',', ' ']).filter(|part| !part.is_empty());
        named.map(|part| network(part).ok_or_else(|| NotANetwork(part.to_owned()))).collect::<Result<_, _>>().map(Self)
    }
}

fn network(text: &str) -> Option<Network> {
    let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let prefix = prefix.map_or(Some(most), |prefix| prefix.parse().ok())?;
    (prefix <= most).then_some(Network { address, prefix })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusts(named: &str, address: &str) -> bool {
        named.parse::<Proxies>().unwrap().trust(address.parse().unwrap())
    }

    #[test]
    fn addresses_and_networks_are_told_apart_from_their_neighbours() {
        assert!(trusts("127.0.0.1, ::1", "127.0.0.1") && trusts("127.0.0.1 ::1", "::1"));
        assert!(!trusts("127.0.0.1", "127.0.0.2") && !trusts("", "127.0.0.1"));
        assert!(trusts("10.0.0.0/8", "10.255.1.2") && !trusts("10.0.0.0/8", "11.0.0.1"));
        assert!(trusts("10.1.2.128/25", "10.1.2.200") && !trusts("10.1.2.128/25", "10.1.2.100"));
        assert!(trusts("2001:db8::/32", "2001:db8:ffff::1") && !trusts("2001:db8::/32", "2001:db9::1"));
        assert!(trusts("127.0.0.1", "::ffff:127.0.0.1"), "the same machine by another socket");
        assert!(trusts("0.0.0.0/0", "203.0.113.9") && !trusts("0.0.0.0/0", "2001:db8::1"));
        assert!(trusts("::/0", "2001:db8::1") && !trusts("::/0", "203.0.113.9"));
    }

    #[test]
    fn what_is_no_network_is_named() {
        for text in ["localhost", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0", "127.0.0.1;::1", "127.0.0.1:80"] {
            assert!(text.parse::<Proxies>().is_err(), "{text}");
        }
    }
}
