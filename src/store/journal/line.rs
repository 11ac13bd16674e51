//! One line of the journal: a checksum, a space, and one commit as JSON.
//!
//! `0a1b2c3d {"seq":12,"group":10,"commit":{…}}` and a line feed. The checksum is the CRC-32 (ISO-HDLC, as in zip) of
//! everything between the space and the line feed, in eight lower-case hexadecimal digits. `group` is the number of the
//! first commit that was written and made durable together with this one. **Frozen**: lines of this shape are on
//! people's disks; another shape is another format of the data folder.

/// A whole and undamaged line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Line<'a> {
    /// The number of the commit: 1 for the first of a neighbourhood, then without gaps.
    pub(in crate::store) seq: u64,
    /// The number of the first commit of the group this one was written with; at most `seq`.
    pub(in crate::store) group: u64,
    /// The commit, a JSON text without line feeds.
    pub(in crate::store) commit: &'a [u8],
}

/// Adds a line to `out`. `commit` must be free of line feeds, as serde's compact JSON is.
pub(in crate::store) fn write(line: Line<'_>, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(b"00000000 ");
    let body = out.len();
    out.extend_from_slice(format!("{{\"seq\":{},\"group\":{},\"commit\":", line.seq, line.group).as_bytes());
    out.extend_from_slice(line.commit);
    out.push(b'}');
    let checksum = format!("{:08x}", crc32fast::hash(&out[body..]));
    out[start..start + checksum.len()].copy_from_slice(checksum.as_bytes());
    out.push(b'\n');
}

/// Reads a line, its line feed included. `None` for anything that [`write()`] did not make, or that was changed since.
pub(in crate::store) fn read(bytes: &[u8]) -> Option<Line<'_>> {
    let bytes = bytes.strip_suffix(b"\n")?;
    let (checksum, rest) = bytes.split_at_checked(8)?;
    let body = rest.strip_prefix(b" ")?;
    if checksum.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let checksum = u32::from_str_radix(std::str::from_utf8(checksum).ok()?, 16).ok()?;
    if checksum != crc32fast::hash(body) {
        return None;
    }
    let (seq, rest) = number(body.strip_prefix(b"{\"seq\":")?)?;
    let (group, rest) = number(rest.strip_prefix(b",\"group\":")?)?;
    let commit = rest.strip_prefix(b",\"commit\":")?.strip_suffix(b"}")?;
    (1..=seq).contains(&group).then_some(Line { seq, group, commit })
}

fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = bytes.split_at(digits);
    Some((std::str::from_utf8(number).ok()?.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(seq: u64, group: u64, commit: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write(Line { seq, group, commit }, &mut out);
        out
    }

    #[test]
    fn the_shape_of_a_line_is_frozen() {
        let line = written(12, 10, br#"{"v":1}"#);
        assert_eq!(std::str::from_utf8(&line).unwrap(), "eccdee6a {\"seq\":12,\"group\":10,\"commit\":{\"v\":1}}\n");
    }

    #[test]
    fn a_line_comes_back_as_it_was() {
        let commit = "{\"naam\":\"Coöperatie\",\"group\":3}".as_bytes();
        let line = written(u64::MAX, 7, commit);
        assert_eq!(read(&line), Some(Line { seq: u64::MAX, group: 7, commit }));
    }

    #[test]
    fn a_line_with_any_one_byte_changed_or_cut_short_is_not_read() {
        let line = written(12, 10, br#"{"v":1}"#);
        for at in 0..line.len() {
            for bit in 0..8 {
                let mut changed = line.clone();
                changed[at] ^= 1 << bit;
                assert_eq!(read(&changed), None, "byte {at}, bit {bit}");
            }
            assert_eq!(read(&line[..at]), None, "cut at {at}");
        }
    }

    #[test]
    fn a_group_begins_at_one_and_not_after_its_member() {
        assert_eq!(read(&written(4, 5, b"{}")), None);
        assert_eq!(read(&written(4, 0, b"{}")), None);
    }
}
