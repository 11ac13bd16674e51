use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Origin, SETTINGS, Said, Wrong};

/// Reads a settings file: what it says, or the first thing that is wrong with it.
pub(super) fn read(path: &Path, text: &str) -> Result<Vec<Said>, Wrong> {
    let line = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let table = DeTable::parse(text).map_err(|error| Wrong::NoToml {
        path: path.to_owned(),
        line: line(error.span().map_or(0, |span| span.start)),
        why: error.message().to_owned(),
    })?;
    let mut said = Vec::new();
    gather("", table.get_ref(), &mut |name, value: &Spanned<DeValue<'_>>, at| {
        let unknown = || Wrong::Unknown { path: path.to_owned(), line: line(at), name: name.to_owned() };
        let setting = SETTINGS.iter().find(|setting| setting.name == name).ok_or_else(unknown)?;
        let origin = Origin::File { path: path.to_owned(), line: line(value.span().start) };
        said.push(Said { name: setting.name, text: plain(value.get_ref()), origin });
        Ok(())
    })?;
    said.sort_by_key(|said| match said.origin {
        Origin::File { line, .. } => line,
        _ => 0,
    });
    Ok(said)
}

type Take<'a> = dyn FnMut(&str, &Spanned<DeValue<'_>>, usize) -> Result<(), Wrong> + 'a;

/// Hands over every value with its whole name and where that stands.
fn gather(before: &str, table: &DeTable<'_>, take: &mut Take<'_>) -> Result<(), Wrong> {
    for (key, value) in table {
        let name = if before.is_empty() { key.get_ref().to_string() } else { format!("{before}.{}", key.get_ref()) };
        match value.get_ref() {
            DeValue::Table(inner) => gather(&name, inner, take)?,
            _ => take(&name, value, key.span().start)?,
        }
    }
    Ok(())
}

/// The value as somebody would type it.
fn plain(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(values) => {
            let texts = values.iter().map(|value| match value.get_ref() {
                DeValue::String(text) => Some(text.as_ref()),
                _ => None,
            });
            // No setting is a list of anything else: then it does not fit, and that is said.
            texts.collect::<Option<Vec<_>>>().map_or_else(|| "[…]".to_owned(), |texts| texts.join(", "))
        }
        DeValue::Table(_) => "[…]".to_owned(),
    }
}
