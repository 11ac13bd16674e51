//! What is done about persons: entering them as they told it, hearing what they agree to, changing and hiding them.
//!
//! Each act is worked out on a graph and becomes one order, so that it happens whole or not at all. Nothing here decides
//! what may be kept: that is for [`crate::consent::admit`], which reads it in the person's own record.

mod agree;
pub mod along;
mod contact;
pub mod file;
pub mod follow_up;
mod home;
mod lives;
mod portrait;
mod read_back;
mod retention;

pub use agree::{CannotHear, hear, hide};
pub use contact::{Look, contact_entry, looks};
pub use lives::{Home, home_at, home_near};
pub(super) use portrait::show_as_agreed;
pub use portrait::{Location, Portrait, Tied, enter, revise};
pub use read_back::TOLD;
pub use retention::{Due, RetentionPeriods, due, next_ask};
