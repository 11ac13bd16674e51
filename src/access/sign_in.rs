use std::collections::HashMap;
use std::sync::PoisonError;
use std::time::Duration;

use unicode_normalization::UnicodeNormalization;

use crate::access::account::Account;
use crate::access::attempts::{Client, Wait};
use crate::access::doors::Access;
use crate::access::log::Deed;
use crate::access::secret::Token;
use crate::access::session::Way;
use crate::access::state::Change;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::surroundings::Surroundings;
use crate::store::Error;

/// The second step is to follow the first within so long.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// So many at a time owe the second step; who came first is forgotten first.
const MOST: usize = 10_000;

/// What the page of the second step hands back: it opens nothing by itself.
#[derive(Debug, Clone)]
pub struct Key(pub Token);

/// How far a name and a password brought somebody.
#[derive(Debug)]
pub enum SignedIn {
    /// In: the secret for the cookie.
    In(Token),
    /// The second step is still to come.
    SecondStep(Key),
}

/// Somebody did not get in.
#[derive(Debug)]
pub enum NotIn {
    /// The name, the password or the code is wrong; which of them is not told.
    Wrong,
    /// The first step was too long ago.
    TooLate,
    /// Too many were tried; this long.
    Wait(Wait),
    /// It could not be kept.
    NotKept(Error),
}

impl From<Error> for NotIn {
    fn from(error: Error) -> Self {
        Self::NotKept(error)
    }
}

/// Those who gave a password and still owe the second step, in memory.
#[derive(Debug, Default)]
pub(super) struct HalfIn(HashMap<String, (Id, Moment)>);

/// The name as it is compared: small letters, no blanks round it, one way of writing each sign.
pub(super) fn plain_name(name: &str) -> String {
    name.trim().nfkc().flat_map(char::to_lowercase).collect()
}

impl Access {
    /// The first step, with a name and a password.
    pub fn sign_in(
        &self,
        surroundings: &Surroundings,
        (name, password): (&str, &str),
        client: Client,
        browser: &str,
    ) -> Result<SignedIn, NotIn> {
        let (name, now) = (plain_name(name), surroundings.now());
        let turn = self.attempts().begin_password(&name, client, now).map_err(NotIn::Wait)?;
        let account = self.read(|state| state.by_name(&name).cloned());
        let kept = account.as_ref().and_then(|account| account.password.as_deref());
        // Computed in any case, so that the time tells nothing.
        let is_right = self.hardness().verify(password, kept);
        let Some(account) = account.filter(|_| is_right) else {
            if let Some(id) = self.read(|state| state.by_name(&name).map(|account| account.id)) {
                self.note_failure(surroundings, Deed::SignInFailed, Some(id), None);
            }
            return Err(NotIn::Wrong);
        };
        self.attempts().succeeded(turn);
        if account.has_second_step() {
            return Ok(SignedIn::SecondStep(self.half_in(account.id, surroundings)));
        }
        let token = self.begin_session(surroundings, account.id, Way::Password, browser)?;
        self.note(surroundings, Deed::SignedIn, Some(account.id), None, None);
        Ok(SignedIn::In(token))
    }

    /// The second step, with a code of the app or a recovery code. `key` is what the first step handed out.
    pub fn second_step(&self, surroundings: &Surroundings, key: &str, code: &str, browser: &str) -> Result<Token, NotIn> {
        let (fingerprint, now) = (Token::of(key).fingerprint(), surroundings.now());
        let half = self.half_in.lock().unwrap_or_else(PoisonError::into_inner).0.get(&fingerprint).copied();
        let (id, _) = half.filter(|(_, until)| now < *until).ok_or(NotIn::TooLate)?;
        let turn = self.attempts().begin_second_step(id, now).map_err(NotIn::Wait)?;
        let used = self.change(|state| {
            let mut account = state.account(id).map(|account| Account::clone(account)).ok_or(NotIn::TooLate)?;
            let step = account.second_step.as_mut().ok_or(NotIn::TooLate)?;
            step.check(code, now).map_err(|_| NotIn::Wrong)?;
            Ok(vec![Change::Account(account)])
        });
        if let Err(not_in) = used {
            if matches!(not_in, NotIn::Wrong) {
                self.note_failure(surroundings, Deed::SignInFailed, Some(id), None);
            }
            return Err(not_in);
        }
        self.attempts().succeeded(turn);
        self.half_in.lock().unwrap_or_else(PoisonError::into_inner).0.remove(&fingerprint);
        let token = self.begin_session(surroundings, id, Way::SecondStep, browser)?;
        self.note(surroundings, Deed::SignedIn, Some(id), None, None);
        Ok(token)
    }

    fn half_in(&self, account: Id, surroundings: &Surroundings) -> Key {
        let (token, now) = (Token::draw(surroundings), surroundings.now());
        let mut half_in = self.half_in.lock().unwrap_or_else(PoisonError::into_inner);
        if half_in.0.len() >= MOST {
            half_in.0.retain(|_, (_, until)| now < *until);
        }
        if half_in.0.len() < MOST {
            half_in.0.insert(token.fingerprint(), (account, now.after(PATIENCE)));
        }
        Key(token)
    }

    /// Whether this is the account's password. Counted like signing in, so that a browser that was left open is no place to
    /// guess.
    pub(super) fn is_password_of(
        &self,
        surroundings: &Surroundings,
        account: &Account,
        password: &str,
        client: Client,
    ) -> Result<bool, Wait> {
        let turn = self.attempts().begin_password(account.sign_in.as_deref().unwrap_or_default(), client, surroundings.now())?;
        let is_right = self.hardness().verify(password, account.password.as_deref());
        if is_right {
            self.attempts().succeeded(turn);
        }
        Ok(is_right)
    }
}
