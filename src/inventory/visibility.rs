use std::fmt;
use std::str::FromStr;

/// How far a record or a field may be seen: the narrower, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Visibility {
    /// Every visitor.
    Everyone,
    /// Residents who made themselves known.
    Neighbours,
    /// Community builders.
    Builders,
    /// Community builders on a round from door to door, while it lasts.
    DoorTeam,
    /// Those who look after the neighbourhood's records.
    Stewards,
    /// The person concerned, and who acts for them.
    Own,
}

impl Visibility {
    /// All, from wide to narrow.
    pub const ALL: [Self; 6] = [Self::Everyone, Self::Neighbours, Self::Builders, Self::DoorTeam, Self::Stewards, Self::Own];

    /// The word in files and forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Neighbours => "neighbours",
            Self::Builders => "builders",
            Self::DoorTeam => "door_team",
            Self::Stewards => "stewards",
            Self::Own => "self",
        }
    }
}

impl fmt::Display for Visibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The word is not one of those of [`Visibility`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("visibility is everyone, neighbours, builders, door_team, stewards or self")]
pub struct NotAVisibility;

impl FromStr for Visibility {
    type Err = NotAVisibility;

    fn from_str(text: &str) -> Result<Self, NotAVisibility> {
        Self::ALL.into_iter().find(|v| v.code() == text).ok_or(NotAVisibility)
    }
}
