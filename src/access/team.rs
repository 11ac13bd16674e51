use std::time::Duration;

use crate::access::account::{Account, Grant};
use crate::access::attempts::{Client, Wait};
use crate::access::doors::Access;
use crate::access::log::Deed;
use crate::access::password::{TooWeak, judge};
use crate::access::role::Role;
use crate::access::second_step::{self, RecoveryCodes, SecondStep, WrongCode};
use crate::access::session::Signed;
use crate::access::sign_in::plain_name;
use crate::access::state::{Change, State};
use crate::inventory::id::Id;
use crate::inventory::slug::Slug;
use crate::inventory::surroundings::Surroundings;
use crate::store::Error;

/// Why an account stays as it is.
#[derive(Debug)]
pub enum CannotChange {
    /// There is no such account, link or request here.
    NotThere,
    /// A neighbourhood needs a steward.
    LastSteward,
    /// The account is of other neighbourhoods as well: only the operator may.
    Elsewhere,
    /// The present password is wrong.
    WrongPassword,
    /// The code of the app is wrong.
    WrongCode,
    /// The new password would be guessed.
    TooWeak(TooWeak),
    /// Too many were tried; this long.
    Wait(Wait),
    /// The time asked for makes no sense.
    NoTime,
    /// A key could not be computed, as without memory.
    NotComputed,
    /// It could not be kept.
    NotKept(Error),
}

impl From<Error> for CannotChange {
    fn from(error: Error) -> Self {
        Self::NotKept(error)
    }
}

impl From<WrongCode> for CannotChange {
    fn from(_: WrongCode) -> Self {
        Self::WrongCode
    }
}

/// Leave to see homes is given for so long at the most.
const LONGEST_GRANT: Duration = Duration::from_secs(92 * 24 * 3600);

/// What a steward does with the team.
impl Access {
    /// Has a steward, so that it is looked after.
    pub fn has_steward(&self, slug: &Slug) -> bool {
        self.read(|state| stewards(state, slug) > 0)
    }

    /// Lets an account, at the operator's or its own wish where it may begin neighbourhoods, look after one.
    pub fn make_steward(&self, surroundings: &Surroundings, slug: &Slug, id: Id) -> Result<(), CannotChange> {
        self.change(|state| {
            let mut account = copy(state, id)?;
            account.become_member(slug, Role::Steward, surroundings.now());
            Ok::<_, CannotChange>(vec![Change::Account(account)])
        })?;
        self.note(surroundings, Deed::RoleChanged, None, Some(id), Some(slug));
        Ok(())
    }

    /// Gives a member of the team another role in the team.
    pub fn change_role(&self, surroundings: &Surroundings, slug: &Slug, id: Id, role: Role, by: Id) -> Result<(), CannotChange> {
        self.change(|state| {
            let mut account = member_of_team(state, slug, id)?;
            if !role.is_team() {
                return Err(CannotChange::NotThere);
            }
            keep_a_steward(state, slug, &account, Some(role))?;
            account.become_member(slug, role, surroundings.now());
            Ok::<_, CannotChange>(vec![Change::Account(account)])
        })?;
        self.note(surroundings, Deed::RoleChanged, Some(by), Some(id), Some(slug));
        Ok(())
    }

    /// Switches a member of the team off in a neighbourhood: at once, in every browser, with the links they made. What they
    /// wrote stays, under their name.
    pub fn switch_off(&self, surroundings: &Surroundings, slug: &Slug, id: Id, by: Option<Id>) -> Result<(), CannotChange> {
        self.change(|state| {
            let mut account = member_of_team(state, slug, id)?;
            keep_a_steward(state, slug, &account, None)?;
            account.leave(slug, surroundings.now());
            let gone = state.without_sessions_of(id).chain(state.without_invitations_of(id));
            Ok::<_, CannotChange>(gone.chain([Change::Account(account.clone())]).collect())
        })?;
        self.forget_the_past();
        self.note(surroundings, Deed::SwitchedOff, by, Some(id), Some(slug));
        Ok(())
    }

    /// Lets a builder see the addresses of homes for so long.
    pub fn grant(&self, surroundings: &Surroundings, slug: &Slug, id: Id, lasts: Duration, by: Id) -> Result<(), CannotChange> {
        if lasts.is_zero() || lasts > LONGEST_GRANT {
            return Err(CannotChange::NoTime);
        }
        let (from, until) = (surroundings.now(), surroundings.now().after(lasts));
        self.with_grants(slug, id, |grants| {
            grants.retain(|grant| from < grant.until);
            grants.push(Grant { from, until, by });
        })?;
        self.note(surroundings, Deed::GrantGiven, Some(by), Some(id), Some(slug));
        Ok(())
    }

    /// Takes that leave back.
    pub fn end_grants(&self, surroundings: &Surroundings, slug: &Slug, id: Id, by: Id) -> Result<(), CannotChange> {
        self.with_grants(slug, id, Vec::clear)?;
        self.note(surroundings, Deed::GrantEnded, Some(by), Some(id), Some(slug));
        Ok(())
    }

    fn with_grants(&self, slug: &Slug, id: Id, edit: impl FnOnce(&mut Vec<Grant>)) -> Result<(), CannotChange> {
        self.change(|state| {
            let mut account = member_of_team(state, slug, id)?;
            let membership = account.memberships.iter_mut().find(|membership| membership.slug == *slug);
            edit(&mut membership.ok_or(CannotChange::NotThere)?.grants);
            Ok(vec![Change::Account(account)])
        })
    }
}

/// What somebody does with their own account.
impl Access {
    /// Another password. All other browsers have to sign in again.
    pub fn change_password(
        &self,
        surroundings: &Surroundings,
        signed: &Signed,
        (old, new): (&str, &str),
        client: Client,
    ) -> Result<(), CannotChange> {
        let account = &signed.account;
        self.prove(surroundings, account, old, client)?;
        judge(new, &[&account.name, account.sign_in.as_deref().unwrap_or_default()]).map_err(CannotChange::TooWeak)?;
        let password = self.hardness().hash(new, surroundings).ok_or(CannotChange::NotComputed)?;
        self.change(|state| {
            let mut changed = copy(state, account.id)?;
            changed.password = Some(password);
            let others = state.sessions_of(account.id).filter(|(_, open)| open.session.id != signed.session);
            let others = others.map(|(fingerprint, _)| Change::NoSession(fingerprint.to_owned()));
            Ok::<_, CannotChange>(others.chain([Change::Account(changed)]).collect())
        })?;
        self.note(surroundings, Deed::PasswordChanged, Some(account.id), None, None);
        Ok(())
    }

    /// What the app on the phone is to share with us: in base 32, and as the link in a QR code. Nothing is kept yet.
    pub fn offer_second_step(&self, surroundings: &Surroundings, account: &Account) -> Option<(String, String)> {
        let secret = SecondStep::draw(surroundings);
        let link = second_step::link(&secret, account.sign_in.as_deref().unwrap_or(&account.name))?;
        Some((secret, link))
    }

    /// The link again, for a secret that was offered.
    pub fn second_step_link(&self, account: &Account, secret: &str) -> Option<String> {
        second_step::link(secret, account.sign_in.as_deref().unwrap_or(&account.name))
    }

    /// Turns the second step on, with the first code of the app and the password.
    pub fn turn_on_second_step(
        &self,
        surroundings: &Surroundings,
        account: &Account,
        (secret, code): (&str, &str),
        (password, client): (&str, Client),
    ) -> Result<RecoveryCodes, CannotChange> {
        self.prove(surroundings, account, password, client)?;
        let (step, codes) = SecondStep::begin(secret, code, surroundings)?;
        self.with_account(account.id, |account| account.second_step = Some(step))?;
        self.note(surroundings, Deed::SecondStepOn, Some(account.id), None, None);
        Ok(codes)
    }

    /// Turns the second step off, with the password.
    pub fn turn_off_second_step(
        &self,
        surroundings: &Surroundings,
        account: &Account,
        password: &str,
        client: Client,
    ) -> Result<(), CannotChange> {
        self.prove(surroundings, account, password, client)?;
        self.with_account(account.id, |account| account.second_step = None)?;
        self.note(surroundings, Deed::SecondStepOff, Some(account.id), None, None);
        Ok(())
    }

    /// New recovery codes in the place of those before, with the password.
    pub fn renew_recovery_codes(
        &self,
        surroundings: &Surroundings,
        account: &Account,
        password: &str,
        client: Client,
    ) -> Result<RecoveryCodes, CannotChange> {
        self.prove(surroundings, account, password, client)?;
        let mut codes = None;
        self.with_account(account.id, |account| {
            codes = account.second_step.as_mut().map(|step| step.renew_codes(surroundings));
        })?;
        self.note(surroundings, Deed::RecoveryCodesMade, Some(account.id), None, None);
        codes.ok_or(CannotChange::NotThere)
    }

    /// The account that signs in with this name, for the operator.
    pub fn find_by_name(&self, name: &str) -> Option<std::sync::Arc<Account>> {
        self.read(|state| state.by_name(&plain_name(name)).cloned())
    }

    fn with_account(&self, id: Id, edit: impl FnOnce(&mut Account)) -> Result<(), CannotChange> {
        self.change(|state| {
            let mut account = copy(state, id)?;
            edit(&mut account);
            Ok(vec![Change::Account(account)])
        })
    }

    fn prove(&self, surroundings: &Surroundings, account: &Account, password: &str, client: Client) -> Result<(), CannotChange> {
        match self.is_password_of(surroundings, account, password, client) {
            Ok(true) => Ok(()),
            Ok(false) => Err(CannotChange::WrongPassword),
            Err(wait) => Err(CannotChange::Wait(wait)),
        }
    }
}

fn stewards(state: &State, slug: &Slug) -> usize {
    state.accounts().filter(|account| account.role_in(slug) == Some(Role::Steward)).count()
}

fn copy(state: &State, id: Id) -> Result<Account, CannotChange> {
    state.account(id).map(|account| Account::clone(account)).ok_or(CannotChange::NotThere)
}

fn member_of_team(state: &State, slug: &Slug, id: Id) -> Result<Account, CannotChange> {
    copy(state, id).and_then(|account| match account.role_in(slug) {
        Some(role) if role.is_team() => Ok(account),
        _ => Err(CannotChange::NotThere),
    })
}

fn keep_a_steward(state: &State, slug: &Slug, account: &Account, role: Option<Role>) -> Result<(), CannotChange> {
    let stays = role == Some(Role::Steward) || account.role_in(slug) != Some(Role::Steward);
    if stays || stewards(state, slug) > 1 { Ok(()) } else { Err(CannotChange::LastSteward) }
}
