use crate::consent::given::{Consent, Scope};
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::visibility::Visibility;

/// Something that may be kept. For what concerns persons this is proof that they agreed; there is no other way to make one.
#[derive(Debug, Clone, PartialEq)]
pub struct Consented<T>(T);

impl<T> Consented<T> {
    /// What may be kept.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// What was agreed to before. Only the doors of this room know that.
    pub(super) fn of_what_was_agreed(what: T) -> Self {
        Self(what)
    }

    /// Hands over what may be kept.
    pub fn into_inner(self) -> T {
        self.0
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

/// Lets a change through that concerns no person, or persons who agreed to it.
///
/// A person is kept with their consent to that, and shown to neighbours or everyone with their consent to that as well.
/// `ends` are the kinds of the two records a tie joins. A tie with a person asks that person's consent to be kept, a tie
/// between two persons the consent of both to relations. Taking away needs no consent.
pub fn admit(change: Change, ends: Option<(Kind, Kind)>, consents: &[Consent]) -> Result<Consented<Change>, NoConsent> {
    match wanted(&change, ends).into_iter().find(|want| !is_covered(*want, consents)) {
        Some((person, scope)) => Err(NoConsent { id: if ends.is_some() { change.id() } else { person }, scope }),
        None => Ok(Consented(change)),
    }
}

fn is_covered((person, scope): (Id, Scope), consents: &[Consent]) -> bool {
    consents.iter().any(|consent| consent.covers(person, scope))
}

fn wanted(change: &Change, ends: Option<(Kind, Kind)>) -> Vec<(Id, Scope)> {
    match (change, ends) {
        (Change::Record(record), _) if record.kind == Kind::Person => {
            let shown = match record.visibility {
                Visibility::Everyone => Some(Scope::ShowPublic),
                Visibility::Neighbours => Some(Scope::ShowNeighbours),
                Visibility::Builders | Visibility::DoorTeam | Visibility::Stewards | Visibility::Own => None,
            };
            [Some(Scope::Store), shown].into_iter().flatten().map(|scope| (record.id, scope)).collect()
        }
        // A tie whose ends are not known cannot be shown to concern nobody.
        (Change::Tie(tie), None | Some((Kind::Person, Kind::Person))) => vec![(tie.from, Scope::Relations), (tie.to, Scope::Relations)],
        (Change::Tie(tie), Some((Kind::Person, _))) => vec![(tie.from, Scope::Store)],
        (Change::Tie(tie), Some((_, Kind::Person))) => vec![(tie.to, Scope::Store)],
        _ => Vec::new(),
    }
}
