use crate::consent::agreed::Agreed;
use crate::consent::given::Scope;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::visibility::Visibility;

/// Something that may be kept. For what concerns persons this is proof that they agreed; there is no other way to make one.
#[derive(Debug, Clone, PartialEq)]
pub struct Consented<T> {
    what: T,
    subjects: Subjects,
}

/// Nobody, a person, or the two whom a tie joins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Subjects {
    ids: [Option<Id>; 2],
}

impl<T> Consented<T> {
    /// What may be kept.
    pub fn get(&self) -> &T {
        &self.what
    }

    /// Whom it is about: it is kept under their keys, and goes when one of these goes. At most two, the lower id first.
    pub fn subjects(&self) -> impl Iterator<Item = Id> + Clone {
        self.subjects.ids.into_iter().flatten()
    }

    /// Hands over what may be kept.
    pub fn into_inner(self) -> T {
        self.what
    }
}

/// A change concerns a person who did not agree to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a person did not agree to this")]
pub struct NoConsent {
    /// The record or tie that may not be kept.
    pub id: Id,
    /// What would have to be agreed to.
    pub scope: Scope,
}

/// Lets a change through that concerns no person, or persons who agree to it as their own records say.
///
/// A person is kept with their consent to that, and shown to neighbours or everyone with their consent to that as well.
/// `ends` are the two records a tie joins. A tie with a person asks that person's consent to be kept, a tie between two
/// persons the consent of both to relations. Taking away needs no consent.
pub fn admit(change: Change, ends: Option<(&Record, &Record)>) -> Result<Consented<Change>, NoConsent> {
    let subjects = match &change {
        Change::Record(record) => of_record(record)?,
        Change::Tie(tie) => of_tie(tie, ends)?,
        Change::Remove(_) => Subjects::default(),
    };
    Ok(Consented { what: change, subjects })
}

fn of_record(record: &Record) -> Result<Subjects, NoConsent> {
    if record.kind == Kind::FollowUp {
        // It may name somebody who was not asked yet, and goes without a trace.
        return Ok(Subjects { ids: [Some(record.id), None] });
    }
    if record.kind != Kind::Person {
        return Ok(Subjects::default());
    }
    let agreed = Agreed::of(record);
    let no = |scope| Err(NoConsent { id: record.id, scope });
    if !agreed.to(Scope::Store) {
        return no(Scope::Store);
    }
    match record.visibility {
        shown if shown >= agreed.widest() => Ok(Subjects { ids: [Some(record.id), None] }),
        Visibility::Everyone => no(Scope::ShowPublic),
        _ => no(Scope::ShowNeighbours),
    }
}

fn of_tie(tie: &Tie, ends: Option<(&Record, &Record)>) -> Result<Subjects, NoConsent> {
    // A tie whose ends are not known cannot be shown to concern nobody.
    let Some((from, to)) = ends else { return Err(NoConsent { id: tie.id, scope: Scope::Relations }) };
    let is_person = |record: &Record| record.kind == Kind::Person;
    let scope = if is_person(from) && is_person(to) { Scope::Relations } else { Scope::Store };
    let mut ids = [from, to].map(|end| is_person(end).then_some(end.id));
    if [from, to].into_iter().any(|end| is_person(end) && !Agreed::of(end).to(scope)) {
        return Err(NoConsent { id: tie.id, scope });
    }
    // The lower first, nobody last.
    ids.sort_by_key(|id| (id.is_none(), *id));
    Ok(Subjects { ids })
}
