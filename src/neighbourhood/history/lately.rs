use std::collections::BTreeSet;

use super::events::{Event, Happening, Known};
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::store::{Error, Kept, Past};

/// Which changes are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only what happened to records of this kind.
    pub kind: Option<Kind>,
    /// Only what was taken away.
    pub only_removed: bool,
}

/// Some of the latest changes, the last first.
#[derive(Debug)]
pub struct Lately {
    /// The changes. Of a large one only the first happenings are there.
    pub events: Vec<Event>,
    /// The number of the change before which to go on; nothing if this was all.
    pub next: Option<u64>,
}

/// Changes that are looked through for one page: more than this and the page ends, and goes on at the next.
const MOST_LOOKED_AT: usize = 300;
/// Records and ties of one change that are told by name.
const MOST_TOLD: usize = 20;
/// Of one change so many are looked up.
const MOST_LOOKED_UP: usize = 60;
/// Records and ties that are looked through for one page.
const MOST_WRITTEN: usize = 20_000;

/// The latest changes before number `before` that are wanted, at most `most`. Reads from the disk: as much as is told, and
/// where little of it is wanted at most a few hundred changes.
///
/// `show` is given each change, leaves of it what may be told, and says whether anything is: how much was not shows nowhere.
pub fn lately(
    past: &Past,
    before: Option<u64>,
    wanted: Wanted,
    most: usize,
    show: &dyn Fn(&mut Event) -> Result<bool, Error>,
) -> Result<Lately, Error> {
    let (past, mut events) = (&past.remembering(), Vec::new());
    let mut seq = before.map_or(past.last_seq(), |before| before.saturating_sub(1).min(past.last_seq()));
    let (mut looked_at, mut written) = (0, 0);
    while seq > 0 && events.len() < most && looked_at < MOST_LOOKED_AT && written < MOST_WRITTEN {
        if let Some(kept) = past.commit(seq)? {
            looked_at += 1;
            written += kept.changes.len();
            let mut event = told(past, kept, wanted)?;
            if show(&mut event)? {
                event.has_more |= event.happenings.len() > MOST_TOLD;
                event.happenings.truncate(MOST_TOLD);
                events.push(event);
            }
        }
        seq -= 1;
    }
    Ok(Lately { events, next: (seq > 0).then_some(seq + 1) })
}

/// The change as an event, with what is wanted of it.
fn told(past: &Past, mut kept: Kept, wanted: Wanted) -> Result<Event, Error> {
    let seq = kept.seq;
    let may_be_wanted = |change: &Change| match change {
        Change::Record(record) => !wanted.only_removed && wanted.kind.is_none_or(|kind| kind == record.kind),
        Change::Tie(_) => !wanted.only_removed && wanted.kind.is_none(),
        Change::Remove(_) => true,
    };
    kept.changes.retain(may_be_wanted);
    // Of what is taken away the kind is not said; a little more is looked up than is told.
    let has_more = kept.changes.len() > MOST_LOOKED_UP;
    kept.changes.truncate(MOST_LOOKED_UP);
    let mut known = Known::default();
    for change in &kept.changes {
        let is_new =
            matches!(change, Change::Record(record) if record.version == 1) || matches!(change, Change::Tie(tie) if tie.version == 1);
        if is_new {
            continue;
        }
        let mut earlier = past.of(change.id())?;
        earlier.retain(|kept| kept.seq < seq);
        let mut earlier: Vec<Change> = earlier.into_iter().flat_map(|kept| kept.changes).collect();
        let is_there = !matches!(earlier.last(), Some(Change::Remove(_)) | None);
        earlier.retain(|change| !matches!(change, Change::Remove(_)));
        if let Some(last) = earlier.pop() {
            known.learn(last, is_there);
        }
    }
    let mut event = known.event(kept);
    event.happenings.retain(|happening| is_wanted(happening, wanted));
    event.has_more = has_more;
    Ok(event)
}

fn is_wanted(happening: &Happening, wanted: Wanted) -> bool {
    let (kind, is_removed) = match happening {
        Happening::Added { now, .. } | Happening::Changed { now, .. } => (Some(now.kind), false),
        Happening::Removed { before } => (Some(before.kind), true),
        Happening::Tied { .. } | Happening::Retied { .. } => (None, false),
        Happening::Untied { .. } => (None, true),
    };
    // A tie goes with its record; of a list of what was taken away it would be most.
    let is_record_removed = is_removed && kind.is_some();
    (is_record_removed || !wanted.only_removed) && wanted.kind.is_none_or(|wanted| kind == Some(wanted))
}

/// A record that was written since some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touched {
    /// The record.
    pub id: Id,
    /// When it was written last.
    pub at: Moment,
}

/// The records and ties written after `since`, the last first, each once, until `most` of them please: `is_welcome` says
/// which do. Who asks must not learn of others: how many were not welcome shows nowhere.
pub fn touched_since(past: &Past, since: Moment, now: Moment, most: usize, is_welcome: &dyn Fn(Id) -> bool) -> Result<Vec<Touched>, Error> {
    let first = past.last_before(since, now)?;
    let (mut seen, mut touched) = (BTreeSet::new(), Vec::new());
    let mut seq = past.last_seq();
    while seq > first && touched.len() < most {
        if let Some((at, written)) = past.written(seq)? {
            // In a fixed order, so that what else was written shows nowhere.
            let written: BTreeSet<Id> = written.into_iter().collect();
            for id in written.into_iter().rev().filter(|id| seen.insert(*id) && is_welcome(*id)) {
                touched.push(Touched { id, at });
            }
        }
        seq -= 1;
    }
    touched.truncate(most);
    Ok(touched)
}
