use std::fmt::{self, Display};
use std::net::IpAddr;
use std::str::FromStr;

/// A name or an address under which the site is reached on a local network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    Dns(String),
    Address(IpAddr),
}

/// Why a text is none.
#[derive(Debug, thiserror::Error)]
#[error("a name such as wijkweb.local, or an address such as 192.168.1.10")]
pub(super) struct NotAName;

impl FromStr for Name {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::Address(address.to_canonical()));
        }
        let text = text.to_ascii_lowercase();
        let is_label = |label: &str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            (1..=63).contains(&label.len()) && label.bytes().all(fits) && !label.starts_with('-') && !label.ends_with('-')
        };
        // What ends in a number is an address that was typed wrongly.
        let is_number = text.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        let fits = text.len() <= 253 && text.split('.').all(is_label) && !is_number;
        if fits { Ok(Self::Dns(text)) } else { Err(NotAName) }
    }
}

impl Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => formatter.write_str(name),
            Self::Address(address) => address.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_told_from_what_is_neither() {
        for name in ["wijkweb.local", "wijkweb", "192.168.1.10", "fd00::1", "WIJKWEB.local"] {
            assert_eq!(name.parse::<Name>().unwrap().to_string(), name.to_lowercase());
        }
        for text in ["", "a b", "*.local", "-a.local", "192.168.1", "192.168.1.300", "wijkweb..local", "https://wijkweb.local", "é.local"]
        {
            assert!(text.parse::<Name>().is_err(), "{text}");
        }
    }
}
