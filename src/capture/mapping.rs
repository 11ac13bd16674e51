//! Which of our fields is each column of a file? Guessed from its name and values, corrected by a person.

use std::collections::BTreeMap;

use crate::capture::called::{Called, plain, rank};
use crate::capture::code::area_code;
use crate::capture::foreign::{Cell, Foreign};
use crate::capture::reason::Reason;
use crate::capture::understand::{Hints, understand};
use crate::capture::vocabulary::Vocabulary;
use crate::inventory::field::{Field, Shape};
use crate::inventory::kind::Kind;

/// What each column becomes, for records of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    pub kind: Kind,
    /// By column position; `None` where no field takes the column.
    pub targets: Vec<Option<Target>>,
}

/// What a column becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A field, whole or in part; several columns may make one field.
    Field(&'static str, Part),
    /// Something of the record beside its fields.
    Extra(Extra),
    /// A person said which part of the place it tells; reading the file took it from there.
    Place(&'static str),
    /// A person said that it is not wanted.
    LeftOut,
}

impl Target {
    /// The part of the place that a person said it tells.
    pub fn place(self) -> Option<&'static str> {
        if let Self::Place(place) = self { Some(place) } else { None }
    }

    /// The field that the whole column becomes.
    pub fn whole_field(self) -> Option<&'static str> {
        if let Self::Field(field, Part::Whole) = self { Some(field) } else { None }
    }
}

/// Which part of a field: addresses come in many columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Whole,
    Street,
    HouseNumber,
    HouseLetter,
    HouseAddition,
    Postcode,
    Town,
}

/// What a record has beside its fields; our own files have columns for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extra {
    Id,
    Kind,
    Source,
    ExternalId,
    ValidFrom,
    ValidTo,
    Visibility,
}

const EXTRAS: [(&str, Extra); 8] = [
    ("id", Extra::Id),
    ("kind", Extra::Kind),
    ("source", Extra::Source),
    ("source_id", Extra::ExternalId),
    ("external_id", Extra::ExternalId),
    ("valid_from", Extra::ValidFrom),
    ("valid_to", Extra::ValidTo),
    ("visibility", Extra::Visibility),
];

/// Words for columns that tell the place.
const PLACES: [&str; 5] = ["longitude", "latitude", "x", "y", "geometry"];

const LETTERS: [&str; 3] = ["huisletter", "houseletter", "letter"];
const ADDITIONS: [&str; 7] =
    ["huisnummertoevoeging", "toevoeging", "huistoevoeging", "huisnummertoev", "housenumberaddition", "addition", "addrunit"];

impl Mapping {
    /// Guesses from the names of the columns (field names, their words in both languages, aliases), from what stands in
    /// them (area codes), and from keys of OpenStreetMap that the vocabulary knows.
    pub fn guess(foreign: &Foreign, kind: Kind, vocabulary: &Vocabulary) -> Self {
        let mut mapping = Self { kind, targets: vec![None; foreign.columns.len()] };
        for (column, name) in foreign.columns.iter().enumerate().map(|(at, column)| (at, column.name.as_str())) {
            let extra = EXTRAS.iter().find(|(own, extra)| own == &name && *extra != Extra::Kind);
            mapping.targets[column] = extra.map(|(_, extra)| Target::Extra(*extra));
        }
        let is_kind = |name: &str| name == "kind" && kind.field("kind").is_none();
        if let Some(column) = foreign.columns.iter().position(|column| is_kind(&column.name)).filter(|at| names_kinds(foreign, *at)) {
            mapping.targets[column] = Some(Target::Extra(Extra::Kind));
        }
        mapping.guess_area_code(foreign);
        mapping.guess_fields(foreign);
        mapping.guess_only_column(foreign);
        mapping.guess_parts_of_address(foreign);
        mapping.guess_tags_of_osm(foreign, vocabulary);
        mapping
    }

    /// Takes a person's word: `column=field`, or `column=` to leave the column out.
    pub fn correct(&mut self, foreign: &Foreign, said: &str) -> Result<(), Reason> {
        let (column, field) = said.rsplit_once('=').ok_or_else(|| Reason::MapNotUnderstood { text: said.to_owned() })?;
        let column = column_named(foreign, column.trim())?;
        let field = field.trim();
        let target = if field.is_empty() { Target::LeftOut } else { self.target_named(field)? };
        if let Target::Field(name, Part::Whole) = target {
            // What was guessed for this field gives way; what a person said for it too stays, and is joined.
            for (other, taken) in self.targets.iter_mut().enumerate() {
                if other != column && matches!(taken, Some(Target::Field(guessed, _)) if *guessed == name) {
                    *taken = None;
                }
            }
        }
        if let Some(slot) = self.targets.get_mut(column) {
            *slot = Some(target);
        }
        Ok(())
    }

    /// Takes several words of a person; two columns named for one field are joined.
    pub fn correct_all(&mut self, foreign: &Foreign, said: &[String]) -> Vec<Reason> {
        let mut faults = Vec::new();
        let mut corrected = self.clone();
        let mut own: BTreeMap<usize, Target> = BTreeMap::new();
        for one in said {
            match corrected.correct(foreign, one) {
                Err(reason) => faults.push(reason),
                Ok(()) => own.extend(corrected.targets.iter().enumerate().filter_map(|(at, now)| {
                    let now = (*now)?;
                    (self.targets.get(at).copied().flatten() != Some(now)).then_some((at, now))
                })),
            }
        }
        self.targets = corrected.targets;
        for (column, target) in own {
            if let Some(slot) = self.targets.get_mut(column) {
                *slot = Some(target);
            }
        }
        faults
    }

    /// The columns of a field, in the order in which they are joined.
    pub fn columns_of(&self, field: &str) -> Vec<(usize, Part)> {
        let columns = self.targets.iter().enumerate();
        let mut found: Vec<(usize, Part)> = columns
            .filter_map(|(column, target)| match target {
                Some(Target::Field(name, part)) if *name == field => Some((column, *part)),
                _ => None,
            })
            .collect();
        found.sort_by_key(|(column, part)| (*part, *column));
        found
    }

    /// The column of something beside the fields.
    pub fn column_of(&self, extra: Extra) -> Option<usize> {
        self.targets.iter().position(|target| *target == Some(Target::Extra(extra)))
    }

    fn target_named(&self, name: &str) -> Result<Target, Reason> {
        if let Some(field) = self.kind.fields().find(|field| field.name == name) {
            return Ok(Target::Field(field.name, Part::Whole));
        }
        if let Some((_, extra)) = EXTRAS.iter().find(|(own, _)| *own == name) {
            return Ok(Target::Extra(*extra));
        }
        if let Some(place) = PLACES.into_iter().find(|place| *place == name) {
            return Ok(Target::Place(place));
        }
        let known = self.kind.fields().map(|field| field.name).chain(PLACES).collect::<Vec<_>>().join(", ");
        Err(Reason::MapFieldUnknown { name: name.to_owned(), known })
    }

    fn is_taken(&self, field: &str) -> bool {
        self.targets.iter().any(|target| matches!(target, Some(Target::Field(name, _)) if *name == field))
    }

    fn free<'a>(&self, foreign: &'a Foreign) -> Vec<(usize, &'a str)> {
        let columns = foreign.columns.iter().enumerate();
        let free = columns.filter(|(at, column)| !column.gives_place && self.targets.get(*at).is_some_and(Option::is_none));
        free.map(|(at, column)| (at, column.name.as_str())).collect()
    }

    /// Codes of areas stand in columns of any name (`id`, `KODE`, `statcode`); the values tell them.
    fn guess_area_code(&mut self, foreign: &Foreign) {
        let field = self.kind.fields().find(|field| field.shape == Shape::Code(crate::inventory::field::Official::Cbs));
        let Some(field) = field else { return };
        let holds_codes = |column: usize| {
            let values: Vec<&str> = foreign.rows.iter().take(1000).filter_map(|row| row.cell(column)).map(Cell::as_text).collect();
            let codes = values.iter().filter(|value| area_code(value).is_some()).count();
            !values.is_empty() && codes * 10 >= values.len() * 9
        };
        if let Some(column) = (0..foreign.columns.len()).find(|column| holds_codes(*column)) {
            self.targets[column] = Some(Target::Field(field.name, Part::Whole));
        }
    }

    fn guess_fields(&mut self, foreign: &Foreign) {
        let mut pairs: Vec<(u32, usize, usize, &'static str)> = Vec::new();
        let free = self.free(foreign);
        for (order, field) in self.kind.fields().enumerate().filter(|(_, field)| !self.is_taken(field.name)) {
            let called = Called::of(self.kind, field);
            for (column, name) in free.iter().copied() {
                if let Some(rank) = rank(&called, name).filter(|_| may_hold(foreign, column, field)) {
                    pairs.push((rank, order, column, field.name));
                }
            }
        }
        pairs.sort_unstable();
        for (_, _, column, field) in pairs {
            if !self.is_taken(field) && self.targets[column].is_none() {
                let part = if field == "number" && self.kind == Kind::Address { Part::HouseNumber } else { Part::Whole };
                self.targets[column] = Some(Target::Field(field, part));
            }
        }
    }

    /// A list of one column is a list of names.
    fn guess_only_column(&mut self, foreign: &Foreign) {
        let filled: Vec<usize> = (0..foreign.columns.len()).filter(|at| !foreign.columns[*at].gives_place).collect();
        if let [column] = filled.as_slice()
            && self.targets[*column].is_none()
            && !self.is_taken("name")
        {
            self.targets[*column] = Some(Target::Field("name", Part::Whole));
        }
    }

    /// A kind with one field for the whole address takes street, number, postcode and town together; the address itself
    /// takes letter and addition with its number.
    fn guess_parts_of_address(&mut self, foreign: &Foreign) {
        let field = if self.kind == Kind::Address {
            "number"
        } else if self.kind.field("address_text").is_some() && !self.is_taken("address_text") {
            "address_text"
        } else {
            return;
        };
        let Some(field) = self.kind.field(field).map(|field| field.name) else { return };
        let of_address = |name: &str| Kind::Address.field(name);
        let columns = [("street", Part::Street), ("number", Part::HouseNumber), ("postcode", Part::Postcode), ("town", Part::Town)];
        for (name, part) in columns.into_iter().filter(|_| field == "address_text") {
            let Some(wanted) = of_address(name) else { continue };
            let called = Called::of(Kind::Address, wanted);
            let best = self.free(foreign).into_iter().filter_map(|(column, name)| Some((rank(&called, name)?, column))).min();
            if let Some((_, column)) = best {
                self.targets[column] = Some(Target::Field(field, part));
            }
        }
        for (names, part) in [(LETTERS.as_slice(), Part::HouseLetter), (ADDITIONS.as_slice(), Part::HouseAddition)] {
            let found = self.free(foreign).into_iter().find(|(_, name)| names.contains(&plain(name).as_str()));
            if let Some((column, _)) = found {
                self.targets[column] = Some(Target::Field(field, part));
            }
        }
    }

    fn guess_tags_of_osm(&mut self, foreign: &Foreign, vocabulary: &Vocabulary) {
        for (column, name) in self.free(foreign) {
            let takes = |field: &&Field| match field.shape {
                Shape::Term(scheme) | Shape::Terms(scheme) => vocabulary.has_osm_key(scheme, name),
                _ => false,
            };
            if let Some(field) = self.kind.fields().find(takes) {
                self.targets[column] = Some(Target::Field(field.name, Part::Whole));
            }
        }
    }
}

/// A column for a choice is one only if most of what stands in it are choices: OpenStreetMap's `layer` is not ours.
fn may_hold(foreign: &Foreign, column: usize, field: &Field) -> bool {
    let (Shape::Choice(_) | Shape::Choices(_)) = field.shape else { return true };
    let values: Vec<&str> = foreign.rows.iter().filter_map(|row| row.cell(column)).take(200).map(Cell::as_text).collect();
    let understood = values.iter().filter(|said| {
        let understood = understand(field, said, Hints::default(), &Vocabulary::default());
        understood.snags.is_empty()
    });
    values.is_empty() || understood.count() * 2 >= values.len()
}

/// Most of what stands in it are kinds; a slip in a row or two is named with the row.
fn names_kinds(foreign: &Foreign, column: usize) -> bool {
    let values = || foreign.rows.iter().filter_map(|row| row.cell(column));
    let kinds = values().filter(|cell| cell.as_text().parse::<Kind>().is_ok()).count();
    kinds > 0 && kinds * 2 >= values().count()
}

/// A column by its exact name, else by its name without regard to capitals and marks.
pub fn column_named(foreign: &Foreign, name: &str) -> Result<usize, Reason> {
    let exact = foreign.column(name);
    let alike = || foreign.columns.iter().position(|column| !plain(name).is_empty() && plain(&column.name) == plain(name));
    exact.or_else(alike).ok_or_else(|| {
        let known = foreign.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
        Reason::MapColumnUnknown { name: name.to_owned(), known }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::foreign::{Column, ForeignRow};
    use crate::capture::vocabulary::few_words;

    fn foreign(names: &[&str], cells: &[&str]) -> Foreign {
        let columns = names.iter().map(|name| Column { name: (*name).to_owned(), gives_place: false }).collect();
        let cells = cells.iter().enumerate().filter_map(|(at, text)| Some((at, Cell::text(text)?))).collect();
        Foreign { columns, rows: vec![ForeignRow::new(2, cells)], ..Foreign::default() }
    }

    fn guessed(kind: Kind, names: &[&str], cells: &[&str]) -> Vec<String> {
        let foreign = foreign(names, cells);
        let told = |target: &Option<Target>| match target {
            Some(Target::Field(name, Part::Whole)) => (*name).to_owned(),
            Some(Target::Field(name, part)) => format!("{name}:{part:?}"),
            Some(Target::Extra(extra)) => format!("{extra:?}"),
            Some(Target::LeftOut) => "left out".to_owned(),
            Some(Target::Place(_)) => "place".to_owned(),
            None => "-".to_owned(),
        };
        Mapping::guess(&foreign, kind, &few_words()).targets.iter().map(told).collect()
    }

    #[test]
    fn usual_columns_find_their_fields() {
        assert_eq!(
            guessed(Kind::Place, &["AssetType", "Organization", "Address", "Nhood"], &[]),
            ["functions", "name", "address_text", "-"]
        );
        assert_eq!(guessed(Kind::Association, &["Vereniging", "Omschrijving", "Soort"], &[]), ["name", "description", "association_kind"]);
        assert_eq!(guessed(Kind::Place, &["SITE_NAME", "created_user", "LOCATION"], &[])[0], "name");
        assert_eq!(guessed(Kind::Place, &["LOCATION"], &[]), ["name"]);
    }

    #[test]
    fn the_name_of_the_area_round_a_thing_is_not_the_name_of_the_thing() {
        assert_eq!(guessed(Kind::Place, &["BUURTNAAM", "STRAATNAAM"], &[]), ["-", "address_text:Street"]);
        assert_eq!(guessed(Kind::Area, &["BUURTNAAM"], &[]), ["name"]);
    }

    #[test]
    fn a_code_of_an_area_is_known_by_its_form() {
        assert_eq!(guessed(Kind::Area, &["name", "id"], &["Delfshaven", "BU05990320"]), ["name", "cbs_code"]);
    }

    #[test]
    fn an_address_comes_together_from_its_columns() {
        let names = ["openbareruimte", "huisnummer", "huisletter", "huisnummertoevoeging", "postcode", "woonplaats"];
        assert_eq!(
            guessed(Kind::Address, &names, &[]),
            ["street", "number:HouseNumber", "number:HouseLetter", "number:HouseAddition", "postcode", "town"]
        );
        assert_eq!(guessed(Kind::Place, &["addr:street", "addr:housenumber"], &[]), ["address_text:Street", "address_text:HouseNumber"]);
    }

    #[test]
    fn a_person_has_the_last_word() {
        let foreign = foreign(&["naam", "titel", "soort"], &[]);
        let mut mapping = Mapping::guess(&foreign, Kind::Place, &few_words());
        let faults =
            mapping.correct_all(&foreign, &["titel=name".to_owned(), "SOORT=".to_owned(), "x=name".to_owned(), "naam=nergens".to_owned()]);
        assert_eq!(mapping.targets, [None, Some(Target::Field("name", Part::Whole)), Some(Target::LeftOut)]);
        assert!(matches!(faults.as_slice(), [Reason::MapColumnUnknown { .. }, Reason::MapFieldUnknown { .. }]));
        let faults = mapping.correct_all(&foreign, &["titel=description".to_owned(), "soort=description".to_owned()]);
        assert_eq!((faults, mapping.columns_of("description").len()), (Vec::new(), 2));
    }
}
