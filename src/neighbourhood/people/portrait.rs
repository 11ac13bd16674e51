use std::collections::BTreeMap;

use crate::consent::{Agreed, Consent, add_entry};
use crate::graph::Graph;
use crate::inventory::change::{Change, Removal};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Origin, Provenance, Stamp, Validity};
use crate::inventory::record::Record;
use crate::inventory::square::Square;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;

/// A person as they told of themselves.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Portrait {
    /// What others call them. Required.
    pub name: String,
    /// In their own words; may be empty.
    pub description: String,
    /// How to reach them; may be empty. Shown to nobody who does not ask for it, and then written down.
    pub contact: String,
    /// Languages they speak.
    pub languages: Vec<String>,
    /// Where they live, and how precisely that may be told.
    pub location: Location,
    /// They are sixteen or older.
    pub is_adult: bool,
    /// People go to them, and they bring people together; declared, never computed.
    pub is_connector: bool,
    /// What they can, want and belong to.
    pub ties: Vec<Tied>,
}

/// Where somebody lives, as far as it is kept: never the address.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Location {
    /// How precisely it may be told: `none`, `area`, `cell` or `street`; empty is none.
    pub precision: String,
    /// The street; kept only where it may be told.
    pub street: String,
    /// The square of 100 m, for figures.
    pub square: Option<Square>,
    /// A keyed token of the address, to tell homes apart without knowing them; empty where it is not known.
    pub home: String,
    /// The area they live in, if it is one of the neighbourhood's.
    pub area: Option<Id>,
}

/// A tie from a person to something else.
#[derive(Debug, Clone, PartialEq)]
pub struct Tied {
    /// What it is.
    pub kind: TieKind,
    /// What it leads to.
    pub to: Id,
    /// What else is known about it.
    pub values: Values,
    /// Who may see it, of those who may see the person.
    pub visibility: Visibility,
}

/// A new person with what they told and agreed to.
pub fn enter(id: Id, portrait: &Portrait, consent: &Consent, stamp: &Stamp, origin: Origin, mint: &mut dyn FnMut() -> Id) -> Vec<Change> {
    let mut person = Record {
        id,
        kind: Kind::Person,
        version: 1,
        visibility: Visibility::Own,
        validity: Validity::default(),
        provenance: Provenance::new(stamp, origin),
        whereabouts: None,
        values: Values::default(),
        likely_same_as: None,
        merged_into: None,
    };
    portrait.fill(&mut person);
    add_entry(&mut person, consent);
    show_as_agreed(&mut person);
    let mut changes = vec![Change::Record(person)];
    changes.extend(portrait.all_ties().map(|tied| Change::Tie(tied.tie(id, mint(), stamp, origin))));
    changes
}

/// A person as they tell of themselves now. Of ties, those of the `asked` kinds become as told; the others stay.
pub fn revise(graph: &Graph, id: Id, portrait: &Portrait, asked: &[TieKind], stamp: &Stamp, mint: &mut dyn FnMut() -> Id) -> Vec<Change> {
    let Some(before) = graph.record(id) else { return Vec::new() };
    let mut person = Record { version: before.version.saturating_add(1), ..before.clone() };
    person.provenance = before.provenance.renewed(stamp);
    portrait.fill(&mut person);
    show_as_agreed(&mut person);
    let mut changes = vec![Change::Record(person)];
    let is_asked = |tie: &&Tie| tie.from == id && (asked.contains(&tie.kind) || tie.kind == TieKind::LivesIn);
    let mut there: BTreeMap<(TieKind, Id), Vec<&Tie>> = BTreeMap::new();
    for tie in graph.ties_of(id).into_iter().filter(is_asked) {
        there.entry((tie.kind, tie.to)).or_default().push(tie);
    }
    let mut told = Vec::new();
    for tied in portrait.all_ties() {
        match there.get_mut(&(tied.kind, tied.to)).and_then(|ties| if ties.is_empty() { None } else { Some(ties.remove(0)) }) {
            Some(tie) if tie.values == tied.values && tie.visibility == tied.visibility => {}
            Some(tie) => told.push(Change::Tie(Tie {
                version: tie.version.saturating_add(1),
                values: tied.values,
                visibility: tied.visibility,
                provenance: tie.provenance.renewed(stamp),
                ..tie.clone()
            })),
            None => told.push(Change::Tie(tied.tie(id, mint(), stamp, before.provenance.origin))),
        }
    }
    // First what goes, so that nobody lives in two places in between.
    let gone = there.into_values().flatten().map(|tie| Change::Remove(Removal { id: tie.id, version: tie.version }));
    changes.extend(gone.chain(told));
    changes
}

impl Portrait {
    fn all_ties(&self) -> impl Iterator<Item = Tied> {
        let lives_in = self.location.area.filter(|_| self.location.is_told()).map(|area| Tied {
            kind: TieKind::LivesIn,
            to: area,
            values: Values::default(),
            visibility: Visibility::Everyone,
        });
        self.ties.iter().cloned().chain(lives_in)
    }

    fn fill(&self, person: &mut Record) {
        let values = &mut person.values;
        put(values, "name", Value::Text(self.name.trim().to_owned()));
        put(values, "description", Value::Text(self.description.trim().to_owned()));
        put(values, "contact", Value::Text(self.contact.trim().to_owned()));
        put(values, "languages", Value::Codes(self.languages.clone()));
        put(values, "home", Value::Text(self.location.home.clone()));
        put(values, "square", Value::Text(self.location.square.map(|square| square.to_string()).unwrap_or_default()));
        let street = if self.location.precision == "street" { self.location.street.trim() } else { "" };
        put(values, "street", Value::Text(street.to_owned()));
        let precision = if self.location.is_told() { &self.location.precision } else { "none" };
        values.set("location_precision", Value::Codes(vec![precision.to_owned()]));
        values.set("adult16", Value::YesNo(self.is_adult));
        values.set("connector", Value::YesNo(self.is_connector));
        let is_on_map = matches!(self.location.precision.as_str(), "cell" | "street");
        person.whereabouts = self.location.square.filter(|_| is_on_map).and_then(Square::to_whereabouts);
    }
}

impl Location {
    fn is_told(&self) -> bool {
        matches!(self.precision.as_str(), "area" | "cell" | "street")
    }
}

fn put(values: &mut Values, field: &'static str, value: Value) {
    match crate::inventory::record::without_emptiness(value) {
        Some(value) => values.set(field, value),
        None => values.clear(field),
    }
}

impl Tied {
    fn tie(&self, person: Id, id: Id, stamp: &Stamp, origin: Origin) -> Tie {
        let is_turned = self.kind.declaration().rules.undirected && self.to < person;
        let (from, to) = if is_turned { (self.to, person) } else { (person, self.to) };
        Tie {
            id,
            kind: self.kind,
            from,
            to,
            version: 1,
            visibility: self.visibility,
            validity: Validity::default(),
            provenance: Provenance::new(stamp, origin),
            values: self.values.clone(),
        }
    }
}

/// Shows a person to the circle they agreed to, or to nobody while they are hidden.
pub(in crate::neighbourhood) fn show_as_agreed(person: &mut Record) {
    let is_hidden = person.values.get("hidden") == Some(&Value::YesNo(true));
    person.visibility = if is_hidden { Visibility::Own } else { Agreed::of(person).widest() };
}
