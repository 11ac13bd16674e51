use std::collections::BTreeSet;

use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;

/// That a person said yes: to what, when, how, and who was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Who agreed.
    pub person: Id,
    /// To what; what is not named was not agreed to.
    pub scopes: BTreeSet<Scope>,
    /// Which wording they were asked in.
    pub text_version: String,
    /// In which language (ISO 639-1).
    pub language: String,
    /// How.
    pub channel: Channel,
    /// When.
    pub given: Moment,
    /// Who heard it.
    pub witness: Actor,
}

/// What a person can agree to, each apart from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// To be kept at all.
    Store,
    /// To be shown to neighbours.
    ShowNeighbours,
    /// To be shown to everyone.
    ShowPublic,
    /// To be asked for an introduction.
    ContactIntro,
    /// That ties with others are kept.
    Relations,
    /// To be in what a workshop takes away.
    WorkshopExport,
    /// To be counted.
    Statistics,
}

/// How a yes was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Spoken at the door.
    Spoken,
    /// On paper.
    Paper,
    /// By the person, on their own page.
    Own,
}

impl Consent {
    /// This person agreed to this.
    pub fn covers(&self, person: Id, scope: Scope) -> bool {
        self.person == person && self.scopes.contains(&scope)
    }
}
