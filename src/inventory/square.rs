//! Squares of the grid of Statistics Netherlands (CBS), "kaart van 100 bij 100 meter" and "van 500 bij 500 meter": they
//! lie on whole hundreds of metres of RD New (EPSG:28992) and are called after their south-west corner. A home is told
//! no more precisely than by such a square, and everything that is published about people is told by squares as well:
//! the same for everybody, the same each time, and the same as what CBS publishes.

use std::fmt;
use std::str::FromStr;

use geo::{Coord, Geometry, LineString, Polygon};

use super::rd_new::{RD_X, RD_Y, from_rd, to_rd};
use super::whereabouts::Whereabouts;

/// How long the sides of a square are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// 100 metres.
    Hundred,
    /// 500 metres.
    FiveHundred,
}

impl Size {
    /// The length of a side in metres.
    pub const fn metres(self) -> u16 {
        match self {
            Self::Hundred => 100,
            Self::FiveHundred => 500,
        }
    }

    /// The length of a side in hundreds of metres, in which corners are counted.
    const fn hundreds(self) -> u16 {
        self.metres() / 100
    }
}

/// A square of the grid of CBS that lies whole within RD New.
///
/// Squares are ordered by size, then from west to east, then from south to north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Square {
    size: Size,
    east: u16,
    north: u16,
}

impl Square {
    /// The square with this south-west corner, in hundreds of metres of RD New; `None` where the grid of this size has no
    /// such corner, or the square does not lie whole in the country.
    pub fn new(size: Size, east: u16, north: u16) -> Option<Self> {
        let on_the_grid = east.is_multiple_of(size.hundreds()) && north.is_multiple_of(size.hundreds());
        let square = Self { size, east, north };
        let [[west, south], [east, north]] = square.corners();
        let inside = RD_X.contains(&west) && RD_X.contains(&east) && RD_Y.contains(&south) && RD_Y.contains(&north);
        (on_the_grid && inside).then_some(square)
    }

    /// The square of this size with this code of CBS; codes of both sizes look the same, so the size must be known.
    pub fn with_code(size: Size, code: &str) -> Result<Self, NoSquare> {
        let digits = |part: &str| (part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok()).flatten();
        let (east, north) = code.trim().strip_prefix('E').and_then(|rest| rest.split_once('N')).ok_or(NoSquare)?;
        Self::new(size, digits(east).ok_or(NoSquare)?, digits(north).ok_or(NoSquare)?).ok_or(NoSquare)
    }

    /// The square of this size that holds a point in WGS 84, degrees; `None` outside the Netherlands.
    pub fn at(size: Size, point: Coord<f64>) -> Option<Self> {
        let (x, y) = to_rd(point.x, point.y)?;
        let metres = f64::from(size.metres());
        Self::new(size, hundreds((x / metres).floor() * metres)?, hundreds((y / metres).floor() * metres)?)
    }

    /// The square of which this is the whole surface, to the last bit of what [`Self::to_whereabouts`] gives.
    pub fn of_whereabouts(whereabouts: &Whereabouts) -> Option<Self> {
        let Geometry::Polygon(surface) = whereabouts.geometry() else { return None };
        let corners = &surface.exterior().0;
        let (first, opposite) = (corners.first()?, corners.get(2)?);
        let middle = Coord { x: f64::midpoint(first.x, opposite.x), y: f64::midpoint(first.y, opposite.y) };
        let candidates = [Size::Hundred, Size::FiveHundred].into_iter().filter_map(|size| Self::at(size, middle));
        candidates.into_iter().find(|square| square.to_whereabouts().as_ref() == Some(whereabouts))
    }

    /// How long its sides are.
    pub fn size(self) -> Size {
        self.size
    }

    /// The square of 500 metres that holds it; itself, if it is one.
    #[must_use]
    pub fn five_hundred(self) -> Self {
        let side = Size::FiveHundred.hundreds();
        Self { size: Size::FiveHundred, east: self.east / side * side, north: self.north / side * side }
    }

    /// Its surface in WGS 84, counter-clockwise from the south-west corner, in degrees of seven decimals (a centimetre):
    /// on every machine, and after every file, the same numbers. Squares side by side share their corners.
    pub fn to_whereabouts(self) -> Option<Whereabouts> {
        let [[west, south], [east, north]] = self.corners();
        let corner = |x, y| from_rd(x, y).map(|(longitude, latitude)| Coord { x: seven_decimals(longitude), y: seven_decimals(latitude) });
        let ring = [corner(west, south)?, corner(east, south)?, corner(east, north)?, corner(west, north)?, corner(west, south)?];
        Whereabouts::new(Polygon::new(LineString::from(ring.to_vec()), Vec::new()).into()).ok()
    }

    /// Its middle in WGS 84, in degrees.
    pub fn centre(self) -> Option<Coord<f64>> {
        let (x, y) = self.middle();
        from_rd(x, y).map(|(longitude, latitude)| Coord { x: seven_decimals(longitude), y: seven_decimals(latitude) })
    }

    /// Metres between the middles of two squares, on the grid.
    pub fn metres_to(self, other: Self) -> f64 {
        let (here, there) = (self.middle(), other.middle());
        (here.0 - there.0).hypot(here.1 - there.1)
    }

    /// South-west and north-east, in metres of RD New.
    fn corners(self) -> [[f64; 2]; 2] {
        let side = f64::from(self.size.metres());
        let [west, south] = [self.east, self.north].map(|hundreds| f64::from(hundreds) * 100.0);
        [[west, south], [west + side, south + side]]
    }

    fn middle(self) -> (f64, f64) {
        let [[west, south], [east, north]] = self.corners();
        (f64::midpoint(west, east), f64::midpoint(south, north))
    }
}

/// A whole number of metres counted in hundreds; `None` below nought and above what a code can tell.
fn hundreds(metres: f64) -> Option<u16> {
    let mut found = None;
    if (0.0..=999_900.0).contains(&metres) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 9999")]
        let counted = (metres / 100.0).round() as u16;
        found = Some(counted);
    }
    found
}

fn seven_decimals(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// The code of CBS: the south-west corner in hundreds of metres, as `E0923N4365`.
impl fmt::Display for Square {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{:04}N{:04}", self.east, self.north)
    }
}

/// A code of a square of 100 metres.
impl FromStr for Square {
    type Err = NoSquare;

    fn from_str(code: &str) -> Result<Self, NoSquare> {
        Self::with_code(Size::Hundred, code)
    }
}

/// A text is no code of a square in the Netherlands, of the size that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no code of a square of CBS, as E0923N4365")]
pub struct NoSquare;

#[cfg(test)]
mod tests {
    use super::*;

    fn square(code: &str) -> Square {
        code.parse().unwrap()
    }

    #[test]
    fn a_code_reads_back_as_it_was_written_and_nothing_else_is_a_code() {
        assert_eq!(square("E0923N4365").to_string(), "E0923N4365");
        for wrong in ["", "E923N4365", "E0923N43650", "e0923n4365", "E0923", "N4365E0923", "E+923N4365", "E9999N9999", "E0923N0000"] {
            assert_eq!(wrong.parse::<Square>(), Err(NoSquare), "{wrong}");
        }
        assert!(Square::with_code(Size::FiveHundred, "E0923N4365").is_err(), "no corner of the coarse grid");
        assert_eq!(Square::with_code(Size::FiveHundred, "E0920N4365"), Ok(square("E0923N4365").five_hundred()));
    }

    #[test]
    fn the_tower_of_amersfoort_is_in_the_square_that_its_coordinates_name() {
        // The tower is the origin of RD New: 155000, 463000 (Kadaster). A metre north-east of it lies within.
        let (longitude, latitude) = from_rd(155_001.0, 463_001.0).unwrap();
        let point = Coord { x: longitude, y: latitude };
        assert_eq!(Square::at(Size::Hundred, point).unwrap().to_string(), "E1550N4630");
        let (longitude, latitude) = from_rd(154_999.0, 462_999.0).unwrap();
        let point = Coord { x: longitude, y: latitude };
        assert_eq!(Square::at(Size::Hundred, point).unwrap().to_string(), "E1549N4629");
        assert_eq!(Square::at(Size::FiveHundred, point).unwrap().to_string(), "E1545N4625");
        assert_eq!(Square::at(Size::Hundred, Coord { x: 2.35, y: 48.86 }), None);
    }

    #[test]
    fn the_middle_and_the_corners_of_a_square_lie_where_they_should() {
        for (size, side) in [(Size::Hundred, 100.0), (Size::FiveHundred, 500.0)] {
            let square = Square::at(size, square("E0923N4365").centre().unwrap()).unwrap();
            let whereabouts = square.to_whereabouts().unwrap();
            let Geometry::Polygon(surface) = whereabouts.geometry() else { panic!() };
            assert!(geo::Contains::contains(surface, &geo::Point(square.centre().unwrap())));
            let corners = &surface.exterior().0;
            let along = super::super::whereabouts::metres_between(corners[0], corners[1]);
            assert!((along - side).abs() < side / 100.0, "{along}");
            assert!(corners[1].x > corners[0].x && corners[2].y > corners[1].y, "counter-clockwise from the south-west");
            assert_eq!(Square::at(size, square.centre().unwrap()), Some(square));
        }
    }

    #[test]
    fn only_a_whole_square_to_the_last_bit_is_taken_for_one() {
        let own = square("E0923N4365");
        for square in [own, own.five_hundred()] {
            let whereabouts = square.to_whereabouts().unwrap();
            assert_eq!(Square::of_whereabouts(&whereabouts), Some(square));
            let Geometry::Polygon(surface) = whereabouts.geometry() else { panic!() };
            let mut moved = surface.clone();
            moved.exterior_mut(|ring| ring.0[1].x = f64::from_bits(ring.0[1].x.to_bits() + 1));
            assert_eq!(Square::of_whereabouts(&Whereabouts::new(moved.into()).unwrap()), None, "a bit further");
            let mut turned = surface.clone();
            turned.exterior_mut(|ring| ring.0.rotate_left(1));
            turned.exterior_mut(LineString::close);
            assert_eq!(Square::of_whereabouts(&Whereabouts::new(turned.into()).unwrap()), None, "begun at another corner");
            let hole = LineString::from(vec![surface.exterior().0[0]; 4]);
            let holed = Polygon::new(surface.exterior().clone(), vec![hole]);
            assert_eq!(Square::of_whereabouts(&Whereabouts::new(holed.into()).unwrap()), None, "with a hole");
        }
        let middle = own.centre().unwrap();
        assert_eq!(Square::of_whereabouts(&Whereabouts::point(middle.x, middle.y).unwrap()), None, "a doorstep");
    }

    #[test]
    fn every_square_of_a_strip_through_the_country_is_found_again_by_its_surface() {
        for step in 0..600_u16 {
            let square = Square::new(Size::Hundred, 130 + step * 4, 3100 + step * 5).unwrap();
            assert_eq!(Square::of_whereabouts(&square.to_whereabouts().unwrap()), Some(square));
            assert_eq!(square.to_string().parse(), Ok(square));
        }
    }

    #[test]
    fn distances_are_between_middles() {
        assert!((square("E0923N4365").metres_to(square("E0926N4369")) - 500.0).abs() < 1e-9);
        assert!(square("E0923N4365").metres_to(square("E0923N4365")).abs() < 1e-9);
        assert!((square("E0920N4365").metres_to(square("E0920N4365").five_hundred()) - 200.0_f64.hypot(200.0)).abs() < 1e-9);
    }
}
