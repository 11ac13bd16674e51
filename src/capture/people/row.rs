use std::collections::BTreeSet;

use geo::{Centroid, Coord};

use crate::capture::date::{self, Order};
use crate::capture::foreign::{Cell, Foreign, ForeignRow};
use crate::capture::identity::fingerprint;
use crate::capture::missing::yes_or_no;
use crate::capture::people::column::{Column, Columns, List};
use crate::capture::reason::Reason;
use crate::capture::snag::Snags;
use crate::consent::Scope;
use crate::inventory::moment::Day;

/// What a row tells of somebody, in its own words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told {
    /// The row as a person sees it: the header is row 1.
    pub row: u64,
    /// What tells it from other rows: the id the file gives, or a fingerprint of all it says.
    pub known_as: String,
    /// What they are called; may be empty.
    pub name: String,
    /// In their own words.
    pub description: String,
    /// How to reach them.
    pub contact: String,
    /// Languages they speak.
    pub languages: Vec<String>,
    /// What they can, want and belong to: which list, the position of its column, one word of it.
    pub words: Vec<(List, usize, String)>,
    /// The street they live in.
    pub street: String,
    /// The number of their door, with letter and addition.
    pub number: String,
    /// The square, as the file writes it.
    pub square: String,
    /// Where they live, in degrees.
    pub spot: Option<Coord<f64>>,
    /// How precisely it may be told, as the file writes it.
    pub precision: String,
    /// They are sixteen or older; nothing where the row does not tell.
    pub is_adult: Option<bool>,
    /// Somebody decides for them.
    pub has_guardian: bool,
    /// To what they said yes. All else is no.
    pub yes: BTreeSet<Scope>,
    /// On which day.
    pub agreed_on: Option<Day>,
}

/// Longer words in a list are no talents but stories.
const LONGEST_WORD: usize = 200;

/// Reads a row. What is not understood is told, and what somebody agrees to is no unless it is clearly yes.
pub fn tell(foreign: &Foreign, columns: &Columns, row: &ForeignRow, snags: &mut Snags) -> Told {
    let mut reading = Reading { columns, row, snags };
    let address = reading.joined(Column::Address, " ");
    let (street, number) = parts_of_address(&address);
    let either = |one: String, other: String| if one.is_empty() { other } else { one };
    let id = reading.joined(Column::Id, " ");
    let parts = [0, 1, 2].map(|part| reading.joined(Column::PartOfName(part), " "));
    let whole = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    Told {
        row: row.row,
        known_as: if id.is_empty() { fingerprint(foreign, row) } else { id },
        name: either(reading.joined(Column::Name, " "), whole),
        description: reading.joined(Column::Description, "\n"),
        contact: reading.joined(Column::Contact, ", "),
        languages: reading
            .joined(Column::Languages, "|")
            .split(['|', ';', ',', '/'])
            .map(|one| one.trim().to_owned())
            .filter(|one| !one.is_empty())
            .collect(),
        words: reading.words(),
        street: either(reading.joined(Column::Street, " "), street),
        number: either(reading.joined(Column::HouseNumber, " "), number),
        square: reading.joined(Column::Square, " "),
        spot: row.geometry.as_ref().and_then(Centroid::centroid).map(|point| point.0),
        precision: reading.joined(Column::Precision, " "),
        is_adult: reading.yes_or_no(Column::Adult),
        has_guardian: reading.guardian(),
        yes: Scope::ALL.into_iter().filter(|scope| reading.yes_or_no(Column::Consent(*scope)) == Some(true)).collect(),
        agreed_on: reading.day(),
    }
}

/// A street and a number of what was written as one: `Kolkstraat 12a`. Without a number all of it is the street.
pub fn parts_of_address(address: &str) -> (String, String) {
    // A postcode and a town after a comma say no more about the door.
    let first = address.split(',').next().unwrap_or_default().trim();
    let at = first.char_indices().skip(1).find(|(at, c)| c.is_ascii_digit() && first[..*at].ends_with(char::is_whitespace));
    match at {
        Some((at, _)) => (first[..at].trim().to_owned(), first[at..].trim().to_owned()),
        None => (first.to_owned(), String::new()),
    }
}

struct Reading<'a> {
    columns: &'a Columns,
    row: &'a ForeignRow,
    snags: &'a mut Snags,
}

impl Reading<'_> {
    fn cells(&self, column: Column) -> Vec<(usize, String)> {
        let cell = |at: usize| Some((at, self.row.cell(at).map(Cell::as_text)?.to_owned()));
        self.columns.telling(column).filter_map(cell).collect()
    }

    /// What all the columns say that tell this.
    fn joined(&self, column: Column, between: &str) -> String {
        self.cells(column).into_iter().map(|(_, said)| said).collect::<Vec<_>>().join(between)
    }

    fn words(&self) -> Vec<(List, usize, String)> {
        let lists = [List::Talents, List::Teaches, List::Learns, List::Cares, List::Offers, List::Wishes, List::Groups];
        let of_list = |list: List| self.cells(Column::List(list)).into_iter().map(move |(at, said)| (list, at, said));
        let mut words = Vec::new();
        for (list, at, said) in lists.into_iter().flat_map(of_list) {
            let each = said.split(['|', ';', '\n']).map(str::trim).filter(|word| !word.is_empty());
            words.extend(each.map(|word| (list, at, word.chars().take(LONGEST_WORD).collect())));
        }
        words
    }

    /// Yes where a column says so and none says no.
    fn yes_or_no(&mut self, column: Column) -> Option<bool> {
        let mut told = None;
        for (at, said) in self.cells(column) {
            if let Some(yes) = yes_or_no(&said) {
                told = Some(told.unwrap_or(true) && yes);
                continue;
            }
            let reason = if column == Column::Adult { Reason::YesNoNotUnderstood } else { Reason::ConsentNotUnderstood };
            self.snags.warn(Some(self.row.row), Some(self.columns.name(at)), Some(&said), reason);
            told = Some(false).filter(|_| column != Column::Adult).or(told);
        }
        told
    }

    /// A yes, or the name of whoever decides.
    fn guardian(&self) -> bool {
        self.cells(Column::Guardian).iter().any(|(_, said)| yes_or_no(said) != Some(false))
    }

    fn day(&mut self) -> Option<Day> {
        let (at, said) = self.cells(Column::ConsentDay).into_iter().next()?;
        match date::read(&said, Order::DayFirst) {
            Ok(found) => Some(found.date),
            Err(reason) => {
                self.snags.warn(Some(self.row.row), Some(self.columns.name(at)), Some(&said), reason);
                None
            }
        }
    }
}

impl Columns {
    /// Takes out of a file what is not kept of anybody, and tells why.
    pub fn forget_private(&self, foreign: &mut Foreign, snags: &mut Snags) {
        for (name, column) in self.iter() {
            match column {
                Column::Private(private) => snags.warn(None, Some(name), None, private.reason()),
                Column::NotKept => snags.note(None, Some(name), None, Reason::PersonColumnNotKept),
                _ => {}
            }
        }
        let is_kept = |at: usize| self.iter().nth(at).is_some_and(|(_, column)| !matches!(column, Column::Private(_) | Column::NotKept));
        for row in &mut foreign.rows {
            let cells = row.cells().iter().filter(|(at, _)| is_kept(*at)).cloned().collect();
            let mut kept = ForeignRow::new(row.row, cells);
            (kept.line, kept.id, kept.geometry) = (row.line, row.id.take(), row.geometry.take());
            *row = kept;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::foreign::Column as OfFile;

    fn foreign(names: &[&str], cells: &[&str]) -> Foreign {
        let columns = names.iter().map(|name| OfFile { name: (*name).to_owned(), gives_place: false }).collect();
        let cells = cells.iter().enumerate().filter_map(|(at, text)| Some((at, Cell::text(text)?))).collect();
        Foreign { columns, rows: vec![ForeignRow::new(2, cells)], ..Foreign::default() }
    }

    fn told(names: &[&str], cells: &[&str]) -> (Told, Vec<&'static str>) {
        let mut foreign = foreign(names, cells);
        let (columns, mut snags) = (Columns::of(&foreign), Snags::new());
        columns.forget_private(&mut foreign, &mut snags);
        let told = tell(&foreign, &columns, &foreign.rows[0].clone(), &mut snags);
        (told, snags.list().iter().map(|snag| snag.reason.key()).collect())
    }

    #[test]
    fn a_row_is_read_in_its_own_words() {
        let names = [
            "Voornaam",
            "Achternaam",
            "Telefoon",
            "E-mail",
            "Kan",
            "Leert aan",
            "Adres",
            "16+",
            "store",
            "statistics",
            "datum toestemming",
        ];
        let cells = [
            "Fatima",
            "El A.",
            "06-1",
            "f@x.example",
            "zingen | koken;bakken",
            "zingen",
            "Kolkstraat 12 a, Utrecht",
            "ja",
            "yes",
            "nee",
            "3-11-2026",
        ];
        let (told, snags) = told(&names, &cells);
        assert_eq!((told.name.as_str(), told.contact.as_str()), ("Fatima El A.", "06-1, f@x.example"));
        let words: Vec<_> = told.words.iter().map(|(list, _, word)| (*list, word.as_str())).collect();
        assert_eq!(words, [(List::Talents, "zingen"), (List::Talents, "koken"), (List::Talents, "bakken"), (List::Teaches, "zingen")]);
        assert_eq!((told.street.as_str(), told.number.as_str(), told.is_adult), ("Kolkstraat", "12 a", Some(true)));
        assert_eq!((told.yes, told.agreed_on), (BTreeSet::from([Scope::Store]), Some(jiff::civil::date(2026, 11, 3))));
        assert!(snags.is_empty(), "{snags:?}");
    }

    #[test]
    fn what_is_not_clearly_yes_is_no_and_told() {
        let (told, snags) = told(&["naam", "store", "toestemming bewaren", "statistics"], &["A", "ja", "misschien", "denk het wel"]);
        assert!(told.yes.is_empty(), "one column says yes, the other is not understood");
        assert_eq!(snags, ["snag-consent-not-understood", "snag-consent-not-understood"]);
    }

    #[test]
    fn what_is_nobodys_business_is_gone_before_the_row_is_read() {
        let names = ["naam", "BSN", "schoenmaat"];
        let (one, snags) = told(&names, &["A", "123456782", "42"]);
        let (other, _) = told(&names, &["A", "111222333", "43"]);
        assert_eq!(one.known_as, other.known_as, "not even a fingerprint of it is kept");
        assert_eq!(snags, ["snag-private-citizen-number", "snag-person-column-not-kept"]);
    }

    #[test]
    fn addresses_come_apart() {
        let parts = |address| parts_of_address(address);
        assert_eq!(parts("Kolkstraat 12-b, 3511 AB Utrecht"), ("Kolkstraat".to_owned(), "12-b".to_owned()));
        assert_eq!(parts("1e Dwarsstraat 4"), ("1e Dwarsstraat".to_owned(), "4".to_owned()));
        assert_eq!(parts("Kolkstraat"), ("Kolkstraat".to_owned(), String::new()));
    }
}
