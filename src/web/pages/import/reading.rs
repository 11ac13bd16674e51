use std::path::Path;

use crate::capture::foreign::Foreign;
use crate::capture::reason::Reason;
use crate::formats::read::{ReadOptions, read};
use crate::graph::Graph;
use crate::neighbourhood::import::{Prepared, Wishes, prepare};
use crate::web::imports::Upload;

/// A file that was read and understood.
pub(super) struct Reading {
    /// The file as it is.
    pub(super) foreign: Foreign,
    /// What would become of it.
    pub(super) prepared: Prepared,
}

/// Why nothing of a file can be brought in as it is.
pub(super) enum Unreadable {
    /// The file is not there any more, or the disk fails.
    Lost,
    /// The file cannot be read.
    File(Reason),
    /// What was wished does not fit the file.
    Wishes(Box<Foreign>, Vec<Reason>),
}

/// What was wished in a query string or form; the file's name is the source where no other is given.
pub(super) fn wishes(query: &str, upload: &Upload) -> Wishes {
    let stem = Path::new(&upload.name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let mut wishes = Wishes { source: stem.unwrap_or_default(), ..Wishes::default() };
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "kind" => wishes.kind = value.parse().ok(),
            "source" if !value.trim().is_empty() => value.trim().clone_into(&mut wishes.source),
            "map" if !value.is_empty() => wishes.columns.push(value.into_owned()),
            "id" if !value.is_empty() => wishes.identity.push(value.into_owned()),
            _ => {}
        }
    }
    wishes
}

/// Reads and understands a file. It takes a while for a large one: not for a thread that serves visitors.
pub(super) fn understand(graph: &Graph, upload: &Upload, wishes: &Wishes) -> Result<Reading, Unreadable> {
    let bytes = std::fs::read(&upload.path).map_err(|error| {
        tracing::error!(%error, "a file that was handed in cannot be read");
        Unreadable::Lost
    })?;
    let options = ReadOptions { columns: wishes.columns.clone(), ..ReadOptions::default() };
    let foreign = read(&bytes, &options).map_err(Unreadable::File)?;
    match prepare(graph, foreign.clone(), wishes) {
        Ok(prepared) => Ok(Reading { foreign, prepared }),
        Err(reasons) => Err(Unreadable::Wishes(Box::new(foreign), reasons)),
    }
}
