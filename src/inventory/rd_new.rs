//! The Dutch grid RD New (EPSG:28992): from metres on the grid to WGS 84 and back, by the inverse of the oblique stereographic
//! projection (EPSG method 9809) on the ellipsoid of Bessel, and the shift of seven parameters to WGS 84 (position vector,
//! EPSG method 9606). Without the official grid of corrections it lies within a quarter of a metre of RDNAPTRANS 2018.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};
use std::sync::LazyLock;

/// Where RD New holds, in metres: x west to east, y south to north.
pub const RD_X: std::ops::RangeInclusive<f64> = -7_000.0..=300_000.0;
/// See [`RD_X`].
pub const RD_Y: std::ops::RangeInclusive<f64> = 289_000.0..=629_000.0;

/// An ellipsoid: half its long axis in metres, and the square of its eccentricity.
struct Ellipsoid {
    axis: f64,
    eccentricity_squared: f64,
}

const BESSEL: Ellipsoid = Ellipsoid::new(6_377_397.155, 299.152_812_8);
const WGS_84: Ellipsoid = Ellipsoid::new(6_378_137.0, 298.257_223_563);

/// The tower of Amersfoort, in degrees on the ellipsoid of Bessel and in metres on the grid, and the scale there.
const AMERSFOORT_LATITUDE: f64 = 52.0 + 9.0 / 60.0 + 22.178 / 3600.0;
const AMERSFOORT_LONGITUDE: f64 = 5.0 + 23.0 / 60.0 + 15.5 / 3600.0;
const AMERSFOORT_X: f64 = 155_000.0;
const AMERSFOORT_Y: f64 = 463_000.0;
const SCALE: f64 = 0.999_907_9;

/// The shift from Bessel's ellipsoid to WGS 84: metres, seconds of arc, and millionths.
const SHIFT: [f64; 3] = [565.4171, 50.3319, 465.5524];
const TURN: [f64; 3] = [-0.398_957_388_243_134, 0.343_987_817_378_283, -1.877_401_639_980_45];
const STRETCH: f64 = 4.0725;

/// Steps after which the latitude stands still to the tenth of a millimetre.
const STEPS: usize = 6;

/// Longitude and latitude in degrees of a point of RD New in metres; `None` outside [`RD_X`] and [`RD_Y`].
pub fn from_rd(x: f64, y: f64) -> Option<(f64, f64)> {
    if !RD_X.contains(&x) || !RD_Y.contains(&y) {
        return None;
    }
    Some(degrees_at(x, y))
}

/// A box in degrees round all of RD New: west, south, east and north. Outside it the search of [`to_rd`] need not begin.
const ROUND_RD: [f64; 4] = [2.5, 50.0, 8.0, 54.0];

/// Metres to a degree of latitude, and to a degree of longitude at the equator: near enough to walk to a point by.
const METRES_A_DEGREE: f64 = 111_300.0;

/// Each step brings the search of [`to_rd`] twenty times nearer at least; after so many it is within a hundredth of a
/// millimetre.
const APPROACHES: usize = 10;

/// Metres on RD New of a longitude and latitude in degrees; `None` outside [`RD_X`] and [`RD_Y`].
///
/// It walks to the point whose degrees [`from_rd`] gives, so that there and back is one and the same projection.
pub fn to_rd(longitude: f64, latitude: f64) -> Option<(f64, f64)> {
    let [west, south, east, north] = ROUND_RD;
    if !(west..=east).contains(&longitude) || !(south..=north).contains(&latitude) {
        return None;
    }
    let east_a_degree = METRES_A_DEGREE * latitude.to_radians().cos();
    let (x, y) = (0..APPROACHES).fold((AMERSFOORT_X, AMERSFOORT_Y), |(x, y), _| {
        let (reached_longitude, reached_latitude) = degrees_at(x, y);
        (x + (longitude - reached_longitude) * east_a_degree, y + (latitude - reached_latitude) * METRES_A_DEGREE)
    });
    (RD_X.contains(&x) && RD_Y.contains(&y)).then_some((x, y))
}

/// Longitude and latitude in degrees of a point in metres, also a little outside the grid.
fn degrees_at(x: f64, y: f64) -> (f64, f64) {
    let (longitude, latitude) = SPHERE.unproject(x - AMERSFOORT_X, y - AMERSFOORT_Y);
    let (longitude, latitude) = WGS_84.from_space(shift(BESSEL.in_space(longitude, latitude)));
    (longitude.to_degrees(), latitude.to_degrees())
}

/// The sphere between the ellipsoid and the plane, that touches the ellipsoid at Amersfoort.
struct Sphere {
    radius: f64,
    exponent: f64,
    factor: f64,
    latitude: f64,
}

static SPHERE: LazyLock<Sphere> = LazyLock::new(|| {
    let (sine, cosine) = AMERSFOORT_LATITUDE.to_radians().sin_cos();
    let squared = BESSEL.eccentricity_squared;
    let flat = 1.0 - squared * sine * sine;
    let radius = (BESSEL.axis * (1.0 - squared) / flat.powf(1.5) * BESSEL.axis / flat.sqrt()).sqrt();
    let exponent = (1.0 + squared * cosine.powi(4) / (1.0 - squared)).sqrt();
    let eccentricity = squared.sqrt();
    let stretch = ((1.0 - eccentricity * sine) / (1.0 + eccentricity * sine)).powf(eccentricity);
    let first = ((1.0 + sine) / (1.0 - sine) * stretch).powf(exponent);
    let turned = (first - 1.0) / (first + 1.0);
    let factor = (exponent + sine) * (1.0 - turned) / ((exponent - sine) * (1.0 + turned));
    let second = factor * first;
    Sphere { radius, exponent, factor, latitude: ((second - 1.0) / (second + 1.0)).asin() }
});

impl Sphere {
    /// Longitude and latitude in radians on the ellipsoid of Bessel of a point so many metres east and north of Amersfoort.
    fn unproject(&self, east: f64, north: f64) -> (f64, f64) {
        let breadth = 2.0 * self.radius * SCALE;
        let near = breadth * (FRAC_PI_4 - self.latitude / 2.0).tan();
        let far = 2.0 * breadth * self.latitude.tan() + near;
        let inner = (east / (far + north)).atan();
        let outer = (east / (near - north)).atan() - inner;
        let latitude = self.latitude + 2.0 * ((north - east * (outer / 2.0).tan()) / breadth).atan();
        let longitude = (outer + 2.0 * inner) / self.exponent + AMERSFOORT_LONGITUDE.to_radians();
        let sine = latitude.sin();
        let isometric = 0.5 * ((1.0 + sine) / (self.factor * (1.0 - sine))).ln() / self.exponent;
        (longitude, BESSEL.latitude_of(isometric))
    }
}

impl Ellipsoid {
    const fn new(axis: f64, inverse_flattening: f64) -> Self {
        let flattening = 1.0 / inverse_flattening;
        Self { axis, eccentricity_squared: flattening * (2.0 - flattening) }
    }

    /// The latitude in radians with this isometric latitude.
    fn latitude_of(&self, isometric: f64) -> f64 {
        let squared = self.eccentricity_squared;
        let eccentricity = squared.sqrt();
        (0..STEPS).fold(2.0 * isometric.exp().atan() - FRAC_PI_2, |latitude, _| {
            let (sine, cosine) = latitude.sin_cos();
            let stretch = ((1.0 - eccentricity * sine) / (1.0 + eccentricity * sine)).powf(eccentricity / 2.0);
            let reached = ((latitude / 2.0 + FRAC_PI_4).tan() * stretch).ln();
            latitude - (reached - isometric) * cosine * (1.0 - squared * sine * sine) / (1.0 - squared)
        })
    }

    /// Metres from the middle of the earth, along three axes, of a point on the ellipsoid.
    fn in_space(&self, longitude: f64, latitude: f64) -> [f64; 3] {
        let (sine, cosine) = latitude.sin_cos();
        let normal = self.axis / (1.0 - self.eccentricity_squared * sine * sine).sqrt();
        let across = normal * cosine;
        [across * longitude.cos(), across * longitude.sin(), normal * (1.0 - self.eccentricity_squared) * sine]
    }

    /// Longitude and latitude in radians of a point in space, taken down to the ellipsoid.
    #[expect(clippy::wrong_self_convention, reason = "it reads from a place in space to a place on the ellipsoid")]
    fn from_space(&self, [x, y, z]: [f64; 3]) -> (f64, f64) {
        let across = x.hypot(y);
        let squared = self.eccentricity_squared;
        let latitude = (0..STEPS).fold(z.atan2(across * (1.0 - squared)), |latitude, _| {
            let sine = latitude.sin();
            (z + squared * self.axis / (1.0 - squared * sine * sine).sqrt() * sine).atan2(across)
        });
        (y.atan2(x), latitude)
    }
}

fn shift([x, y, z]: [f64; 3]) -> [f64; 3] {
    let [about_x, about_y, about_z] = TURN.map(|seconds| (seconds / 3600.0).to_radians());
    let stretch = 1.0 + STRETCH * 1e-6;
    [
        stretch * (x - about_z * y + about_y * z) + SHIFT[0],
        stretch * (about_z * x + y - about_x * z) + SHIFT[1],
        stretch * (-about_y * x + about_x * y + z) + SHIFT[2],
    ]
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
    fn a_point_of_the_address_register_is_found_to_the_millimetre() {
        // The register gives both.
        let found = from_rd(135_782.745, 452_910.011).unwrap();
        assert!(metres(found, (5.106_960_41, 52.064_150_55)) < 0.001);
    }

    #[test]
    fn the_tower_of_amersfoort_stands_where_it_should_and_north_and_east_are_up_and_right() {
        let amersfoort = from_rd(155_000.0, 463_000.0).unwrap();
        assert!(metres(amersfoort, (5.387_203_51, 52.155_172_30)) < 0.01);
        assert!(from_rd(AMERSFOORT_X, AMERSFOORT_Y + 1000.0).unwrap().1 > amersfoort.1);
        assert!(from_rd(AMERSFOORT_X + 1000.0, AMERSFOORT_Y).unwrap().0 > amersfoort.0);
    }

    #[test]
    fn outside_the_grid_there_is_no_answer() {
        assert_eq!(from_rd(4.48, 51.9), None);
        assert_eq!(from_rd(f64::NAN, 463_000.0), None);
        assert_eq!(to_rd(2.35, 48.86), None, "Paris");
        assert_eq!(to_rd(f64::NAN, 52.0), None);
        assert_eq!(to_rd(8.0, 54.0), None, "the German Bight");
    }

    #[test]
    fn there_and_back_is_the_same_point_all_over_the_country() {
        for x in (0..=295_000).step_by(29_500).map(f64::from) {
            for y in (300_000..=620_000).step_by(20_000).map(f64::from) {
                let (longitude, latitude) = from_rd(x, y).unwrap();
                let (back_x, back_y) = to_rd(longitude, latitude).unwrap();
                assert!((back_x - x).hypot(back_y - y) < 0.000_1, "{x} {y} came back as {back_x} {back_y}");
            }
        }
    }
}
