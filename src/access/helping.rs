use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::access::doors::Access;
use crate::access::log::Deed;
use crate::access::role::Role;
use crate::access::session::{Session, Signed};
use crate::access::state::{Change, State};
use crate::access::text;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;
use crate::inventory::surroundings::Surroundings;
use crate::store::Error;

/// Helping ends by itself after so long: a builder who forgets it must not go on as somebody else.
pub const HELPING_LASTS: Duration = Duration::from_secs(30 * 60);

/// That a builder acts for a resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Helping {
    /// The resident.
    #[serde(with = "text")]
    pub(super) resident: Id,
    /// Where.
    #[serde(with = "text")]
    pub(super) slug: Slug,
    /// Until when.
    #[serde(with = "text")]
    pub(super) until: Moment,
}

/// Why somebody cannot act for another.
#[derive(Debug)]
pub enum CannotHelp {
    /// Only the team helps, and only residents of the same neighbourhood.
    NotYours,
    /// It could not be kept.
    NotKept(Error),
}

impl From<Error> for CannotHelp {
    fn from(error: Error) -> Self {
        Self::NotKept(error)
    }
}

impl Access {
    /// Lets a member of the team act for a resident who asked for it, for [`HELPING_LASTS`].
    pub fn begin_helping(&self, surroundings: &Surroundings, signed: &Signed, slug: &Slug, resident: Id) -> Result<(), CannotHelp> {
        let until = surroundings.now().after(HELPING_LASTS);
        self.change(|state| {
            let is_theirs = signed.account.role_in(slug).is_some_and(Role::is_team)
                && state.account(resident).is_some_and(|account| account.role_in(slug) == Some(Role::Neighbour));
            if !is_theirs {
                return Err(CannotHelp::NotYours);
            }
            let helping = Helping { resident, slug: slug.clone(), until };
            Ok(with_helping(state, signed, Some(&helping)))
        })?;
        self.note(surroundings, Deed::HelpBegun, Some(signed.account.id), Some(resident), Some(slug));
        Ok(())
    }

    /// Acts for oneself again.
    pub fn end_helping(&self, surroundings: &Surroundings, signed: &Signed, slug: &Slug) -> Result<(), Error> {
        let Some((resident, _)) = &signed.helping else { return Ok(()) };
        self.change(|state| Ok::<_, Error>(with_helping(state, signed, None)))?;
        self.note(surroundings, Deed::HelpEnded, Some(signed.account.id), Some(resident.id), Some(slug));
        Ok(())
    }
}

fn with_helping(state: &State, signed: &Signed, helping: Option<&Helping>) -> Vec<Change> {
    let theirs = state.sessions_of(signed.account.id).filter(|(_, open)| open.session.id == signed.session);
    let changed = theirs.map(|(fingerprint, open)| {
        let session = Session { used: open.used(), helping: helping.cloned(), ..open.session.clone() };
        Change::Session(fingerprint.to_owned(), session)
    });
    changed.collect()
}
