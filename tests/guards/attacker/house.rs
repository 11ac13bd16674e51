//! The same against the site: every address, audience, language, box, page and form, before and after a withdrawal and a
//! second release.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value as Json;
use wijkweb::access::{Role, Token as Session};
use wijkweb::consent::figures::{Contributor, K, Living, Topic};
use wijkweb::consent::{Channel, Consent, Scope};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::provenance::{Actor, Origin, Stamp};
use wijkweb::inventory::square::{Size, Square};
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::values::Values;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::neighbourhood::people::{Location, Portrait, Tied, enter, hear};
use wijkweb::neighbourhood::{Order, Released};

use super::crowd::{Dice, Households, squares, token};
use super::deduce::{Bounds, MANY, Shown, Told, recovered};
use super::{crowd, naive};
use crate::guards::sitemap::addresses;
use crate::support::{House, Visitor};

/// A month and a day.
const MONTH: Duration = Duration::from_secs(31 * 24 * 3600);

/// A neighbourhood of people who agree to be counted and to nothing else.
struct Town {
    house: House,
    living: Living,
    ids: BTreeMap<usize, Id>,
    /// What the browsers of a builder and of a steward hold.
    team: [Session; 2],
}

impl Town {
    fn of(people: usize, seed: u64) -> (Self, Vec<Square>, Dice) {
        let mut dice = Dice(seed);
        let squares = squares(&mut dice);
        let house = House::empty();
        let team = [house.member(&House::slug(), Role::Builder, ("Fatma", "fatma")), house.steward_token()];
        let mut town = Self { house, living: Living::new(), ids: BTreeMap::new(), team };
        for number in 0..people {
            let one = crowd::somebody(number, &squares, Households::OfOne, &mut dice);
            town.enter(number, &one);
        }
        (town, squares, dice)
    }

    fn stamp(&self) -> Stamp {
        Stamp { by: Actor::operator(), at: self.house.surroundings().now() }
    }

    /// Lets somebody in who can what is in these groups; the groups of the test are those of the starter vocabulary.
    fn enter(&mut self, number: usize, one: &Contributor) {
        let (id, stamp) = (self.house.surroundings().mint(), self.stamp());
        let one = Contributor { groups: one.groups.iter().map(|group| group_here(group).to_owned()).collect(), ..one.clone() };
        let talent = |group: &String| Tied {
            kind: TieKind::HasTalent,
            to: skill_of(&self.house, group),
            values: Values::default(),
            visibility: Visibility::Neighbours,
        };
        let portrait = Portrait {
            name: format!("Geheim{number}"),
            location: Location {
                precision: "cell".to_owned(),
                square: one.square,
                home: one.home.map(|home| format!("{:032x}", u128::from_be_bytes(home.0))).unwrap_or_default(),
                ..Location::default()
            },
            is_adult: true,
            ties: one.groups.iter().map(talent).collect(),
            ..Portrait::default()
        };
        let consent = consent(&stamp, &[Scope::Store, Scope::Statistics], &[]);
        let changes = enter(id, &portrait, &consent, &stamp, Origin::Conversation, &mut || self.house.surroundings().mint());
        self.house.neighbourhood.write(Order { changes, by: stamp.by, at: stamp.at, delivery: None }).unwrap();
        self.ids.insert(number, id);
        self.living.insert(token(number), one);
    }

    /// Somebody says that they no longer want to be counted.
    fn withdraw(&mut self, number: usize) {
        let stamp = self.stamp();
        let graph = self.house.neighbourhood.snapshot();
        let changes = hear(&graph, self.ids[&number], &consent(&stamp, &[], &[Scope::Statistics]), &stamp).unwrap();
        self.house.neighbourhood.write(Order { changes, by: stamp.by, at: stamp.at, delivery: None }).unwrap();
        self.living.remove(&token(number));
    }

    fn release(&self) -> Released {
        self.house.neighbourhoods().release(&self.house.neighbourhood).unwrap()
    }

    /// All that anybody is shown, by asking for everything in every way; what two ask differently they are told alike.
    fn shown(&self) -> Shown {
        let [builder, steward] = self.team.each_ref().map(|session| self.house.browser_of(session));
        let visitors = [self.house.anonymous(), self.house.neighbour(), builder, steward];
        let all: Vec<_> =
            visitors.iter().flat_map(|one| ["nl", "en"].map(|language| one.reading(language))).map(|one| everything(&one)).collect();
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "somebody is told more than others");
        Shown { figures: all.into_iter().next().unwrap(), parts_are_apart: true }
    }
}

fn consent(stamp: &Stamp, yes: &[Scope], no: &[Scope]) -> Consent {
    Consent {
        yes: yes.iter().copied().collect(),
        no: no.iter().copied().collect(),
        text_version: "1".to_owned(),
        language: "nl".to_owned(),
        channel: Channel::Spoken,
        by_guardian: false,
        given: stamp.at,
        witness: stamp.by.clone(),
    }
}

/// The groups of random people under the codes of the starter vocabulary.
fn group_here(group: &str) -> &'static str {
    match group {
        "food" => "food",
        "music" => "music_arts",
        _ => "office",
    }
}

fn skill_of(house: &House, group: &str) -> Id {
    let graph = house.neighbourhood.snapshot();
    let of_group = graph.records().find(|record| record.values.codes("group").first().is_some_and(|own| own == group));
    of_group.unwrap().id
}

type Figures = BTreeMap<(Told, Topic), Bounds>;

/// What one visitor is told: by the layer in one piece, in pieces, in boxes, by group and by text, feature by feature, by
/// the page and by the table.
fn everything(visitor: &Visitor<'_>) -> Figures {
    let items = "/wijk/ogc/collections/talents/items";
    let whole = features(visitor, &format!("{items}?f=json"));
    for (id, figure) in &whole {
        let one = visitor.get(&format!("{items}/{id}?f=json"));
        let one: Json = serde_json::from_str(&one.body()).unwrap();
        assert_eq!(read(&one), *figure);
    }
    let mut together = BTreeMap::new();
    let mut next = Some(format!("{items}?f=json&limit=2"));
    while let Some(address) = next {
        let answer = visitor.get(&address);
        let page: Json = serde_json::from_str(&answer.body()).unwrap();
        together.extend(features_of(&page));
        let links = page["links"].as_array().unwrap();
        let following = links.iter().find(|link| link["rel"] == "next").map(|link| link["href"].as_str().unwrap().to_owned());
        next = following.map(|href| href[href.find("/wijk").unwrap()..].to_owned());
    }
    assert_eq!(together, whole, "pages");
    for (west, south) in (0..40).flat_map(|east| (0..20).map(move |north| (east, north))).step_by(37) {
        let (west, south) = (4.49 + f64::from(west) / 1000.0, 51.90 + f64::from(south) / 1000.0);
        let boxed = features(visitor, &format!("{items}?f=json&bbox={west},{south},{},{}", west + 0.003, south + 0.003));
        assert!(boxed.iter().all(|(id, figure)| whole.get(id) == Some(figure)), "a box tells what the whole does not");
    }
    let groups = ["people", "food", "music_arts", "office"].map(|group| features(visitor, &format!("{items}?f=json&group={group}")));
    assert_eq!(groups.into_iter().flatten().collect::<BTreeMap<_, _>>(), whole, "groups");
    let table = visitor.get("/wijk/talents/csv").body();
    assert_eq!(table.lines().count(), whole.len() + 1, "the table");
    let page = visitor.get("/wijk/talents");
    assert_eq!(page.count("#squares ~ div tbody tr"), whole.values().filter(|((told, _), _)| *told != Told::Whole).count());
    assert_eq!(page.count("dl.talents > div"), whole.values().filter(|((told, _), _)| *told == Told::Whole).count());
    whole.into_values().collect()
}

fn features(visitor: &Visitor<'_>, address: &str) -> BTreeMap<String, ((Told, Topic), Bounds)> {
    let answer = visitor.get(address);
    assert_eq!(answer.status, 200, "{address}");
    features_of(&serde_json::from_str(&answer.body()).unwrap())
}

fn features_of(page: &Json) -> BTreeMap<String, ((Told, Topic), Bounds)> {
    page["features"].as_array().unwrap().iter().map(|feature| (feature["id"].as_str().unwrap().to_owned(), read(feature))).collect()
}

fn read(feature: &Json) -> ((Told, Topic), Bounds) {
    let properties = &feature["properties"];
    let topic = properties["group"].as_str().map_or(Topic::People, |group| Topic::Group(group.to_owned()));
    let size = if properties["metres"] == 100 { Size::Hundred } else { Size::FiveHundred };
    let square = properties["square"].as_str().map(|code| Square::with_code(size, code).unwrap());
    let number = |name: &str| properties[name].as_u64().map(|number| usize::try_from(number).unwrap());
    ((square.map_or(Told::Whole, Told::Square), topic), (number("least").unwrap(), number("most").unwrap_or(MANY)))
}

#[test]
fn the_site_tells_what_a_naive_build_would_not_have_kept() {
    let (mut naively, mut told) = (0, 0);
    for seed in [3, 4, 11] {
        let (mut town, squares, mut dice) = Town::of(45, seed);
        assert_eq!(town.shown().figures, Figures::new(), "nothing is told before the first release");
        assert_eq!(town.release(), Released::Made);
        naively += recovered(&town.living, &naive::figures(&town.living), K - 1).len();
        let first = town.shown();
        told += first.figures.len();
        assert_eq!(recovered(&town.living, &first, K - 1), [], "seed {seed}");

        // Somebody comes: nothing is different, and there is no second release before a month has passed.
        town.enter(900, &crowd::somebody(900, &squares, Households::OfOne, &mut dice));
        assert_eq!(town.shown(), first, "seed {seed}");
        assert!(matches!(town.release(), Released::NotBefore(_)));

        // Somebody says no: at the very next look there is less, and nothing else.
        town.withdraw(7);
        let after = town.shown();
        assert!(after.figures.iter().all(|(what, bounds)| first.figures.get(what) == Some(bounds)), "seed {seed}");

        // A month later nothing of that is to be seen: the one who came waits, and the square stays away.
        town.house.pass(MONTH);
        assert_eq!(town.release(), Released::Made);
        let second = town.shown();
        assert!(second.figures.iter().all(|(what, bounds)| after.figures.get(what) == Some(bounds)), "seed {seed}");
        assert_eq!(recovered(&town.living, &second, 2 * (K - 1)), [], "seed {seed}");
    }
    assert!(naively > 5 && told > 20, "{naively} {told}");
}

#[test]
fn who_comes_back_before_the_next_release_does_not_bring_the_square_back() {
    let (mut town, ..) = Town::of(45, 3);
    town.release();
    let first = town.shown();
    let told: BTreeSet<Square> =
        first.figures.keys().filter_map(|(told, _)| if let Told::Square(square) = told { Some(*square) } else { None }).collect();
    let number = (0..45).find(|number| town.living[&token(*number)].square.is_some_and(|square| told.contains(&square))).unwrap();
    let square = town.living[&token(number)].square.unwrap();
    let one = town.living[&token(number)].clone();
    town.withdraw(number);
    let is_told = |shown: &Shown| shown.figures.keys().any(|(told, _)| *told == Told::Square(square));
    assert!(is_told(&first) && !is_told(&town.shown()));
    let stamp = town.stamp();
    let graph = town.house.neighbourhood.snapshot();
    let changes = hear(&graph, town.ids[&number], &consent(&stamp, &[Scope::Statistics], &[]), &stamp).unwrap();
    town.house.neighbourhood.write(Order { changes, by: stamp.by, at: stamp.at, delivery: None }).unwrap();
    town.living.insert(token(number), one);
    assert!(!is_told(&town.shown()), "a no is seen, and a yes would be");
}

#[test]
fn nowhere_on_the_site_is_anything_different_when_somebody_comes_who_is_only_counted() {
    let (mut town, squares, mut dice) = Town::of(20, 4);
    town.release();
    let addresses: Vec<_> =
        addresses(&[]).into_iter().filter(|address| !address.contains("/rights") && !address.contains("/log")).collect();
    let look = |house: &House| {
        let visitors = [house.anonymous()];
        let bodies = visitors.iter().flat_map(|one| addresses.iter().map(|address| without_time(&one.get(address).body())));
        bodies.collect::<Vec<_>>()
    };
    let before = look(&town.house);
    assert!(before.iter().all(|body| !body.contains("Geheim")), "a name is told");
    town.enter(900, &crowd::somebody(900, &squares, Households::OfOne, &mut dice));
    for (address, (before, after)) in addresses.iter().zip(before.iter().zip(look(&town.house))) {
        assert_eq!(*before, after, "{address}");
    }
}

/// The time stamp of a layer is the moment of the answer.
fn without_time(body: &str) -> String {
    body.split(",\"timeStamp\"").next().unwrap_or_default().to_owned()
}
