use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Provenance, Validity};
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::inventory::whereabouts::Whereabouts;

/// Something the neighbourhood has, or a word or area that others refer to: a node of the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its lasting name.
    pub id: Id,
    /// What it is.
    pub kind: Kind,
    /// How often it was written: 1 when new, one more with each change.
    pub version: u32,
    /// How far it may be seen.
    pub visibility: Visibility,
    /// From when and until when it exists.
    pub validity: Validity,
    /// Where the record comes from.
    pub provenance: Provenance,
    /// Where it is.
    pub whereabouts: Option<Whereabouts>,
    /// What is known of it.
    pub values: Values,
    /// The record that this one may be a second copy of; a person decides.
    pub likely_same_as: Option<Id>,
    /// The record that this one was found to be a second copy of. It stays as it was, with the ties that could not move,
    /// out of everybody's sight; its address leads to the other, its source is still known as its own, and when the two
    /// are taken apart it is there again. It may point at one that was itself joined to a third, never back to itself.
    pub merged_into: Option<Id>,
}

impl Record {
    /// Its name; every record has one, if need be a described one.
    pub fn name(&self) -> &str {
        self.values.text("name").unwrap_or_default()
    }

    /// Finds everything about the record that its declaration does not allow.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = faults_of_values(&self.kind.fields(), &self.values);
        faults.extend(fault_of_validity(self.validity));
        if self.whereabouts.is_some() && !self.kind.declaration().located {
            faults.push(Fault { field: "whereabouts", reason: Misfit::NotForThisKind });
        }
        faults
    }
}

/// A field that does not fit its declaration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct Fault {
    /// The field, or `valid_from` or `whereabouts`.
    pub field: &'static str,
    /// Why it does not fit.
    pub reason: Misfit,
}

/// Why a value does not fit its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The field may not be empty.
    #[error("may not be empty")]
    Missing,
    /// Longer than the field takes.
    #[error("too long")]
    TooLong,
    /// A number outside the field's bounds, or not finite.
    #[error("outside its bounds")]
    OutOfBounds,
    /// Not one of the codes the field takes.
    #[error("not one of its choices")]
    NotAChoice,
    /// Not of the form an official code or web address has.
    #[error("not of its form")]
    WrongForm,
    /// A value of another sort than the field holds, or no field of this kind.
    #[error("not for this kind")]
    NotForThisKind,
    /// Ends before it begins.
    #[error("ends before it begins")]
    EndsBeforeItBegins,
}

pub(crate) fn faults_of_values(
    fields: &(impl Iterator<Item = &'static crate::inventory::field::Field> + Clone),
    values: &Values,
) -> Vec<Fault> {
    let missing = fields.clone().filter(|field| field.required && values.get(field.name).is_none());
    let mut faults: Vec<_> = missing.map(|field| Fault { field: field.name, reason: Misfit::Missing }).collect();
    // There are more fields than are filled.
    for (name, value) in values.iter() {
        let field = fields.clone().find(|field| field.name == name);
        let reason = field.map_or(Some(Misfit::NotForThisKind), |field| crate::inventory::code::misfit(field, value));
        faults.extend(reason.map(|reason| Fault { field: name, reason }));
    }
    faults
}

pub(crate) fn fault_of_validity(validity: Validity) -> Option<Fault> {
    let reversed = matches!((validity.from, validity.to), (Some(from), Some(to)) if to < from);
    reversed.then_some(Fault { field: "valid_to", reason: Misfit::EndsBeforeItBegins })
}

/// The value an empty field has is none: this drops texts without words and empty lists.
pub fn without_emptiness(value: Value) -> Option<Value> {
    match value {
        Value::Text(text) if text.trim().is_empty() => None,
        Value::Codes(codes) if codes.is_empty() => None,
        value => Some(value),
    }
}
