use std::collections::BTreeSet;

use crate::consent::given::{Consent, Scope};
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::inventory::visibility::Visibility;

/// The field of a person that holds what they agreed to, an entry for each time they were asked.
pub const CONSENTS: &str = "consents";

/// What a person agrees to at this moment: of all they said, the last word about each thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreed {
    scopes: BTreeSet<Scope>,
    by_guardian: bool,
    confirmed: Option<Moment>,
}

impl Agreed {
    /// What this person agrees to. An entry that cannot be read counts as no, and a record that is not a person's agrees
    /// to nothing.
    pub fn of(person: &Record) -> Self {
        let mut agreed = Self::default();
        for consent in entries(person) {
            match consent {
                Some(consent) => agreed.hear(&consent),
                None => agreed = Self::default(),
            }
        }
        agreed
    }

    fn hear(&mut self, consent: &Consent) {
        self.scopes.retain(|scope| !consent.no.contains(scope));
        // Said in one breath, a no counts.
        self.scopes.extend(consent.yes.difference(&consent.no));
        self.by_guardian = consent.by_guardian;
        if consent.yes.contains(&Scope::Store) && !consent.no.contains(&Scope::Store) {
            self.confirmed = Some(self.confirmed.map_or(consent.given, |before| before.max(consent.given)));
        }
        if !self.scopes.contains(&Scope::Store) {
            // Nothing else can be agreed to by whoever is not kept.
            self.scopes.clear();
        }
    }

    /// They agree to this.
    pub fn to(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// All they agree to.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> {
        self.scopes.iter().copied()
    }

    /// When they last agreed to be kept: from then on it is counted how long that is good for.
    pub fn confirmed(&self) -> Option<Moment> {
        self.confirmed
    }

    /// Somebody else decides for them.
    pub fn by_guardian(&self) -> bool {
        self.by_guardian
    }

    /// The widest circle that may see them. Whoever is under sixteen is never shown to everyone.
    pub fn widest(&self) -> Visibility {
        if self.to(Scope::ShowPublic) && !self.by_guardian {
            Visibility::Everyone
        } else if self.to(Scope::ShowNeighbours) || self.to(Scope::ShowPublic) {
            Visibility::Neighbours
        } else {
            Visibility::Builders
        }
    }
}

/// All that a person said about being kept and shown, oldest first; nothing in the place of an entry that cannot be read.
pub fn entries(person: &Record) -> impl Iterator<Item = Option<Consent>> {
    let texts = if person.kind == Kind::Person { person.values.codes(CONSENTS) } else { &[] };
    texts.iter().map(|text| text.parse().ok())
}

/// Adds what a person said to their record, and shows the person to nobody that this does not allow. It does not show
/// them to more: whoever calls decides that.
pub fn add_entry(person: &mut Record, consent: &Consent) {
    let mut texts = person.values.codes(CONSENTS).to_vec();
    texts.push(consent.to_string());
    person.values.set(CONSENTS, Value::Codes(texts));
    person.visibility = person.visibility.max(Agreed::of(person).widest());
}
