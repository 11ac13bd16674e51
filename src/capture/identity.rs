//! Which record of its source is a row? The id that the file gives, a column that can serve as one, or what the row says.

use std::collections::HashSet;
use std::fmt::Write;

use geo::CoordsIter;
use sha2::{Digest, Sha256};

use crate::capture::foreign::{Cell, Foreign, ForeignRow};
use crate::capture::mapping::{Extra, Mapping, column_named};
use crate::capture::reason::Reason;

/// How rows of a file are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// The `id` of each feature.
    FeatureId,
    /// The values of these columns together.
    Columns(Vec<usize>),
    /// OpenStreetMap numbers nodes and ways apart: the columns `@osm_id` and `@osm_way_id`.
    Osm { node: Option<usize>, way: Option<usize> },
    /// What the row says, all of it; a row that changes is then another row.
    Content,
}

/// Names of columns that serve, folded to letters and digits, the best first.
const USUAL: [&str; 14] = [
    "id",
    "identificatie",
    "externalid",
    "uuid",
    "guid",
    "globalid",
    "nummeraanduidingid",
    "buurtcode",
    "wijkcode",
    "gemeentecode",
    "gmlid",
    "objectid",
    "fid",
    "kode",
];

impl Identity {
    /// Takes the columns a person names.
    pub fn named(foreign: &Foreign, columns: &[String]) -> Result<Self, Reason> {
        columns.iter().map(|name| column_named(foreign, name)).collect::<Result<_, _>>().map(Self::Columns)
    }

    /// Chooses: numbers of OpenStreetMap, ids of features, a column that is called id, a column that says id in its name
    /// and differs on every row, or else the content.
    pub fn choose(foreign: &Foreign) -> Self {
        let (node, way) = (foreign.column("@osm_id").or_else(|| foreign.column("osm_id")), foreign.column("@osm_way_id"));
        let osm = Self::Osm { node, way };
        if (node.is_some() || way.is_some()) && osm.tells_apart(foreign, 100) {
            return osm;
        }
        if Self::FeatureId.tells_apart(foreign, 100) {
            return Self::FeatureId;
        }
        let called = |wanted: &str| {
            foreign.columns.iter().position(|column| folded(&column.name) == wanted).map(|column| Self::Columns(vec![column]))
        };
        // A column that is called id is one, also when a row or two of the file have it wrong.
        if let Some(identity) = called("id").filter(|identity| identity.tells_apart(foreign, 90)) {
            return identity;
        }
        let usual = USUAL.iter().filter_map(|name| called(name)).find(|identity| identity.tells_apart(foreign, 100));
        let by_word = || {
            let has_word = |name: &str| name.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("id"));
            let columns = foreign.columns.iter().enumerate().filter(|(_, column)| has_word(&column.name));
            columns.map(|(at, _)| Self::Columns(vec![at])).find(|identity| identity.tells_apart(foreign, 100))
        };
        usual.or_else(by_word).unwrap_or(Self::Content)
    }

    /// The row's id in its source; `None` when the row does not say it.
    pub fn of(&self, row: &ForeignRow) -> Option<String> {
        let cell = |column: &usize| row.cell(*column).map(Cell::as_text);
        match self {
            Self::FeatureId => row.id.clone(),
            Self::Columns(columns) => columns.iter().map(cell).collect::<Option<Vec<_>>>().map(|values| values.join(" ")),
            Self::Osm { node, way } => {
                let is_point = matches!(row.geometry, Some(geo::Geometry::Point(_)));
                let of_way = way.as_ref().and_then(cell).map(|number| format!("way/{number}"));
                of_way.or_else(|| {
                    let number = node.as_ref().and_then(cell)?;
                    Some(if is_point { format!("node/{number}") } else { number.to_owned() })
                })
            }
            Self::Content => None,
        }
    }

    /// The columns it uses, which are therefore kept.
    pub fn columns(&self) -> Vec<usize> {
        match self {
            Self::Columns(columns) => columns.clone(),
            Self::Osm { node, way } => [*node, *way].into_iter().flatten().collect(),
            Self::FeatureId | Self::Content => Vec::new(),
        }
    }

    /// Whether every row says it and at least this share (percent) of the rows differ.
    fn tells_apart(&self, foreign: &Foreign, percent: usize) -> bool {
        let ids: Option<Vec<String>> = foreign.rows.iter().map(|row| self.of(row)).collect();
        let Some(ids) = ids.filter(|ids| !ids.is_empty()) else { return false };
        let different: HashSet<&String> = ids.iter().collect();
        different.len() * 100 >= ids.len() * percent
    }
}

/// The source and id that our own files give a row, if they do.
pub fn own_source(row: &ForeignRow, mapping: &Mapping) -> Option<(String, String)> {
    let text = |extra: Extra| Some(row.cell(mapping.column_of(extra)?)?.as_text().to_owned());
    Some((text(Extra::Source)?, text(Extra::ExternalId)?))
}

/// A short fingerprint of all that a row says: its cells by column name and its place to seven decimals.
pub fn fingerprint(foreign: &Foreign, row: &ForeignRow) -> String {
    let mut said: Vec<(&str, &str)> =
        row.cells().iter().filter_map(|(column, cell)| Some((foreign.columns.get(*column)?.name.as_str(), cell.as_text()))).collect();
    said.sort_unstable();
    let mut digest = Sha256::new();
    for (name, text) in said {
        digest.update(name.as_bytes());
        digest.update([0]);
        digest.update(text.as_bytes());
        digest.update([1]);
    }
    for place in row.geometry.iter().flat_map(CoordsIter::coords_iter) {
        digest.update(format!("{:.7} {:.7};", place.x, place.y).as_bytes());
    }
    let mut hex = String::new();
    for byte in digest.finalize().iter().take(10) {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|character| character.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::foreign::Column;

    fn foreign(names: &[&str], rows: &[&[&str]]) -> Foreign {
        let columns = names.iter().map(|name| Column { name: (*name).to_owned(), gives_place: false }).collect();
        let row = |(at, cells): (usize, &&[&str])| {
            let cells = cells.iter().enumerate().filter_map(|(at, text)| Some((at, Cell::text(text)?))).collect();
            ForeignRow::new(at as u64 + 2, cells)
        };
        Foreign { columns, rows: rows.iter().enumerate().map(row).collect(), ..Foreign::default() }
    }

    #[test]
    fn a_column_serves_when_it_differs_on_every_row() {
        assert_eq!(Identity::choose(&foreign(&["naam", "ID_TOESTEL"], &[&["a", "1"], &["a", "2"]])), Identity::Columns(vec![1]));
        assert_eq!(Identity::choose(&foreign(&["naam", "object_id"], &[&["a", "1"], &["b", "1"]])), Identity::Content);
        assert_eq!(Identity::choose(&foreign(&["naam", "GlobalID"], &[&["a", "{x}"], &["b", "{y}"]])), Identity::Columns(vec![1]));
    }

    #[test]
    fn nodes_and_ways_of_openstreetmap_have_numbers_of_their_own() {
        let foreign = foreign(&["@osm_id", "@osm_way_id"], &[&["7", ""], &["", "7"]]);
        let identity = Identity::choose(&foreign);
        assert_eq!(identity.of(&foreign.rows[1]).as_deref(), Some("way/7"));
        assert_ne!(identity.of(&foreign.rows[0]), identity.of(&foreign.rows[1]));
    }

    #[test]
    fn a_fingerprint_does_not_depend_on_the_order_of_columns() {
        let one = foreign(&["a", "b"], &[&["1", "2"]]);
        let other = foreign(&["b", "a"], &[&["2", "1"]]);
        let changed = foreign(&["a", "b"], &[&["1", "3"]]);
        assert_eq!(fingerprint(&one, &one.rows[0]), fingerprint(&other, &other.rows[0]));
        assert_ne!(fingerprint(&one, &one.rows[0]), fingerprint(&changed, &changed.rows[0]));
    }
}
