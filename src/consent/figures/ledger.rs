//! The counted people of one topic, divided into parts, and how these change from one release to the next.

use std::collections::{BTreeMap, BTreeSet};

use crate::consent::figures::K;
use crate::consent::figures::contributor::Token;
use crate::consent::figures::spread::{Counted, Rooms, Together};
use crate::inventory::square::{Size, Square};

/// Where a part is told, the finest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A square; one of 500 metres is told without the people of squares of 100 metres that are told by themselves.
    Square(Square),
    /// The whole neighbourhood, without the people of squares that are told.
    Whole,
}

/// People who are told together, and are in no other part of their topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Who is counted, each with their home if it is known.
    pub members: BTreeMap<Token, Option<Token>>,
    /// Who is counted still, but not here any more.
    pub gone: Gone,
    /// Somebody left since the release: it is told to nobody until the next.
    pub withheld: bool,
}

/// How many left a part since it was last counted. Who they were is forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gone {
    /// People.
    pub people: usize,
    /// Homes of which nobody is left.
    pub homes: usize,
}

/// The parts of one topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// No part is empty, and nobody is in two.
    pub parts: BTreeMap<Place, Part>,
    /// Who was there when their square was found too empty to tell, or was told in it until somebody left. They do not help
    /// to make it worth telling: it takes `K` others.
    pub known: BTreeSet<Token>,
}

/// Somebody as a ledger counts them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub(super) home: Option<Token>,
    /// Where they live.
    pub(super) square: Option<Square>,
    /// At no finer place may they be told: 100 metres, 500 metres, or nothing where only the whole neighbourhood will do.
    pub(super) finest: Option<Size>,
}

/// All whom a ledger may count.
pub(super) type Subjects = BTreeMap<Token, Subject>;

impl Place {
    /// Somebody can be counted there.
    fn may_hold(self, subject: Subject) -> bool {
        match self {
            Self::Whole => true,
            Self::Square(square) => subject.at(square.size()) == Some(square),
        }
    }
}

impl Subject {
    /// Their square of this size, if they may be told in it.
    fn at(self, size: Size) -> Option<Square> {
        let square = self.square.filter(|_| self.finest.is_some_and(|finest| finest <= size))?;
        Some(if size == Size::Hundred { square } else { square.five_hundred() })
    }
}

impl Part {
    /// How many it is told as.
    pub(super) fn size(&self) -> usize {
        self.members.len() + self.gone.people
    }

    fn is_enough(&self) -> bool {
        is_enough(self.members.iter())
    }

    fn without(&self, others: &BTreeMap<Token, Option<Token>>) -> Self {
        let rest = self.members.iter().filter(|(token, _)| !others.contains_key(*token));
        Self { members: rest.map(|(token, home)| (*token, *home)).collect(), ..self.clone() }
    }

    fn with(&self, others: &BTreeMap<Token, Option<Token>>) -> Self {
        let mut whole = self.clone();
        whole.members.extend(others);
        whole
    }

    /// Drops somebody who is not here any more. Their number stays.
    fn lose(&mut self, token: Token) {
        let Some(home) = self.members.remove(&token) else { return };
        self.gone.people += 1;
        let is_empty = home.is_some_and(|home| self.members.values().all(|other| *other != Some(home)));
        self.gone.homes += usize::from(is_empty);
    }
}

/// Enough people in enough homes.
pub(super) fn is_enough<'a>(people: impl Iterator<Item = (&'a Token, &'a Option<Token>)>) -> bool {
    let (mut count, mut homes) = (0, BTreeSet::<Token>::new());
    for (_, home) in people {
        count += 1;
        homes.extend(home);
    }
    count >= K && homes.len() >= K
}

impl Ledger {
    /// Forgets who is not there any more, and withholds every square that has lost somebody, to erasure, to a no, or to
    /// another square. Tells whether anything became different.
    pub(super) fn notice(&mut self, subject: impl Fn(&Token) -> Option<Subject>) -> bool {
        let mut is_different = false;
        for (place, part) in &mut self.parts {
            let here = |token: &Token| subject(token).is_some_and(|subject| place.may_hold(subject));
            let lost: Vec<Token> = part.members.keys().filter(|token| !here(token)).copied().collect();
            for token in lost {
                if subject(&token).is_none() {
                    part.lose(token);
                    is_different = true;
                }
                if *place != Place::Whole && !part.withheld {
                    part.withheld = true;
                    is_different = true;
                }
            }
        }
        let known = self.known.len();
        self.known.retain(|token| subject(token).is_some());
        is_different || known != self.known.len()
    }

    /// The next release of this topic. `counted` is where people are counted, for a topic that is told of them alone.
    pub(super) fn turn(&mut self, subjects: &Subjects, counted: Option<&Counted>, is_first: bool) {
        self.notice(|token| subjects.get(token).copied());
        let turn = Turn { subjects, counted, room: if is_first { K - 1 } else { 2 * (K - 1) } };
        self.give_up_withheld();
        self.settle_whole(&turn);
        // First those who were counted before, so that what leaves a part is never fewer than `K` of them.
        self.refine(&turn);
        self.seal(&turn);
        if is_first {
            let in_squares = |place: &Place| matches!(place, Place::Square(square) if square.size() == Size::Hundred);
            let told = self.parts.iter().filter(|(place, _)| in_squares(place)).flat_map(|(_, part)| part.members.keys());
            let told: BTreeSet<_> = told.collect();
            self.known = subjects.keys().filter(|token| !told.contains(token)).copied().collect();
        }
    }

    /// The people of a square that lost somebody are told with the rest of the neighbourhood from now on, who left counted
    /// in: so the total stays as it was.
    fn give_up_withheld(&mut self) {
        let withheld: Vec<Place> = self.parts.iter().filter(|(_, part)| part.withheld).map(|(place, _)| *place).collect();
        for place in withheld {
            let Some(part) = self.parts.remove(&place) else { continue };
            let whole = self.parts.entry(Place::Whole).or_default();
            self.known.extend(part.members.keys());
            whole.members.extend(part.members);
            whole.gone.people += part.gone.people;
            whole.gone.homes += part.gone.homes;
        }
    }

    /// Those who left the rest of the neighbourhood are counted off when there are enough of them. If too few remain, or
    /// they betray a square, none of them is counted.
    fn settle_whole(&mut self, turn: &Turn<'_>) {
        let Some(mut whole) = self.parts.remove(&Place::Whole) else { return };
        if whole.gone.people >= K && whole.gone.homes >= K {
            whole.gone = Gone::default();
        }
        if self.may_tell(turn, Place::Whole, &whole) {
            self.parts.insert(Place::Whole, whole);
        } else {
            self.known.extend(whole.members.keys());
        }
    }

    /// Those who wait are counted where enough of them are new: in their square, else in the one of 500 metres, else with
    /// the rest.
    fn seal(&mut self, turn: &Turn<'_>) {
        for size in [Some(Size::Hundred), Some(Size::FiveHundred), None] {
            let counted: BTreeSet<&Token> = self.parts.values().flat_map(|part| part.members.keys()).collect();
            let waiting = turn.subjects.iter().filter(|(token, _)| !counted.contains(token));
            for (place, members) in by_place(waiting, size) {
                if !self.is_enough_new(&members) {
                    continue;
                }
                let part = self.parts.get(&place).cloned().unwrap_or_default().with(&members);
                if self.may_tell(turn, place, &part) {
                    self.known.retain(|token| size != Some(Size::Hundred) || !members.contains_key(token));
                    self.parts.insert(place, part);
                } else if size.is_none() {
                    // They would betray a square; that somebody else leaves must not bring them out.
                    self.known.extend(members.keys());
                }
            }
        }
    }

    /// Those who are told at a coarse place move to a finer one, if enough of them are new, and enough remain.
    fn refine(&mut self, turn: &Turn<'_>) {
        for size in [Size::Hundred, Size::FiveHundred] {
            let sources: Vec<Place> = self.parts.keys().copied().filter(|place| is_coarser(*place, size)).collect();
            for source in sources {
                let members = self.parts.get(&source).map(|part| part.members.clone()).unwrap_or_default();
                let subjects = turn.subjects.iter().filter(|(token, _)| members.contains_key(token));
                for (place, members) in by_place(subjects, Some(size)) {
                    if !self.is_enough_new(&members) {
                        continue;
                    }
                    let Some(left) = self.parts.get(&source).map(|part| part.without(&members)) else { continue };
                    let joined = self.parts.get(&place).cloned().unwrap_or_default().with(&members);
                    if self.may_tell(turn, source, &left) && self.may_tell(turn, place, &joined) {
                        self.known.retain(|token| size != Size::Hundred || !members.contains_key(token));
                        self.parts.insert(source, left);
                        self.parts.insert(place, joined);
                    }
                }
            }
        }
    }

    fn is_enough_new(&self, members: &BTreeMap<Token, Option<Token>>) -> bool {
        is_enough(members.iter().filter(|(token, _)| !self.known.contains(token)))
    }

    /// A part has enough people in enough homes, and betrays no square.
    fn may_tell(&self, turn: &Turn<'_>, place: Place, part: &Part) -> bool {
        if !part.is_enough() {
            return false;
        }
        if matches!(place, Place::Square(square) if square.size() == Size::Hundred) {
            return true;
        }
        let mut counts: BTreeMap<Square, usize> = BTreeMap::new();
        for square in part.members.keys().filter_map(|token| turn.subjects.get(token)?.square) {
            *counts.entry(square).or_default() += 1;
        }
        let elsewhere = part.members.len() - counts.values().sum::<usize>();
        let rooms = match turn.counted {
            Some(counted) => self.rooms(turn, place, counted),
            None => counts.keys().map(|square| (*square, turn.room)).collect(),
        };
        let most_in_block = (place == Place::Whole).then_some(2 * turn.room);
        Together { counts, elsewhere, total: part.size(), rooms: &rooms, most_in_block }.is_spread()
    }

    /// How many of those who are counted as people could be of this topic in each square, and be told at this place: who
    /// lives where the topic is told by itself is told there.
    fn rooms(&self, turn: &Turn<'_>, place: Place, counted: &Counted) -> Rooms {
        let is_told = |square: Square| place != Place::Square(square) && self.parts.contains_key(&Place::Square(square));
        let mut rooms = Rooms::new();
        for ((square, finest), people) in counted {
            let block = square.five_hundred();
            let could_be_here = match place {
                Place::Square(place) => place == block && finest.is_some(),
                Place::Whole => true,
            };
            let is_elsewhere = (*finest == Some(Size::Hundred) && is_told(*square)) || (finest.is_some() && is_told(block));
            if could_be_here && !is_elsewhere {
                *rooms.entry(*square).or_default() += people;
            }
        }
        rooms.into_iter().map(|(square, room)| (square, turn.room.min(room))).collect()
    }

    /// How many are told in all, those withheld included; nothing if too few of them are still here.
    pub(super) fn total(&self) -> Option<usize> {
        let is_enough = is_enough(self.parts.values().flat_map(|part| part.members.iter()));
        is_enough.then(|| self.parts.values().map(Part::size).sum())
    }
}

fn is_coarser(place: Place, size: Size) -> bool {
    match place {
        Place::Square(square) => square.size() > size,
        Place::Whole => true,
    }
}

/// People by the place of this size in which they may be told; all together where no size is asked for.
fn by_place<'a>(
    subjects: impl Iterator<Item = (&'a Token, &'a Subject)>,
    size: Option<Size>,
) -> BTreeMap<Place, BTreeMap<Token, Option<Token>>> {
    let mut places: BTreeMap<Place, BTreeMap<Token, Option<Token>>> = BTreeMap::new();
    for (token, subject) in subjects {
        let place = match size {
            Some(size) => subject.at(size).map(Place::Square),
            None => Some(Place::Whole),
        };
        if let Some(place) = place {
            places.entry(place).or_default().insert(*token, subject.home);
        }
    }
    places
}

/// What is the same for the whole of a topic's turn.
struct Turn<'a> {
    subjects: &'a Subjects,
    counted: Option<&'a Counted>,
    /// A square that is not told holds no more than this, as far as a reader knows: fewer than `K` at the first release, and
    /// at later ones fewer than `K` new ones besides.
    room: usize,
}
