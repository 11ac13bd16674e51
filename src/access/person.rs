use crate::access::account::{Account, Membership};
use crate::access::doors::Access;
use crate::access::log::Deed;
use crate::access::role::Role;
use crate::access::state::{Change, State};
use crate::access::team::CannotChange;
use crate::inventory::id::Id;
use crate::inventory::slug::Slug;
use crate::inventory::surroundings::Surroundings;
use crate::store::Error;

impl Access {
    /// Has an account open the own page of a person in a neighbourhood. A person has one account at the most: who had it before
    /// has it no more.
    pub fn is_person(&self, surroundings: &Surroundings, slug: &Slug, id: Id, person: Id, by: Option<Id>) -> Result<(), CannotChange> {
        self.change(|state| {
            let mut changes: Vec<_> =
                of_person(state, slug, person).map(|account| Change::Account(with_person(account, slug, None))).collect();
            let account = state.account(id).filter(|account| account.membership(slug).is_some()).ok_or(CannotChange::NotThere)?;
            changes.push(Change::Account(with_person(account, slug, Some(person))));
            Ok::<_, CannotChange>(changes)
        })?;
        self.note(surroundings, Deed::PageGiven, by, Some(id), Some(slug));
        Ok(())
    }

    /// The persons of a neighbourhood who have an account.
    pub fn persons_with_accounts(&self, slug: &Slug) -> Vec<Id> {
        self.read(|state| state.accounts().filter_map(|account| account.membership(slug)?.person).collect())
    }

    /// The account that opens a person's own page.
    pub fn account_of_person(&self, slug: &Slug, person: Id) -> Option<Id> {
        self.read(|state| of_person(state, slug, person).map(|account| account.id).next())
    }

    /// Forgets a person who was erased: a resident's card and account go, name and all, and their browsers with them. Who is
    /// of the team stays in, without a page of their own.
    pub fn forget_person(&self, surroundings: &Surroundings, slug: &Slug, person: Id) -> Result<(), Error> {
        let mut ended = None;
        self.change(|state| {
            let mut changes = Vec::new();
            for account in of_person(state, slug, person) {
                let mut left = with_person(account, slug, None);
                if left.role_in(slug) == Some(Role::Neighbour) {
                    ended = Some(left.id);
                    left.leave(slug, surroundings.now());
                }
                if left.memberships.is_empty() {
                    changes.extend(state.without_sessions_of(left.id));
                    changes.push(Change::NoAccount(left.id));
                } else {
                    changes.push(Change::Account(left));
                }
            }
            Ok::<_, Error>(changes)
        })?;
        if ended.is_some() {
            self.forget_the_past();
            self.note(surroundings, Deed::CardEnded, None, ended, Some(slug));
        }
        Ok(())
    }
}

fn of_person<'a>(state: &'a State, slug: &'a Slug, person: Id) -> impl Iterator<Item = &'a Account> {
    let is_theirs = move |membership: &Membership| membership.person == Some(person);
    state.accounts().filter(move |account| account.membership(slug).is_some_and(is_theirs)).map(AsRef::as_ref)
}

fn with_person(account: &Account, slug: &Slug, person: Option<Id>) -> Account {
    let mut account = account.clone();
    for membership in account.memberships.iter_mut().filter(|membership| membership.slug == *slug) {
        membership.person = person;
    }
    account
}
