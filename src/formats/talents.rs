//! The published figures about people, as features and as a table. They are the same for every audience; only their words
//! follow the language.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use crate::consent::figures::{Band, Figures, Topic};
use crate::formats::csv::write::{BYTE_ORDER_MARK, Dialect, row, safe};
use crate::formats::geojson::{shape, write};
use crate::inventory::id::Id;
use crate::inventory::moment::Day;
use crate::inventory::square::Square;
use crate::inventory::whereabouts::Whereabouts;

/// One published figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Made of what it is a figure of: the same in every release, and of no person.
    pub id: Id,
    /// Its square; none where it is of the whole neighbourhood.
    pub square: Option<Square>,
    /// The surface of the square.
    pub whereabouts: Option<Whereabouts>,
    /// What is counted.
    pub topic: Topic,
    /// What people call that.
    pub label: String,
    /// How many there are.
    pub band: Band,
    /// The day of the release.
    pub made: Day,
}

/// The names of the properties and columns, in their order, each with its type in JSON Schema.
pub const PROPERTIES: [(&str, &str); 8] = [
    ("group", "string"),
    ("name", "string"),
    ("square", "string"),
    ("metres", "integer"),
    ("band", "string"),
    ("least", "integer"),
    ("most", "integer"),
    ("date", "string"),
];

/// All figures, in the order of their ids. `label` tells what people call what is counted.
pub fn figures(figures: &Figures, label: impl Fn(&Topic) -> String) -> Vec<Figure> {
    let made = figures.made.day();
    let figure = |square: Option<Square>, topic: Topic, band: Band| Figure {
        id: id(square, &topic),
        square,
        whereabouts: square.and_then(Square::to_whereabouts),
        label: label(&topic),
        topic,
        band,
        made,
    };
    let people = figures.people.map(|band| figure(None, Topic::People, band));
    let groups = figures.groups.iter().map(|(group, band)| figure(None, Topic::Group(group.clone()), *band));
    let cells = figures.cells.iter().map(|cell| figure(Some(cell.square), cell.topic.clone(), cell.band));
    let mut all: Vec<_> = people.into_iter().chain(groups).chain(cells).collect();
    all.sort_by_key(|figure| figure.id);
    all
}

/// An id for a figure, by its square and topic (UUID version 8, RFC 9562).
fn id(square: Option<Square>, topic: &Topic) -> Id {
    let place = square.map_or_else(String::new, |square| format!("{}:{square}", square.size().metres()));
    let topic = match topic {
        Topic::People => "people".to_owned(),
        Topic::Group(group) => format!("group:{group}"),
    };
    let digest: [u8; 32] = Sha256::digest(format!("wijkweb talents {place} {topic}")).into();
    let mut bytes = digest.first_chunk::<16>().copied().unwrap_or_default();
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    Id::from_bytes(bytes)
}

impl Figure {
    /// The group of skills; none where all people are counted.
    pub fn group(&self) -> Option<&str> {
        match &self.topic {
            Topic::People => None,
            Topic::Group(group) => Some(group),
        }
    }

    /// What its properties and columns hold; nothing where it does not apply.
    fn cells(&self) -> [Option<String>; 8] {
        [
            self.group().map(str::to_owned),
            Some(self.label.clone()),
            self.square.map(|square| square.to_string()),
            self.square.map(|square| square.size().metres().to_string()),
            Some(self.band.code().to_owned()),
            Some(self.band.least().to_string()),
            self.band.most().map(|most| most.to_string()),
            Some(self.made.to_string()),
        ]
    }

    /// Writes the figure as a feature. `members` are further members as JSON, each with a comma before it.
    pub fn feature(&self, members: &str, out: &mut impl Write) -> io::Result<()> {
        write!(out, "{{\"type\":\"Feature\",\"id\":\"{}\",\"geometry\":", self.id)?;
        match &self.whereabouts {
            Some(whereabouts) => shape::write(whereabouts.geometry(), out)?,
            None => out.write_all(b"null")?,
        }
        out.write_all(b",\"properties\":{\"kind\":\"talents\"")?;
        for ((name, kind), cell) in PROPERTIES.into_iter().zip(self.cells()) {
            write!(out, ",\"{name}\":")?;
            match cell {
                None => out.write_all(b"null")?,
                Some(number) if kind == "integer" => out.write_all(number.as_bytes())?,
                Some(words) => write::text(&words, out)?,
            }
        }
        write!(out, "}}{members}}}")
    }
}

/// Writes figures as a table, in this order.
pub fn table(figures: &[&Figure], dialect: Dialect, out: &mut impl Write) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK)?;
    row(dialect, PROPERTIES.into_iter().map(|(name, _)| name.to_owned()), out)?;
    for figure in figures {
        row(dialect, figure.cells().into_iter().map(|cell| safe(&cell.unwrap_or_default())), out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::consent::figures::Cell;
    use crate::inventory::moment::Moment;
    use crate::inventory::square::Size;

    fn some() -> Vec<Figure> {
        let square = Square::new(Size::FiveHundred, 920, 4365).unwrap();
        let told = Figures {
            made: Moment::EPOCH,
            people: Some(Band::Fifty),
            groups: BTreeMap::from([("food".to_owned(), Band::Five)]),
            cells: vec![Cell { square, topic: Topic::Group("food".to_owned()), band: Band::Five }],
        };
        figures(&told, |topic| if *topic == Topic::People { "=mensen".to_owned() } else { "Koken".to_owned() })
    }

    #[test]
    fn a_figure_keeps_its_id_and_no_two_have_the_same() {
        let (one, other) = (some(), some());
        assert_eq!(one, other);
        assert_eq!(one.len(), 3);
        assert!(one.windows(2).all(|pair| pair[0].id < pair[1].id));
    }

    #[test]
    fn features_and_rows_tell_what_they_are_of_and_nothing_for_what_does_not_apply() {
        let (mut features, mut rows) = (Vec::new(), Vec::new());
        for figure in &some() {
            figure.feature("", &mut features).unwrap();
            features.push(b'\n');
        }
        let all = some();
        table(&all.iter().collect::<Vec<_>>(), Dialect::Semicolon, &mut rows).unwrap();
        let (features, rows) = (String::from_utf8(features).unwrap(), String::from_utf8(rows).unwrap());
        let people = features.lines().find(|line| line.contains("\"group\":null")).unwrap();
        assert!(
            people.contains("\"geometry\":null") && people.contains("\"band\":\"50+\",\"least\":50,\"most\":null,\"date\":\"1970-01-01\"")
        );
        assert!(features.contains("\"square\":\"E0920N4365\",\"metres\":500,\"band\":\"5-9\",\"least\":5,\"most\":9"));
        assert!(rows.contains(";'=mensen;;;50+;50;;1970-01-01\r\n"), "{rows}");
        assert!(rows.contains("food;Koken;E0920N4365;500;5-9;5;9;1970-01-01\r\n"));
    }
}
