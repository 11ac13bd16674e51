use std::collections::BTreeMap;

use geo::Rect;

use crate::consent::{Audience, Disclosed, DisclosedTie, Eyes, disclose, disclose_joined, disclose_tie, disclose_where_joined};
use crate::graph::extents::round_both;
use crate::graph::network::{Graph, Handle};
use crate::inventory::id::Id;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Origin;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;

/// The neighbourhood as one audience may see it. Every question is asked here, so what is hidden cannot be betrayed by a
/// count, an order or a path.
#[derive(Clone, Copy)]
pub struct View<'a> {
    graph: &'a Graph,
    eyes: Eyes<'a>,
}

/// An import, by what is still here of it.
pub struct Delivered<'a> {
    /// The import.
    pub id: Id,
    /// The source it was brought in as.
    pub source: &'a str,
    /// How many records of it are here.
    pub records: usize,
    /// When it came.
    pub arrived: Moment,
}

/// Most records that were joined one to the next.
const LONGEST_WAY: usize = 1_000;

/// A page of answers.
pub struct Found<'a> {
    /// The answers on this page.
    pub records: Vec<Disclosed<'a>>,
    /// How many there are in all.
    pub total: usize,
}

/// How many records of a kind there are, and what that figure rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub count: usize,
    /// Those with a whereabouts.
    pub located: usize,
    /// The ways by which they came that are not empty, in the order of [`Origin`].
    pub origins: BTreeMap<Origin, usize>,
}

impl Graph {
    /// What this audience may see of it.
    pub fn seen_by(&self, audience: Audience) -> View<'_> {
        View { graph: self, eyes: Eyes::of(audience, self.aliases()) }
    }

    /// What this person may see, as one of this audience: all of their own as well.
    pub fn seen_by_person(&self, person: Id, audience: Audience) -> View<'_> {
        View { graph: self, eyes: Eyes { own: Some(person), ..Eyes::of(audience, self.aliases()) } }
    }
}

impl<'a> View<'a> {
    /// Whose view this is.
    pub fn audience(self) -> Audience {
        self.eyes.audience
    }

    /// With whose eyes it is looked at.
    pub fn eyes(self) -> Eyes<'a> {
        self.eyes
    }

    /// The record with this id, if it is there for this audience. A person is there under the alias of this audience only.
    pub fn record(self, id: Id) -> Option<Disclosed<'a>> {
        disclose(self.stored(id)?, self.eyes)
    }

    /// The record that this audience knows as this.
    fn stored(self, id: Id) -> Option<&'a Record> {
        let is_person = |record: &&Record| record.kind == Kind::Person;
        if self.eyes.audience >= Audience::Builders {
            return self.graph.record(id);
        }
        match self.graph.record(id) {
            Some(record) if !is_person(&record) => Some(record),
            _ => self.graph.record(self.eyes.aliases.meant(id, self.eyes.audience)).filter(is_person),
        }
    }

    /// The person who looks, with their own eyes; nothing in a view that is nobody's own.
    pub fn own(self) -> Option<Disclosed<'a>> {
        disclose(self.graph.record(self.eyes.own?)?, self.eyes)
    }

    /// How a person shows here, for the page on which that person is told so.
    pub fn shown_of(self, person: Id) -> Option<Disclosed<'a>> {
        disclose(self.graph.record(person)?, self.eyes)
    }

    /// The tie says of a person what is nobody else's business, so that nobody but they see it.
    pub fn is_private(self, tie: DisclosedTie<'_>) -> bool {
        let known = |end: Disclosed<'_>| self.graph.record(end.stored_id());
        known(tie.from()).zip(known(tie.to())).is_some_and(|(from, to)| self.graph.is_sensitive(from, to))
    }

    /// The id of what this audience knows as this, where there is such a record.
    pub(crate) fn stored_id(self, id: Id) -> Option<Id> {
        self.stored(id).map(|record| record.id)
    }

    fn disclosed_tie(self, tie: &'a Tie) -> Option<DisclosedTie<'a>> {
        let (from, to) = (self.graph.record(tie.from)?, self.graph.record(tie.to)?);
        disclose_tie(tie, from, to, self.graph.is_sensitive(from, to), self.eyes)
    }

    /// The record that this one was joined to, at the end of the way if that was joined as well; for those who could see
    /// every record on that way.
    pub fn forwarded(self, id: Id) -> Option<Disclosed<'a>> {
        let mut next = disclose_where_joined(self.stored(id)?, self.eyes)?;
        for _ in 0..LONGEST_WAY {
            match disclose_where_joined(self.graph.record(next)?, self.eyes) {
                Some(further) => next = further,
                None => return self.record(next),
            }
        }
        None
    }

    /// The records that were joined to this one, for stewards, who may take them apart.
    pub fn joined_to(self, id: Id) -> impl Iterator<Item = Disclosed<'a>> {
        self.graph.indexes().joined_to(id).filter_map(move |joined| disclose_joined(self.graph.record(joined)?, self.eyes))
    }

    /// The tie with this id, if it is there for this audience.
    pub fn tie(self, id: Id) -> Option<DisclosedTie<'a>> {
        self.disclosed_tie(self.graph.tie(id)?).filter(|tie| tie.id() == id)
    }

    /// The ties of a record at either end, in the order of their ids.
    pub fn ties_of(self, id: Id) -> Vec<DisclosedTie<'a>> {
        let ties = self.stored_id(id).map(|id| self.graph.ties_of(id)).into_iter().flatten();
        ties.filter_map(|tie| self.disclosed_tie(tie)).collect()
    }

    /// The ties of one kind that lead to a record, in the order of their ids; for a record with many others this is much quicker.
    pub fn ties_to(self, id: Id, kind: TieKind) -> impl Iterator<Item = DisclosedTie<'a>> {
        let ties = self.stored_id(id).map(|id| self.graph.ties_to(id, kind)).into_iter().flatten();
        ties.filter_map(move |tie| self.disclosed_tie(tie))
    }

    /// All records of a kind, in the order of their ids.
    pub fn of_kind(self, kind: Kind) -> impl Iterator<Item = Disclosed<'a>> {
        self.graph.of_kind(kind).filter_map(move |handle| self.at(handle))
    }

    /// The records of a kind that come after this id.
    pub fn of_kind_after(self, kind: Kind, after: Id) -> impl Iterator<Item = Disclosed<'a>> {
        self.graph.of_kind_after(kind, self.stored_id(after).unwrap_or(after)).filter_map(move |handle| self.at(handle))
    }

    /// The records of a kind that come before this id, the nearest first.
    pub fn of_kind_before(self, kind: Kind, before: Id) -> impl Iterator<Item = Disclosed<'a>> {
        self.graph.of_kind_before(kind, self.stored_id(before).unwrap_or(before)).filter_map(move |handle| self.at(handle))
    }

    /// How many records of a kind there are.
    pub fn count(self, kind: Kind) -> usize {
        self.tally(kind).count
    }

    /// How many records of a kind there are, how many have a whereabouts, and by which ways they came.
    pub fn tally(self, kind: Kind) -> Tally {
        let mut tally = Tally::default();
        for (origin, is_located, count) in self.graph.indexes().tallies(kind, |visibility| self.eyes.audience.may_see(visibility)) {
            tally.count += count;
            tally.located += if is_located { count } else { 0 };
            if count > 0 {
                *tally.origins.entry(origin).or_default() += count;
            }
        }
        tally
    }

    /// How many assets there are.
    pub fn count_assets(self) -> usize {
        Kind::with_role(Role::Asset).map(|kind| self.count(kind)).sum()
    }

    /// The assets that were captured last, newest first.
    pub fn newest(self) -> impl Iterator<Item = Disclosed<'a>> {
        self.graph.newest().filter_map(move |handle| self.at(handle))
    }

    /// The record of a word in a vocabulary: `skill`, `theme` or the scheme of a term.
    pub fn term(self, scheme: &str, code: &str) -> Option<Disclosed<'a>> {
        self.graph.indexes().term(scheme, code).find_map(|id| self.record(id))
    }

    /// The words of a vocabulary, in the order of their codes.
    pub fn terms(self, scheme: &str) -> impl Iterator<Item = Disclosed<'a>> + use<'a> {
        let graph = self.graph;
        let terms: Vec<_> = graph.indexes().terms(scheme).collect();
        terms.into_iter().filter_map(move |id| self.record(id))
    }

    /// Records that may be a second copy of another, for a person to decide; seen by stewards only.
    pub fn questions(self) -> impl Iterator<Item = (Disclosed<'a>, Disclosed<'a>)> {
        let open = self.graph.indexes().questions().filter_map(move |id| self.record(id));
        open.filter_map(move |record| Some((record, self.record(record.likely_same_as()?)?)))
    }

    /// Imports of which something is still here, the last first; for stewards, who may take them back.
    pub fn deliveries(self) -> Vec<Delivered<'a>> {
        let mut found: BTreeMap<Id, Delivered<'a>> = BTreeMap::new();
        if self.eyes.audience < Audience::Stewards {
            return Vec::new();
        }
        for (id, first, records) in self.graph.delivered() {
            let Some(source) = &first.provenance.source else { continue };
            found.insert(id, Delivered { id, source: &source.name, records, arrived: first.provenance.created });
        }
        found.into_values().rev().collect()
    }

    /// The neighbourhood's own particulars.
    pub fn profile(self) -> Option<Disclosed<'a>> {
        self.of_kind(Kind::Neighbourhood).next()
    }

    /// The box round everything with a whereabouts that is asset, area or backdrop, in degrees.
    pub fn extent(self) -> Option<Rect<f64>> {
        let preferred = self.extent_of(&[Kind::Area]);
        preferred.or_else(|| self.extent_of(&Kind::with_role(Role::Asset).chain([Kind::Backdrop]).collect::<Vec<_>>()))
    }

    /// The box round all records of these kinds, in degrees.
    pub fn extent_of(self, kinds: &[Kind]) -> Option<Rect<f64>> {
        let seen =
            self.graph.extents().iter().filter(|(kind, visibility, _)| kinds.contains(kind) && self.eyes.audience.may_see(*visibility));
        seen.map(|(.., bounds)| *bounds).reduce(round_both)
    }

    /// What stands here, if it is there for this audience.
    pub(super) fn at(self, handle: Handle) -> Option<Disclosed<'a>> {
        if self.may_see(handle) { disclose(self.graph.at(handle)?, self.eyes) } else { None }
    }

    pub(super) fn may_see(self, handle: Handle) -> bool {
        self.eyes.audience.may_see(self.graph.visibility_at(handle))
    }

    pub(super) fn graph(self) -> &'a Graph {
        self.graph
    }
}
