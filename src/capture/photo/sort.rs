use image::ImageFormat;

use crate::capture::photo::NotAPhoto;

/// What a file is by its first bytes. Its name and what the browser calls it count for nothing.
pub(super) fn sort(bytes: &[u8]) -> Result<ImageFormat, NotAPhoto> {
    let starts = |mark: &[u8]| bytes.starts_with(mark);
    match bytes {
        [] => Err(NotAPhoto::Empty),
        _ if starts(&[0xff, 0xd8, 0xff]) => Ok(ImageFormat::Jpeg),
        _ if starts(b"\x89PNG\r\n\x1a\n") => Ok(ImageFormat::Png),
        _ if starts(b"GIF87a") || starts(b"GIF89a") => Ok(ImageFormat::Gif),
        _ if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => Ok(ImageFormat::WebP),
        _ if bytes.get(4..8) == Some(b"ftyp") => Err(of_brands(bytes)),
        _ if is_drawing(bytes) => Err(NotAPhoto::Drawing),
        _ => Err(NotAPhoto::Unknown),
    }
}

/// A file of the ISO base media family (ISO/IEC 14496-12) names what it is compatible with in its first box: `heic` and
/// its kin for HEIC, `avif` for AVIF, others for films.
fn of_brands(bytes: &[u8]) -> NotAPhoto {
    let length = bytes.get(..4).and_then(|length| length.try_into().ok()).map_or(0, u32::from_be_bytes);
    let end = usize::try_from(length).unwrap_or(0).min(bytes.len()).min(256);
    let brands: Vec<_> = bytes.get(8..end).unwrap_or_default().chunks(4).collect();
    let has = |known: &[&[u8]]| brands.iter().any(|brand| known.contains(brand));
    if has(&[b"avif", b"avis"]) {
        NotAPhoto::Avif
    } else if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"]) {
        NotAPhoto::Heic
    } else {
        NotAPhoto::Unknown
    }
}

fn is_drawing(bytes: &[u8]) -> bool {
    let beginning = String::from_utf8_lossy(&bytes[..bytes.len().min(2000)]).to_lowercase();
    beginning.contains("<svg")
}

/// A JPEG comes to its end mark. The decoder fills in grey what is missing, and would pass half a photo for a whole one.
///
/// ITU-T T.81, annex B: segments follow each other by their lengths until a scan; in a scan a byte FF stands for itself
/// only before 00, and FF D0..D7 are part of it.
pub(super) fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        let Some(rest) = bytes.get(at..) else { return false };
        match rest {
            [0xff, 0xff, ..] => at += 1,
            [0xff, 0xd9, ..] => return true,
            [0xff, 0x01 | 0xd0..=0xd7, ..] => at += 2,
            [0xff, mark, high, low, ..] => {
                at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
                if *mark == 0xda {
                    at = end_of_scan(bytes, at);
                }
            }
            _ => return false,
        }
    }
}

fn end_of_scan(bytes: &[u8], from: usize) -> usize {
    let pairs = bytes.get(from..).unwrap_or_default().windows(2);
    let length = pairs.into_iter().position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff));
    length.map_or(bytes.len(), |length| from + length)
}
