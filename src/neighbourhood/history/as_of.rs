use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::consent::{Audience, Disclosed};
use crate::graph::Graph;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::moment::{Day, Moment};
use crate::inventory::visibility::Visibility;
use crate::neighbourhood::loaded::Neighbourhood;
use crate::store::{Error, Past};

/// The number of the change after which the neighbourhood stood as it was at the end of this day (in the Netherlands); 0
/// before all of them. `now` is the present moment.
///
/// Changes count in the order in which they were written: it is the last one before the first that was made on a later
/// day. A clock that was set back in between takes nothing away, and a change that was dated in the future stands with
/// those before it until that day comes.
pub fn as_of(past: &Past, day: Day, now: Moment) -> Result<u64, Error> {
    past.last_before(Moment::end_of(day), now)
}

/// A record with its ties and what they lead to, as all of it was right after change number `seq`: a small neighbourhood,
/// to be looked at through a view like the one of now. The words of the vocabularies are those of now. Nothing if the
/// record was not there then. A time slider reads the same: one record at a time, at what [`as_of`] says of the day.
///
/// Nobody sees more of the past than of the present: each record and tie is for no more people than it is for now. A person
/// is told as they tell of themselves now: what they took back, or who was erased, is not brought back. Reads from the disk what concerns this record and its neighbours.
pub fn around_as_of(neighbourhood: &Neighbourhood, id: Id, seq: u64) -> Result<Option<Graph>, Error> {
    let (present, past) = (neighbourhood.snapshot(), &neighbourhood.past().remembering());
    let mut then: BTreeMap<Id, Option<Change>> = BTreeMap::new();
    for kept in past.around(id)?.into_iter().take_while(|kept| kept.seq <= seq) {
        for change in kept.changes {
            let is_there = !matches!(change, Change::Remove(_));
            then.insert(change.id(), Some(change).filter(|_| is_there));
        }
    }
    let mut changes: Vec<Change> = then.into_values().flatten().collect();
    if !changes.iter().any(|change| change.id() == id) {
        return Ok(None);
    }
    let ends = |change: &Change| if let Change::Tie(tie) = change { Some([tie.from, tie.to]) } else { None };
    let far: BTreeSet<Id> = changes.iter().filter_map(ends).flatten().filter(|end| *end != id).collect();
    for far in far {
        let last = past.of(far)?.into_iter().take_while(|kept| kept.seq <= seq).last();
        changes.extend(last.and_then(|kept| kept.changes.into_iter().next_back()));
    }
    let mut allowed = Vec::with_capacity(changes.len());
    for change in changes {
        allowed.extend(narrowed(&present, past, change)?);
    }
    let mut changes = allowed;
    changes.extend(words(&present));
    Ok(Some(Graph::of(changes).with_aliases(Arc::clone(present.aliases()))))
}

/// For no more people than may see it now or, where it is gone, could see it last; nothing for what may not be told at all.
fn narrowed(present: &Graph, past: &Past, change: Change) -> Result<Option<Change>, Error> {
    Ok(match change {
        Change::Record(record) if record.kind.role() == Role::Person => present.record(record.id).cloned().map(Change::Record),
        Change::Record(mut record) => {
            let last = match present.record(record.id) {
                Some(now) => now.visibility,
                None => last_visibility(past, record.id)?,
            };
            record.visibility = record.visibility.max(last);
            Some(Change::Record(record))
        }
        Change::Tie(tie) if [tie.from, tie.to].into_iter().any(|end| is_person(present, end)) => {
            present.tie(tie.id).cloned().map(Change::Tie)
        }
        Change::Tie(mut tie) => {
            let last = match present.tie(tie.id) {
                Some(now) => now.visibility,
                None => last_visibility(past, tie.id)?,
            };
            tie.visibility = tie.visibility.max(last);
            Some(Change::Tie(tie))
        }
        Change::Remove(_) => None,
    })
}

fn is_person(present: &Graph, id: Id) -> bool {
    present.record(id).is_some_and(|record| record.kind.role() == Role::Person)
}

/// How far something that is gone could be seen last.
fn last_visibility(past: &Past, id: Id) -> Result<Visibility, Error> {
    let written = past.of(id)?.into_iter().rev().flat_map(|kept| kept.changes.into_iter().rev());
    let mut visibilities = written.filter_map(|change| match change {
        Change::Record(record) => Some(record.visibility),
        Change::Tie(tie) => Some(tie.visibility),
        Change::Remove(_) => None,
    });
    Ok(visibilities.next().unwrap_or(Visibility::Own))
}

/// What all pages need: the words of the vocabularies and the neighbourhood's own particulars.
fn words(present: &Graph) -> impl Iterator<Item = Change> {
    let view = present.seen_by(Audience::Stewards);
    let kinds = Kind::with_role(Role::Vocabulary).chain(Kind::with_role(Role::Profile));
    let ids: Vec<Id> = kinds.flat_map(|kind| view.of_kind(kind).map(Disclosed::id).collect::<Vec<_>>()).collect();
    ids.into_iter().filter_map(|id| present.record(id).cloned().map(Change::Record))
}
