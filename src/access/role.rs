use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::consent::Audience;

/// What an account is in a neighbourhood: the later, the more it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A resident with a card.
    Neighbour,
    /// A community builder, who goes from door to door.
    Builder,
    /// Somebody who looks after the records and the team.
    Steward,
}

impl Role {
    /// All, from little to much.
    pub const ALL: [Self; 3] = [Self::Neighbour, Self::Builder, Self::Steward];

    /// The word in files, forms and commands.
    pub fn code(self) -> &'static str {
        match self {
            Self::Neighbour => "neighbour",
            Self::Builder => "builder",
            Self::Steward => "steward",
        }
    }

    /// The audience that sees what this role may see.
    pub fn audience(self) -> Audience {
        match self {
            Self::Neighbour => Audience::Neighbours,
            Self::Builder => Audience::Builders,
            Self::Steward => Audience::Stewards,
        }
    }

    /// Comes in with a password; a neighbour comes in with a card.
    pub fn is_team(self) -> bool {
        self > Self::Neighbour
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Not a role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a role is neighbour, builder or steward")]
pub struct NotARole;

impl FromStr for Role {
    type Err = NotARole;

    fn from_str(text: &str) -> Result<Self, NotARole> {
        Self::ALL.into_iter().find(|role| role.code() == text).ok_or(NotARole)
    }
}
