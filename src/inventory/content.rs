use crate::inventory::field::Field;
use crate::inventory::provenance::Validity;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::inventory::whereabouts::Whereabouts;

/// All of a record or a tie that a person may change.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// What is known of it.
    pub values: Values,
    /// Where it is; a tie is nowhere.
    pub whereabouts: Option<Whereabouts>,
    /// From when and until when it exists or holds.
    pub validity: Validity,
    /// How far it may be seen.
    pub visibility: Visibility,
}

/// One part of a [`Content`], changed or not by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// What this field holds.
    Field(&'static str),
    /// Where it is.
    Whereabouts,
    /// The first day.
    From,
    /// The last day.
    To,
    /// How far it may be seen.
    Visibility,
}

impl Aspect {
    /// The name of its field, or that of what every record has beside its fields.
    pub fn name(self) -> &'static str {
        match self {
            Self::Field(name) => name,
            Self::Whereabouts => "whereabouts",
            Self::From => "valid_from",
            Self::To => "valid_to",
            Self::Visibility => "visibility",
        }
    }

    /// All parts of what has these fields, in the order of a form.
    pub fn all<'a>(fields: impl Iterator<Item = &'static Field> + 'a) -> impl Iterator<Item = Self> + 'a {
        fields.map(|field| Self::Field(field.name)).chain([Self::Whereabouts, Self::From, Self::To, Self::Visibility])
    }
}

impl Content {
    /// This part is the same in both.
    pub fn agrees(&self, other: &Self, aspect: Aspect) -> bool {
        match aspect {
            Aspect::Field(name) => self.values.get(name) == other.values.get(name),
            Aspect::Whereabouts => self.whereabouts == other.whereabouts,
            Aspect::From => self.validity.from == other.validity.from,
            Aspect::To => self.validity.to == other.validity.to,
            Aspect::Visibility => self.visibility == other.visibility,
        }
    }

    /// Makes this part what it is in the other.
    pub fn take(&mut self, other: &Self, aspect: Aspect) {
        match aspect {
            Aspect::Field(name) => self.put(name, other.values.get(name).cloned()),
            Aspect::Whereabouts => self.whereabouts.clone_from(&other.whereabouts),
            Aspect::From => self.validity.from = other.validity.from,
            Aspect::To => self.validity.to = other.validity.to,
            Aspect::Visibility => self.visibility = other.visibility,
        }
    }

    /// Fills a field, or empties it.
    pub fn put(&mut self, field: &'static str, value: Option<Value>) {
        match value {
            Some(value) => self.values.set(field, value),
            None => self.values.clear(field),
        }
    }

    /// The record with this content in the place of its own; its version and all else stay.
    #[must_use]
    pub fn put_into(self, record: Record) -> Record {
        let Self { values, whereabouts, validity, visibility } = self;
        Record { visibility, validity, whereabouts, values, ..record }
    }

    /// The tie with this content in the place of its own; its version and all else stay.
    #[must_use]
    pub fn put_into_tie(self, tie: Tie) -> Tie {
        let Self { values, validity, visibility, .. } = self;
        Tie { visibility, validity, values, ..tie }
    }
}

impl From<&Record> for Content {
    fn from(record: &Record) -> Self {
        Self {
            values: record.values.clone(),
            whereabouts: record.whereabouts.clone(),
            validity: record.validity,
            visibility: record.visibility,
        }
    }
}

impl From<&Tie> for Content {
    fn from(tie: &Tie) -> Self {
        Self { values: tie.values.clone(), whereabouts: None, validity: tie.validity, visibility: tie.visibility }
    }
}
