//! What is taken along to a workshop: what persons can and want, or who know each other, without names, and only of those who
//! agree to that at the moment it is written. Each time is registered before anything goes out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::consent::{Agreed, Audience, CONSENTS, Disclosed, DisclosedTie, Scope};
use crate::graph::Graph;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::moment::Moment;
use crate::inventory::provenance::{Actor, Origin, Provenance, Stamp, Validity};
use crate::inventory::record::Record;
use crate::inventory::square::{Size, Square};
use crate::inventory::surroundings::Surroundings;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::neighbourhood::{Neighbourhood, Order, Refusal};
use crate::words::Language;

/// What is asked to be taken along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What for, in the words of whoever takes it.
    pub purpose: String,
    /// What.
    pub table: Table,
    /// Only skills of this group; all of them where it is empty.
    pub group: String,
    /// The language of the labels.
    pub language: Language,
}

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// What persons can, want and care about: a row for each.
    Talents,
    /// Who knows whom and who goes to whom: a row for each tie between two persons.
    Ties,
}

impl Table {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Talents, Self::Ties];

    /// The word in forms and in the register.
    pub fn code(self) -> &'static str {
        if self == Self::Talents { "talents" } else { "ties" }
    }

    /// The names of its columns.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Talents => &["person", "square_500m", "tie", "code", "label", "group", "best3", "teach", "share_how", "gift"],
            Self::Ties => &["from", "to", "tie", "strength"],
        }
    }
}

/// A table on its way. Whoever is in it has a name for this once, by chance, from which no way leads back.
pub struct Along {
    neighbourhood: Arc<Neighbourhood>,
    asked: Asked,
    order: Vec<Id>,
    names: BTreeMap<Id, String>,
    next: usize,
}

const OF_TALENTS: [TieKind; 5] = [TieKind::HasTalent, TieKind::WantsToLearn, TieKind::CaresAbout, TieKind::Offers, TieKind::WishesFor];

/// Begins to take something along: who is in it is drawn up and given names by chance, and it is registered. It is on the
/// disk that this was taken when this returns.
pub fn take_along(neighbourhood: &Arc<Neighbourhood>, asked: Asked, stamp: &Stamp, surroundings: &Surroundings) -> Result<Along, Refusal> {
    let graph = neighbourhood.snapshot();
    let is_in = |id: &Id| match asked.table {
        Table::Talents => !talents(&graph, *id, &asked).is_empty(),
        Table::Ties => !ties(&graph, *id).is_empty(),
    };
    let mut order: Vec<Id> = graph.persons().map(|person| person.id).filter(|id| may_go(&graph, *id)).filter(is_in).collect();
    shuffle(&mut order, surroundings);
    let record = register(&asked, order.len(), surroundings.mint(), stamp);
    neighbourhood.write(Order { changes: vec![Change::Record(record)], by: stamp.by.clone(), at: stamp.at, delivery: None })?;
    let names = order.iter().enumerate().map(|(at, id)| (*id, format!("P-{:04}", at + 1))).collect();
    Ok(Along { neighbourhood: Arc::clone(neighbourhood), asked, order, names, next: 0 })
}

impl Along {
    /// What is taken along.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The rows of the next person, as the neighbourhood is now: none where they no longer agree. Nothing after the last.
    pub fn next_rows(&mut self) -> Option<Vec<Vec<String>>> {
        let id = *self.order.get(self.next)?;
        self.next += 1;
        let graph = self.neighbourhood.snapshot();
        if !may_go(&graph, id) {
            return Some(Vec::new());
        }
        Some(match self.asked.table {
            Table::Talents => self.rows_of_talents(&graph, id),
            Table::Ties => self.rows_of_ties(&graph, id),
        })
    }

    fn rows_of_talents(&self, graph: &Graph, id: Id) -> Vec<Vec<String>> {
        let (name, square) = (self.name(id), square(graph, id));
        let label = if self.asked.language == Language::Dutch { "label_nl" } else { "label_en" };
        let row = |tie: &DisclosedTie<'_>| {
            let values: BTreeMap<_, _> = tie.filled().map(|(field, value)| (field.name, plainly(value))).collect();
            let of_tie = |field: &str| values.get(field).cloned().unwrap_or_default();
            let text = |field: &str| tie.to().text(field).unwrap_or_default().to_owned();
            let group = tie.to().codes("group").join(", ");
            let ends = ["best3", "teach", "share_how", "gift"].map(of_tie);
            let begin = [name.clone(), square.clone(), tie.kind().code().to_owned(), text("code"), text(label), group];
            begin.into_iter().chain(ends).collect()
        };
        talents(graph, id, &self.asked).iter().map(row).collect()
    }

    /// A tie is told with the first of its two.
    fn rows_of_ties(&self, graph: &Graph, id: Id) -> Vec<Vec<String>> {
        let is_first = |tie: &&DisclosedTie<'_>| {
            let other = if tie.from().stored_id() == id { tie.to() } else { tie.from() };
            self.names.get(&other.stored_id()).is_some_and(|other| *other > self.name(id))
        };
        let row = |tie: &DisclosedTie<'_>| {
            let strength = tie.filled().find(|(field, _)| field.name == "strength").map(|(_, value)| plainly(value));
            let [from, to] = [tie.from(), tie.to()].map(|end| self.name(end.stored_id()));
            vec![from, to, tie.kind().code().to_owned(), strength.unwrap_or_default()]
        };
        ties(graph, id).iter().filter(is_first).map(row).collect()
    }

    fn name(&self, id: Id) -> String {
        self.names.get(&id).cloned().unwrap_or_default()
    }
}

/// They agree to be taken along, and are not hidden.
fn may_go(graph: &Graph, id: Id) -> bool {
    let is_seen = graph.seen_by(Audience::Builders).record(id).is_some();
    is_seen && graph.record(id).is_some_and(|person| person.kind == Kind::Person && Agreed::of(person).to(Scope::WorkshopExport))
}

/// What is told of somebody: words of the vocabularies alone, and only what more than the team may see.
fn talents<'a>(graph: &'a Graph, id: Id, asked: &Asked) -> Vec<DisclosedTie<'a>> {
    let is_word = |end: Disclosed<'_>| end.kind().role() == Role::Vocabulary;
    let is_of_group = |end: Disclosed<'_>| asked.group.is_empty() || end.codes("group").contains(&asked.group);
    let ties = seen_ties(graph, id).filter(|tie| OF_TALENTS.contains(&tie.kind()) && tie.from().stored_id() == id);
    ties.filter(|tie| is_word(tie.to()) && is_of_group(tie.to())).collect()
}

/// The ties of somebody to others who agree to be taken along as well.
fn ties(graph: &Graph, id: Id) -> Vec<DisclosedTie<'_>> {
    let goes = |end: Disclosed<'_>| end.stored_id() == id || (end.kind() == Kind::Person && may_go(graph, end.stored_id()));
    let is_between = |tie: &DisclosedTie<'_>| tie.from().kind() == Kind::Person && tie.to().kind() == Kind::Person;
    seen_ties(graph, id).filter(is_between).filter(|tie| goes(tie.from()) && goes(tie.to())).collect()
}

fn seen_ties(graph: &Graph, id: Id) -> impl Iterator<Item = DisclosedTie<'_>> {
    let ties = graph.seen_by(Audience::Builders).ties_of(id).into_iter();
    ties.filter(|tie| tie.visibility().is_some_and(|visibility| visibility <= Visibility::Neighbours))
}

/// The square of 500 m, of whoever wants more than nothing told about where they live.
fn square(graph: &Graph, id: Id) -> String {
    let told =
        graph.record(id).filter(|person| person.values.codes("location_precision").iter().any(|how| how == "cell" || how == "street"));
    let square = told.and_then(|person| Square::with_code(Size::Hundred, person.values.text("square")?).ok());
    square.map(|square| square.five_hundred().to_string()).unwrap_or_default()
}

fn plainly(value: &Value) -> String {
    match value {
        Value::YesNo(yes) => yes.to_string(),
        Value::Codes(codes) => codes.join(", "),
        // Free text may name somebody.
        _ => String::new(),
    }
}

/// Puts them in an order by chance (Fisher and Yates).
fn shuffle(ids: &mut [Id], surroundings: &Surroundings) {
    for last in (1..ids.len()).rev() {
        let mut bytes = [0; 8];
        surroundings.fill(&mut bytes);
        let many = u64::try_from(last).unwrap_or(u64::MAX).saturating_add(1);
        ids.swap(last, usize::try_from(u64::from_le_bytes(bytes) % many).unwrap_or(last));
    }
}

fn register(asked: &Asked, persons: usize, id: Id, stamp: &Stamp) -> Record {
    let mut values = Values::default();
    values.set("name", Value::Text(format!("{} {}", asked.table.code(), stamp.at.day())));
    values.set("purpose", Value::Text(asked.purpose.clone()));
    values.set("table", Value::Codes(vec![asked.table.code().to_owned()]));
    if !asked.group.is_empty() {
        values.set("skill_group", Value::Text(asked.group.clone()));
    }
    values.set("persons", Value::Whole(i64::try_from(persons).unwrap_or(i64::MAX)));
    let scopes: &[Scope] = if asked.table == Table::Ties { &[Scope::WorkshopExport, Scope::Relations] } else { &[Scope::WorkshopExport] };
    values.set("scopes", Value::Codes(scopes.iter().map(|scope| scope.code().to_owned()).collect()));
    let kind = Kind::PersonsExport;
    Record {
        id,
        kind,
        version: 1,
        visibility: kind.declaration().visibility,
        validity: Validity::default(),
        provenance: Provenance::new(stamp, Origin::Desk),
        whereabouts: None,
        values,
        likely_same_as: None,
        merged_into: None,
    }
}

/// Something that was taken along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Actor,
    /// What for.
    pub purpose: String,
    /// What: the code of a [`Table`].
    pub table: String,
    /// Of which group of skills; empty for all.
    pub group: String,
    /// How many persons were in it at the most.
    pub persons: i64,
    /// What they had to agree to.
    pub scopes: Vec<String>,
}

/// All that was ever taken along, as this audience may see it, the last first.
pub fn taken_along(graph: &Graph, audience: Audience) -> Vec<Taken> {
    let taken = |record: Disclosed<'_>| {
        let text = |field| record.text(field).unwrap_or_default().to_owned();
        Taken {
            at: record.created(),
            by: record.record().map_or_else(Actor::operator, |record| record.provenance.by.clone()),
            purpose: text("purpose"),
            table: record.codes("table").first().cloned().unwrap_or_default(),
            group: text("skill_group"),
            persons: if let Some(Value::Whole(persons)) = record.value("persons") { *persons } else { 0 },
            scopes: record.codes("scopes").to_vec(),
        }
    };
    let mut all: Vec<_> = graph.seen_by(audience).of_kind(Kind::PersonsExport).map(taken).collect();
    all.sort_by_key(|taken| std::cmp::Reverse(taken.at));
    all
}

/// What was taken along while this person was here and agreed to it, and so may hold something of them, the last first.
/// Nobody can tell any more whether it does: there is no way back from the names in it.
pub fn exports_that_may_hold(graph: &Graph, person: Id) -> Vec<Taken> {
    let Some(person) = graph.record(person).filter(|record| record.kind == Kind::Person) else { return Vec::new() };
    let agreed_at = |moment: Moment| {
        let said = person.values.codes(CONSENTS).iter().zip(crate::consent::entries(person));
        let until = said.filter(|(_, entry)| entry.as_ref().is_none_or(|entry| entry.given <= moment)).map(|(text, _)| text.clone());
        let mut then = person.clone();
        then.values.set(CONSENTS, Value::Codes(until.collect()));
        Agreed::of(&then)
    };
    let is_in = |taken: &Taken| {
        let scopes: BTreeSet<_> = taken.scopes.iter().filter_map(|scope| scope.parse::<Scope>().ok()).collect();
        let agreed = agreed_at(taken.at);
        person.provenance.created <= taken.at && scopes.into_iter().all(|scope| agreed.to(scope))
    };
    taken_along(graph, Audience::Stewards).into_iter().filter(is_in).collect()
}
