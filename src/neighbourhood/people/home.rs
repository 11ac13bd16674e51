use std::fmt::Write;

use ring::hmac;

use crate::neighbourhood::loaded::Neighbourhood;

impl Neighbourhood {
    /// A token of the home at this address: two persons at one door have the same, and without the neighbourhood's secret
    /// nobody can tell which door it is. Case, spaces and punctuation of the address do not matter; empty for an empty one.
    pub fn home_token(&self, address: &str) -> String {
        token(&self.past().secrets().homes, address)
    }
}

fn token(secret: &[u8; 32], address: &str) -> String {
    let plain: String = address.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if plain.is_empty() {
        return plain;
    }
    let mark = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), plain.as_bytes());
    mark.as_ref().iter().take(TOKEN_BYTES).fold(String::new(), |mut token, byte| {
        // Writing to a String cannot fail.
        let _ = write!(token, "{byte:02x}");
        token
    })
}

/// Enough that no two homes of a town share one by chance.
const TOKEN_BYTES: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_door_has_one_token_however_it_is_written_and_tells_nothing_without_the_secret() {
        let here = |address| token(&[7; 32], address);
        assert_eq!(here("Kerkstraat 12-A, 1234 AB"), here("kerkstraat 12a 1234ab"));
        assert_ne!(here("Kerkstraat 12"), here("Kerkstraat 1"));
        assert_ne!(here("Kerkstraat 12"), token(&[8; 32], "Kerkstraat 12"));
        assert!(here(" , ").is_empty() && here("Kerkstraat 12").len() == 24);
    }
}
