use std::fmt;
use std::str::FromStr;

use crate::inventory::field::Field;
use crate::inventory::kind::Kind;
pub use crate::inventory::tie_kinds::TieKind;

/// All that is declared of a kind of tie; see [`crate::inventory::tie_kinds`].
#[derive(Debug)]
pub struct TieDeclaration {
    /// The kind of tie itself.
    pub kind: TieKind,
    /// The word in files: `member_of`.
    pub code: &'static str,
    /// Kinds it may begin at and end at, as pairs of sets: an allowed tie fits one of the pairs.
    pub ends: &'static [(&'static [Kind], &'static [Kind])],
    /// How many there may be.
    pub rules: Rules,
    /// Its fields.
    pub fields: &'static [Field],
}

/// How many ties of one kind there may be, and in which shape.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "four rules that hold or do not, each by itself")]
pub struct Rules {
    /// From one record at most one at a time.
    pub one_from_each: bool,
    /// Between two records at most one at a time.
    pub unique_per_pair: bool,
    /// Following it never leads back.
    pub acyclic: bool,
    /// Has no direction; stored with the lower id first.
    pub undirected: bool,
}

impl TieKind {
    /// The word in files: `member_of`.
    pub fn code(self) -> &'static str {
        self.declaration().code
    }

    /// Its fields.
    pub fn fields(self) -> &'static [Field] {
        self.declaration().fields
    }

    /// The field with this name, if the tie has it.
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// A tie of this kind may go from this kind to that.
    pub fn joins(self, from: Kind, to: Kind) -> bool {
        self.declaration().ends.iter().any(|(begin, end)| begin.contains(&from) && end.contains(&to))
    }

    /// Kinds at which such a tie may begin.
    pub fn begins_at(self, kind: Kind) -> bool {
        self.declaration().ends.iter().any(|(begin, _)| begin.contains(&kind))
    }

    /// Kinds at which such a tie may end.
    pub fn ends_at(self, kind: Kind) -> bool {
        self.declaration().ends.iter().any(|(_, end)| end.contains(&kind))
    }
}

impl fmt::Display for TieKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// No kind of tie has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no kind of tie `{0}`")]
pub struct NotATieKind(pub String);

impl FromStr for TieKind {
    type Err = NotATieKind;

    fn from_str(text: &str) -> Result<Self, NotATieKind> {
        Self::ALL.iter().copied().find(|kind| kind.code() == text).ok_or_else(|| NotATieKind(text.to_owned()))
    }
}
