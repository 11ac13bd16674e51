//! What happened, told from what was written: to one record and its ties, to the whole neighbourhood, and how a record was
//! at an earlier time. It promises that what fewer may see now is not told to more because it was open once; whoever draws
//! it still asks consent for each record. It does not know pages or words.

mod along;
mod as_of;
mod events;
mod lately;
mod restore;

pub use as_of::{around_as_of, as_of};
pub use events::{Event, Happening, history};
pub use lately::{Lately, Touched, Wanted, lately, touched_since};
pub use restore::{CannotRestore, Part, Restored, restore};
