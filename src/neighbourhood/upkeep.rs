//! What is done about persons by the clock and from outside the graph: hiding and erasing whom nobody heard from, and
//! erasing with all that hangs on it.

use crate::inventory::id::Id;
use crate::inventory::provenance::{Actor, Stamp};
use crate::inventory::slug::Slug;
use crate::neighbourhood::loaded::Neighbourhood;
use crate::neighbourhood::neighbourhoods::Neighbourhoods;
use crate::neighbourhood::order::{Order, Refusal};
use crate::neighbourhood::people::follow_up::follow_ups_due;
use crate::neighbourhood::people::{Due, due, hide};

impl Neighbourhoods {
    /// Erases persons from a neighbourhood, with their cards and accounts.
    pub fn erase_persons(&self, slug: &Slug, persons: &[Id], stamp: &Stamp) -> Result<(), Refusal> {
        let not_kept = |error| Refusal::NotKept(std::sync::Arc::new(error));
        if let Some(neighbourhood) = self.find(slug).map_err(not_kept)? {
            neighbourhood.erase(persons, stamp)?;
        }
        for person in persons {
            self.access().forget_person(self.surroundings(), slug, *person).map_err(not_kept)?;
        }
        Ok(())
    }

    /// Does what is due about persons in every neighbourhood: who did not answer is hidden, and erased later. What is broken
    /// off is done the next time. To be called now and then.
    pub fn keep_people(&self) {
        for slug in self.slugs() {
            let done = match self.find(&slug) {
                Ok(Some(neighbourhood)) => self.keep_people_of(&neighbourhood),
                Ok(None) => Ok(()),
                Err(error) => Err(Refusal::NotKept(std::sync::Arc::new(error))),
            };
            if let Err(error) = done {
                tracing::warn!(%slug, %error, "what is due about persons is not done");
            }
        }
    }

    fn keep_people_of(&self, neighbourhood: &Neighbourhood) -> Result<(), Refusal> {
        let stamp = Stamp { by: Actor::clock(), at: self.surroundings().now() };
        let graph = neighbourhood.snapshot();
        let (mut hidden, mut erased) = (Vec::new(), Vec::new());
        for (person, due) in due(&graph, stamp.at) {
            match due {
                Due::Ask => {}
                Due::Hide => hidden.extend(hide(&graph, person, true, &stamp).unwrap_or_default()),
                Due::Erase => erased.push(person),
            }
        }
        if !hidden.is_empty() {
            tracing::info!(slug = %neighbourhood.slug(), persons = hidden.len(), "persons who did not answer are hidden");
            neighbourhood.write(Order { changes: hidden, by: stamp.by.clone(), at: stamp.at, delivery: None })?;
        }
        // Whoever was erased while the power failed may still have a card.
        let is_gone = |person: &Id| graph.record(*person).is_none();
        erased.extend(self.access().persons_with_accounts(neighbourhood.slug()).into_iter().filter(is_gone));
        // Who was named in a promise to ask them, and was not asked in time, is named no more.
        erased.extend(follow_ups_due(&graph, stamp.at));
        if !erased.is_empty() {
            tracing::info!(slug = %neighbourhood.slug(), persons = erased.len(), "persons whose time is over are erased");
            self.erase_persons(neighbourhood.slug(), &erased, &stamp)?;
        }
        Ok(())
    }
}
