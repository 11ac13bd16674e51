//! What one audience sees, as a file for elsewhere.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use crate::consent::{Audience, Disclosed};
use crate::formats::csv::write::{Dialect, Table};
use crate::formats::geojson::shape::Bounds;
use crate::formats::geojson::write::{Properties, text};
use crate::graph::{Filter, View};
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;

/// A format of files that are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One collection of features with all kinds asked for.
    GeoJson,
    /// One table; the columns of several kinds stand beside each other.
    Csv(Dialect),
}

impl Format {
    /// The ending of the file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::Csv(_) => "csv",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::Csv(_) => "text/csv; charset=utf-8; header=present",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.ending())
    }
}

/// Not a format of files that are handed out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the formats are geojson and csv")]
pub struct NotAFormat;

impl FromStr for Format {
    type Err = NotAFormat;

    /// `csv` is the table that most programs read; [`Dialect::Semicolon`] has to be chosen.
    fn from_str(text: &str) -> Result<Self, NotAFormat> {
        match text {
            "geojson" => Ok(Self::GeoJson),
            "csv" => Ok(Self::Csv(Dialect::Comma)),
            _ => Err(NotAFormat),
        }
    }
}

/// Writes all records of these kinds (all assets, if none are named), in the order of their ids.
///
/// The same view, moment and format give the same bytes.
pub fn export(view: View<'_>, kinds: &[Kind], format: Format, generated: Moment, out: &mut impl Write) -> io::Result<()> {
    let filter = Filter { kinds: kinds.to_vec(), ..Filter::default() };
    let mut export = Export::of(view, &filter, format, generated);
    export.head(out)?;
    for record in view.matching(&filter) {
        export.record(record, out)?;
    }
    export.foot(out)
}

/// A file that is being written, piece by piece: head, records in the order of their ids, foot.
pub struct Export {
    about: About,
    generated: Moment,
    writing: Writing,
}

enum Writing {
    GeoJson { properties: BTreeMap<Kind, Properties>, bounds: Bounds, is_first: bool },
    Csv(Table),
}

/// What a collection of features says about itself.
pub struct About {
    name: String,
    area: String,
    licence: String,
    is_partial: bool,
}

impl Export {
    /// A file of what meets the filter in this view.
    pub fn of(view: View<'_>, filter: &Filter, format: Format, generated: Moment) -> Self {
        let (kinds, audience) = (filter.wanted_kinds(), view.audience());
        let names: Vec<_> = kinds.iter().map(|kind| kind.plural()).collect();
        let name = match names.as_slice() {
            _ if filter.kinds.is_empty() => "assets".to_owned(),
            names if names.len() <= 3 => names.join("-"),
            _ => "selection".to_owned(),
        };
        let about = About::of(view, name);
        let writing = match format {
            Format::GeoJson => {
                let properties = kinds.iter().map(|kind| (*kind, Properties::of(*kind, audience))).collect();
                Writing::GeoJson { properties, bounds: Bounds::default(), is_first: true }
            }
            Format::Csv(dialect) => Writing::Csv(Table::of(&kinds, audience, dialect)),
        };
        Self { about, generated, writing }
    }

    /// What is in it, in a few words that do for the name of a file.
    pub fn name(&self) -> &str {
        &self.about.name
    }

    /// Writes what comes before the records.
    pub fn head(&self, out: &mut impl Write) -> io::Result<()> {
        match &self.writing {
            Writing::GeoJson { .. } => {
                out.write_all(b"{\"type\":\"FeatureCollection\"")?;
                self.about.members(out)?;
                write!(out, ",\"generated\":\"{}\",\"features\":[", self.generated)
            }
            Writing::Csv(table) => table.head(out),
        }
    }

    /// Writes a record.
    pub fn record(&mut self, record: Disclosed<'_>, out: &mut impl Write) -> io::Result<()> {
        match &mut self.writing {
            Writing::GeoJson { properties, bounds, is_first } => {
                let Some(properties) = properties.get(&record.kind()) else { return Ok(()) };
                out.write_all(if std::mem::take(is_first) { b"\n" } else { b",\n" })?;
                if let Some(place) = record.whereabouts() {
                    bounds.add(place.geometry());
                }
                properties.feature(record, "", out)
            }
            Writing::Csv(table) => table.record(record, out),
        }
    }

    /// Writes what comes after the records.
    pub fn foot(&self, out: &mut impl Write) -> io::Result<()> {
        match &self.writing {
            Writing::GeoJson { bounds, .. } => writeln!(out, "\n]{}}}", bounds.member()),
            Writing::Csv(_) => Ok(()),
        }
    }
}

impl About {
    /// What a collection of this name in this view says about itself.
    pub fn of(view: View<'_>, name: String) -> Self {
        let profile = view.profile();
        let area = profile.map_or_else(String::new, |profile| profile.name().to_owned());
        let licence = profile.and_then(|profile| profile.text("data_source")).unwrap_or_default().to_owned();
        Self { name, area, licence, is_partial: view.audience() < Audience::Stewards }
    }

    /// The same for everyone, and for everyone not all there is.
    #[must_use]
    pub fn partial(self) -> Self {
        Self { is_partial: true, ..self }
    }

    /// Writes members of a JSON object, each with a comma before it.
    pub fn members(&self, out: &mut impl Write) -> io::Result<()> {
        // Said of all that this audience gets, whether anything was left out or not: so it betrays nothing.
        let suppressed = if self.is_partial { "yes" } else { "no" };
        let members = [("name", self.name.as_str()), ("area", &self.area), ("licence", &self.licence), ("suppressed", suppressed)];
        for (name, words) in members {
            write!(out, ",\"{name}\":")?;
            text(words, out)?;
        }
        Ok(())
    }
}
