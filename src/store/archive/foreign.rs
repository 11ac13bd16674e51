//! What somebody hands over instead of an archive, told by its first bytes, so that the answer can say what to do with it.

/// Something that is not an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Packed, by gzip, zip or the like.
    Packed,
    /// Locked with a key, by age, PGP or OpenSSL.
    Locked,
    /// A file of a journal, from a data folder.
    Journal,
    /// GeoJSON, such as `wijkweb export` writes.
    GeoJson,
    /// Some other text, such as a table.
    Text,
    /// Some other bytes; they may be locked or packed in a way that is not known here.
    Bytes,
}

const PACKED: &[&[u8]] =
    &[b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!"];
const LOCKED: &[&[u8]] = &[b"age-encryption.org/", b"-----BEGIN AGE", b"-----BEGIN PGP", b"Salted__", b"U2FsdGVkX1"];

impl Foreign {
    /// Judges a file by its beginning, which is not that of an archive.
    pub(super) fn judge(start: &[u8]) -> Self {
        let begins_with = |marks: &[&[u8]]| marks.iter().any(|mark| start.starts_with(mark));
        let has = |needle: &[u8]| start.windows(needle.len()).any(|window| window == needle);
        if begins_with(LOCKED) || is_pgp_packet(start) || is_locked_zip(start) {
            Self::Locked
        } else if begins_with(PACKED) {
            Self::Packed
        } else if start.get(8..16) == Some(b" {\"seq\":") {
            Self::Journal
        } else if has(b"\"FeatureCollection\"") {
            Self::GeoJson
        } else if is_text(start) {
            Self::Text
        } else {
            Self::Bytes
        }
    }
}

/// A session key for a public key or a passphrase, which is how a message of `OpenPGP` begins (RFC 9580, 4.2 and 5.1).
fn is_pgp_packet(start: &[u8]) -> bool {
    matches!(start, [0x84..=0x86 | 0x8c..=0x8e | 0xc1 | 0xc3 | 0xd2 | 0xd4, _, ..]) && !is_text(start)
}

/// The first file in a zip needs a password (APPNOTE.TXT 4.4.4, bit 0 of the flags).
fn is_locked_zip(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") && start.get(6).is_some_and(|flags| flags & 1 == 1)
}

fn is_text(start: &[u8]) -> bool {
    let readable = match std::str::from_utf8(start) {
        Ok(_) => true,
        // A letter may be cut in two where the look ends.
        Err(error) => error.error_len().is_none(),
    };
    readable && !start.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_handed_over_instead_is_recognised() {
        let cases: &[(&[u8], Foreign)] = &[
            (b"\x1f\x8b\x08\0", Foreign::Packed),
            (b"PK\x03\x04\x14", Foreign::Packed),
            (b"age-encryption.org/v1\n-> X25519", Foreign::Locked),
            (b"-----BEGIN PGP MESSAGE-----", Foreign::Locked),
            (b"\x85\x02\x0c\x03\xff\xfe", Foreign::Locked),
            (b"Salted__\x01\x02", Foreign::Locked),
            (b"U2FsdGVkX1+3mfp0\n", Foreign::Locked),
            (b"PK\x03\x04\x14\0\x09\0\x08\0", Foreign::Locked),
            (b"PK\x03\x04\x14\0\x08\0\x08\0", Foreign::Packed),
            (b"eccdee6a {\"seq\":12,\"group\":10,", Foreign::Journal),
            (b"{\"type\":\"FeatureCollection\",", Foreign::GeoJson),
            ("naam;straat\nDe Héf;".as_bytes(), Foreign::Text),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Foreign::Bytes),
        ];
        for (start, expected) in cases {
            assert_eq!(Foreign::judge(start), *expected, "{}", String::from_utf8_lossy(start));
        }
    }
}
