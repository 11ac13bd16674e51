//! The invented neighbourhood Meerkolk, and its bigger sisters for measuring. Everything is made from tables of our own and
//! from arithmetic: no clock, no chance, so the same bytes come out every time. Every place lies where its words say.
//! This room makes changes and hands them to the writer; it does not know who reads them.

mod anchor;
mod assets;
mod dice;
mod ground;
mod layout;
mod metres;
mod mint;
mod mixture;
mod people;
mod plots;
mod sisters;
mod table;
mod web;

use std::collections::HashMap;
use std::sync::Arc;

use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::moment::{Day, Moment};
use crate::inventory::provenance::Actor;
use crate::inventory::record::Record;
use crate::inventory::slug::NotASlug;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::neighbourhood::{Beginning, CannotBegin, Neighbourhood, Neighbourhoods, Order, Refusal};
use crate::words::Language;

pub use sisters::sister;
pub use table::Unreadable;

/// The short name under which the invented neighbourhood goes.
pub const SLUG: &str = "meerkolk";

/// How the invented neighbourhood begins: its name, and that it is invented.
pub fn beginning() -> Beginning {
    Beginning {
        name: "Meerkolk".to_owned(),
        description: "Meerkolk is een verzonnen wijk om mee te oefenen. De wijk ligt op de kaart midden in het Markermeer, op een polder \
                      die nooit is gemaakt. Straten, huizen, clubs, verhalen, postcodes en CBS-codes zijn bedacht. Lijkt iets op een \
                      bestaande naam, dan is dat toeval."
            .to_owned(),
        data_source: "Verzonnen voor Wijkweb. Vrij te gebruiken.".to_owned(),
        language: Language::Dutch,
        particulars: particulars(),
    }
}

/// Who answers for the invented neighbourhood: as invented as the rest.
fn particulars() -> Values {
    let text = |text: &str| Value::Text(text.to_owned());
    let codes = |codes: &[&str]| Value::Codes(codes.iter().map(ToString::to_string).collect());
    [
        ("controller", text("Stichting Meerkolk (verzonnen)")),
        ("controller_kind", codes(&["foundation"])),
        ("controller_address", text("Kolkplein 1, 9999 XX Meerkolk")),
        ("contact_name", text("Het buurtteam van Meerkolk")),
        ("contact_reach", text("buurtteam@meerkolk.example")),
        ("purposes", codes(&["assets", "contacts", "stories", "talents", "addresses"])),
        ("area_text", text("Heel Meerkolk: van de Sluiskade in het noorden tot de dijk in het zuiden.")),
        ("hosted_by", codes(&["own"])),
        ("hosted_where", text("Op de computer waarop u dit programma hebt gestart")),
        ("page_languages", codes(&["nl", "en"])),
        ("open_since", Value::Day(Day::constant(2025, 1, 1))),
    ]
    .into_iter()
    .collect()
}

/// All changes that make the invented neighbourhood after its [`beginning`]: records before the ties that join them.
///
/// `word` finds the skill or theme with a code among the vocabularies of the neighbourhood that they are for. The invented
/// residents told of themselves in the months before `now`: what people agree to does not hold for ever.
/// Fails only if a table of the program itself is wrong, or names a word that `word` does not find.
pub fn changes(now: Moment, word: impl Fn(Kind, &str) -> Option<Id>) -> Result<Vec<Change>, Unreadable> {
    let mut mint = mint::Mint::default();
    let layout = layout::Layout::draw()?;
    let mut known = assets::Known::default();
    let mut changes = ground::changes(&layout, &mut mint, &mut known)?;
    let (records, ties_of_place) = assets::changes(&layout, &mut mint, &mut known)?;
    changes.extend(records);
    changes.extend(ties_of_place);
    changes.extend(web::changes(&mut mint, &known, &word)?);
    changes.extend(people::changes(&layout, &mut mint, &known, now, word)?);
    Ok(changes)
}

/// The invented neighbourhood under its own short name: begun and written where it is not there yet.
pub fn settle(neighbourhoods: &Neighbourhoods) -> Result<Arc<Neighbourhood>, CannotSettle> {
    let slug = SLUG.parse()?;
    let neighbourhood = match neighbourhoods.find(&slug).map_err(CannotBegin::from)? {
        Some(neighbourhood) => neighbourhood,
        None => neighbourhoods.begin(&slug, &beginning())?,
    };
    complete(neighbourhoods, &neighbourhood)?;
    let graph = neighbourhood.snapshot();
    // A machine that stopped in between left the beginning alone; anything more has been written whole, or by people.
    if graph.records().all(|record| matches!(record.kind.role(), Role::Vocabulary | Role::Profile)) {
        let words: HashMap<(Kind, &str), Id> =
            graph.records().filter_map(|record| Some(((record.kind, record.values.text("code")?), record.id))).collect();
        let at = neighbourhoods.surroundings().now();
        let changes = changes(at, |kind, code| words.get(&(kind, code)).copied())?;
        neighbourhood.write(Order { changes, by: Actor::operator(), at, delivery: None })?;
    }
    Ok(neighbourhood)
}

/// One that was made by an earlier version did not say who answers for it, and nobody would see it.
fn complete(neighbourhoods: &Neighbourhoods, neighbourhood: &Neighbourhood) -> Result<(), Refusal> {
    let graph = neighbourhood.snapshot();
    let Some(profile) = graph.records().find(|record| record.kind == Kind::Neighbourhood) else { return Ok(()) };
    if profile.values.get("controller").is_some() {
        return Ok(());
    }
    let mut completed = Record::clone(profile);
    for (field, value) in particulars().iter() {
        completed.values.set(field, value.clone());
    }
    completed.version += 1;
    let at = neighbourhoods.surroundings().now();
    let changes = vec![Change::Record(completed)];
    neighbourhood.write(Order { changes, by: Actor::operator(), at, delivery: None }).map(drop)
}

/// The invented neighbourhood could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CannotSettle {
    /// Its short name is not one.
    #[error(transparent)]
    Name(#[from] NotASlug),
    /// It could not begin.
    #[error(transparent)]
    Begin(#[from] CannotBegin),
    /// One of its tables is wrong.
    #[error(transparent)]
    Table(#[from] Unreadable),
    /// Its changes were refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use expect_test::expect;
    use geo::{Contains, Geometry, Intersects};
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::inventory::tie::Tie;
    use crate::inventory::tie_kind::TieKind;
    use crate::neighbourhood::Surroundings;

    /// Words that describe people or places by what they lack, and words that stand in for text that was never written.
    const UNWELCOME: &[&str] = &[
        "probleem",
        "problemen",
        "achterstand",
        "kansarm",
        "kwetsba",
        "zwakke",
        "hulpbehoevend",
        "eenzaam",
        "eenzame",
        "overlast",
        "tekort",
        "armoede",
        "verloederd",
        "werkloos",
        "laaggeletterd",
        "doelgroep",
        "cliënt",
        "zielig",
        "lorem",
        "ipsum",
        "todo",
        "xxx",
        "tbd",
        "voorbeeldtekst",
        "foobar",
    ];

    /// 1 January 2026.
    fn now() -> Moment {
        Moment::from_second(1_767_254_400).unwrap()
    }

    fn demo() -> (Vec<Record>, Vec<Tie>) {
        let (mut records, mut ties) = (Vec::new(), Vec::new());
        for change in changes(now(), |_, code| Some(word_id(code))).unwrap() {
            match change {
                Change::Record(record) => records.push(record),
                Change::Tie(tie) => ties.push(tie),
                Change::Remove(_) => panic!("nothing is taken away"),
            }
        }
        (records, ties)
    }

    /// An id for a word of the vocabularies that is the same every time.
    fn word_id(code: &str) -> Id {
        Id::from_bytes(Sha256::digest(code)[..16].try_into().unwrap())
    }

    #[test]
    fn the_neighbourhood_has_what_it_promises() {
        let (records, ties) = demo();
        let mut counts = BTreeMap::new();
        for record in &records {
            let layer = record.values.codes("layer").first();
            *counts.entry(layer.map_or(record.kind.code(), String::as_str)).or_insert(0) += 1;
        }
        counts.insert("ties", ties.len());
        expect![[r#"
            {
                "activity": 20,
                "address": 418,
                "area": 6,
                "association": 25,
                "boundary": 4,
                "building": 365,
                "enterprise": 15,
                "green": 9,
                "institution": 12,
                "person": 150,
                "place": 28,
                "service": 10,
                "story": 10,
                "street": 25,
                "thing": 12,
                "ties": 1664,
                "water": 2,
            }
        "#]]
        .assert_debug_eq(&counts);
    }

    #[test]
    fn the_same_bytes_come_out_every_time() {
        let (records, ties) = demo();
        let mut digest = Sha256::new();
        for record in records {
            let shape = record.whereabouts.map(|at| format!("{:?}", at.geometry()));
            let filled: Vec<_> = record.values.iter().collect();
            digest.update(format!("{} {} {} {shape:?} {filled:?}\n", record.id, record.kind, record.visibility));
        }
        for tie in ties {
            let filled: Vec<_> = tie.values.iter().collect();
            digest.update(format!("{} {} {} {} {:?} {} {filled:?}\n", tie.id, tie.kind, tie.from, tie.to, tie.validity, tie.visibility));
        }
        expect!["1e0d4ef128894a8baa39c9b7f8ba17bc85fd27c3245a8dd34c031918254fbeb4"].assert_eq(&format!("{:x}", digest.finalize()));
    }

    #[test]
    fn the_writer_takes_all_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let surroundings = Surroundings::fixed(now());
        let (neighbourhoods, _) = Neighbourhoods::open(folder.path(), surroundings).unwrap();
        match settle(&neighbourhoods) {
            Ok(neighbourhood) => {
                let (records, ties) = demo();
                let graph = neighbourhood.snapshot();
                assert!(graph.records().count() > records.len());
                assert_eq!(graph.all_ties().count(), ties.len());
                settle(&neighbourhoods).unwrap();
            }
            Err(CannotSettle::Refused(Refusal::Broken(broken))) => panic!("{broken:#?}"),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn the_writer_takes_all_of_a_sister() {
        let folder = tempfile::tempdir().unwrap();
        let at = now();
        let (neighbourhoods, _) = Neighbourhoods::open(folder.path(), Surroundings::fixed(at)).unwrap();
        let neighbourhood = neighbourhoods.begin(&"sister".parse().unwrap(), &beginning()).unwrap();
        let changes = sister(2_000).collect();
        neighbourhood.write(Order { changes, by: Actor::operator(), at, delivery: None }).unwrap();
    }

    #[test]
    fn everything_lies_in_the_area_it_is_located_at() {
        let (records, ties) = demo();
        let by_id: HashMap<Id, &Record> = records.iter().map(|record| (record.id, record)).collect();
        let mut checked = 0;
        for tie in ties.iter().filter(|tie| matches!(tie.kind, TieKind::LocatedAt | TieKind::PartOf)) {
            let (from, to) = (by_id[&tie.from], by_id[&tie.to]);
            let (Some(inner), Some(outer)) = (&from.whereabouts, &to.whereabouts) else { continue };
            if to.kind == Kind::Area {
                assert!(outer.geometry().contains(&geo::Point(inner.middle())), "{} in {}", from.name(), to.name());
            } else {
                assert!(inner.metres_to(outer) < 160.0, "{} at {}", from.name(), to.name());
            }
            checked += 1;
        }
        assert!(checked > 100, "only {checked} checked");
    }

    #[test]
    fn every_front_door_is_in_its_building_and_on_its_street() {
        let (records, _) = demo();
        let drawn = |layer: &str| -> Vec<&Record> { records.iter().filter(|record| record.values.codes("layer") == [layer]).collect() };
        let streets: BTreeMap<&str, &Record> = drawn("street").into_iter().map(|street| (street.name(), street)).collect();
        for door in records.iter().filter(|record| record.kind == Kind::Address) {
            let spot = door.whereabouts.as_ref().unwrap();
            let number: u32 = door.values.text("number").unwrap().parse().unwrap();
            let building =
                drawn("building").into_iter().find(|one| one.whereabouts.as_ref().unwrap().geometry().intersects(spot.geometry()));
            let building = building.unwrap_or_else(|| panic!("{} has no building", door.name()));
            let street = door.values.text("street").unwrap();
            assert!(building.name().ends_with(street), "{} in {}", door.name(), building.name());
            let Geometry::LineString(line) = streets[street].whereabouts.as_ref().unwrap().geometry() else { panic!("a street is a line") };
            let piece = nearest_piece(line, spot.middle());
            let to_the_left = (piece.end.x - piece.start.x) * (spot.middle().y - piece.start.y)
                > (piece.end.y - piece.start.y) * (spot.middle().x - piece.start.x);
            assert_eq!(to_the_left, number % 2 == 1, "{} is on the wrong side", door.name());
        }
    }

    fn nearest_piece(line: &geo::LineString<f64>, spot: geo::Coord<f64>) -> geo::Line<f64> {
        use geo::{Distance, Euclidean};
        let distance = |piece: &geo::Line<f64>| Euclidean.distance(&geo::Point(spot), piece);
        line.lines().min_by(|one, other| distance(one).total_cmp(&distance(other))).unwrap()
    }

    #[test]
    fn buildings_stand_free_of_water_green_and_each_other() {
        let (records, _) = demo();
        let layer = |names: &[&str]| -> Vec<geo::Polygon<f64>> {
            let drawn = records.iter().filter(|record| record.values.codes("layer").iter().any(|layer| names.contains(&layer.as_str())));
            drawn.filter_map(|record| geo::Polygon::try_from(record.whereabouts.clone()?.geometry().clone()).ok()).collect()
        };
        let buildings = layer(&["building"]);
        for (at, building) in buildings.iter().enumerate() {
            let middle = geo::InteriorPoint::interior_point(building).unwrap();
            assert!(!layer(&["water", "green"]).iter().any(|surface| surface.intersects(building)), "building {at}");
            assert!(!buildings.iter().enumerate().any(|(other, shape)| other != at && shape.contains(&middle)), "building {at}");
        }
    }

    #[test]
    fn the_buurten_fill_the_wijk_without_gap_or_overlap() {
        use geo::Area;
        let (records, _) = demo();
        let surface = |level: &str| -> f64 {
            let areas = records.iter().filter(|record| record.values.codes("level") == [level]);
            areas.map(|area| area.whereabouts.as_ref().unwrap().geometry().unsigned_area()).sum()
        };
        assert!((surface("buurt") / surface("wijk") - 1.0).abs() < 1e-9);
        let homes = |level: &str| -> i64 {
            let areas = records.iter().filter(|record| record.values.codes("level") == [level]);
            areas.filter_map(|area| if let Some(Value::Whole(homes)) = area.values.get("households") { Some(*homes) } else { None }).sum()
        };
        assert_eq!(homes("buurt"), homes("wijk"));
    }

    #[test]
    fn no_two_assets_of_a_kind_have_the_same_name() {
        let (records, _) = demo();
        let mut seen = BTreeSet::new();
        // People do bear the same name.
        for record in records.iter().filter(|record| record.kind != Kind::Person) {
            assert!(seen.insert((record.kind, record.name().to_lowercase())), "{} twice", record.name());
        }
    }

    #[test]
    fn texts_speak_of_gifts_and_are_finished() {
        let (records, ties) = demo();
        let said = records.iter().map(|record| &record.values).chain(ties.iter().map(|tie| &tie.values));
        for values in said {
            for (field, value) in values.iter() {
                let text = format!("{value:?}").to_lowercase();
                let unwelcome = UNWELCOME.iter().find(|word| text.contains(**word));
                assert_eq!(unwelcome, None, "{field}: {text}");
            }
        }
        let asset = |record: &&Record| record.kind.role() == Role::Asset;
        for record in records.iter().filter(asset) {
            let sentences = record.values.text("description").unwrap_or_default().split_inclusive(['.', '!', '?']).count();
            assert!((1..=2).contains(&sentences), "{} has {sentences} sentences", record.name());
        }
    }

    #[test]
    fn some_of_it_is_not_for_everyone() {
        use crate::inventory::visibility::Visibility::{Builders, Neighbours};
        let (records, ties) = demo();
        let seen_by =
            |visibility| records.iter().filter(|record| record.visibility == visibility && record.kind.role() == Role::Asset).count();
        assert!(seen_by(Neighbours) >= 3 && seen_by(Builders) >= 1);
        assert!(records.iter().filter(|record| record.values.get("email").is_some()).count() > 30);
        assert!(ties.iter().any(|tie| tie.visibility == Builders));
    }

    #[test]
    fn every_asset_hangs_together_with_another() {
        let (records, ties) = demo();
        let joined: BTreeSet<Id> = ties.iter().flat_map(|tie| [tie.from, tie.to]).collect();
        for record in records.iter().filter(|record| record.kind.role() == Role::Asset) {
            assert!(joined.contains(&record.id), "{} is alone", record.name());
        }
    }
}
