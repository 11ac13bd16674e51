use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A day on the calendar, without a time or zone.
pub type Day = Date;

/// A point in time (UTC). The clock is an argument: whoever needs the present moment is handed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(Timestamp);

impl Moment {
    /// The start of 1970.
    pub const EPOCH: Self = Self(Timestamp::UNIX_EPOCH);

    /// The moment a number of seconds after 1970, if it exists on the calendar.
    pub fn from_second(second: i64) -> Option<Self> {
        Timestamp::from_second(second).ok().map(Self)
    }

    /// Reads the system's clock. Only the wiring of the program calls this.
    #[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
    pub fn read_clock() -> Self {
        Self(Timestamp::now())
    }

    /// Whole seconds since 1970, and the nanoseconds after them, of the same sign.
    pub fn parts(self) -> (i64, i32) {
        (self.0.as_second(), self.0.subsec_nanosecond())
    }

    /// The moment with these [`Self::parts`], if it exists on the calendar.
    pub fn from_parts(second: i64, nanosecond: i32) -> Option<Self> {
        Timestamp::new(second, nanosecond).ok().map(Self)
    }

    /// Milliseconds since 1970.
    pub fn millisecond(self) -> i64 {
        self.0.as_millisecond()
    }

    /// The day it is at this moment in the Netherlands' zone, or in UTC where the zone is not known.
    pub fn day(self) -> Day {
        static ZONE: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC));
        self.0.to_zoned(ZONE.clone()).date()
    }
}

impl fmt::Display for Moment {
    /// RFC 3339, in UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The text is not a moment in RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a date and time")]
pub struct NotAMoment;

impl FromStr for Moment {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        text.parse().map(Self).map_err(|_| NotAMoment)
    }
}
