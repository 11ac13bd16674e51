use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::inventory::moment::Moment;

/// The lasting name of a record or a tie: a UUID of version 7, minted where the thing is captured and never used again.
///
/// Ids sort by the moment they were minted, to the millisecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Uuid);

impl Id {
    /// Mints an id from the moment of capture and 10 random bytes.
    pub fn mint(at: Moment, random: [u8; 10]) -> Self {
        let millis = u64::try_from(at.millisecond()).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// The 16 bytes in which the id is stored.
    pub fn bytes(self) -> [u8; 16] {
        self.0.into_bytes()
    }

    /// The id that these 16 bytes stand for.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Uuid::parse_str(text).map(Self).map_err(|_| NotAnId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_the_moment_they_were_minted() {
        let early = Id::mint(Moment::from_second(1_000_000).unwrap(), [255; 10]);
        let late = Id::mint(Moment::from_second(1_000_001).unwrap(), [0; 10]);
        assert!(early < late);
    }

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = Id::mint(Moment::from_second(1_000_000).unwrap(), [7; 10]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("nonsense".parse::<Id>(), Err(NotAnId));
    }
}
