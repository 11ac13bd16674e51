//! Who may come in, and as what: accounts with their roles, keys (passwords, second steps, cards, invitations), sessions,
//! and what was done with them.
//!
//! It promises that who comes in holds the key, that a door that was closed stays closed, also after a power cut, and that
//! guessing is slow enough to be hopeless. Keys are kept as fingerprints only. It does not know pages, cookies or addresses
//! of the site, nor what a neighbourhood has.

mod account;
mod attempts;
mod card;
mod doors;
mod helping;
mod invitation;
mod joining;
mod kept;
mod log;
mod password;
mod person;
mod right;
mod role;
mod second_step;
mod secret;
mod session;
mod sign_in;
mod state;
mod team;
mod text;
mod turns;

#[cfg(test)]
mod tests;

pub use self::account::{Account, Grant, Membership};
pub use self::attempts::{Client, Wait};
pub use self::card::{CardCode, CardNotUsed, NotACard};
pub use self::doors::Access;
pub use self::helping::{CannotHelp, HELPING_LASTS};
pub use self::invitation::{Invitation, Newcomer, NotAccepted, Purpose};
pub use self::joining::{NOTE_LONGEST, NotAsked, Request};
pub(crate) use self::kept::{ACCOUNTS, DEEDS};
pub use self::log::{Deed, Entry};
pub use self::password::{Hardness, SHORTEST_PASSWORD, TooWeak};
pub use self::right::{Reach, Right};
pub use self::role::Role;
pub use self::second_step::{RecoveryCodes, WrongCode};
pub use self::secret::{Token, fingerprint};
pub use self::session::{Session, Signed, Way};
pub use self::sign_in::{Key, NotIn, SignedIn};
pub use self::team::CannotChange;

/// Something that was to be kept durably was not.
pub use crate::store::Error as NotKept;
