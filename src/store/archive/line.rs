//! Single lines of an archive as they are written and read: exactly these bytes, so that out, in and out is the same.

use serde::{Deserialize, Serialize};

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) wijkweb: String,
    pub(super) format: u32,
    pub(super) slug: String,
    pub(super) name: String,
}

/// A piece of a picture.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Piece<'a> {
    pub(super) picture: &'a str,
    pub(super) part: u32,
    pub(super) of: u32,
    pub(super) base64: &'a str,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct End {
    pub(super) commits: u64,
    pub(super) pictures: u64,
    pub(super) sha256: String,
}

const SEAL: &[u8] = b",\"crc\":\"00000000\"}";
const DIGITS: std::ops::Range<usize> = 8..16;

/// Closes a line that is open: a JSON object without its closing brace.
pub(in crate::store) fn seal(line: &mut Vec<u8>) {
    let checksum = format!("{:08x}", crc32fast::hash(line));
    let start = line.len();
    line.extend_from_slice(SEAL);
    line[start + DIGITS.start..start + DIGITS.end].copy_from_slice(checksum.as_bytes());
    line.push(b'\n');
}

/// The open line in a closed one, without its line feed; nothing if it was changed since it was written.
pub(in crate::store) fn unseal(line: &[u8]) -> Option<&[u8]> {
    let (open, seal) = line.split_at_checked(line.len().checked_sub(SEAL.len())?)?;
    let digits = std::str::from_utf8(seal.get(DIGITS)?).ok()?;
    let shape = seal[..DIGITS.start] == SEAL[..DIGITS.start] && seal[DIGITS.end..] == SEAL[DIGITS.end..];
    (shape && digits == format!("{:08x}", crc32fast::hash(open))).then_some(open)
}

/// A value as an open line.
pub(in crate::store) fn open(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut line = serde_json::to_vec(value)?;
    line.pop();
    Ok(line)
}

/// The value in an open line.
pub(in crate::store) fn close<'a, T: Deserialize<'a>>(open: &[u8], room: &'a mut Vec<u8>) -> Option<T> {
    room.clear();
    room.extend_from_slice(open);
    room.push(b'}');
    serde_json::from_slice(room).ok()
}

/// A commit as an open line.
pub(super) fn of_commit(seq: u64, commit: &[u8], line: &mut Vec<u8>) {
    line.extend_from_slice(format!("{{\"seq\":{seq},\"commit\":").as_bytes());
    line.extend_from_slice(commit);
}

/// The number and the text of the commit in an open line, if it is one.
pub(super) fn commit(open: &[u8]) -> Option<(u64, &[u8])> {
    let rest = open.strip_prefix(b"{\"seq\":")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = rest.split_at(digits);
    let commit = rest.strip_prefix(b",\"commit\":")?;
    Some((std::str::from_utf8(number).ok()?.parse().ok()?, commit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(open: &str) -> Vec<u8> {
        let mut line = open.as_bytes().to_vec();
        seal(&mut line);
        line
    }

    #[test]
    fn the_shape_of_a_line_is_frozen() {
        let mut line = Vec::new();
        of_commit(12, br#"{"v":1}"#, &mut line);
        seal(&mut line);
        assert_eq!(String::from_utf8(line).unwrap(), "{\"seq\":12,\"commit\":{\"v\":1},\"crc\":\"344a234f\"}\n");
    }

    #[test]
    fn a_line_with_any_one_byte_changed_or_cut_short_is_not_read() {
        let line = sealed(r#"{"seq":12,"commit":{"v":1}"#);
        let line = line.strip_suffix(b"\n").unwrap();
        assert_eq!(unseal(line).and_then(commit), Some((12, &br#"{"v":1}"#[..])));
        for at in 0..line.len() {
            for bit in 0..8 {
                let mut changed = line.to_vec();
                changed[at] ^= 1 << bit;
                assert_eq!(unseal(&changed), None, "byte {at}, bit {bit}");
            }
            assert_eq!(unseal(&line[..at]), None, "cut at {at}");
        }
    }
}
