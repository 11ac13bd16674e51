use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::consent::{Channel, Consent, Scope};
use crate::demo::assets::{Known, new_tie};
use crate::demo::layout::{Door, Layout};
use crate::demo::metres::degrees;
use crate::demo::mint::Mint;
use crate::demo::table::{Row, Table, Unreadable};
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::{Actor, Origin, Stamp};
use crate::inventory::square::{Size, Square};
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::neighbourhood::people::{Location, Portrait, Tied, enter};
use crate::words::Language;
use crate::words::wording::Wording;

const PEOPLE: Table = Table { name: "people", text: include_str!("../../fixtures/demo/people.csv") };

/// The person in every sixth row shares the door of whom was told before them, if that is in the same street.
const SHARES_A_DOOR: usize = 6;
/// So many days ago the first of them was asked; the others came after, a day apart.
const FIRST_ASKED: i64 = 200;
/// Of every so many, one was asked more than a year ago: it is time to ask them again.
const ASKED_LONG_AGO: usize = 29;

/// The invented residents, as if they had told it in conversations before `now`; then whom they know.
pub(super) fn changes(
    layout: &Layout,
    mint: &mut Mint,
    known: &Known,
    now: Moment,
    word: impl Fn(Kind, &str) -> Option<Id>,
) -> Result<Vec<Change>, Unreadable> {
    let (mut changes, mut told) = (Vec::new(), Vec::new());
    let mut doors = Doors::of(layout);
    for (at, row) in PEOPLE.rows()?.iter().enumerate() {
        let door = doors.next(at, row.must("street")?).ok_or_else(|| row.wrong("no such street"))?;
        let person = Told { row, at, known, word: &word };
        let portrait = Portrait { location: person.location(layout, door)?, ..person.portrait()? };
        let consent = person.consent(now)?;
        let stamp = Stamp { by: consent.witness.clone(), at: consent.given };
        let (id, _) = mint.next(Origin::Conversation);
        let origin = if consent.channel == Channel::Own { Origin::Own } else { Origin::Conversation };
        changes.extend(enter(id, &portrait, &consent, &stamp, origin, &mut || mint.next(origin).0));
        let agrees = consent.yes.contains(&Scope::Relations);
        told.push(Acquaintance {
            id,
            street: row.must("street")?.to_owned(),
            groups: person.groups().map(str::to_owned).collect(),
            agrees,
        });
    }
    changes.extend(acquaintances(&told, mint));
    Ok(changes)
}

/// Whom somebody is likely to know: those of the same street or the same group.
struct Acquaintance {
    id: Id,
    street: String,
    groups: BTreeSet<String>,
    agrees: bool,
}

/// Those who agree that it is kept know the next ones of their street and their groups who agree.
fn acquaintances(told: &[Acquaintance], mint: &mut Mint) -> Vec<Change> {
    let mut ties = Vec::new();
    for (at, one) in told.iter().enumerate().filter(|(_, one)| one.agrees) {
        let others = told[at + 1..].iter().filter(|other| other.agrees);
        let of_street = others.clone().filter(|other| other.street == one.street).take(2);
        let of_group = others.filter(|other| other.street != one.street && !other.groups.is_disjoint(&one.groups)).take(1);
        for (other, strength) in of_street.map(|other| (other, "by_name")).chain(of_group.map(|other| (other, "together"))) {
            let mut tie = new_tie(mint, TieKind::Knows, one.id.min(other.id), one.id.max(other.id));
            tie.values.set("strength", Value::Codes(vec![strength.to_owned()]));
            ties.push(Change::Tie(tie));
        }
    }
    ties
}

/// Homes, given out along each street.
struct Doors<'a> {
    of_street: BTreeMap<&'a str, Vec<&'a Door>>,
    given: BTreeMap<String, usize>,
}

impl<'a> Doors<'a> {
    fn of(layout: &'a Layout) -> Self {
        let mut of_street: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for door in layout.doors.iter().filter(|door| layout.is_home(door)) {
            of_street.entry(layout.streets[door.street].name.as_str()).or_default().push(door);
        }
        Self { of_street, given: BTreeMap::new() }
    }

    /// The next home in a street; some live at the door of whom was told before them.
    fn next(&mut self, at: usize, street: &str) -> Option<&'a Door> {
        let doors = self.of_street.get(street)?;
        let given = self.given.entry(street.to_owned()).or_default();
        let shares = at % SHARES_A_DOOR == SHARES_A_DOOR - 1 && *given > 0;
        *given += usize::from(!shares);
        doors.get((*given - 1) % doors.len()).copied()
    }
}

/// A row of the table.
struct Told<'a, W> {
    row: &'a Row,
    at: usize,
    known: &'a Known,
    word: &'a W,
}

impl<W: Fn(Kind, &str) -> Option<Id>> Told<'_, W> {
    fn portrait(&self) -> Result<Portrait, Unreadable> {
        let text = |column| self.row.said(column).unwrap_or_default().to_owned();
        let mut ties = self.list("talents").map(|talent| self.talent(talent)).collect::<Result<Vec<_>, _>>()?;
        for (column, kind, vocabulary) in [
            ("learns", TieKind::WantsToLearn, Kind::Skill),
            ("cares_about", TieKind::CaresAbout, Kind::Theme),
            ("wishes_for", TieKind::WishesFor, Kind::Skill),
        ] {
            for code in self.list(column) {
                ties.push(to(kind, self.word(vocabulary, code)?));
            }
        }
        for tie in self.list("ties") {
            let (group, how) = self.parted(tie)?;
            let id = self.known.id(group).ok_or_else(|| self.row.wrong(format!("no record {group}")))?;
            ties.push(to(self.belonging(how)?, id));
        }
        let name = self.row.must("name")?.to_owned();
        let (is_adult, is_connector) = (self.row.said("guardian").is_none(), self.row.said("connector").is_some());
        // Some left a way to reach them: numbers that nobody has.
        let contact = if self.at.is_multiple_of(3) { format!("06-000 00 {:03}", self.at) } else { String::new() };
        let languages = vec!["nl".to_owned()];
        Ok(Portrait { name, description: text("description"), contact, languages, is_adult, is_connector, ties, ..Portrait::default() })
    }

    /// `code*+@hands=free!`: one of the best three, would teach it, of which gift, how it is shared, for the team alone.
    fn talent(&self, told: &str) -> Result<Tied, Unreadable> {
        let end = told.find(|letter: char| "*+@=!".contains(letter)).unwrap_or(told.len());
        let (code, marks) = told.split_at(end);
        let after = |mark: char| marks.split_once(mark).map(|(_, rest)| rest.split(['@', '=', '!']).next().unwrap_or_default().to_owned());
        let mut values = Values::default();
        for (mark, field) in [('*', "best3"), ('+', "teach")] {
            if marks.contains(mark) {
                values.set(field, Value::YesNo(true));
            }
        }
        for (mark, field) in [('@', "gift"), ('=', "share_how")] {
            if let Some(code) = after(mark) {
                values.set(field, Value::Codes(vec![code]));
            }
        }
        let visibility = if marks.contains('!') { Visibility::Builders } else { Visibility::Everyone };
        Ok(Tied { values, visibility, ..to(TieKind::HasTalent, self.word(Kind::Skill, code)?) })
    }

    fn belonging(&self, how: &str) -> Result<TieKind, Unreadable> {
        Ok(match how {
            "member" => TieKind::MemberOf,
            "works" => TieKind::WorksFor,
            "takes" => TieKind::TakesPartIn,
            "initiates" => TieKind::Initiates,
            _ => return Err(self.row.wrong(format!("cannot belong by {how}"))),
        })
    }

    /// The groups they belong to, by their keys.
    fn groups(&self) -> impl Iterator<Item = &str> {
        self.list("ties").filter_map(|tie| tie.split_once(':')).map(|(group, _)| group)
    }

    /// Where they live, at a door, as far as they want it told.
    fn location(&self, layout: &Layout, door: &Door) -> Result<Location, Unreadable> {
        let square = Square::at(Size::Hundred, degrees(door.spot)).ok_or_else(|| self.row.wrong("lives outside the country"))?;
        let precision = ["cell", "cell", "street", "area", "cell", "none"][self.at % 6];
        let token = Sha256::digest(format!("meerkolk {}", layout.address(door)));
        let home = token.first_chunk().map(|bytes| format!("{:032x}", u128::from_be_bytes(*bytes))).unwrap_or_default();
        let area = layout.buurt_of(door.spot).and_then(|key| self.known.id(key));
        let street = self.row.must("street")?.to_owned();
        Ok(Location { precision: precision.to_owned(), street, square: Some(square), home, area })
    }

    fn consent(&self, now: Moment) -> Result<Consent, Unreadable> {
        let yes: BTreeSet<Scope> = match self.row.must("agrees")? {
            "s" => &[Scope::Store][..],
            "t" => &[Scope::Store, Scope::Statistics],
            "o" => &[Scope::Store, Scope::ShowNeighbours, Scope::Relations],
            "n" => &[Scope::Store, Scope::ShowNeighbours, Scope::ContactIntro, Scope::Relations, Scope::Statistics],
            "p" => &[Scope::Store, Scope::ShowNeighbours, Scope::ShowPublic, Scope::ContactIntro, Scope::Statistics],
            "a" => &Scope::ALL,
            other => return Err(self.row.wrong(format!("agrees to {other}"))),
        }
        .iter()
        .copied()
        .collect();
        let channel = self.row.read("asked")?;
        let at = i64::try_from(self.at).unwrap_or(0);
        let days = if self.at % ASKED_LONG_AGO == ASKED_LONG_AGO - 1 { 380 } else { FIRST_ASKED - at };
        Ok(Consent {
            no: Scope::ALL.into_iter().filter(|scope| !yes.contains(scope)).collect(),
            yes,
            text_version: Wording::IN_FORCE.version().to_owned(),
            language: Language::Dutch.code().to_owned(),
            channel,
            by_guardian: self.row.said("guardian").is_some(),
            given: now.days_before(days),
            witness: Actor::operator(),
        })
    }

    fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        self.row.said(column).into_iter().flat_map(|list| list.split('|'))
    }

    fn parted<'b>(&self, tie: &'b str) -> Result<(&'b str, &'b str), Unreadable> {
        tie.split_once(':').ok_or_else(|| self.row.wrong(format!("no tie {tie}")))
    }

    fn word(&self, vocabulary: Kind, code: &str) -> Result<Id, Unreadable> {
        (self.word)(vocabulary, code).ok_or_else(|| self.row.wrong(format!("no word {code}")))
    }
}

fn to(kind: TieKind, to: Id) -> Tied {
    Tied { kind, to, values: Values::default(), visibility: Visibility::Everyone }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::screen::screen_beside;
    use crate::consent::Agreed;
    use crate::inventory::record::Record;
    use crate::inventory::tie::Tie;

    fn now() -> Moment {
        Moment::from_second(1_767_254_400).unwrap()
    }

    /// An id for a word of the vocabularies that is the same every time.
    fn word_id(code: &str) -> Id {
        Id::from_bytes(Sha256::digest(code)[..16].try_into().unwrap())
    }

    fn people() -> (Vec<Record>, Vec<Tie>) {
        let (mut people, mut ties) = (Vec::new(), Vec::new());
        for change in crate::demo::changes(now(), |_, code| Some(word_id(code))).unwrap() {
            match change {
                Change::Record(record) if record.kind == Kind::Person => people.push(record),
                Change::Tie(tie) => ties.push(tie),
                _ => {}
            }
        }
        (people, ties)
    }

    #[test]
    fn people_agreed_to_more_or_less_and_never_to_nothing() {
        let (people, _) = people();
        let how_many = |is_so: &dyn Fn(&Agreed) -> bool| people.iter().filter(|person| is_so(&Agreed::of(person))).count();
        assert_eq!(how_many(&|agreed| agreed.to(Scope::Store)), 150);
        assert!((10..20).contains(&how_many(&|agreed| agreed.scopes().count() == 1)), "kept and nothing else");
        assert!((50..80).contains(&how_many(&|agreed| agreed.widest() == Visibility::Neighbours)));
        assert!((40..60).contains(&how_many(&|agreed| agreed.widest() == Visibility::Everyone)));
        assert!((100..130).contains(&how_many(&|agreed| agreed.to(Scope::Statistics))));
        assert_eq!(how_many(&|agreed| agreed.by_guardian()), 1);
        let is_long_ago = |agreed: &Agreed| agreed.confirmed().is_some_and(|at| at < now().days_before(360));
        assert!((2..8).contains(&how_many(&is_long_ago)), "some are to be asked again");
        assert!(how_many(&|agreed| agreed.confirmed().is_some_and(|at| at > now())) == 0);
    }

    #[test]
    fn some_share_a_door_and_some_a_name() {
        let (people, _) = people();
        let doors: BTreeSet<_> = people.iter().map(|person| person.values.text("home").unwrap()).collect();
        assert!((110..140).contains(&doors.len()), "{}", doors.len());
        let names: BTreeSet<_> = people.iter().map(Record::name).collect();
        assert_eq!(names.len(), 148);
    }

    /// A figure of a square needs five who agree to be counted, behind five doors.
    #[test]
    fn some_squares_hold_enough_to_be_counted_and_some_do_not() {
        let (people, ties) = people();
        let counted: BTreeMap<Id, &Record> =
            people.iter().filter(|person| Agreed::of(person).to(Scope::Statistics)).map(|person| (person.id, person)).collect();
        let groups: BTreeMap<Id, &str> = include_str!("../../fixtures/vocabulary/skills.csv")
            .lines()
            .filter_map(|line| line.split_once(',').map(|(code, rest)| (word_id(code), rest.split(',').next().unwrap())))
            .collect();
        let mut cells: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for tie in ties.iter().filter(|tie| tie.kind == TieKind::HasTalent) {
            let Some(person) = counted.get(&tie.from) else { continue };
            let cell = (person.values.text("square").unwrap(), groups[&tie.to]);
            cells.entry(cell).or_default().insert(person.values.text("home").unwrap());
        }
        let full = cells.values().filter(|homes| homes.len() >= 5).count();
        assert!(full >= 5 && full < cells.len() / 2, "{full} of {}", cells.len());
    }

    #[test]
    fn everybody_has_a_talent_and_nobody_more_than_four() {
        let (people, ties) = people();
        for person in people {
            let talents = ties.iter().filter(|tie| tie.kind == TieKind::HasTalent && tie.from == person.id).count();
            assert!((1..=4).contains(&talents), "{} has {talents}", person.name());
        }
    }

    #[test]
    fn only_who_agrees_is_known_to_know_another() {
        let (people, ties) = people();
        let agrees: BTreeMap<Id, bool> = people.iter().map(|person| (person.id, Agreed::of(person).to(Scope::Relations))).collect();
        let knows: Vec<_> = ties.iter().filter(|tie| tie.kind == TieKind::Knows).collect();
        assert!(knows.len() > 60, "{}", knows.len());
        assert!(knows.iter().all(|tie| tie.from < tie.to && agrees[&tie.from] && agrees[&tie.to]));
    }

    #[test]
    fn what_is_told_of_them_alarms_nobody() {
        for person in people().0 {
            let warned = screen_beside(person.values.text("description").unwrap_or_default(), person.name());
            assert_eq!(warned, [], "{}", person.name());
        }
    }
}
