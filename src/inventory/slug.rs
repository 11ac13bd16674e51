use std::fmt;
use std::str::FromStr;

/// The name of a neighbourhood in addresses and folders: 1 to 60 of `a-z`, `0-9` and `-`, not at the rim a `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

/// Words that the address space uses for itself.
const TAKEN: &[&str] = &[
    "static",
    "begin",
    "language",
    "steward",
    "about",
    "healthz",
    "readyz",
    "metrics",
    "favicon",
    "robots",
    "sign-in",
    "sign-out",
    "invitation",
    "account",
];

impl Slug {
    /// The text of the slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text cannot name a neighbourhood in an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a short name has 1 to 60 small letters, digits and hyphens, begins and ends with a letter or digit, and is not a word the program uses itself"
)]
pub struct NotASlug;

impl FromStr for Slug {
    type Err = NotASlug;

    fn from_str(text: &str) -> Result<Self, NotASlug> {
        let fits = (1..=60).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !TAKEN.contains(&text);
        if fits { Ok(Self(text.to_owned())) } else { Err(NotASlug) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_cannot_leave_its_folder_or_hide_a_page() {
        for text in ["", "..", "a/b", "Wijk", "-a", "a-", "static", "é", &"a".repeat(61)] {
            assert!(text.parse::<Slug>().is_err(), "{text}");
        }
        assert_eq!("afrikaanderwijk-2".parse::<Slug>().unwrap().as_str(), "afrikaanderwijk-2");
    }
}
