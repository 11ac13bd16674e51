use crate::consent::admit::Consented;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::tie::Tie;
use crate::inventory::visibility::Visibility;

/// What is kept of a person already, with that person's consent, and is just taken away to be said by another word.
#[derive(Debug, Clone, Copy)]
pub struct SaidBefore<'a> {
    /// The tie that is taken away.
    pub tie: &'a Tie,
    /// The person at its one end.
    pub person: Id,
    /// How far the word at its other end could be seen.
    pub word_seen_by: Visibility,
}

impl SaidBefore<'_> {
    /// Lets a tie through that says of the same person what was said before, to nobody more, by the word that took the place
    /// of the other: nothing is kept that was not agreed to, so nobody has to be asked again. Whether the two words are one
    /// is for whoever calls to know.
    pub fn admit(self, again: &Tie) -> Option<Consented<Change>> {
        let Self { tie, person, word_seen_by } = self;
        let is_of_person = if tie.from == person { again.from == person } else { tie.to == person && again.to == person };
        let says_the_same = again.kind == tie.kind && again.values == tie.values && again.validity == tie.validity;
        let to_nobody_more = again.visibility >= tie.visibility.max(word_seen_by);
        (is_of_person && says_the_same && to_nobody_more).then(|| Consented::of_what_was_agreed(Change::Tie(again.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::moment::Moment;
    use crate::inventory::provenance::{Actor, Origin, Provenance, Validity};
    use crate::inventory::tie_kind::TieKind;
    use crate::inventory::value::Value;
    use crate::inventory::values::Values;

    fn id(number: u8) -> Id {
        format!("0190a0b0-0000-7000-8000-0000000000{number:02}").parse().unwrap()
    }

    fn talent(number: u8, person: u8, word: u8) -> Tie {
        let at = Moment::EPOCH;
        let mut values = Values::default();
        values.set("teach", Value::YesNo(true));
        Tie {
            id: id(number),
            kind: TieKind::HasTalent,
            from: id(person),
            to: id(word),
            version: 1,
            visibility: Visibility::Neighbours,
            validity: Validity::default(),
            provenance: Provenance {
                created: at,
                updated: at,
                by: Actor("steward".to_owned()),
                origin: Origin::Desk,
                source: None,
                delivery: None,
            },
            values,
        }
    }

    #[test]
    fn only_what_was_said_of_the_same_person_to_nobody_more_goes_through() {
        let tie = talent(1, 2, 3);
        let before = SaidBefore { tie: &tie, person: id(2), word_seen_by: Visibility::Everyone };
        assert!(before.admit(&talent(9, 2, 4)).is_some());
        assert!(before.admit(&talent(9, 5, 4)).is_none(), "of somebody else");
        assert!(before.admit(&Tie { kind: TieKind::WantsToLearn, ..talent(9, 2, 4) }).is_none(), "something else");
        assert!(before.admit(&Tie { values: Values::default(), ..talent(9, 2, 4) }).is_none(), "in other words");
        assert!(before.admit(&Tie { visibility: Visibility::Everyone, ..talent(9, 2, 4) }).is_none(), "to more");
        let hidden_word = SaidBefore { word_seen_by: Visibility::Stewards, ..before };
        assert!(hidden_word.admit(&talent(9, 2, 4)).is_none(), "the word was hidden, and so was this");
        assert!(hidden_word.admit(&Tie { visibility: Visibility::Stewards, ..talent(9, 2, 4) }).is_some());
    }
}
