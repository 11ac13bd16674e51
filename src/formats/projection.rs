//! From the coordinate systems of files to WGS 84. The Dutch grid RD New (EPSG:28992) by the polynomial of
//! Schreutelkamp and Strang van Hees (2001): within half a metre of the official transformation (RDNAPTRANS 2018) on
//! land in the Netherlands, which is enough for a map of a neighbourhood. Web Mercator (EPSG:3857) exactly.

/// Where RD New holds, in metres: x west to east, y south to north.
pub const RD_X: std::ops::RangeInclusive<f64> = -7_000.0..=300_000.0;
/// See [`RD_X`].
pub const RD_Y: std::ops::RangeInclusive<f64> = 289_000.0..=629_000.0;

/// Half the circumference of the sphere of Web Mercator, in metres.
pub const MERCATOR_EDGE: f64 = 20_037_508.342_789_244;

/// Powers of the east and north offset from Amersfoort, and the coefficient in seconds of arc.
type Term = (i32, i32, f64);

const LATITUDE: [Term; 11] = [
    (0, 1, 3235.65389),
    (2, 0, -32.58297),
    (0, 2, -0.24750),
    (2, 1, -0.84978),
    (0, 3, -0.06550),
    (2, 2, -0.01709),
    (1, 0, -0.00738),
    (4, 0, 0.00530),
    (2, 3, -0.00039),
    (4, 1, 0.00033),
    (1, 1, -0.00012),
];

const LONGITUDE: [Term; 12] = [
    (1, 0, 5260.52916),
    (1, 1, 105.94684),
    (1, 2, 2.45656),
    (3, 0, -0.81885),
    (1, 3, 0.05594),
    (3, 1, -0.05607),
    (0, 1, 0.01199),
    (3, 2, -0.00256),
    (1, 4, 0.00128),
    (0, 2, 0.00022),
    (2, 0, -0.00022),
    (5, 0, 0.00026),
];

/// Longitude and latitude in degrees of a point of RD New in metres; `None` outside [`RD_X`] and [`RD_Y`].
pub fn from_rd(x: f64, y: f64) -> Option<(f64, f64)> {
    if !RD_X.contains(&x) || !RD_Y.contains(&y) {
        return None;
    }
    let (east, north) = ((x - 155_000.0) * 1e-5, (y - 463_000.0) * 1e-5);
    let sum = |terms: &[Term]| -> f64 {
        terms.iter().map(|(east_power, north_power, term)| term * east.powi(*east_power) * north.powi(*north_power)).sum()
    };
    Some((5.387_206_21 + sum(&LONGITUDE) / 3600.0, 52.155_174_40 + sum(&LATITUDE) / 3600.0))
}

/// Longitude and latitude in degrees of a point of Web Mercator in metres; `None` outside its square.
pub fn from_web_mercator(x: f64, y: f64) -> Option<(f64, f64)> {
    if x.abs() > MERCATOR_EDGE + 1.0 || y.abs() > MERCATOR_EDGE + 1.0 {
        return None;
    }
    let radius = MERCATOR_EDGE / std::f64::consts::PI;
    let latitude = (y / radius).sinh().atan().to_degrees();
    Some(((x / radius).to_degrees().clamp(-180.0, 180.0), latitude))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Metres between two places, near enough for places close together.
    fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
        let east = (a.0 - b.0) * 111_320.0 * a.1.to_radians().cos();
        east.hypot((a.1 - b.1) * 111_180.0)
    }

    #[test]
    fn rd_comes_within_half_a_metre_of_the_register() {
        // A point of the address register, which gives both.
        let found = from_rd(135_782.745, 452_910.011).unwrap();
        assert!(metres(found, (5.106_960_41, 52.064_150_55)) < 0.5);
        let amersfoort = from_rd(155_000.0, 463_000.0).unwrap();
        assert!(metres(amersfoort, (5.387_206_21, 52.155_174_40)) < 0.001);
    }

    #[test]
    fn outside_the_grid_there_is_no_answer() {
        assert_eq!(from_rd(4.48, 51.9), None);
        assert_eq!(from_rd(f64::NAN, 463_000.0), None);
        assert_eq!(from_web_mercator(3e7, 0.0), None);
    }

    #[test]
    fn web_mercator_comes_back_exactly() {
        let (longitude, latitude) = from_web_mercator(499_117.28, 6_782_966.72).unwrap();
        assert!((longitude - 4.483_64).abs() < 1e-4 && (latitude - 51.904_1).abs() < 1e-1);
        assert_eq!(from_web_mercator(0.0, 0.0), Some((0.0, 0.0)));
    }
}
