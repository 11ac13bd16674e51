use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::access::account::Account;
use crate::access::doors::Access;
use crate::access::helping::Helping;
use crate::access::log::Deed;
use crate::access::secret::Token;
use crate::access::state::{Change, State};
use crate::access::text;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::surroundings::Surroundings;
use crate::store::Error;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The last use of a session is kept to such a precision.
const PRECISION: Duration = Duration::from_secs(600);

/// An account is in with so many browsers at the most; a new one ends the one that was used longest ago.
pub(super) const MOST_BROWSERS: usize = 50;

/// By which key a session was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A password.
    Password,
    /// A password and a second step.
    SecondStep,
    /// A card.
    Card,
    /// A link of the operator.
    Link,
}

impl Way {
    /// A session that is not used for so long is over.
    pub fn idle(self) -> Duration {
        match self {
            Self::Card => 180 * DAY,
            Self::Password | Self::SecondStep | Self::Link => 3 * DAY,
        }
    }

    /// A session that began so long ago is over, however much it is used.
    pub fn longest(self) -> Duration {
        match self {
            Self::Card => 730 * DAY,
            Self::Password | Self::SecondStep | Self::Link => 30 * DAY,
        }
    }

    /// The word for people is under `way-{code}`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::SecondStep => "second-step",
            Self::Card => "card",
            Self::Link => "link",
        }
    }
}

/// A browser that somebody came in with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// What it is called on pages; not the secret of the cookie.
    #[serde(with = "text")]
    pub id: Id,
    /// Whose it is.
    #[serde(with = "text")]
    pub account: Id,
    /// By which key.
    pub way: Way,
    /// Which browser on which kind of device, in a few words.
    pub browser: String,
    /// Since when.
    #[serde(with = "text")]
    pub begun: Moment,
    /// When it was used last, to ten minutes.
    #[serde(with = "text")]
    pub used: Moment,
    /// The resident for whom a builder is acting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) helping: Option<Helping>,
}

impl Session {
    /// Still opens at this moment, when it was used last at another.
    pub(super) fn is_open(&self, used: Moment, now: Moment) -> bool {
        now.since(used) < self.way.idle() && now.since(self.begun) < self.way.longest()
    }
}

/// A session in memory, with its last use.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) session: Session,
    used: AtomicI64,
}

impl Open {
    pub(super) fn new(session: Session) -> Self {
        Self { used: AtomicI64::new(session.used.parts().0), session }
    }

    pub(super) fn used(&self) -> Moment {
        Moment::from_second(self.used.load(Ordering::Relaxed)).unwrap_or(self.session.used)
    }

    pub(super) fn is_open(&self, now: Moment) -> bool {
        self.session.is_open(self.used(), now)
    }

    /// The session as it is to be kept, if what is kept is too old.
    fn worn(&self) -> Option<Session> {
        let used = self.used();
        (used.since(self.session.used) >= PRECISION).then(|| Session { used, ..self.session.clone() })
    }
}

/// Who asks, by the cookie of a session.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The session.
    pub session: Id,
    /// By which key it was opened.
    pub way: Way,
    /// Whose it is.
    pub account: Arc<Account>,
    /// The resident for whom a builder is acting, and until when.
    pub helping: Option<(Arc<Account>, Moment)>,
}

impl Access {
    /// Who holds this token, if its session is open. That it was used is remembered.
    pub fn signed(&self, token: &str, now: Moment) -> Option<Signed> {
        let fingerprint = Token::of(token).fingerprint();
        self.read(|state| {
            let open = state.session(&fingerprint).filter(|open| open.is_open(now))?;
            open.used.fetch_max(now.parts().0, Ordering::Relaxed);
            let account = Arc::clone(state.account(open.session.account)?);
            let helping = open.session.helping.as_ref().filter(|helping| now < helping.until);
            let helping = helping.and_then(|helping| Some((Arc::clone(state.account(helping.resident)?), helping.until)));
            Some(Signed { session: open.session.id, way: open.session.way, account, helping })
        })
    }

    /// Opens a session for an account: with a new secret, whatever the browser had before.
    pub fn begin_session(&self, surroundings: &Surroundings, account: Id, way: Way, browser: &str) -> Result<Token, Error> {
        let (token, now) = (Token::draw(surroundings), surroundings.now());
        let browser = browser.chars().filter(|sign| !sign.is_control()).take(60).collect();
        let session = Session { id: surroundings.mint(), account, way, browser, begun: now, used: now, helping: None };
        self.change(|state| {
            let mut theirs: Vec<_> = state.sessions_of(account).map(|(fingerprint, open)| (open.used(), fingerprint.to_owned())).collect();
            theirs.sort_unstable();
            let too_many = (theirs.len() + 1).saturating_sub(MOST_BROWSERS);
            let gone = theirs.into_iter().take(too_many).map(|(_, fingerprint)| Change::NoSession(fingerprint));
            Ok::<_, Error>(gone.chain([Change::Session(token.fingerprint(), session)]).collect())
        })?;
        Ok(token)
    }

    /// Ends the session of this token.
    pub fn sign_out(&self, surroundings: &Surroundings, token: &str) -> Result<(), Error> {
        let fingerprint = Token::of(token).fingerprint();
        let Some(account) = self.read(|state| state.session(&fingerprint).map(|open| open.session.account)) else { return Ok(()) };
        self.apply(vec![Change::NoSession(fingerprint)])?;
        self.note(surroundings, Deed::SignedOut, Some(account), None, None);
        Ok(())
    }

    /// The open sessions of an account, the one used last first.
    pub fn sessions_of(&self, account: Id, now: Moment) -> Vec<Session> {
        let mut sessions: Vec<Session> = self.read(|state| {
            let of_account = state.sessions_of(account).filter(|(_, open)| open.is_open(now));
            of_account.map(|(_, open)| Session { used: open.used(), ..open.session.clone() }).collect()
        });
        sessions.sort_by_key(|session| std::cmp::Reverse((session.used, session.id)));
        sessions
    }

    /// Ends one session of an account, or all but one.
    pub fn end_sessions(
        &self,
        surroundings: &Surroundings,
        account: Id,
        which: impl Fn(&Session) -> bool,
        by: Option<Id>,
    ) -> Result<usize, Error> {
        let mut ended = 0;
        self.change(|state| {
            let chosen = state.sessions_of(account).filter(|(_, open)| which(&open.session));
            let changes: Vec<Change> = chosen.map(|(fingerprint, _)| Change::NoSession(fingerprint.to_owned())).collect();
            ended = changes.len();
            Ok::<_, Error>(changes)
        })?;
        if ended > 0 {
            self.note(surroundings, Deed::SessionEnded, by, Some(account), None);
        }
        Ok(ended)
    }
}

/// What has to be kept of sessions and of the past: last uses, and what is over.
pub(super) fn upkeep(state: &State, now: Moment) -> Vec<Change> {
    let sessions = state.sessions().filter_map(|(fingerprint, open)| {
        if open.is_open(now) {
            Some(Change::Session(fingerprint.to_owned(), open.worn()?))
        } else {
            Some(Change::NoSession(fingerprint.to_owned()))
        }
    });
    sessions.collect()
}
