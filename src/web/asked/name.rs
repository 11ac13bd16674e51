use std::fmt::{self, Display};
use std::str::FromStr;

/// An address under which the site is known to the world: scheme and host, such as `https://wijk.example`, and a port where it
/// is not the usual one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAddress {
    is_https: bool,
    host: String,
}

/// Why a text is none.
#[derive(Debug, thiserror::Error)]
#[error("an address is http:// or https://, a name, and nothing behind it")]
pub struct NotAnAddress;

impl PublicAddress {
    /// Visitors come to it over HTTPS.
    pub(crate) fn is_https(&self) -> bool {
        self.is_https
    }

    /// Whether it has this name, at whatever port.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.host.strip_prefix(name).is_some_and(|port| port.is_empty() || port.starts_with(':'))
    }

    /// Whether this is the host, with its port where it has one.
    pub(super) fn is(&self, host: &str) -> bool {
        let usual = if self.is_https { ":443" } else { ":80" };
        host.strip_suffix(usual).unwrap_or(host) == self.host
    }
}

impl Display for PublicAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}", if self.is_https { "https" } else { "http" }, self.host)
    }
}

impl FromStr for PublicAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let (scheme, rest) = text.split_once("://").ok_or(NotAnAddress)?;
        let is_https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(NotAnAddress),
        };
        let host = host_in_order(rest.strip_suffix('/').unwrap_or(rest)).ok_or(NotAnAddress)?;
        let usual = if is_https { ":443" } else { ":80" };
        let host = host.strip_suffix(usual).unwrap_or(&host).to_owned();
        Ok(Self { is_https, host })
    }
}

/// A host with or without a port, in small letters and without the dot that ends a name; nothing if it is none.
pub(crate) fn host_in_order(text: &str) -> Option<String> {
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let is_number = |byte: u8| byte.is_ascii_hexdigit() || b":.".contains(&byte);
    let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.find(']')) {
        Some(end) => text.split_at(end + 2),
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let fits = match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inside) => inside.contains(':') && inside.bytes().all(is_number),
        None => !name.is_empty() && name != "." && name.bytes().all(is_host),
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    if !fits || name.len() > 255 || !(port.is_empty() || port.strip_prefix(':').is_some_and(is_port)) {
        return None;
    }
    // Asked of every request, and in order as it is nearly always.
    Some(name.strip_suffix('.').map_or_else(|| text.to_ascii_lowercase(), |name| format!("{}{port}", name.to_ascii_lowercase())))
}

/// Ends of names that are known on a private network only (RFC 6761, RFC 6762, RFC 8375, and usual).
const PRIVATE: [&str; 8] = ["local", "localhost", "internal", "home.arpa", "lan", "home", "test", "invalid"];

/// Whether a host is a name that is known everywhere: neither a number, nor one of a private network.
pub(super) fn is_of_open_internet(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    let is_private = |end: &&str| name.strip_suffix(*end).is_some_and(|before| before.is_empty() || before.ends_with('.'));
    let is_number = name.starts_with('[') || name.parse::<std::net::Ipv4Addr>().is_ok();
    name.contains('.') && !is_number && !PRIVATE.iter().any(is_private)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_under_its_name_however_it_is_written() {
        let address: PublicAddress = "https://Wijk.example/".parse().unwrap();
        assert_eq!(address.to_string(), "https://wijk.example");
        assert!(address.is("wijk.example") && address.is("wijk.example:443"));
        assert!(!address.is("wijk.example:80") && !address.is("elders.example") && !address.is("wijk.example.elders.example"));
        let address: PublicAddress = "https://[fd00::1]:8443".parse().unwrap();
        assert!(address.is("[fd00::1]:8443") && !address.is("[fd00::1]"));
        for text in [
            "wijk.example",
            "ftp://wijk.example",
            "https://",
            "https://a/b",
            "https://a b",
            "https://u@a",
            "https://a:99999",
            "https://a?b",
        ] {
            assert!(text.parse::<PublicAddress>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_that_is_none_is_not_taken_for_one() {
        assert_eq!(host_in_order("Wijk.Example.:8080").unwrap(), "wijk.example:8080");
        for text in ["", ":80", "a\"><b>", "a/b", "a@b", "a:b", "a:", "a:+80", "a:1:2", "[::1", "[::1]80", "[wijk]", "a b", "a,b", "é"] {
            assert_eq!(host_in_order(text), None, "{text}");
        }
    }

    #[test]
    fn private_names_and_numbers_are_known() {
        for host in ["wijk.example", "wijk.example:8443", "buurt.wijk.example"] {
            assert!(is_of_open_internet(host), "{host}");
        }
        for host in ["wijkweb.local", "wijkweb.local:8443", "localhost:8080", "wijkweb", "192.168.1.10", "[fd00::1]:8443", "a.home.arpa"] {
            assert!(!is_of_open_internet(host), "{host}");
        }
    }
}
