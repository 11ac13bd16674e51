//! Where somebody says that something is: two numbers in two fields, or both pasted into one.

use std::ops::RangeInclusive;

/// A place as it was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spot {
    /// In degrees of WGS 84.
    Degrees {
        /// East of Greenwich.
        longitude: f64,
        /// North of the equator.
        latitude: f64,
        /// They were given the other way round.
        was_swapped: bool,
    },
    /// In metres of the Dutch grid (RD New, EPSG:28992).
    DutchGrid {
        /// West to east.
        x: f64,
        /// South to north.
        y: f64,
    },
}

/// Why two texts are no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSpot {
    /// One of the two is missing.
    Half,
    /// Not numbers.
    NotNumbers,
    /// Not on the globe, and not on the Dutch grid.
    OffTheGlobe,
    /// Longitude and latitude nought, which stands for an unknown place.
    Nought,
}

/// The Netherlands in degrees, a little wide.
const DUTCH_LONGITUDES: RangeInclusive<f64> = 3.0..=7.5;
const DUTCH_LATITUDES: RangeInclusive<f64> = 50.5..=53.9;

/// The Dutch grid in metres.
const GRID_X: RangeInclusive<f64> = 1_000.0..=300_000.0;
const GRID_Y: RangeInclusive<f64> = 289_000.0..=629_000.0;

/// Reads a place; `None` where nothing was said.
pub fn read_spot(longitude: &str, latitude: &str) -> Result<Option<Spot>, NoSpot> {
    let (longitude, latitude) = (longitude.trim(), latitude.trim());
    match (longitude.is_empty(), latitude.is_empty()) {
        (true, true) => Ok(None),
        (false, false) => {
            let numbers = number(longitude).zip(number(latitude)).ok_or(NoSpot::NotNumbers)?;
            settle(numbers.0, numbers.1).map(Some)
        }
        _ => {
            let pasted = if longitude.is_empty() { latitude } else { longitude };
            match pair(pasted) {
                Some((first, second)) if is_grid(first, second) => settle(first, second).map(Some),
                // Maps and phones give the latitude first.
                Some((first, second)) if DUTCH_LONGITUDES.contains(&first) && DUTCH_LATITUDES.contains(&second) => {
                    settle(first, second).map(Some)
                }
                Some((first, second)) => settle(second, first).map(Some),
                None => Err(if number(pasted).is_some() { NoSpot::Half } else { NoSpot::NotNumbers }),
            }
        }
    }
}

fn settle(x: f64, y: f64) -> Result<Spot, NoSpot> {
    if is_grid(x, y) {
        return Ok(Spot::DutchGrid { x, y });
    }
    if is_grid(y, x) {
        return Ok(Spot::DutchGrid { x: y, y: x });
    }
    if DUTCH_LATITUDES.contains(&x) && DUTCH_LONGITUDES.contains(&y) {
        return Ok(Spot::Degrees { longitude: y, latitude: x, was_swapped: true });
    }
    if x == 0.0 && y == 0.0 {
        return Err(NoSpot::Nought);
    }
    if !(-180.0..=180.0).contains(&x) || !(-90.0..=90.0).contains(&y) {
        return Err(NoSpot::OffTheGlobe);
    }
    Ok(Spot::Degrees { longitude: x, latitude: y, was_swapped: false })
}

fn is_grid(x: f64, y: f64) -> bool {
    GRID_X.contains(&x) && GRID_Y.contains(&y)
}

/// Two numbers in one text: `52.09, 5.11`, `52,09; 5,11`, `52.09,5.11`, `52,09 5,11`.
fn pair(text: &str) -> Option<(f64, f64)> {
    let text = text.trim_matches(['(', ')', '[', ']']);
    let by = |is_gap: fn(char) -> bool| {
        let parts: Vec<&str> = text.split(is_gap).map(|part| part.trim().trim_matches(',')).filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [first, second] => number(first).zip(number(second)),
            _ => None,
        }
    };
    let commas = || (text.matches('.').count() > 0).then(|| by(|c| c == ',')).flatten();
    by(|c| c == ';').or_else(|| by(char::is_whitespace)).or_else(commas)
}

fn number(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches('°').trim_end();
    let plain = if text.contains('.') { text.to_owned() } else { text.replacen(',', ".", 1) };
    let is_number = plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    plain.parse().ok().filter(|number: &f64| is_number && number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degrees(longitude: f64, latitude: f64, was_swapped: bool) -> Spot {
        Spot::Degrees { longitude, latitude, was_swapped }
    }

    #[test]
    fn a_place_is_read_as_people_give_it() {
        assert_eq!(read_spot("5,11", "52.09"), Ok(Some(degrees(5.11, 52.09, false))));
        assert_eq!(read_spot("52.09", "5.11"), Ok(Some(degrees(5.11, 52.09, true))));
        for pasted in ["52.09, 5.11", "52.09,5.11", "52,09; 5,11", "52,09 5,11", "5.11, 52.09", "(52.09, 5.11)"] {
            assert_eq!(read_spot("", pasted), Ok(Some(degrees(5.11, 52.09, false))), "{pasted}");
            assert_eq!(read_spot(pasted, ""), Ok(Some(degrees(5.11, 52.09, false))), "{pasted}");
        }
        assert_eq!(read_spot("", "39.28, -76.61"), Ok(Some(degrees(-76.61, 39.28, false))));
        assert_eq!(read_spot("136000", "455000,5"), Ok(Some(Spot::DutchGrid { x: 136_000.0, y: 455_000.5 })));
        assert_eq!(read_spot(" ", ""), Ok(None));
    }

    #[test]
    fn what_is_no_place_is_refused() {
        assert_eq!(read_spot("5.11", ""), Err(NoSpot::Half));
        assert_eq!(read_spot("0", "0,0"), Err(NoSpot::Nought));
        assert_eq!(read_spot("500", "52"), Err(NoSpot::OffTheGlobe));
        for text in ["NaN", "inf", "oost", "1e400", "--5", "5.1.1"] {
            assert_eq!(read_spot(text, "52"), Err(NoSpot::NotNumbers), "{text}");
        }
    }
}
