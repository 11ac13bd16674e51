use serde::{Deserialize, Serialize};

use crate::access::account::Account;
use crate::access::attempts::{Client, Wait};
use crate::access::doors::Access;
use crate::access::log::Deed;
use crate::access::password::{TooWeak, judge};
use crate::access::role::Role;
use crate::access::secret::Token;
use crate::access::session::{Signed, Way};
use crate::access::sign_in::plain_name;
use crate::access::state::Change;
use crate::access::team::CannotChange;
use crate::access::text;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;
use crate::inventory::surroundings::Surroundings;
use crate::store::Error;

/// An invitation is good for so many days.
const DAYS: u64 = 7;

/// A link to choose a new password is good for so many.
const RECOVERY_DAYS: u64 = 1;

const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

/// A link that lets one person in, once. Its secret is kept as a fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// What it is for.
    pub purpose: Purpose,
    /// For whom, as whoever made it calls them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who made it; the operator, if nobody.
    #[serde(default, with = "text::option", skip_serializing_if = "Option::is_none")]
    pub by: Option<Id>,
    /// Until when it is good.
    #[serde(with = "text")]
    pub until: Moment,
    /// What it is called on pages.
    #[serde(with = "text")]
    pub id: Id,
}

/// What a link is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// To be of the team of a neighbourhood.
    Join {
        /// The neighbourhood.
        #[serde(with = "text")]
        slug: Slug,
        /// As what.
        role: Role,
    },
    /// To be the first steward of every neighbourhood that has none, and to begin others.
    First,
    /// To look round as a steward of everything, where everything is made up.
    Try,
    /// To choose a new password.
    Recover {
        /// Whose.
        #[serde(with = "text")]
        account: Id,
    },
}

/// Why a link did not let somebody in.
#[derive(Debug)]
pub enum NotAccepted {
    /// There is no such link, or no more.
    Unknown,
    /// Too many were tried; this long.
    Wait(Wait),
    /// The person has to be called something.
    NoName,
    /// What somebody signs in with has 3 to 80 signs and no blanks.
    NoSignIn,
    /// Somebody else signs in with this.
    Taken,
    /// The password would be guessed.
    TooWeak(TooWeak),
    /// It could not be kept.
    NotKept(Error),
    /// The password could not be computed, as without memory.
    NotComputed,
}

impl From<Error> for NotAccepted {
    fn from(error: Error) -> Self {
        Self::NotKept(error)
    }
}

impl Invitation {
    /// It is for an account that is there already.
    pub(super) fn is_for(&self, id: Id) -> bool {
        matches!(self.purpose, Purpose::Recover { account } if account == id)
    }

    /// It leads into this neighbourhood.
    pub fn is_to(&self, slug: &Slug) -> bool {
        matches!(&self.purpose, Purpose::Join { slug: to, .. } if to == slug)
    }
}

impl Access {
    /// Makes a link for somebody to join the team. A steward makes it, or the operator where `by` is nobody.
    pub fn invite(&self, surroundings: &Surroundings, slug: &Slug, role: Role, note: &str, by: Option<Id>) -> Result<Token, Error> {
        let token = self.make_link(surroundings, Purpose::Join { slug: slug.clone(), role }, note, by)?;
        self.note(surroundings, Deed::Invited, by, None, Some(slug));
        Ok(token)
    }

    /// Makes the operator's link for the first steward, in the place of any such link before.
    pub fn invite_first(&self, surroundings: &Surroundings) -> Result<Token, Error> {
        self.change(|state| {
            let earlier = state.invitations().filter(|(_, invitation)| invitation.purpose == Purpose::First);
            Ok::<_, Error>(earlier.map(|(fingerprint, _)| Change::NoInvitation(fingerprint.to_owned())).collect())
        })?;
        self.make_link(surroundings, Purpose::First, "", None)
    }

    /// Makes a link with which anybody looks round as a steward: for a data folder in which everything is made up.
    pub fn invite_to_try(&self, surroundings: &Surroundings) -> Result<Token, Error> {
        self.make_link(surroundings, Purpose::Try, "", None)
    }

    /// Uses such a link up. `name` is what the visitor is called, `slugs` what there is to be looked at.
    pub fn try_out(
        &self,
        surroundings: &Surroundings,
        token: &str,
        (name, slugs): (&str, &[Slug]),
        browser: &str,
    ) -> Result<Token, NotAccepted> {
        let id = surroundings.mint();
        self.use_up(surroundings, token, |_, invitation| {
            if invitation.purpose != Purpose::Try {
                return Err(NotAccepted::Unknown);
            }
            let mut account = Account::new(id, name.to_owned(), surroundings.now());
            account.begins = true;
            for slug in slugs {
                account.become_member(slug, Role::Steward, surroundings.now());
            }
            Ok(account)
        })?;
        Ok(self.begin_session(surroundings, id, Way::Link, browser)?)
    }

    /// Makes a link with which a member of the team chooses a new password; the second step is then off. A steward may do so
    /// for whoever is of no neighbourhood but the steward's own: nobody gets into another neighbourhood this way.
    pub fn offer_recovery(&self, surroundings: &Surroundings, id: Id, by: Option<Id>) -> Result<Token, CannotChange> {
        let account = self.account(id).filter(|account| account.is_team()).ok_or(CannotChange::NotThere)?;
        if let Some(by) = by {
            let steward = self.account(by).ok_or(CannotChange::NotThere)?;
            let is_whole = account.memberships.iter().all(|of| steward.role_in(&of.slug) == Some(Role::Steward));
            if !is_whole || account.begins {
                return Err(CannotChange::Elsewhere);
            }
        }
        self.change(|state| {
            Ok::<_, CannotChange>(
                state.invitations().filter(|(_, link)| link.is_for(id)).map(|(name, _)| Change::NoInvitation(name.to_owned())).collect(),
            )
        })?;
        let token = self.make_link(surroundings, Purpose::Recover { account: id }, "", by)?;
        self.note(surroundings, Deed::RecoveryOffered, by, Some(id), None);
        Ok(token)
    }

    fn make_link(&self, surroundings: &Surroundings, purpose: Purpose, note: &str, by: Option<Id>) -> Result<Token, Error> {
        let days = if matches!(purpose, Purpose::Recover { .. }) { RECOVERY_DAYS } else { DAYS };
        let until = surroundings.now().after(DAY * u32::try_from(days).unwrap_or(1));
        let (token, id) = (Token::draw(surroundings), surroundings.mint());
        let note = note.chars().filter(|sign| !sign.is_control()).take(80).collect();
        self.apply(vec![Change::Invitation(token.fingerprint(), Invitation { purpose, note, by, until, id })])?;
        Ok(token)
    }

    /// What a link is for, while it is good. Looking does not use it up: programs look at links before people do.
    pub fn invitation(&self, surroundings: &Surroundings, token: &str, client: Client) -> Result<Invitation, NotAccepted> {
        let turn = self.attempts().begin_link(client, surroundings.now()).map_err(NotAccepted::Wait)?;
        let fingerprint = Token::of(token).fingerprint();
        let found = self.read(|state| state.invitation(&fingerprint).cloned());
        let found = found.filter(|invitation| surroundings.now() < invitation.until).ok_or(NotAccepted::Unknown)?;
        self.attempts().succeeded(turn);
        Ok(found)
    }

    /// Counts a name that is taken like a link that is none: whoever has a link must not find out who else has an account.
    pub fn tried_in_vain(&self, surroundings: &Surroundings, client: Client) {
        // Whether it is time to wait is asked when the link is looked at again.
        let _ = self.attempts().begin_link(client, surroundings.now());
    }

    /// The links into a neighbourhood that are still good.
    pub fn invitations(&self, slug: &Slug, now: Moment) -> Vec<Invitation> {
        let mut open: Vec<_> = self.read(|state| {
            let open = state.invitations().map(|(_, invitation)| invitation).filter(|link| link.is_to(slug) && now < link.until);
            open.cloned().collect()
        });
        open.sort_by_key(|invitation| invitation.id);
        open
    }

    /// Withdraws a link into a neighbourhood.
    pub fn withdraw(&self, surroundings: &Surroundings, slug: &Slug, id: Id, by: Option<Id>) -> Result<(), CannotChange> {
        self.change(|state| {
            let found = state.invitations().find(|(_, invitation)| invitation.id == id && invitation.is_to(slug));
            let (fingerprint, _) = found.ok_or(CannotChange::NotThere)?;
            Ok::<_, CannotChange>(vec![Change::NoInvitation(fingerprint.to_owned())])
        })?;
        self.note(surroundings, Deed::InvitationWithdrawn, by, None, Some(slug));
        Ok(())
    }

    /// Uses a link up for somebody new, who is then in. `orphans` are the neighbourhoods without a steward.
    pub fn join(
        &self,
        surroundings: &Surroundings,
        token: &str,
        new: &Newcomer<'_>,
        orphans: &[Slug],
        browser: &str,
    ) -> Result<Token, NotAccepted> {
        let sign_in = plain_name(new.sign_in);
        let (name, length) = (new.name.trim(), sign_in.chars().count());
        if name.is_empty() || name.chars().count() > 80 {
            return Err(NotAccepted::NoName);
        }
        if !(3..=80).contains(&length) || sign_in.chars().any(|sign| sign.is_whitespace() || sign.is_control()) {
            return Err(NotAccepted::NoSignIn);
        }
        judge(new.password, &[name, &sign_in]).map_err(NotAccepted::TooWeak)?;
        let password = self.hardness().hash(new.password, surroundings).ok_or(NotAccepted::NotComputed)?;
        let id = surroundings.mint();
        let slug = self.use_up(surroundings, token, |is_taken, invitation| {
            if is_taken(&sign_in) {
                return Err(NotAccepted::Taken);
            }
            let mut account = Account::new(id, name.to_owned(), surroundings.now());
            (account.sign_in, account.password) = (Some(sign_in.clone()), Some(password.clone()));
            become_what(&mut account, invitation, orphans, surroundings)?;
            Ok(account)
        })?;
        let session = self.begin_session(surroundings, id, Way::Password, browser)?;
        self.note(surroundings, Deed::InvitationAccepted, Some(id), None, slug.as_ref());
        Ok(session)
    }

    /// Uses a link up for somebody who is of a team already.
    pub fn join_as(&self, surroundings: &Surroundings, token: &str, signed: &Signed, orphans: &[Slug]) -> Result<(), NotAccepted> {
        let id = signed.account.id;
        let slug = self.use_up(surroundings, token, |_, invitation| {
            let mut account =
                self.account(id).map(|account| Account::clone(&account)).filter(Account::has_password).ok_or(NotAccepted::Unknown)?;
            become_what(&mut account, invitation, orphans, surroundings)?;
            Ok(account)
        })?;
        self.note(surroundings, Deed::InvitationAccepted, Some(id), None, slug.as_ref());
        Ok(())
    }

    /// Uses a link up to choose a new password. All sessions of the account end, and its second step is off.
    pub fn recover(&self, surroundings: &Surroundings, token: &str, password: &str, browser: &str) -> Result<Token, NotAccepted> {
        let fingerprint = Token::of(token).fingerprint();
        let account = self.read(|state| match state.invitation(&fingerprint)?.purpose {
            Purpose::Recover { account } => state.account(account).cloned(),
            Purpose::Join { .. } | Purpose::First | Purpose::Try => None,
        });
        let account = account.ok_or(NotAccepted::Unknown)?;
        judge(password, &[&account.name, account.sign_in.as_deref().unwrap_or_default()]).map_err(NotAccepted::TooWeak)?;
        let password = self.hardness().hash(password, surroundings).ok_or(NotAccepted::NotComputed)?;
        self.change(|state| {
            // Both may have gone while the password was computed.
            let open = state.invitation(&fingerprint).filter(|link| surroundings.now() < link.until && link.is_for(account.id));
            open.ok_or(NotAccepted::Unknown)?;
            let mut account = state.account(account.id).map(|account| Account::clone(account)).ok_or(NotAccepted::Unknown)?;
            (account.password, account.second_step) = (Some(password), None);
            let sessions = state.without_sessions_of(account.id);
            Ok::<_, NotAccepted>(sessions.chain([Change::NoInvitation(fingerprint.clone()), Change::Account(account.clone())]).collect())
        })?;
        let session = self.begin_session(surroundings, account.id, Way::Password, browser)?;
        self.note(surroundings, Deed::Recovered, Some(account.id), None, None);
        Ok(session)
    }

    /// Takes a link out in the same step in which an account gets what it is for: it cannot be used twice, however fast.
    fn use_up(
        &self,
        surroundings: &Surroundings,
        token: &str,
        make: impl FnOnce(&dyn Fn(&str) -> bool, &Invitation) -> Result<Account, NotAccepted>,
    ) -> Result<Option<Slug>, NotAccepted> {
        let fingerprint = Token::of(token).fingerprint();
        let mut slug = None;
        self.change(|state| {
            let invitation = state.invitation(&fingerprint).filter(|link| surroundings.now() < link.until).ok_or(NotAccepted::Unknown)?;
            if let Purpose::Join { slug: to, .. } = &invitation.purpose {
                slug = Some(to.clone());
            }
            let account = make(&|name| state.by_name(name).is_some(), invitation)?;
            Ok::<_, NotAccepted>(vec![Change::NoInvitation(fingerprint.clone()), Change::Account(account)])
        })?;
        Ok(slug)
    }
}

/// What somebody new says of themselves.
#[derive(Clone, Copy)]
pub struct Newcomer<'a> {
    /// What the others call them.
    pub name: &'a str,
    /// What they sign in with: an e-mail address, or any word.
    pub sign_in: &'a str,
    /// The password.
    pub password: &'a str,
}

fn become_what(account: &mut Account, invitation: &Invitation, orphans: &[Slug], surroundings: &Surroundings) -> Result<(), NotAccepted> {
    let now = surroundings.now();
    match &invitation.purpose {
        Purpose::Join { slug, role } => {
            // Who is more already stays so.
            let role = account.role_in(slug).map_or(*role, |present| present.max(*role));
            account.become_member(slug, role, now);
        }
        Purpose::First => {
            account.begins = true;
            for slug in orphans {
                account.become_member(slug, Role::Steward, now);
            }
        }
        Purpose::Recover { .. } | Purpose::Try => return Err(NotAccepted::Unknown),
    }
    Ok(())
}
