use std::fmt;
use std::str::FromStr;

use crate::inventory::id::Id;
use crate::inventory::moment::{Day, Moment};

/// Where a record or tie comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// When it was first captured.
    pub created: Moment,
    /// When it was last changed.
    pub updated: Moment,
    /// Who changed it last.
    pub by: Actor,
    /// By which way it came.
    pub origin: Origin,
    /// Which record of which source of others it is, where it was imported.
    pub source: Option<Source>,
    /// The import that brought it.
    pub delivery: Option<Id>,
}

/// Who acts: an account by its id, or the operator. From before there were accounts: `steward`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor(pub String);

impl Actor {
    /// Whoever has this account.
    pub fn account(id: Id) -> Self {
        Self(format!("account:{id}"))
    }

    /// Whoever has the first account, for whoever has the second, who asked for it.
    pub fn helping(id: Id, resident: Id) -> Self {
        Self(format!("account:{id} for:{resident}"))
    }

    /// The account that acted, and the one it acted for.
    pub fn accounts(&self) -> Option<(Id, Option<Id>)> {
        let accounts = self.0.strip_prefix("account:")?;
        match accounts.split_once(" for:") {
            Some((by, resident)) => Some((by.parse().ok()?, Some(resident.parse().ok()?))),
            None => Some((accounts.parse().ok()?, None)),
        }
    }

    /// The program itself, when it is time.
    pub fn clock() -> Self {
        Self("clock".to_owned())
    }

    /// Whoever runs the server, at the command line.
    pub fn operator() -> Self {
        Self("operator".to_owned())
    }
}

/// By whom and when something is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Moment,
}

impl Provenance {
    /// Of something new that came this way.
    pub fn new(stamp: &Stamp, origin: Origin) -> Self {
        Self { created: stamp.at, updated: stamp.at, by: stamp.by.clone(), origin, source: None, delivery: None }
    }

    /// Of the same, changed.
    #[must_use]
    pub fn renewed(&self, stamp: &Stamp) -> Self {
        Self { updated: stamp.at, by: stamp.by.clone(), ..self.clone() }
    }
}

/// By which way a record came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Told in a conversation.
    Conversation,
    /// Entered by whom it concerns.
    Own,
    /// Read from a file.
    Import,
    /// Looked up or typed in at a desk.
    Desk,
}

impl Origin {
    /// All ways.
    pub const ALL: [Self; 4] = [Self::Conversation, Self::Own, Self::Import, Self::Desk];

    /// The word in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::Own => "self",
            Self::Import => "import",
            Self::Desk => "desk",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The word is not one of the ways of [`Origin`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("origin is conversation, self, import or desk")]
pub struct NotAnOrigin;

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        Self::ALL.into_iter().find(|origin| origin.code() == text).ok_or(NotAnOrigin)
    }
}

/// A record of a source of others: together the two texts are its identity there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// The source, such as the name of a file or register.
    pub name: String,
    /// What the source calls the record.
    pub external_id: String,
}

/// From when and until when something holds, both days included; open where unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Validity {
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
}

impl Validity {
    /// It holds on this day.
    pub fn holds_on(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// It holds on some day of the other as well.
    pub fn overlaps(self, other: Self) -> bool {
        let before = |end: Option<Day>, start: Option<Day>| matches!((end, start), (Some(end), Some(start)) if end < start);
        !before(self.to, other.from) && !before(other.to, self.from)
    }
}
