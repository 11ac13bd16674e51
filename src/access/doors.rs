use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::access::account::Account;
use crate::access::attempts::Attempts;
use crate::access::kept::{Found, Kept};
use crate::access::log::{DAYS, Entry};
use crate::access::password::Hardness;
use crate::access::secret::hexadecimal;
use crate::access::session::upkeep;
use crate::access::sign_in::HalfIn;
use crate::access::state::{Change, State};
use crate::inventory::id::Id;
use crate::inventory::slug::Slug;
use crate::inventory::surroundings::Surroundings;
use crate::store::Error;

/// The doors of a data folder: who has which key.
///
/// Reading never waits for the disk. A change is durable before it is seen.
pub struct Access {
    kept: Mutex<Kept>,
    state: RwLock<State>,
    attempts: Attempts,
    hardness: Hardness,
    /// Who failed to come in since the last change, to be kept with the next.
    pub(super) failures: Mutex<Vec<Entry>>,
    /// Those who gave a password and still owe the second step.
    pub(super) half_in: Mutex<HalfIn>,
}

impl Access {
    /// Opens the doors of a data folder, which nobody else has open. Where accounts were brought back from a backup, links
    /// that were open then are not open again.
    pub fn open(folder: &Path, hardness: Hardness) -> Result<Self, Error> {
        let Found { kept, state, is_restored } = Kept::open(folder)?;
        let access = Self {
            kept: Mutex::new(kept),
            state: RwLock::new(state),
            attempts: Attempts::default(),
            hardness,
            failures: Mutex::default(),
            half_in: Mutex::default(),
        };
        access.begin_anew(is_restored)?;
        Ok(access)
    }

    /// Reads the accounts that were just brought back from a backup, where there were none before.
    pub fn reload(&self, folder: &Path) -> Result<(), Error> {
        if self.read(|state| state.accounts().next().is_some()) {
            return Ok(());
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = Kept::open(folder)?;
        *kept = found.kept;
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = found.state;
        drop(kept);
        self.begin_anew(true)
    }

    /// No link is open that was when a backup was made: it may have been used since.
    fn begin_anew(&self, is_restored: bool) -> Result<(), Error> {
        if !is_restored {
            return Ok(());
        }
        self.change(|state| Ok(state.invitations().map(|(fingerprint, _)| Change::NoInvitation(fingerprint.to_owned())).collect()))
    }

    /// The account with this id, also one that was switched off.
    pub fn account(&self, id: Id) -> Option<Arc<Account>> {
        self.read(|state| state.account(id).map(Arc::clone))
    }

    /// Everybody of a neighbourhood, by name.
    pub fn members(&self, slug: &Slug) -> Vec<Arc<Account>> {
        let mut members: Vec<_> =
            self.read(|state| state.accounts().filter(|account| account.role_in(slug).is_some()).map(Arc::clone).collect());
        members.sort_by_cached_key(|account| (account.name.to_lowercase(), account.id));
        members
    }

    /// Takes everybody out of a neighbourhood that is no more, or that is another of the same name.
    pub fn forget_neighbourhood(&self, surroundings: &Surroundings, slug: &Slug) -> Result<(), Error> {
        let mut is_any = false;
        self.change(|state| {
            let mut changes = Vec::new();
            for account in state.accounts().filter(|account| account.role_in(slug).is_some()) {
                let mut left = Account::clone(account);
                left.leave(slug, surroundings.now());
                if left.memberships.is_empty() {
                    changes.extend(state.without_sessions_of(left.id));
                    changes.push(Change::NoAccount(left.id));
                } else {
                    changes.push(Change::Account(left));
                }
            }
            let links = state.invitations().filter(|(_, invitation)| invitation.is_to(slug));
            changes.extend(links.map(|(fingerprint, _)| Change::NoInvitation(fingerprint.to_owned())));
            changes.extend(state.requests().filter(|request| request.slug == *slug).map(|request| Change::NoRequest(request.id)));
            changes.extend(state.entries().filter(|entry| entry.slug.as_ref() == Some(slug)).map(|entry| Change::NoEntry(entry.id)));
            is_any = !changes.is_empty();
            Ok::<_, Error>(changes)
        })?;
        if is_any {
            self.forget_the_past();
        }
        Ok(())
    }

    /// Keeps the last use of sessions, and takes away what is over. To be called now and then.
    pub fn keep_house(&self, surroundings: &Surroundings) -> Result<(), Error> {
        let now = surroundings.now();
        self.change(|state| {
            let mut changes = upkeep(state, now);
            changes.extend(self.failures_to_keep());
            let links = state.invitations().filter(|(_, invitation)| invitation.until <= now);
            changes.extend(links.map(|(fingerprint, _)| Change::NoInvitation(fingerprint.to_owned())));
            changes.extend(state.requests().filter(|request| request.is_over(now)).map(|request| Change::NoRequest(request.id)));
            let past = now.days_before(DAYS);
            changes.extend(state.entries().take_while(|entry| entry.at < past).map(|entry| Change::NoEntry(entry.id)));
            Ok::<_, Error>(changes)
        })
    }

    /// Looks.
    pub(super) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Decides on changes with what there is, keeps them, and lets them be seen. One at a time.
    pub(super) fn change<E: From<Error>>(&self, decide: impl FnOnce(&State) -> Result<Vec<Change>, E>) -> Result<(), E> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changes = self.read(decide)?;
        if changes.is_empty() {
            return Ok(());
        }
        changes.extend(self.failures_to_keep());
        kept.put(&changes)?;
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        for change in changes {
            state.apply(change);
        }
        Ok(())
    }

    fn failures_to_keep(&self) -> impl Iterator<Item = Change> + use<> {
        let failures = std::mem::take(&mut *self.failures.lock().unwrap_or_else(PoisonError::into_inner));
        failures.into_iter().map(Change::Entry)
    }

    /// Makes changes for which nothing needs to be looked at.
    pub(super) fn apply(&self, changes: Vec<Change>) -> Result<(), Error> {
        self.change(|_| Ok(changes))
    }

    /// Leaves nothing on the disk of what was taken away. It is tried again at the next such occasion.
    pub(super) fn forget_the_past(&self) {
        if let Err(error) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).forget_the_past() {
            tracing::error!(%error, "the file with the accounts could not be written anew; what was taken away is still in it");
        }
    }

    pub(super) fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// How hard keys are to compute, and how many were.
    pub fn hardness(&self) -> &Hardness {
        &self.hardness
    }

    /// What the fingerprints of all cards are computed with; drawn when the first card is made.
    pub(super) fn card_salt(&self, surroundings: &Surroundings) -> Result<[u8; 16], Error> {
        let mut drawn = [0; 16];
        surroundings.fill(&mut drawn);
        self.change(|state| Ok::<_, Error>(if state.salt().is_none() { vec![Change::Salt(hexadecimal(&drawn))] } else { Vec::new() }))?;
        Ok(self.read(|state| state.salt().and_then(from_hexadecimal)).unwrap_or(drawn))
    }
}

fn from_hexadecimal(text: &str) -> Option<[u8; 16]> {
    let pairs = text.as_bytes().chunks_exact(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok());
    pairs.collect::<Option<Vec<u8>>>()?.try_into().ok()
}
