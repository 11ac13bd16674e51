//! What a person can do with all that is kept about them: see it, change what they agree to, hide it, take it along, have
//! it erased. By themself on their own page, or by a builder who sits beside them.

mod consents;
mod contact;
mod data;
mod erase;
mod held;
mod page;
mod same;
mod shown;
mod told;

use std::borrow::Cow;

use axum::Router;
use maud::{Markup, html};

use crate::access::Right;
use crate::consent::Channel;
use crate::graph::View;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Stamp;
use crate::inventory::record::Record;
use crate::neighbourhood::Order;
use crate::neighbourhood::people::CannotHear;
use crate::web::doors::Doors;
use crate::web::here::{Here, id_in_address};
use crate::web::paths::{MeConsentPath, MeErasePath, MePath, PersonConsentPath, PersonErasePath};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::words::Words;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .show(page::show)
        .act(page::act)
        .act(consents::of_own)
        .show(consents::with_builder)
        .act(consents::by_builder)
        .act(contact::look)
        .show(data::hand_out)
        .show(erase::ask_own)
        .act(erase::own)
        .show(erase::ask_builder)
        .act(erase::by_builder)
        .show(same::ask)
        .act(same::join)
}

/// A person, and who sits at the page: themself, or a builder with them.
struct Whose {
    here: Here,
    person: Id,
    is_own: bool,
}

impl Whose {
    /// The visitor's own.
    fn own(here: Here) -> Result<Self, Problem> {
        let person = here.visitor.person().filter(|person| is_person(&here, *person)).ok_or(Problem::NotFound)?;
        Ok(Self { here, person, is_own: true })
    }

    /// Of the person with this id, for a builder.
    fn with_builder(here: Here, id: &str) -> Result<Self, Problem> {
        let person = id_in_address(id)?;
        let is_theirs = here.may(Right::People) && here.view().record(person).is_some() && is_person(&here, person);
        if is_theirs { Ok(Self { here, person, is_own: false }) } else { Err(Problem::NotFound) }
    }

    fn words(&self) -> Words {
        self.here.words()
    }

    /// The neighbourhood with the person's own eyes.
    fn view<'a>(&'a self, graph: &'a crate::graph::Graph) -> View<'a> {
        graph.seen_by_person(self.person, self.here.visitor.audience)
    }

    fn stamp(&self) -> Stamp {
        Stamp { by: self.here.visitor.actor(), at: self.here.now() }
    }

    /// By which way something is said here.
    fn channel(&self) -> Channel {
        if self.is_own { Channel::Own } else { Channel::Spoken }
    }

    fn consent_path(&self) -> String {
        let slug = self.here.slug();
        if self.is_own { MeConsentPath::of(slug).to_string() } else { PersonConsentPath::of(slug, self.person).to_string() }
    }

    fn erase_path(&self) -> String {
        let slug = self.here.slug();
        if self.is_own { MeErasePath::of(slug).to_string() } else { PersonErasePath::of(slug, self.person).to_string() }
    }

    /// The key of what the way to erasing is called.
    fn erase_key(&self) -> &'static str {
        if self.is_own { "me-erase" } else { "person-erase" }
    }

    /// The page to go back to.
    fn page_path(&self) -> String {
        if self.is_own { MePath::of(self.here.slug()).to_string() } else { self.consent_path() }
    }

    /// Works changes out on the neighbourhood as it is now, and writes them; once more where somebody wrote in between.
    async fn write(
        &self,
        changes: impl Fn(&crate::graph::Graph, &Stamp) -> Result<Vec<crate::inventory::change::Change>, CannotHear>,
    ) -> Result<(), Problem> {
        let mut attempts = 0;
        loop {
            let stamp = self.stamp();
            let changes = changes(&self.here.neighbourhood.snapshot(), &stamp).map_err(|_| Problem::NotFound)?;
            let order = Order { changes, by: stamp.by, at: stamp.at, delivery: None };
            match self.here.neighbourhood.write_async(order).await.map_err(Problem::from) {
                Ok(_) => return Ok(()),
                Err(Problem::Overtaken) if attempts < ATTEMPTS => attempts += 1,
                Err(problem) => return Err(problem),
            }
        }
    }
}

/// What a person says of themself holds whatever else was written just before: it is tried so often.
const ATTEMPTS: usize = 5;

fn is_person(here: &Here, id: Id) -> bool {
    here.neighbourhood.snapshot().record(id).is_some_and(|record| record.kind == Kind::Person && record.merged_into.is_none())
}

/// A moment as people tell it: the day and the time.
fn moment(words: Words, moment: Moment) -> Cow<'static, str> {
    words.say_with("keys-moment", &[("day", show::day(words, moment.day()).into()), ("time", moment.clock().into())])
}

/// A part of the page under a heading of its own.
fn part(id: &str, title: &str, body: &Markup) -> Markup {
    html! { section aria-labelledby=(id) { h2 id=(id) { (title) } (body) } }
}

/// The person's record as its own page needs it.
fn record_of(view: View<'_>) -> Result<&Record, Problem> {
    view.own().and_then(crate::consent::Disclosed::record).ok_or(Problem::NotFound)
}
