use std::fmt;
use std::sync::PoisonError;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::access::doors::Access;
use crate::access::state::Change;
use crate::access::text;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;
use crate::inventory::surroundings::Surroundings;
use crate::store::Error;

/// The same failure is remembered once in so long.
const HOUR: Duration = Duration::from_secs(3600);

/// So many days what was done is remembered.
pub(super) const DAYS: i64 = 400;

/// And no more than so many deeds, the last ones.
const MOST: usize = 20_000;

/// Something that was done with accounts and keys. It names accounts by their ids only: who looks at the log and may know
/// the names finds them there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its own name; later ones come later.
    #[serde(with = "text")]
    pub id: Id,
    /// When.
    #[serde(with = "text")]
    pub at: Moment,
    /// What.
    pub deed: Deed,
    /// Who did it; nobody where it was the operator, or somebody who is not known.
    #[serde(default, with = "text::option", skip_serializing_if = "Option::is_none")]
    pub by: Option<Id>,
    /// Whom it concerns, where that is somebody else.
    #[serde(default, with = "text::option", skip_serializing_if = "Option::is_none")]
    pub about: Option<Id>,
    /// In which neighbourhood; none where it concerns the account itself.
    #[serde(default, with = "text::option", skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
}

macro_rules! deeds {
    ($($(#[$doc:meta])* $deed:ident $code:literal)*) => {
        /// What can be done with accounts and keys.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Deed { $($(#[$doc])* #[serde(rename = $code)] $deed,)* }

        impl Deed {
            /// All.
            pub const ALL: &[Self] = &[$(Self::$deed,)*];

            /// The word in files, and after `deed-` the key of its text.
            pub fn code(self) -> &'static str {
                match self { $(Self::$deed => $code,)* }
            }
        }
    };
}

deeds! {
    /// Came in with a password.
    SignedIn "signed-in"
    /// A wrong password or code for a name that exists.
    SignInFailed "sign-in-failed"
    /// Went out.
    SignedOut "signed-out"
    /// A session was ended from elsewhere.
    SessionEnded "session-ended"
    /// A link was made for somebody to join the team.
    Invited "invited"
    /// Such a link was withdrawn.
    InvitationWithdrawn "invitation-withdrawn"
    /// Such a link was used.
    InvitationAccepted "invitation-accepted"
    /// A link was made for somebody to choose a new password.
    RecoveryOffered "recovery-offered"
    /// Such a link was used.
    Recovered "recovered"
    /// Another password.
    PasswordChanged "password-changed"
    /// The second step was turned on.
    SecondStepOn "second-step-on"
    /// The second step was turned off.
    SecondStepOff "second-step-off"
    /// Came in with a recovery code, or made new ones.
    RecoveryCodesMade "recovery-codes-made"
    /// Somebody got another role.
    RoleChanged "role-changed"
    /// Somebody was switched off.
    SwitchedOff "switched-off"
    /// Leave to see the addresses of homes for a time.
    GrantGiven "grant-given"
    /// That was ended before its time.
    GrantEnded "grant-ended"
    /// A card was made.
    CardMade "card-made"
    /// An account was given the own page of a person.
    PageGiven "page-given"
    /// A lost card was replaced.
    CardReplaced "card-replaced"
    /// A card and its account were taken away.
    CardEnded "card-ended"
    /// A browser became a resident's.
    CardUsed "card-used"
    /// A code that is on no card.
    CardUnknown "card-unknown"
    /// Somebody asked to join.
    JoinAsked "join-asked"
    /// Was let in.
    JoinAccepted "join-accepted"
    /// Was not let in.
    JoinDeclined "join-declined"
    /// Began to act for a resident.
    HelpBegun "help-begun"
    /// Ended it.
    HelpEnded "help-ended"
    /// Took away everything that was ever kept of a neighbourhood.
    ArchiveTaken "archive-taken"
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Access {
    /// Remembers that something was done. It is no reason to refuse what was done if that cannot be kept.
    pub fn note(&self, surroundings: &Surroundings, deed: Deed, by: Option<Id>, about: Option<Id>, slug: Option<&Slug>) {
        let entry = Entry { id: surroundings.mint(), at: surroundings.now(), deed, by, about, slug: slug.cloned() };
        tracing::info!(%deed, "access");
        let kept = self.change(|state| {
            let oldest = state.entries().next().filter(|_| state.entries_count() >= MOST).map(|oldest| Change::NoEntry(oldest.id));
            Ok::<_, Error>(oldest.into_iter().chain([Change::Entry(entry)]).collect())
        });
        if let Err(error) = kept {
            tracing::error!(%error, %deed, "what was done with accounts could not be kept");
        }
    }

    /// Remembers that somebody failed to come in: the same once an hour, so that whoever tries without end does not fill the
    /// disk. It is kept together with the next change: were the disk waited for, an answer would take longer where there is
    /// somebody to be remembered, and the time would tell.
    pub(super) fn note_failure(&self, surroundings: &Surroundings, deed: Deed, about: Option<Id>, slug: Option<&Slug>) {
        let at = surroundings.now();
        let is_same = |entry: &Entry| entry.deed == deed && entry.about == about && entry.slug.as_ref() == slug;
        let is_known = self.read(|state| state.entries().rev().take_while(|entry| at.since(entry.at) < HOUR).any(is_same));
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_known && !failures.iter().any(|entry| is_same(entry) && at.since(entry.at) < HOUR) {
            tracing::info!(%deed, "access");
            failures.push(Entry { id: surroundings.mint(), at, deed, by: None, about, slug: slug.cloned() });
        }
    }

    /// What was done in a neighbourhood, or with the accounts of its team, the last first.
    pub fn entries(&self, slug: &Slug) -> Vec<Entry> {
        self.read(|state| {
            let team = |id: Option<Id>| id.and_then(|id| state.account(id)).is_some_and(|account| account.role_in(slug).is_some());
            let concerns = |entry: &&Entry| match &entry.slug {
                Some(of) => of == slug,
                None => team(entry.by) || team(entry.about),
            };
            let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
            failures.iter().rev().chain(state.entries().rev()).filter(concerns).cloned().collect()
        })
    }
}
