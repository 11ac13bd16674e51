use crate::inventory::moment::Day;

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words, as they were given.
    Text(String),
    /// A whole number in the field's unit; money is in cents.
    Whole(i64),
    /// A finite number in the field's unit.
    Decimal(f64),
    /// Yes or no.
    YesNo(bool),
    /// A day.
    Day(Day),
    /// Codes of a vocabulary or short words, each once, in the order given. A field for one code holds one.
    Codes(Vec<String>),
}

impl Value {
    /// The words, where it is a text.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The codes, where it holds codes.
    pub fn codes(&self) -> &[String] {
        if let Self::Codes(codes) = self { codes } else { &[] }
    }
}
