//! JSON that is a list of objects: entries of kartevonmorgen, figures of an open-data service, a list from a program.
//! Every object is a row, every member a column; objects within are taken apart (`address.city`), lists joined.

use super::json::Json;
use crate::capture::foreign::{Cell, ColumnsAsMet, Foreign, ForeignRow, Format};
use crate::capture::reason::Reason;
use crate::capture::snag::Snags;

/// How deep objects within objects are taken apart; deeper ones are kept as JSON text.
const DEEPEST: usize = 4;

/// Reads a list of objects: the document itself, or the lists (or objects of objects) that its members are. `None` when
/// there is none.
pub fn read(documents: &[Json], most_rows: Option<u64>) -> Option<Foreign> {
    let entries = entries(documents)?;
    let mut columns = ColumnsAsMet::default();
    let mut snags = Snags::new();
    let mut rows = Vec::with_capacity(entries.len());
    for (number, entry) in (1_u64..).zip(&entries) {
        if let Some(limit) = most_rows.filter(|limit| number > *limit) {
            snags.refuse(Some(number), None, None, Reason::TooManyRows { limit });
            break;
        }
        if !entry.is_object() {
            snags.refuse(Some(number), None, Some(&entry.to_string()), Reason::FeatureNotAnObject);
            continue;
        }
        let mut cells = Vec::new();
        add_members(entry, "", &mut columns, &mut cells, Some(number), &mut snags);
        rows.push(ForeignRow::new(number, cells));
    }
    let format = if is_karte_von_morgen(documents, &entries) { Format::KarteVonMorgen } else { Format::JsonTable };
    let columns = columns.into_columns();
    Some(Foreign { format, columns, rows, snags: snags.into_list(), ..Foreign::default() })
}

/// The search results of openfairdb (`visible` and `invisible`) or a bare list of its entries.
fn is_karte_von_morgen(documents: &[Json], entries: &[&Json]) -> bool {
    let searched = documents.first().is_some_and(|first| first.member("visible").is_some());
    let entry =
        entries.first().is_some_and(|entry| ["id", "lat", "lng", "title", "categories"].iter().all(|name| entry.member(name).is_some()));
    entry && (searched || documents.first().is_some_and(|first| first.as_list().is_some()))
}

fn entries(documents: &[Json]) -> Option<Vec<&Json>> {
    if let [Json::List(items)] = documents {
        return items.iter().any(Json::is_object).then(|| items.iter().collect());
    }
    if documents.len() > 1 {
        return documents.iter().all(Json::is_object).then(|| documents.iter().collect());
    }
    let Some(Json::Object(members)) = documents.first() else { return None };
    let mut found: Vec<&Json> = Vec::new();
    for (_, value) in members {
        match value {
            Json::List(items) if items.iter().any(Json::is_object) => found.extend(items),
            Json::Object(inner) if inner.len() > 1 && inner.iter().all(|(_, value)| value.is_object()) => {
                found.extend(inner.iter().map(|(_, value)| value));
            }
            _ => {}
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Adds the members of an object to the cells of a row; `before` is what goes before their names (`address.`).
pub fn add_members(
    object: &Json,
    before: &str,
    columns: &mut ColumnsAsMet,
    cells: &mut Vec<(usize, Cell)>,
    row: Option<u64>,
    snags: &mut Snags,
) {
    let Json::Object(members) = object else { return };
    for (name, value) in members {
        let name = format!("{before}{}", name.trim());
        let depth = before.matches('.').count();
        match value {
            Json::Object(inner) if !inner.is_empty() && depth < DEEPEST => {
                if before.is_empty() {
                    snags.note(row, Some(&name), None, Reason::NestedFlattened);
                }
                add_members(value, &format!("{name}."), columns, cells, row, snags);
            }
            _ => {
                let position = columns.position(&name);
                // The last of two members with the same name is taken; that they are two is told elsewhere.
                cells.retain(|(column, _)| *column != position);
                if let Some(cell) = cell_of(value) {
                    if before.is_empty() && matches!(value, Json::List(_) | Json::Object(_)) {
                        snags.note(row, Some(&name), None, Reason::NestedFlattened);
                    }
                    cells.push((position, cell));
                }
            }
        }
    }
}

fn cell_of(value: &Json) -> Option<Cell> {
    match value {
        Json::Null => None,
        Json::YesNo(value) => Some(Cell::YesNo(*value)),
        Json::Number(number) => Some(Cell::Number(shortest(number))),
        Json::Text(text) => Cell::text(text),
        Json::List(items) if items.is_empty() => None,
        Json::Object(members) if members.is_empty() => None,
        Json::List(items) if items.iter().all(|item| !matches!(item, Json::List(_) | Json::Object(_))) => {
            let parts: Vec<_> = items.iter().filter_map(cell_of).collect();
            Cell::text(&parts.iter().map(Cell::as_text).collect::<Vec<_>>().join("; "))
        }
        other => Cell::text(&other.to_string()),
    }
}

/// A number in its shortest form: `113.0` is 113.
pub fn shortest(number: &serde_json::Number) -> String {
    let written = number.to_string();
    match written.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::json::documents;

    fn foreign(text: &str) -> Option<Foreign> {
        read(&documents(text).unwrap().0, None)
    }

    #[test]
    fn visible_and_invisible_entries_are_all_read() {
        let entry = |id: &str| format!(r#"{{"id":"{id}","lat":51.9,"lng":4.5,"title":"Kas","categories":["x"],"tags":["tuin","eten"]}}"#);
        let read = foreign(&format!(r#"{{"visible":[{}],"invisible":[{},{}]}}"#, entry("a"), entry("b"), entry("c"))).unwrap();
        assert_eq!((read.format, read.rows.len()), (Format::KarteVonMorgen, 3));
        let bare = foreign(&format!("[{}]", entry("a"))).unwrap();
        assert_eq!(bare.format, Format::KarteVonMorgen);
        assert_eq!(bare.rows[0].cell(bare.column("tags").unwrap()).map(Cell::as_text), Some("tuin; eten"));
    }

    #[test]
    fn an_object_of_objects_is_a_table_too() {
        let read = foreign(r#"{"value":{"1":{"code":"GM0599  ","n":" 12"},"2":{"code":"BU05990110","n":null}}}"#).unwrap();
        assert_eq!((read.format, read.rows.len()), (Format::JsonTable, 2));
        assert_eq!(read.rows[0].cell(0).map(Cell::as_text), Some("GM0599"));
    }

    #[test]
    fn what_is_no_list_is_none() {
        for text in ["null", "\"x\"", "[1,2]", "{}", r#"{"a":1}"#, "[]"] {
            assert!(foreign(text).is_none(), "{text}");
        }
    }
}
