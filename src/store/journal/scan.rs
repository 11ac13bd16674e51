//! Reading a whole journal, and judging what a bad line in it means.
//!
//! Writing a group can be broken off by a crash or a power cut. Then the end of the last file holds anything: half a
//! line, zeros in front of more, or (disks write pages in any order) a hole with whole lines of the same group behind it. None of that was
//! acknowledged, so it may be cut off. Any other bad line is damage to what was acknowledged, and stops the reading.

use std::path::Path;

use super::Entry;
use super::segment::{Lines, Read, Segment};
use crate::store::error::{Error, Flaw};
use crate::store::settled::Mark;

/// What a journal was found to hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    /// The number of the last whole commit; 0 when there is none.
    pub(super) last_seq: u64,
    /// The file that the next commit goes to, and how many good bytes it has.
    pub(super) tail: Option<(Segment, u64)>,
    /// How many bytes of a broken-off write stand behind those.
    pub(super) torn_bytes: u64,
    /// The last whole line.
    pub(super) last_line: Option<Mark>,
}

/// Reads all lines of the journal in `folder`, each commit handed to `visit` in order.
///
/// `promised` is the number of the last commit that is known, from elsewhere, to have been acknowledged (0 if unknown):
/// a bad line in front of whole ones is no broken-off write if it is among those.
///
/// Reading begins behind `from`, where that is given; its line is read to see that it stands there.
pub(super) fn scan(
    folder: &Path,
    from: Option<Mark>,
    promised: u64,
    visit: &mut dyn FnMut(Entry<'_>) -> Result<(), Error>,
) -> Result<Scan, Error> {
    let mut segments = Segment::list(folder)?;
    let mut found = Scan::default();
    if let Some(mark) = from {
        segments.retain(|segment| segment.first >= mark.segment);
        found.last_seq = mark.seq - 1;
    }
    for (index, segment) in segments.iter().enumerate() {
        let next = found.last_seq + 1;
        let begins_inside = from.filter(|mark| mark.segment == segment.first);
        if segment.first != next && begins_inside.is_none() {
            return Err(Error::Gap { folder: folder.to_owned(), expected: next, found: segment.first });
        }
        let mut lines = match begins_inside {
            Some(mark) => Lines::after(segment, 0, mark.line)?,
            None => Lines::of(segment)?,
        };
        let (mut good_bytes, is_last) = (lines.end, index + 1 == segments.len());
        while let Some(read) = lines.next()? {
            let expected = found.last_seq + 1;
            match read {
                Read::Whole(line) if line.seq == expected => {
                    let seq = line.seq;
                    visit(Entry { seq, commit: line.commit })?;
                    found.last_seq = seq;
                    found.last_line = Some(Mark::of(segment.first, lines.start, seq, lines.sum()));
                    // Where the reading begins stands the very line that was meant, or this is another journal.
                    if let Some(mark) = from.filter(|mark| mark.seq == seq && found.last_line != Some(*mark)) {
                        return Err(damaged(segment, lines.number, Flaw::Misplaced { expected: mark.seq, found: seq }));
                    }
                    good_bytes = lines.end;
                }
                Read::Whole(line) => {
                    let flaw = Flaw::Misplaced { expected, found: line.seq };
                    return Err(damaged(segment, lines.number, flaw));
                }
                Read::Bad => {
                    let bad = lines.number;
                    if !is_last || !rest_is_torn(&mut lines, found.last_seq, promised)? {
                        return Err(damaged(segment, bad, Flaw::Altered));
                    }
                    found.torn_bytes = lines.end - good_bytes;
                }
            }
        }
        found.tail = Some((segment.clone(), good_bytes));
    }
    Ok(found)
}

/// After a bad line behind commit `last_seq`: whether all the rest belongs to the one group that was being written.
/// Reads `lines` to the end.
fn rest_is_torn(lines: &mut Lines, last_seq: u64, promised: u64) -> Result<bool, Error> {
    let mut torn = true;
    while let Some(read) = lines.next()? {
        torn &= match read {
            Read::Whole(line) => line.group <= last_seq + 1 && line.seq > last_seq && promised <= last_seq,
            Read::Bad => true,
        };
    }
    Ok(torn)
}

fn damaged(segment: &Segment, line: u64, flaw: Flaw) -> Error {
    Error::Damaged { file: segment.path.clone(), line, flaw }
}
