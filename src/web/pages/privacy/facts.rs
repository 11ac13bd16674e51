use std::borrow::Cow;

use crate::consent::Disclosed;
use crate::inventory::kind::Kind;
use crate::inventory::opening::is_authority_kind;
use crate::neighbourhood::Retention;
use crate::web::here::Here;
use crate::web::pages::map::host_of_tiles;
use crate::web::pages::privacy::flows::{FLOWS, Flow};
use crate::web::show;
use crate::web::state::AppState;
use crate::words::Words;

/// What the documents are made from.
pub(super) struct Facts<'a> {
    pub(super) here: &'a Here,
    /// The texts, in the reader's language.
    pub(super) words: Words,
    /// The particulars of the neighbourhood.
    pub(super) profile: Disclosed<'a>,
    /// Which backups are kept.
    pub(super) backups: Retention,
}

impl<'a> Facts<'a> {
    /// Nothing where the neighbourhood has no particulars.
    pub(super) fn of(state: &AppState, here: &'a Here) -> Option<Self> {
        let profile = here.view().profile()?;
        Some(Self { here, words: here.words(), profile, backups: state.backups.plan().keep })
    }

    /// What was said in this field of the particulars, in words.
    pub(super) fn said(&self, field: &str) -> Option<String> {
        let (_, value) = self.profile.filled().find(|(filled, _)| filled.name == field)?;
        Some(show::plainly(self.here.labels(), Kind::Neighbourhood.field(field)?, value))
    }

    /// The question that this field of the particulars answers.
    pub(super) fn asked(&self, field: &str) -> Cow<'static, str> {
        let declared = Kind::Neighbourhood.field(field);
        declared.map_or_else(Cow::default, |declared| self.here.labels().field(Kind::Neighbourhood.code(), declared))
    }

    /// A public authority is responsible.
    pub(super) fn is_authority(&self) -> bool {
        is_authority_kind(self.profile.codes("controller_kind"))
    }

    /// Somebody else runs the server for whoever is responsible.
    pub(super) fn has_processor(&self) -> bool {
        self.profile.codes("hosted_by").iter().any(|by| by == "processor")
    }

    /// The ways in which data about people is kept here: those for a purpose that was chosen, and those that always are.
    pub(super) fn flows(&self) -> impl Iterator<Item = &'static Flow> {
        let chosen = self.profile.codes("purposes");
        FLOWS.iter().filter(move |flow| flow.purpose.is_none_or(|purpose| chosen.iter().any(|code| code == purpose)))
    }

    /// What residents tell of themselves is kept here.
    pub(super) fn keeps_residents(&self) -> bool {
        self.flows().any(|flow| flow.purpose == Some("talents"))
    }

    /// The site that browsers ask for images of the map, if a steward chose one.
    pub(super) fn tiles(&self) -> Option<String> {
        self.profile.text("tile_url").and_then(host_of_tiles)
    }

    /// How long backups stay, in words.
    pub(super) fn backups_in_words(&self) -> Cow<'static, str> {
        let Retention { daily, weekly, monthly } = self.backups;
        self.words.say_with("privacy-backups", &[("daily", daily.into()), ("weekly", weekly.into()), ("monthly", monthly.into())])
    }
}
