use crate::inventory::visibility::Visibility;

/// One row in the table of a kind's fields: all that forms, lists, files and documentation know of it.
///
/// The words people read are in the language files under `field-{name}`, or under `field-{kind}-{name}` where a kind
/// needs a word of its own.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name in files and addresses.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// The unit of a number, as it is written behind it (`m²`, `€`); empty without unit.
    pub unit: &'static str,
    /// Who may see it where the record itself may be seen.
    pub visibility: Visibility,
    /// A record cannot do without it.
    pub required: bool,
    /// Names under which it is found in files of others, in small letters.
    pub aliases: &'static [&'static str],
}

/// What kind of value a field takes, and within which bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// One line of at most so many characters.
    Line(usize),
    /// Several lines of at most so many characters in all.
    Prose(usize),
    /// A web address with http or https.
    Link,
    /// A number from..=to without decimals.
    Whole(i64, i64),
    /// A number from..=to.
    Decimal(f64, f64),
    /// An amount of money in cents, from..=to.
    Cents(i64, i64),
    /// Yes or no.
    YesNo,
    /// A day on the calendar.
    Day,
    /// One of these codes; their words are in the language files under `choice-{field}-{code}`.
    Choice(&'static [&'static str]),
    /// Any of these codes, with words as those of a choice.
    Choices(&'static [&'static str]),
    /// One code of the vocabulary with this name.
    Term(&'static str),
    /// Any codes of the vocabulary with this name.
    Terms(&'static str),
    /// One code of the vocabulary that the record itself is a word of.
    OwnTerm,
    /// Free short words.
    Tags,
    /// An official code with a fixed form.
    Code(Official),
    /// Lines that the program writes, one for each time something happened; they are only added to.
    Entries,
    /// The names of kept pictures: one picture in several sizes, from small to large.
    Pictures,
}

/// Official codes, kept as text because letters and leading zeros carry meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Official {
    /// Municipality, district or neighbourhood of Statistics Netherlands: `GM` + 4, `WK` + 6 or `BU` + 8 characters.
    Cbs,
    /// 16 digits of the Dutch register of addresses and buildings (BAG).
    Bag,
    /// Dutch postcode: four digits of which the first is not 0, and two letters.
    Postcode,
    /// 8 digits of the Dutch trade register.
    Kvk,
}

/// A field for one line of text.
pub(crate) const fn line() -> Field {
    of(Shape::Line(200))
}

/// A field for text of several lines.
pub(crate) const fn prose() -> Field {
    of(Shape::Prose(20_000))
}

/// A field of this shape, for everyone, not required.
pub(crate) const fn of(shape: Shape) -> Field {
    Field { name: "", shape, unit: "", visibility: Visibility::Everyone, required: false, aliases: &[] }
}

impl Field {
    pub(crate) const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    pub(crate) const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    pub(crate) const fn seen_by(mut self, visibility: Visibility) -> Self {
        self.visibility = visibility;
        self
    }

    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(crate) const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
}
