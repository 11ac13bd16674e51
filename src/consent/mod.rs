//! Stands at both doors. Nothing is kept about a person that was not agreed to ([`Consented`]), and nothing is drawn that
//! this audience may not see ([`Disclosed`]). What somebody agreed to stands in their own record ([`Agreed`]). It is the
//! only room that knows audiences; it does not know who asks or where records are kept.

mod admit;
mod agreed;
mod alias;
mod audience;
mod disclose;
pub mod figures;
mod given;

pub use admit::{Consented, NoConsent, admit};
pub use agreed::{Agreed, CONSENTS, add_entry, entries};
pub use alias::Aliases;
pub use audience::Audience;
pub use disclose::{Disclosed, DisclosedTie, Eyes, disclose, disclose_joined, disclose_tie, disclose_where_joined};
pub use given::{Channel, Consent, NotAConsent, Scope};
