use std::collections::BTreeMap;

use crate::consent::Audience;
use crate::graph::Graph;
use crate::inventory::change::{Change, Removal};
use crate::inventory::content::{Aspect, Content};
use crate::inventory::id::Id;
use crate::inventory::provenance::{Actor, Stamp};
use crate::inventory::record::Record;
use crate::inventory::surroundings::Surroundings;
use crate::inventory::tie::Tie;
use crate::neighbourhood::joining::{redirected, shared_aspects, with_parts};
use crate::neighbourhood::loaded::Neighbourhood;
use crate::neighbourhood::order::{Order, Rule};
use crate::neighbourhood::rules::{Counted, of_ends};
use crate::store::{Error, Kept, Past};

/// How two records that were joined become two again. Nothing is written yet.
#[derive(Debug)]
pub struct Apart {
    /// The one that stayed.
    pub kept: Id,
    /// Parts that it took over when the two were joined, and that nobody changed since: what it had before.
    pub returning: Vec<Aspect>,
    /// What it had before the two were joined.
    pub before: Content,
    /// Ties that go back to the other, as they are now.
    pub back: Vec<Tie>,
    /// Ties that the one that stayed got since; they stay with it unless somebody wishes otherwise.
    pub since: Vec<Tie>,
    /// Ties that should go to the other and may not by now, and why; they stay where they are. Here and below, reasons that
    /// a steward may not see are not told.
    pub staying: Vec<(Tie, Rule)>,
    /// Ties that rested with the other and break a rule by now; they go.
    pub lost: Vec<(Tie, Rule)>,
    /// All of it, to be written.
    pub order: Order,
}

/// What a person wishes when two records are taken apart.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Parts that were taken over and are to stay with the one that stayed.
    pub leave: Vec<Aspect>,
    /// Ties of later date that are to go to the other.
    pub along: Vec<Id>,
}

/// Two records cannot be taken apart.
#[derive(Debug, thiserror::Error)]
pub enum CannotPart {
    /// The record is not there, or is not joined to one that is in sight.
    #[error("it is not joined to anything")]
    NotJoined,
    /// What was written earlier could not be read.
    #[error(transparent)]
    Unreadable(#[from] Error),
}

/// Plans that a record comes back that was joined to another, with its own id, fields and ties. What happened to the other
/// since stays with the other. Reads from the disk, so it is not for a thread that must not wait.
pub fn plan_apart(
    neighbourhood: &Neighbourhood,
    gone: Id,
    wish: &Wish,
    by: Actor,
    surroundings: &Surroundings,
) -> Result<Apart, CannotPart> {
    let graph = neighbourhood.snapshot();
    let past = &neighbourhood.past().remembering();
    let stamp = Stamp { by, at: surroundings.now() };
    let gone = graph.record(gone).ok_or(CannotPart::NotJoined)?;
    let kept = gone.merged_into.and_then(|kept| graph.record(kept)).ok_or(CannotPart::NotJoined)?;
    if kept.merged_into.is_some() {
        return Err(CannotPart::NotJoined);
    }
    let joining = joining(past, gone, kept.id)?.ok_or(CannotPart::NotJoined)?;
    let before = before(past, kept, joining.seq)?;
    let returning = returning(kept, gone, &before, &joining);
    let mut parting = Parting { graph: &graph, kept, gone, stamp: &stamp, changes: Vec::new(), staying: Vec::new() };
    let given_back: Vec<_> = returning.iter().copied().filter(|aspect| !wish.leave.contains(aspect)).collect();
    if !given_back.is_empty() {
        let mut stays = with_parts(kept, &before, given_back);
        stays.version = stays.version.saturating_add(1);
        stays.provenance = stays.provenance.renewed(&stamp);
        parting.changes.push(Change::Record(stays));
    }
    let (back, since) = parting.ties(past, &joining, wish)?;
    let lost = parting.resting();
    let mut again = Record { version: gone.version.saturating_add(1), merged_into: None, ..Record::clone(gone) };
    again.provenance = again.provenance.renewed(&stamp);
    parting.changes.push(Change::Record(again));
    let Parting { changes, staying, .. } = parting;
    let order = Order { changes, by: stamp.by.clone(), at: stamp.at, delivery: None };
    Ok(Apart { kept: kept.id, returning, before, back, since, staying, lost, order })
}

/// The commit that joined the two.
fn joining(past: &Past, gone: &Record, kept: Id) -> Result<Option<Kept>, Error> {
    let (mut seq, mut joined_to) = (None, None);
    for commit in past.of(gone.id)? {
        for change in &commit.changes {
            let now = if let Change::Record(record) = change { record.merged_into } else { None };
            if now == Some(kept) && joined_to != now {
                seq = Some(commit.seq);
            }
            joined_to = now;
        }
    }
    seq.map(|seq| past.commit(seq)).transpose().map(Option::flatten)
}

/// What the record that stayed was before the two were joined.
fn before(past: &Past, kept: &Record, seq: u64) -> Result<Content, Error> {
    let earlier = past.of(kept.id)?.into_iter().rev().find(|commit| commit.seq < seq);
    let last = earlier.and_then(|commit| commit.changes.into_iter().next_back());
    Ok(if let Some(Change::Record(record)) = last { Content::from(&record) } else { Content::from(kept) })
}

/// What was taken over and is still as it was taken over.
fn returning(kept: &Record, gone: &Record, before: &Content, joining: &Kept) -> Vec<Aspect> {
    let of_kept = joining.changes.iter().rev().find_map(|change| match change {
        Change::Record(record) if record.id == kept.id => Some(Content::from(record)),
        _ => None,
    });
    let Some(after) = of_kept else { return Vec::new() };
    let now = Content::from(kept);
    let was_taken = |aspect: &Aspect| !after.agrees(before, *aspect) && now.agrees(&after, *aspect);
    shared_aspects(kept, gone).into_iter().filter(was_taken).collect()
}

struct Parting<'a> {
    graph: &'a Graph,
    kept: &'a Record,
    gone: &'a Record,
    stamp: &'a Stamp,
    changes: Vec<Change>,
    staying: Vec<(Tie, Rule)>,
}

impl Parting<'_> {
    /// Sends ties to the other: those that came from it, and later ones where that is wished. Returns both.
    fn ties(&mut self, past: &Past, joining: &Kept, wish: &Wish) -> Result<(Vec<Tie>, Vec<Tie>), Error> {
        let moved: BTreeMap<Id, &Tie> =
            joining.changes.iter().filter_map(|change| if let Change::Tie(tie) = change { Some((tie.id, tie)) } else { None }).collect();
        let (mut back, mut since) = (Vec::new(), Vec::new());
        for tie in self.graph.ties_of(self.kept.id) {
            let tie = Tie::clone(tie);
            if let Some(as_moved) = moved.get(&tie.id) {
                let visibility = self.visibility(past, &tie, as_moved, joining.seq)?;
                if self.send(&tie, visibility) {
                    back.push(tie);
                }
            } else if past.of(tie.id)?.first().is_some_and(|first| first.seq > joining.seq) && !self.rests(&tie) {
                if wish.along.contains(&tie.id) {
                    self.send(&tie, tie.visibility);
                }
                since.push(tie);
            }
        }
        Ok((back, since))
    }

    fn rests(&self, tie: &Tie) -> bool {
        self.graph.record(tie.other_end(self.kept.id)).is_some_and(|far| far.merged_into.is_some())
    }

    /// A tie that was hidden with the other is as open again as it was, unless somebody decided about it since.
    fn visibility(&self, past: &Past, tie: &Tie, as_moved: &Tie, seq: u64) -> Result<crate::inventory::visibility::Visibility, Error> {
        if tie.visibility != as_moved.visibility || tie.visibility != self.gone.visibility {
            return Ok(tie.visibility);
        }
        let earlier = past.of(tie.id)?.into_iter().rev().find(|commit| commit.seq < seq);
        let last = earlier.and_then(|commit| commit.changes.into_iter().next_back());
        Ok(if let Some(Change::Tie(before)) = last { before.visibility } else { tie.visibility })
    }

    fn send(&mut self, tie: &Tie, visibility: crate::inventory::visibility::Visibility) -> bool {
        let mut sent = redirected(tie, self.kept.id, self.gone.id);
        sent.visibility = visibility;
        sent.provenance = sent.provenance.renewed(self.stamp);
        let (may_go, told) = self.judged(&sent);
        if may_go {
            self.changes.push(Change::Tie(sent));
        }
        let may_be_told_to_go = told.is_none();
        self.staying.extend(told.map(|rule| (tie.clone(), rule)));
        may_be_told_to_go
    }

    /// Whether the tie may be at the other, and why not, as far as a steward may see the reason.
    fn judged(&self, tie: &Tie) -> (bool, Option<Rule>) {
        let counted = Counted::waking(self.gone.id);
        let may_be = of_ends(self.graph, tie, counted).is_empty();
        (may_be, of_ends(self.graph, tie, counted.seen_by(Audience::Stewards)).into_iter().next())
    }

    /// Takes away what rested with the other and may not come back.
    fn resting(&mut self) -> Vec<(Tie, Rule)> {
        let mut lost = Vec::new();
        for tie in self.graph.ties_of(self.gone.id) {
            let (may_wake, told) = self.judged(tie);
            if !may_wake {
                self.changes.push(Change::Remove(Removal { id: tie.id, version: tie.version }));
            }
            lost.extend(told.map(|rule| (Tie::clone(tie), rule)));
        }
        lost
    }
}
