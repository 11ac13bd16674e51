use serde::{Deserialize, Serialize};

use crate::access::card::Card;
use crate::access::role::Role;
use crate::access::second_step::SecondStep;
use crate::access::text;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;

/// Somebody who may come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Lasting; the history of what was written names it.
    #[serde(with = "text")]
    pub id: Id,
    /// What the others call this person.
    pub name: String,
    /// What a member of the team signs in with: small letters, unlike every other. A resident has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<String>,
    /// The password as a PHC string (argon2id).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<String>,
    /// The second step of signing in, where it is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) second_step: Option<SecondStep>,
    /// The card of a resident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// What the account is, and where. None where it was switched off.
    #[serde(default)]
    pub memberships: Vec<Membership>,
    /// May begin neighbourhoods: came in by the operator's link.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub begins: bool,
    /// When it was made.
    #[serde(with = "text")]
    pub made: Moment,
    /// When it was switched off everywhere.
    #[serde(default, with = "text::option", skip_serializing_if = "Option::is_none")]
    pub ended: Option<Moment>,
}

/// What an account is in one neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The neighbourhood.
    #[serde(with = "text")]
    pub slug: Slug,
    /// What it is there.
    pub role: Role,
    /// Since when.
    #[serde(with = "text")]
    pub since: Moment,
    /// What it may see for a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
    /// The person among the neighbourhood's records who has the account, where there is one.
    #[serde(default, with = "text::option", skip_serializing_if = "Option::is_none")]
    pub person: Option<Id>,
}

/// Leave for a builder to see, for a time, the addresses of homes: what a round from door to door needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// From when.
    #[serde(with = "text")]
    pub from: Moment,
    /// Until when; not that moment itself.
    #[serde(with = "text")]
    pub until: Moment,
    /// The steward who gave it.
    #[serde(with = "text")]
    pub by: Id,
}

impl Account {
    /// An account of this name that cannot do anything yet.
    pub(super) fn new(id: Id, name: String, made: Moment) -> Self {
        let (sign_in, password, second_step, card, ended) = (None, None, None, None, None);
        Self { id, name, sign_in, password, second_step, card, memberships: Vec::new(), begins: false, made, ended }
    }

    /// What it is in a neighbourhood; nothing if it is not of it.
    pub fn membership(&self, slug: &Slug) -> Option<&Membership> {
        self.memberships.iter().find(|membership| membership.slug == *slug)
    }

    /// Its role in a neighbourhood.
    pub fn role_in(&self, slug: &Slug) -> Option<Role> {
        self.membership(slug).map(|membership| membership.role)
    }

    /// Is of the team somewhere.
    pub fn is_team(&self) -> bool {
        self.memberships.iter().any(|membership| membership.role.is_team())
    }

    /// The second step is on.
    pub fn has_second_step(&self) -> bool {
        self.second_step.is_some()
    }

    /// How many recovery codes are left.
    pub fn recovery_codes_left(&self) -> usize {
        self.second_step.as_ref().map_or(0, SecondStep::codes_left)
    }

    /// Signs in with a password.
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// Gets this role in a neighbourhood, in the place of any other there.
    pub(super) fn become_member(&mut self, slug: &Slug, role: Role, since: Moment) {
        let person = self.membership(slug).and_then(|membership| membership.person);
        self.memberships.retain(|membership| membership.slug != *slug);
        self.memberships.push(Membership { slug: slug.clone(), role, since, grants: Vec::new(), person });
        self.ended = None;
    }

    /// Is no longer of a neighbourhood; without any other it is switched off, and has no key left.
    pub(super) fn leave(&mut self, slug: &Slug, now: Moment) {
        self.memberships.retain(|membership| membership.slug != *slug);
        if self.memberships.is_empty() {
            (self.password, self.second_step, self.card, self.sign_in) = (None, None, None, None);
            self.ended = Some(now);
        }
    }
}

impl Membership {
    /// May see the addresses of homes at this moment.
    pub fn sees_homes(&self, now: Moment) -> bool {
        self.role == Role::Steward || self.grants.iter().any(|grant| grant.from <= now && now < grant.until)
    }
}
