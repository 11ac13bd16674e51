use crate::consent::alias::Aliases;
use crate::consent::audience::Audience;
use crate::inventory::field::Field;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::{Origin, Provenance, Source, Validity};
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::visibility::Visibility;
use crate::inventory::whereabouts::Whereabouts;

/// With whose eyes something is looked at.
#[derive(Clone, Copy)]
pub struct Eyes<'a> {
    /// As which audience.
    pub audience: Audience,
    /// Under which names persons are known to it.
    pub aliases: &'a Aliases,
    /// The person who looks, or for whom somebody looks: they see all of their own.
    pub own: Option<Id>,
}

impl<'a> Eyes<'a> {
    /// Those of this audience.
    pub fn of(audience: Audience, aliases: &'a Aliases) -> Self {
        Self { audience, aliases, own: None }
    }

    fn is_own(self, record: &Record) -> bool {
        record.kind == Kind::Person && self.own == Some(record.id)
    }

    fn may_see(self, record: &Record) -> bool {
        self.audience.may_see(record.visibility) || self.is_own(record)
    }

    /// What somebody may know the id as; that of a person is for those who look after the records.
    fn name_for(self, id: Id, is_of_person: bool) -> Id {
        if is_of_person { self.aliases.alias(id, self.audience) } else { id }
    }
}

/// A record as this audience may see it: the only thing pages, formats, pictures and figures are given.
#[derive(Clone, Copy)]
pub struct Disclosed<'a> {
    record: &'a Record,
    eyes: Eyes<'a>,
}

/// The record for these eyes, or nothing. One that was joined to another is shown to nobody.
pub fn disclose<'a>(record: &'a Record, eyes: Eyes<'a>) -> Option<Disclosed<'a>> {
    (record.merged_into.is_none() && eyes.may_see(record)).then_some(Disclosed { record, eyes })
}

/// A record that was joined to another: to those who may take the two apart again.
pub fn disclose_joined<'a>(record: &'a Record, eyes: Eyes<'a>) -> Option<Disclosed<'a>> {
    (eyes.audience >= Audience::Stewards && eyes.may_see(record)).then_some(Disclosed { record, eyes })
}

/// The record that this one was joined to, for eyes that saw this one as well. Of persons nobody but the team is told.
pub fn disclose_where_joined(record: &Record, eyes: Eyes<'_>) -> Option<Id> {
    let is_told = record.kind != Kind::Person || eyes.audience >= Audience::Builders;
    record.merged_into.filter(|_| is_told && eyes.may_see(record))
}

/// The tie for these eyes, or nothing: both ends and the tie itself must be theirs to see. `is_sensitive`: that these two
/// belong together says something about a person that is nobody else's business.
pub fn disclose_tie<'a>(tie: &'a Tie, from: &'a Record, to: &'a Record, is_sensitive: bool, eyes: Eyes<'a>) -> Option<DisclosedTie<'a>> {
    let ends = (disclose(from, eyes)?, disclose(to, eyes)?);
    let is_own = eyes.is_own(from) || eyes.is_own(to);
    let is_seen = is_own || (!is_sensitive && eyes.audience.may_see(tie.visibility));
    is_seen.then_some(DisclosedTie { tie, ends, eyes })
}

impl<'a> Disclosed<'a> {
    /// Its lasting name; of a person one for this audience alone, which leads back to them through its
    /// [`View`](crate::graph::View).
    pub fn id(self) -> Id {
        self.eyes.name_for(self.record.id, self.is_person())
    }

    /// The id under which it is kept, for the graph it comes from.
    pub(crate) fn stored_id(self) -> Id {
        self.record.id
    }

    fn is_person(self) -> bool {
        self.record.kind == Kind::Person
    }

    fn may_see(self, visibility: Visibility) -> bool {
        self.eyes.audience.may_see(visibility) || self.eyes.is_own(self.record)
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.record.kind
    }

    /// Its name.
    pub fn name(self) -> &'a str {
        self.record.name()
    }

    /// What this field holds, if this audience may see the field.
    pub fn value(self, field: &str) -> Option<&'a Value> {
        let field = self.record.kind.field(field)?;
        if self.may_see(field.visibility) { self.record.values.get(field.name) } else { None }
    }

    /// The words this field holds.
    pub fn text(self, field: &str) -> Option<&'a str> {
        self.value(field).and_then(Value::text)
    }

    /// The codes this field holds.
    pub fn codes(self, field: &str) -> &'a [String] {
        self.value(field).map_or(&[], Value::codes)
    }

    /// The filled fields this audience may see, in the order of their declaration.
    pub fn filled(self) -> impl Iterator<Item = (&'static Field, &'a Value)> {
        let seen = self.record.kind.fields().filter(move |field| self.may_see(field.visibility));
        seen.filter_map(move |field| Some((field, self.record.values.get(field.name)?)))
    }

    /// Fields of this kind that this audience may not see, filled or not: saying so betrays nothing.
    pub fn withheld(self) -> impl Iterator<Item = &'static Field> {
        self.record.kind.fields().filter(move |field| !self.may_see(field.visibility))
    }

    /// Where it is.
    pub fn whereabouts(self) -> Option<&'a Whereabouts> {
        self.record.whereabouts.as_ref()
    }

    /// From when and until when it exists.
    pub fn validity(self) -> Validity {
        self.record.validity
    }

    /// When it was first captured; of a person the beginning of time, for all but the team and the person.
    pub fn created(self) -> Moment {
        self.provenance().map_or(Moment::EPOCH, |provenance| provenance.created)
    }

    /// When it was last changed; of a person as [`Disclosed::created`].
    pub fn updated(self) -> Moment {
        self.provenance().map_or(Moment::EPOCH, |provenance| provenance.updated)
    }

    /// By which way it came.
    pub fn origin(self) -> Origin {
        self.record.provenance.origin
    }

    /// Which record of others it is.
    pub fn source(self) -> Option<&'a Source> {
        self.provenance().and_then(|provenance| provenance.source.as_ref())
    }

    /// When somebody opened their door is for the team and for themself.
    fn provenance(self) -> Option<&'a Provenance> {
        let is_told = !self.is_person() || self.eyes.audience >= Audience::Builders || self.eyes.is_own(self.record);
        is_told.then_some(&self.record.provenance)
    }

    /// How far it may be seen; told to the team, who decide it.
    pub fn visibility(self) -> Option<Visibility> {
        self.for_team(self.record.visibility)
    }

    /// The version, told to the team, who may change it.
    pub fn version(self) -> Option<u32> {
        self.for_team(self.record.version)
    }

    /// The record it may be a second copy of; told to stewards, who decide.
    pub fn likely_same_as(self) -> Option<Id> {
        self.for_stewards(self.record.likely_same_as).flatten()
    }

    /// The whole record, for a steward to change, or for a builder where there is nothing in it that builders do not see.
    /// A person's is for that person alone.
    pub fn record(self) -> Option<&'a Record> {
        if self.is_person() {
            return Some(self.record).filter(|_| self.eyes.is_own(self.record));
        }
        let is_whole = self.record.kind.fields().all(|field| self.may_see(field.visibility));
        self.for_team(self.record).filter(|_| is_whole || self.eyes.audience >= Audience::Stewards)
    }

    fn for_team<T>(self, told: T) -> Option<T> {
        (self.eyes.audience >= Audience::Builders || self.eyes.is_own(self.record)).then_some(told)
    }

    fn for_stewards<T>(self, told: T) -> Option<T> {
        (self.eyes.audience >= Audience::Stewards).then_some(told)
    }
}

/// A tie as this audience may see it, with both its ends.
#[derive(Clone, Copy)]
pub struct DisclosedTie<'a> {
    tie: &'a Tie,
    ends: (Disclosed<'a>, Disclosed<'a>),
    eyes: Eyes<'a>,
}

impl<'a> DisclosedTie<'a> {
    /// Its lasting name; that of a tie with a person is for this audience alone.
    pub fn id(self) -> Id {
        self.eyes.name_for(self.tie.id, self.is_of_person())
    }

    fn is_of_person(self) -> bool {
        self.ends.0.is_person() || self.ends.1.is_person()
    }

    fn may_see(self, field: &Field) -> bool {
        self.eyes.audience.may_see(field.visibility) || [self.ends.0, self.ends.1].into_iter().any(|end| self.eyes.is_own(end.record))
    }

    /// How far it may be seen; told to those who decide it.
    pub fn visibility(self) -> Option<Visibility> {
        self.ends.0.for_team(self.tie.visibility).or_else(|| self.ends.1.for_team(self.tie.visibility))
    }

    /// What it is.
    pub fn kind(self) -> TieKind {
        self.tie.kind
    }

    /// The record it begins at.
    pub fn from(self) -> Disclosed<'a> {
        self.ends.0
    }

    /// The record it ends at.
    pub fn to(self) -> Disclosed<'a> {
        self.ends.1
    }

    /// From when and until when it holds.
    pub fn validity(self) -> Validity {
        self.tie.validity
    }

    /// The filled fields this audience may see, in the order of their declaration.
    pub fn filled(self) -> impl Iterator<Item = (&'static Field, &'a Value)> {
        let fields = self.tie.kind.fields().iter().filter(move |field| self.may_see(field));
        fields.filter_map(move |field| Some((field, self.tie.values.get(field.name)?)))
    }

    /// The whole tie, for a steward to change, or for a builder where there is nothing in it that builders do not see.
    pub fn tie(self) -> Option<&'a Tie> {
        let is_whole = self.tie.kind.fields().iter().all(|field| self.may_see(field));
        let audience = self.eyes.audience;
        (audience >= Audience::Stewards || (audience >= Audience::Builders && is_whole)).then_some(self.tie)
    }
}
