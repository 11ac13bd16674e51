use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Source, Validity};
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::inventory::whereabouts::Whereabouts;

/// A row of a file that was understood as a record, before it is known whether the neighbourhood has it already.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The row as a person sees it: in a table the header is row 1, in GeoJSON the first feature is 1.
    pub row: u64,
    /// What it is.
    pub kind: Kind,
    /// Which record of the source it is: the identity by which it is known again.
    pub source: Source,
    /// What is known of it; it has a name, if need be a described one.
    pub values: Values,
    /// The name was made from what it is and where, so it says nothing of likeness.
    pub name_made: bool,
    /// Where it is.
    pub whereabouts: Option<Whereabouts>,
    /// From when and until when it exists.
    pub validity: Validity,
    /// How far it may be seen.
    pub visibility: Visibility,
}
