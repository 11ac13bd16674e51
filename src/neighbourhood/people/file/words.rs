use std::collections::HashMap;

use crate::capture::vocabulary::Vocabulary;
use crate::consent::{Audience, Disclosed};
use crate::graph::{Graph, View};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::neighbourhood::import::vocabulary;
use crate::words::fold;

/// Finds what the words of a file mean here: skills, themes, groups, and what else somebody can offer or look for.
pub(super) struct Finder<'a> {
    graph: &'a Graph,
    view: View<'a>,
    vocabulary: Vocabulary,
    groups: HashMap<String, Option<Id>>,
    assets: HashMap<String, Option<Id>>,
}

/// A group that somebody may be a member of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// This one.
    Known(Id),
    /// One of which it is nobody's business who is in it.
    Sensitive,
    /// None of this name, or more than one.
    Unknown,
}

impl<'a> Finder<'a> {
    pub(super) fn of(graph: &'a Graph) -> Self {
        let view = graph.seen_by(Audience::Stewards);
        let groups = by_name(view, &[Kind::Association, Kind::Enterprise]);
        let assets = by_name(view, &[Kind::Place, Kind::Thing, Kind::Activity, Kind::Service]);
        Self { graph, view, vocabulary: vocabulary(graph), groups, assets }
    }

    pub(super) fn skill(&self, said: &str) -> Option<Id> {
        self.word("skill", said)
    }

    pub(super) fn theme(&self, said: &str) -> Option<Id> {
        self.word("theme", said)
    }

    /// A skill, else a theme, else a place, thing, activity or service of this name.
    pub(super) fn anything(&self, said: &str) -> Option<Id> {
        self.skill(said).or_else(|| self.theme(said)).or_else(|| self.assets.get(&plain(said)).copied().flatten())
    }

    pub(super) fn group(&self, said: &str) -> Group {
        let Some(id) = self.groups.get(&plain(said)).copied().flatten() else { return Group::Unknown };
        match self.graph.record(id) {
            Some(record) if self.graph.says_much_of_its_members(record) => Group::Sensitive,
            Some(_) => Group::Known(id),
            None => Group::Unknown,
        }
    }

    fn word(&self, scheme: &str, said: &str) -> Option<Id> {
        let code = self.vocabulary.code(scheme, said)?;
        self.view.term(scheme, code).map(Disclosed::id)
    }
}

/// Records by their names; nothing where two have the same.
fn by_name(view: View<'_>, kinds: &[Kind]) -> HashMap<String, Option<Id>> {
    let mut names: HashMap<String, Option<Id>> = HashMap::new();
    for record in kinds.iter().flat_map(|kind| view.of_kind(*kind)) {
        names.entry(plain(record.name())).and_modify(|other| *other = None).or_insert(Some(record.id()));
    }
    names
}

/// A name without regard to capitals, marks, signs and blanks.
pub(super) fn plain(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}
