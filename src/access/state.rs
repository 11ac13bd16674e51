use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::access::account::Account;
use crate::access::invitation::Invitation;
use crate::access::joining::Request;
use crate::access::log::Entry;
use crate::access::session::{Open, Session};
use crate::inventory::id::Id;
use crate::inventory::slug::Slug;

/// Everything there is to know, in memory.
#[derive(Debug, Default)]
pub(super) struct State {
    accounts: BTreeMap<Id, Arc<Account>>,
    names: HashMap<String, Id>,
    cards: HashMap<String, Id>,
    invitations: HashMap<String, Invitation>,
    requests: BTreeMap<Id, Request>,
    sessions: HashMap<String, Open>,
    /// Whose sessions they are, by their fingerprints.
    sessions_of: HashMap<Id, BTreeSet<String>>,
    entries: BTreeMap<Id, Entry>,
    salt: Option<String>,
}

/// One thing that becomes different. Secrets are named by their fingerprints.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Account(Account),
    NoAccount(Id),
    Invitation(String, Invitation),
    NoInvitation(String),
    Request(Request),
    NoRequest(Id),
    Session(String, Session),
    NoSession(String),
    Entry(Entry),
    NoEntry(Id),
    /// What the fingerprints of all cards are computed with, in hexadecimal.
    Salt(String),
}

impl State {
    pub(super) fn account(&self, id: Id) -> Option<&Arc<Account>> {
        self.accounts.get(&id)
    }

    pub(super) fn accounts(&self) -> impl Iterator<Item = &Arc<Account>> {
        self.accounts.values()
    }

    pub(super) fn by_name(&self, sign_in: &str) -> Option<&Arc<Account>> {
        self.accounts.get(self.names.get(sign_in)?)
    }

    pub(super) fn by_card(&self, slug: &Slug, fingerprint: &str) -> Option<&Arc<Account>> {
        self.accounts.get(self.cards.get(fingerprint)?).filter(|account| account.role_in(slug).is_some())
    }

    pub(super) fn invitation(&self, fingerprint: &str) -> Option<&Invitation> {
        self.invitations.get(fingerprint)
    }

    pub(super) fn invitations(&self) -> impl Iterator<Item = (&str, &Invitation)> {
        self.invitations.iter().map(|(fingerprint, invitation)| (fingerprint.as_str(), invitation))
    }

    pub(super) fn requests(&self) -> impl Iterator<Item = &Request> {
        self.requests.values()
    }

    pub(super) fn session(&self, fingerprint: &str) -> Option<&Open> {
        self.sessions.get(fingerprint)
    }

    pub(super) fn sessions(&self) -> impl Iterator<Item = (&str, &Open)> {
        self.sessions.iter().map(|(fingerprint, open)| (fingerprint.as_str(), open))
    }

    /// The sessions of one account.
    pub(super) fn sessions_of(&self, account: Id) -> impl Iterator<Item = (&str, &Open)> {
        let theirs = self.sessions_of.get(&account).into_iter().flatten();
        theirs.filter_map(|fingerprint| Some((fingerprint.as_str(), self.sessions.get(fingerprint)?)))
    }

    pub(super) fn entries_count(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.values()
    }

    pub(super) fn salt(&self) -> Option<&str> {
        self.salt.as_deref()
    }

    /// What ends all sessions of an account, also those in which somebody acts for it.
    pub(super) fn without_sessions_of(&self, account: Id) -> impl Iterator<Item = Change> {
        let theirs = self.sessions().filter(move |(_, open)| {
            open.session.account == account || open.session.helping.as_ref().is_some_and(|helping| helping.resident == account)
        });
        theirs.map(|(fingerprint, _)| Change::NoSession(fingerprint.to_owned()))
    }

    /// What withdraws the links that an account made, or that are for it.
    pub(super) fn without_invitations_of(&self, account: Id) -> impl Iterator<Item = Change> {
        let theirs = self.invitations().filter(move |(_, invitation)| invitation.by == Some(account) || invitation.is_for(account));
        theirs.map(|(fingerprint, _)| Change::NoInvitation(fingerprint.to_owned()))
    }

    pub(super) fn apply(&mut self, change: Change) {
        match change {
            Change::Account(account) => {
                self.forget_keys(account.id);
                self.names.extend(account.sign_in.clone().map(|name| (name, account.id)));
                self.cards.extend(account.card.as_ref().map(|card| (card.fingerprint.clone(), account.id)));
                self.accounts.insert(account.id, Arc::new(account));
            }
            Change::NoAccount(id) => {
                self.forget_keys(id);
                self.accounts.remove(&id);
            }
            Change::Invitation(fingerprint, invitation) => drop(self.invitations.insert(fingerprint, invitation)),
            Change::NoInvitation(fingerprint) => drop(self.invitations.remove(&fingerprint)),
            Change::Request(request) => drop(self.requests.insert(request.id, request)),
            Change::NoRequest(id) => drop(self.requests.remove(&id)),
            Change::Session(fingerprint, session) => {
                self.sessions_of.entry(session.account).or_default().insert(fingerprint.clone());
                self.sessions.insert(fingerprint, Open::new(session));
            }
            Change::NoSession(fingerprint) => self.forget_session(&fingerprint),
            Change::Entry(entry) => drop(self.entries.insert(entry.id, entry)),
            Change::NoEntry(id) => drop(self.entries.remove(&id)),
            Change::Salt(salt) => self.salt = Some(salt),
        }
    }

    fn forget_session(&mut self, fingerprint: &str) {
        let Some(open) = self.sessions.remove(fingerprint) else { return };
        let account = open.session.account;
        if let Some(theirs) = self.sessions_of.get_mut(&account) {
            theirs.remove(fingerprint);
            if theirs.is_empty() {
                self.sessions_of.remove(&account);
            }
        }
    }

    fn forget_keys(&mut self, id: Id) {
        let Some(account) = self.accounts.get(&id) else { return };
        if let Some(name) = &account.sign_in {
            self.names.remove(name);
        }
        if let Some(card) = &account.card {
            self.cards.remove(&card.fingerprint);
        }
    }
}
