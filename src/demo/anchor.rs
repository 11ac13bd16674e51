use geo::{Coord, Geometry, InteriorPoint};

use crate::demo::assets::Known;
use crate::demo::layout::{Door, Layout};
use crate::demo::metres::spots;
use crate::demo::table::{Row, Unreadable};

/// Where a row says that something is.
#[derive(Default)]
pub(super) struct Anchor {
    /// Its shape, in metres.
    pub(super) shape: Option<Geometry<f64>>,
    /// A spot on or in it, in metres.
    pub(super) spot: Option<Coord<f64>>,
    /// Keys of what it is located at.
    pub(super) located_at: Vec<String>,
    /// Its address, if it is behind a door.
    pub(super) address: Option<String>,
}

impl Anchor {
    fn on(spot: Coord<f64>) -> Self {
        Self { shape: Some(Geometry::Point(spot.into())), spot: Some(spot), ..Self::default() }
    }

    fn in_its_buurt(mut self, layout: &Layout) -> Self {
        self.located_at.extend(self.spot.and_then(|spot| layout.buurt_of(spot)).map(str::to_owned));
        self
    }

    fn behind(mut self, door: &Door, layout: &Layout) -> Self {
        let address = layout.address(door);
        self.located_at.push(address.clone());
        self.address = Some(address);
        self
    }
}

/// Reads where something is: `place KEY`, `area KEY`, `building KEY`, `plot KEY`, `door STREET SHARE` or `spot X Y`.
pub(super) fn anchor(row: &Row, layout: &Layout, known: &mut Known) -> Result<Anchor, Unreadable> {
    let (how, what) = row.must("at")?.split_once(' ').ok_or_else(|| row.wrong("no place to be"))?;
    let found = match how {
        "place" => known.spots.get(what).map(|spot| {
            let address = known.addresses.get(what).cloned();
            Anchor { located_at: vec![what.to_owned()], address, ..Anchor::on(*spot) }
        }),
        "area" => Some(Anchor { located_at: vec![what.to_owned()], ..Anchor::default() }),
        "spot" => spots(what).and_then(|spots| Some(Anchor::on(*spots.first()?).in_its_buurt(layout))),
        "plot" => layout.surfaces.iter().find(|surface| surface.key == what).and_then(|surface| {
            let spot = surface.outline.interior_point()?.0;
            Some(Anchor { shape: Some(surface.outline.clone().into()), ..Anchor::on(spot) }.in_its_buurt(layout))
        }),
        "building" => at_building(what, layout),
        "door" => at_door(what, layout, &mut known.given_doors),
        _ => None,
    };
    found.ok_or_else(|| row.wrong(format!("cannot be at {how} {what}")))
}

fn at_building(key: &str, layout: &Layout) -> Option<Anchor> {
    let at = layout.buildings.iter().position(|building| building.key.as_deref() == Some(key))?;
    let door = layout.doors.iter().find(|door| door.building == at)?;
    let spot = layout.buildings[at].outline.interior_point()?.0;
    Some(Anchor::on(spot).in_its_buurt(layout).behind(door, layout))
}

/// The free door nearest to a share of the street's length, from 0 to 1.
fn at_door(what: &str, layout: &Layout, given: &mut Vec<String>) -> Option<Anchor> {
    let (name, share) = what.rsplit_once(' ')?;
    let street = layout.streets.iter().position(|street| street.name == name)?;
    let along = layout.streets[street].length() * share.parse::<f64>().ok()?;
    let is_free =
        |door: &&Door| door.street == street && layout.buildings[door.building].key.is_none() && !given.contains(&layout.address(door));
    let nearest = |one: &&Door, other: &&Door| (one.along - along).abs().total_cmp(&(other.along - along).abs());
    let door = layout.doors.iter().filter(is_free).min_by(nearest)?;
    given.push(layout.address(door));
    Some(Anchor::on(door.spot).in_its_buurt(layout).behind(door, layout))
}
