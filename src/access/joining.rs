use serde::{Deserialize, Serialize};

use crate::access::account::Account;
use crate::access::attempts::{Client, Wait};
use crate::access::card::CardCode;
use crate::access::doors::Access;
use crate::access::log::Deed;
use crate::access::state::Change;
use crate::access::team::CannotChange;
use crate::access::text;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;
use crate::inventory::surroundings::Surroundings;
use crate::store::Error;

/// A request that nobody answered is forgotten after so many days.
const DAYS: u64 = 30;

/// Each of its texts has at most so many characters.
pub const NOTE_LONGEST: usize = 300;

/// That a resident asks for a card. It is kept until a builder has been there to check it, and no longer than a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its name.
    #[serde(with = "text")]
    pub id: Id,
    /// To which neighbourhood.
    #[serde(with = "text")]
    pub slug: Slug,
    /// What the resident wants to be called.
    pub name: String,
    /// How a builder reaches them: where they live, and when to come by.
    pub reach: String,
    /// When it was asked.
    #[serde(with = "text")]
    pub asked: Moment,
}

impl Request {
    pub(super) fn is_over(&self, now: Moment) -> bool {
        now.since(self.asked).as_secs() >= DAYS * 24 * 3600
    }
}

/// Why a request was not taken.
#[derive(Debug)]
pub enum NotAsked {
    /// A name, and how to reach the resident, are needed.
    Empty,
    /// Longer than [`NOTE_LONGEST`].
    Long,
    /// Too many asked lately; this long.
    Wait(Wait),
    /// It could not be kept.
    NotKept(Error),
}

impl From<Error> for NotAsked {
    fn from(error: Error) -> Self {
        Self::NotKept(error)
    }
}

impl Access {
    /// Keeps that a resident asks for a card.
    pub fn ask_to_join(
        &self,
        surroundings: &Surroundings,
        slug: &Slug,
        (name, reach): (&str, &str),
        client: Client,
    ) -> Result<(), NotAsked> {
        let (name, reach) = (name.trim(), reach.trim());
        if name.is_empty() || reach.is_empty() {
            return Err(NotAsked::Empty);
        }
        if [name, reach].iter().any(|text| text.chars().count() > NOTE_LONGEST) {
            return Err(NotAsked::Long);
        }
        let _counted = self.attempts().begin_join(slug, client, surroundings.now()).map_err(NotAsked::Wait)?;
        let (id, asked) = (surroundings.mint(), surroundings.now());
        let request = Request { id, slug: slug.clone(), name: name.to_owned(), reach: reach.to_owned(), asked };
        self.apply(vec![Change::Request(request)])?;
        self.note(surroundings, Deed::JoinAsked, None, None, Some(slug));
        Ok(())
    }

    /// Those who wait for an answer, the first first.
    pub fn requests(&self, slug: &Slug, now: Moment) -> Vec<Request> {
        self.read(|state| state.requests().filter(|request| request.slug == *slug && !request.is_over(now)).cloned().collect())
    }

    /// Lets a resident in whom a builder checked: the code is for their card. How to reach them is forgotten.
    pub fn accept_request(&self, surroundings: &Surroundings, slug: &Slug, id: Id, by: Id) -> Result<(Id, CardCode), CannotChange> {
        let asked = self.requests(slug, surroundings.now()).into_iter().find(|request| request.id == id).ok_or(CannotChange::NotThere)?;
        let mut account = Account::new(surroundings.mint(), asked.name, surroundings.now());
        account.become_member(slug, super::Role::Neighbour, surroundings.now());
        let (resident, code) = (account.id, self.put_card(&mut account, surroundings)?);
        self.change(|state| {
            // Two builders may answer at the same time.
            state.requests().find(|request| request.id == id).ok_or(CannotChange::NotThere)?;
            Ok::<_, CannotChange>(vec![Change::NoRequest(id), Change::Account(account)])
        })?;
        self.forget_the_past();
        self.note(surroundings, Deed::JoinAccepted, Some(by), Some(resident), Some(slug));
        Ok((resident, code))
    }

    /// Does not let somebody in; all they said is forgotten.
    pub fn decline_request(&self, surroundings: &Surroundings, slug: &Slug, id: Id, by: Id) -> Result<(), CannotChange> {
        self.change(|state| {
            state.requests().find(|request| request.id == id && request.slug == *slug).ok_or(CannotChange::NotThere)?;
            Ok::<_, CannotChange>(vec![Change::NoRequest(id)])
        })?;
        self.forget_the_past();
        self.note(surroundings, Deed::JoinDeclined, Some(by), None, Some(slug));
        Ok(())
    }
}
