use geo::Coord;

use crate::demo::dice::{Dice, u32_of, usize_of};
use crate::demo::mint::numbered;
use crate::demo::mixture::{KINDS, NOTES, STREETS, WHAT, partners};
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Origin, Validity};
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::inventory::whereabouts::Whereabouts;

const TIES_OF_EACH: u32 = 5;
/// Records in one area, on average; sizes differ as `SIZES` does.
const SIZES: [u32; 5] = [700, 2300, 1000, 1700, 1000];
const SIZES_TOGETHER: u32 = 6700;
/// Records on a square kilometre.
const DENSITY: f64 = 3000.0;
const MIDDLE: Coord<f64> = Coord { x: 5.11, y: 52.09 };
const METRES_IN_A_DEGREE: Coord<f64> = Coord { x: 68_530.0, y: 111_268.0 };

/// An invented community of so many records and about five ties a record, for measuring, as a stream: nothing is kept
/// between two changes, and a record comes before the ties that end at it. The same number gives the same bytes.
///
/// Kinds, density (3,000 on a square kilometre), areas of about 1,340 and ties mostly within the area follow the synthetic
/// community that the peers are measured with.
pub fn sister(records: u32) -> impl Iterator<Item = Change> {
    let sister = Sister { areas: areas_among(records), records };
    (0..records).flat_map(move |at| std::iter::once(Change::Record(sister.record(at))).chain(sister.ties(at)))
}

#[derive(Clone, Copy)]
struct Sister {
    records: u32,
    areas: u32,
}

/// How many of the records are areas.
fn areas_among(records: u32) -> u32 {
    (records / 1341).max(1)
}

impl Sister {
    fn kind(self, at: u32) -> Kind {
        if at < self.areas { Kind::Area } else { KINDS[usize_of((at - self.areas) % 50)] }
    }

    /// The area of a record, and the first and last of the records in it.
    fn area(self, at: u32) -> (u32, u32, u32) {
        let inside = at - self.areas;
        let (cycle, mut rest) = (inside / SIZES_TOGETHER, inside % SIZES_TOGETHER);
        let mut area = cycle * 5;
        for size in SIZES {
            if rest < size {
                let first = at - rest;
                let area = area.min(self.areas - 1);
                return (area, first, (first + size - 1).min(self.records - 1));
            }
            rest -= size;
            area += 1;
        }
        (area.min(self.areas - 1), at, at)
    }

    fn record(self, at: u32) -> Record {
        let kind = self.kind(at);
        let mut dice = Dice::of(at, 1);
        let (id, provenance) = numbered(number_of_record(at), Origin::Import);
        let mut values = Values::default();
        let mut set = |field, text: String| values.set(field, Value::Text(text));
        if kind == Kind::Area {
            set("name", format!("Buurt {at}"));
            set("cbs_code", format!("BU{:08}", 99_000_000 + at));
        } else {
            set("name", format!("{} {}straat {at}", dice.one_of(&WHAT), dice.one_of(&STREETS)));
            set("description", format!("{}, {}.", dice.one_of(&NOTES), dice.one_of(&NOTES)));
            if kind.field("address_text").is_some() {
                set("address_text", format!("{}straat {}", dice.one_of(&STREETS), 1 + dice.below(180)));
            }
        }
        let whereabouts = if kind == Kind::Area { None } else { self.whereabouts(at) };
        let visibility = kind.declaration().visibility;
        let validity = Validity::default();
        Record { id, kind, version: 1, visibility, validity, provenance, whereabouts, values, likely_same_as: None, merged_into: None }
    }

    /// Round the middle of its area, closer more often than far.
    fn whereabouts(self, at: u32) -> Option<Whereabouts> {
        let (area, first, last) = self.area(at);
        let mut dice = Dice::of(at, 2);
        let mut off = |spread: f64| (dice.share() + dice.share() + dice.share() - 1.5) * spread;
        let side = (f64::from(self.records) / DENSITY).sqrt() * 1000.0;
        let spread = (f64::from(last - first + 1) / DENSITY).sqrt() * 1000.0;
        // The additive recurrence of the plastic number spreads points evenly over a square (Roberts 2018).
        let spot = |step: f64| (f64::from(area) * step).fract() - 0.5;
        let east = spot(0.754_877_666_246_693) * side + off(spread);
        let north = spot(0.569_840_290_998_053) * side + off(spread);
        let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
        let longitude = rounded(MIDDLE.x + east / METRES_IN_A_DEGREE.x);
        Whereabouts::point(longitude, rounded(MIDDLE.y + north / METRES_IN_A_DEGREE.y)).ok()
    }

    /// The ties a record brings: to its area, and to records before it.
    fn ties(self, at: u32) -> impl Iterator<Item = Change> {
        let mut dice = Dice::of(at, 3);
        let mut made: Vec<(TieKind, u32, u32)> = Vec::new();
        if at >= self.areas {
            let kind = self.kind(at);
            if TieKind::LocatedAt.joins(kind, Kind::Area) {
                made.push((TieKind::LocatedAt, at, self.area(at).0));
            }
            // A try may fail for the first records, which have none before them; then there are fewer ties.
            for _ in 0..4 * TIES_OF_EACH {
                if made.len() >= usize_of(TIES_OF_EACH) {
                    break;
                }
                made.extend(self.try_a_tie(at, kind, &mut dice).filter(|tie| !made.contains(tie)));
            }
        }
        made.into_iter().zip(0..).map(move |((kind, from, to), nth)| Change::Tie(tie(number_of_tie(at, nth), kind, from, to)))
    }

    /// A tie with a record before this one: nine in ten in the same area, and well-known ones more often than others.
    fn try_a_tie(self, at: u32, kind: Kind, dice: &mut Dice) -> Option<(TieKind, u32, u32)> {
        let (tie, is_from, partner) = *dice.one_of(partners(kind));
        let (_, first, _) = self.area(at);
        let first = if dice.below(10) == 0 { self.areas } else { first };
        let share = dice.share();
        let near = first + u32_of(f64::from(at - first) * share * share);
        let slots = (0..50).map(|step| near + step);
        let other = slots.take_while(|other| *other < at).find(|other| self.kind(*other) == partner)?;
        Some(if is_from { (tie, at, other) } else { (tie, other, at) })
    }
}

fn tie(number: u64, kind: TieKind, from: u32, to: u32) -> Tie {
    let (id, provenance) = numbered(number, Origin::Import);
    let mut values = Values::default();
    if kind == TieKind::HoldsRight {
        values.set("right", Value::Codes(vec!["use".to_owned()]));
    }
    let end = |at| -> Id { numbered(number_of_record(at), Origin::Import).0 };
    let (visibility, validity) = (Visibility::Everyone, Validity::default());
    Tie { id, kind, from: end(from), to: end(to), version: 1, visibility, validity, provenance, values }
}

fn number_of_record(at: u32) -> u64 {
    u64::from(at) * 8
}

fn number_of_tie(at: u32, nth: u64) -> u64 {
    number_of_record(at) + 1 + nth
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::graph::Graph;

    #[test]
    fn a_sister_has_as_many_records_as_asked_and_about_five_ties_each() {
        let (mut records, mut ties) = (0, 0);
        for change in sister(10_000) {
            match change {
                Change::Record(_) => records += 1,
                Change::Tie(_) => ties += 1,
                Change::Remove(_) => panic!("nothing is taken away"),
            }
        }
        assert_eq!(records, 10_000);
        assert!((48_000..=50_000).contains(&ties), "{ties} ties");
    }

    #[test]
    fn every_record_and_tie_of_a_sister_is_sound_and_comes_after_its_ends() {
        let mut graph = Graph::default();
        let mut pairs = BTreeSet::new();
        for change in sister(3_000) {
            match &change {
                Change::Record(record) => assert_eq!(record.faults(), [], "{}", record.name()),
                Change::Tie(tie) => {
                    assert_eq!(tie.faults(), []);
                    let kind = |id| graph.record(id).unwrap().kind;
                    assert!(tie.kind.joins(kind(tie.from), kind(tie.to)), "{}", tie.kind);
                    assert!(pairs.insert((tie.kind, tie.from, tie.to)), "{} twice", tie.kind);
                }
                Change::Remove(_) => panic!("nothing is taken away"),
            }
            assert!(graph.apply(&(&change).into()));
        }
    }

    #[test]
    fn a_sister_is_the_same_every_time_and_may_be_tiny() {
        assert!(sister(2_000).eq(sister(2_000)));
        assert_eq!(sister(0).count(), 0);
        assert_eq!(sister(1).count(), 1);
    }

    #[test]
    fn kinds_and_areas_are_mixed_as_told() {
        let mut kinds = BTreeMap::new();
        let mut sizes = BTreeMap::new();
        let sister = Sister { records: 100_000, areas: areas_among(100_000) };
        for at in sister.areas..sister.records {
            *kinds.entry(sister.kind(at)).or_insert(0) += 1;
            *sizes.entry(sister.area(at).0).or_insert(0) += 1;
        }
        let in_a_hundred = |kind| (kinds[&kind] + 500) / 1000;
        assert_eq!([Kind::Place, Kind::Thing, Kind::Association, Kind::Institution].map(in_a_hundred), [36, 14, 18, 6]);
        assert_eq!([Kind::Enterprise, Kind::Activity, Kind::Service, Kind::Story].map(in_a_hundred), [8, 10, 4, 4]);
        assert_eq!(sizes.len(), usize_of(sister.areas));
        assert_eq!(sizes.values().max(), Some(&2300));
    }
}
