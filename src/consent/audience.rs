use std::fmt;
use std::str::FromStr;

use crate::inventory::field::Field;
use crate::inventory::kind::Kind;
use crate::inventory::visibility::Visibility;

/// Who looks: the wider, the less is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// A visitor of whom nothing is known.
    Everyone,
    /// A resident who made themselves known.
    Neighbours,
    /// A community builder.
    Builders,
    /// A community builder on a round from door to door, while it lasts.
    DoorTeam,
    /// Somebody who looks after the records.
    Stewards,
}

impl Audience {
    /// All, from wide to narrow.
    pub const ALL: [Self; 5] = [Self::Everyone, Self::Neighbours, Self::Builders, Self::DoorTeam, Self::Stewards];

    /// What has this visibility may be shown to this audience. What is a person's own is shown to that person only.
    pub fn may_see(self, visibility: Visibility) -> bool {
        let widest = match visibility {
            Visibility::Everyone => Self::Everyone,
            Visibility::Neighbours => Self::Neighbours,
            Visibility::Builders => Self::Builders,
            Visibility::DoorTeam => Self::DoorTeam,
            Visibility::Stewards => Self::Stewards,
            Visibility::Own => return false,
        };
        self >= widest
    }

    /// The fields of a kind that this audience may see, in the order of their declaration.
    pub fn fields_of(self, kind: Kind) -> impl Iterator<Item = &'static Field> + Clone {
        kind.fields().filter(move |field| self.may_see(field.visibility))
    }

    /// The word in commands and files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Neighbours => "neighbours",
            Self::Builders => "builders",
            Self::DoorTeam => "door_team",
            Self::Stewards => "stewards",
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Not an audience.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an audience is everyone, neighbours, builders, door_team or stewards")]
pub struct NotAnAudience;

impl FromStr for Audience {
    type Err = NotAnAudience;

    fn from_str(text: &str) -> Result<Self, NotAnAudience> {
        Self::ALL.into_iter().find(|audience| audience.code() == text).ok_or(NotAnAudience)
    }
}
