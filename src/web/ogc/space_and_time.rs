use geo::{Coord, Rect};

use crate::graph::Period;
use crate::inventory::moment::{Day, Moment};
use crate::web::ogc::extent::CRS84;

/// Why a box or period cannot be understood: the key of its text.
pub(super) type Fault = &'static str;

/// The boxes that `bbox` stands for: one, or two where it crosses the date line (west greater than east). Heights are
/// read and not used, because nothing here has one.
pub(super) fn boxes(text: &str) -> Result<Vec<Rect<f64>>, Fault> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|number| number.trim().parse::<f64>()).collect();
    let numbers = numbers.map_err(|_| "layers-fault-bbox-number")?;
    if numbers.iter().any(|number| !number.is_finite()) {
        return Err("layers-fault-bbox-number");
    }
    let ([west, south, east, north] | [west, south, _, east, north, _]) = *numbers.as_slice() else {
        return Err("layers-fault-bbox-count");
    };
    if [south, north].iter().any(|latitude| latitude.abs() > 90.0) {
        return Err("layers-fault-bbox-latitude");
    }
    if [west, east].iter().any(|longitude| longitude.abs() > 180.0) {
        return Err("layers-fault-bbox-longitude");
    }
    if south > north {
        return Err("layers-fault-bbox-order");
    }
    let between = |west: f64, east: f64| Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north });
    Ok(if west <= east { vec![between(west, east)] } else { vec![between(west, 180.0), between(-180.0, east)] })
}

/// Whether the coordinate system is the one that is spoken here.
pub(super) fn is_spoken(crs: &str) -> bool {
    let short = crs.trim_start_matches('[').trim_end_matches(']');
    crs == CRS84 || matches!(short, "OGC:CRS84" | "CRS84" | "urn:ogc:def:crs:OGC:1.3:CRS84" | "urn:ogc:def:crs:OGC::CRS84")
}

/// The days that `datetime` stands for: a moment, or an interval of which one end may be open (`..` or nothing).
pub(super) fn period(text: &str) -> Result<Period, Fault> {
    let Some((from, to)) = text.split_once('/') else {
        let day = day(text)?;
        return Ok(Period { from: Some(day), to: Some(day) });
    };
    let end = |text: &str| if matches!(text, "" | "..") { Ok(None) } else { day(text).map(Some) };
    let period = Period { from: end(from)?, to: end(to)? };
    let is_reversed = matches!((instant(from), instant(to)), (Some(from), Some(to)) if from > to);
    if is_reversed || matches!((period.from, period.to), (Some(from), Some(to)) if from > to) {
        Err("layers-fault-datetime-order")
    } else {
        Ok(period)
    }
}

fn instant(text: &str) -> Option<Moment> {
    text.parse().ok()
}

/// A date and time with its zone (RFC 3339), or a day alone.
fn day(text: &str) -> Result<Day, Fault> {
    let bytes = text.as_bytes();
    let has_form = bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-';
    let day = if bytes.len() == 10 { text.parse().ok() } else { instant(text).map(Moment::day) };
    day.filter(|_| has_form).ok_or("layers-fault-datetime")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_across_the_date_line_is_two() {
        let two = boxes("170,-20,-170,-10").unwrap();
        assert_eq!(two.iter().map(|part| (part.min().x, part.max().x)).collect::<Vec<_>>(), [(170.0, 180.0), (-180.0, -170.0)]);
        assert_eq!(boxes("4,51,0,5,52,9").unwrap(), boxes("4, 51, 5, 52").unwrap());
    }

    #[test]
    fn odd_boxes_are_refused_with_their_reason() {
        for (text, fault) in [
            ("", "layers-fault-bbox-number"),
            ("4,51,5", "layers-fault-bbox-count"),
            ("4,51,5,52,6", "layers-fault-bbox-count"),
            ("4,51,NaN,52", "layers-fault-bbox-number"),
            ("4,51,inf,52", "layers-fault-bbox-number"),
            ("4,51,1e999,52", "layers-fault-bbox-number"),
            ("4,51,x,52", "layers-fault-bbox-number"),
            ("4,52,5,51", "layers-fault-bbox-order"),
            ("4,51,5,91", "layers-fault-bbox-latitude"),
            ("90000,430000,95000,440000", "layers-fault-bbox-latitude"),
            ("-181,51,5,52", "layers-fault-bbox-longitude"),
        ] {
            assert_eq!(boxes(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn periods_may_be_open_and_may_not_run_backwards() {
        let day = |text: &str| Some(text.parse::<Day>().unwrap());
        assert_eq!(period("2026-05-01").unwrap(), Period { from: day("2026-05-01"), to: day("2026-05-01") });
        assert_eq!(period("2026-05-01T12:00:00Z/..").unwrap(), Period { from: day("2026-05-01"), to: None });
        assert_eq!(period("/2026-05-01T12:00:00+02:00").unwrap(), Period { from: None, to: day("2026-05-01") });
        assert_eq!(period("../..").unwrap(), Period::default());
        for odd in
            ["", "..", "yesterday", "2026", "2026-13-01", "2026-05-01T12:00:00", "a/b", "2026-05-01/2026-06-01/2026-07-01", "20260501"]
        {
            assert_eq!(period(odd), Err("layers-fault-datetime"), "{odd}");
        }
        for backwards in ["2026-05-02/2026-05-01", "2026-05-01T13:00:00Z/2026-05-01T12:00:00Z"] {
            assert_eq!(period(backwards), Err("layers-fault-datetime-order"), "{backwards}");
        }
    }
}
