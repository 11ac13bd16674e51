//! What is settled as named pieces of bytes, for a file.

use std::sync::OnceLock;

use crate::inventory::id::Id;

use super::code;
use super::lexicon::Lexicon;
use super::pen::{Pen, Reader};
use super::shelf::{Shelf, index};
use super::words::Words;
use super::{JOINED, Settled};

/// Which pieces there are, in their order.
const PIECES: usize = 31;

impl Settled {
    /// All of it, as pieces of bytes that [`Settled::from_pieces`] reads.
    pub(in crate::graph) fn to_pieces(&self) -> Vec<Vec<u8>> {
        let mut lexicon = Vec::new();
        let mut pen = Pen(&mut lexicon);
        pen.size(self.lexicon.words().len());
        self.lexicon.words().iter().for_each(|word| pen.text(word));
        vec![
            code::edition().to_le_bytes().to_vec(),
            lexicon,
            ids(&self.records.ids),
            longs(&self.records.starts),
            self.records.bytes.clone(),
            ids(&self.ties.ids),
            longs(&self.ties.starts),
            self.ties.bytes.clone(),
            self.kinds.clone(),
            self.visibilities.clone(),
            self.origins.clone(),
            self.marks.clone(),
            shorts(&self.delivered),
            ids(&self.imports),
            self.names.clone().into_bytes(),
            shorts(&self.name_starts),
            shorts(&self.by_kind),
            shorts(&self.by_name),
            shorts(&self.kind_starts),
            shorts(&self.by_age),
            [shorts(&self.source_sums), shorts(&self.source_at)].concat(),
            self.tree.clone(),
            shorts(&self.located),
            [self.tie_kinds.clone(), self.tie_visibilities.clone()].concat(),
            [shorts(&self.tie_from), shorts(&self.tie_to)].concat(),
            shorts(&self.edges),
            shorts(&self.edge_starts),
            self.words.text.clone().into_bytes(),
            shorts(&self.words.starts),
            shorts(&self.words.at_starts),
            shorts(&self.words.at),
        ]
    }

    /// What these pieces say; nothing if another build made them, or they are not of one whole.
    pub(in crate::graph) fn from_pieces(pieces: Vec<Vec<u8>>) -> Option<Self> {
        let mut pieces = <[Vec<u8>; PIECES]>::try_from(pieces).ok()?.into_iter();
        let mut next = || pieces.next().unwrap_or_default();
        if next() != code::edition().to_le_bytes() {
            return None;
        }
        let lexicon = read_lexicon(&next())?;
        let (record_ids, record_starts, record_bytes) = (read_ids(&next()), read_longs(&next()), next());
        let (tie_ids, tie_starts, tie_bytes) = (read_ids(&next()), read_longs(&next()), next());
        let (kinds, visibilities, origins, marks) = (next(), next(), next(), next());
        let (delivered, imports) = (read_shorts(&next()), read_ids(&next()));
        let (names, name_starts) = (String::from_utf8(next()).ok()?, read_shorts(&next()));
        let (by_kind, by_name, kind_starts) = (read_shorts(&next()), read_shorts(&next()), read_shorts(&next()));
        let by_age = read_shorts(&next());
        let (source_sums, source_at) = halves(read_shorts(&next()));
        let (tree, located) = (next(), read_shorts(&next()));
        let (tie_kinds, tie_visibilities) = halves(next());
        let (tie_from, tie_to) = halves(read_shorts(&next()));
        let (edges, edge_starts) = (read_shorts(&next()), read_shorts(&next()));
        let text = String::from_utf8(next()).ok()?;
        let words = Words { text, starts: read_shorts(&next()), at_starts: read_shorts(&next()), at: read_shorts(&next()) };
        let rendered = std::iter::repeat_with(OnceLock::new).take(record_ids.len()).collect();
        let (records, ties) = (Shelf::of(record_ids, record_starts, record_bytes), Shelf::of(tie_ids, tie_starts, tie_bytes));
        let read = Self {
            records,
            ties,
            lexicon,
            kinds,
            visibilities,
            origins,
            marks,
            delivered,
            imports,
            names,
            name_starts,
            by_kind,
            by_name,
            kind_starts,
            by_age,
            source_sums,
            source_at,
            tree,
            located,
            tie_kinds,
            tie_visibilities,
            tie_from,
            tie_to,
            edges,
            edge_starts,
            words,
            rendered,
            extents: OnceLock::new(),
        };
        read.is_whole().then_some(read)
    }

    /// Every list is as long as it must be.
    fn is_whole(&self) -> bool {
        let (records, ties) = (index(self.len()), index(self.tie_count()));
        let of_records = [self.kinds.len(), self.visibilities.len(), self.origins.len(), self.marks.len(), self.delivered.len()];
        let ordered = [self.by_kind.len(), self.by_name.len()];
        let of_ties = [self.tie_kinds.len(), self.tie_visibilities.len(), self.tie_from.len(), self.tie_to.len()];
        let listed = self.marks.iter().filter(|marks| **marks & JOINED == 0).count();
        of_records.iter().all(|length| *length == records)
            && ordered.iter().all(|length| *length == listed)
            && of_ties.iter().all(|length| *length == ties)
            && self.edges.len() == ties * 2
            && [self.edge_starts.len(), self.name_starts.len(), self.records.starts.len()].iter().all(|length| *length == records + 1)
            && self.ties.starts.len() == ties + 1
    }
}

fn read_lexicon(bytes: &[u8]) -> Option<Lexicon> {
    let (mut reader, mut lexicon) = (Reader(bytes), Lexicon::default());
    for _ in 0..reader.size()? {
        lexicon.number_of(reader.text()?);
    }
    Some(lexicon)
}

fn ids(ids: &[Id]) -> Vec<u8> {
    ids.iter().flat_map(|id| id.bytes()).collect()
}

fn read_ids(bytes: &[u8]) -> Vec<Id> {
    bytes.as_chunks().0.iter().map(|id| Id::from_bytes(*id)).collect()
}

fn longs(numbers: &[u64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn read_longs(bytes: &[u8]) -> Vec<u64> {
    bytes.as_chunks().0.iter().map(|number| u64::from_le_bytes(*number)).collect()
}

fn shorts(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn read_shorts(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks().0.iter().map(|number| u32::from_le_bytes(*number)).collect()
}

fn halves<T>(mut both: Vec<T>) -> (Vec<T>, Vec<T>) {
    let second = both.split_off(both.len() / 2);
    (both, second)
}
