//! From an address or a spot to as much of it as is kept of a home: a square of the grid, a token and the area. The address
//! and the spot themselves are forgotten at once.

use geo::{Area as _, Contains, Coord, Point};

use crate::consent::{Audience, Disclosed};
use crate::graph::View;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::square::{Size, Square};
use crate::inventory::whereabouts::Whereabouts;
use crate::neighbourhood::loaded::Neighbourhood;
use crate::words::fold;

/// A spot this near to a front door, in metres, is taken for that home.
const AT_THE_DOOR: f64 = 25.0;

/// As much of a home as may be kept.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Home {
    /// The square of 100 m it lies in.
    pub square: Option<Square>,
    /// Tells homes apart without telling which they are; empty where the door is not known.
    pub token: String,
    /// The smallest area of the neighbourhood it lies in.
    pub area: Option<Id>,
}

/// The home at this address. Its square is known where the neighbourhood has the address.
pub fn home_at(neighbourhood: &Neighbourhood, street: &str, number: &str) -> Home {
    let graph = neighbourhood.snapshot();
    let view = graph.seen_by(Audience::DoorTeam);
    let asked = plain(street, number);
    let is_it = |door: &Disclosed<'_>| plain(door.text("street").unwrap_or_default(), door.text("number").unwrap_or_default()) == asked;
    let door = view.of_kind(Kind::Address).find(is_it);
    let spot = door.and_then(Disclosed::whereabouts).map(Whereabouts::middle);
    Home { token: neighbourhood.home_token(&asked), ..spot.map(|spot| around(view, spot)).unwrap_or_default() }
}

/// The home at this spot, in degrees.
pub fn home_near(neighbourhood: &Neighbourhood, spot: Coord<f64>) -> Home {
    let graph = neighbourhood.snapshot();
    let view = graph.seen_by(Audience::DoorTeam);
    let metres = |door: Disclosed<'_>| door.whereabouts().map(|there| metres_between(there.middle(), spot));
    let doors = view.of_kind(Kind::Address).filter_map(|door| Some((metres(door)?, door)));
    let nearest = doors.filter(|(metres, _)| *metres <= AT_THE_DOOR).min_by(|one, other| one.0.total_cmp(&other.0));
    let address = nearest.map(|(_, door)| plain(door.text("street").unwrap_or_default(), door.text("number").unwrap_or_default()));
    Home { token: address.map(|address| neighbourhood.home_token(&address)).unwrap_or_default(), ..around(view, spot) }
}

fn around(view: View<'_>, spot: Coord<f64>) -> Home {
    let holds = |area: &Disclosed<'_>| area.whereabouts().is_some_and(|outline| outline.geometry().contains(&Point(spot)));
    let size = |area: &Disclosed<'_>| area.whereabouts().map_or(f64::MAX, |outline| outline.geometry().unsigned_area());
    let area = view.of_kind(Kind::Area).filter(holds).min_by(|one, other| size(one).total_cmp(&size(other)));
    Home { square: Square::at(Size::Hundred, spot), token: String::new(), area: area.map(Disclosed::id) }
}

/// An address, whichever way it is written.
fn plain(street: &str, number: &str) -> String {
    let letters = |text: &str| fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    format!("{} {}", letters(street), letters(number))
}

/// Metres between two spots near each other, in degrees.
fn metres_between(one: Coord<f64>, other: Coord<f64>) -> f64 {
    const METRES_IN_A_DEGREE: f64 = 111_320.0;
    let narrower = one.y.to_radians().cos();
    ((one.x - other.x) * METRES_IN_A_DEGREE * narrower).hypot((one.y - other.y) * METRES_IN_A_DEGREE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::moment::Moment;
    use crate::neighbourhood::{Neighbourhoods, Surroundings};

    #[test]
    fn a_home_is_known_by_its_address_or_its_spot_and_neither_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let surroundings = Surroundings::fixed(Moment::from_second(1_767_254_400).unwrap());
        let (neighbourhoods, _) = Neighbourhoods::open(folder.path(), surroundings).unwrap();
        let surroundings = neighbourhoods.surroundings();
        let slug = "kade".parse().unwrap();
        let beginning = crate::neighbourhood::Beginning {
            name: "Kade".to_owned(),
            description: String::new(),
            data_source: String::new(),
            language: crate::words::Language::Dutch,
            particulars: crate::inventory::values::Values::default(),
        };
        let neighbourhood = neighbourhoods.begin(&slug, &beginning).unwrap();
        let at = Coord { x: 5.2461, y: 52.5287 };
        let door = door(surroundings.mint(), surroundings.now(), at);
        let order = crate::neighbourhood::Order {
            changes: vec![crate::inventory::change::Change::Record(door)],
            by: crate::inventory::provenance::Actor::operator(),
            at: surroundings.now(),
            delivery: None,
        };
        neighbourhood.write(order).unwrap();
        let told = home_at(&neighbourhood, "kolkstraat ", "12 a");
        assert!(told.square.is_some() && told.square == Square::at(Size::Hundred, at));
        assert_eq!(home_at(&neighbourhood, "Kolkstraat", "12A"), told);
        let near = Coord { x: at.x + 0.0001, ..at };
        assert_eq!(home_near(&neighbourhood, near).token, told.token, "six metres from the door");
        assert_eq!(home_near(&neighbourhood, Coord { x: at.x + 0.001, ..at }).token, "");
        let elsewhere = home_at(&neighbourhood, "Kolkstraat", "14");
        assert!(elsewhere.square.is_none() && elsewhere.token != told.token && !elsewhere.token.is_empty());
    }

    fn door(id: Id, now: Moment, at: Coord<f64>) -> crate::inventory::record::Record {
        use crate::inventory::provenance::{Actor, Origin, Provenance, Stamp, Validity};
        use crate::inventory::value::Value;
        let text = |text: &str| Value::Text(text.to_owned());
        crate::inventory::record::Record {
            id,
            kind: Kind::Address,
            version: 1,
            visibility: Kind::Address.declaration().visibility,
            validity: Validity::default(),
            provenance: Provenance::new(&Stamp { by: Actor::operator(), at: now }, Origin::Desk),
            whereabouts: Whereabouts::new(geo::Geometry::Point(at.into())).ok(),
            values: [("name", text("Kolkstraat 12a")), ("street", text("Kolkstraat")), ("number", text("12a"))].into_iter().collect(),
            likely_same_as: None,
            merged_into: None,
        }
    }
}
