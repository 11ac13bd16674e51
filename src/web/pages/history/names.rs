use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::consent::{Disclosed, disclose};
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::neighbourhood::history::{Event, Happening};
use crate::neighbourhood::{Neighbourhood, StoreError};
use crate::web::here::Here;
use crate::web::parts::kind_mark;
use crate::web::paths::{AssetPath, HistoryPath};

/// Records that are named in a history and are not there any more, as they were last.
#[derive(Debug, Default)]
pub(crate) struct Gone(BTreeMap<Id, Record>);

impl Gone {
    /// Those that these events speak of. Reads from the disk.
    pub(crate) fn read(neighbourhood: &Neighbourhood, events: &[Event]) -> Result<Self, StoreError> {
        let (graph, past) = (neighbourhood.snapshot(), neighbourhood.past().remembering());
        let mut gone = BTreeMap::new();
        for happening in events.iter().flat_map(|event| &event.happenings) {
            for id in subjects(happening) {
                if graph.record(id).is_none() && !gone.contains_key(&id) {
                    let mut written = past.of(id)?.into_iter().rev().flat_map(|kept| kept.changes.into_iter().rev());
                    let last = written.find_map(|change| if let Change::Record(record) = change { Some(record) } else { None });
                    gone.extend(last.map(|last| (id, last)));
                }
            }
        }
        Ok(Self(gone))
    }
}

fn subjects(happening: &Happening) -> Vec<Id> {
    match happening {
        Happening::Added { now, .. } | Happening::Changed { now, .. } => vec![now.id],
        Happening::Removed { before } => vec![before.id],
        Happening::Tied { now: tie, .. } | Happening::Retied { now: tie, .. } | Happening::Untied { before: tie } => vec![tie.from, tie.to],
    }
}

/// Names for what a history speaks of, and whether this visitor may hear of it now.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    /// The visitor in the neighbourhood.
    pub(crate) here: &'a Here,
    /// What is not there any more.
    pub(crate) gone: &'a Gone,
}

impl Names<'_> {
    /// This visitor may hear of the record: it is theirs to see now or, where it is gone, was when it went. Persons who
    /// went are not spoken of.
    pub(crate) fn may_hear_of(self, id: Id) -> bool {
        if self.here.view().record(id).is_some() {
            return true;
        }
        let is_hidden = self.here.neighbourhood.snapshot().record(id).is_some();
        let is_told = |record: &Record| record.kind.role() != Role::Person && disclose(record, self.here.view().eyes()).is_some();
        !is_hidden && self.gone.0.get(&id).is_some_and(is_told)
    }

    /// This visitor may hear of the tie, by the same rule: of the tie and of both its ends.
    pub(crate) fn may_hear_of_tie(self, tie: &Tie) -> bool {
        let (view, present) = (self.here.view(), self.here.neighbourhood.snapshot());
        let is_shown = view.tie(tie.id).is_some() || present.tie(tie.id).is_none();
        is_shown && self.here.visitor.audience.may_see(tie.visibility) && self.may_hear_of(tie.from) && self.may_hear_of(tie.to)
    }

    /// This visitor may hear of it.
    pub(crate) fn may_hear(self, happening: &Happening) -> bool {
        match happening {
            Happening::Added { now: record, .. } | Happening::Changed { now: record, .. } | Happening::Removed { before: record } => {
                self.may_hear_of(record.id)
            }
            Happening::Tied { now: tie, .. } | Happening::Untied { before: tie } => self.may_hear_of_tie(tie),
            Happening::Retied { before, now } => self.may_hear_of_tie(before) && self.may_hear_of_tie(now),
        }
    }

    /// Its name: of now or, where it is gone, the last it had.
    pub(crate) fn name(self, id: Id) -> Option<String> {
        let labels = self.here.labels();
        let now = self.here.view().record(id).map(|record| labels.name(record).to_owned());
        let last = || disclose(self.gone.0.get(&id)?, self.here.view().eyes()).map(|record| labels.name(record).to_owned());
        now.or_else(last)
    }

    /// What it is.
    pub(crate) fn kind(self, id: Id) -> Option<Kind> {
        let now = self.here.view().record(id).map(Disclosed::kind);
        now.or_else(|| self.gone.0.get(&id).map(|record| record.kind))
    }

    /// The name with the mark of its kind, and the way to it: to its page or, where it is gone, to its history.
    pub(crate) fn link(self, id: Id) -> Markup {
        let slug = self.here.slug();
        let is_there = self.here.view().record(id).is_some();
        let address = if is_there { AssetPath::of(slug, id).to_string() } else { HistoryPath::of(slug, id).to_string() };
        html! {
            @if let Some(kind) = self.kind(id) { (kind_mark(kind.code())) " " }
            @match self.name(id) {
                Some(name) => a href=(address) { (name) },
                None => (self.here.words().say("undo-nameless")),
            }
        }
    }
}
