use std::fmt;

use sha2::{Digest, Sha256};

use crate::inventory::surroundings::Surroundings;

/// A secret of 256 random bits that opens something to whoever holds it: the cookie of a session, a link. Only its
/// [fingerprint](Token::fingerprint) is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub(super) fn draw(surroundings: &Surroundings) -> Self {
        let mut bytes = [0; 32];
        surroundings.fill(&mut bytes);
        Self(hexadecimal(&bytes))
    }

    /// One as it was handed in. Anything is a token; most open nothing.
    pub fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// What is handed out.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256, in hexadecimal. Nobody gets from it to the token, which is too long to be tried.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.0)
    }
}

impl fmt::Debug for Token {
    /// Never the secret: it must not come into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// SHA-256 of a text, in hexadecimal.
pub fn fingerprint(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

/// Bytes as they are written in names and links.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_and_does_not_show_itself() {
        let token = Token::draw(&Surroundings::real());
        assert_eq!(token.as_str().len(), 64);
        assert_ne!(token, Token::draw(&Surroundings::real()));
        assert!(!format!("{token:?}").contains(token.as_str()) && !token.fingerprint().contains(token.as_str()));
    }
}
