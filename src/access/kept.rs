//! How everything is kept: in three registers of the data folder, so that sessions do not go into backups and what is
//! remembered of deeds does not make the file with the keys grow.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::access::state::{Change, State};
use crate::store::{Error, Register};

/// The file of the data folder with accounts, invitations and requests to join; part of a backup.
pub(crate) const ACCOUNTS: &str = "accounts";

/// The file with what was done; part of a backup.
pub(crate) const DEEDS: &str = "accounts-log";

/// The file with the sessions; no part of a backup, so that none comes to life again that was ended.
const SESSIONS: &str = "sessions";

#[derive(Debug)]
pub(super) struct Kept {
    accounts: Register,
    sessions: Register,
    deeds: Register,
}

/// What was found at opening.
pub(super) struct Found {
    pub(super) kept: Kept,
    pub(super) state: State,
    /// The accounts come from a backup: no session is there beside them.
    pub(super) is_restored: bool,
}

impl Kept {
    pub(super) fn open(folder: &Path) -> Result<Found, Error> {
        let is_restored = folder.join(ACCOUNTS).exists() && !folder.join(SESSIONS).exists();
        let open = |name: &str| Register::open(&folder.join(name));
        let kept = Self { accounts: open(ACCOUNTS)?, sessions: open(SESSIONS)?, deeds: open(DEEDS)? };
        let mut state = State::default();
        for register in [&kept.accounts, &kept.sessions, &kept.deeds] {
            for (name, row) in register.rows() {
                let change = read(name, row).ok_or_else(|| Error::RowNotUnderstood { folder: folder.to_owned(), what: name.to_owned() })?;
                state.apply(change);
            }
        }
        Ok(Found { kept, state, is_restored })
    }

    /// Durable when this returns. What concerns keys goes first: after an error in between, less is open rather than more.
    pub(super) fn put(&mut self, changes: &[Change]) -> Result<(), Error> {
        let (mut accounts, mut sessions, mut deeds) = (Vec::new(), Vec::new(), Vec::new());
        for change in changes {
            let (name, row) = written(change).map_err(|cause| Error::Unfit { what: cause.to_string() })?;
            match change {
                Change::Session(..) | Change::NoSession(_) => sessions.push((name, row)),
                Change::Entry(_) | Change::NoEntry(_) => deeds.push((name, row)),
                _ => accounts.push((name, row)),
            }
        }
        self.accounts.put(&accounts)?;
        self.sessions.put(&sessions)?;
        self.deeds.put(&deeds)
    }

    /// Writes the file with the accounts anew, without what was in it before.
    pub(super) fn forget_the_past(&mut self) -> Result<(), Error> {
        self.accounts.rewrite()
    }
}

fn written(change: &Change) -> Result<(String, Option<Value>), serde_json::Error> {
    fn row(kind: &str, name: impl std::fmt::Display, row: &impl Serialize) -> Result<(String, Option<Value>), serde_json::Error> {
        Ok((format!("{kind}/{name}"), Some(serde_json::to_value(row)?)))
    }
    let none = |kind: &str, name: &dyn std::fmt::Display| Ok((format!("{kind}/{name}"), None));
    match change {
        Change::Account(account) => row("account", account.id, account),
        Change::NoAccount(id) => none("account", id),
        Change::Invitation(name, invitation) => row("invitation", name, invitation),
        Change::NoInvitation(name) => none("invitation", name),
        Change::Request(request) => row("request", request.id, request),
        Change::NoRequest(id) => none("request", id),
        Change::Session(name, session) => row("session", name, session),
        Change::NoSession(name) => none("session", name),
        Change::Entry(entry) => row("deed", entry.id, entry),
        Change::NoEntry(id) => none("deed", id),
        Change::Salt(salt) => row("salt", "cards", salt),
    }
}

fn read(name: &str, row: &str) -> Option<Change> {
    fn of<T: DeserializeOwned>(row: &str) -> Option<T> {
        serde_json::from_str(row).ok()
    }
    let (kind, name) = name.split_once('/')?;
    Some(match kind {
        "account" => Change::Account(of(row)?),
        "invitation" => Change::Invitation(name.to_owned(), of(row)?),
        "request" => Change::Request(of(row)?),
        "session" => Change::Session(name.to_owned(), of(row)?),
        "deed" => Change::Entry(of(row)?),
        "salt" => Change::Salt(of(row)?),
        _ => return None,
    })
}
