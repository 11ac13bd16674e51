//! Bringing rows up to the journal in pieces of bearable size.

use super::{PIECE_BYTES, Rows, Trouble, Write};

/// The rows of one neighbourhood being brought up to date.
pub(in crate::store) struct CatchUp<'a> {
    rows: &'a Rows,
    neighbourhood: &'a str,
    /// Number of the last commit that is in the rows.
    applied: u64,
    /// Number of the last commit that was taken.
    taken: u64,
    writes: Vec<Write>,
    bytes: usize,
    trouble: Option<Trouble>,
}

impl<'a> CatchUp<'a> {
    /// Begins at the number of the last commit that is in the rows.
    pub(in crate::store) fn begin(rows: &'a Rows, neighbourhood: &'a str) -> Result<Self, Trouble> {
        let applied = rows.applied(neighbourhood)?;
        let (writes, bytes, trouble) = (Vec::new(), 0, None);
        Ok(Self { rows, neighbourhood, applied, taken: applied, writes, bytes, trouble })
    }

    /// The number of the last commit that needs not be taken.
    pub(in crate::store) fn taken(&self) -> u64 {
        self.taken
    }

    /// Takes the writes of the next commit.
    pub(in crate::store) fn take(&mut self, seq: u64, writes: Vec<Write>) {
        self.bytes += writes.iter().map(|write| 64 + write.row.as_ref().map_or(0, Vec::len)).sum::<usize>();
        self.writes.extend(writes);
        self.taken = seq;
        if self.bytes >= PIECE_BYTES {
            self.apply();
        }
    }

    /// Applies what is left, and tells what went wrong on the way.
    pub(in crate::store) fn finish(mut self) -> Result<(), Trouble> {
        self.apply();
        self.trouble.map_or(Ok(()), Err)
    }

    fn apply(&mut self) {
        let writes = std::mem::take(&mut self.writes);
        self.bytes = 0;
        if self.trouble.is_none() && self.taken > self.applied {
            match self.rows.apply(self.neighbourhood, self.applied, self.taken, &writes) {
                Ok(_) => self.applied = self.taken,
                Err(trouble) => self.trouble = Some(trouble),
            }
        }
    }
}
