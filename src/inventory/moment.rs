use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;
use std::time::Duration;

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

    /// The last millisecond of this day in the Netherlands' zone, or in UTC where the zone is not known.
    pub fn end_of(day: Day) -> Self {
        let zone = zone();
        let next = day.tomorrow().and_then(|next| next.to_zoned(zone));
        let end = next.and_then(|next| next.timestamp().checked_sub(jiff::SignedDuration::from_millis(1)));
        Self(end.unwrap_or(Timestamp::MAX))
    }

    /// What a clock in the Netherlands shows at this moment, as `14:05`.
    pub fn clock(self) -> String {
        let zone = zone();
        let time = self.0.to_zoned(zone).time();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// So many days earlier, or the start of the calendar.
    #[must_use]
    pub fn days_before(self, days: i64) -> Self {
        Self(self.0.checked_sub(jiff::SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(Timestamp::MIN))
    }

    /// So much later, or the end of the calendar.
    #[must_use]
    pub fn after(self, time: Duration) -> Self {
        let time = jiff::SignedDuration::try_from(time).unwrap_or(jiff::SignedDuration::MAX);
        Self(self.0.checked_add(time).unwrap_or(Timestamp::MAX))
    }

    /// How long this is after another moment; nothing at all if it is not.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::try_from(self.0.duration_since(earlier.0)).unwrap_or_default()
    }

    /// The first moment after this at which clocks in the Netherlands show this time of the day (hours 0 to 23, minutes 0 to
    /// 59); in a night that skips it, as much later as is skipped.
    #[must_use]
    pub fn next_at(self, hour: i8, minute: i8) -> Self {
        let zone = zone();
        let here = self.0.to_zoned(zone.clone());
        let days = std::iter::successors(Some(here.date()), |day| day.tomorrow().ok()).take(3);
        let moments = days.filter_map(|day| day.at(hour, minute, 0, 0).to_zoned(zone.clone()).ok());
        moments.map(|zoned| Self(zoned.timestamp())).find(|moment| *moment > self).unwrap_or(self)
    }

    /// The day it is at this moment in the Netherlands' zone, or in UTC where the zone is not known.
    pub fn day(self) -> Day {
        self.0.to_zoned(zone()).date()
    }
}

/// The zone of the Netherlands, or UTC where it is not known. It is looked up once.
fn zone() -> TimeZone {
    static ZONE: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC));
    ZONE.clone()
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
