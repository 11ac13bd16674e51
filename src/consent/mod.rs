//! Stands at both doors. Nothing is kept about a person that was not agreed to ([`Consented`]), and nothing is drawn that
//! this audience may not see ([`Disclosed`]). It is the only room that knows audiences; it does not know who asks or where
//! records are kept.

mod admit;
mod audience;
mod disclose;
mod given;
mod reworded;

pub use admit::{Consented, NoConsent, admit};
pub use audience::Audience;
pub use disclose::{Disclosed, DisclosedTie, disclose, disclose_joined, disclose_tie, disclose_where_joined};
pub use given::{Channel, Consent, Scope};
pub use reworded::SaidBefore;
