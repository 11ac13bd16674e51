//! What comes in at the doors, over real sockets: slow, half-sent, oversized, ambiguous and forged requests, and far too many.
//!
//! The clock stands still and jumps to the next moment at which something is waited for, so that an hour takes no time.

mod bodies;
mod certificate;
mod doors;
mod heads;
mod names;
mod secret;
mod slow;

use crate::safekeeping::program;

pub(crate) use self::doors::site;
