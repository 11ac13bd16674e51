use std::fmt;
use std::str::FromStr;

use crate::inventory::field::Field;
pub use crate::inventory::kinds::Kind;
use crate::inventory::visibility::Visibility;

/// All that is declared of a kind; see [`crate::inventory::kinds`].
#[derive(Debug)]
pub struct Declaration {
    /// The kind itself.
    pub kind: Kind,
    /// The word in files: `place`.
    pub code: &'static str,
    /// The word for many, in addresses and for layers: `places`.
    pub plural: &'static str,
    /// What it is to the neighbourhood.
    pub role: Role,
    /// May have a whereabouts.
    pub located: bool,
    /// How far a record may be seen where nothing else was chosen.
    pub visibility: Visibility,
    /// Its own fields, after those that all kinds share.
    pub own_fields: &'static [Field],
}

/// What a kind is to the neighbourhood, which decides where it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An asset of the neighbourhood: in lists, on the map, in figures.
    Asset,
    /// Where things are: areas and addresses. In lists apart, areas on the map.
    Setting,
    /// A person: shown only as agreed.
    Person,
    /// What the team has to do.
    Task,
    /// What the team has to be able to account for later. It is written once, and stays as it is.
    Evidence,
    /// A word that others refer to: skills, themes, terms of a vocabulary.
    Vocabulary,
    /// What shows another record: a photo. It is seen with that record and nowhere else.
    Illustration,
    /// The drawing under the map.
    Backdrop,
    /// The neighbourhood's own particulars.
    Profile,
}

impl Kind {
    /// The word in files: `place`.
    pub fn code(self) -> &'static str {
        self.declaration().code
    }

    /// The word for many, in addresses and for layers: `places`.
    pub fn plural(self) -> &'static str {
        self.declaration().plural
    }

    /// What it is to the neighbourhood.
    pub fn role(self) -> Role {
        self.declaration().role
    }

    /// Its fields in the order of forms and files: those that all kinds share, then its own.
    pub fn fields(self) -> impl Iterator<Item = &'static Field> + Clone {
        crate::inventory::kinds::SHARED_FIELDS.iter().chain(self.declaration().own_fields)
    }

    /// The field with this name, if the kind has it.
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.name == name)
    }

    /// The kind whose word for many this is.
    pub fn from_plural(plural: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.plural() == plural)
    }

    /// All kinds with this role, in the order of their declaration.
    pub fn with_role(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |kind| kind.role() == role)
    }

    /// Somebody may write records of this kind by form or file. Persons cannot be, without their consent; a photo comes with
    /// its picture, on a page of its own.
    pub fn is_open_to_entry(self) -> bool {
        !matches!(self.role(), Role::Person | Role::Task | Role::Evidence | Role::Profile | Role::Illustration)
    }

    /// One may ask for a list of them. What illustrates something else is shown there alone; persons and tasks have pages of
    /// their own.
    pub fn is_listed(self) -> bool {
        !matches!(self.role(), Role::Illustration | Role::Person | Role::Task | Role::Evidence)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// No kind has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no kind `{0}`; the kinds are: {known}", known = known())]
pub struct NotAKind(pub String);

fn known() -> String {
    Kind::ALL.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(", ")
}

impl FromStr for Kind {
    type Err = NotAKind;

    fn from_str(text: &str) -> Result<Self, NotAKind> {
        Self::ALL.iter().copied().find(|kind| kind.code() == text).ok_or_else(|| NotAKind(text.to_owned()))
    }
}
