use std::sync::{Arc, OnceLock};

use crate::graph::rendered::Rendered;
use crate::inventory::record::Record;
use crate::words::fold;

/// A record that came or changed since things were settled. All copies of the graph share it.
#[derive(Debug, Clone)]
pub struct Recent {
    /// The record.
    pub record: Record,
    /// Its name in plain form.
    pub(super) name: Arc<str>,
    rendered: Arc<OnceLock<Option<Rendered>>>,
}

impl Recent {
    pub(super) fn of(record: Record) -> Self {
        Self { name: fold(record.name()).into(), record, rendered: Arc::default() }
    }

    /// What a room above made of the record for everyone, made the first time.
    pub(super) fn rendered(&self, make: impl FnOnce() -> Option<Rendered>) -> Option<&Rendered> {
        self.rendered.get_or_init(make).as_ref()
    }
}
