use std::io::Cursor;

use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;

use super::*;

const CANARY: &[u8] = b"kanarie 52.0907 5.1214";

/// A picture that is dark on the left and light on the right.
fn two_halves(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([20, 20, 20]) } else { Rgb([235, 235, 235]) }).into()
}

/// A picture with much in it, so that its file is long.
fn busy(width: u32, height: u32) -> DynamicImage {
    let dot = |x: u32, y: u32| u8::try_from((x * 7 + y * 13 + x * y) % 251).unwrap();
    RgbImage::from_fn(width, height, |x, y| Rgb([dot(x, y), dot(y, x), dot(x + y, y)])).into()
}

fn file(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

const FORMATS: [ImageFormat; 4] = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif];

fn holds(bytes: &[u8], sign: &[u8]) -> bool {
    bytes.windows(sign.len()).any(|window| window == sign)
}

/// EXIF (CIPA DC-008) that says how the camera was held and, as maker's note, something that betrays the place.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    exif.extend([0x0e, 0x01, 2, 0, u8::try_from(CANARY.len()).unwrap(), 0, 0, 0, 38, 0, 0, 0]);
    exif.extend([0; 4]);
    exif.extend(CANARY);
    exif
}

/// A JPEG with EXIF, XMP, IPTC and a remark after its beginning, and more behind its end.
fn talkative_jpeg(image: &DynamicImage, orientation: u8) -> Vec<u8> {
    let plain = file(image, ImageFormat::Jpeg);
    let mut bytes = plain[..2].to_vec();
    let mut add = |mark: u8, head: &[u8], body: &[u8]| {
        bytes.extend([0xff, mark]);
        bytes.extend(u16::try_from(2 + head.len() + body.len()).unwrap().to_be_bytes());
        bytes.extend(head);
        bytes.extend(body);
    };
    add(0xe1, b"Exif\0\0", &exif(orientation));
    add(0xe1, concat!("http:", "//ns.adobe.com/xap/1.0/\0").as_bytes(), CANARY);
    add(0xed, b"Photoshop 3.0\08BIM\x04\x04", CANARY);
    add(0xfe, b"", CANARY);
    bytes.extend(&plain[2..]);
    bytes.extend(CANARY);
    bytes
}

/// A PNG with texts and EXIF before its picture, and more behind its end.
fn talkative_png(image: &DynamicImage) -> Vec<u8> {
    let plain = file(image, ImageFormat::Png);
    let after_head = 8 + 25;
    let mut bytes = plain[..after_head].to_vec();
    for (name, head) in [(b"tEXt", &b"GPS\0"[..]), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0"), (b"eXIf", b"")] {
        let body = [head, &if name == b"eXIf" { exif(1) } else { CANARY.to_vec() }].concat();
        bytes.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        let named = [&name[..], &body].concat();
        bytes.extend(&named);
        bytes.extend(crc32fast::hash(&named).to_be_bytes());
    }
    bytes.extend(&plain[after_head..]);
    bytes.extend(CANARY);
    bytes
}

/// A WebP in the extended form, with EXIF and XMP.
fn talkative_webp(image: &DynamicImage) -> Vec<u8> {
    let plain = file(image, ImageFormat::WebP);
    let side = |length: u32| (length - 1).to_le_bytes()[..3].to_vec();
    let chunk = |name: &[u8], body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        [name, &length, body, &vec![0; body.len() % 2]].concat()
    };
    let head = [vec![0x0c, 0, 0, 0], side(image.width()), side(image.height())].concat();
    let chunks = [b"WEBP".to_vec(), chunk(b"VP8X", &head), plain[12..].to_vec(), chunk(b"EXIF", &exif(1)), chunk(b"XMP ", CANARY)].concat();
    [&b"RIFF"[..], &u32::try_from(chunks.len()).unwrap().to_le_bytes(), &chunks].concat()
}

/// The marks of a JPEG's segments, up to its first scan.
fn marks(jpeg: &[u8]) -> Vec<u8> {
    let (mut at, mut marks) = (2, Vec::new());
    while marks.last() != Some(&0xda) {
        marks.push(jpeg[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    marks
}

#[test]
fn nothing_is_kept_but_the_picture() {
    let image = two_halves(400, 300);
    let files = [talkative_jpeg(&image, 1), talkative_png(&image), talkative_webp(&image)];
    for bytes in files {
        assert!(holds(&bytes, CANARY));
        for size in develop(&bytes).unwrap().sizes {
            assert!(!holds(&size, CANARY) && !holds(&size, b"Exif") && !holds(&size, b"kanarie"));
            // JFIF, tables, the frame and its scan: no other application data and no remarks.
            let marks = marks(&size);
            assert!(marks.iter().all(|mark| [0xe0, 0xdb, 0xc0, 0xc4, 0xda].contains(mark)), "{marks:x?}");
            assert!(size.ends_with(&[0xff, 0xd9]));
        }
    }
}

#[test]
fn a_photo_stands_upright_however_the_camera_was_held() {
    let light = |image: &DynamicImage, x: u32, y: u32| image.get_pixel(x, y).0[0] > 128;
    // Orientation 6 asks for a quarter turn to the right: what was left comes on top. 8 turns the other way, 3 upside down.
    for (orientation, size, dark, bright) in [
        (1, (400, 200), (20, 100), (380, 100)),
        (6, (200, 400), (100, 20), (100, 380)),
        (8, (200, 400), (100, 380), (100, 20)),
        (3, (400, 200), (380, 100), (20, 100)),
    ] {
        let developed = develop(&talkative_jpeg(&two_halves(400, 200), orientation)).unwrap();
        assert_eq!((developed.width, developed.height), size);
        let image = image::load_from_memory(&developed.sizes[2]).unwrap();
        assert_eq!(image.dimensions(), size);
        assert!(!light(&image, dark.0, dark.1) && light(&image, bright.0, bright.1), "orientation {orientation}");
    }
}

#[test]
fn each_size_has_its_longest_side_and_none_is_enlarged() {
    let widths = |image: &DynamicImage, format| {
        develop(&file(image, format)).unwrap().sizes.map(|size| image::load_from_memory(&size).unwrap().dimensions())
    };
    assert_eq!(widths(&two_halves(3000, 750), ImageFormat::Jpeg), [(320, 80), (1280, 320), (2400, 600)]);
    for format in FORMATS {
        assert_eq!(widths(&two_halves(200, 400), format), [(160, 320), (200, 400), (200, 400)], "{format:?}");
    }
    assert_eq!(widths(&two_halves(1, 6000), ImageFormat::Png), [(1, 320), (1, 1280), (1, 2400)]);
    assert_eq!(scaled(4000, 3000, 320), (320, 240));
}

#[test]
fn the_same_file_gives_the_same_bytes() {
    let bytes = file(&busy(400, 300), ImageFormat::Jpeg);
    assert_eq!(develop(&bytes).unwrap(), develop(&bytes).unwrap());
}

#[test]
fn what_was_transparent_is_white() {
    let mut image = RgbaImage::new(64, 64);
    image.put_pixel(0, 0, Rgba([0, 0, 0, 0]));
    let developed = develop(&file(&image.into(), ImageFormat::Png)).unwrap();
    let picture = image::load_from_memory(&developed.sizes[0]).unwrap();
    assert!(picture.get_pixel(32, 32).0[..3].iter().all(|colour| *colour > 250));
}

#[test]
fn what_is_no_photo_is_named() {
    let ftyp = |brands: &str| [&u32::try_from(8 + brands.len()).unwrap().to_be_bytes()[..], b"ftyp", brands.as_bytes(), &[0; 99]].concat();
    let cases: [(&[u8], NotAPhoto); 9] = [
        (b"", NotAPhoto::Empty),
        (b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", NotAPhoto::Drawing),
        (b"\xef\xbb\xbf <SVG onload=alert(1)>", NotAPhoto::Drawing),
        (&ftyp("heic\0\0\0\0mif1heic"), NotAPhoto::Heic),
        (&ftyp("mif1\0\0\0\0avifmif1"), NotAPhoto::Avif),
        (&ftyp("isom\0\0\0\0mp41"), NotAPhoto::Unknown),
        (b"%PDF-1.7", NotAPhoto::Unknown),
        (b"<html><script>alert(1)</script></html>", NotAPhoto::Unknown),
        (b"II*\0 a photo of a camera that keeps its own form", NotAPhoto::Unknown),
    ];
    for (bytes, expected) in cases {
        assert_eq!(develop(bytes), Err(expected), "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_file_that_is_a_page_as_well_leaves_only_its_picture() {
    let page = b"/*<script>alert(1)</script>*/=1;";
    let mut gif = file(&two_halves(40, 40), ImageFormat::Gif);
    gif.extend(page);
    let mut jpeg = file(&two_halves(40, 40), ImageFormat::Jpeg);
    jpeg.extend(b"PK\x03\x04");
    jpeg.extend(page);
    for bytes in [gif, jpeg] {
        assert!(develop(&bytes).unwrap().sizes.iter().all(|size| !holds(size, b"script") && !holds(size, b"PK\x03\x04")));
    }
}

#[test]
fn a_bomb_is_refused_by_what_it_says_of_itself() {
    // PNG: 60,000 by 60,000 in the head, and next to nothing behind it.
    let mut png = file(&two_halves(8, 8), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let crc = crc32fast::hash(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&crc);
    // JPEG: 65,000 by 65,000 in the frame.
    let mut jpeg = file(&two_halves(8, 8), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xfd, 0xe8, 0xfd, 0xe8]);
    // GIF: by its screen.
    let mut gif = file(&two_halves(8, 8), ImageFormat::Gif);
    gif[6..10].fill(0xff);
    // WebP: by the head of the extended form.
    let mut webp = talkative_webp(&two_halves(8, 8));
    webp[24..30].copy_from_slice(&[0x99, 0x99, 0, 0x99, 0x99, 0]);
    for (name, bytes) in [("png", png), ("jpeg", jpeg), ("gif", gif)] {
        assert_eq!(develop(&bytes), Err(NotAPhoto::TooManyPixels), "{name}");
    }
    assert!(develop(&webp).is_err());
}

#[test]
fn a_gif_whose_image_is_larger_than_its_screen_does_not_fill_the_memory() {
    let mut gif = file(&two_halves(8, 8), ImageFormat::Gif);
    let image = gif.windows(9).position(|part| part == [0x2c, 0, 0, 0, 0, 8, 0, 8, 0]).unwrap();
    gif[image + 5..image + 9].fill(0xff);
    assert!(develop(&gif).is_err());
}

#[test]
fn a_photo_that_is_broken_off_is_not_passed_for_a_whole_one() {
    for format in FORMATS {
        let bytes = file(&busy(300, 200), format);
        assert!(develop(&bytes).is_ok());
        for eighths in 0..8 {
            let half = &bytes[..(bytes.len() * eighths / 8)];
            assert!(develop(half).is_err(), "{format:?}, {eighths} of 8");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_fall_over(format in 0usize..4, at in any::<prop::sample::Index>(), with in prop::collection::vec(any::<u8>(), 1..12)) {
        let mut bytes = file(&busy(60, 40), FORMATS[format]);
        let at = at.index(bytes.len());
        let end = (at + with.len()).min(bytes.len());
        bytes[at..end].copy_from_slice(&with[..end - at]);
        // A photo or a named refusal: it comes back at all.
        let developed = develop(&bytes);
        prop_assert!(developed.is_err() || developed.is_ok_and(|photo| photo.width > 0));
    }
}
