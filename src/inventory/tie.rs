use crate::inventory::id::Id;
use crate::inventory::provenance::{Provenance, Validity};
use crate::inventory::record::{Fault, fault_of_validity, faults_of_values};
use crate::inventory::tie_kind::TieKind;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;

/// How one record hangs together with another: an edge of the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    /// Its lasting name.
    pub id: Id,
    /// What it is.
    pub kind: TieKind,
    /// The record it begins at.
    pub from: Id,
    /// The record it ends at.
    pub to: Id,
    /// How often it was written: 1 when new.
    pub version: u32,
    /// How far it may be seen, if both ends may be.
    pub visibility: Visibility,
    /// From when and until when it holds.
    pub validity: Validity,
    /// Where it comes from.
    pub provenance: Provenance,
    /// What is known of it.
    pub values: Values,
}

impl Tie {
    /// Finds everything about the tie by itself that its declaration does not allow. Its ends are judged by whoever knows them.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = faults_of_values(&self.kind.fields().iter(), &self.values);
        faults.extend(fault_of_validity(self.validity));
        faults
    }

    /// The record at the other end.
    pub fn other_end(&self, one: Id) -> Id {
        if self.from == one { self.to } else { self.from }
    }
}
