//! Numbers and texts one after the other in bytes.

use crate::inventory::id::Id;
use crate::inventory::moment::{Day, Moment};

use super::code::{day_number, day_of, moment_numbers};

/// Writes at the end of bytes.
pub(super) struct Pen<'a>(pub(super) &'a mut Vec<u8>);

impl Pen<'_> {
    /// Seven bits a byte, the lowest first.
    pub(super) fn number(&mut self, mut number: u64) {
        loop {
            let low = number.to_le_bytes()[0] & 0x7f;
            number >>= 7;
            if number == 0 {
                return self.0.push(low);
            }
            self.0.push(low | 0x80);
        }
    }

    pub(super) fn size(&mut self, size: usize) {
        self.number(u64::try_from(size).unwrap_or(u64::MAX));
    }

    /// Small numbers short, whatever their sign.
    pub(super) fn signed(&mut self, number: i64) {
        self.number((number.cast_unsigned() << 1) ^ (number >> 63).cast_unsigned());
    }

    pub(super) fn decimal(&mut self, number: f64) {
        self.0.extend(number.to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.size(text.len());
        self.0.extend(text.as_bytes());
    }

    pub(super) fn id(&mut self, id: Option<Id>) {
        self.0.push(u8::from(id.is_some()));
        self.0.extend(id.into_iter().flat_map(Id::bytes));
    }

    pub(super) fn day(&mut self, day: Option<Day>) {
        self.signed(day.map_or(0, day_number));
    }

    pub(super) fn moment(&mut self, moment: Moment) {
        let (second, nanosecond) = moment_numbers(moment);
        self.signed(second);
        self.signed(nanosecond);
    }
}

/// Reads from the beginning of bytes; nothing where they are not what was written.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    pub(super) fn decimal(&mut self) -> Option<f64> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(f64::from_le_bytes(*bytes))
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = self.size()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    #[expect(clippy::option_option, reason = "there is none, or it cannot be read: two answers")]
    pub(super) fn id(&mut self) -> Option<Option<Id>> {
        let (is_there, rest) = self.0.split_first()?;
        self.0 = rest;
        if *is_there == 0 {
            return Some(None);
        }
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(Some(Id::from_bytes(*bytes)))
    }

    #[expect(clippy::option_option, reason = "there is none, or it cannot be read: two answers")]
    pub(super) fn day(&mut self) -> Option<Option<Day>> {
        match self.signed()? {
            0 => Some(None),
            number => day_of(number).map(Some),
        }
    }

    pub(super) fn moment(&mut self) -> Option<Moment> {
        Moment::from_parts(self.signed()?, i32::try_from(self.signed()?).ok()?)
    }
}
