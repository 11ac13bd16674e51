use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// What a kept picture is called: the SHA-256 of its bytes in 64 small hexadecimal digits. The same bytes have the same
/// name wherever they are kept, and bytes that were changed no longer fit theirs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PictureName(String);

impl PictureName {
    /// The name of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(format!("{:x}", Sha256::digest(bytes)))
    }

    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PictureName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not the name of a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a picture is called by 64 hexadecimal digits in small letters")]
pub struct NotAPictureName;

impl FromStr for PictureName {
    type Err = NotAPictureName;

    fn from_str(text: &str) -> Result<Self, NotAPictureName> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 64 && text.bytes().all(is_digit) { Ok(Self(text.to_owned())) } else { Err(NotAPictureName) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_called_after_its_bytes() {
        // The SHA-256 of nothing and of `abc`, as FIPS 180-4 has them.
        assert_eq!(PictureName::of(b"").as_str(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(PictureName::of(b"abc").as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn only_a_hash_is_a_name_so_that_no_name_leads_out_of_the_folder() {
        let name = PictureName::of(b"a picture").to_string();
        assert_eq!(name.parse::<PictureName>().unwrap().to_string(), name);
        for text in ["", "../../lock", &name[1..], &format!("{name}0"), &name.to_uppercase(), &name.replacen(&name[..1], "/", 1)] {
            assert_eq!(text.parse::<PictureName>(), Err(NotAPictureName), "{text}");
        }
    }
}
