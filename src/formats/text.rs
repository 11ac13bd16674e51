//! From bytes to text: what kind of file is this, and which encoding has it.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::capture::reason::Reason;

/// A file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Without a byte order mark.
    pub text: String,
    /// The usual name of the encoding that was taken.
    pub encoding: &'static str,
    /// Whether letters were lost: bytes that mean nothing in this encoding became `\u{FFFD}`.
    pub letters_lost: bool,
}

/// Reads bytes as text: UTF-8 and UTF-16 with or without a byte order mark, otherwise the likeliest one-byte encoding
/// (Windows-1252 for Dutch and English text). Refuses what is no text, saying what it is.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Reason> {
    if bytes.is_empty() {
        return Err(Reason::FileEmpty);
    }
    if let Some(refusal) = other_format(bytes) {
        return Err(refusal);
    }
    if let Some(text) = utf32(bytes) {
        return Ok(text);
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return Ok(taken(encoding, bytes.get(length..).unwrap_or_default()));
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Ok(taken(encoding, bytes));
    }
    // A program that pads its fields leaves a zero here and there; many mean that this is no text.
    let zeros = bytes.contains(&0);
    if zeros && many_control_bytes(bytes) {
        return Err(Reason::FileIsBinary);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded { text: text.replace('\0', "\u{fffd}"), encoding: UTF_8.name(), letters_lost: zeros });
    }
    if mostly_utf8(bytes) {
        return Ok(taken(UTF_8, bytes));
    }
    if many_control_bytes(bytes) {
        return Err(Reason::FileIsBinary);
    }
    Ok(taken(one_byte_encoding(bytes), bytes))
}

fn taken(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, letters_lost) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: text.into_owned(), encoding: encoding.name(), letters_lost }
}

fn one_byte_encoding(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"nl"), false);
    let (_, letters_lost) = guess.decode_without_bom_handling(bytes);
    if letters_lost { WINDOWS_1252 } else { guess }
}

/// UTF-32 is told by its byte order mark, which begins as that of UTF-16 does.
fn utf32(bytes: &[u8]) -> Option<Decoded> {
    let (encoding, read): (_, fn([u8; 4]) -> u32) = match bytes.get(..4)? {
        [0xff, 0xfe, 0, 0] => ("UTF-32LE", u32::from_le_bytes),
        [0, 0, 0xfe, 0xff] => ("UTF-32BE", u32::from_be_bytes),
        _ => return None,
    };
    let letters = bytes.chunks(4).skip(1).map(|four| <[u8; 4]>::try_from(four).ok().map(read).and_then(char::from_u32));
    let text: String = letters.map(|letter| letter.unwrap_or('\u{fffd}')).collect();
    Some(Decoded { letters_lost: text.contains('\u{fffd}'), text, encoding })
}

/// Text in UTF-16 has a zero in every other byte wherever it is Latin.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096) & !1)?;
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    match pairs >= 4 {
        true if first == 0 && second * 10 >= pairs * 7 => Some(UTF_16LE),
        true if second == 0 && first * 10 >= pairs * 7 => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8 with a few damaged bytes (a field cut off in the middle of a letter) rather than a one-byte encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut damaged, mut rest) = (0_usize, 0_usize, bytes);
    loop {
        let (valid, next) = match std::str::from_utf8(rest) {
            Ok(text) => (text, None),
            Err(error) => {
                let valid = rest.get(..error.valid_up_to()).unwrap_or_default();
                let skip = error.valid_up_to() + error.error_len().unwrap_or(1);
                (std::str::from_utf8(valid).unwrap_or_default(), rest.get(skip..))
            }
        };
        whole += valid.chars().filter(|character| !character.is_ascii()).count();
        let Some(next) = next else { break };
        damaged += 1;
        rest = next;
    }
    whole >= damaged * 4
}

fn many_control_bytes(bytes: &[u8]) -> bool {
    let odd = bytes.iter().filter(|byte| **byte < 32 && !matches!(byte, 9 | 10 | 12 | 13 | 27 | 30)).count();
    odd * 50 > bytes.len()
}

/// Formats known by their first bytes, that are not text or not ours.
fn other_format(bytes: &[u8]) -> Option<Reason> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let spreadsheet = |format: &str| Some(Reason::FileIsSpreadsheet { format: format.to_owned() });
    let map = |format: &str| Some(Reason::FileIsOtherMapFormat { format: format.to_owned() });
    let other = |format: &str| Some(Reason::FileIsOtherFormat { format: format.to_owned() });
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return match () {
            () if holds(b"xl/workbook") || holds(b"xl/worksheets") => spreadsheet("Excel"),
            () if holds(b"opendocument.spreadsheet") => spreadsheet("OpenDocument"),
            () if holds(b"word/document") => other("Word"),
            () if holds(b".kml") => map("KMZ"),
            () if holds(b".shp") => map("shapefile"),
            () => other("ZIP"),
        };
    }
    match () {
        () if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => spreadsheet("Excel 97-2003"),
        () if starts(b"%PDF") => other("PDF"),
        () if starts(b"\x89PNG") => other("PNG"),
        () if starts(b"\xff\xd8\xff") => other("JPEG"),
        () if starts(b"GIF8") => other("GIF"),
        () if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => other("WebP"),
        () if starts(b"\x1f\x8b") => other("GZIP"),
        () if starts(b"7z\xbc\xaf") => other("7-Zip"),
        () if starts(b"{\\rtf") => other("RTF"),
        () if starts(b"SQLite format 3\0") => map("GeoPackage / SQLite"),
        () if bytes.get(4..15) == Some(b"\x0a\x09OSMHeader") => map("OpenStreetMap PBF"),
        () if starts(b"PMTiles") => map("PMTiles"),
        () if starts(b"\x00\x00\x27\x0a") => map("shapefile"),
        () if starts(b"fgb\x03") => map("FlatGeobuf"),
        () => marked_up(bytes),
    }
}

/// XML and HTML are text, but none that is read here.
fn marked_up(bytes: &[u8]) -> Option<Reason> {
    let beginning: String = String::from_utf8_lossy(bytes.get(..bytes.len().min(2048)).unwrap_or_default())
        .trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}')
        .to_lowercase();
    if !beginning.starts_with('<') {
        return None;
    }
    let holds = |needle: &str| beginning.contains(needle);
    let map = |format: &str| Some(Reason::FileIsOtherMapFormat { format: format.to_owned() });
    let other = |format: &str| Some(Reason::FileIsOtherFormat { format: format.to_owned() });
    match () {
        () if holds("<kml") => map("KML"),
        () if holds("<gpx") => map("GPX"),
        () if holds("<osm") => map("OpenStreetMap XML"),
        () if holds("<gml") || holds("gml:") => map("GML"),
        () if holds("<rss") || holds("<feed") => map("GeoRSS"),
        () if holds("<html") || holds("<!doctype html") => other("HTML"),
        () if holds("<?xml") => other("XML"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes).unwrap();
        assert!(!decoded.letters_lost);
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn usual_encodings_are_recognised() {
        assert_eq!(text_of("café;één".as_bytes()), ("café;één".to_owned(), "UTF-8"));
        assert_eq!(text_of("\u{feff}café".as_bytes()), ("café".to_owned(), "UTF-8"));
        assert_eq!(text_of(b"naam;plein\nCaf\xe9 de Ooievaar;Co\xf6rdinatie\n").1, "windows-1252");
        assert!(text_of(b"naam;prijs\nCaf\xe9;\x80 12\n").0.contains("Café;€ 12"));
    }

    #[test]
    fn utf16_is_read_with_and_without_its_mark() {
        let little: Vec<u8> = "naam,één\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "naam,één\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text_of(&little), ("naam,één\n".to_owned(), "UTF-16LE"));
        assert_eq!(text_of(&[b"\xff\xfe", little.as_slice()].concat()), ("naam,één\n".to_owned(), "UTF-16LE"));
        assert_eq!(text_of(&[b"\xfe\xff", big.as_slice()].concat()), ("naam,één\n".to_owned(), "UTF-16BE"));
    }

    #[test]
    fn utf32_and_a_file_cut_in_the_middle_of_a_letter_are_read() {
        let wide: Vec<u8> = "\u{feff}naam,één\n".chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
        assert_eq!(text_of(&wide), ("naam,één\n".to_owned(), "UTF-32LE"));
        let cut: Vec<u8> = "naam,één\n".encode_utf16().flat_map(u16::to_le_bytes).chain([65]).collect();
        assert_eq!(decode(&cut).map(|decoded| (decoded.encoding, decoded.letters_lost)), Ok(("UTF-16LE", true)));
    }

    #[test]
    fn a_zero_here_and_there_is_a_lost_letter() {
        let padded = format!("naam;plaats\nKas\0;Delft\n{}", "Schuur;Gouda\n".repeat(20));
        assert!(decode(padded.as_bytes()).is_ok_and(|decoded| decoded.letters_lost && !decoded.text.contains('\0')));
    }

    #[test]
    fn one_damaged_letter_does_not_make_a_file_latin() {
        let mut bytes = "één café, geüpload; reünie en coöperatie; crème brûlée".as_bytes().to_vec();
        bytes.push(0xc3);
        let decoded = decode(&bytes).unwrap();
        assert_eq!((decoded.encoding, decoded.letters_lost), ("UTF-8", true));
    }

    #[test]
    fn other_formats_are_named() {
        let named = |bytes: &[u8]| decode(bytes).unwrap_err();
        assert_eq!(named(b"PK\x03\x04....xl/workbook.xml"), Reason::FileIsSpreadsheet { format: "Excel".to_owned() });
        assert_eq!(named(b"%PDF-1.7"), Reason::FileIsOtherFormat { format: "PDF".to_owned() });
        assert_eq!(named(b"<?xml version='1.0'?><kml xmlns=''></kml>"), Reason::FileIsOtherMapFormat { format: "KML".to_owned() });
        assert_eq!(named(b"a,b\n\0\0\0\0\x01\x02,c"), Reason::FileIsBinary);
        assert_eq!(named(b""), Reason::FileEmpty);
    }
}
