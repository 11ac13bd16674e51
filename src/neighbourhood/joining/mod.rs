//! Two records that are the same shed become one, and can be taken apart again.
//!
//! The record that goes is not taken away: it remembers which one it was joined to ([`Record::merged_into`]), keeps its own
//! fields, source and history, and is out of sight. Its ties move to the one that stays, as the same ties with another
//! end; a tie that the rules forbid there rests where it is. So nothing is lost by joining, and all of it is kept as
//! ordinary changes: in the journal, in archives and in backups. Taking apart reads from the journal which ties moved and
//! which fields were taken over, and gives them back as far as nobody changed them since.
//!
//! [`Record::merged_into`]: crate::inventory::record::Record::merged_into

mod apart;
mod together;

pub use apart::{Apart, CannotPart, Wish, plan_apart};
pub use together::{Joining, plan_joining, usually_taken};

use crate::inventory::content::{Aspect, Content};
use crate::inventory::field::Shape;
use crate::inventory::id::Id;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;

/// The tie with one record in the place of another; a tie without direction has the lower id first.
fn redirected(tie: &Tie, old: Id, new: Id) -> Tie {
    let end = |id: Id| if id == old { new } else { id };
    let (mut from, mut to) = (end(tie.from), end(tie.to));
    if tie.kind.declaration().rules.undirected && from > to {
        std::mem::swap(&mut from, &mut to);
    }
    Tie { from, to, version: tie.version.saturating_add(1), ..tie.clone() }
}

/// The parts that both records can have, in the order of the form of the first.
fn shared_aspects(one: &Record, other: &Record) -> Vec<Aspect> {
    let can_have = |aspect: &Aspect| match aspect {
        // What the program noted down of both is put together, and nobody chooses.
        Aspect::Field(name) if one.kind.field(name).is_some_and(|field| field.shape == Shape::Entries) => false,
        Aspect::Field(name) => other.kind.field(name).map(|field| field.shape) == one.kind.field(name).map(|field| field.shape),
        Aspect::Whereabouts => one.kind.declaration().located && other.kind.declaration().located,
        _ => true,
    };
    Aspect::all(one.kind.fields()).filter(can_have).collect()
}

/// The record with these parts as they are in the other.
fn with_parts(record: &Record, other: &Content, parts: impl IntoIterator<Item = Aspect>) -> Record {
    let mut content = Content::from(record);
    for aspect in parts {
        content.take(other, aspect);
    }
    content.put_into(record.clone())
}
