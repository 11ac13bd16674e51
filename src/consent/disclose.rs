use crate::consent::audience::Audience;
use crate::inventory::field::Field;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::{Origin, Source, Validity};
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::visibility::Visibility;
use crate::inventory::whereabouts::Whereabouts;

/// A record as this audience may see it: the only thing pages, formats, pictures and figures are given.
#[derive(Clone, Copy)]
pub struct Disclosed<'a> {
    record: &'a Record,
    audience: Audience,
}

/// The record for this audience, or nothing. One that was joined to another is shown to nobody.
pub fn disclose(record: &Record, audience: Audience) -> Option<Disclosed<'_>> {
    (record.merged_into.is_none() && audience.may_see(record.visibility)).then_some(Disclosed { record, audience })
}

/// A record that was joined to another: to those who may take the two apart again.
pub fn disclose_joined(record: &Record, audience: Audience) -> Option<Disclosed<'_>> {
    (audience >= Audience::Stewards && audience.may_see(record.visibility)).then_some(Disclosed { record, audience })
}

/// The record that this one was joined to, for an audience that saw this one as well.
pub fn disclose_where_joined(record: &Record, audience: Audience) -> Option<Id> {
    record.merged_into.filter(|_| audience.may_see(record.visibility))
}

/// The tie for this audience, or nothing: both ends and the tie itself must be theirs to see.
pub fn disclose_tie<'a>(tie: &'a Tie, from: &'a Record, to: &'a Record, audience: Audience) -> Option<DisclosedTie<'a>> {
    let ends = (disclose(from, audience)?, disclose(to, audience)?);
    audience.may_see(tie.visibility).then_some(DisclosedTie { tie, ends, audience })
}

impl<'a> Disclosed<'a> {
    /// Its lasting name.
    pub fn id(self) -> Id {
        self.record.id
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
        if self.audience.may_see(field.visibility) { self.record.values.get(field.name) } else { None }
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
        self.audience.fields_of(self.record.kind).filter_map(move |field| Some((field, self.record.values.get(field.name)?)))
    }

    /// Fields of this kind that this audience may not see, filled or not: saying so betrays nothing.
    pub fn withheld(self) -> impl Iterator<Item = &'static Field> {
        self.record.kind.fields().filter(move |field| !self.audience.may_see(field.visibility))
    }

    /// Where it is.
    pub fn whereabouts(self) -> Option<&'a Whereabouts> {
        self.record.whereabouts.as_ref()
    }

    /// From when and until when it exists.
    pub fn validity(self) -> Validity {
        self.record.validity
    }

    /// When it was first captured.
    pub fn created(self) -> Moment {
        self.record.provenance.created
    }

    /// When it was last changed.
    pub fn updated(self) -> Moment {
        self.record.provenance.updated
    }

    /// By which way it came.
    pub fn origin(self) -> Origin {
        self.record.provenance.origin
    }

    /// Which record of others it is.
    pub fn source(self) -> Option<&'a Source> {
        self.record.provenance.source.as_ref()
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
    pub fn record(self) -> Option<&'a Record> {
        let is_whole = self.record.kind.fields().all(|field| self.audience.may_see(field.visibility));
        self.for_team(self.record).filter(|_| is_whole || self.audience >= Audience::Stewards)
    }

    fn for_team<T>(self, told: T) -> Option<T> {
        (self.audience >= Audience::Builders).then_some(told)
    }

    fn for_stewards<T>(self, told: T) -> Option<T> {
        (self.audience >= Audience::Stewards).then_some(told)
    }
}

/// A tie as this audience may see it, with both its ends.
#[derive(Clone, Copy)]
pub struct DisclosedTie<'a> {
    tie: &'a Tie,
    ends: (Disclosed<'a>, Disclosed<'a>),
    audience: Audience,
}

impl<'a> DisclosedTie<'a> {
    /// Its lasting name.
    pub fn id(self) -> Id {
        self.tie.id
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
        let fields = self.tie.kind.fields().iter().filter(move |field| self.audience.may_see(field.visibility));
        fields.filter_map(move |field| Some((field, self.tie.values.get(field.name)?)))
    }

    /// The whole tie, for a steward to change, or for a builder where there is nothing in it that builders do not see.
    pub fn tie(self) -> Option<&'a Tie> {
        let is_whole = self.tie.kind.fields().iter().all(|field| self.audience.may_see(field.visibility));
        (self.audience >= Audience::Stewards || (self.audience >= Audience::Builders && is_whole)).then_some(self.tie)
    }
}
