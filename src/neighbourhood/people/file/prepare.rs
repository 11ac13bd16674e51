use std::collections::{BTreeMap, HashSet};

use sha2::{Digest, Sha256};

use crate::capture::foreign::Foreign;
use crate::capture::people::{Column, Columns, List, Told, tell};
use crate::capture::reason::Reason;
use crate::capture::screen::{Warning, screen_beside};
use crate::capture::snag::{Severity, Snag, Snags};
use crate::consent::{Audience, Consent, Scope};
use crate::graph::Graph;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::{Source, Stamp};
use crate::inventory::square::{Size, Square};
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::neighbourhood::Neighbourhood;
use crate::neighbourhood::people::file::basis::Basis;
use crate::neighbourhood::people::file::likely::{Known, Seen};
use crate::neighbourhood::people::file::words::{Finder, Group};
use crate::neighbourhood::people::{Due, Home, Location, Portrait, RetentionPeriods, Tied, home_at, home_near};

/// A file with residents, understood: nothing is written yet.
#[derive(Debug)]
pub struct Prepared {
    /// What each column tells.
    pub columns: Columns,
    /// Who is new here and may be kept.
    pub entrants: Vec<Entrant>,
    /// How many rows are of people who are here already, by the same source.
    pub known: usize,
    /// How many rows an earlier row of the file repeats.
    pub repeated: usize,
    /// Everything odd that was met, from the reading on.
    pub snags: Vec<Snag>,
    /// What descriptions tell that better stays unwritten; it is for whoever brings them in to decide.
    pub warnings: Vec<Warned>,
    /// How many rows the file has.
    pub rows: usize,
}

/// Somebody who is new here.
#[derive(Debug)]
pub struct Entrant {
    /// The row as a person sees it.
    pub row: u64,
    /// The id they will have; the same for the same row of the same source.
    pub id: Id,
    /// What they told.
    pub portrait: Portrait,
    /// What they agreed to.
    pub consent: Consent,
    /// Which row of which source they are.
    pub source: Source,
    /// Somebody here, or earlier in the file, who they may be.
    pub likely_same_as: Option<Id>,
}

/// What a description tells that better stays unwritten.
#[derive(Debug)]
pub struct Warned {
    /// The row.
    pub row: u64,
    /// What it tells, and by which words.
    pub warning: Warning,
}

impl Prepared {
    /// What becomes of how many rows: the key of the sentence that says it, and the number.
    pub fn counts(&self) -> [(&'static str, usize); 5] {
        let likely = self.entrants.iter().filter(|entrant| entrant.likely_same_as.is_some()).count();
        [
            ("people-file-count-fresh", self.entrants.len()),
            ("people-file-count-likely", likely),
            ("people-file-count-known", self.known),
            ("people-file-count-repeated", self.repeated),
            ("people-file-count-refused", self.rows.saturating_sub(self.entrants.len() + self.known + self.repeated)),
        ]
    }
}

/// Understands a file for a neighbourhood: who may be kept, by what whoever brings it in states. `source` is the name under
/// which its rows are known again, `delivery` the import.
pub fn prepare(neighbourhood: &Neighbourhood, mut foreign: Foreign, source: &str, basis: &Basis, delivery: Id, stamp: &Stamp) -> Prepared {
    let graph = neighbourhood.snapshot();
    let mut snags = Snags::new();
    snags.join(std::mem::take(&mut foreign.snags).into_iter().filter(|snag| !matches!(snag.reason, Reason::NoPlaces)).collect());
    let columns = Columns::of(&foreign);
    columns.forget_private(&mut foreign, &mut snags);
    let mut reading = Reading {
        graph: &graph,
        neighbourhood,
        columns: &columns,
        finder: Finder::of(&graph),
        known: Known::of(&graph),
        periods: RetentionPeriods::in_force(&graph),
        basis,
        delivery,
        stamp,
        source,
        homes: BTreeMap::new(),
        snags,
        warnings: Vec::new(),
    };
    let (mut entrants, mut known, mut repeated, mut seen) = (Vec::new(), 0, 0, HashSet::new());
    for row in &foreign.rows {
        let told = tell(&foreign, &columns, row, &mut reading.snags);
        let source = Source { name: source.to_owned(), external_id: told.known_as.clone() };
        if !seen.insert(told.known_as.clone()) {
            repeated += 1;
        } else if graph.record_of_source(&source).is_some() {
            known += 1;
        } else if let Some(entrant) = reading.entrant(&told, source) {
            entrants.push(entrant);
        }
    }
    let Reading { snags, warnings, .. } = reading;
    Prepared { entrants, known, repeated, snags: snags.into_list(), warnings, rows: foreign.rows.len(), columns }
}

struct Reading<'a> {
    graph: &'a Graph,
    neighbourhood: &'a Neighbourhood,
    columns: &'a Columns,
    finder: Finder<'a>,
    known: Known,
    periods: RetentionPeriods,
    basis: &'a Basis,
    delivery: Id,
    stamp: &'a Stamp,
    source: &'a str,
    /// Homes by their address: a street is asked for many times.
    homes: BTreeMap<(String, String), Home>,
    snags: Snags,
    warnings: Vec<Warned>,
}

impl Reading<'_> {
    /// Who a row tells of, if they may be kept.
    fn entrant(&mut self, told: &Told, source: Source) -> Option<Entrant> {
        let consent = self.consent(told).map_err(|reason| self.refuse(told, reason)).ok()?;
        let id = self.id_of(&told.known_as);
        if self.neighbourhood.past().is_erased(id) {
            self.refuse(told, Reason::PersonErased);
            return None;
        }
        let location = self.location(told);
        let (ties, unknown) = self.ties(told);
        let mut description = vec![told.description.clone()];
        description.extend(unknown);
        let description = cut(&description.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"), LONGEST_STORY);
        let found = screen_beside(&description, &told.name).into_iter().map(|warning| Warned { row: told.row, warning });
        self.warnings.extend(found);
        let portrait = Portrait {
            name: cut(&told.name, LONGEST_LINE),
            description,
            contact: cut(&told.contact, LONGEST_CONTACT),
            languages: told.languages.iter().map(|language| language_code(language)).take(MOST_LANGUAGES).collect(),
            location,
            is_adult: !consent.by_guardian,
            is_connector: false,
            ties,
        };
        let square = portrait.location.square.map(|square| square.to_string()).unwrap_or_default();
        let seen = Seen { name: &portrait.name, contact: &portrait.contact, street: &told.street, square };
        let likely_same_as = self.known.likely(&seen);
        self.known.learn(&seen, id);
        Some(Entrant { row: told.row, id, portrait, consent, source, likely_same_as })
    }

    /// What somebody agreed to, or why they cannot be kept.
    fn consent(&mut self, told: &Told) -> Result<Consent, Reason> {
        if told.name.trim().is_empty() {
            return Err(Reason::PersonNameMissing);
        }
        let mut yes = self.basis.yes(&told.yes);
        if !yes.contains(&Scope::Store) {
            return Err(Reason::PersonNotAgreed);
        }
        let by_guardian = match told.is_adult.or(self.basis.are_adults.then_some(true)) {
            Some(is_adult) => !is_adult,
            None => return Err(Reason::PersonAgeNotTold),
        };
        if by_guardian && !told.has_guardian {
            return Err(Reason::PersonTooYoung);
        }
        if by_guardian && yes.remove(&Scope::ShowPublic) {
            self.snags.warn(Some(told.row), None, None, Reason::PersonNeverPublic);
        }
        let given = self.given(told)?;
        Ok(self.basis.consent(yes, by_guardian, given, self.delivery, self.stamp))
    }

    /// When somebody agreed: at the end of that day, or now if that is today.
    fn given(&mut self, told: &Told) -> Result<Moment, Reason> {
        let (now, day) = (self.stamp.at, told.agreed_on.or(self.basis.agreed_on).ok_or(Reason::ConsentDayMissing)?);
        if day > now.day() {
            return Err(Reason::ConsentDayToCome);
        }
        let given = Moment::end_of(day).min(now);
        match self.periods.due(given, now) {
            Some(Due::Erase | Due::Hide) => Err(Reason::ConsentTooOld { months: u64::try_from(self.periods.hide).unwrap_or(0) }),
            Some(Due::Ask) => {
                self.snags.note(Some(told.row), None, None, Reason::ConsentGetsOld);
                Ok(given)
            }
            None => Ok(given),
        }
    }

    /// As much of where somebody lives as is kept. The address and the spot are forgotten here.
    fn location(&mut self, told: &Told) -> Location {
        let of_code = Square::with_code(Size::Hundred, &told.square.to_uppercase()).ok();
        if of_code.is_none() && !told.square.is_empty() {
            self.warn(told, Column::Square, &told.square, Reason::SquareNotUnderstood);
        }
        let neighbourhood = self.neighbourhood;
        let of_address = if told.street.is_empty() || told.number.is_empty() {
            Home::default()
        } else {
            let address = (told.street.clone(), told.number.clone());
            self.homes.entry(address).or_insert_with(|| home_at(neighbourhood, &told.street, &told.number)).clone()
        };
        let of_spot = told.spot.map(|spot| home_near(neighbourhood, spot)).unwrap_or_default();
        if told.spot.is_some() && of_spot.square.is_none() {
            self.snags.warn(Some(told.row), None, None, Reason::HomeNotInCountry);
        }
        let token = if of_address.token.is_empty() { of_spot.token } else { of_address.token };
        let square = of_code.or(of_address.square).or(of_spot.square);
        let of_square = || square.and_then(Square::centre).and_then(|middle| home_near(neighbourhood, middle).area);
        Location {
            precision: self.precision(told, square.is_some()),
            street: cut(&told.street, LONGEST_LINE),
            area: of_address.area.or(of_spot.area).or_else(of_square),
            home: token,
            square,
        }
    }

    fn precision(&mut self, told: &Told, has_square: bool) -> String {
        let said = crate::words::fold(&told.precision);
        let known = PRECISIONS.iter().find(|(_, words)| words.contains(&said.trim())).map(|(code, _)| *code);
        if known.is_none() && !said.trim().is_empty() {
            self.warn(told, Column::Precision, &told.precision, Reason::PrecisionNotKnown);
        }
        // A square that is not known cannot be shown.
        let code = known.filter(|code| has_square || *code != "cell").unwrap_or("none");
        code.to_owned()
    }

    /// What somebody can, wants and belongs to; and the words that no vocabulary has, for their description.
    fn ties(&mut self, told: &Told) -> (Vec<Tied>, Vec<String>) {
        let (mut ties, mut unknown): (BTreeMap<(TieKind, Id), Tied>, Vec<String>) = (BTreeMap::new(), Vec::new());
        for (list, at, said) in &told.words {
            for word in self.parts(*list, said) {
                match self.meant(*list, &word) {
                    Ok((kind, to, values)) => {
                        let of_word = Tied { kind, to, values: Values::default(), visibility: Visibility::Everyone };
                        let known = ties.entry((kind, to)).or_insert(of_word);
                        if let Some((field, value)) = values {
                            known.values.set(field, value);
                        }
                    }
                    Err(reason) => {
                        let column = self.columns.name(*at).to_owned();
                        self.snags.warn(Some(told.row), Some(&column), Some(&word), reason.clone());
                        if reason == Reason::WordToDescription {
                            unknown.push(format!("{column}: {word}"));
                        }
                    }
                }
            }
        }
        (ties.into_values().collect(), unknown)
    }

    /// A word that is not known may be several with commas between them.
    fn parts(&self, list: List, said: &str) -> Vec<String> {
        if self.meant(list, said).is_ok() || !said.contains(',') {
            return vec![said.to_owned()];
        }
        said.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    fn meant(&self, list: List, word: &str) -> Result<Meant, Reason> {
        let finder = &self.finder;
        let (kind, found) = match list {
            List::Talents | List::Teaches => (TieKind::HasTalent, finder.skill(word)),
            List::Learns => (TieKind::WantsToLearn, finder.skill(word)),
            List::Cares => (TieKind::CaresAbout, finder.theme(word)),
            List::Offers => (TieKind::Offers, finder.anything(word)),
            List::Wishes => (TieKind::WishesFor, finder.anything(word)),
            List::Groups => match finder.group(word) {
                Group::Known(id) => (TieKind::MemberOf, Some(id)),
                Group::Sensitive => return Err(Reason::GroupSensitive),
                Group::Unknown => return Err(Reason::GroupNotKnown),
            },
        };
        let teaches = (list == List::Teaches).then_some(("teach", Value::YesNo(true)));
        found.map(|id| (kind, id, teaches)).ok_or(Reason::WordToDescription)
    }

    /// The id of a row of this source: always the same, and without the key of the neighbourhood it says nothing. So who was
    /// erased is not brought back by the file they came from.
    fn id_of(&self, known_as: &str) -> Id {
        let digest = Sha256::digest(format!("row {}\n{known_as}", self.source));
        let plain = Id::from_bytes(*digest.first_chunk().unwrap_or(&[0; 16]));
        self.graph.seen_by(Audience::Stewards).eyes().aliases.alias(plain, Audience::Everyone)
    }

    fn refuse(&mut self, told: &Told, reason: Reason) {
        self.snags.tell(Severity::Refused, Some(told.row), None, None, reason);
    }

    fn warn(&mut self, told: &Told, column: Column, said: &str, reason: Reason) {
        let name = self.columns.telling(column).next().map(|at| self.columns.name(at).to_owned());
        self.snags.warn(Some(told.row), name.as_deref(), Some(said), reason);
    }
}

/// What a word of a list means: a tie of this kind, to this, with this known about it.
type Meant = (TieKind, Id, Option<(&'static str, Value)>);

/// The most characters of a line, of how to reach somebody, and of their own words.
const LONGEST_LINE: usize = 200;
const LONGEST_CONTACT: usize = 300;
const LONGEST_STORY: usize = 5_000;
const MOST_LANGUAGES: usize = 10;

/// Words for how precisely it may be told where somebody lives.
const PRECISIONS: [(&str, &[&str]); 4] = [
    ("none", &["none", "geen", "niet", "nee", "no", "nergens"]),
    ("area", &["area", "buurt", "wijk", "gebied", "neighbourhood", "district"]),
    ("cell", &["cell", "vak", "vakje", "vierkant", "square", "cel", "vakje op de kaart", "square on the map"]),
    ("street", &["street", "straat"]),
];

fn cut(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

/// Languages have short codes where they are known by one; other names stay as they are.
fn language_code(said: &str) -> String {
    const KNOWN: [(&str, &[&str]); 10] = [
        ("nl", &["nederlands", "dutch"]),
        ("en", &["engels", "english"]),
        ("tr", &["turks", "turkish", "turkce"]),
        ("ar", &["arabisch", "arabic"]),
        ("de", &["duits", "german", "deutsch"]),
        ("fr", &["frans", "french", "francais"]),
        ("es", &["spaans", "spanish", "espanol"]),
        ("pl", &["pools", "polish", "polski"]),
        ("pt", &["portugees", "portuguese"]),
        ("uk", &["oekraiens", "ukrainian"]),
    ];
    let plain = crate::words::fold(said);
    let code = KNOWN.iter().find(|(code, names)| *code == plain || names.contains(&plain.as_str())).map(|(code, _)| *code);
    code.map_or_else(|| cut(said, 40), str::to_owned)
}
