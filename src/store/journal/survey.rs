//! Reading a journal to the end whatever is wrong with it, so that every bad place can be named at once.

use std::path::Path;

use super::Entry;
use super::scan;
use super::segment::{Lines, Read, Segment};
use crate::store::error::{Error, Flaw};

/// What a survey found.
#[derive(Debug, Default)]
pub(in crate::store) struct Survey {
    /// Every damage; none if the journal can be opened.
    pub(in crate::store) errors: Vec<Error>,
    /// How many bytes of a broken-off write are at the end of an otherwise whole journal.
    pub(in crate::store) torn_bytes: u64,
}

/// Most bad places that are named; after so many it is clear enough.
const MOST_ERRORS: usize = 100;

/// Reads the journal in `folder`, hands the commits in front of the first damage to `visit`, and names all bad places.
/// Nothing is changed.
pub(in crate::store) fn survey(folder: &Path, visit: &mut dyn FnMut(Entry<'_>) -> Result<(), Error>) -> Survey {
    match scan::scan(folder, None, 0, visit) {
        Ok(found) => Survey { errors: Vec::new(), torn_bytes: found.torn_bytes },
        Err(Error::Damaged { .. } | Error::Gap { .. }) => {
            let mut errors = Vec::new();
            if let Err(error) = all_damage(folder, &mut errors) {
                errors.push(error);
            }
            Survey { errors, torn_bytes: 0 }
        }
        Err(error) => Survey { errors: vec![error], torn_bytes: 0 },
    }
}

fn all_damage(folder: &Path, errors: &mut Vec<Error>) -> Result<(), Error> {
    let mut expected = 1;
    for segment in Segment::list(folder)? {
        if segment.first != expected {
            errors.push(Error::Gap { folder: folder.to_owned(), expected, found: segment.first });
            expected = segment.first;
        }
        let mut lines = Lines::of(&segment)?;
        while errors.len() < MOST_ERRORS {
            let Some(read) = lines.next()? else { break };
            let (flaw, after) = match read {
                Read::Whole(line) if line.seq == expected => (None, line.seq),
                Read::Whole(line) => (Some(Flaw::Misplaced { expected, found: line.seq }), line.seq),
                Read::Bad => (Some(Flaw::Altered), expected),
            };
            errors.extend(flaw.map(|flaw| Error::Damaged { file: segment.path.clone(), line: lines.number, flaw }));
            expected = after + 1;
        }
    }
    Ok(())
}
