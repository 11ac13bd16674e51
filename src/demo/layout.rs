use geo::{Contains, Coord, Intersects, Polygon};

use crate::demo::metres::{spots, surface};
use crate::demo::plots::{Side, Size, Street, Style};
use crate::demo::table::{Row, Table, Unreadable};

pub(super) const AREAS: Table = Table { name: "areas", text: include_str!("../../fixtures/demo/areas.csv") };
const STREETS: Table = Table { name: "streets", text: include_str!("../../fixtures/demo/streets.csv") };
const SURFACES: Table = Table { name: "surfaces", text: include_str!("../../fixtures/demo/surfaces.csv") };
const BUILDINGS: Table = Table { name: "buildings", text: include_str!("../../fixtures/demo/buildings.csv") };

/// Metres that stay free to both sides of the middle of a street.
const HALF_A_ROADWAY: f64 = 3.5;
/// Metres along a street before the first building and after the last.
const CORNER: f64 = 4.0;
/// Metres further on that a building is tried where the ground is taken.
const STEP: f64 = 2.0;
/// Metres that walls of neighbours may share.
const SHARED_WALL: f64 = 0.05;

/// The drawing of the neighbourhood in metres: streets, surfaces, buildings and their front doors.
pub(super) struct Layout {
    pub(super) streets: Vec<Street>,
    pub(super) surfaces: Vec<Surface>,
    pub(super) buildings: Vec<Building>,
    pub(super) doors: Vec<Door>,
    /// The smallest areas: key and outline.
    pub(super) buurten: Vec<(String, Polygon<f64>)>,
}

/// Water or green.
pub(super) struct Surface {
    pub(super) key: String,
    pub(super) layer: String,
    pub(super) name: String,
    pub(super) outline: Polygon<f64>,
}

/// A building.
pub(super) struct Building {
    /// Its name in the tables, if it is one of the well-known ones.
    pub(super) key: Option<String>,
    pub(super) street: usize,
    pub(super) side: Side,
    /// Metres from the beginning of the street to the middle of the front.
    pub(super) along: f64,
    pub(super) width: f64,
    pub(super) setback: f64,
    pub(super) homes: usize,
    pub(super) outline: Polygon<f64>,
}

/// A front door, which has an address.
pub(super) struct Door {
    pub(super) street: usize,
    pub(super) number: usize,
    pub(super) along: f64,
    pub(super) spot: Coord<f64>,
    pub(super) building: usize,
}

impl Layout {
    /// Draws the neighbourhood: first the well-known buildings, then houses along every street wherever the ground is free.
    pub(super) fn draw() -> Result<Self, Unreadable> {
        let streets = STREETS.rows()?.iter().map(Street::read).collect::<Result<Vec<_>, _>>()?;
        let surfaces = SURFACES.rows()?.iter().map(Surface::read).collect::<Result<Vec<_>, _>>()?;
        let buurten =
            AREAS.rows()?.iter().filter(|row| row.said("level") == Some("buurt")).map(outline_of_area).collect::<Result<_, _>>()?;
        let mut layout = Self { streets, surfaces, buildings: Vec::new(), doors: Vec::new(), buurten };
        for row in BUILDINGS.rows()? {
            let building = layout.well_known(&row)?;
            layout.buildings.push(building);
        }
        for street in 0..layout.streets.len() {
            for side in [Side::Left, Side::Right] {
                layout.build_up(street, side);
            }
        }
        layout.number_the_doors();
        Ok(layout)
    }

    /// The smallest area in which a spot lies.
    pub(super) fn buurt_of(&self, spot: Coord<f64>) -> Option<&str> {
        self.buurten.iter().find(|(_, outline)| outline.contains(&spot)).map(|(key, _)| key.as_str())
    }

    /// People live behind it: it is no door of a well-known building, except of a block of flats.
    pub(super) fn is_home(&self, door: &Door) -> bool {
        let building = &self.buildings[door.building];
        building.key.is_none() || building.homes > 10
    }

    /// How people write the address of a door.
    pub(super) fn address(&self, door: &Door) -> String {
        format!("{} {}", self.streets[door.street].name, door.number)
    }

    fn well_known(&self, row: &Row) -> Result<Building, Unreadable> {
        let name = row.must("street")?;
        let street = self.streets.iter().position(|street| street.name == name).ok_or_else(|| row.wrong("no such street"))?;
        let side = if row.must("side")? == "left" { Side::Left } else { Side::Right };
        let measures = Size { width: row.read("width")?, depth: row.read("depth")?, setback: row.read("setback")? };
        Ok(self.building(street, side, row.read("along")?, measures, row.read("homes")?, Some(row.must("key")?.to_owned())))
    }

    fn building(&self, street: usize, side: Side, along: f64, measures: Size, homes: usize, key: Option<String>) -> Building {
        let outline = self.streets[street].plot(side, along, measures, 0.0);
        Building { key, street, side, along, width: measures.width, setback: measures.setback, homes, outline }
    }

    fn build_up(&mut self, street: usize, side: Side) {
        let Some(Style { size: measures, in_a_row, gap, homes }) = self.streets[street].style(side) else { return };
        let end = self.streets[street].length() - CORNER;
        let (mut begin, mut built) = (CORNER, 0);
        while begin + measures.width <= end {
            let along = begin + measures.width / 2.0;
            if self.is_free(street, &self.streets[street].plot(side, along, measures, SHARED_WALL)) {
                self.buildings.push(self.building(street, side, along, measures, homes, None));
                built += 1;
                begin += measures.width + if built % in_a_row == 0 { gap } else { 0.0 };
            } else {
                built = 0;
                begin += STEP;
            }
        }
    }

    /// Nothing stands or flows here, no street runs over it and it lies in one area.
    fn is_free(&self, street: usize, plot: &Polygon<f64>) -> bool {
        let others = self.streets.iter().enumerate().filter(|(other, _)| *other != street);
        self.buurten.iter().any(|(_, outline)| outline.contains(plot))
            && !self.buildings.iter().any(|building| building.outline.intersects(plot))
            && !self.surfaces.iter().any(|surface| surface.outline.intersects(plot))
            && !others.flat_map(|(_, other)| other.roadway(HALF_A_ROADWAY)).any(|roadway| roadway.intersects(plot))
    }

    /// Numbers run up along each street, odd on the left and even on the right.
    fn number_the_doors(&mut self) {
        let mut in_order: Vec<_> = (0..self.buildings.len()).collect();
        in_order.sort_by(|one, other| {
            let place = |at: &usize| (self.buildings[*at].street, self.buildings[*at].side);
            place(one).cmp(&place(other)).then(self.buildings[*one].along.total_cmp(&self.buildings[*other].along))
        });
        let mut before = None;
        let mut number = 0;
        for at in in_order {
            let building = &self.buildings[at];
            if before != Some((building.street, building.side)) {
                number = if building.side == Side::Left { 1 } else { 2 };
                before = Some((building.street, building.side));
            }
            for share in shares_of_front(building.homes) {
                let on = (share - 0.5) * building.width;
                let spot = self.streets[building.street].beside(building.side, building.along, building.setback + 1.0, on);
                self.doors.push(Door { street: building.street, number, along: building.along + on, spot, building: at });
                number += 2;
            }
        }
    }
}

/// Where on a front so many doors are, each in the middle of its part, from 0 to 1.
fn shares_of_front(doors: usize) -> impl Iterator<Item = f64> {
    let count = f64::from(u16::try_from(doors).unwrap_or(1));
    (0..doors).map(move |door| (f64::from(u16::try_from(door).unwrap_or(0)) + 0.5) / count)
}

impl Surface {
    fn read(row: &Row) -> Result<Self, Unreadable> {
        let said = |column| row.must(column).map(str::to_owned);
        Ok(Self { key: said("key")?, layer: said("layer")?, name: said("name")?, outline: outline(row)? })
    }
}

fn outline_of_area(row: &Row) -> Result<(String, Polygon<f64>), Unreadable> {
    Ok((row.must("key")?.to_owned(), outline(row)?))
}

/// The outline in a row, in metres.
pub(super) fn outline(row: &Row) -> Result<Polygon<f64>, Unreadable> {
    let corners = spots(row.must("outline")?).filter(|corners| corners.len() > 2).ok_or_else(|| row.wrong("no outline"))?;
    Ok(surface(corners))
}
