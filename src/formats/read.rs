//! Any file, read: what it is, then by its own reader.

use super::csv::read::{MOST_COLUMNS, TableOptions, read as read_table, too_many_columns};
use super::{geojson, json, json_table, place_columns, text};
use crate::capture::foreign::{Foreign, Format};
use crate::capture::reason::Reason;
use crate::capture::snag::{Severity, Snags};

/// What bounds a reading, and what a person may say about a file that is otherwise guessed.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The most bytes that are read.
    pub most_bytes: usize,
    /// The most rows that are read.
    pub most_rows: u64,
    /// Whether the first row of a table names the columns; guessed when not said.
    pub header: Option<bool>,
    /// What a person says of columns (`column=field`); here only `longitude`, `latitude`, `x`, `y` and `geometry` count.
    pub columns: Vec<String>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { most_bytes: 256 * 1024 * 1024, most_rows: 1_000_000, header: None, columns: Vec::new() }
    }
}

/// Reads a file. An error says why nothing of it can be read.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Foreign, Reason> {
    if bytes.len() > options.most_bytes {
        let megabytes = (options.most_bytes / 1_048_576) as u64;
        return Err(Reason::FileTooLarge { megabytes });
    }
    let decoded = text::decode(bytes)?;
    let mut foreign = read_text(&decoded.text, options)?;
    if foreign.columns.len() > MOST_COLUMNS {
        return Err(too_many_columns());
    }
    if let Some(why) = refused_whole(&foreign) {
        return Err(why);
    }
    shorten_names(&mut foreign);
    let mut snags = Snags::new();
    if decoded.encoding != "UTF-8" {
        snags.note(None, None, None, Reason::EncodingTaken { encoding: decoded.encoding.to_owned() });
    }
    if decoded.letters_lost {
        snags.warn(None, None, None, Reason::LettersLost);
    }
    snags.join(std::mem::take(&mut foreign.snags));
    place_columns::fill(&mut foreign, &options.columns, &mut snags);
    if !foreign.rows.is_empty() && foreign.rows.iter().all(|row| row.geometry.is_none()) {
        snags.note(None, None, None, Reason::NoPlaces);
    }
    foreign.encoding = decoded.encoding;
    foreign.snags = snags.into_list();
    Ok(foreign)
}

/// Why nothing of the file was read, where that was said of the file and not of its rows.
fn refused_whole(foreign: &Foreign) -> Option<Reason> {
    let of_the_file = foreign.snags.iter().find(|snag| snag.severity == Severity::Refused && snag.rows.count() == 0);
    of_the_file.filter(|_| foreign.rows.is_empty()).map(|snag| snag.reason.clone())
}

/// A name of a column that is longer than anybody reads is cut: names are compared many times over.
fn shorten_names(foreign: &mut Foreign) {
    const LONGEST_NAME: usize = 200;
    for column in foreign.columns.iter_mut().filter(|column| column.name.len() > LONGEST_NAME) {
        let shorter: String = column.name.chars().take(LONGEST_NAME / 4).chain(['…']).collect();
        column.name = shorter;
    }
}

fn read_text(text: &str, options: &ReadOptions) -> Result<Foreign, Reason> {
    let beginning = text.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{1e}');
    if beginning.is_empty() {
        return Err(Reason::FileEmpty);
    }
    if !is_json(beginning) {
        let table = read_table(text, TableOptions { header: options.header, most_rows: Some(options.most_rows) });
        return Ok(table);
    }
    let (documents, mended) = json::documents(text)?;
    let mut foreign = if geojson::read::is_meant(&documents) {
        geojson::read::read(&documents, Some(options.most_rows))
    } else {
        json_table::read(&documents, Some(options.most_rows)).ok_or(Reason::JsonUnknown)?
    };
    let mut snags = Snags::new();
    if mended.not_numbers {
        snags.warn(None, None, None, Reason::JsonNotANumber);
    }
    if mended.half_letters {
        snags.warn(None, None, None, Reason::LettersLost);
    }
    snags.join(std::mem::take(&mut foreign.snags));
    foreign.snags = snags.into_list();
    Ok(foreign)
}

/// A text that begins as JSON does. A table may begin with a bracket in a cell, but not with a quoted name and a colon.
fn is_json(beginning: &str) -> bool {
    let rest = match beginning.strip_prefix('{') {
        Some(rest) => rest.trim_start().starts_with(['"', '}']) || rest.trim_start().is_empty(),
        None => match beginning.strip_prefix('[') {
            Some(rest) => rest.trim_start().starts_with(['{', '[', ']', '"']) || rest.trim_start().is_empty(),
            None => false,
        },
    };
    rest || matches!(beginning.trim_end(), "null" | "true" | "false")
}

impl Format {
    /// The name of the format for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv { .. } => "CSV",
            Self::GeoJson => "GeoJSON",
            Self::KarteVonMorgen => "JSON (kartevonmorgen)",
            Self::JsonTable => "JSON",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(bytes: &[u8]) -> Foreign {
        read(bytes, &ReadOptions::default()).unwrap()
    }

    fn refused(bytes: &[u8]) -> Reason {
        read(bytes, &ReadOptions::default()).unwrap_err()
    }

    #[test]
    fn geojson_in_latin_one_is_read_with_its_accents() {
        let text = b"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"STRAAT\":\"Caf\xe9straat\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[5.1,52.1]}}]}";
        let read = foreign(text);
        assert_eq!(read.rows[0].cell(0).map(crate::capture::foreign::Cell::as_text), Some("Caféstraat"));
        assert_eq!(read.encoding, "windows-1252");
    }

    #[test]
    fn each_kind_of_file_goes_to_its_reader() {
        assert_eq!(foreign(b"naam;straat\nKas;Kade\n").format.name(), "CSV");
        assert_eq!(foreign(b"[{\"naam\":\"Kas\"}]").format.name(), "JSON");
        assert_eq!(foreign(b"{\"type\":\"Point\",\"coordinates\":[5.1,52.1]}").format.name(), "GeoJSON");
    }

    #[test]
    fn a_file_of_too_many_columns_is_refused_and_long_names_are_cut() {
        let wide = |name: &str| vec![name; 1_001].join(";");
        let limit = Reason::TooManyColumns { limit: 1_000 };
        assert_eq!(refused(format!("{}\n{}\n", wide("k"), wide("v")).as_bytes()), limit);
        let ragged = foreign(format!("naam;straat\nKas;Kade\n{}\n", wide("v")).as_bytes());
        assert_eq!((ragged.rows.len(), ragged.rows_with("snag-too-many-columns").len()), (1, 1));
        let features: Vec<_> = (0..1_001).map(|n| format!(r#"{{"k{n}":1}}"#)).collect();
        assert_eq!(refused(format!("[{}]", features.join(",")).as_bytes()), limit);
        assert!(foreign(format!("naam;{}\nKas;Kade\n", "x".repeat(100_000)).as_bytes()).columns[1].name.len() < 200);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert_eq!(refused(b""), Reason::FileEmpty);
        assert_eq!(refused(b"\xef\xbb\xbf \n"), Reason::FileEmpty);
        assert_eq!(refused(b"null"), Reason::JsonUnknown);
        assert_eq!(refused(b"{\"a\": [1,"), Reason::JsonCutOff);
        assert_eq!(refused(br#"{"type":"FeatureCollection","features":{}}"#), Reason::FeaturesNotAList);
        let small = ReadOptions { most_bytes: 3, ..ReadOptions::default() };
        assert_eq!(read(b"abcd", &small).unwrap_err(), Reason::FileTooLarge { megabytes: 0 });
    }
}
