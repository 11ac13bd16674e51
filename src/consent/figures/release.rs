use std::collections::{BTreeMap, BTreeSet};

use crate::consent::figures::band::Band;
use crate::consent::figures::contributor::{Contributor, Living, Token, Topic};
use crate::consent::figures::ledger::{Ledger, Part, Place, Subject, Subjects};
use crate::consent::figures::spread::Counted;
use crate::inventory::moment::Moment;
use crate::inventory::square::{Size, Square};

/// The figures of one day, with the tokens of those who are counted in them: what is needed to make the next ones, and to
/// withhold those of which somebody is no longer part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// When it was made.
    pub made: Moment,
    /// The parts of every topic.
    pub ledgers: BTreeMap<Topic, Ledger>,
}

impl Release {
    /// The first release; nothing while too few people agree.
    pub fn first(living: &Living, made: Moment) -> Option<Self> {
        let mut release = Self { made, ledgers: BTreeMap::new() };
        release.turn(living, true);
        release.people().and_then(Ledger::total).is_some().then_some(release)
    }

    /// The release after this one.
    #[must_use]
    pub fn next(&self, living: &Living, made: Moment) -> Self {
        let mut release = Self { made, ..self.clone() };
        release.notice(living);
        release.turn(living, false);
        release
    }

    fn people(&self) -> Option<&Ledger> {
        self.ledgers.get(&Topic::People)
    }

    fn turn(&mut self, living: &Living, is_first: bool) {
        let mut people = self.ledgers.remove(&Topic::People).unwrap_or_default();
        people.turn(&subjects(living, &Topic::People), None, is_first);
        let told = Told::of(&people, living);
        let groups = living.values().flat_map(|one| one.groups.iter()).map(|group| Topic::Group(group.clone()));
        let topics: BTreeSet<Topic> = groups.chain(self.ledgers.keys().cloned()).collect();
        for topic in topics {
            let mut ledger = self.ledgers.remove(&topic).unwrap_or_default();
            let subjects = told.limit(subjects(living, &topic));
            ledger.turn(&subjects, Some(&told.counted), is_first);
            self.ledgers.insert(topic, ledger);
        }
        self.ledgers.insert(Topic::People, people);
        self.ledgers.retain(|_, ledger| *ledger != Ledger::default());
    }

    /// Looks who is still there: forgets who is not, and withholds the whole square, with every topic, in which somebody
    /// was counted who left, moved or lost a skill. Tells whether anything became different and should be kept.
    pub fn notice(&mut self, living: &Living) -> bool {
        let mut is_different = false;
        for (topic, ledger) in &mut self.ledgers {
            is_different |= ledger.notice(|token| living.get(token).and_then(|one| subject(one, topic)));
        }
        let parts = || self.ledgers.values().flat_map(|ledger| ledger.parts.iter());
        let withheld: BTreeSet<Place> = parts().filter(|(_, part)| part.withheld).map(|(place, _)| *place).collect();
        let also = self.ledgers.values_mut().flat_map(|ledger| ledger.parts.iter_mut());
        for (_, part) in also.filter(|(place, part)| withheld.contains(place) && !part.withheld) {
            part.withheld = true;
            is_different = true;
        }
        is_different
    }

    /// What is told.
    pub fn figures(&self) -> Figures {
        let total = |ledger: &Ledger| ledger.total().and_then(Band::of);
        let mut groups = BTreeMap::new();
        let mut cells = Vec::new();
        for (topic, ledger) in &self.ledgers {
            if let (Topic::Group(group), Some(band)) = (topic, total(ledger)) {
                groups.insert(group.clone(), band);
            }
            for (place, part) in ledger.parts.iter().filter(|(_, part)| !part.withheld) {
                if let (Place::Square(square), Some(band)) = (*place, Band::of(part.size())) {
                    cells.push(Cell { square, topic: topic.clone(), band });
                }
            }
        }
        cells.sort_by(|one, other| (one.square, &one.topic).cmp(&(other.square, &other.topic)));
        Figures { made: self.made, people: self.people().and_then(total), groups, cells }
    }
}

/// Everyone who has to do with a topic.
fn subjects(living: &Living, topic: &Topic) -> Subjects {
    living.iter().filter_map(|(token, one)| Some((*token, subject(one, topic)?))).collect()
}

/// Somebody as a topic counts them, if they have to do with it.
fn subject(one: &Contributor, topic: &Topic) -> Option<Subject> {
    let has_it = match topic {
        Topic::People => true,
        Topic::Group(group) => one.groups.contains(group),
    };
    has_it.then(|| Subject { home: one.home, square: one.square, finest: one.square.map(|_| Size::Hundred) })
}

/// Where people are told, for the groups: these are told no finer, and of nobody else.
struct Told {
    finest: BTreeMap<Token, Option<Size>>,
    counted: Counted,
}

impl Told {
    fn of(people: &Ledger, living: &Living) -> Self {
        let mut told = Self { finest: BTreeMap::new(), counted: Counted::new() };
        let parts = people.parts.iter().flat_map(|(place, part): (&Place, &Part)| part.members.keys().map(move |token| (*place, *token)));
        for (place, token) in parts {
            let finest = match place {
                Place::Square(square) => Some(square.size()),
                Place::Whole => None,
            };
            told.finest.insert(token, finest);
            if let Some(square) = living.get(&token).and_then(|one| one.square) {
                *told.counted.entry((square, finest)).or_default() += 1;
            }
        }
        told
    }

    fn limit(&self, mut subjects: Subjects) -> Subjects {
        subjects.retain(|token, subject| {
            let finest = self.finest.get(token);
            subject.finest = finest.copied().flatten();
            finest.is_some()
        });
        subjects
    }
}

/// What is told of people: the same for everyone. What is not in it is not told, for one reason or another; which, is not
/// told either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// When the release was made.
    pub made: Moment,
    /// How many people are counted in the neighbourhood.
    pub people: Option<Band>,
    /// How many have a skill of a group. A group that is not named is withheld or has nobody: that is not told.
    pub groups: BTreeMap<String, Band>,
    /// The squares, in their order.
    pub cells: Vec<Cell>,
}

/// A figure of a square.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The square. One of 500 metres is told without the people of its squares of 100 metres that are told by themselves.
    pub square: Square,
    /// What is counted.
    pub topic: Topic,
    /// How many there are.
    pub band: Band,
}
