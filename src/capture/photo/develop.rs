use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, Limits, RgbImage};

use crate::capture::photo::NotAPhoto;
use crate::capture::photo::sort::{is_whole_jpeg, sort};

/// The longest side of each size in pixels: in a list, on a phone, in print. A photo is never enlarged.
pub const LONGEST_SIDES: [u32; 3] = [320, 1280, 2400];

/// Most pixels of a photo that is looked at: somewhat more than the largest that common phones make (50 million).
pub const MOST_PIXELS: u64 = 64_000_000;

/// Most memory that reading a photo may take, in bytes: [`MOST_PIXELS`] in red, green, blue and opacity, and room to work.
const MOST_MEMORY: u64 = 384 << 20;

/// How faithful the kept JPEG is, from 1 to 100: where people see no difference any more.
const QUALITY: u8 = 82;

/// A photo made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Developed {
    /// Width of the largest size in pixels.
    pub width: u32,
    /// Height of the largest size in pixels.
    pub height: u32,
    /// A JPEG for each of [`LONGEST_SIDES`].
    pub sizes: [Vec<u8>; 3],
}

/// Makes a photo anew from the dots of a JPEG, PNG, WebP or GIF (its first image): upright, in the sizes that are shown,
/// and with nothing in it but the picture.
///
/// How large it will be is known and judged before it is read. It takes up to a few hundred MB and a second or so, so
/// whoever calls this does it aside, and not many at once.
pub fn develop(bytes: &[u8]) -> Result<Developed, NotAPhoto> {
    let format = sort(bytes)?;
    let image = read(format, bytes)?;
    let [small, phone, print] = LONGEST_SIDES;
    let print = image_within(image, print);
    let phone_image = fitted(&print, phone);
    let small_image = fitted(&phone_image, small);
    let sizes = [written(&small_image)?, written(&phone_image)?, written(&print)?];
    Ok(Developed { width: print.width(), height: print.height(), sizes })
}

/// Width and height when the longest side is at most so long.
pub fn scaled(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let side = u64::from(width.max(height)).max(1);
    let scale = |length: u32| {
        let scaled = (u64::from(length) * u64::from(longest) + side / 2) / side;
        u32::try_from(scaled).unwrap_or(longest).max(1)
    };
    if side <= u64::from(longest) { (width, height) } else { (scale(width), scale(height)) }
}

fn read(format: ImageFormat, bytes: &[u8]) -> Result<DynamicImage, NotAPhoto> {
    let source = Cursor::new(bytes);
    match format {
        ImageFormat::Jpeg if !is_whole_jpeg(bytes) => Err(NotAPhoto::Damaged),
        ImageFormat::Jpeg => decoded(JpegDecoder::new(source).map_err(|error| refusal(&error))?),
        ImageFormat::Png => decoded(PngDecoder::with_limits(source, limits()).map_err(|error| refusal(&error))?),
        ImageFormat::WebP => decoded(WebPDecoder::new(source).map_err(|error| refusal(&error))?),
        ImageFormat::Gif => decoded(GifDecoder::new(source).map_err(|error| refusal(&error))?),
        _ => Err(NotAPhoto::Unknown),
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

fn decoded(mut decoder: impl ImageDecoder) -> Result<DynamicImage, NotAPhoto> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err(NotAPhoto::TooManyPixels);
    }
    decoder.set_limits(limits()).map_err(|error| refusal(&error))?;
    // Where it does not say how it was held it is upright.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    if orientation != image::metadata::Orientation::NoTransforms {
        // Turned when it is small already, or a second copy of all its dots would be made.
        let [.., largest] = LONGEST_SIDES;
        image = coarsely_within(image, 2 * largest);
        image.apply_orientation(orientation);
    }
    Ok(image)
}

fn refusal(error: &ImageError) -> NotAPhoto {
    match error {
        ImageError::Limits(_) => NotAPhoto::TooManyPixels,
        _ => NotAPhoto::Damaged,
    }
}

/// The image with its longest side at most so long, on white where it was transparent.
fn image_within(image: DynamicImage, longest: u32) -> DynamicImage {
    // First quickly to twice the size, then with care: the careful way needs much memory for a large image.
    let image = DynamicImage::ImageRgb8(on_white(coarsely_within(image, 2 * longest)));
    fitted(&image, longest)
}

fn coarsely_within(image: DynamicImage, longest: u32) -> DynamicImage {
    if image.width().max(image.height()) <= longest {
        return image;
    }
    let (width, height) = scaled(image.width(), image.height(), longest);
    image.thumbnail_exact(width, height)
}

fn fitted(image: &DynamicImage, longest: u32) -> DynamicImage {
    let (width, height) = scaled(image.width(), image.height(), longest);
    if (width, height) == (image.width(), image.height()) {
        image.clone()
    } else {
        image.resize_exact(width, height, FilterType::CatmullRom)
    }
}

fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let image = image.into_rgba8();
    let mut white = RgbImage::new(image.width(), image.height());
    for (to, from) in white.pixels_mut().zip(image.pixels()) {
        let [red, green, blue, opacity] = from.0.map(u32::from);
        let mixed = |colour: u32| u8::try_from((colour * opacity + 255 * (255 - opacity) + 127) / 255).unwrap_or(255);
        to.0 = [red, green, blue].map(mixed);
    }
    white
}

/// A JPEG with the dots alone: the encoder is given nothing else to write.
fn written(image: &DynamicImage) -> Result<Vec<u8>, NotAPhoto> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    image.write_with_encoder(encoder).map_err(|_| NotAPhoto::Damaged)?;
    Ok(bytes)
}
