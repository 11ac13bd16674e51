use geo::{Coord, Distance, Euclidean, Polygon};

use crate::demo::metres::{spots, surface};
use crate::demo::table::{Row, Unreadable};

/// A named street of the drawing, in metres.
pub(super) struct Street {
    pub(super) name: String,
    pub(super) line: Vec<Coord<f64>>,
    pub(super) left: Option<Style>,
    pub(super) right: Option<Style>,
}

/// A side of a street, for whoever walks along its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// Odd numbers.
    Left,
    /// Even numbers.
    Right,
}

/// How a side of a street is built up; lengths in metres.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) size: Size,
    /// So many buildings stand wall to wall.
    pub(super) in_a_row: usize,
    /// Then comes a gap.
    pub(super) gap: f64,
    /// Front doors of a building.
    pub(super) homes: usize,
}

/// A building's measures in metres.
#[derive(Clone, Copy)]
pub(super) struct Size {
    /// Along the street.
    pub(super) width: f64,
    /// Away from the street.
    pub(super) depth: f64,
    /// From the middle of the street to the front.
    pub(super) setback: f64,
}

const TERRACE: Style = Style { size: Size { width: 8.0, depth: 10.0, setback: 6.5 }, in_a_row: 6, gap: 22.0, homes: 1 };
const PAIRS: Style = Style { size: Size { width: 9.0, depth: 10.0, setback: 8.5 }, in_a_row: 2, gap: 16.0, homes: 1 };
const FLATS: Style = Style { size: Size { width: 24.0, depth: 11.0, setback: 6.0 }, in_a_row: 1, gap: 14.0, homes: 6 };
const YARD: Style = Style { size: Size { width: 13.0, depth: 11.0, setback: 6.0 }, in_a_row: 1, gap: 16.0, homes: 1 };

impl Street {
    /// Reads a row of the table of streets.
    pub(super) fn read(row: &Row) -> Result<Self, Unreadable> {
        let line = spots(row.must("line")?).filter(|line| line.len() > 1).ok_or_else(|| row.wrong("no line"))?;
        let style = |column| match row.must(column)? {
            "none" => Ok(None),
            "terrace" => Ok(Some(TERRACE)),
            "pairs" => Ok(Some(PAIRS)),
            "flats" => Ok(Some(FLATS)),
            "yard" => Ok(Some(YARD)),
            other => Err(row.wrong(format!("no style {other}"))),
        };
        Ok(Self { name: row.must("name")?.to_owned(), line, left: style("left")?, right: style("right")? })
    }

    /// How it is built up on a side, if it is.
    pub(super) fn style(&self, side: Side) -> Option<Style> {
        match side {
            Side::Left => self.left,
            Side::Right => self.right,
        }
    }

    /// Its length in metres.
    pub(super) fn length(&self) -> f64 {
        self.line.windows(2).map(|piece| Euclidean.distance(piece[0], piece[1])).sum()
    }

    /// The spot so many metres from its beginning, and the way it goes there, one metre long.
    fn at(&self, along: f64) -> (Coord<f64>, Coord<f64>) {
        let mut left = along;
        let mut found = (Coord::zero(), Coord { x: 1.0, y: 0.0 });
        for piece in self.line.windows(2) {
            let length = Euclidean.distance(piece[0], piece[1]);
            let way = (piece[1] - piece[0]) / length;
            found = (piece[0] + way * left, way);
            if left <= length {
                break;
            }
            left -= length;
        }
        found
    }

    /// The spot beside the street: so far along, so far from its middle, and so far on.
    pub(super) fn beside(&self, side: Side, along: f64, away: f64, on: f64) -> Coord<f64> {
        let (spot, way) = self.at(along);
        let aside = match side {
            Side::Left => Coord { x: -way.y, y: way.x },
            Side::Right => Coord { x: way.y, y: -way.x },
        };
        spot + aside * away + way * on
    }

    /// The ground of a building of this size whose middle is so far along; a little smaller to leave room at the walls.
    pub(super) fn plot(&self, side: Side, along: f64, measures: Size, room: f64) -> Polygon<f64> {
        let (near, far, half) = (measures.setback + room, measures.setback + measures.depth - room, measures.width / 2.0 - room);
        let corner = |away, on| self.beside(side, along, away, on);
        surface(vec![corner(near, -half), corner(near, half), corner(far, half), corner(far, -half)])
    }

    /// The roadway, so wide to both sides of the middle, piece by piece.
    pub(super) fn roadway(&self, half: f64) -> impl Iterator<Item = Polygon<f64>> {
        self.line.windows(2).map(move |piece| {
            let way = (piece[1] - piece[0]) / Euclidean.distance(piece[0], piece[1]);
            let aside = Coord { x: -way.y, y: way.x } * half;
            surface(vec![piece[0] - aside, piece[1] - aside, piece[1] + aside, piece[0] + aside])
        })
    }
}
