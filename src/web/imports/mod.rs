//! Files that are handed in: kept until they are brought in, then read and written in the background while a page tells
//! how far it is. Files with residents are never on the disk: until it is clear who agreed, they are only held in memory.

mod held;
mod jobs;
mod uploads;

pub(crate) use held::{HeldFile, LARGEST_HELD};
pub use jobs::Jobs;
pub(crate) use jobs::{Job, Outcome};
pub use uploads::discard_stale_uploads;
pub(crate) use uploads::{Upload, discard, plain_name, receive, upload};
