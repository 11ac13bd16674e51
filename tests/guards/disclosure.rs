//! Who can find out what: something unmistakable is put in every field, and every address is asked for as every persona.
//! What shows is written down in `fixtures/expected/disclosure.txt`, for anybody to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::expect_file;

use wijkweb::inventory::change::Change;
use wijkweb::inventory::field::{Field, Shape};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::provenance::{Actor, Source};
use wijkweb::inventory::record::Record;
use wijkweb::inventory::square::{Size, Square};
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::inventory::whereabouts::Whereabouts;
use wijkweb::words::{Language, Words};

use super::content::{id, order, plain_record, plain_tie};
use super::sitemap::addresses;
use super::world::{Persona, World};

/// Something unmistakable that is kept.
struct Canary {
    /// Under which heading it is told.
    of: String,
    /// What it is.
    what: String,
    /// Each of these betrays it.
    signs: Vec<String>,
}

/// A neighbourhood full of canaries.
#[derive(Default)]
struct Aviary {
    canaries: Vec<Canary>,
    records: Vec<Record>,
    ties: Vec<Tie>,
    hatched: usize,
}

/// What the personas are called in the file, in their order.
const NAMES: [&str; 5] = ["everyone", "neighbours", "builders", "on a round", "stewards"];

const HEAD: &str = "\
Who can find out what
=====================

Everything that is kept was given a mark, and every page, layer, file and message of the site was then asked for as
each kind of visitor. Behind each line stands who came across the mark, from whom on: `everyone` is a visitor of whom nothing
is known, then come `neighbours` with a card, community `builders`, those of them `on a round`, and `stewards`, who look after the
records; `nobody` means that it shows nowhere.
The first lines under a heading are about one that is kept for everyone; a field may be kept for fewer.
Only words, places and large numbers can carry a mark; choices and days are guarded by another test.

This file is written by a test. When it changes, read every changed line as a decision about somebody's privacy.
";

#[test]
fn what_shows_to_whom_is_as_written_down() {
    let mut aviary = Aviary::default();
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Neighbourhood) {
        for visibility in Visibility::ALL {
            aviary.add_record(*kind, visibility);
        }
    }
    for kind in TieKind::ALL {
        aviary.add_ties(*kind);
    }
    aviary.hang_the_photos();
    let world = World::new();
    world.order(order(aviary.records.iter().cloned().map(Change::Record).collect())).unwrap();
    for tie in &aviary.ties {
        world.order(order(vec![Change::Tie(tie.clone())])).unwrap();
    }
    let seen = look_around(&world, &aviary);
    expect_file!["../../fixtures/expected/disclosure.txt"].assert_eq(&told(&aviary, &seen));
}

/// Which canaries each persona came across.
fn look_around(world: &World, aviary: &Aviary) -> BTreeMap<Persona, BTreeSet<usize>> {
    let ids: Vec<_> = aviary.records.iter().map(|record| (record.id, record.kind)).collect();
    let mut seen = BTreeMap::new();
    for persona in Persona::ALL {
        let found: &mut BTreeSet<usize> = seen.entry(persona).or_default();
        for address in addresses(&ids) {
            for accept in ["text/html", "application/json"] {
                let answer = world.send(persona, &axum::http::Method::GET, &address, &[("accept", accept)], "").whole();
                let marks: BTreeSet<_> =
                    answer.match_indices("kanarie").filter_map(|(at, mark)| answer.get(at..at + mark.len() + 4)).collect();
                // An answer that repeats the address betrays nothing.
                let shows = |sign: &str| if sign.starts_with("kanarie") { marks.contains(sign) } else { stands_alone(&answer, sign) };
                let betrays = |sign: &String| shows(sign) && !address.contains(sign.as_str());
                let rest = aviary.canaries.iter().enumerate().filter(|(number, _)| !found.contains(number));
                let new: Vec<_> = rest.filter(|(_, canary)| canary.signs.iter().any(betrays)).map(|(number, _)| number).collect();
                found.extend(new);
            }
        }
    }
    seen
}

/// The sign is in the answer, and is no piece of something longer: a checksum such as an `ETag` holds any number by chance.
fn stands_alone(answer: &str, sign: &str) -> bool {
    answer.match_indices(sign).any(|(at, _)| {
        let before = answer[..at].chars().next_back().is_some_and(|letter| letter.is_ascii_alphanumeric());
        let after = answer[at + sign.len()..].chars().next().is_some_and(|letter| letter.is_ascii_alphanumeric());
        !before && !after
    })
}

#[test]
fn a_number_inside_a_checksum_is_no_canary() {
    assert!(stands_alone("Bedrag: € 710.887,00", "710.887") && stands_alone("[5.10,710887]", "710887"));
    assert!(!stands_alone("W/\"2e848b87108879\"", "710887"));
}

fn told(aviary: &Aviary, seen: &BTreeMap<Persona, BTreeSet<usize>>) -> String {
    let mut told = HEAD.to_owned();
    let mut heading = "";
    for (number, canary) in aviary.canaries.iter().enumerate() {
        if canary.of != heading {
            heading = &canary.of;
            write!(told, "\n{heading}\n").unwrap();
        }
        let see: Vec<bool> = Persona::ALL.iter().map(|persona| seen[persona].contains(&number)).collect();
        let first = see.iter().position(|sees| *sees);
        let who = first.map_or("nobody".to_owned(), |first| {
            // Who is shown more is shown this too; where it is not so, that is written out.
            let all_from_there = see[first..].iter().all(|sees| *sees);
            let names = see.iter().zip(NAMES).filter(|(sees, _)| **sees).map(|(_, name)| name);
            if all_from_there { NAMES[first].to_owned() } else { format!("only {}", names.collect::<Vec<_>>().join(", ")) }
        });
        writeln!(told, "    {:<86}{who}", canary.what).unwrap();
    }
    told
}

/// Somewhere of its own, and how it is told: a person's as the square it lies in.
fn place_of(kind: Kind, longitude: f64) -> (Whereabouts, String) {
    if kind != Kind::Person {
        return (Whereabouts::point(longitude, 51.9).unwrap(), format!("{longitude:.5}"));
    }
    let square = Square::at(Size::Hundred, geo::coord! { x: longitude * 40.0 - 183.0, y: 51.9 }).unwrap().to_whereabouts().unwrap();
    let west = square.bounds().min().x;
    (square, format!("{west:.7}").trim_end_matches('0').to_owned())
}

impl Aviary {
    fn add_record(&mut self, kind: Kind, visibility: Visibility) {
        let number = self.records.len();
        let mut record = plain_record(kind, id(number, 3), u64::MAX);
        record.visibility = visibility;
        let words = Words::of(Language::English);
        let of = words.say(&format!("kind-{kind}")).into_owned();
        let mut signs_of_all = vec![record.id.to_string()];
        for field in kind.fields() {
            let Some((value, signs)) = self.hatch(field) else { continue };
            record.values.set(field.name, value);
            if visibility == Visibility::Everyone {
                self.canaries.push(Canary { of: of.clone(), what: label(kind.code(), field), signs });
            } else {
                signs_of_all.extend(signs);
            }
        }
        if kind.declaration().located {
            let longitude = 4.700_05 + f64::from(u32::try_from(number).unwrap()) * 0.0001;
            let (place, sign) = place_of(kind, longitude);
            if kind == Kind::Person {
                record.values.set("location_precision", Value::Codes(vec!["cell".to_owned()]));
            }
            record.whereabouts = Some(place);
            let signs = vec![sign];
            if visibility == Visibility::Everyone {
                self.canaries.push(Canary { of: of.clone(), what: "Where it is".to_owned(), signs });
            } else {
                signs_of_all.extend(signs);
            }
        }
        record.provenance.source = Some(Source { name: self.mark(), external_id: self.mark() });
        record.provenance.by = Actor(self.mark());
        let provenance = &record.provenance;
        let source = provenance.source.as_ref().unwrap();
        let marks = [
            ("The file it came from", &source.name),
            ("What that file calls it", &source.external_id),
            ("Who typed it in", &provenance.by.0),
        ];
        for (what, mark) in marks {
            if visibility == Visibility::Everyone {
                self.canaries.push(Canary { of: of.clone(), what: what.to_owned(), signs: vec![mark.clone()] });
            } else {
                signs_of_all.push(mark.clone());
            }
        }
        if visibility != Visibility::Everyone {
            let what = format!("Anything about one that is kept for: {}", words.say(&format!("visibility-{visibility}")));
            self.canaries.push(Canary { of, what, signs: signs_of_all });
        }
        self.records.push(record);
    }

    /// Ties between records that everyone may see, one of each visibility, and one to a record that is hidden.
    fn add_ties(&mut self, kind: TieKind) {
        let marked: Vec<_> =
            kind.fields().iter().filter(|field| matches!(field.shape, Shape::Line(_) | Shape::Prose(_) | Shape::Cents(..))).collect();
        let ends = kind.declaration().ends.iter().flat_map(|(from, to)| from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to))));
        let without_persons = ends.clone().find(|(from, to)| *from != Kind::Person && *to != Kind::Person && from != to);
        let Some((from, to)) = without_persons.or_else(|| ends.clone().next()).filter(|_| !marked.is_empty()) else { return };
        let words = Words::of(Language::English);
        let name = |end: Kind| words.say(&format!("kind-{end}")).to_lowercase();
        let of = format!("A tie: {} {} {}", name(from), words.say(&format!("tie-{kind}.out")), name(to));
        let many = !kind.declaration().rules.unique_per_pair;
        for visibility in Visibility::ALL.into_iter().take(if many { 5 } else { 1 }) {
            let of_which = format!("of a tie that is kept for: {}", words.say(&format!("visibility-{visibility}")));
            self.add_tie(kind, [(from, Visibility::Everyone), (to, Visibility::Everyone)], visibility, &marked, (&of, &of_which));
        }
        let of_which = format!("of a tie whose {} is hidden", name(to));
        self.add_tie(kind, [(from, Visibility::Everyone), (to, Visibility::Own)], Visibility::Everyone, &marked, (&of, &of_which));
    }

    /// Every photo shows a place that everyone may see: a photo of nothing is on no page.
    fn hang_the_photos(&mut self) {
        let place = self.records.iter().find(|record| (record.kind, record.visibility) == (Kind::Place, Visibility::Everyone)).unwrap().id;
        let photos: Vec<_> = self.records.iter().filter(|record| record.kind == Kind::Photo).map(|record| record.id).collect();
        for photo in photos {
            self.ties.push(plain_tie(TieKind::Depicts, id(self.ties.len(), 4), photo, place, u64::MAX));
        }
    }

    fn add_tie(
        &mut self,
        kind: TieKind,
        ends: [(Kind, Visibility); 2],
        visibility: Visibility,
        marked: &[&Field],
        (of, of_which): (&str, &str),
    ) {
        let end =
            |(kind, visibility)| self.records.iter().find(|record| (record.kind, record.visibility) == (kind, visibility)).unwrap().id;
        let [from, to]: [Id; 2] = ends.map(end);
        let mut tie = plain_tie(kind, id(self.ties.len(), 4), from, to, u64::MAX);
        tie.values.clear("share_percent");
        tie.visibility = visibility;
        for field in marked {
            let Some((value, signs)) = self.hatch(field) else { continue };
            tie.values.set(field.name, value);
            let what = format!("{} {of_which}", label(kind.code(), field));
            self.canaries.push(Canary { of: of.to_owned(), what, signs });
        }
        self.ties.push(tie);
    }

    /// A value by which this field can be recognised, and how it may be written.
    fn hatch(&mut self, field: &Field) -> Option<(Value, Vec<String>)> {
        match field.shape {
            Shape::Line(_) | Shape::Prose(_) => {
                let mark = self.mark();
                Some((Value::Text(mark.clone()), vec![mark]))
            }
            Shape::Link => {
                let mark = self.mark();
                Some((Value::Text(format!("https://{mark}.example")), vec![mark]))
            }
            Shape::Tags => {
                let mark = self.mark();
                Some((Value::Codes(vec![mark.clone()]), vec![mark]))
            }
            Shape::Whole(_, most) if most >= 1_000_000 => {
                let number = self.number();
                Some((Value::Whole(number), written(number)))
            }
            Shape::Cents(_, most) if most >= 100_000_000 => {
                let number = self.number();
                let mut signs = written(number);
                signs.push((number * 100).to_string());
                Some((Value::Whole(number * 100), signs))
            }
            _ => None,
        }
    }

    fn mark(&mut self) -> String {
        self.hatched += 1;
        format!("kanarie{:04}", self.hatched)
    }

    fn number(&mut self) -> i64 {
        self.hatched += 1;
        710_000 + i64::try_from(self.hatched).unwrap()
    }
}

fn label(owner: &str, field: &Field) -> String {
    let words = Words::of(Language::English);
    let own = words.find(&format!("field-{owner}-{}", field.name));
    let label = own.unwrap_or_else(|| words.say(&format!("field-{}", field.name)));
    if field.visibility == Visibility::Everyone {
        label.into_owned()
    } else {
        format!("{label} (for: {})", words.say(&format!("visibility-{}", field.visibility)))
    }
}

/// How a number between 100,000 and a million may be written.
fn written(number: i64) -> Vec<String> {
    let (thousands, rest) = (number / 1000, number % 1000);
    ["", ".", ",", " ", "\u{a0}", "\u{202f}"].map(|mark| format!("{thousands}{mark}{rest:03}")).into()
}
