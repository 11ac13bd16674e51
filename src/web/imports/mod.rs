//! Files that are handed in: kept until they are brought in, then read and written in the background while a page tells
//! how far it is.

mod jobs;
mod uploads;

pub use jobs::Jobs;
pub(crate) use jobs::{Job, Outcome};
pub use uploads::discard_stale_uploads;
pub(crate) use uploads::{Upload, discard, plain_name, receive, upload};
