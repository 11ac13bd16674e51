//! Keeps each neighbourhood whole: one writer that checks every rule, makes a change durable and only then visible, and
//! snapshots for readers, who never wait. Many neighbourhoods live side by side and share nothing. It knows locks and
//! threads; it does not know pages, files of others or how things are stored.

mod backups;
mod begin;
mod closing;
mod erased;
mod figures;
pub mod history;
pub mod import;
mod joining;
mod loaded;
mod neighbourhoods;
mod order;
pub mod people;
mod rules;
mod safekeeping;
mod say;
mod snapshot;
mod undo;
mod upkeep;
pub mod vocabulary;
mod writer;

pub use backups::{BackupPlan, Backups, Rhythm};
pub use begin::{Beginning, starter_vocabulary};
pub use closing::NotClosed;
pub use figures::{DAYS_BETWEEN, Released, next_after};
pub use joining::{Apart, CannotPart, Joining, Wish, plan_apart, plan_joining, usually_taken};
pub use loaded::Neighbourhood;
pub use neighbourhoods::{CannotBegin, Neighbourhoods, Probe, Size};
pub use order::{Broken, Deed, Order, Refusal, Rule};
pub use safekeeping::keys_beside;
pub use say::{chain_in_words, refusal_in_words, rule_in_words};
pub use undo::{CannotUndo, Hindrance, Obstacle, Turned, Undone, hindrance_in_words, undo_change};

pub use crate::inventory::surroundings::Surroundings;
/// What rooms above hear of the store: why something is not kept, what was mended, what a check found.
pub use crate::store::{
    ArchiveFlaw, Backup, BackupFlaw, Changes, Closed, Contents, DAYS_KEPT, Error as StoreError, Health, InBrief, Kept, KeyCopy, Mended,
    NotMended, Notice, Past, Pictures, Report, Restored, Retention,
};
