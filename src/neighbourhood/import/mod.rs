//! Bringing in many records at once: first a plan that says what would happen, then the doing, and if need be the undoing.

mod plan;
mod prepare;
mod run;
mod undo;

pub use plan::{Described, Different, Fresh, Plan, likely_the_same, plan};
pub use prepare::{Prepared, Wishes, prepare, vocabulary};
pub use run::{Delivery, Progress, run};
pub use undo::{Undone, undo};
