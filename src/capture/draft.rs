//! From the rows of a file to records that could be kept: every field understood, a place, a name, an identity.

use std::collections::HashMap;

use crate::capture::candidate::Candidate;
use crate::capture::date;
use crate::capture::describe::described_name;
use crate::capture::foreign::{Cell, Foreign, ForeignRow};
use crate::capture::identity::{Identity, fingerprint, own_source};
use crate::capture::mapping::{Extra, Mapping, Part, Target};
use crate::capture::number;
use crate::capture::parts::in_parts;
use crate::capture::reason::Reason;
use crate::capture::snag::{Snags, shortened};
use crate::capture::understand::{Hints, understand};
use crate::capture::vocabulary::Vocabulary;
use crate::inventory::code::{LONGEST_TAG, MOST_TAGS};
use crate::inventory::field::{Field, Shape};
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Source, Validity};
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::inventory::whereabouts::{Nowhere, Whereabouts};
use crate::words::Language;

/// What drafts are made with, beside the file and its mapping.
#[derive(Debug, Clone, Copy)]
pub struct Drafting<'a> {
    pub vocabulary: &'a Vocabulary,
    pub identity: &'a Identity,
    /// The name of the source, such as that of the file.
    pub source: &'a str,
    /// The language of names that are made.
    pub language: Language,
}

/// Makes candidates of the rows that are of the mapping's kind: all, unless the file tells kinds. Rows that cannot become
/// a record are refused by name; columns that nothing takes are named too, and rows that bear the id of an earlier one.
pub fn candidates(foreign: &Foreign, mapping: &Mapping, with: Drafting<'_>, snags: &mut Snags) -> Vec<Candidate> {
    let columns: Vec<ColumnHints> = (0..foreign.columns.len()).map(|column| ColumnHints::learn(foreign, mapping, column)).collect();
    let kind_column = mapping.column_of(Extra::Kind);
    let is_ours = |row: &&ForeignRow| {
        let told = kind_column.and_then(|column| row.cell(column)).map(Cell::as_text);
        told.is_none_or(|told| told == mapping.kind.code())
    };
    tell_columns(foreign, mapping, with.identity, foreign.rows.iter().filter(is_ours), snags);
    let fields: Vec<_> = mapping.kind.fields().map(|field| (field, mapping.columns_of(field.name))).collect();
    let fields: Vec<_> = fields.into_iter().filter(|(_, columns)| !columns.is_empty()).collect();
    let rows: Vec<&ForeignRow> = foreign.rows.iter().filter(is_ours).collect();
    let draft_all = |rows: &[&ForeignRow]| {
        let mut snags = Snags::new();
        let draft = |row: &&ForeignRow| Drawing { foreign, mapping, with, columns: &columns, fields: &fields, row }.draft(&mut snags);
        (rows.iter().filter_map(draft).collect::<Vec<_>>(), snags)
    };
    let mut drawn = Vec::with_capacity(rows.len());
    for (drafts, of_part) in in_parts(&rows, draft_all) {
        drawn.extend(drafts);
        snags.join(of_part.into_list());
    }
    let drawn = numbered(drawn);
    tell_repeated(&drawn, snags);
    drawn
}

/// Rows that say the same, and have no id, are told apart by their order.
fn numbered(drafts: Vec<(Candidate, IsSourceMade)>) -> Vec<Candidate> {
    let mut met: HashMap<Source, u32> = HashMap::new();
    let numbered = drafts.into_iter().map(|(mut candidate, is_source_made)| {
        if is_source_made {
            let before = met.entry(candidate.source.clone()).or_default();
            *before += 1;
            if *before > 1 {
                candidate.source.external_id = format!("{}-{before}", candidate.source.external_id);
            }
        }
        candidate
    });
    numbered.collect()
}

/// For want of an id, the source was made from all that the row says.
type IsSourceMade = bool;

fn tell_repeated(candidates: &[Candidate], snags: &mut Snags) {
    let mut first: HashMap<&Source, &Candidate> = HashMap::new();
    for candidate in candidates {
        match first.get(&candidate.source) {
            None => drop(first.insert(&candidate.source, candidate)),
            Some(other) if other.values == candidate.values && other.whereabouts == candidate.whereabouts => {
                snags.note(Some(candidate.row), None, Some(&candidate.source.external_id), Reason::RowTwice { row: other.row });
            }
            Some(other) => {
                snags.refuse(Some(candidate.row), None, Some(&candidate.source.external_id), Reason::IdTwice { row: other.row });
            }
        }
    }
}

fn tell_columns<'a>(
    foreign: &Foreign,
    mapping: &Mapping,
    identity: &Identity,
    rows: impl Iterator<Item = &'a ForeignRow>,
    snags: &mut Snags,
) {
    const MOST_NAMED: usize = 200;
    let used = identity.columns();
    let mut has_values = vec![false; foreign.columns.len()];
    for (at, _) in rows.flat_map(ForeignRow::cells) {
        if let Some(cell) = has_values.get_mut(*at) {
            *cell = true;
        }
    }
    let not_kept = |at: &usize| {
        let is_taken = used.contains(at) || mapping.targets.get(*at).is_some_and(Option::is_some);
        !is_taken && has_values.get(*at) == Some(&true) && foreign.columns.get(*at).is_some_and(|column| !column.gives_place)
    };
    let left = (0..foreign.columns.len()).filter(not_kept).filter_map(|at| foreign.columns.get(at));
    let mut names: Vec<String> = left.map(|column| shortened(&column.name)).collect();
    if names.len() > MOST_NAMED {
        names.truncate(MOST_NAMED);
        names.push("…".to_owned());
    }
    if !names.is_empty() {
        snags.note(None, None, None, Reason::ColumnsNotKept { columns: names.join(", ") });
    }
}

/// What a whole column tells about its values.
#[derive(Default)]
struct ColumnHints {
    mark: number::DecimalMark,
    order: date::Order,
}

impl ColumnHints {
    fn learn(foreign: &Foreign, mapping: &Mapping, column: usize) -> Self {
        let Some(Some(Target::Field(field, _))) = mapping.targets.get(column) else { return Self::default() };
        let texts = || {
            let cells = foreign.rows.iter().filter_map(move |row| row.cell(column));
            cells.filter_map(|cell| if let Cell::Text(text) = cell { Some(text.as_str()) } else { None })
        };
        match mapping.kind.field(field).map(|field| field.shape) {
            Some(Shape::Whole(..) | Shape::Decimal(..) | Shape::Cents(..)) => {
                Self { mark: number::decimal_mark(texts()), ..Self::default() }
            }
            Some(Shape::Day) => Self { order: date::order(texts()), ..Self::default() },
            _ => Self::default(),
        }
    }
}

struct Drawing<'a> {
    foreign: &'a Foreign,
    mapping: &'a Mapping,
    with: Drafting<'a>,
    columns: &'a [ColumnHints],
    /// The fields that columns become, with these.
    fields: &'a [(&'static Field, Vec<(usize, Part)>)],
    row: &'a ForeignRow,
}

impl Drawing<'_> {
    fn draft(&self, snags: &mut Snags) -> Option<(Candidate, IsSourceMade)> {
        let kind = self.mapping.kind;
        let row = self.row.row;
        let mut values = Values::default();
        let mut unknown_words = Vec::new();
        for (field, columns) in self.fields {
            if let Some(value) = self.value(field, columns, &mut unknown_words, snags) {
                values.set(field.name, value);
            }
        }
        keep_as_tags(&mut values, unknown_words);
        self.derive(&mut values, snags);
        let name_made = values.text("name").is_none();
        if name_made {
            let street = values.text("address_text").map(|text| text.split(',').next().unwrap_or(text));
            let name = described_name(kind, &values, street, self.with.vocabulary, self.with.language);
            if !name.is_empty() {
                snags.note(Some(row), Some("name"), Some(&name), Reason::NameMade { kind: kind.code().to_owned() });
                values.set("name", Value::Text(name));
            }
        }
        let missing: Vec<&Field> = kind.fields().filter(|field| field.required && values.get(field.name).is_none()).collect();
        if let Some(field) = missing.first() {
            snags.refuse(Some(row), Some(field.name), None, Reason::RequiredMissing { field: field.name.to_owned() });
            return None;
        }
        let validity = Validity { from: self.day(Extra::ValidFrom, snags), to: self.day(Extra::ValidTo, snags) };
        let told: Option<Visibility> = self.text(Extra::Visibility).and_then(|text| text.parse().ok());
        let visibility = told.unwrap_or(kind.declaration().visibility);
        let whereabouts = self.whereabouts(snags);
        let (source, is_source_made) = self.source();
        Some((Candidate { row, kind, source, values, name_made, whereabouts, validity, visibility }, is_source_made))
    }

    fn value(&self, field: &'static Field, columns: &[(usize, Part)], unknown_words: &mut Vec<String>, snags: &mut Snags) -> Option<Value> {
        if columns.iter().any(|(_, part)| *part != Part::Whole) {
            return self.address_value(field, columns, snags);
        }
        let mut joined: Option<Value> = None;
        for &(column, _) in columns {
            let Some(cell) = self.row.cell(column) else { continue };
            let name = self.foreign.columns.get(column).map_or("", |column| column.name.as_str());
            let learnt = self.columns.get(column);
            // A number that JSON gives has a point for decimals, whatever the texts of its column have.
            let mark = match cell {
                Cell::Text(_) => learnt.map_or(number::DecimalMark::Unknown, |hints| hints.mark),
                _ => number::DecimalMark::Point,
            };
            let hints = Hints { mark, order: learnt.map_or(date::Order::Unknown, |hints| hints.order), column: name };
            let understood = understand(field, cell.as_text(), hints, self.with.vocabulary);
            for (lost, reason) in understood.snags {
                let severity = if lost { crate::capture::snag::Severity::Warning } else { crate::capture::snag::Severity::Note };
                snags.tell(severity, Some(self.row.row), Some(name), Some(cell.as_text()), reason);
            }
            unknown_words.extend(understood.unknown_words);
            joined = join(joined, understood.value, field.shape);
        }
        joined
    }

    /// `Kade`, `3`, `a`, `2`, `1234AB`, `Delft` become `Kade 3a-2, 1234AB Delft`.
    fn address_value(&self, field: &'static Field, columns: &[(usize, Part)], snags: &mut Snags) -> Option<Value> {
        let mut text = String::new();
        let mut before: Option<Part> = None;
        for (column, part) in columns {
            let Some(cell) = self.row.cell(*column) else { continue };
            let separator = match (before, part) {
                (None, _) | (Some(Part::HouseNumber), Part::HouseLetter) => "",
                (Some(Part::HouseNumber | Part::HouseLetter), Part::HouseAddition) => "-",
                (Some(Part::Street | Part::HouseNumber | Part::HouseLetter | Part::HouseAddition), Part::Postcode | Part::Town) => ", ",
                _ => " ",
            };
            text.push_str(separator);
            text.push_str(cell.as_text());
            before = Some(*part);
        }
        let understood = understand(field, &text, Hints::default(), self.with.vocabulary);
        for (_, reason) in understood.snags {
            snags.warn(Some(self.row.row), Some(field.name), Some(&text), reason);
        }
        understood.value
    }

    /// What follows from the rest: the level of an area from its code, the layer of the base map from tags and shape.
    fn derive(&self, values: &mut Values, snags: &mut Snags) {
        let kind = self.mapping.kind;
        if kind.field("level").is_some() && values.get("level").is_none() {
            let level = values.text("cbs_code").and_then(|code| match code.get(..2) {
                Some("BU") => Some("buurt"),
                Some("WK") => Some("wijk"),
                Some("GM") => Some("gemeente"),
                _ => None,
            });
            if let Some(level) = level {
                values.set("level", Value::Codes(vec![level.to_owned()]));
            }
        }
        if kind == Kind::Backdrop && values.get("layer").is_none() {
            match self.layer() {
                Some(layer) => values.set("layer", Value::Codes(vec![layer.to_owned()])),
                None => snags.warn(Some(self.row.row), Some("layer"), None, Reason::LayerNotTold),
            }
        }
    }

    fn layer(&self) -> Option<&'static str> {
        let tag = |name: &str| self.row.cell(self.foreign.column(name)?).map(Cell::as_text);
        let natural_water = tag("natural").is_some_and(|value| value == "water") || tag("waterway").is_some();
        match () {
            () if tag("highway").is_some() => Some("street"),
            () if natural_water || tag("water").is_some() => Some("water"),
            () if tag("building").is_some() => Some("building"),
            () if tag("boundary").is_some() || tag("admin_level").is_some() => Some("boundary"),
            () if tag("leisure").is_some() || tag("landuse").is_some() || tag("natural").is_some() => Some("green"),
            () => layer_of_file(self.with.source),
        }
    }

    fn text(&self, extra: Extra) -> Option<&str> {
        self.row.cell(self.mapping.column_of(extra)?).map(Cell::as_text)
    }

    fn day(&self, extra: Extra, snags: &mut Snags) -> Option<crate::inventory::moment::Day> {
        let text = self.text(extra)?;
        let name = self.mapping.column_of(extra).and_then(|column| self.foreign.columns.get(column)).map(|column| column.name.as_str());
        match date::read(text, date::Order::Unknown) {
            Ok(found) => Some(found.date),
            Err(reason) => {
                snags.warn(Some(self.row.row), name, Some(text), reason);
                None
            }
        }
    }

    fn whereabouts(&self, snags: &mut Snags) -> Option<Whereabouts> {
        let geometry = self.row.geometry.clone().filter(|_| self.mapping.kind.declaration().located)?;
        match Whereabouts::new(geometry) {
            Ok(place) => Some(place),
            Err(nowhere) => {
                let reason = match nowhere {
                    Nowhere::TooDetailed => Reason::ShapeTooDetailed,
                    Nowhere::Empty => Reason::GeometryEmpty,
                    Nowhere::NotANumber => Reason::CoordinateNotANumber,
                    Nowhere::OffTheGlobe => Reason::CoordinatesOutOfRange,
                    Nowhere::UnsoundShape => Reason::RingTooShort,
                };
                snags.warn(Some(self.row.row), Some("geometry"), None, reason);
                None
            }
        }
    }

    /// Where the row comes from.
    fn source(&self) -> (Source, IsSourceMade) {
        if let Some((name, external_id)) = own_source(self.row, self.mapping) {
            return (Source { name, external_id }, false);
        }
        let name = self.with.source.to_owned();
        match self.with.identity.of(self.row) {
            Some(external_id) => (Source { name, external_id: external_id.chars().take(300).collect() }, false),
            None => (Source { name, external_id: fingerprint(self.foreign, self.row) }, true),
        }
    }
}

fn layer_of_file(source: &str) -> Option<&'static str> {
    const WORDS: [(&str, &[&str]); 5] = [
        ("street", &["street", "straten", "wegen", "road", "highway"]),
        ("water", &["water", "gracht", "canal", "river"]),
        ("green", &["green", "groen", "park"]),
        ("building", &["building", "gebouw", "pand"]),
        ("boundary", &["boundar", "grens", "grenz"]),
    ];
    let source = source.to_lowercase();
    WORDS.iter().find(|(_, words)| words.iter().any(|word| source.contains(word))).map(|(layer, _)| *layer)
}

fn keep_as_tags(values: &mut Values, words: Vec<String>) {
    let mut tags = values.codes("tags").to_vec();
    for word in words {
        let fits = word.chars().count() <= LONGEST_TAG && tags.len() < MOST_TAGS && word != "yes" && word != "no";
        if fits && !tags.contains(&word) {
            tags.push(word);
        }
    }
    if !tags.is_empty() {
        values.set("tags", Value::Codes(tags));
    }
}

/// Two columns for one field: texts one under the other, codes together; of single values the first counts.
fn join(one: Option<Value>, other: Option<Value>, shape: Shape) -> Option<Value> {
    match (one, other) {
        (Some(Value::Codes(mut codes)), Some(Value::Codes(more))) if matches!(shape, Shape::Terms(_) | Shape::Choices(_) | Shape::Tags) => {
            codes.extend(more.into_iter().filter(|code| !codes.contains(code)).collect::<Vec<_>>());
            codes.truncate(MOST_TAGS);
            Some(Value::Codes(codes))
        }
        (Some(Value::Text(one)), Some(Value::Text(other))) => match shape {
            Shape::Prose(most) => Some(Value::Text(format!("{one}\n{other}").chars().take(most).collect())),
            Shape::Line(most) => Some(Value::Text(format!("{one} {other}").chars().take(most).collect())),
            _ => Some(Value::Text(one)),
        },
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::foreign::Column;
    use crate::capture::vocabulary::few_words;

    fn drawn(kind: Kind, names: &[&str], rows: &[&[&str]]) -> (Vec<Candidate>, Vec<String>) {
        let columns = names.iter().map(|name| Column { name: (*name).to_owned(), gives_place: false }).collect();
        let row = |(at, cells): (usize, &&[&str])| {
            let cells = cells.iter().enumerate().filter_map(|(at, text)| Some((at, Cell::text(text)?))).collect();
            ForeignRow::new(at as u64 + 2, cells)
        };
        let foreign = Foreign { columns, rows: rows.iter().enumerate().map(row).collect(), ..Foreign::default() };
        let vocabulary = few_words();
        let (mapping, identity) = (Mapping::guess(&foreign, kind, &vocabulary), Identity::choose(&foreign));
        let with = Drafting { vocabulary: &vocabulary, identity: &identity, source: "plekken", language: Language::Dutch };
        let mut snags = Snags::new();
        let drafts = candidates(&foreign, &mapping, with, &mut snags);
        let told = snags.list().iter().map(|snag| format!("{} {} {}", snag.reason.key(), snag.rows, snag.column.as_deref().unwrap_or("")));
        (drafts, told.collect())
    }

    #[test]
    fn one_value_that_is_not_understood_does_not_cost_the_row() {
        let (drafts, told) = drawn(Kind::Place, &["id", "naam", "functie", "size_m2"], &[&["1", "De Kas", "raketbasis", "groot"]]);
        assert_eq!(drafts[0].values.text("name"), Some("De Kas"));
        assert_eq!(drafts[0].values.codes("tags"), ["raketbasis"]);
        assert_eq!(told, ["snag-term-not-known 2 functie", "snag-number-not-understood 2 size_m2"]);
        assert_eq!(drafts[0].source, Source { name: "plekken".to_owned(), external_id: "1".to_owned() });
    }

    #[test]
    fn a_long_file_is_drawn_as_a_short_one_row_after_row() {
        let rows: Vec<[&str; 2]> = (0..6_000).map(|at| if at % 3 == 0 { ["Kas", "raketbasis"] } else { ["Schuur", "1 2"] }).collect();
        let rows: Vec<&[&str]> = rows.iter().map(<[&str; 2]>::as_slice).collect();
        let (drafts, told) = drawn(Kind::Place, &["naam", "size_m2"], &rows);
        assert_eq!(drafts.iter().map(|draft| draft.row).collect::<Vec<_>>(), (2..6_002).collect::<Vec<_>>());
        // Rows that say the same are numbered through, and what is odd in all parts is told once.
        assert!(drafts[5_997].source.external_id.ends_with("-2000") && drafts[5_999].source.external_id.ends_with("-4000"));
        let (short, told_of_short) = drawn(Kind::Place, &["naam", "size_m2"], &rows[..2]);
        assert_eq!(drafts[..2], short);
        let reasons = |told: &[String]| told.iter().map(|one| one.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(reasons(&told), reasons(&told_of_short));
    }

    #[test]
    fn an_address_without_a_street_is_refused_by_name_and_others_are_put_together() {
        let names = ["straat", "huisnummer", "huisletter", "huisnummertoevoeging"];
        let (drafts, told) = drawn(Kind::Address, &names, &[&["Kade", "3", "a", "2"], &["", "4", "", ""]]);
        assert_eq!((drafts[0].values.text("number"), drafts[0].values.text("name")), (Some("3a-2"), Some("Kade 3a-2")));
        assert_eq!(drafts.len(), 1);
        assert!(told.contains(&"snag-required-missing 3 street".to_owned()), "{told:?}");
    }

    #[test]
    fn an_area_gets_its_level_from_its_code() {
        let (drafts, _) = drawn(Kind::Area, &["name", "id"], &[&["Delfshaven", "BU05990320"], &["Rotterdam", "GM0599"]]);
        assert_eq!(drafts.iter().map(|draft| draft.values.codes("level")[0].as_str()).collect::<Vec<_>>(), ["buurt", "gemeente"]);
    }

    #[test]
    fn rows_that_say_the_same_are_both_kept_and_told_apart() {
        let (drafts, _) = drawn(Kind::Thing, &["naam"], &[&["Ladder"], &["Ladder"]]);
        assert_eq!(drafts.len(), 2);
        assert_ne!(drafts[0].source, drafts[1].source);
    }

    #[test]
    fn a_column_that_nothing_takes_is_named() {
        let (_, told) = drawn(Kind::Thing, &["naam", "kleur"], &[&["Ladder", "rood"]]);
        assert_eq!(told, ["snag-columns-not-kept  "]);
    }
}
