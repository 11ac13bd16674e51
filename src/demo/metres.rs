use geo::{Coord, Geometry, LineString, MapCoords, Polygon};

use crate::inventory::whereabouts::{Nowhere, Whereabouts};

// The drawing is made in metres, turned a little, and laid down in the middle of the Markermeer, where nobody lives. Only
// sums, products and one rounding are used, so that every machine gets the same bytes.
const ORIGIN: Coord<f64> = Coord { x: 5.2461, y: 52.5287 };
const TURN: Coord<f64> = Coord { x: 0.96, y: 0.28 };
/// Metres in a degree of longitude and of latitude at 52.53° north, on the WGS 84 ellipsoid.
const METRES_IN_A_DEGREE: Coord<f64> = Coord { x: 67_864.0, y: 111_277.0 };
/// Coordinates are kept to 7 decimals, about 1 cm.
const STEPS_IN_A_DEGREE: f64 = 1e7;

/// Where a spot of the drawing is on earth, in degrees.
pub(super) fn degrees(spot: Coord<f64>) -> Coord<f64> {
    let east = spot.x * TURN.x - spot.y * TURN.y;
    let north = spot.x * TURN.y + spot.y * TURN.x;
    let rounded = |degrees: f64| (degrees * STEPS_IN_A_DEGREE).round() / STEPS_IN_A_DEGREE;
    Coord { x: rounded(ORIGIN.x + east / METRES_IN_A_DEGREE.x), y: rounded(ORIGIN.y + north / METRES_IN_A_DEGREE.y) }
}

/// Where a shape of the drawing is on earth.
pub(super) fn on_earth(shape: &Geometry<f64>) -> Result<Whereabouts, Nowhere> {
    Whereabouts::new(shape.map_coords(degrees))
}

/// Reads `x y|x y|…` in metres.
pub(super) fn spots(text: &str) -> Option<Vec<Coord<f64>>> {
    let spot = |pair: &str| {
        let (x, y) = pair.trim().split_once(' ')?;
        Some(Coord { x: x.parse().ok()?, y: y.parse().ok()? })
    };
    text.split('|').map(spot).collect()
}

/// The surface with these corners, counterclockwise.
pub(super) fn surface(mut corners: Vec<Coord<f64>>) -> Polygon<f64> {
    let after = corners.iter().skip(1).chain(corners.first());
    let twice_the_area: f64 = corners.iter().zip(after).map(|(one, next)| one.x * next.y - next.x * one.y).sum();
    if twice_the_area < 0.0 {
        corners.reverse();
    }
    Polygon::new(LineString(corners), Vec::new())
}

/// The street that people say, drawn as a line.
pub(super) fn line(spots: &[Coord<f64>]) -> Geometry<f64> {
    Geometry::LineString(LineString(spots.to_vec()))
}
